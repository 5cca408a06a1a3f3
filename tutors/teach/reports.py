"""
A meeting's report, read and gone through before anything is noted.

The file is not kept, nor is who was in it: what was read goes to the tutor's page, signed, and comes back from there.
"""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutors import attending
from tutors.attending import Rest
from tutors.meeting_reports import Attendee, ReportRefused, attendees_of
from tutors.models import Attendance, Session
from tutors.teach.attendance import outcome
from tutors.teach.desk import Desk, at_desk
from tutors.teach.refusals import told
from tutors.teach.report_forms import REFUSED, ReportForm, ReviewForm
from tutors.teach.review import Review
from tutors.teach.sessions import session_of

SALT = "tutors.meeting_report"
# So long a tutor may take to go through a report, in seconds.
LASTS = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def report(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    session = session_of(desk, pk)
    form = ReportForm(request.POST or None, request.FILES or None, session=session)
    if form.is_valid():
        try:
            attendees = attendees_of(form.cleaned_data["file"].read())
        except ReportRefused as refused:
            form.add_error("file", str(REFUSED[refused.kind]))
        else:
            found = Review.of(session, attendees, needed=form.cleaned_data["needed"])
            return review_page(request, desk, session, found)
    can_be_noted = attending.can_be_noted(session, desk.now)
    context = {"desk": desk, "session": session, "form": form, "can_be_noted": can_be_noted}
    return render(request, "tutors/teach/report.html", context)


@require_POST
@at_desk
def review(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    session, form = session_of(desk, pk), ReviewForm(request.POST)
    attendees = unsealed(request.POST.get("report", ""), session)
    if attendees is None or not form.is_valid():
        messages.error(request, _("This page was open for too long, or is not complete. Upload the report once more."))
        return redirect("teach:meeting_report", desk.cohort.code, pk)
    found = Review.of(session, attendees, needed=form.cleaned_data["needed"], posted=request.POST)
    if found.has_errors or "note" not in request.POST:
        return review_page(request, desk, session, found)
    with told(request):
        changes = attending.note(
            session=session,
            notes=found.notes,
            by=desk.person,
            now=desk.now,
            way=Attendance.Way.FILE,
            rest=Rest(Attendance.Status.ABSENT) if form.cleaned_data["rest"] else None,
        )
        messages.success(request, outcome(session, changes))
    return redirect("teach:attendance", desk.cohort.code, pk)


def review_page(request: HttpRequest, desk: Desk, session: Session, found: Review) -> HttpResponse:
    context = {"desk": desk, "session": session, "review": found, "report": sealed(found.attendees, session)}
    return render(request, "tutors/teach/review.html", context)


def sealed(attendees: list[Attendee], session: Session) -> str:
    rows = [(each.name, each.email, each.minutes) for each in attendees]
    return signing.dumps({"session": session.pk, "rows": rows}, salt=SALT, compress=True)


def unsealed(report: str, session: Session) -> list[Attendee] | None:
    """None where it is none of ours, of another session, or too old."""
    try:
        read = signing.loads(report, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return [Attendee(*row) for row in read["rows"]] if read["session"] == session.pk else None
