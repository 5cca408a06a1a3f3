"""Being told, once, of the next cohort of a course."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from courses.models import Course
from tutors.models import Interest


@transaction.atomic
def tell_me(*, person: User, course: Course, now: dt.datetime, language: str = "") -> Interest:
    """
    Note that a person wants to be told when the next cohort of a course opens, in a language or in any.

    Asking again changes the language only; they keep their turn.
    """
    interest, is_new = Interest.objects.get_or_create(
        person=person, course=course, told_at=None, defaults={"language": language, "asked_at": now}
    )
    if not is_new and interest.language != language:
        interest.language = language
        interest.save(update_fields=["language"])
    return interest


def forget(*, person: User, course: Course) -> None:
    """This takes a wish back; a repeat changes nothing."""
    Interest.objects.open().filter(person=person, course=course).delete()


def note_told(*, interest: Interest, now: dt.datetime) -> bool:
    """This notes that a person was told; False if that was noted before."""
    return Interest.objects.open().filter(pk=interest.pk).update(told_at=now) == 1
