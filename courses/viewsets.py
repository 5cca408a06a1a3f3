"""Courses in the administration: bringing one in as a folder, and taking one along."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from courses.folder.export import export_course
from courses.folder.faults import FolderRefused
from courses.folder.uploads import start_import
from courses.folder.zip import pack
from courses.forms import ImportForm
from courses.models import CataloguePage, CoursePage
from courses.rules import may_export, may_import, may_take_live


def staff(request: HttpRequest) -> User:
    """Behind the administration's door, there is one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class ImportItem(MenuItem):
    """It is shown to who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(staff(request), CataloguePage.objects.all())


@method_decorator(never_cache, name="dispatch")
class ImportView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """A folder is taken in here, and a job imports it."""

    template_name = "courses/admin/import.html"
    form_class = ImportForm
    page_title = gettext_lazy("Import a course")
    header_icon = "upload"
    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.catalogues = list(CataloguePage.objects.all())
        if not may_import(staff(request), self.catalogues):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        may_publish = may_take_live(staff(self.request), self.catalogues)
        return {**super().get_form_kwargs(), "may_publish": may_publish}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": _("Import"), "submit_button_active_label": _("Uploading")}
        return super().get_context_data(**kwargs) | labels | {"action_url": reverse("import_course")}

    def form_valid(self, form: ImportForm) -> HttpResponse:
        job = start_import(file=form.cleaned_data["file"], by=staff(self.request), wishes=form.wishes())
        return redirect("jobs:detail", pk=job.pk)


@never_cache
@require_safe
def export_view(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    page = get_object_or_404(CoursePage, pk=pk)
    if not may_export(staff(request), page):
        raise PermissionDenied
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / page.key
        try:
            export_course(page=page, folder=folder, with_drafts=True)
        except FolderRefused as refused:
            return TemplateResponse(request, "courses/admin/not_exported.html", {"page": page, "faults": refused.faults})
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
        pack(folder, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{page.key}.zip", content_type="application/zip")


def export_buttons(page: Page, user: User, *_args: Any, **_kwargs: Any) -> Iterator[Button]:
    """A course's menus, in the listing and at the head of its page, offer it as a folder."""
    if issubclass(page.specific_class, CoursePage) and may_export(user, page):
        yield Button(
            _("Export as a folder (.zip)"), reverse("export_course", args=[page.pk]), icon_name="download", priority=60
        )


import_item = ImportItem(
    gettext_lazy("Import a course"), reverse_lazy("import_course"), name="import-course", icon_name="upload", order=150
)
