"""Folders that are the translation of a course."""

import pytest

from courses.folder.faults import FolderRefused
from courses.folder.importing import import_path
from courses.models import Course, CoursePage, LessonPage, QuizPage, UnitText
from tests.courses.factories import make_catalogue
from tests.courses.folders import change, lesson, make_folder, quiz, write
from tests.courses.test_outlines import NOW, entries, titles

pytestmark = pytest.mark.django_db
CHOICES = "type: single, text: Which, choices: [{text: This, correct: true}, {text: That}]"
OTHER_CHOICE = "type: single, text: Which, choices: [{text: This}, {text: That, correct: true}]"
ITEMS = "type: ordering, text: T, items: [a, b]"
ANSWER = "type: true_false, text: T, answer: true"


@pytest.fixture
def original(tmp_path):
    for language in ("en", "fr"):
        make_catalogue(language)
    root = make_folder(tmp_path / "bridges", course="level: advanced\ntopics: [stone]\n")
    write(root / "01-stone" / "02-new.md", "---\ntitle: New\nminutes: 9\nsample: true\n---\nNew.\n")
    write(root / "01-stone" / "99-quiz.yaml", quiz(CHOICES, ITEMS, ANSWER, rules="pass_mark: 50\n"))
    import_path(root, now=NOW, publish=True)
    return root


@pytest.fixture
def folder(original, tmp_path):
    root = tmp_path / "ponts"
    write(root / "course.yaml", "title: Ponts\nlanguage: fr\ntranslation_of: bridges\n")
    write(root / "01-stone" / "module.yaml", "title: Pierre\n")
    write(root / "01-stone" / "01-old.md", lesson("Voir le [quiz](99-quiz.yaml).\n", title="Vieux"))
    french = CHOICES.replace("This", "Ceci").replace("That", "Cela")
    write(root / "01-stone" / "99-quiz.yaml", quiz(french).replace("title: Quiz", "title: Jeu"))
    return root


def imported(folder, **options):
    return import_path(folder, now=NOW, **options)


def refused(folder):
    with pytest.raises(FolderRefused) as caught:
        imported(folder)
    return [str(fault) for fault in caught.value.faults]


def counts(summary):
    return {name: count for name, count in summary.counts().items() if count}


def test_pages_are_translations_and_the_original_decides(folder):
    summary = imported(folder, publish=True)

    english, french = CoursePage.objects.order_by("pk")
    assert counts(summary) == {"created": 4}
    assert (french.key, french.translation_key, french.slug) == ("bridges", english.translation_key, "ponts")
    assert french.get_parent().locale.language_code == "fr"
    assert (french.level, Course.objects.count()) == ("advanced", 1)
    assert titles(english, "fr") == ["Vieux", "New", "Jeu"]
    assert [entry.minutes for entry in entries(english, "fr")] == [5, 9, 3]
    quiz_page = QuizPage.objects.get(locale__language_code="fr")
    assert (quiz_page.pass_mark, quiz_page.minutes) == (50, 3)
    html = UnitText.objects.get(locale__language_code="fr", unit__key="stone-old").html
    assert html == '<p>Voir le <a href="/learn/bridges/stone-quiz/">quiz</a>.</p>'


def test_importing_again_changes_nothing(folder, original):
    imported(folder, publish=True)

    assert counts(imported(folder, publish=True)) == {"unchanged": 4}
    assert counts(imported(original, publish=True)) == {"unchanged": 5}


def test_a_new_translation_is_a_draft(folder):
    imported(folder)

    english = CoursePage.objects.order_by("pk").first()
    assert titles(english, "fr") == ["Old", "New", "Quiz"]


def test_a_changed_original_makes_no_translation_look_edited(folder, original):
    imported(folder, publish=True)
    change(original / "01-stone" / "99-quiz.yaml", "pass_mark: 50", "pass_mark: 60")
    imported(original, publish=True)
    change(folder / "01-stone" / "99-quiz.yaml", "Jeu", "Quiz final")

    assert imported(folder).changed == ["01-stone/99-quiz.yaml"]
    assert QuizPage.objects.get(locale__language_code="fr").pass_mark == 60


