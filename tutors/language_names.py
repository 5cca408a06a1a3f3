"""Languages by name, in the language that is active: any that people speak, not only those of the site."""

from babel import Locale
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, to_locale


def name_of(code: str) -> str:
    """This is what a language is called; a code that nobody knows stands for itself."""
    names = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE)).languages
    return str(capfirst(names.get(to_locale(code), code)))
