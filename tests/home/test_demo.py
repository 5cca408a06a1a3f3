import datetime as dt
import socket
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command

from accounts.models import User
from enrolments.models import Enrolment, QuizAttempt, UnitCompletion
from home import demo
from home.models import NewsPage, Organisation

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def first_course_alone(monkeypatch):
    """These tests are about people; that all courses are loaded is tried in `test_demo_courses`."""
    monkeypatch.setattr(demo, "folders", lambda: [demo.COURSES / demo.FIRST])


def done_by(email):
    return UnitCompletion.objects.filter(enrolment__learner__email=email).count()


@pytest.mark.django_db
def test_load_makes_people_who_have_come_so_far():
    demo.load(now=NOW)

    assert dict(Enrolment.objects.values_list("learner__email", "status")) == {
        "new@example.org": "active",
        "halfway@example.org": "active",
        "member@example.org": "active",
        "graduate@example.org": "completed",
        "alumna@example.org": "completed",
    }
    attempts = QuizAttempt.objects.order_by("enrolment__learner__email", "pk")
    assert list(attempts.values_list("enrolment__learner__email", "is_passed")) == [
        *[("alumna@example.org", True)] * 3,
        *[("graduate@example.org", True)] * 3,
        ("halfway@example.org", True),
        ("halfway@example.org", False),
    ]
    assert attempts.open().get().enrolment.learner.email == "halfway@example.org"
    whole = done_by("graduate@example.org")
    assert (done_by("new@example.org"), done_by("halfway@example.org")) == (0, round(0.4 * whole))


@pytest.mark.django_db
def test_load_makes_somebody_whom_everyone_finds_in_the_directory(client):
    demo.load(now=NOW)

    page = client.get("/alumni/").text

    assert ("Thandiwe Mokoena" in page, "South Africa" in page, "Leilani Tuifua" in page) == (True, True, False)


@pytest.mark.django_db
def test_load_makes_people_who_can_sign_in():
    demo.load(now=NOW)
    emails = {person.email for person in demo.PEOPLE}
    staff = {person.email for person in demo.PEOPLE if person.role}

    assert set(EmailAddress.objects.filter(verified=True, primary=True).values_list("email", flat=True)) == emails
    assert all(user.check_password(demo.PASSWORD) for user in User.objects.filter(email__in=emails))
    assert set(User.objects.filter(is_staff=True).values_list("email", flat=True)) == staff
    assert set(demo.codes()) == staff


@pytest.mark.django_db
def test_codes_are_those_of_the_authenticator():
    demo.load(now=NOW)
    device = Authenticator.objects.get(user__email="admin@example.org", type=Authenticator.Type.TOTP)

    assert totp.validate_totp_code(decrypt(device.data["secret"]), demo.codes()["admin@example.org"])


@pytest.mark.django_db
def test_load_again_keeps_what_people_did():
    demo.load(now=NOW)
    User.objects.filter(email="new@example.org").update(full_name="Somebody else")
    before = list(UnitCompletion.objects.order_by("pk").values_list("pk", flat=True))

    demo.load(now=NOW + dt.timedelta(days=1))

    assert User.objects.get(email="new@example.org").full_name == "Somebody else"
    assert User.objects.count() == len(demo.PEOPLE)
    assert list(UnitCompletion.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_sign_ins_name_everyone():
    assert [line.split()[0] for line in demo.sign_ins().splitlines()[: len(demo.PEOPLE)]] == [
        person.email for person in demo.PEOPLE
    ]


@pytest.mark.parametrize("name", ["load_demo", "demo"])
def test_demo_is_no_business_of_a_real_site(settings, name):
    settings.DEMO = False

    with pytest.raises(CommandError, match="This is a real site"):
        call_command(name)


def test_demo_on_a_port_in_use_says_so_in_one_line(settings):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        settings.PORT = listener.getsockname()[1]

        with pytest.raises(CommandError, match=rf"^Port {settings.PORT} is in use\. Choose another: make demo PORT=\d+$"):
            call_command("demo")


@pytest.mark.django_db
def test_load_writes_the_first_news_once_and_leaves_the_organisation_alone():
    demo.load_site(now=NOW)
    Organisation.objects.update(name="Somebody else")
    NewsPage.objects.filter(slug="welcome").delete()

    demo.load_site(now=NOW)

    assert dict(Counter(NewsPage.objects.values_list("locale__language_code", flat=True))) == dict.fromkeys(
        ("en", "fr", "es", "ar"), 2
    )
    english = NewsPage.objects.get(slug="community-grants-third-round", locale__language_code="en")
    assert english.get_translations().count() == 3
    assert Organisation.objects.get().name == "Somebody else"
