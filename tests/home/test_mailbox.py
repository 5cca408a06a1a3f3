from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend

from home.mailbox import letters


def write(folder, *subjects):
    backend = EmailBackend(alias="demo", file_path=str(folder))
    messages = [
        EmailMultiAlternatives(subject, f"Text of {subject}: https://example.org/é", "a@example.org", ["b@example.org"])
        for subject in subjects
    ]
    for message in messages:
        message.attach_alternative("<p>HTML</p>", "text/html")
    backend.send_messages(messages)


def test_letters_are_what_was_sent_the_newest_first(tmp_path):
    write(tmp_path, "First", "Second")

    assert [letter.subject for letter in letters(tmp_path, 50)] == ["Second", "First"]
    assert letters(tmp_path, 50)[1].text.strip() == "Text of First: https://example.org/é"
    assert letters(tmp_path, 50)[1].recipient == "b@example.org"


def test_letters_are_no_more_than_asked_for(tmp_path):
    write(tmp_path, "First", "Second", "Third")

    assert [letter.subject for letter in letters(tmp_path, 2)] == ["Third", "Second"]


def test_letters_of_a_site_that_sent_none(tmp_path):
    assert letters(tmp_path / "absent", 50) == []
