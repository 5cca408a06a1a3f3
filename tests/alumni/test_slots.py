import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse

from alumni import slots
from tests.alumni.factories import NOW, make_alumnus
from tests.certificates.factories import make_certificate, make_enrolment
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SLOTS = ["course.after", "certificate.after", "dashboard.aside"]


@pytest.fixture
def request_of(rf):
    def make(user):
        request = rf.get("/")
        request.user = user
        return request

    return make


@pytest.mark.parametrize("name", SLOTS)
def test_who_may_join_is_invited(request_of, name):
    learner = make_certificate().learner
    context = {"request": request_of(learner), "enrolment": make_enrolment(learner=learner, settled_at=NOW)}

    text = Template('{% load slots %}{% slot "' + name + '" %}').render(Context(context))

    assert text.count(f'href="{reverse("alumni:join")}"') == 1


@pytest.mark.parametrize("make", [AnonymousUser, make_user, lambda: make_alumnus(user=make_certificate().learner).user])
def test_who_may_not_join_is_left_alone(request_of, make):
    assert slots.invitation({"request": request_of(make())}) is None


@pytest.mark.parametrize(("is_at_end", "beside", "first"), [(True, 0, 1), (False, 1, 0)], ids=["at the end", "on the way"])
def test_who_has_nothing_left_to_begin_is_invited_first(request_of, is_at_end, beside, first):
    context = {"request": request_of(make_certificate().learner), "is_at_end": is_at_end}

    texts = [
        Template('{% load slots %}{% slot "' + name + '" %}').render(Context(context))
        for name in ("dashboard.aside", "dashboard.next")
    ]

    assert [text.count(f'href="{reverse("alumni:join")}"') for text in texts] == [beside, first]


def test_nobody_is_left_alone():
    assert slots.invitation({}) is None


def test_who_has_not_finished_the_course_costs_nothing(request_of, django_assert_num_queries):
    enrolment = make_enrolment(learner=make_certificate().learner)
    context = {"request": request_of(enrolment.learner), "enrolment": enrolment}

    with django_assert_num_queries(0):
        assert slots.invitation_after_course(context) is None


def test_who_has_finished_is_invited_by_one_query(request_of, django_assert_num_queries):
    enrolment = make_enrolment(learner=make_certificate().learner, settled_at=NOW)
    context = {"request": request_of(enrolment.learner), "enrolment": enrolment}

    with django_assert_num_queries(1):
        assert slots.invitation_after_course(context) == {}


def test_the_page_of_a_finished_course_shows_both_rooms_within_its_six_queries(client, django_assert_num_queries):
    enrolment = make_enrolment(settled_at=NOW)
    certificate = make_certificate(learner=enrolment.learner)
    certificate.source = f"enrolment:{enrolment.pk}"
    certificate.save()
    client.force_login(enrolment.learner)

    with django_assert_num_queries(6):
        text = client.get(reverse("enrolments:course", args=[enrolment.course.code])).content.decode()

    own = reverse("certificates:of_enrolment", args=[enrolment.pk])
    assert (text.count(f'href="{own}"'), text.count(f'href="{reverse("alumni:join")}"')) == (1, 1)
    assert client.get(own)["Location"] == certificate.get_absolute_url()
