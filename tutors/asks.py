"""What a cohort asks of its members' enrolments, in every language of the site."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrolments.actions import Ask
from tutors.models import Cohort
from tutors.remaining import Remaining

SESSIONS, WORD = "sessions", "word"


def asks_of(cohort: Cohort, remaining: Remaining) -> dict[str, Ask]:
    """
    These are the requirements of one member, each met or not; none of a cohort that is over.

    What nobody can do any more is asked of nobody: then the course can be completed without it.
    """
    asks: dict[str, Ask] = {}
    if not cohort.is_current:
        return asks
    if remaining.sessions_needed:
        asks[SESSIONS] = Ask(in_all_languages(lambda: _sessions(remaining.sessions_needed)), remaining.has_sessions)
    if remaining.needs_word:
        asks[WORD] = Ask(in_all_languages(_word), remaining.has_word)
    return asks


def in_all_languages(words: Callable[[], str]) -> dict[str, str]:
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = words()
    return said


def _sessions(number: int) -> str:
    return ngettext(
        "Attend %(count)s live session of your cohort.", "Attend %(count)s live sessions of your cohort.", number
    ) % {"count": number}


def _word() -> str:
    return _("A tutor of your cohort says that your work is done.")
