"""Folding of names and words, for searching and sorting alike on both database engines."""

import unicodedata

# In these scripts a combining mark is an accent that people leave out when they search. In others (Devanagari, Thai …)
# it is a vowel, and a word without it is another word.
ACCENTED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
# Letters that Unicode does not decompose, as people type them without the letter at hand.
LOOKALIKES = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def fold(text: str) -> str:
    """
    This makes of a text what is compared when somebody searches.

    Case, accents, widths and runs of white space are gone: ``fold("Ångström  Ⅷ") == "angstrom viii"``.
    """
    kept: list[str] = []
    base_is_accented = False
    for character in unicodedata.normalize("NFKD", text).casefold():
        if unicodedata.combining(character):
            if base_is_accented:
                continue
        else:
            base_is_accented = unicodedata.name(character, "").startswith(ACCENTED_SCRIPTS)
        kept.append(character)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).translate(LOOKALIKES).split())


def without_controls(text: str) -> str:
    """This is a text with spaces for its control characters, which PostgreSQL (NUL) and XML (most) refuse to hold."""
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
