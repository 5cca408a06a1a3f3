"""Several workers that write the same letters at the same moment, on real connections; and one that is killed."""

from collections import Counter
from functools import partial

import icalendar
import pytest
import redis
from django.utils import timezone

from notices.models import Mail
from tests import workers
from tests.at_once import at_once
from tests.enrolments.factories import DAY, make_outline
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_cohort, make_place, make_session, make_tutor
from tutors import placing, scheduling, tasks
from tutors.models import Session
from tutors.scheduling import Meeting

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def numbers(mails):
    """To whom which number of the session went."""
    found = [(mail.recipient_id, next(iter(icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")))) for mail in mails]
    return [(recipient, event["SEQUENCE"]) for recipient, event in found]


def test_nobody_reads_a_change_twice_and_everybody_reads_the_last(posted):
    cohort = make_cohort()
    places = [make_place(cohort) for _ in range(12)]
    start = timezone.now() + 5 * DAY
    session = make_session(cohort, starts_at=start)
    move = partial(scheduling.move_session, session=session, starts_at=start + DAY, minutes=60, now=timezone.now())

    at_once(*[partial(tasks.tell_sessions, cohort.pk)] * 3, move, *[tasks.sweep_letters] * 3)
    tasks.sweep_letters()

    told = Counter(numbers(posted()))
    assert set(told.values()) == {1}
    assert {recipient for recipient, sequence in told if sequence == 1} == {place.learner_id for place in places}
    assert not Session.objects.untold().exists()


def test_who_moves_and_what_moves_is_told_once(posted):
    outline = make_outline()
    one, other = make_cohort(outline), make_cohort(outline)
    make_session(other, starts_at=timezone.now() + 5 * DAY)
    place = placing.ask(cohort=one, learner=make_user(), now=timezone.now())
    there = placing.move_place(place=place, to_cohort=other, by=make_user(), reason="", now=timezone.now())

    tell_both = [partial(tasks.tell_place, each.pk) for each in (place, there)]
    at_once(*tell_both * 3, partial(tasks.tell_sessions, other.pk), tasks.sweep_letters)

    assert [mail.subject for mail in posted()] == [f"Your place has moved: {other}"]
    assert numbers(posted()) == [(place.learner_id, 0)]


def test_nobody_is_reminded_or_asked_twice(posted):
    cohort, tutor = make_cohort(), make_tutor()
    people = {make_place(cohort).learner for _ in range(12)} | {tutor.user}
    make_session(cohort, starts_at=timezone.now() + HOUR / 2, held_by=tutor, told_sequence=0)
    make_session(cohort, starts_at=timezone.now() - 2 * HOUR, held_by=tutor, told_sequence=0)

    at_once(*[tasks.sweep_reminders] * 4)

    kinds = Counter((mail.kind, mail.recipient) for mail in posted())
    assert kinds == Counter([("tutors.wrap_up", tutor.user), *(("tutors.reminder", person) for person in people)])


@pytest.fixture
def worker(tmp_path):
    url = workers.redis_url()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        with workers.worker(broker_url=url, data_dir=tmp_path) as process, workers.broker(url, patience=10):
            yield process
        client.flushdb()


def test_a_worker_that_is_killed_while_it_writes_leaves_nobody_out(worker, posted):
    cohort = make_cohort()
    places = [make_place(cohort) for _ in range(150)]

    scheduling.plan_session(cohort=cohort, meeting=Meeting("Hello"), starts_at=timezone.now() + 5 * DAY, minutes=60)
    began = workers.eventually(lambda: Mail.objects.count() > 4)
    worker.kill()
    written, untold = Mail.objects.count(), Session.objects.untold().count()
    tasks.sweep_letters()

    assert began
    assert (4 < written < 150, untold) == (True, 1)
    assert [mail.recipient for mail in posted()] == [place.learner for place in places]
    assert not Session.objects.untold().exists()
