import pytest

import enrolments.actions
from enrolments import exceptions as course_exceptions
from enrolments.models import Enrolment, Opening
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_cohort, make_interest, make_module_date, make_place, seats
from tutors import exceptions, placing
from tutors.models import Cohort, Interest, Place, PlaceMove
from tutors.models.places import CURRENT, ENDED, MEMBERS, QUEUED

pytestmark = pytest.mark.django_db
Status = Place.Status
Way = Place.Way


def ask(cohort, learner=None, **given):
    return placing.ask(cohort=cohort, learner=learner or make_user(), **{"now": NOW, **given})


def history(place):
    return [(move.from_status, move.to_status, move.moved_by) for move in place.moves.all()]


# Asking


def test_asking_for_a_place_with_a_free_seat_holds_it(announced):
    cohort, learner = make_cohort(capacity=2, language="en"), make_user()
    make_module_date(cohort, opens_at=NOW + DAY)

    with announced() as heard:
        place = ask(cohort, learner)

    place.refresh_from_db()
    assert (place.status, place.way, place.asked_at, place.joined_at) == (Status.HELD, Way.OPEN, NOW, NOW)
    assert (place.enrolment.learner, place.enrolment.course) == (learner, cohort.course)
    [opening] = Opening.objects.filter(enrolment=place.enrolment)
    assert (opening.source, opening.module_key, opening.opens_at) == (cohort.source, "module-1", NOW + DAY)
    assert history(place) == [("", "asked", learner), ("asked", "held", learner)]
    assert heard == [("place_held", place.pk)]
    assert seats(cohort) == (1, 1)


def test_asking_twice_is_one_place(announced):
    cohort, learner = make_cohort(), make_user()
    place = ask(cohort, learner)

    with announced() as heard:
        again = ask(cohort, learner, now=NOW + DAY)

    assert (again, again.joined_at, heard) == (place, NOW, [])
    assert PlaceMove.objects.count() == 2


def test_without_a_free_seat_people_wait_in_order(announced):
    cohort = make_cohort(capacity=1)
    make_place(cohort)

    with announced() as heard:
        places = [ask(cohort, now=NOW + HOUR * number) for number in range(3)]

    assert [each.status for each in places] == [Status.WAITING] * 3
    assert [*cohort.places.in_queue()] == places
    assert heard == [("place_queued", each.pk) for each in places]
    assert Enrolment.objects.filter(learner__in=[each.learner for each in places]).count() == 0
    assert seats(cohort) == (1, 1)


def test_a_newcomer_does_not_pass_by_who_waits():
    cohort = make_cohort(capacity=1)
    first = make_place(cohort, status=Status.WAITING)

    assert ask(cohort).status == Status.WAITING
    first.refresh_from_db()
    assert first.status == Status.WAITING


def test_a_cohort_by_approval_waits_for_a_word(announced):
    cohort = make_cohort(joining="approval", capacity=1)

    with announced() as heard:
        place = ask(cohort)

    assert (place.status, place.way, place.enrolment) == (Status.ASKED, Way.APPROVAL, None)
    assert heard == [("place_asked", place.pk)]
    assert seats(cohort) == (0, 0)


def test_a_link_spares_the_word():
    cohort = make_cohort(joining="approval")

    place = ask(cohort, token=cohort.invitation_token)

    assert (place.status, place.way) == (Status.HELD, Way.INVITATION)


def test_who_has_asked_and_then_gets_the_link_is_in():
    cohort = make_cohort(joining="approval")
    place = ask(cohort)

    assert ask(cohort, place.learner).status == Status.ASKED
    again = ask(cohort, place.learner, token=cohort.invitation_token)

    assert (again, again.status) == (place, Status.HELD)


@pytest.mark.parametrize(
    ("joining", "link", "exception"),
    [
        ("invitation", "", exceptions.NotInvited),
        ("invitation", "guessed", exceptions.NotInvited),
        ("staff", "", exceptions.NotInvited),
        ("staff", None, exceptions.NotInvited),
        ("invitation", None, None),
        ("open", "guessed", None),
    ],
)
def test_who_may_ask(joining, link, exception):
    cohort = make_cohort(joining=joining)
    token = cohort.invitation_token if link is None else link

    if exception is None:
        assert ask(cohort, token=token).status == Status.HELD
    else:
        with pytest.raises(exception):
            ask(cohort, token=token)
        assert not Place.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "running"}, {"status": "cancelled"}, {"sign_up_closes_at": NOW}]
)
def test_asking_is_refused_outside_of_sign_up(fields):
    cohort = make_cohort(**fields)

    with pytest.raises(exceptions.SignUpClosed):
        ask(cohort)
    with pytest.raises(exceptions.SignUpClosed):
        ask(cohort, token=cohort.invitation_token)


