"""Importing quizzes, media, links and courses that come before: what becomes of them on the site."""

import pytest

from courses.folder.faults import FolderRefused
from courses.folder.importing import import_path
from courses.models import Course, CoursePage, ImportedPage, LessonPage, QuizPage, Unit, UnitText
from library.models import LibraryDocument, LibraryImage
from tests.courses.factories import course_of, make_catalogue, make_course
from tests.courses.folders import SINGLE, change, lesson, make_folder, quiz, write
from tests.courses.test_outlines import NOW, entries, retired
from tests.library.samples import DRAWING, FILM, HARMLESS, SUBTITLES, content

pytestmark = pytest.mark.django_db
QUESTIONS = (
    SINGLE,
    "type: multiple, text: T, partial: false, choices: [{text: a, correct: true, feedback: Yes}, {text: b}]",
    "type: true_false, text: T, answer: false",
    "type: short_text, text: T, answers: [a, b]",
    "type: number, text: T, answer: 0.0000001, tolerance: 1.50",
    "type: ordering, text: T, items: [a, b]",
    "type: matching, text: T, pairs: [{left: a, right: b}, {left: c, right: d}], extra: [e]",
)
BODY = (
    "![A bridge](../images/a.svg)\n\n*Seen.*\n\n```{video}\ntitle: A walk\nfile: ../files/a.mp4\ncaptions: ../files/a.vtt\n"
    "transcript: Two walk.\n```\n\n```{glossary}\nArch: What bears.\n```\n\n"
    'See the [quiz](99-quiz.yaml) and `<a linktype="page" id="1">`.\n'
)


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_catalogue()
    root = make_folder(tmp_path / "bridges", body=BODY)
    write(root / "01-stone" / "99-quiz.yaml", quiz(*QUESTIONS, rules="introduction: Back to [it](01-old.md).\n"))
    write(root / "images" / "a.svg", DRAWING)
    write(root / "files" / "a.mp4", FILM)
    write(root / "files" / "a.vtt", SUBTITLES)
    return root


def imported(folder, **options):
    return import_path(folder, now=NOW, **options)


def refused(folder, **options):
    with pytest.raises(FolderRefused) as caught:
        imported(folder, **options)
    return [str(fault) for fault in caught.value.faults]


def counts(summary):
    return {name: count for name, count in summary.counts().items() if count}


def test_everything_is_read_by_learners(folder):
    imported(folder, publish=True)

    text = UnitText.objects.get(unit__key="stone-old").html
    assert "A bridge" in text
    assert '<a href="/learn/bridges/stone-quiz/">quiz</a>' in text
    assert "&lt;a linktype=" in text
    stored = UnitText.objects.get(unit__key="stone-quiz")
    assert [question["kind"] for question in stored.quiz["questions"]] == [
        "single",
        "multiple",
        "true_false",
        "short_text",
        "number",
        "ordering",
        "matching",
    ]
    assert stored.html == '<p>Back to <a href="/learn/bridges/stone-old/">it</a>.</p>'
    assert [(entry.kind, entry.minutes) for entry in entries(CoursePage.objects.get())] == [("lesson", 5), ("quiz", 7)]


def test_a_drawing_is_stored_without_what_could_run(folder):
    imported(folder)

    assert content(LibraryImage.objects.get()) == HARMLESS


def test_where_an_image_is_used_is_known(folder):
    imported(folder, publish=True)

    usage = LibraryImage.objects.get().get_usage()
    assert [page.pk for page, _ in usage] == [LessonPage.objects.get().pk]


def test_importing_again_changes_nothing(folder):
    imported(folder, publish=True)

    assert counts(imported(folder, publish=True)) == {"unchanged": 4}
    assert (LibraryImage.objects.count(), LibraryDocument.objects.count()) == (1, 2)


def test_another_image_under_the_same_name_changes_the_lesson(folder):
    imported(folder, publish=True)
    write(folder / "images" / "a.svg", DRAWING.replace(b"0b5c63", b"000000"))

    assert imported(folder).changed == ["01-stone/01-old.md"]
    assert LibraryImage.objects.count() == 2


def test_a_changed_question_changes_its_quiz_alone(folder):
    imported(folder, publish=True)
    change(folder / "01-stone" / "99-quiz.yaml", "answers: [a, b]", "answers: [a, c]")

    assert counts(imported(folder)) == {"unchanged": 3, "changed": 1}
    stored = UnitText.objects.get(unit__key="stone-quiz").quiz
    assert stored["questions"][3]["answers"] == ["a", "c"]


def test_a_quiz_edited_in_the_admin_is_kept(folder):
    imported(folder, publish=True)
    page = QuizPage.objects.get()
    page.pass_mark = 50
    page.save_revision().publish()

    assert imported(folder).kept == ["01-stone/99-quiz.yaml"]
    assert counts(imported(folder, force=True)) == {"unchanged": 3, "changed": 1}
    assert QuizPage.objects.get().pass_mark == 70


