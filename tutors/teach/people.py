"""The people of a cohort: who asks, waits, is in it; who is let in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from enrolments.exceptions import Refused as NotEnrolled
from tutors import placing
from tutors.exceptions import Refused
from tutors.models import Cohort, Place
from tutors.teach import queries as reading
from tutors.teach.desk import Desk, at_desk
from tutors.teach.people_forms import AdmitForm, DecisionForm, LookingForm
from tutors.teach.refusals import told, words
from tutors.teach.roll import Roll, people_of

PER_PAGE = 100
FILES = {"csv", "xlsx"}


@require_safe
@at_desk
def people(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    looking = LookingForm(request.GET)
    looking.is_valid()
    state = looking.cleaned_data.get("state", "")
    places = people_of(desk.cohort, state=state, words=looking.cleaned_data.get("q", ""))
    roll = Roll(desk.cohort)
    if (wanted := request.GET.get("export")) in FILES:
        return roll.file(places, wanted)
    leaf = Paginator(places, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "looking": looking,
        "is_narrowed": any(looking.cleaned_data.values()),
        "leaf": leaf,
        "headings": roll.headings(),
        "lines": roll.lines(leaf),
        "has_asked": any(place.status == Place.Status.ASKED for place in leaf),
        "numbers": reading.numbers(desk.cohort),
        "admission": AdmitForm(),
        "invitation": invitation(request, desk.cohort),
    }
    return render(request, "tutors/teach/people.html", context)


def invitation(request: HttpRequest, cohort: Cohort) -> str:
    """Where only staff enter people, no link lets anybody in."""
    if cohort.joining == Cohort.Joining.STAFF:
        return ""
    return request.build_absolute_uri(reverse("tutors:invitation", args=[cohort.code, cohort.invitation_token]))


@require_POST
@at_desk
def decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    asked = {place.pk: place for place in desk.cohort.places.asked().order_by("pk")}
    form = DecisionForm(request.POST, asked=[*asked])
    if not form.is_valid():
        messages.warning(request, _("Tick those whom you mean. Who is not asking any more cannot be ticked."))
        return redirect(back_to_asked(desk))
    refusals = [decide_about(asked[pk], form, desk) for pk in form.cleaned_data["place"]]
    if done := refusals.count(""):
        messages.success(request, outcome(form, done))
    for refusal in sorted(set(filter(None, refusals))):
        messages.error(request, refusal)
    return redirect(back_to_asked(desk))


def decide_about(place: Place, form: DecisionForm, desk: Desk) -> str:
    """Say why it was not possible; nothing, if it was. One refusal leaves the others as decided."""
    try:
        if form.cleaned_data["act"] == form.APPROVE:
            placing.approve(place=place, by=desk.person, now=desk.now)
        else:
            placing.refuse(place=place, by=desk.person, now=desk.now, reason=form.cleaned_data["reason"])
    except (Refused, NotEnrolled) as refusal:
        return words(refusal)
    return ""


def outcome(form: DecisionForm, done: int) -> str:
    if form.cleaned_data["act"] == form.APPROVE:
        text = ngettext("%(number)d person is let in.", "%(number)d people are let in.", done)
    else:
        text = ngettext("%(number)d person is refused.", "%(number)d people are refused.", done)
    return text % {"number": done}


def back_to_asked(desk: Desk) -> str:
    return f"{reverse('teach:people', args=[desk.cohort.code])}?state={Place.Status.ASKED}"


@require_POST
@at_desk
def admit(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = AdmitForm(request.POST)
    if not form.is_valid() or form.person is None:
        messages.error(request, " ".join(map(str, form.errors.get("email", []))))
        return redirect("teach:people", desk.cohort.code)
    with told(request):
        place = placing.admit(cohort=desk.cohort, learner=form.person, by=desk.person, now=desk.now)
        said = _("%(name)s is a member.") if place.is_held else _("No seat is free. %(name)s is on the waiting list.")
        messages.success(request, said % {"name": form.person})
    return redirect("teach:people", desk.cohort.code)
