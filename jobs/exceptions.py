from collections.abc import Sequence


class JobFailed(Exception):
    """
    This ends a job; its message is shown to who started it, in their language.

    With a report, which lists what is wrong with what the job was given, it is not started again.
    """

    def __init__(self, message: str, *, report: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.report = list(report)


class LeaseLost(Exception):
    """This run was taken for dead and another one has the job: what this step did is undone."""
