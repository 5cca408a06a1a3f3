"""What this room tells Wagtail's editor and admin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import escape
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from courses.exceptions import AliasRefused
from courses.models import KeptPage
from courses.viewsets import ExportView, ImportItem, ImportView, export_buttons, import_item


class OtherSiteLink(LinkHandler):
    """A link to another site; that site learns nothing of the page that opened it."""

    identifier = "external"

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        return f'<a href="{escape(attrs["href"])}" rel="noopener">'


@hooks.register("register_rich_text_features")
def mark_links_to_other_sites(features: FeatureRegistry) -> None:
    features.register_link_type(OtherSiteLink)


@hooks.register("register_admin_urls")
def course_folders() -> list[URLPattern]:
    return [
        path("courses/import/", ImportView.as_view(), name="import_course"),
        path("courses/<int:pk>/export/", ExportView.as_view(), name="export_course"),
    ]


@hooks.register("register_admin_menu_item")
def import_in_menu() -> ImportItem:
    return import_item


hooks.register("register_page_listing_more_buttons", export_buttons)
hooks.register("register_page_header_buttons", export_buttons)


@hooks.register("before_copy_page")
def refuse_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    if "alias" in request.POST and issubclass(page.specific_class, KeptPage):
        messages.error(request, str(AliasRefused()))
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None
