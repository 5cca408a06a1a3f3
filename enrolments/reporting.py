"""Writing from a page, and answering."""

import datetime as dt

from django.db import transaction

import notices.actions
from accounts.models import User
from courses.models import Course
from courses.outline import UnitEntry
from enrolments import addresses, exceptions
from enrolments.models import PageReport

# So often may one person write within so long.
LIMIT = 10
PERIOD = dt.timedelta(hours=1)


@transaction.atomic
def report(  # noqa: PLR0913 -- what a report says
    *, learner: User, course: Course, entry: UnitEntry, kind: str, words: str, now: dt.datetime
) -> PageReport:
    """
    Keep what somebody writes from a page of a course, for staff to answer.

    :raises TooMany: if they have written too often of late.
    """
    # Two tabs count one after the other.
    User.objects.select_for_update().get(pk=learner.pk)
    if PageReport.objects.filter(learner=learner, created_at__gt=now - PERIOD).count() >= LIMIT:
        raise exceptions.TooMany
    return PageReport.objects.create(
        course=course,
        unit_id=entry.id,
        learner=learner,
        language=entry.text_language,
        kind=kind,
        words=words.strip(),
        created_at=now,
    )


@transaction.atomic
def answer(*, report: PageReport, words: str, by: User, now: dt.datetime) -> PageReport:
    """
    Answer what somebody wrote from a page, by a mail in their language, and close it; the first answer stays.

    Without words it is closed and nobody gets a mail.
    """
    report = PageReport.objects.select_for_update(of=("self",)).select_related("course", "unit", "learner").get(pk=report.pk)
    if not report.is_open:
        return report
    report.answer, report.handled_by, report.handled_at = words.strip(), by, now
    report.save(update_fields=["answer", "handled_by", "handled_at"])
    if report.answer:
        _post_mail(report)
    return report


def _post_mail(report: PageReport) -> None:
    """In the answering transaction, so that there is neither an answer without its mail nor a mail without one."""
    notices.actions.post(
        kind="enrolments.answer",
        key=f"page-report:{report.pk}",
        recipient=report.learner,
        template="enrolments/mail/answer",
        context={
            "name": report.learner.full_name,
            "title": report.unit.title,
            "words": report.words,
            "answer": report.answer,
            "url": addresses.whole(addresses.unit_address(report.course.code, report.unit.key)),
        },
    )
