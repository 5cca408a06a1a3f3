from django.dispatch import receiver

from jobs import tasks
from jobs.signals import job_queued


@receiver(job_queued)
def run(*, job_id: str, **_: object) -> None:
    tasks.run.delay(job_id=job_id)