@pytest.mark.parametrize("status", [Status.REFUSED, Status.REMOVED])
def test_who_was_turned_away_comes_back_by_a_link_only(status):
    cohort = make_cohort()
    place = make_place(cohort, status=status)

    with pytest.raises(exceptions.TurnedAway):
        ask(cohort, place.learner)

    assert ask(cohort, place.learner, token=cohort.invitation_token).status == Status.HELD


@pytest.mark.parametrize("status", [Status.LEFT, Status.DECLINED, Status.LAPSED, Status.DEFERRED])
def test_who_left_may_come_back(status):
    cohort = make_cohort()
    place = make_place(cohort, status=status)

    again = ask(cohort, place.learner)

    assert (again.status, again == place) == (Status.HELD, False)


@pytest.mark.parametrize("joining", ["open", "approval"])
def test_who_may_not_take_the_course_gets_no_place(joining):
    before = make_outline()
    cohort = make_cohort(make_outline(before=[before]), joining=joining)
    closed = make_cohort(make_outline(is_open=False), joining=joining, capacity=1)
    make_place(closed, status=Status.WAITING)

    with pytest.raises(course_exceptions.PrerequisitesMissing):
        ask(cohort)
    with pytest.raises(course_exceptions.CourseClosed):
        ask(closed)

    assert Place.objects.count() == 1
    learner = make_user()
    make_enrolment(before, learner=learner, done=3)
    assert ask(cohort, learner).is_current


def test_who_is_enrolled_keeps_their_way_through_the_course():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=1)

    place = ask(make_cohort(outline), enrolment.learner)

    assert place.enrolment == enrolment
    assert enrolment.unit_completions.count() == 1


# Offers


def test_an_offered_seat_is_taken_once(announced):
    cohort = make_cohort(capacity=1)
    place = make_place(cohort, status=Status.OFFERED)

    with announced() as heard:
        placing.accept_offer(place=place, now=NOW + DAY)
        again = placing.accept_offer(place=place, now=NOW + 9 * DAY)

    assert (again.status, again.joined_at, again.offered_until) == (Status.HELD, NOW + DAY, None)
    assert heard == [("place_held", place.pk)]
    assert seats(cohort) == (1, 1)


@pytest.mark.parametrize(
    ("status", "instant", "exception"),
    [
        (Status.OFFERED, NOW + 3 * DAY, exceptions.OfferLapsed),
        (Status.LAPSED, NOW, exceptions.OfferLapsed),
        (Status.WAITING, NOW, exceptions.MoveRefused),
        (Status.ASKED, NOW, exceptions.MoveRefused),
        (Status.LEFT, NOW, exceptions.MoveRefused),
    ],
)
def test_what_is_not_offered_is_not_taken(status, instant, exception):
    place = make_place(status=status)

    with pytest.raises(exception):
        placing.accept_offer(place=place, now=instant)

    place.refresh_from_db()
    assert place.status == status


@pytest.mark.parametrize("status", ["cancelled", "finished"])
def test_no_seat_is_taken_in_a_cohort_that_is_over(status):
    place = make_place(make_cohort(status=status), status=Status.OFFERED)

    with pytest.raises(exceptions.OfferLapsed):
        placing.accept_offer(place=place, now=NOW)

    place.refresh_from_db()
    assert place.status == Status.OFFERED


def test_a_declined_offer_goes_to_the_next(announced):
    cohort = make_cohort(capacity=1, offer_hours=24)
    place, following = make_place(cohort, status=Status.OFFERED), make_place(cohort, status=Status.WAITING)

    with announced() as heard:
        placing.decline_offer(place=place, now=NOW)
        placing.decline_offer(place=place, now=NOW)

    following.refresh_from_db()
    assert (following.status, following.offered_until) == (Status.OFFERED, NOW + DAY)
    assert heard == [("place_ended", place.pk), ("place_offered", following.pk)]
    assert seats(cohort) == (1, 1)


