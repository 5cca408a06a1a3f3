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
MARKS = st.sampled_from(
    ["**", "*", "`", "[a](01-old.md)", "[a](https://x.org)", "<b>", "&#12;", "![a](b)", "- ", "\n\n", "\0"]
)
WORDS = st.lists(MARKS | st.text(max_size=12), max_size=8).map("".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.tuples(WORDS, WORDS, WORDS), texts=st.tuples(WORDS, WORDS, WORDS, WORDS), body=WORDS)
def test_any_text_is_imported_or_refused(tmp_path, titles, texts, body):
    make_catalogue()
    course, title, topic = titles
    question = {"id": "a", "type": "single", "text": texts[0], "feedback": texts[3]}
    choices = [{"text": texts[1], "correct": True, "feedback": texts[0]}, {"text": texts[2]}]
    # What JSON writes is YAML, with every odd character written out.
    quiz = {"title": title, "introduction": texts[3], "questions": [{**question, "choices": choices}]}
    folder = make_folder(tmp_path / "bridges")
    write(folder / "course.yaml", json.dumps({"title": course, "language": "en", "topics": [topic], "outcomes": [title]}))
    write(folder / "01-stone" / "01-old.md", f"---\n{json.dumps({'title': title})}\n---\n{body}".encode("utf-8", "replace"))
    write(folder / "01-stone" / "99-quiz.yaml", json.dumps(quiz))

    with transaction.atomic():
        try:
            first = import_path(folder, now=NOW, publish=True)
        except FolderRefused as refused:
            assert refused.faults  # noqa: PT017 -- either of the two is right
        else:
            assert len(first.created) == 4
            assert len(import_path(folder, now=NOW, publish=True).unchanged) == 4
        transaction.set_rollback(True)
