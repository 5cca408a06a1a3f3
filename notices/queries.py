"""Questions about what people want."""

from accounts.models import User
from notices import kinds
from notices.models import Choice


def wants(user: User | None, kind: kinds.Kind) -> bool:
    """This says whether this kind goes to this person: at most one query."""
    if user is None or not kind.may_unsubscribe:
        return True
    return not Choice.objects.never().filter(user=user, kind=kind.key).exists()


def choices_of(user: User) -> dict[str, str]:
    """This is what the person has chosen, kind by kind; one query."""
    chosen = dict(Choice.objects.filter(user=user).values_list("kind", "when"))
    return {kind.key: chosen.get(kind.key, Choice.When.AT_ONCE) for kind in kinds.optional()}
