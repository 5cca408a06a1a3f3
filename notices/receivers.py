from django.dispatch import receiver

from notices import tasks
from notices.signals import mail_queued


@receiver(mail_queued)
def deliver(*, mail_id: int, **_: object) -> None:
    tasks.deliver.delay(mail_id=mail_id)
