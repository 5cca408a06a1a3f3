"""What this room announces, ids only, once the transaction is committed."""

from django.dispatch import Signal

# certificate_id
certificate_issued = Signal()
certificate_corrected = Signal()
certificate_reissued = Signal()
certificate_revoked = Signal()