def test_only_an_offer_is_declined():
    for status in [Status.HELD, Status.WAITING, Status.LEFT]:
        with pytest.raises(exceptions.MoveRefused):
            placing.decline_offer(place=make_place(status=status), now=NOW)


# Leaving


def test_leaving_gives_the_seat_on_and_keeps_the_work(announced):
    cohort = make_cohort(make_outline(lessons=2), capacity=1)
    place = ask(cohort)
    make_module_date(cohort)
    enrolments.actions.replace_openings(enrolment=place.enrolment, source=cohort.source, openings={"module-1": NOW + DAY})
    enrolments.actions.push_opening(enrolment=place.enrolment, source="other", module_key="module-1", opens_at=NOW + DAY)
    following = ask(cohort)

    with announced() as heard:
        placing.leave(place=place, now=NOW + HOUR)
        placing.leave(place=place, now=NOW + DAY)

    place.refresh_from_db()
    following.refresh_from_db()
    assert (place.status, place.ended_at, place.enrolment.status) == (Status.LEFT, NOW + HOUR, "active")
    assert [each.source for each in place.enrolment.openings.all()] == ["other"]
    assert following.status == Status.OFFERED
    assert heard == [("place_ended", place.pk), ("place_offered", following.pk)]
    assert seats(cohort) == (1, 1)


@pytest.mark.parametrize("status", [status for status in CURRENT if status != Status.COMPLETED])
def test_anybody_with_a_current_place_may_leave(status):
    place = make_place(status=status)

    placing.leave(place=place, now=NOW)

    place.refresh_from_db()
    assert place.status == Status.LEFT
    assert seats(place.cohort) == (0, 0)


def test_leaving_a_course_that_was_taken_down():
    place = make_place()
    place.cohort.course.outlines.all().delete()

    placing.leave(place=place, now=NOW)

    place.refresh_from_db()
    assert place.status == Status.LEFT


# By tutors and staff


def test_staff_enter_people_past_sign_up_and_queue():
    cohort, officer, learner = make_cohort(joining="staff", status="running", capacity=1), make_user(), make_user()
    make_place(cohort, status=Status.WAITING)

    place = placing.admit(cohort=cohort, learner=learner, by=officer, now=NOW, reason="Asked by letter")

    assert (place.status, place.way) == (Status.HELD, Way.STAFF)
    assert history(place) == [("", "asked", officer), ("asked", "held", officer)]
    assert place.moves.last().reason == "Asked by letter"
    assert placing.admit(cohort=cohort, learner=learner, by=officer, now=NOW) == place
    assert place.moves.count() == 2


def test_staff_enter_people_at_the_queues_end_where_no_seat_is_free():
    cohort, officer = make_cohort(capacity=1), make_user()
    make_place(cohort)

    place = placing.admit(cohort=cohort, learner=make_user(), by=officer, now=NOW)
    again = placing.admit(cohort=cohort, learner=place.learner, by=officer, now=NOW)

    assert (place.status, again, again.status) == (Status.WAITING, place, Status.WAITING)


@pytest.mark.parametrize("status", QUEUED)
def test_staff_let_in_who_waits(status):
    cohort = make_cohort(capacity=1)
    place = make_place(cohort, status=status)

    entered = placing.admit(cohort=cohort, learner=place.learner, by=make_user(), now=NOW)

    assert (entered, entered.status) == (place, Status.HELD)
    assert seats(cohort) == (1, 1)


def test_whom_staff_may_not_enter():
    officer = make_user()

    for status in ["draft", "finished", "cancelled"]:
        with pytest.raises(exceptions.SignUpClosed):
            placing.admit(cohort=make_cohort(status=status), learner=make_user(), by=officer, now=NOW)
    with pytest.raises(exceptions.AccountClosed):
        placing.admit(cohort=make_cohort(), learner=make_user(is_active=False), by=officer, now=NOW)
    cohort = make_cohort(make_outline(before=[make_outline()]))
    with pytest.raises(course_exceptions.PrerequisitesMissing):
        placing.admit(cohort=cohort, learner=make_user(), by=officer, now=NOW)


def test_approving_gives_a_seat_or_a_turn_as_of_when_they_asked():
    cohort, tutor = make_cohort(joining="approval", capacity=1), make_user()
    first, second, third = (make_place(cohort, status=Status.ASKED, asked_at=NOW + HOUR * hour) for hour in range(3))

    for place in [first, third, second]:
        placing.approve(place=place, by=tutor, now=NOW + DAY)
        placing.approve(place=place, by=tutor, now=NOW + DAY)

    first.refresh_from_db()
    assert (first.status, first.joined_at) == (Status.HELD, NOW + DAY)
    assert [*cohort.places.in_queue()] == [second, third]
    assert first.moves.get().moved_by == tutor


