"""Who has completed a cohort, what is left to the others, and a tutor's word for those whose work is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column

from core.exports import TableExportMixin, text_of, value_of
from core.text import fold
from tutors import completing
from tutors.models import Place
from tutors.remaining import Remaining, remaining
from tutors.teach.desk import Desk, at_desk
from tutors.teach.people import FILES, PER_PAGE
from tutors.teach.places import place_of
from tutors.teach.refusals import told

ALL, AWAITS_WORD, UNDER_WAY, COMPLETED = "", "word", "under_way", "completed"
STATES: list[tuple[str, str | Promise]] = [
    (ALL, gettext_lazy("All members")),
    (AWAITS_WORD, gettext_lazy("Only a tutor's word is wanting")),
    (UNDER_WAY, gettext_lazy("Something is left")),
    (COMPLETED, gettext_lazy("Completed")),
]
GIVE, TAKE_BACK = "give", "take_back"


class LookingForm(forms.Form):
    """What is in the address; a state that nobody knows is none."""

    q = forms.CharField(
        label=gettext_lazy("Name or e-mail address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)


class WordsForm(forms.Form):
    """About those who were ticked, at once."""

    place = forms.TypedMultipleChoiceField(coerce=int)
    act = forms.ChoiceField(choices=[(GIVE, ""), (TAKE_BACK, "")])

    def __init__(self, *args: object, places: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on
        self.fields["place"].choices = [(pk, pk) for pk in places]  # type: ignore[attr-defined]  # a field of choices


@dataclass(frozen=True)
class Line:
    """This is a member, with what is left to them."""

    place: Place
    remaining: Remaining

    @property
    def can_have_word(self) -> bool:
        return self.remaining.needs_word and not self.place.is_completed

    @property
    def steps_left(self) -> int | str:
        return "–" if self.remaining.units_left is None else self.remaining.units_left

    @property
    def sessions(self) -> str:
        return f"{self.remaining.attended} / {self.remaining.sessions_needed}"

    def is_in(self, state: str) -> bool:
        if state == AWAITS_WORD:
            return self.remaining.awaits_word and not self.place.is_completed
        return {COMPLETED: self.place.is_completed, UNDER_WAY: not self.place.is_completed}.get(state, True)

    def is_called(self, words: str) -> bool:
        learner, words = self.place.learner, words.strip()
        return fold(words) in fold(learner.full_name) or words.lower() in learner.email


class Completion(TableExportMixin):
    """This is the table. A column that it gains is on the page and in both files."""

    def __init__(self, desk: Desk, *, state: str, words: str) -> None:
        cohort = desk.cohort
        self.export_filename = f"{cohort.code}-completion"
        places = cohort.places.held().select_related("learner", "enrolment").order_by("learner__search_name", "pk")
        members = list(places)
        left = remaining(cohort, members)
        everybody = [Line(place, left[place.pk]) for place in members]
        self.completed = sum(place.is_completed for place in members)
        self.awaiting = sum(line.is_in(AWAITS_WORD) for line in everybody)
        self.members = len(members)
        self.lines = [line for line in everybody if line.is_in(state) and line.is_called(words)]
        self.columns = [
            Column("learner", label=gettext_lazy("Name"), accessor="place.learner"),
            Column("email", label=gettext_lazy("E-mail address"), accessor="place.learner.email"),
            Column("steps_left", label=gettext_lazy("Steps left in the course")),
            *([Column("sessions", label=gettext_lazy("Sessions attended"))] if cohort.sessions_needed else []),
            *(
                [Column("word", label=gettext_lazy("Tutor's word"), accessor=day("word_given_at"))]
                if cohort.needs_word
                else []
            ),
            Column("completed", label=gettext_lazy("Completed"), accessor=day("completed_at")),
        ]

    def cells(self, line: Line) -> list[str]:
        return [text_of(value_of(column, line)) for column in self.columns]

    def iterator(self, chunk_size: int) -> Iterator[Line]:  # noqa: ARG002 -- as the files ask for it; all is read already
        yield from self.lines

    def file(self, wanted: str) -> HttpResponseBase:
        response: HttpResponseBase = self.as_spreadsheet(self, wanted)
        return response


def day(name: str) -> Callable[[Line], str]:
    """Say on which day something was, by the reader's clock; nothing, while it was not."""

    def shown(line: Line) -> str:
        at = getattr(line.place, name)
        return timezone.localtime(at).date().isoformat() if at else ""

    return shown


@require_safe
@at_desk
def completion(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    looking = LookingForm(request.GET)
    looking.is_valid()
    asked = looking.cleaned_data
    table = Completion(desk, state=asked.get("state", ""), words=asked.get("q", ""))
    if (wanted := request.GET.get("export")) in FILES:
        return table.file(wanted)
    leaf = Paginator(table.lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "table": table,
        "looking": looking,
        "is_narrowed": any(asked.values()),
        "leaf": leaf,
        "headings": table.headings(),
        "lines": [(line, table.cells(line)) for line in leaf],
        "may_give": any(line.can_have_word for line in leaf),
    }
    return render(request, "tutors/teach/completion.html", context)


@require_POST
@at_desk
def words(request: HttpRequest, desk: Desk) -> HttpResponse:
    places = desk.cohort.places.under_way().order_by("pk").values_list("pk", flat=True)
    form = WordsForm(request.POST, places=list(places))
    if not form.is_valid():
        messages.warning(request, _("Tick those whom you mean. Who has completed the cohort cannot be ticked."))
    else:
        with told(request):
            messages.success(request, said(form, desk))
    return redirect("teach:completion", desk.cohort.code)


def said(form: WordsForm, desk: Desk) -> str:
    """Do what was asked for, and say of how many it was true."""
    given = {"cohort": desk.cohort, "places": form.cleaned_data["place"]}
    if form.cleaned_data["act"] == TAKE_BACK:
        number = completing.take_back_words(**given)
        text = ngettext(
            "The word is taken back for %(number)d person.", "The word is taken back for %(number)d people.", number
        )
    else:
        number = completing.give_words(**given, by=desk.person, now=desk.now)
        text = ngettext(
            "Your word is given for %(number)d person. Who has done the rest completes the cohort in a minute.",
            "Your word is given for %(number)d people. Who has done the rest completes the cohort in a minute.",
            number,
        )
    return text % {"number": number}


@require_POST
@at_desk
def word(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    place = place_of(desk, pk)
    with told(request):
        if request.POST.get("act") == TAKE_BACK:
            completing.take_back_word(place=place, now=desk.now)
            messages.success(request, _("Your word is taken back."))
        else:
            place = completing.give_word(place=place, by=desk.person, now=desk.now)
            done = _("Your word is given, and they have completed the cohort.")
            messages.success(request, done if place.is_completed else _("Your word is given. Something else is still left."))
    return redirect("teach:place", desk.cohort.code, pk)
