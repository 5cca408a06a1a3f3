"""What this room announces; each is sent once the transaction is committed and carries ids only."""

from django.dispatch import Signal

# Another file stands in the place of an image's, or a document's. Carries ``image_id``, or ``document_id``.
image_replaced = Signal()
document_replaced = Signal()
