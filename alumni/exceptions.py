"""Why somebody cannot join, or show what they want to show."""


class Refused(Exception):
    """This was refused, and nothing was changed."""


class MayNotJoin(Refused):
    """Only who holds a certificate may join the alumni."""


class WiderThanName(Refused):
    """Nothing can be shown to people who may not see whose it is."""


class PolicyOutdated(Refused):
    """Joining takes consent to the latest rules of the directory."""
