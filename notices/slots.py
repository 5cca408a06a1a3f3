"""What this room puts into the pages of the rooms around it."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from notices import kinds
from notices.models import EMPTY, Mail

# So many are on a person's page; a link leads to all.
NEWEST = 20


def person(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This shows staff which mails went to a person of late, without what they say; one query. Not to who may not."""
    recipient, request = context.get("person"), context.get("request")
    if not isinstance(recipient, User) or request is None or not request.user.has_perm("notices.view_mail"):
        return None
    labels = {kind.key: kind.label for kind in kinds.registered()}
    mails = Mail.objects.filter(recipient=recipient).defer(*EMPTY).order_by("-created_at", "-pk")[:NEWEST]
    return {"person": recipient, "mails": [(mail, labels.get(mail.kind, mail.kind)) for mail in mails]}
