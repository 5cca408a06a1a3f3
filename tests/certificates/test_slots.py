import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse

from accounts.models import User
from certificates import actions, slots
from certificates.models import Certificate
from certificates.queries import address_of, source_of
from courses.models import Outline
from enrolments.agenda import agenda_of
from tests.certificates.factories import NOW, UNPRINTABLE, make_certificate, make_enrolment, make_stopped
from tests.enrolments import factories as enrolments
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db


def shown(request, slot, **context):
    return Template('{% load slots %}{% slot "' + slot + '" %}').render(Context({"request": request, **context}))


@pytest.fixture
def request_of(rf):
    def make(user):
        request = rf.get("/")
        request.user = user
        return request

    return make


@pytest.mark.parametrize(
    "fields", [{"completed_at": None}, {"completed_at": None, "status": "withdrawn", "withdrawn_at": NOW}]
)
def test_course_after_stays_away_before_completion(fields):
    assert slots.course_after({"enrolment": make_enrolment(**fields)}) is None


def test_course_after_stays_away_without_an_enrolment():
    assert slots.course_after({"enrolment": None}) is None


def test_course_after_says_that_the_certificate_is_being_prepared(request_of):
    enrolment = make_enrolment()

    text = shown(request_of(enrolment.learner), "course.after", enrolment=enrolment)

    assert ("is being prepared" in text, "See your certificate" in text) == (True, False)


def test_course_after_leads_to_the_certificate_without_a_query(django_assert_num_queries):
    enrolment = make_enrolment(settled_at=NOW)

    with django_assert_num_queries(0):
        context = slots.course_after({"enrolment": enrolment})

    assert context == {"enrolment": enrolment, "is_ready": True}


def test_dashboard_lists_the_certificates_that_hold(request_of, django_assert_num_queries):
    certificate = make_certificate(title="Bridges")
    make_certificate(learner=certificate.learner, title="Locks", revoked=True)
    request = request_of(certificate.learner)

    with django_assert_num_queries(2):
        context = slots.dashboard({"request": request})

    assert context == {"achieved": [slots.Achieved(None, certificate)]}
    text = shown(request, "dashboard.main")
    assert (reverse("certificates:detail", args=[certificate.uuid]) in text, "Locks" in text) == (True, False)


@pytest.mark.parametrize("count", [1, 30])
def test_dashboard_shows_completed_courses_with_their_certificates_by_two_queries(
    request_of, django_assert_num_queries, count
):
    learner = make_user()
    for _each in range(count):
        enrolment = make_enrolment(learner=learner, settled_at=NOW)
        certificate = make_certificate(learner=learner)
        Certificate.objects.filter(pk=certificate.pk).update(source=source_of(enrolment.pk))
    context = {"request": request_of(learner), "agenda": agenda_of(learner=learner, now=NOW)}

    with django_assert_num_queries(2):
        achieved = slots.dashboard(context)["achieved"]

    assert len(achieved) == count
    assert all(each.certificate.source == source_of(each.standing.enrolment.pk) for each in achieved)


def test_dashboard_leads_to_a_certificate_its_file_its_address_and_its_course(request_of):
    enrolment = make_enrolment(settled_at=NOW)
    certificate = make_certificate(learner=enrolment.learner)
    Certificate.objects.filter(pk=certificate.pk).update(source=source_of(enrolment.pk))
    agenda = agenda_of(learner=enrolment.learner, now=NOW)

    text = shown(request_of(enrolment.learner), "dashboard.main", agenda=agenda)

    links = [certificate.get_absolute_url(), reverse("certificates:pdf", args=[certificate.uuid])]
    for address in [*links, reverse("enrolments:course", args=[enrolment.course.code])]:
        assert text.count(f'href="{address}"') == 1
    assert f'<input id="share-1" value="{address_of(certificate)}" dir="ltr" readonly>' in text
    assert "is being prepared" not in text


@pytest.mark.parametrize(("settled_at", "is_said"), [(None, True), (NOW, False)])
def test_dashboard_says_that_a_certificate_is_being_prepared(request_of, settled_at, is_said):
    enrolment = make_enrolment(settled_at=settled_at)
    agenda = agenda_of(learner=enrolment.learner, now=NOW)

    text = shown(request_of(enrolment.learner), "dashboard.main", agenda=agenda)

    assert ("is being prepared" in text, "Share" in text) == (is_said, False)


