import pytest
from django.utils import translation

from courses.models import Outline
from courses.queries import PublicCourse


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        ("2", "en", "2 hours"),
        ("1.0", "en", "1 hour"),
        ("6.5", "en", "6.5 hours"),
        ("6.5", "fr", "6,5 heures"),
        ("0.8", "en", "48 minutes"),
        ("10", "en", "10 hours"),
    ],
)
def test_study_time_says_it_in_words(hours, language, words):
    course = PublicCourse(Outline(facts={"summary": "", "level": "beginner", "pace": "self-paced", "hours": hours}))

    with translation.override(language):
        assert course.study_time == words
