"""Images and files that the library has twice, byte for byte: an import takes the first of them, so it counts for both."""

from typing import Any

from django.db.models import QuerySet

from courses.folder.normal import Content
from library.files import kind_of
from library.models import LibraryDocument, LibraryImage

# The values of a lesson's blocks that name images, and those that name other files.
IMAGES = ("image",)
DOCUMENTS = ("file", "captions")


def media_of(content: Content, names: tuple[str, ...]) -> list[int]:
    """These are the ids of images or files in a lesson, in the order in which it shows them."""
    values = (block["value"] for block in content.get("body", ()) if isinstance(block["value"], dict))
    return list(dict.fromkeys(value[name] for value in values for name in names if value.get(name)))


def without_twins(content: Content) -> Content:
    """This names the first of equal files in each place. It costs no query where there are no images and files."""
    firsts = {
        **_firsts(IMAGES, media_of(content, IMAGES), LibraryImage.objects.all()),
        **_firsts(DOCUMENTS, media_of(content, DOCUMENTS), LibraryDocument.objects.all()),
    }
    if not firsts:
        return content
    body = [{**block, "value": _named(block["value"], firsts)} for block in content["body"]]
    return {**content, "body": body}


def _firsts(names: tuple[str, ...], ids: list[int], stored: QuerySet[Any]) -> dict[tuple[str, int], int]:
    if not ids:
        return {}
    hashes = dict(stored.filter(pk__in=ids).exclude(file_hash="").values_list("pk", "file_hash"))
    equal = stored.filter(file_hash__in=hashes.values()).order_by("pk")
    own = {pk: (digest, kind_of(file)) for pk, digest, file in equal.values_list("pk", "file_hash", "file")}
    first: dict[tuple[str, str], int] = {}
    for pk, content in own.items():
        first.setdefault(content, pk)
    return {(name, pk): first[own[pk]] for pk in ids if pk in own for name in names}


def _named(value: Any, firsts: dict[tuple[str, int], int]) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: firsts.get((name, each), each) if isinstance(each, int) else each for name, each in value.items()}
