"""Courses in the administration: bringing one in as a folder, and taking one along."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView
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


@method_decorator(never_cache, name="dispatch")
class ExportView(WagtailAdminTemplateMixin, TemplateView):
    """A course goes along as a folder, or its page says why it cannot."""

    template_name = "courses/admin/not_exported.html"
    page_title = gettext_lazy("This course cannot be exported as it is")
    header_icon = "warning"
    http_method_names = ["get"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.course.get_admin_display_title()
        course = {"url": reverse("wagtailadmin_explore", args=[self.course.pk]), "label": title}
        return [*self.breadcrumbs_items, course, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *_args: Any, pk: int, **_kwargs: Any) -> Any:
        self.course = get_object_or_404(CoursePage, pk=pk)
        if not may_export(staff(request), self.course):
            raise PermissionDenied
        try:
            file = packed(self.course)
        except FolderRefused as refused:
            return self.render_to_response(self.get_context_data(course=self.course, faults=refused.faults))
        return FileResponse(file, as_attachment=True, filename=f"{self.course.key}.zip", content_type="application/zip")


def packed(course: CoursePage) -> BinaryIO:
    """:raises FolderRefused: if it holds what a folder cannot."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / course.key
        export_course(page=course, folder=folder, with_drafts=True)
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
        pack(folder, file)
    file.seek(0)
    return file


def export_buttons(page: Page, user: User, *_args: Any, **_kwargs: Any) -> Iterator[Button]:
    """A course's menus, in the listing and at the head of its page, offer it as a folder."""
    if issubclass(page.specific_class, CoursePage) and may_export(user, page):
        yield Button(
            _("Export as a folder (.zip)"), reverse("export_course", args=[page.pk]), icon_name="download", priority=60
        )


import_item = ImportItem(
    gettext_lazy("Import a course"), reverse_lazy("import_course"), name="import-course", icon_name="upload", order=150
)
