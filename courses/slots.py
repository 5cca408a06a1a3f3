"""What this room puts into the pages of the rooms below."""

from collections.abc import Mapping
from typing import Any

from courses.folder.uploads import KIND
from jobs.models import Job


def job_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This leads on from the job of an import: to the course, or to another try. No query."""
    job = context.get("job")
    if not isinstance(job, Job) or job.kind != KIND:
        return None
    return {"page_id": job.state.get("page")}
