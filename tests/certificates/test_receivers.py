import pytest

from certificates import tasks
from certificates.signals import certificate_corrected, certificate_issued, certificate_reissued, certificate_revoked
from core.announce import announce
from enrolments.signals import course_completed
from tutors.signals import cohort_finished, place_completed, place_ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch):
    """What is put into the queue: task and argument."""
    sent = []
    for name in ("issue_for_enrolment", "issue_for_place", "issue_for_cohort", "store_pdf"):
        monkeypatch.setattr(getattr(tasks, name), "delay", lambda name=name, **ids: sent.append((name, *ids.values())))
    return sent


@pytest.mark.parametrize(
    ("signal", "ids", "expected"),
    [
        (course_completed, {"enrolment_id": 3}, [("issue_for_enrolment", 3)]),
        (place_completed, {"place_id": 8}, [("issue_for_place", 8)]),
        (place_ended, {"place_id": 9}, [("issue_for_place", 9)]),
        (cohort_finished, {"cohort_id": 2}, [("issue_for_cohort", 2)]),
        (certificate_issued, {"certificate_id": 4}, [("store_pdf", 4)]),
        (certificate_corrected, {"certificate_id": 5}, [("store_pdf", 5)]),
        (certificate_reissued, {"certificate_id": 7}, [("store_pdf", 7)]),
        (certificate_revoked, {"certificate_id": 6}, []),
    ],
)
def test_announcements_are_queued_once_committed(queued, django_capture_on_commit_callbacks, signal, ids, expected):
    with django_capture_on_commit_callbacks(execute=True):
        announce(signal, **ids)
        assert queued == []

    assert queued == expected


def test_a_broken_queue_is_no_error(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(**_ids):
        raise ConnectionError

    monkeypatch.setattr(tasks.issue_for_enrolment, "delay", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        announce(course_completed, enrolment_id=3)
