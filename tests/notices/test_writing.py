from email import message_from_bytes, policy

import pytest

from notices import tokens, writing
from notices.models import Mail
from tests.notices.conftest import INVITATION, SECRET

pytestmark = pytest.mark.django_db


def read(mail):
    return message_from_bytes(writing.message(mail).message().as_bytes(), policy=policy.default)


def test_message_has_a_text_and_an_html_part(make_mail):
    message = read(make_mail())

    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().strip() == "Hello, Ada"


def test_message_says_that_a_machine_wrote_it(make_mail):
    message = read(make_mail())

    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "en")


def test_message_is_the_same_one_however_often(make_mail):
    mail = make_mail()

    assert {read(mail)["Message-ID"], read(mail)["Message-ID"]} == {mail.message_id}


def test_message_can_be_unsubscribed_by_one_press(make_mail, person):
    message = read(make_mail())

    link = str(message["List-Unsubscribe"]).strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert tokens.read(link.rstrip("/").rsplit("/", 1)[1]) == (person.uuid, "tests.news")


def test_message_that_everybody_gets_cannot(make_mail):
    message = read(make_mail(kind=SECRET))

    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)


def test_message_without_an_account_cannot(make_mail):
    mail = make_mail()
    Mail.objects.update(recipient=None)
    mail.refresh_from_db()

    assert read(mail)["List-Unsubscribe"] is None


def test_subject_is_one_line_of_at_most_255_letters():
    assert writing.one_line("a\n b " + "c" * 300) == "a b " + "c" * 251


def test_message_with_a_calendar_offers_it_last_and_has_it_as_a_file(make_mail):
    message = read(make_mail(calendar=INVITATION))

    bodies, file = message.iter_parts()
    assert message.get_content_type() == "multipart/mixed"
    assert bodies.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in bodies.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_content() == INVITATION.encode()


def test_several_calendars_are_a_file_each(make_mail):
    objects = [INVITATION, INVITATION.replace("REQUEST", "CANCEL"), INVITATION.rstrip()]

    bodies, *files = read(make_mail(calendar="".join(objects))).iter_parts()

    assert [part.get_content_type() for part in bodies.iter_parts()] == ["text/plain", "text/html"]
    assert [each.get_filename() for each in files] == ["session-1.ics", "session-2.ics", "session-3.ics"]
    assert [dict(each["Content-Type"].params)["method"] for each in files] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [each.get_content_disposition() for each in files] == ["attachment"] * 3
    assert [each.get_content().split() for each in files] == [each.split() for each in objects]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_calendar_says_its_method_and_charset_in_its_type(make_mail, method):
    calendar = INVITATION.replace("REQUEST", method)
    bodies, _file = read(make_mail(calendar=calendar)).iter_parts()

    *_, offered = bodies.iter_parts()

    assert dict(offered["Content-Type"].params) == {"method": method, "charset": "utf-8"}
    assert not offered.is_attachment()
    assert offered.get_content().split() == calendar.split()


@pytest.mark.parametrize(
    "calendar", ["BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "METHOD:\r\n", "X-METHOD:REQUEST\r\n", "METHOD:A B"]
)
def test_calendar_without_a_method_is_our_mistake(calendar):
    with pytest.raises(ValueError, match="METHOD"):
        writing.method_of(calendar)


def test_answers_can_go_to_several(make_mail):
    message = read(make_mail(reply_to="ada@example.org, grace@example.org"))

    assert [address.addr_spec for address in message["Reply-To"].addresses] == ["ada@example.org", "grace@example.org"]
