"""What happens here, in the past tense, with ids only (``core.announce``)."""

from django.dispatch import Signal

# job_id, as a text
job_queued = Signal()
