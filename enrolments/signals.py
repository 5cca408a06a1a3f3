"""What this room announces; each is sent once the transaction is committed and carries ids only."""

from django.dispatch import Signal

# An enrolment was completed, once and for good. Carries ``enrolment_id``.
course_completed = Signal()

# All needed units are done, but something else that is asked is not. Carries ``enrolment_id``; may come more than once.
content_done = Signal()

# A learner withdrew from a course, or was withdrawn. Carries ``enrolment_id``.
course_left = Signal()

# A learner was granted an allowance, or it was taken back. Each carries ``allowance_id``.
allowance_granted = Signal()
allowance_revoked = Signal()
