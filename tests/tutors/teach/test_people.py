import pytest
from django.urls import reverse

from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline
from tests.factories import make_user
from tests.tables import in_csv, in_xlsx, on_the_page
from tests.tutors.factories import make_cohort, make_place, seats
from tutors.models import Cohort, Interest, Place

pytestmark = pytest.mark.django_db
Status = Place.Status


def names(response):
    return [place.learner.full_name for place, _cells in response.context["lines"]]


def people_in(cohort, **by_status):
    return {
        status: [make_place(cohort, make_user(full_name=name), status=Status(status)) for name in given]
        for status, given in by_status.items()
    }


# Who is there


def test_who_waits_for_a_word_comes_first_and_who_has_left_is_not_shown(teaching, cohort, at):
    people_in(cohort, held=["Zoe", "Ann"], left=["Lee"], waiting=["Wu"], asked=["Ash"], offered=["Ola"])

    assert names(teaching.get(at("people"))) == ["Ash", "Wu", "Ola", "Ann", "Zoe"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=held", ["Ann", "Zoë"]),
        ("state=asked", ["Ash"]),
        ("state=ended", ["Lee"]),
        ("q=zoe", ["Zoë"]),
        ("q=ANN@", ["Ann"]),
        ("q=an&state=held", ["Ann"]),
        ("q=an&state=asked", []),
    ],
)
def test_people_are_found_by_name_address_and_state(teaching, cohort, at, asked, found):
    people_in(cohort, held=["Zoë"], left=["Lee"], asked=["Ash"])
    make_place(cohort, make_user(full_name="Ann", email="ann@example.net"))

    assert names(teaching.get(f"{at('people')}?{asked}")) == found


def test_the_queue_is_shown_in_its_order(teaching, cohort, at):
    for name, days in [("Second", 2), ("First", 1), ("Third", 3)]:
        make_place(cohort, make_user(full_name=name), status=Status.WAITING, waiting_since=NOW - 9 * DAY + days * DAY)

    assert names(teaching.get(f"{at('people')}?state=waiting")) == ["First", "Second", "Third"]


def test_a_state_that_nobody_knows_shows_all(teaching, cohort, at, member):
    response = teaching.get(f"{at('people')}?state=lost&page=x")

    assert (response.status_code, names(response)) == (200, ["Mia Member"])


def test_an_empty_cohort_says_so(teaching, at):
    assert "Nobody yet" in teaching.get(at("people")).text
    assert "Nobody found" in teaching.get(f"{at('people')}?q=x").text


@pytest.mark.parametrize("number", [1, 30])
def test_people_cost_the_same_for_one_and_for_thirty(teaching, cohort, at, number, django_assert_num_queries):
    Cohort.objects.filter(pk=cohort.pk).update(capacity=None)
    for _ in range(number):
        make_place(cohort, make_user(), status=Status.ASKED)

    # Session, person, cohort, two for permissions, appointed, leads; how many, the page, by state.
    with django_assert_num_queries(10):
        response = teaching.get(at("people"))

    assert len(names(response)) == number


def test_five_hundred_people_are_a_light_page(teaching, cohort, at, django_assert_num_queries):
    Cohort.objects.filter(pk=cohort.pk).update(capacity=None)
    learners = [make_user(full_name=f"Person with a long name {number}") for number in range(500)]
    Place.objects.bulk_create(
        Place(cohort=cohort, learner=learner, status=Status.ASKED, way=Place.Way.APPROVAL, asked_at=NOW)
        for learner in learners
    )

    with django_assert_num_queries(10):
        response = teaching.get(at("people"))

    assert len(names(response)) == 100
    assert len(response.content) < 200_000


@pytest.mark.parametrize("asked", ["", "state=held&q=a", "state=ended"])
def test_both_files_say_what_the_page_says(teaching, cohort, at, asked):
    people_in(cohort, held=["=HYPERLINK(1)", "Åsa"], asked=["عادة"], left=["Lee"])

    page = teaching.get(f"{at('people')}?{asked}")
    csv = teaching.get(f"{at('people')}?{asked}&export=csv")
    xlsx = teaching.get(f"{at('people')}?{asked}&export=xlsx")

    rows = on_the_page(page)
    assert (in_csv(csv), in_xlsx(xlsx)) == (rows, rows)
    assert len(rows) > 1
    assert csv["Content-Disposition"] == 'attachment; filename="spring-people.csv"'


