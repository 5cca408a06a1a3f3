class LastAdministrator(Exception):
    """This person is the only administrator; somebody must be able to let others in."""


class MergeRefused(Exception):
    """These two accounts are not merged, and nothing was changed; ``str`` says to staff why and what to do."""


class PreviewOutdated(Exception):
    """Something has happened in one of the accounts since its merge was looked at; nothing was changed."""


class LeftBehind(Exception):
    """Rows still point at an account that was merged: a rule does not do what it says."""


class OutOfReach(Exception):
    """This person may do more than the officer, or is the officer."""


class ReasonMissing(Exception):
    """What staff do to somebody's account needs a reason."""


class AccountClosed(Exception):
    """This account is closed, so that a letter to its person would promise what does not work."""


class BeingErased(Exception):
    """This person has asked to be erased; their account does not open again."""


class AddressTaken(Exception):
    """Somebody else has this e-mail address."""


class VersionTaken(Exception):
    """Somebody else has published this version of the policy in the meantime."""


class TooEarly(Exception):
    """A version would hold from before now, or from before the version that comes before it."""
