import datetime as dt

import pytest

from tests.tutors.factories import make_module_date

pytestmark = pytest.mark.django_db


def kept(cohort):
    return dict(cohort.module_dates.values_list("module_key", "opens_at"))


def test_modules_open_by_the_clock_of_the_cohort(teaching, cohort, at):
    form = teaching.get(at("modules"))
    response = teaching.post(at("modules"), {"module_0": "2026-03-20T09:00", "module_1": "2026-04-03T09:00"})

    assert (form.text.count("By the clock of Paris (Europe/Paris)."), "Module 2" in form.text) == (2, True)
    assert response["Location"] == at("modules")
    assert kept(cohort) == {
        "module-1": dt.datetime(2026, 3, 20, 8, tzinfo=dt.UTC),
        "module-2": dt.datetime(2026, 4, 3, 7, tzinfo=dt.UTC),
    }
    assert 'value="2026-04-03T09:00"' in teaching.get(at("modules")).text


def test_without_an_instant_a_module_has_no_date(teaching, cohort, at):
    make_module_date(cohort, "module-1")
    make_module_date(cohort, "module-2")

    teaching.post(at("modules"), {"module_0": "", "module_1": "2026-04-03T09:00"})

    assert [*kept(cohort)] == ["module-2"]


def test_a_date_of_a_module_that_is_in_the_course_no_more_is_kept(teaching, cohort, at):
    make_module_date(cohort, "gone")

    teaching.post(at("modules"), {"module_0": "2026-03-20T09:00"})

    assert {*kept(cohort)} == {"gone", "module-1"}


def test_what_is_no_instant_is_said_and_nothing_changes(teaching, cohort, at):
    make_module_date(cohort, "module-1")

    response = teaching.post(at("modules"), {"module_0": "soon"})

    assert ([*response.context["form"].errors], [*kept(cohort)]) == (["module_0"], ["module-1"])


def test_a_course_without_modules_says_so(teaching, cohort, at):
    outline = cohort.course.outlines.get()
    outline.modules = []
    outline.save()

    assert "No module yet" in teaching.get(at("modules")).text


def test_it_costs_the_same_however_many_modules_there_are(teaching, at, django_assert_num_queries):
    # Session, person, cohort, two for permissions, appointed, leads; outline, dates.
    with django_assert_num_queries(9):
        teaching.get(at("modules"))