def test_a_file_has_every_page(teaching, cohort, at, monkeypatch):
    monkeypatch.setattr("tutors.teach.people.PER_PAGE", 2)
    people_in(cohort, held=["Ann", "Ben", "Cy"])

    assert len(names(teaching.get(f"{at('people')}?page=2"))) == 1
    assert len(in_csv(teaching.get(f"{at('people')}?page=2&export=csv"))) == 1 + 3


# Let in


def test_several_are_let_in_at_once_in_their_order(teaching, cohort, at, lead):
    Cohort.objects.filter(pk=cohort.pk).update(capacity=1)
    places = people_in(cohort, asked=["Ann", "Ben", "Cy"])["asked"]

    response = teaching.post(at("decide"), {"act": "approve", "place": [each.pk for each in places[:2]]}, follow=True)

    assert [*Place.objects.order_by("pk").values_list("status", flat=True)] == ["held", "waiting", "asked"]
    assert "2 people are let in." in response.text
    assert seats(cohort) == (1, 1)
    assert places[0].moves.latest("pk").moved_by == lead.user


def test_several_are_refused_with_a_reason(teaching, cohort, at):
    places = people_in(cohort, asked=["Ann", "Ben"])["asked"]

    teaching.post(at("decide"), {"act": "refuse", "place": [each.pk for each in places], "reason": "Too many."})

    assert [each.moves.latest("pk").reason for each in places] == ["Too many."] * 2
    assert {*Place.objects.values_list("status", flat=True)} == {"refused"}


def test_one_refusal_leaves_the_others_as_decided(teaching, cohort, at):
    first, second = people_in(cohort, asked=["Ann", "Ben"])["asked"]
    before = make_outline()
    outline = cohort.course.outlines.get()
    outline.facts = {**outline.facts, "prerequisites": [before.course_id]}
    outline.save()
    make_enrolment(before, learner=second.learner, done=3)

    response = teaching.post(at("decide"), {"act": "approve", "place": [first.pk, second.pk]}, follow=True)

    assert [*Place.objects.order_by("pk").values_list("status", flat=True)] == ["asked", "held"]
    assert "They have not completed the courses that come before this one." in response.text


@pytest.mark.parametrize("given", [{}, {"act": "approve"}, {"act": "sink", "place": 1}, {"act": "approve", "place": "x"}])
def test_a_decision_about_nobody_changes_nothing(teaching, at, asking, given):
    response = teaching.post(at("decide"), given, follow=True)

    asking.refresh_from_db()
    assert (asking.status, "Tick those whom you mean." in response.text) == (Status.ASKED, True)


def test_nobody_of_another_cohort_is_decided_about(teaching, at):
    other = make_place(status=Status.ASKED)

    teaching.post(at("decide"), {"act": "approve", "place": other.pk})

    other.refresh_from_db()
    assert other.status == Status.ASKED


def test_somebody_is_let_in_by_their_address(teaching, cohort, at):
    person = make_user(email="somebody@example.org", full_name="Some Body")

    response = teaching.post(at("admit"), {"email": " Somebody@Example.org "}, follow=True)

    place = cohort.places.get()
    assert (place.learner, place.status, place.way) == (person, Status.HELD, Place.Way.STAFF)
    assert "Some Body is a member." in response.text


def test_without_a_seat_they_wait(teaching, cohort, at, member):
    Cohort.objects.filter(pk=cohort.pk).update(capacity=1)
    person = make_user()

    response = teaching.post(at("admit"), {"email": person.email}, follow=True)

    assert cohort.places.get(learner=person).status == Status.WAITING
    assert "is on the waiting list." in response.text


@pytest.mark.parametrize("email", ["nobody@example.org", "", "closed@example.org"])
def test_who_has_no_account_is_not_let_in(teaching, cohort, at, email):
    make_user(email="closed@example.org", is_active=False)

    response = teaching.post(at("admit"), {"email": email}, follow=True)

    assert (cohort.places.count(), "notice--error" in response.text) == (0, True)


# The invitation


def test_the_invitation_is_shown_and_renewed(teaching, cohort, at):
    old = cohort.invitation_token
    before = teaching.get(at("people")).text

    after = teaching.post(at("renew_invitation"), follow=True).text

    cohort.refresh_from_db()
    links = [reverse("tutors:invitation", args=[cohort.code, token]) for token in (old, cohort.invitation_token)]
    assert [f"http://testserver{link}" in before for link in links] == [True, False]
    assert [f"http://testserver{link}" in after for link in links] == [False, True]


