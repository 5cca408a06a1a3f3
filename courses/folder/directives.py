"""
What Markdown has no sign for: fenced blocks whose language is a name in braces, and whose text is YAML.

The place of a block is the part of the lesson that begins with its fence.
"""

from collections.abc import Callable, Collection

from django.conf import settings

from courses.embeds import embed_host
from courses.folder.contents import Block, DocumentFile
from courses.folder.faults import Place
from courses.folder.links import Sources, inside
from courses.folder.loading import read_mapping
from courses.folder.prose import line, passage
from courses.folder.questions import read_question
from courses.folder.values import Mapping, one_line, short
from library.files import DOCUMENTS, FILMS, SOUNDS, SUBTITLES

LONGEST_TITLE = 250
LONGEST_ADDRESS = 2000
LONGEST_TERM = 100
LONGEST_DEFINITION = 1000
MOST_TERMS = 100


def read_directive(name: str, text: str, place: Place, sources: Sources) -> Block | None:
    """This makes a block of a fence, None with the fault noted where it is none."""
    reader = READERS.get(name)
    if reader is None:
        place.fault(0, f"there is no block “{short(name)}”; there are {', '.join(READERS)}")
        return None
    mapping = read_mapping(text, place.below(1))
    if mapping is None:
        return None
    block = reader(mapping, sources)
    mapping.close()
    return block


def _video(mapping: Mapping, sources: Sources) -> Block:
    return "video", {
        "title": _title(mapping),
        "file": _file(mapping, "file", sources, FILMS),
        "captions": _file(mapping, "captions", sources, SUBTITLES),
        "transcript": passage(mapping, "transcript", sources, most=None, required=True),
    }


def _audio(mapping: Mapping, sources: Sources) -> Block:
    return "audio", {
        "title": _title(mapping),
        "file": _file(mapping, "file", sources, SOUNDS),
        "transcript": passage(mapping, "transcript", sources, most=None, required=True),
    }


def _download(mapping: Mapping, sources: Sources) -> Block:
    return "download", {"title": _title(mapping), "file": _file(mapping, "file", sources, DOCUMENTS)}


def _embed(mapping: Mapping, _sources: Sources) -> Block:
    url = mapping.text("url", most=LONGEST_ADDRESS, default=None)
    if url and embed_host(url, hosts=settings.EMBED_HOSTS) is None:
        mapping.fault("url", f"url must be an https address at one of {', '.join(sorted(settings.EMBED_HOSTS))}")
    return "embed", {"title": _title(mapping), "url": url}


def _glossary(mapping: Mapping, sources: Sources) -> Block:
    terms = [_term(mapping, word, sources) for word in list(mapping.values)]
    if not 1 <= len(terms) <= MOST_TERMS:
        mapping.place.fault(mapping.line, f"a glossary has 1 to {MOST_TERMS} words; this one has {len(terms)}")
    return "glossary", {"terms": terms}


def _term(mapping: Mapping, word: str, sources: Sources) -> dict[str, str]:
    term = one_line(word)
    if not 1 <= len(term) <= LONGEST_TERM:
        mapping.fault(word, f"a word of a glossary has 1 to {LONGEST_TERM} characters")
    return {"term": term, "definition": line(mapping, word, sources, most=LONGEST_DEFINITION, required=True)}


def _check(mapping: Mapping, sources: Sources) -> Block | None:
    question = read_question(mapping, sources, is_check=True)
    if question is None:
        return None
    kind, value = question
    return "check", [{"type": kind, "value": value}]


def _title(mapping: Mapping) -> str:
    return mapping.text("title", most=LONGEST_TITLE, default=None)


def _file(mapping: Mapping, key: str, sources: Sources, kinds: Collection[str]) -> DocumentFile | None:
    address = mapping.text(key, most=LONGEST_ADDRESS, default=None)
    if not address:
        return None
    target = inside(mapping.place.file, address)
    return sources.media.document(mapping.place, mapping.lines[key], target, kinds)


READERS: dict[str, Callable[[Mapping, Sources], Block | None]] = {
    "{video}": _video,
    "{audio}": _audio,
    "{download}": _download,
    "{embed}": _embed,
    "{glossary}": _glossary,
    "{check}": _check,
}
