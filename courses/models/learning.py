"""What the pages of a course have in common: a key, one transaction for publishing, and a plain address."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from courses.exceptions import AliasRefused
from courses.keys import free_key, make_key


class PlainlyReadPage(Page):
    """
    This is a page that people do not read at its place in Wagtail's tree: that place leads on to a plain address.

    Links, sitemaps and the admin's "view live" give the plain address at once.
    """

    # A password cannot be asked on the plain addresses: pages are open to all, to all who signed in, or to groups.
    private_page_options = ["login", "groups"]
    preview_template: ClassVar[str]

    class Meta:
        abstract = True

    def plain_address(self) -> str | None:
        """This is the address on which people read the page, None where there is none yet."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str | None, str | None] | None:
        parts: tuple[int, str | None, str | None] | None = super().get_url_parts(request)
        if not parts or parts[2] is None:
            return parts
        return parts[0], parts[1], self.plain_address() or parts[2]

    def serve(self, _request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        address = self.plain_address()
        if address is None:
            raise Http404
        return redirect(address)

    def get_preview_template(self, _request: HttpRequest, _mode_name: str) -> str:
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, _mode_name: str) -> dict[str, Any]:
        context: dict[str, Any] = self.get_context(request)
        return context

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        response = TemplateResponse(
            request, self.get_preview_template(request, mode_name), self.get_preview_context(request, mode_name)
        )
        return allow_in_own_frame(response)


def allow_in_own_frame(response: HttpResponse) -> HttpResponse:
    """This lets the admin's preview panel show the page, which no other frame may do."""
    policy = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}
    setattr(response, "_csp_config", policy)  # noqa: B010 -- what Django's csp_override sets; no type knows it
    return response


class KeptPage(PlainlyReadPage):
    """
    This is a page with a key: its permanent name within its course, or among all courses.

    The key is made when the page is first saved, of its translation's key or else of its slug, and stays when title and
    slug change. A copy gets a key of its own, a translation shares its original's. Aliases are refused.
    """

    key = models.SlugField(_("key"), max_length=100, blank=True)

    structural_fields: ClassVar[tuple[str, ...]] = ()
    exclude_fields_in_copy: ClassVar[list[str]] = ["key"]

    class Meta:
        abstract = True

    def keys_beside(self) -> set[str]:
        """These are the keys of the pages from which this one must be told apart."""
        raise NotImplementedError

    def taken_keys(self) -> set[str]:
        """These keys may not be given to this page when one is made for it: pages' and those that rows remember."""
        return self.keys_beside()

    def original(self) -> Self | None:
        """This is the page of which this one is a translation, or itself: the one that was there first."""
        pages: models.QuerySet[Self] = type(self).objects.filter(translation_key=self.translation_key)
        return pages.order_by("pk").first()

    def translated_key(self) -> str:
        """This is the key of another translation of the page, empty where there is none."""
        others = type(self).objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return others.order_by("pk").values_list("key", flat=True).first() or ""

    def wanted_key(self) -> str:
        return make_key(self.slug, fallback=self._meta.model_name.removesuffix("page"))

    def fill_key(self) -> None:
        """This gives the page a key if it has none; its place in the tree must be known."""
        if not self.key:
            self.key = self.translated_key() or free_key(self.wanted_key(), self.taken_keys())

    def check_key(self) -> None:
        """:raises ValidationError: if another page has this key."""
        if self.key and self.path and self.key in self.keys_beside():
            raise ValidationError({"key": _("Another page has the key “%(key)s” already.") % {"key": self.key}})

    def clean(self) -> None:
        super().clean()
        self.check_key()

    def minimal_clean(self) -> None:
        super().minimal_clean()
        self.check_key()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.alias_of_id is not None:
            raise AliasRefused
        self._set_core_field_defaults()
        if kwargs.get("update_fields") is None:
            self.fill_key()
        super().save(*args, **kwargs)

    def create_alias(self, **_kwargs: object) -> None:
        raise AliasRefused

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """The key belongs to the page, not to a revision of it."""
        page: Self = super().with_content_json(content)
        page.key = self.key
        return page

    @transaction.atomic
    def publish(self, revision: Revision, **kwargs: Any) -> None:
        """The page and what is read from it (courses.receivers) change in one transaction."""
        super().publish(revision, **kwargs)
