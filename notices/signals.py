"""What happens here, in the past tense, with ids only (``core.announce``)."""

from django.dispatch import Signal

# mail_id
mail_queued = Signal()
