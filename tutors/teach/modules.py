"""When each module of the course opens for the cohort."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Outline
from courses.outline import ModuleEntry, Modules
from courses.queries import course_by_code
from tutors import planning
from tutors.models import Cohort
from tutors.teach.desk import Desk, for_leads
from tutors.teach.fields import ClockField
from tutors.teach.refusals import told


class DatesForm(forms.Form):
    """A field for each module, named by its place in the course, so that no key has to be a field's name."""

    def __init__(self, *args: Any, cohort: Cohort, modules: list[ModuleEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"module_{place}": module.key for place, module in enumerate(modules)}
        kept = dict(cohort.module_dates.values_list("module_key", "opens_at"))
        for (name, key), module in zip(self.keys.items(), modules, strict=True):
            field = ClockField(label=module.title, required=False, initial=kept.get(key))
            field.set_zone(cohort.zone)
            self.fields[name] = field
        # A module that is in the course no more keeps its date, for when it comes back.
        self.others = {key: opens_at for key, opens_at in kept.items() if key not in self.keys.values()}

    @property
    def dates(self) -> dict[str, dt.datetime]:
        given = {key: self.cleaned_data[name] for name, key in self.keys.items()}
        return {**self.others, **{key: opens_at for key, opens_at in given.items() if opens_at is not None}}


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def modules(request: HttpRequest, desk: Desk) -> HttpResponse:
    outline = course_by_code(desk.cohort.course.code, request.LANGUAGE_CODE)
    form = DatesForm(request.POST or None, cohort=desk.cohort, modules=modules_of(outline))
    if request.method == "POST" and form.is_valid():
        with told(request):
            planning.set_module_dates(cohort=desk.cohort, dates=form.dates, now=desk.now)
            messages.success(request, _("Saved. Members' courses follow in a moment."))
            return redirect("teach:modules", desk.cohort.code)
    return render(request, "tutors/teach/modules.html", {"desk": desk, "form": form, "outline": outline})


def modules_of(outline: Outline | None) -> list[ModuleEntry]:
    return list(Modules.parse(outline.modules)) if outline else []
