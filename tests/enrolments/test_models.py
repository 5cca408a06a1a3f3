import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from enrolments.models import Due, Enrolment, Opening, Requirement, UnitCompletion
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline, units_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
Status = Enrolment.Status


def make_row(**fields):
    outline = make_outline()
    given = {"learner": make_user(), "course": outline.course, "language": "en", "enrolled_at": NOW}
    return Enrolment.objects.create(**given | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.ACTIVE},
        {"status": Status.WITHDRAWN, "withdrawn_at": NOW},
        {"status": Status.COMPLETED, "completed_at": NOW},
        {"status": Status.COMPLETED, "completed_at": NOW, "settled_at": NOW},
    ],
)
def test_an_enrolment_may_be(fields):
    assert make_row(**fields).pk


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("enrolment_completed_at_iff_completed", {"status": Status.COMPLETED}),
        ("enrolment_completed_at_iff_completed", {"status": Status.ACTIVE, "completed_at": NOW}),
        ("enrolment_completed_at_iff_completed", {"status": Status.WITHDRAWN, "withdrawn_at": NOW, "completed_at": NOW}),
        ("enrolment_withdrawn_at_iff_withdrawn", {"status": Status.WITHDRAWN}),
        ("enrolment_withdrawn_at_iff_withdrawn", {"status": Status.ACTIVE, "withdrawn_at": NOW}),
        ("enrolment_settled_only_if_completed", {"status": Status.ACTIVE, "settled_at": NOW}),
    ],
)
def test_an_enrolment_may_not_be(constraint, fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_row(**fields)


def repeat(row, **changed):
    """Write a row once more, with what is changed."""
    row.pk = None
    row._state.adding = True
    for name, value in changed.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)


def test_one_enrolment_a_learner_and_course():
    first = make_enrolment()

    repeat(Enrolment.objects.get(pk=first.pk), learner=make_user())
    with pytest.raises(IntegrityError):
        repeat(Enrolment.objects.get(pk=first.pk))


def test_one_completion_an_enrolment_and_unit():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=1)
    [completion] = UnitCompletion.objects.all()

    with pytest.raises(IntegrityError):
        repeat(UnitCompletion.objects.get(pk=completion.pk))
    repeat(completion, unit=units_of(outline)[1])

    assert enrolment.unit_completions.count() == 2


@pytest.mark.parametrize(
    ("model", "name", "fields"),
    [
        (Opening, "module_key", {"opens_at": NOW}),
        (Due, "unit", {"due_at": NOW}),
        (Requirement, "key", {"words": {"en": "Attend."}}),
    ],
)
def test_one_row_a_source_and_thing(model, name, fields):
    outline = make_outline()
    one, two = units_of(outline)[:2] if name == "unit" else ("one", "two")
    row = model.objects.create(enrolment=make_enrolment(outline), source="cohort:1", **{name: one}, **fields)

    repeat(model.objects.get(pk=row.pk), source="cohort:2")
    repeat(model.objects.get(pk=row.pk), **{name: two})
    with pytest.raises(IntegrityError):
        repeat(model.objects.get(pk=row.pk))


def test_what_a_learner_did_protects_its_course_and_person():
    enrolment = make_enrolment(done=1)

    for row in (enrolment.learner, enrolment.course, enrolment.latest_unit, enrolment):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_enrolments_by_status():
    outline = make_outline()
    active, completed = make_enrolment(outline), make_enrolment(outline, done=3)
    make_enrolment(outline, withdrawn=True)

    assert list(Enrolment.objects.active()) == [active]
    assert list(Enrolment.objects.completed()) == [completed]
    assert list(Enrolment.objects.unsettled()) == [completed]


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", ("fr", "Suivre.")), ("en", ("en", "Attend.")), ("es", ("en", "Attend."))]
)
def test_a_requirement_in_the_readers_language_or_the_sites_first(language, shown):
    requirement = Requirement(words={"en": "Attend.", "fr": "Suivre."})

    with translation.override(language):
        assert (requirement.shown_language, requirement.shown_words) == shown


def test_rows_say_what_they_are():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=1)
    unit = units_of(outline)[0]

    assert str(enrolment) == f"{enrolment.learner_id}: {outline.course.pk}"
    assert str(enrolment.unit_completions.get()) == f"{enrolment.pk}: {unit.pk}"
    assert str(Opening(module_key="module-1", opens_at=NOW)) == f"module-1: {NOW}"
    assert str(Due(unit=unit, due_at=NOW)) == f"{unit.pk}: {NOW}"
    assert str(Requirement(source="cohort:1", key="essay")) == "cohort:1: essay"


def test_a_requirement_is_met():
    assert (Requirement(met_at=None).is_met, Requirement(met_at=NOW + DAY).is_met) == (False, True)
