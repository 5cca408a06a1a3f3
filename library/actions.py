"""Taking files into the library."""

import hashlib
from pathlib import PurePath
from typing import BinaryIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile, File
from wagtail.utils.file import hash_filelike

from library.files import check_document, check_image, kind_of
from library.models import LibraryDocument, LibraryImage

LONGEST_TITLE = 255


def store_image(*, name: str, data: bytes, title: str, by: AbstractBaseUser | None) -> LibraryImage:
    """
    This takes an image into the library, cleaned if it is a drawing.

    What the library has already, byte for byte, is given back as it is, under the title that it has.

    :raises FileRefused: if it is not what its name says.
    """
    content = check_image(name, data)
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    known: LibraryImage | None = (
        LibraryImage.objects.filter(file_hash=digest, file__iendswith=f".{kind_of(name)}").order_by("pk").first()
    )
    if known:
        return known
    image = LibraryImage(title=_title(title, name), uploaded_by_user=by, file_size=len(content), file_hash=digest)
    image.file = ContentFile(content, name=PurePath(name).name)
    image.save()
    return image


def store_document(*, name: str, data: bytes | BinaryIO, title: str, by: AbstractBaseUser | None) -> LibraryDocument:
    """
    This takes a film, a sound, subtitles or a file for download into the library.

    What the library has already, byte for byte, is given back as it is, under the title that it has.

    :raises FileRefused: if it is not what its name says.
    """
    check_document(name, data)
    base = PurePath(name).name
    content = ContentFile(data, name=base) if isinstance(data, bytes) else File(data, name=base)
    digest = hash_filelike(content)
    content.seek(0)
    known: LibraryDocument | None = (
        LibraryDocument.objects.filter(file_hash=digest, file__iendswith=f".{kind_of(name)}").order_by("pk").first()
    )
    if known:
        return known
    document = LibraryDocument(title=_title(title, name), uploaded_by_user=by, file_size=content.size, file_hash=digest)
    document.file = content
    document.save()
    return document


def _title(title: str, name: str) -> str:
    return (title or PurePath(name).stem)[:LONGEST_TITLE]