def test_where_only_staff_enter_people_there_is_no_invitation(teaching, cohort, at):
    Cohort.objects.filter(pk=cohort.pk).update(joining=Cohort.Joining.STAFF)

    assert cohort.invitation_token not in teaching.get(at("people")).text


# One person


def test_a_persons_page_says_how_they_came_and_what_may_become_of_them(teaching, at, cohort):
    [place] = people_in(cohort, waiting=["Wu"])["waiting"]

    page = teaching.get(at("place", place.pk)).text

    assert ("turn 1" in page, place.learner.email in page) == (True, True)
    assert [
        reverse(f"teach:{act}", args=["spring", place.pk]) in page for act in ("approve", "refuse", "remove", "defer")
    ] == [*(False, True, True, True)]


def test_who_asks_is_let_in_or_refused(teaching, at, asking, cohort):
    other = make_place(cohort, status=Status.ASKED)

    teaching.post(at("approve", asking.pk))
    teaching.post(at("refuse", other.pk), {"reason": "No."})

    statuses = [*Place.objects.order_by("pk").values_list("status", flat=True)]
    assert statuses == ["held", "refused"]


def test_a_place_is_taken_back_for_a_reason_only(teaching, at, member):
    without = teaching.post(at("remove", member.pk), {"reason": ""}, follow=True)
    member.refresh_from_db()
    assert (member.status, "Please say why." in without.text) == (Status.HELD, True)

    teaching.post(at("remove", member.pk), {"reason": "Asked by mail."})

    member.refresh_from_db()
    assert (member.status, member.moves.get().reason) == (Status.REMOVED, "Asked by mail.")


@pytest.mark.parametrize("act", ["refuse", "remove", "defer"])
def test_a_reason_that_is_no_text_is_none(teaching, at, asking, act):
    assert teaching.post(at(act, asking.pk), {"reason": "\x00"}).status_code == 302


def test_somebody_is_moved_to_another_cohort_of_the_course(teaching, at, member, cohort):
    there = make_cohort(course=cohort.course, name="Summer")
    make_cohort(name="Of another course")
    make_cohort(course=cohort.course, name="Over", status=Cohort.Status.FINISHED)
    full = make_cohort(course=cohort.course, name="Full", capacity=1)
    make_place(full)

    form = teaching.get(at("place", member.pk)).context["move_form"]
    response = teaching.post(at("move_place", member.pk), {"to": there.pk, "reason": "Time zone."}, follow=True)

    assert [str(each) for each in form.fields["to"].queryset] == ["Summer"]
    place = there.places.get()
    assert (place.learner, place.enrolment, place.status) == (member.learner, member.enrolment, Status.HELD)
    assert "Moved to" in response.text


@pytest.mark.parametrize("given", [{"reason": "Why."}, {"to": "0", "reason": "Why."}, {"to": "other", "reason": "Why."}])
def test_nobody_is_moved_to_where_they_cannot_go(teaching, at, member, given):
    other = make_cohort()
    given = {**given, "to": other.pk} if given.get("to") == "other" else given

    response = teaching.post(at("move_place", member.pk), given, follow=True)

    member.refresh_from_db()
    assert (member.status, "Choose a cohort with a free seat" in response.text) == (Status.HELD, True)


def test_a_place_is_put_off(teaching, at, member):
    teaching.post(at("defer", member.pk), {"reason": "A new job."})

    member.refresh_from_db()
    assert member.status == Status.DEFERRED
    assert Interest.objects.get().person == member.learner


def test_what_has_ended_offers_nothing_and_refuses(teaching, at, cohort):
    [place] = people_in(cohort, left=["Lee"])["left"]

    page = teaching.get(at("place", place.pk)).text
    response = teaching.post(at("approve", place.pk), follow=True)

    assert at("remove", place.pk) not in page
    assert "This is not possible any more" in response.text


@pytest.mark.parametrize("number", [1, 30])
def test_a_persons_page_costs_the_same(teaching, at, member, number, django_assert_num_queries):
    for each in range(number):
        member.moves.create(to_status="held", from_status="asked", moved_at=NOW + each * DAY, moved_by=make_user())

    # As every page of the cohort; place, moves, cohorts to move to.
    with django_assert_num_queries(10):
        teaching.get(at("place", member.pk))