def test_what_cannot_be_approved():
    with pytest.raises(exceptions.MoveRefused):
        placing.approve(place=make_place(status=Status.LEFT), by=make_user(), now=NOW)
    with pytest.raises(exceptions.SignUpClosed):
        placing.approve(place=make_place(make_cohort(status="finished"), status=Status.ASKED), by=make_user(), now=NOW)


def test_refusing_is_for_who_has_no_seat(announced):
    tutor, place = make_user(), make_place(status=Status.ASKED)

    with announced() as heard:
        placing.refuse(place=place, by=tutor, now=NOW, reason=" For policy makers only ")
        placing.refuse(place=place, by=tutor, now=NOW)

    assert place.moves.get().reason == "For policy makers only"
    assert heard == [("place_ended", place.pk)]
    for status in [Status.HELD, Status.OFFERED, Status.LEFT]:
        with pytest.raises(exceptions.MoveRefused):
            placing.refuse(place=make_place(status=status), by=tutor, now=NOW)


def test_removing_needs_a_reason_and_gives_the_seat_on():
    cohort, tutor = make_cohort(capacity=1), make_user()
    place, following = make_place(cohort), make_place(cohort, status=Status.WAITING)

    with pytest.raises(exceptions.ReasonMissing):
        placing.remove(place=place, by=tutor, reason=" ", now=NOW)
    placing.remove(place=place, by=tutor, reason="Insults", now=NOW)
    placing.remove(place=place, by=tutor, reason="Insults", now=NOW)

    place.refresh_from_db()
    following.refresh_from_db()
    assert (place.status, following.status) == (Status.REMOVED, Status.OFFERED)
    assert [(move.moved_by, move.reason) for move in place.moves.all()] == [(tutor, "Insults")]


# Moving and putting off


@pytest.fixture
def two_cohorts():
    outline = make_outline()
    return make_cohort(outline, capacity=1), make_cohort(outline, capacity=1)


def move(place, to_cohort, **given):
    return placing.move_place(
        **{"place": place, "to_cohort": to_cohort, "by": make_user(), "reason": "", "now": NOW, **given}
    )


def test_moving_takes_all_work_along(two_cohorts, announced):
    one, other = two_cohorts
    make_module_date(other, opens_at=NOW + 3 * DAY)
    place, following = ask(one), ask(one)
    enrolments.actions.replace_openings(enrolment=place.enrolment, source=one.source, openings={"module-1": NOW})

    with announced() as heard:
        there = move(place, other)

    again = move(place, other)
    place.refresh_from_db()
    following.refresh_from_db()
    assert (again, there.status, there.way, there.enrolment) == (there, Status.HELD, Way.MOVED, place.enrolment)
    assert (place.status, place.moved_to, following.status) == (Status.MOVED, there, Status.OFFERED)
    assert [(each.source, each.opens_at) for each in place.enrolment.openings.all()] == [(other.source, NOW + 3 * DAY)]
    assert heard == [("place_held", there.pk), ("place_ended", place.pk), ("place_offered", following.pk)]
    assert (seats(one), seats(other)) == ((1, 1), (1, 1))


@pytest.mark.parametrize("status", QUEUED)
def test_who_waits_may_be_moved_to_a_free_seat(two_cohorts, status):
    one, other = two_cohorts
    place = make_place(one, status=status)

    assert move(place, other).status == Status.HELD
    assert (seats(one), seats(other)) == ((0, 0), (1, 1))


@pytest.mark.parametrize("status", CURRENT)
def test_who_has_a_place_there_already_keeps_that_one(two_cohorts, status):
    one, other = two_cohorts
    place = ask(one)
    given = {"enrolment": place.enrolment} if status in MEMBERS else {}
    there = make_place(other, place.learner, status=status, **given)

    moved = move(place, other)

    assert (moved, moved.status) == (there, Status.COMPLETED if status == Status.COMPLETED else Status.HELD)
    assert (seats(one), seats(other)) == ((0, 0), (1, 1))