def test_a_quiz_that_left_the_folder_is_retired_and_comes_back(folder):
    imported(folder, publish=True)
    unit, path = Unit.objects.get(key="stone-quiz"), folder / "01-stone" / "99-quiz.yaml"
    text = path.read_text()
    change(folder / "01-stone" / "01-old.md", "[quiz](99-quiz.yaml)", "quiz")
    path.unlink()

    assert imported(folder).retired == ["Quiz"]
    assert retired(CoursePage.objects.get()) == ["Quiz"]

    write(path, text)
    imported(folder)

    assert [entry.id for entry in entries(CoursePage.objects.get())][1] == unit.pk


def test_a_unit_stays_what_it_is(folder):
    change(folder / "01-stone" / "99-quiz.yaml", "title:", "key: last\ntitle:")
    change(folder / "01-stone" / "01-old.md", "[quiz](99-quiz.yaml)", "quiz")
    imported(folder, publish=True)
    (folder / "01-stone" / "99-quiz.yaml").unlink()
    write(folder / "01-stone" / "02-last.md", "---\nkey: last\ntitle: Last\n---\nText.\n")
    reason = ["01-stone/02-last.md:2: the key “last” is a quiz's; give it one of its own"]

    assert refused(folder) == reason
    QuizPage.objects.get().delete()
    assert refused(folder) == reason


def test_new_pages_may_lead_to_one_another(folder):
    change(folder / "01-stone" / "01-old.md", "See", "See [new](02-new.md).\n\nSee")
    write(folder / "01-stone" / "02-new.md", lesson("Back to [old](01-old.md).\n", title="New"))

    imported(folder, publish=True)

    old, new = LessonPage.objects.order_by("path")
    assert f'<a linktype="page" id="{new.pk}">new</a>' in str(old.body.raw_data[-1]["value"])
    assert UnitText.objects.get(unit__key="stone-new").html == '<p>Back to <a href="/learn/bridges/stone-old/">old</a>.</p>'


def test_an_import_broken_off_before_texts_are_written_goes_on_when_run_again(folder):
    def stop(done, steps):
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(folder, publish=True, progress=stop)
    assert ImportedPage.objects.filter(is_pending=True).count() == 4
    assert UnitText.objects.count() == 0

    summary = imported(folder, publish=True)

    assert counts(summary) == {"changed": 2, "unchanged": 2}
    assert UnitText.objects.count() == 2


def test_a_check_is_a_question_without_marks(folder):
    check = "```{check}\ntype: single\ntext: Which\nchoices:\n- {text: a, correct: true}\n- {text: b}\n```\n\nSee the"
    change(folder / "01-stone" / "01-old.md", "See the", check)

    imported(folder)

    blocks = LessonPage.objects.get().get_latest_revision_as_object().body
    assert blocks[3].block_type == "check"
    assert [(block.block_type, str(block.value["text"])) for block in blocks[3].value] == [("single", "<p>Which</p>")]
    assert counts(imported(folder)) == {"unchanged": 4}


def test_progress_is_told_step_by_step(folder, admin_user):
    steps = []

    summary = imported(folder, by=admin_user, progress=lambda done, of: steps.append((done, of)))

    assert steps == [(number, 12) for number in range(1, 13)]
    page = CoursePage.objects.get(pk=summary.page_id)
    assert page.latest_revision.user == admin_user
    assert LibraryImage.objects.get().uploaded_by_user == admin_user


def test_a_file_that_changed_meanwhile_is_a_fault(folder, monkeypatch):
    from courses.folder import importing  # noqa: PLC0415 -- the name that is patched

    read = importing.read_folder

    def read_and_change(path, **options):
        course = read(path, **options)
        write(folder / "images" / "a.svg", b"<html>")
        return course

    monkeypatch.setattr(importing, "read_folder", read_and_change)

    assert refused(folder) == ["images/a.svg:1: This is not an SVG drawing."]
    assert CoursePage.objects.count() == 0


def test_courses_before_come_from_the_folder(folder):
    before = course_of(make_course(lessons=1, slug="swimming", key="swimming"))
    change(folder / "course.yaml", "title:", "prerequisites: [swimming, swimming]\ntitle:")

    imported(folder, publish=True)

    assert list(CoursePage.objects.get(key="bridges").prerequisites.all()) == [before]
    assert counts(imported(folder)) == {"unchanged": 4}


def test_courses_before_must_be_there_and_not_wait_for_this_one(folder):
    imported(folder, publish=True)
    before = make_course(lessons=1, slug="swimming", key="swimming", code="swim")
    before.prerequisites = [Course.objects.get(key="bridges")]
    before.save_revision().publish()
    change(folder / "course.yaml", "title:", "key: bridges\nprerequisites: [swimming, flying]\ntitle:")

    assert refused(folder) == [
        "course.yaml:2: there is no published course “flying” on this site",
        "course.yaml:2: these courses would wait for one another: bridges → swim → bridges",
    ]


def test_at_most_ten_courses_come_before(folder):
    change(folder / "course.yaml", "title:", f"prerequisites: [{', '.join('abcdefghijk')}]\ntitle:")

    assert refused(folder) == ["course.yaml:1: prerequisites has 11 entries; at most 10 are allowed"]
