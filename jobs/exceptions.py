class JobFailed(Exception):
    """This ends a job; its message is shown to who started it, in their language."""


class LeaseLost(Exception):
    """This run was taken for dead and another one has the job: what this step did is undone."""