def test_moves_that_are_refused(two_cohorts):
    one, other = two_cohorts
    place = make_place(one)

    with pytest.raises(exceptions.SameCohort):
        move(place, one)
    with pytest.raises(exceptions.OtherCourse):
        move(place, make_cohort())
    with pytest.raises(exceptions.MoveRefused):
        move(make_place(one, status=Status.LEFT), other)
    with pytest.raises(exceptions.SignUpClosed):
        move(place, make_cohort(course=one.course, status="finished"))
    make_place(other)
    with pytest.raises(exceptions.CohortFull):
        move(place, other)

    place.refresh_from_db()
    assert (place.status, place.moves.count()) == (Status.HELD, 0)
    assert not other.places.filter(learner=place.learner).exists()


def test_putting_off_keeps_the_work_and_a_wish(announced):
    cohort = make_cohort(capacity=1, language="fr")
    place, following = ask(cohort), ask(cohort)

    with announced() as heard:
        placing.defer(place=place, by=place.learner, now=NOW, reason="A new job")
        placing.defer(place=place, by=place.learner, now=NOW)

    place.refresh_from_db()
    [interest] = Interest.objects.all()
    assert (place.status, place.enrolment.status) == (Status.DEFERRED, "active")
    assert (interest.person, interest.course, interest.language) == (place.learner, cohort.course, "fr")
    assert heard == [("place_ended", place.pk), ("place_offered", following.pk)]


def test_who_has_left_cannot_put_off():
    with pytest.raises(exceptions.MoveRefused):
        placing.defer(place=make_place(status=Status.LEFT), by=make_user(), now=NOW)

    assert not Interest.objects.exists()


def test_a_wish_that_stands_is_kept():
    place = make_place()
    interest = make_interest(place.learner, place.cohort.course, asked_at=NOW - DAY)

    placing.defer(place=place, by=place.learner, now=NOW)

    assert [(each, each.asked_at) for each in Interest.objects.all()] == [(interest, NOW - DAY)]


# Ends


@pytest.mark.parametrize(
    ("cohort_status", "status", "becomes"),
    [
        *(("cancelled", status, Status.CANCELLED) for status in CURRENT if status != Status.COMPLETED),
        ("cancelled", Status.COMPLETED, Status.COMPLETED),
        *(("finished", status, Status.LAPSED) for status in QUEUED),
        ("finished", Status.HELD, Status.HELD),
        *(("running", status, status) for status in CURRENT),
        *((status, "left", "left") for status in ("cancelled", "finished")),
    ],
)
def test_what_a_cohorts_end_makes_of_a_place(cohort_status, status, becomes):
    place = make_place(status=status)
    Cohort.objects.filter(pk=place.cohort_id).update(status=cohort_status)

    for _ in range(2):
        placing.close(place=place, now=NOW)

    place.refresh_from_db()
    assert place.status == becomes
    assert place.moves.count() == (becomes != status)


def test_who_withdraws_from_the_course_gives_their_seat_back():
    cohort = make_cohort(capacity=1)
    place, following = ask(cohort), ask(cohort)

    placing.follow_enrolment(place=place, now=NOW)
    place.refresh_from_db()
    assert place.status == Status.HELD

    enrolments.actions.withdraw(enrolment=place.enrolment, now=NOW)
    for _ in range(2):
        placing.follow_enrolment(place=place, now=NOW)

    place.refresh_from_db()
    following.refresh_from_db()
    assert (place.status, following.status) == (Status.LEFT, Status.OFFERED)
    assert place.enrolment.status == "withdrawn"


@pytest.mark.parametrize("status", ["finished", "cancelled"])
def test_who_withdraws_afterwards_was_a_member(status):
    place = make_place(make_cohort(status=status))
    enrolments.actions.withdraw(enrolment=place.enrolment, now=NOW)

    assert placing.follow_enrolment(place=place, now=NOW).status == Status.HELD


@pytest.mark.parametrize("status", ENDED)
def test_nothing_brings_an_ended_place_back(status):
    facts = {"moved_to": make_place()} if status == Status.MOVED else {}
    place = make_place(status=status, **facts)

    with pytest.raises((exceptions.MoveRefused, exceptions.OfferLapsed)):
        placing.accept_offer(place=place, now=NOW)
    with pytest.raises(exceptions.MoveRefused):
        placing.approve(place=place, by=make_user(), now=NOW)
    assert placing.leave(place=place, now=NOW).status == status
    assert placing.remove(place=place, by=make_user(), reason="x", now=NOW).status == status
