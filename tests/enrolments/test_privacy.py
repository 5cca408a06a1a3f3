import pytest
from django.apps import apps

from accounts import privacy
from courses.models import Unit
from enrolments import actions, allowing
from enrolments.granted import Granted
from tests.enrolments.factories import NOW, make_enrolment, make_outline, units_of
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def exported(user):
    room = privacy.export_person(user)["rooms"].get("enrolments", {})
    return {model.removeprefix("enrolments."): entry["rows"] for model, entry in room.items()}


def test_every_model_of_the_room_is_declared():
    declared = {entry.model for entry in privacy.entries()}

    assert {model._meta.label for model in apps.get_app_config("enrolments").get_models()} <= declared


def test_a_person_gets_courses_dates_and_what_was_done():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=1)
    make_enrolment(outline, done=2)
    given = {"enrolment": enrolment, "source": "cohort:1"}
    actions.push_opening(**given, module_key="module-1", opens_at=NOW)
    actions.push_due(**given, unit=units_of(outline)[1], due_at=NOW)
    actions.push_requirement(**given, key="essay", words={"en": "Write an essay."})

    rows = exported(enrolment.learner)

    assert [(row["course"], row["status"], row["enrolled"]) for row in rows["Enrolment"]] == [
        (outline.course.code, "active", NOW.isoformat())
    ]
    assert rows["UnitCompletion"] == [
        {
            "course": outline.course.code,
            "unit": Unit.objects.get(pk=units_of(outline)[0].pk).title,
            "way": "read on",
            "completed_at": NOW.isoformat(),
            "set_aside": False,
        }
    ]
    assert {model: len(rows[model]) for model in ("Opening", "Due", "Requirement")} == {
        "Opening": 1,
        "Due": 1,
        "Requirement": 1,
    }


def test_who_never_enrolled_gets_nothing():
    assert exported(make_user()) == {
        "Enrolment": [],
        "UnitCompletion": [],
        "Opening": [],
        "Due": [],
        "Requirement": [],
        "Allowance": [],
        "Rating": [],
        "PageReport": [],
        "QuizAttempt": [],
        "Intake": [],
        "IntakeLine": [],
        "Reset": [],
    }


def test_what_stays_has_its_reason():
    kept = [entry for entry in privacy.kept() if entry.home == "enrolments"]

    assert len(kept) == 10
    assert all("nobody's" in str(entry.reason) for entry in kept)


def test_an_allowance_is_exported_and_its_words_are_erased():
    outline = make_outline()
    enrolment, other = make_enrolment(outline), make_enrolment(outline)
    for each in (enrolment, other):
        allowing.grant_allowance(
            enrolment=each,
            unit=units_of(outline)[0],
            granted=Granted(attempts=1),
            due_at=None,
            reason="In hospital",
            by=make_staff(),
            now=NOW,
        )

    [row] = exported(enrolment.learner)["Allowance"]
    assert (row["more attempts"], row["reason"], row["granted"]) == (1, "In hospital", NOW.isoformat())

    [entry] = [entry for entry in privacy.entries() if entry.model == "enrolments.Allowance"]
    entry.erase(enrolment.learner, {})
    assert [each.allowances.get().reason for each in (enrolment, other)] == ["", "In hospital"]
