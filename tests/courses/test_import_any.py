"""Whatever a folder says, it is imported or refused with faults."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.folder.faults import FolderRefused
from courses.folder.importing import import_path
from tests.courses.factories import make_catalogue
from tests.courses.folders import make_folder, write
from tests.courses.test_outlines import NOW

pytestmark = pytest.mark.django_db
MARKS = st.sampled_from(["**", "*", "`", "[a](01-old.md)", "[a](https://x.org)", "&#12;", "- ", "\n\n", "> ", "’", "ß", "Ⅷ"])
ODD = st.sampled_from(["<b>", "![a](b)", "\0", "\ud800", "[a](javascript:x)"]) | st.text(max_size=12)
SIGNS = st.text(st.characters(exclude_categories=["C"]), max_size=12)
WORDS = st.lists(MARKS | SIGNS, min_size=1, max_size=8).map("".join)
# Most of what is tried can be imported, so that it goes all the way.
TEXTS = st.one_of(WORDS, WORDS, WORDS, st.tuples(WORDS, ODD).map("".join))


def as_yaml(values):
    """What JSON writes is YAML; half a character cannot be written as it is."""
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.tuples(WORDS, WORDS, WORDS), texts=st.tuples(TEXTS, TEXTS, TEXTS), body=TEXTS)
def test_any_text_is_imported_or_refused(tmp_path, titles, texts, body):
    make_catalogue()
    course, title, topic = (f"A{words}" for words in titles)
    question = {"id": "a", "type": "single", "text": texts[0], "feedback": texts[0]}
    choices = [{"text": f"A{texts[1]}", "correct": True, "feedback": texts[0]}, {"text": f"B{texts[2]}"}]
    quiz = {"title": title, "introduction": texts[0], "questions": [{**question, "choices": choices}]}
    folder = make_folder(tmp_path / "bridges")
    write(folder / "course.yaml", as_yaml({"title": course, "language": "en", "topics": [topic], "outcomes": [title]}))
    write(folder / "01-stone" / "01-old.md", f"---\n{as_yaml({'title': title})}\n---\n{body}".encode("utf-8", "replace"))
    write(folder / "01-stone" / "99-quiz.yaml", as_yaml(quiz))

    with transaction.atomic():
        try:
            first = import_path(folder, now=NOW, publish=True)
        except FolderRefused as refused:
            assert refused.faults  # noqa: PT017 -- either of the two is right
        else:
            assert len(first.created) == 4
            assert len(import_path(folder, now=NOW, publish=True).unchanged) == 4
        transaction.set_rollback(True)
