class LastAdministrator(Exception):
    """This person is the only administrator; somebody must be able to let others in."""


class MergeRefused(Exception):
    """These two accounts are not merged, and nothing was changed; ``str`` says to staff why and what to do."""


class PreviewOutdated(Exception):
    """Something has happened in one of the accounts since its merge was looked at; nothing was changed."""


class LeftBehind(Exception):
    """Rows still point at an account that was merged: a rule does not do what it says."""
