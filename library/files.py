"""
What a file is by its bytes, whatever its name says; nothing is stored and no row is asked.

Each check says to people why a file is refused, so that the admin's forms, the library's actions and the reader of course
folders refuse with the same words.
"""

import io
import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import BinaryIO

import willow
from django.utils.translation import gettext as _
from PIL import Image
from willow.svg import WillowSvgException

from library import svg
from library.exceptions import FileRefused
from library.photographs import MOST_PIXELS, too_many_pixels

MEGABYTE = 1024 * 1024
LARGEST_IMAGE = 10 * MEGABYTE
LARGEST_DOCUMENT = 100 * MEGABYTE
LONGEST_SIDE = 65_535
# Kinds by the end of their names, and what Pillow calls them; drawings are read by our own module.
PICTURES = {"gif": "GIF", "jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
IMAGES = frozenset([*PICTURES, "svg"])
FILMS = frozenset(["mp4", "webm"])
SOUNDS = frozenset(["m4a", "mp3", "ogg"])
SUBTITLES = frozenset(["vtt"])
TEXTS = frozenset(["csv", "txt"])
PACKED = frozenset(["docx", "odt", "pptx", "xlsx", "zip"])
HEAD = 1024
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
UTF8_MARK = b"\xef\xbb\xbf"


def check_image(name: str, data: bytes) -> bytes:
    """
    This is what may be stored of an image: a picture as it is, a drawing cleaned.

    :raises FileRefused: if it is not the image that its name says, or too large in bytes or in pixels.
    """
    kind = kind_of(name)
    if kind not in IMAGES:
        raise FileRefused(_("Images are %(kinds)s.") % {"kinds": _list(IMAGES)})
    if len(data) > LARGEST_IMAGE:
        raise FileRefused(_("An image has at most %(most)s MB.") % {"most": LARGEST_IMAGE // MEGABYTE})
    if kind == "svg":
        data = svg.clean(data)
        _check_drawing(data)
    else:
        _check_picture(data, kind)
    return data


def check_document(name: str, data: bytes | BinaryIO) -> None:
    """
    This checks a film, a sound, subtitles or a file for download by its first bytes.

    :raises FileRefused: if it is not what its name says, or too large.
    """
    kind = kind_of(name)
    if kind not in SIGNS:
        raise FileRefused(_("Files are %(kinds)s.") % {"kinds": _list(SIGNS)})
    head, size = _head(data)
    if size > LARGEST_DOCUMENT:
        raise FileRefused(_("A file has at most %(most)s MB.") % {"most": LARGEST_DOCUMENT // MEGABYTE})
    if not head:
        raise FileRefused(_("This file is empty."))
    if not SIGNS[kind](head):
        raise FileRefused(_not_a(kind))


def kind_of(name: str) -> str:
    """This is what a file's name says it is: its last part, in small letters."""
    return PurePath(name).suffix.removeprefix(".").lower()


def _not_a(kind: str) -> str:
    return _("The name says %(kind)s, but the file is something else or damaged.") % {"kind": kind.upper()}


def _list(kinds: Iterable[str]) -> str:
    return ", ".join(sorted(kind.upper() for kind in kinds if kind != "jpeg"))


def _check_drawing(data: bytes) -> None:
    try:
        sides = willow.Image.open(io.BytesIO(data)).get_size()
    except (WillowSvgException, ArithmeticError, ValueError):
        raise FileRefused(_("This drawing has no size: it needs a width and a height, or a viewBox.")) from None
    if not all(1 <= side <= LONGEST_SIDE for side in sides):
        raise FileRefused(_("A side of an image has from 1 to %(most)s pixels.") % {"most": LONGEST_SIDE})


def _check_picture(data: bytes, kind: str) -> None:
    """Only the one decoder is asked that the name calls for, and only a picture of a sane size is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=[PICTURES[kind]]) as picture:
            _check_pixels(picture)
            picture.load()
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileRefused(too_many_pixels()) from None
    except Exception:  # noqa: BLE001 -- a decoder of a damaged file says what went wrong in a dozen ways
        raise FileRefused(_not_a(kind)) from None


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height * getattr(picture, "n_frames", 1) > MOST_PIXELS:
        raise FileRefused(too_many_pixels())


def _head(data: bytes | BinaryIO) -> tuple[bytes, int]:
    """These are the first bytes of a file, which stays at its beginning, and its size."""
    if isinstance(data, bytes):
        return data[:HEAD], len(data)
    data.seek(0, io.SEEK_END)
    size = data.tell()
    data.seek(0)
    head = data.read(HEAD)
    data.seek(0)
    return head, size


def _is_mpeg4(head: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _is_webm(head: bytes) -> bool:
    # A Matroska file begins with the same four bytes; which of the two it is stands in its first element.
    return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]


def _is_mp3(head: bytes) -> bool:
    """A tag, or at once a frame of layer III: eleven bits set, then version and layer."""
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)  # noqa: PLR2004


def _is_vtt(head: bytes) -> bool:
    return re.match(rb"WEBVTT(?:[ \t\r\n]|$)", head.removeprefix(UTF8_MARK)) is not None


def _is_text(head: bytes) -> bool:
    return CONTROL.search(head) is None


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signs)


SIGNS: dict[str, Callable[[bytes], bool]] = {
    "mp4": _is_mpeg4,
    "m4a": _is_mpeg4,
    "webm": _is_webm,
    "mp3": _is_mp3,
    "ogg": _begins(b"OggS"),
    "vtt": _is_vtt,
    "pdf": _begins(b"%PDF-"),
    **dict.fromkeys(PACKED, _begins(b"PK\x03\x04", b"PK\x05\x06")),
    **dict.fromkeys(TEXTS, _is_text),
}
DOCUMENTS = frozenset(SIGNS)
