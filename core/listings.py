"""Listings in the administration whose rows nobody adds, edits or deletes there; what acts on them has its own pages."""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail.admin.viewsets.model import ModelViewSet

# What a viewset's pages would lead to and does not exist.
ABSENT = ["history_url_name", "usage_url_name", "add_url_name", "edit_url_name", "delete_url_name", "inspect_url_name"]


class Listing(ModelViewSet):
    """This is a listing, to look at and to go on from. ``rights`` are what a role may be given besides."""

    rights: tuple[str, ...] = ("view",)
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    # Registers the permission to look at the listing.
    inspect_view_enabled = True
    # Searched by the views themselves, through folded texts.
    search_backend_name = None
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), **dict.fromkeys(ABSENT)}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        registered: QuerySet[Permission] = super().get_permissions_to_register()
        return registered.filter(codename__in=[get_permission_codename(right, self.model._meta) for right in self.rights])

    def register_admin_url_finder(self) -> None:
        """There is no page to edit a row, to which the finder would lead."""