@pytest.mark.parametrize("person", [AnonymousUser, make_user])
def test_dashboard_stays_away_without_certificates(request_of, person):
    assert slots.dashboard({"request": request_of(person())}) is None


def test_dashboard_without_a_request_stays_away():
    assert slots.dashboard({}) is None


WAITS = "waits for a person of our staff"
PROFILE = reverse("accounts:profile")


def test_course_after_says_what_a_certificate_waits_for(request_of, django_assert_num_queries):
    stopped = make_stopped()
    enrolment = stopped.learner.enrolments.get()
    context = {"request": request_of(stopped.learner), "enrolment": enrolment}

    with django_assert_num_queries(1):
        assert slots.course_after(context) == {"enrolment": enrolment, "is_ready": False, "stopped": stopped}
    text = shown(context["request"], "course.after", enrolment=enrolment)
    assert (WAITS in text, f"<bdi>{UNPRINTABLE}</bdi>” contains characters" in text) == (True, True)
    assert (PROFILE in text, "in a minute" in text) == (True, False)


def test_what_the_name_cannot_mend_does_not_lead_to_the_name(request_of):
    stopped = make_stopped(detail="☃")

    text = shown(request_of(stopped.learner), "course.after", enrolment=stopped.learner.enrolments.get())

    assert ("something on it cannot be printed" in text, PROFILE in text) == (True, False)


def test_a_name_that_is_too_long_is_called_so(request_of):
    stopped = make_stopped(problem="length", detail=UNPRINTABLE)

    text = shown(request_of(stopped.learner), "course.after", enrolment=stopped.learner.enrolments.get())

    assert ("is longer than there is room for" in text, PROFILE in text) == (True, True)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "Amina"),
        ({"problem": "failure", "detail": "KeyError", "retry_at": NOW}, UNPRINTABLE),
        ({"resolved_at": NOW}, UNPRINTABLE),
    ],
)
def test_what_mends_itself_is_being_prepared(request_of, fields, name):
    stopped = make_stopped(**fields)
    learner = stopped.learner
    learner.full_name = name
    learner.save()

    text = shown(request_of(learner), "course.after", enrolment=learner.enrolments.get())

    assert ("is being prepared" in text, WAITS in text) == (True, False)
    assert slots.dashboard({"request": request_of(learner)}) is None


def test_dashboard_shows_what_waits_and_nobody_elses(request_of):
    stopped = make_stopped(title="<b>Bridges</b>")
    make_stopped(title="Locks")

    text = shown(request_of(stopped.learner), "dashboard.main")

    assert (WAITS in text, "&lt;b&gt;Bridges" in text, "Locks" in text) == (True, True, False)


# Cohorts


@pytest.fixture
def in_cohort():
    """Somebody who completed a course and holds a place in a cohort of it, which asks for more."""
    enrolment = enrolments.make_enrolment(done=3)
    cohort = make_cohort(Outline.objects.get(), name="Spring", status="running", needs_word=True)
    return make_place(cohort, enrolment.learner, enrolment=enrolment)


def certificate_of(place):
    """Their place was completed, and its certificate issued."""
    Place.objects.filter(pk=place.pk).update(status="completed", completed_at=NOW, settled_at=None)
    place.refresh_from_db()
    return actions.award_place(place=place, now=NOW)


def test_course_after_says_that_the_certificate_comes_with_the_cohort(request_of, in_cohort, django_assert_num_queries):
    enrolment, request = in_cohort.enrolment, request_of(in_cohort.learner)

    with django_assert_num_queries(2):
        context = slots.course_after({"request": request, "enrolment": enrolment})
    text = shown(request, "course.after", enrolment=enrolment)

    assert context["place"] == in_cohort
    assert ("comes with your cohort" in text, "is being prepared" in text) == (True, False)
    assert f'href="{reverse("tutors:cohort", args=[in_cohort.cohort.code])}"' in text


def test_the_way_from_the_course_leads_to_the_cohorts_certificate(client, in_cohort):
    certificate = certificate_of(in_cohort)
    client.force_login(in_cohort.learner)

    response = client.get(reverse("certificates:of_enrolment", args=[in_cohort.enrolment_id]))

    assert response["Location"] == certificate.get_absolute_url()


