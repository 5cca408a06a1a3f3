"""What allauth asks of us. Delivery of mail is the business of a room above, which extends the account's adapter."""

from collections.abc import Mapping
from typing import Any, cast

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.translation import get_language
from qrcode.image.svg import SvgPathFillImage

from accounts import rules
from accounts.models import User, languages
from accounts.zones import zone_of


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001, FBT002 -- allauth's signature
        """Take over what the short form asked, and guess the rest; all of it can be changed in the profile."""
        user.full_name = form.cleaned_data["full_name"]
        user.country = form.cleaned_data["country"]
        user.time_zone = zone_of(str(user.country))
        language = get_language()
        user.language = language if language in dict(languages()) else settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def write(self, *, user: User, template: str, context: Mapping[str, Any]) -> None:
        """Send a letter of ours at once; the room that has an outbox does it better."""
        site = {"site_name": settings.WAGTAIL_SITE_NAME, "base_url": settings.BASE_URL}
        subject, text = (written(f"{template}.{part}", {**site, **context}) for part in ("subject.txt", "txt"))
        EmailMessage(" ".join(subject.split()), text, to=[user.email]).send()


def written(name: str, context: Mapping[str, Any]) -> str:
    """This renders a template as text, in which an apostrophe stays one."""
    template = cast("Template", get_template(name).template)  # type: ignore[attr-defined]  # Django's own engine has it
    return template.render(Context(dict(context), autoescape=False))


class ThirdPartyAdapter(DefaultSocialAccountAdapter):
    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "full_name": self.full_name(sociallogin.account.extra_data)}

    def full_name(self, claims: dict[str, Any]) -> str:
        """Find the name among what OpenID Connect says, at the top or under one of its two sources."""
        sources = [claims, claims.get("userinfo") or {}, claims.get("id_token") or {}]
        return next((str(source["name"]) for source in sources if source.get("name")), "")


class SecondFactorAdapter(DefaultMFAAdapter):
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse staff the removal of their last second factor; they add another one first."""
        if not rules.must_use_second_factor(authenticator.user):
            return True
        factors = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return bool(factors.exclude(pk=authenticator.pk).exists())

    def build_totp_svg(self, url: str) -> str:
        """Draw the code dark on white, so that it can be scanned in dark colours too."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(image.to_string(encoding="unicode"))

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)
