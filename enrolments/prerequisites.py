"""The courses that come before a course, as one person sees them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from accounts.models import User
from courses.models import Outline
from courses.rules import may_see
from enrolments.models import Enrolment

type Person = User | AnonymousUser


@dataclass(frozen=True)
class CourseBefore:
    """
    This is a course to be completed before another one.

    ``is_open`` says whether this person finds it and may enrol. One that is kept for others has no title for them.
    """

    outline: Outline
    is_done: bool
    is_open: bool

    @property
    def has_title(self) -> bool:
        """This says whether the person may know which course it is: all may, of one that was taken down."""
        return self.is_done or self.is_open or not self.outline.is_open


def courses_before(*, ids: Collection[int], person: Person, language: str) -> list[CourseBefore]:
    """
    These are courses by their ids, in a language or else in their own, with what this person has completed of them.

    One query, none where there are no ids, and one more where a group narrows a course.
    """
    if not ids:
        return []
    # In the wanted language last: of each course, that one stays, and the original's where there is none.
    preference = Case(When(locale__language_code=language, then=1), default=0)
    outlines = (
        Outline.objects.filter(Q(locale__language_code=language) | Q(locale=F("course__source_locale")), course__in=ids)
        .annotate(is_done=Exists(_completed_by(person)))
        .defer("modules", "search_text")
        .order_by("course", preference)
    )
    chosen = {outline.course_id: outline for outline in outlines}
    found = [_seen(person, outline) for outline in chosen.values()]
    return sorted(found, key=lambda each: (each.outline.title.casefold(), each.outline.pk))


def are_missing(*, ids: Collection[int], person: User, language: str) -> bool:
    """This says whether a person has still to complete one of these courses; one that was taken down since, too."""
    return any(not each.is_done for each in courses_before(ids=ids, person=person, language=language))


def _completed_by(person: Person) -> QuerySet[Enrolment]:
    return Enrolment.objects.completed().filter(learner=person.pk, course=OuterRef("course"))


def _seen(person: Person, outline: Outline) -> CourseBefore:
    return CourseBefore(outline=outline, is_done=getattr(outline, "is_done"), is_open=may_see(person, outline))  # noqa: B009 -- annotated