def test_dashboard_shows_a_course_and_its_cohort_once(request_of, in_cohort, django_assert_num_queries):
    certificate = certificate_of(in_cohort)
    request = request_of(in_cohort.learner)
    context = {"request": request, "agenda": agenda_of(learner=in_cohort.learner, now=NOW)}

    with django_assert_num_queries(2):
        [achieved] = slots.dashboard(context)["achieved"]

    assert (achieved.enrolment, achieved.certificate) == (in_cohort.enrolment, certificate)


def test_dashboard_says_what_the_certificate_waits_for_by_a_third_query(request_of, in_cohort, django_assert_num_queries):
    request = request_of(in_cohort.learner)
    agenda = agenda_of(learner=in_cohort.learner, now=NOW)

    with django_assert_num_queries(3):
        [achieved] = slots.dashboard({"request": request, "agenda": agenda})["achieved"]
    text = shown(request, "dashboard.main", agenda=agenda)

    assert (achieved.place, achieved.is_being_prepared) == (in_cohort, False)
    assert ("comes with your cohort" in text, "is being prepared" in text) == (True, False)


def test_dashboard_shows_both_where_the_course_had_its_own_before(request_of, in_cohort):
    Place.objects.update(settled_at=NOW)
    course = actions.award_course(enrolment=in_cohort.enrolment, now=NOW)
    cohort = certificate_of(in_cohort)
    agenda = agenda_of(learner=in_cohort.learner, now=NOW)

    achieved = slots.dashboard({"request": request_of(in_cohort.learner), "agenda": agenda})["achieved"]

    assert [each.certificate for each in achieved] == [course, cohort]


def test_dashboard_puts_what_waits_for_staff_at_its_course(request_of, in_cohort):
    User.objects.filter(pk=in_cohort.learner_id).update(full_name=UNPRINTABLE)
    assert certificate_of(in_cohort) is None
    in_cohort.learner.refresh_from_db()
    agenda = agenda_of(learner=in_cohort.learner, now=NOW)

    [achieved] = slots.dashboard({"request": request_of(in_cohort.learner), "agenda": agenda})["achieved"]

    assert (achieved.enrolment, achieved.stopped.source) == (in_cohort.enrolment, f"place:{in_cohort.pk}")


def test_dashboard_calls_service_by_its_name(request_of, in_cohort):
    lead = make_appointment(in_cohort.cohort)
    make_session(in_cohort.cohort, held_by=lead.tutor)
    Cohort.objects.update(status="finished")
    certificate = actions.award_service(appointment=lead, now=NOW)

    text = shown(request_of(lead.tutor.user), "dashboard.main")

    assert (certificate.get_absolute_url() in text, "Service ·" in text, "Completed on" in text) == (True, True, False)


@pytest.mark.parametrize("status", ["held", "left", None])
def test_cohort_after_stays_away_before_completion(status):
    place = make_place(status=status) if status else None

    assert slots.cohort_after({"place": place}) is None


def test_cohort_after_leads_to_the_certificate(request_of, in_cohort, django_assert_num_queries):
    certificate = certificate_of(in_cohort)
    request = request_of(in_cohort.learner)

    with django_assert_num_queries(1):
        assert slots.cohort_after({"request": request, "place": in_cohort}) == {"certificate": certificate}
    assert certificate.get_absolute_url() in shown(request, "cohort.after", place=in_cohort)


def test_cohort_after_says_what_is_being_prepared_and_what_waits(request_of, in_cohort, django_assert_num_queries):
    Place.objects.update(status="completed", completed_at=NOW, settled_at=None)
    place = Place.objects.get()
    User.objects.filter(pk=place.learner_id).update(full_name=UNPRINTABLE)
    learner = User.objects.get(pk=place.learner_id)

    with django_assert_num_queries(2):
        before = slots.cohort_after({"request": request_of(learner), "place": place})
    prepared = shown(request_of(learner), "cohort.after", place=place)
    actions.award_place(place=place, now=NOW)
    waits = shown(request_of(learner), "cohort.after", place=place)

    assert (before, "is being prepared" in prepared, WAITS in waits) == ({"stopped": None}, True, True)
