"""What this room announces; each is sent once the transaction is committed and carries ids only."""

from django.dispatch import Signal

# An enrolment was completed, once and for good. Carries ``enrolment_id``.
course_completed = Signal()
