"""What this room announces; each is sent once the transaction is committed and carries ids only."""

from django.dispatch import Signal

# Each carries ``cohort_id``.
cohort_opened = Signal()
cohort_redrafted = Signal()
cohort_started = Signal()
cohort_finished = Signal()
cohort_resumed = Signal()
cohort_cancelled = Signal()
module_dates_changed = Signal()
# What completes its places has changed.
asks_changed = Signal()

# Each carries ``place_id``. How a place ended, its status says.
place_asked = Signal()
place_queued = Signal()
place_offered = Signal()
place_held = Signal()
place_completed = Signal()
place_ended = Signal()

# Each carries ``session_id``.
session_planned = Signal()
session_moved = Signal()
session_changed = Signal()
session_cancelled = Signal()
recording_added = Signal()
# It did not happen, or did after all.
session_marked = Signal()
# This one carries ``place_ids``, too: of whom something else is noted than before.
attendance_noted = Signal()
# Several sessions were planned together. Carries ``cohort_id`` and ``series``.
series_planned = Signal()

# Each carries ``appointment_id``.
tutor_appointed = Signal()
appointment_ended = Signal()
