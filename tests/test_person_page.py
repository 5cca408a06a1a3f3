"""A person's page for staff, as the rooms above fill it."""

import re

import pytest
from django.contrib.auth.models import Permission

from certificates.models import Certificate
from enrolments.models import Enrolment, QuizAttempt
from notices import actions as letters
from notices.models import Mail
from tests.alumni.factories import make_alumnus
from tests.certificates.factories import make_certificate
from tests.enrolments.factories import NOW, make_enrolment, make_outline
from tests.factories import make_staff, make_user
from tests.tutors.factories import make_cohort, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user(full_name="Ada Okafor", email="ada@example.org")


@pytest.fixture
def admin(client):
    client.force_login(make_staff(is_superuser=True))
    return client


def page(person):
    return f"/admin/users/inspect/{person.pk}/"


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def furnish(person, rows):
    """So many enrolments, attempts, certificates and mails of one person."""
    for number in range(rows):
        outline = make_outline(lessons=1)
        enrolment = make_enrolment(outline, learner=person)
        unit = outline.course.units.first()
        QuizAttempt.objects.create(
            enrolment=enrolment,
            unit=unit,
            number=1,
            language="en",
            asked=[],
            possible=1,
            pass_mark=50,
            started_at=NOW,
        )
        make_certificate(learner=person)
        make_place(make_cohort(outline), person, enrolment=enrolment)
        letters.post(
            kind="accounts.account",
            key=f"letter:{person.pk}:{number}",
            recipient=person,
            template="accounts/mail/account_closed",
            context={"name": "Ada"},
        )


def test_the_page_shows_what_every_room_knows(admin, ada):
    furnish(ada, 1)
    Certificate.objects.update(revoked_at=NOW, revoked_reason="A mistake.")
    enrolment, mail = Enrolment.objects.get(), Mail.objects.get()

    response = admin.get(page(ada))

    for link in (
        f"/admin/enrolments/{enrolment.pk}/",
        f"/admin/enrolments/?learner={ada.pk}",
        Certificate.objects.get().get_absolute_url(),
        f"/admin/certificates/?learner={ada.pk}",
        f"/admin/outbox/inspect/{mail.pk}/",
        f"/admin/outbox/?recipient={ada.pk}",
    ):
        assert f'href="{link}"' in response.text
    words = words_of(response)
    for text in ("under way 0 of 1", "revoked", "They have not joined.", "Your account was closed Your account waiting"):
        assert text in words


def test_an_alumnus_is_shown_as_one(admin, ada):
    make_alumnus(user=ada)

    assert "A member since" in words_of(admin.get(page(ada)))


def test_a_course_that_can_be_read_no_more_is_shown_by_its_code(admin, ada):
    outline = make_outline()
    make_enrolment(outline, learner=ada)
    code = outline.course.code
    outline.delete()

    assert f"{code} under way –" in words_of(admin.get(page(ada)))


def test_the_page_costs_the_same_for_one_row_and_for_thirty(admin, ada, django_assert_num_queries):
    other = make_user()
    furnish(ada, 1)
    furnish(other, 30)
    admin.get(page(ada))

    for person in (ada, other):
        with django_assert_num_queries(23):
            response = admin.get(page(person))
    # Twenty of each, of thirty.
    assert len(re.findall(r"/admin/outbox/inspect/\d+/", response.text)) == 20
    assert len(set(re.findall(r"/admin/enrolments/\d+/", response.text))) == 20
    assert len(response.content) < 200_000


def test_who_may_not_see_the_rows_of_a_room_does_not(client, ada):
    furnish(ada, 1)
    officer = make_staff()
    officer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_user"]))
    client.force_login(officer)

    words = words_of(client.get(page(ada)))

    assert [heading in words for heading in ("Enrolments", "Attempts", "Certificates", "Mails")] == [False] * 4
    assert "Alumni network" in words
