"""What follows when somebody signs in, gains or loses a role, or a second factor."""

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import roles, session
from accounts.models import User


@receiver(user_logged_in)
def remember_at_sign_in(*, request: HttpRequest | None, user: User, **_kwargs: object) -> None:
    if request is not None:
        session.begin_visit(request.session, user, timezone.now())


@receiver(password_reset)
def address_is_proven(*, user: User, **_kwargs: object) -> None:
    """Who set a password by a mailed link reads what is sent there: nobody asks them to confirm the address as well."""
    EmailAddress.objects.filter(user=user, email=user.email, verified=False).update(verified=True)


@receiver(authenticator_removed, sender=Authenticator)
def forget_second_factor(*, request: HttpRequest, **_kwargs: object) -> None:
    session.forget_second_factor(request.session)


@receiver(m2m_changed, sender=User.groups.through)
def staff_follows_roles(
    *, instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: object
) -> None:
    if action == "pre_clear" and reverse:
        # Afterwards nobody knows who they were.
        setattr(instance, "_members", set(instance.user_set.values_list("pk", flat=True)))  # type: ignore[union-attr]  # noqa: B010 -- see above
    if action in {"post_add", "post_remove", "post_clear"}:
        members = getattr(instance, "_members", set()) if pk_set is None else pk_set
        roles.settle_staff(user_ids=members if reverse else {int(instance.pk)})
