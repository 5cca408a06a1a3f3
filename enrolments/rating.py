"""Answering, or not, how good a course was."""

import datetime as dt

from django.db import transaction

from enrolments import acts, exceptions
from enrolments.models import Enrolment, Rating


@transaction.atomic
def rate(*, enrolment: Enrolment, score: int, words: str, language: str, now: dt.datetime) -> Rating:
    """
    Keep what a learner says of a course they have completed; the first answer stays, and a "not now" gives way to it.

    :raises NotCompleted: if they have not completed it.
    """
    rating = _asked(enrolment, language, now)
    if not rating.is_given:
        rating.score, rating.words, rating.language, rating.rated_at = score, words.strip(), language, now
        rating.save(update_fields=["score", "words", "language", "rated_at"])
    return rating


@transaction.atomic
def decline(*, enrolment: Enrolment, language: str, now: dt.datetime) -> Rating:
    """
    Keep that a learner would rather not say; an answer that was given stays.

    :raises NotCompleted: if they have not completed the course.
    """
    return _asked(enrolment, language, now)


def _asked(enrolment: Enrolment, language: str, now: dt.datetime) -> Rating:
    enrolment = acts.locked(enrolment)
    if enrolment.status != Enrolment.Status.COMPLETED:
        raise exceptions.NotCompleted
    rating, _ = Rating.objects.get_or_create(enrolment=enrolment, defaults={"language": language, "rated_at": now})
    return rating