def test_edited_pages_are_kept_and_gone_ones_retired(folder):
    imported(folder, publish=True)
    page = LessonPage.objects.get(locale__language_code="fr")
    page.title = "Mien"
    page.save_revision().publish()
    (folder / "01-stone" / "99-quiz.yaml").unlink()
    change(folder / "01-stone" / "01-old.md", "[quiz](99-quiz.yaml)", "quiz")

    summary = imported(folder)

    assert (summary.kept, summary.retired) == (["01-stone/01-old.md"], ["Jeu"])
    english = CoursePage.objects.order_by("pk").first()
    assert titles(english, "fr") == ["Mien", "New", "Quiz"]
    assert titles(english) == ["Old", "New", "Quiz"]


def test_structure_that_is_said_as_the_original_says_it_is_accepted(folder):
    change(folder / "course.yaml", "title:", "key: bridges\ncode: bridges\nlevel: advanced\nprerequisites: []\ntitle:")
    change(folder / "01-stone" / "99-quiz.yaml", "title:", "pass_mark: 50\ntitle:")

    assert counts(imported(folder)) == {"created": 4}


def test_structure_that_differs_is_told(folder):
    change(folder / "course.yaml", "title:", "key: ponts\ncode: ponts\nlevel: beginner\nattribution: {author: Moi}\ntitle:")
    change(folder / "01-stone" / "module.yaml", "title:", "locked: true\ntitle:")
    change(folder / "01-stone" / "01-old.md", "title:", "required: false\nminutes: 6\ntitle:")
    change(folder / "01-stone" / "99-quiz.yaml", "title:", "pass_mark: 70\ntitle:")

    assert refused(folder) == [
        "01-stone/01-old.md:2: required differs from the original's; leave it out",
        "01-stone/01-old.md:3: minutes differs from the original's; leave it out",
        "01-stone/99-quiz.yaml:1: pass_mark differs from the original's; leave it out",
        "01-stone/module.yaml:1: locked differs from the original's; leave it out",
        "course.yaml:1: key differs from the original's; leave it out",
        "course.yaml:2: code differs from the original's; leave it out",
        "course.yaml:3: level differs from the original's; leave it out",
        "course.yaml:4: attribution differs from the original's; leave it out",
    ]


def test_what_the_original_does_not_have_is_told(folder):
    write(folder / "01-stone" / "03-more.md", lesson("Plus.\n"))
    write(folder / "01-stone" / "04-last.md", "---\ntitle: Dernier\nkey: stone-quiz\n---\nTexte.\n")
    (folder / "01-stone" / "99-quiz.yaml").unlink()
    change(folder / "01-stone" / "01-old.md", "[quiz](99-quiz.yaml)", "quiz")
    write(folder / "02-wood" / "module.yaml", "title: Bois\n")

    assert refused(folder) == [
        "01-stone/03-more.md:1: the original has nothing with the key “stone-more”",
        "01-stone/04-last.md:3: in the original, “stone-quiz” is a quiz",
        "02-wood/module.yaml:1: the original has nothing with the key “wood”",
    ]


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ([CHOICES, ITEMS, ANSWER, ANSWER], "6: the original has no question “q4”"),
        ([ANSWER], "3: the original's question is of the type single"),
        ([CHOICES.replace("}]", "}, {text: More}]")], "3: the original's question has 2 choices"),
        ([CHOICES, ITEMS.replace("[a, b]", "[a, b, c]")], "4: the original's question has 2 items"),
        ([OTHER_CHOICE], "3: other choices are correct in the original"),
        ([CHOICES, ITEMS, ANSWER.replace("answer: true", "answer: false")], "5: the original's answer is another"),
    ],
)
def test_questions_are_the_originals(folder, questions, reason):
    write(folder / "01-stone" / "99-quiz.yaml", quiz(*questions))

    assert refused(folder) == [f"01-stone/99-quiz.yaml:{reason}"]


def test_an_original_must_be_there_in_another_language(folder):
    change(folder / "course.yaml", "language: fr", "language: en")
    assert refused(folder) == ["course.yaml:2: the original is in this language"]

    change(folder / "course.yaml", "bridges", "tunnels")
    assert refused(folder) == ["course.yaml:3: the original “tunnels” is not on this site"]


def test_a_translations_key_is_no_courses_of_its_own(folder):
    imported(folder)
    change(folder / "course.yaml", "translation_of:", "key:")

    assert refused(folder) == ["course.yaml:3: the key “bridges” is a course's in another language"]


def test_a_course_that_was_written_in_another_language_is_no_course_of_its_own(folder, original):
    CoursePage.objects.get().delete()
    change(folder / "course.yaml", "translation_of:", "key:")

    assert refused(folder) == ["course.yaml:3: the course “bridges” was written in another language before"]
