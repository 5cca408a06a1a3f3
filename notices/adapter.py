from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.utils import translation

from accounts.adapter import AccountAdapter as BaseAdapter
from accounts.models import User
from notices import actions, kinds, writing


class AccountAdapter(BaseAdapter):
    """This sends every mail about an account through the outbox, in the person's language."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        kind = kinds.get("accounts.account")
        recipient = known(context.get("user"))
        language = actions.language_of(recipient)
        with translation.override(language), actions.zone_of(recipient):
            letter = self.letter(template_prefix, email, context | writing.frame(recipient, kind))
        actions.queue(
            kind=kind,
            key=f"{template_prefix}:{uuid4()}",
            recipient=recipient,
            to_address=email,
            reply_to="",
            language=language,
            letter=letter,
        )

    def write(self, *, user: User, template: str, context: Mapping[str, Any]) -> None:
        key = f"{template}:{uuid4()}"
        actions.post(kind="accounts.account", key=key, recipient=user, template=template, context=context)

    def letter(self, template_prefix: str, email: str, context: dict[str, Any]) -> writing.Letter:
        request = allauth_context.request
        site = get_current_site(request)
        site.name = settings.WAGTAIL_SITE_NAME
        known_to_all = {"request": request, "email": email, "current_site": site}
        message = self.render_mail(template_prefix, email, known_to_all | context)
        html = [str(part.content) for part in message.alternatives]
        text = str(message.body)
        return writing.Letter(writing.one_line(message.subject), text, html[0] if html else writing.framed(text, context))


def known(person: object) -> User | None:
    """This leaves out addresses without an account, and accounts that are just being made."""
    return person if isinstance(person, User) and person.pk else None
