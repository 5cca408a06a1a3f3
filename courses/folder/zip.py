"""
A course folder in one file.

What somebody uploads is unpacked with suspicion: every name is looked at before anything is written, and what comes out of
an entry is counted while it is read, whatever its header says. What is packed here is, for the same folder, the same file.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from courses.folder.faults import Fault, FolderRefused
from courses.folder.values import short

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 2000
MOST_BYTES = 200 * MEGABYTE
# So many times its size in the file may an entry have, once it is larger than this.
MOST_TIMES = 100
LARGE = MEGABYTE
LONGEST_NAME = 500
CHUNK = 64 * 1024
# The list of entries stands at the end of a file: its record, and before it a line for each entry.
RECORD = struct.Struct("<4s4H2LH")
RECORD_SIGN = b"PK\x05\x06"
LONGEST_COMMENT = 0xFFFF
LARGEST_LIST = 2 * MEGABYTE
ENCRYPTED = 0x1 | 0x40 | 0x2000
PASSED_OVER = "__MACOSX"
OLDEST = (1980, 1, 1, 0, 0, 0)


def unpack(file: BinaryIO, *, name: str, into: Path) -> Path:
    """
    This unpacks an uploaded file below a folder, which is made, and says where the course is in it.

    That is the folder itself, or the one folder in it, as most tools pack one. ``name`` is what the file is called.

    :raises FolderRefused: with everything that is wrong with it; what was unpacked by then is for the caller to remove.
    """
    try:
        _check_list(file)
        with ZipFile(file) as packed:
            _check_entries(packed, name)
            _extract(packed, into)
    except (BadZipFile, ValueError, NotImplementedError):
        raise FolderRefused([Fault(name, 1, "this is not a zip file, or a damaged one")]) from None
    top = sorted(into.iterdir())
    return top[0] if len(top) == 1 and top[0].is_dir() else into


def pack(folder: Path, file: BinaryIO) -> None:
    """This packs a folder, with itself as the top; the same content makes the same bytes."""
    with ZipFile(file, "w") as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = ZipInfo((folder.name / path.relative_to(folder)).as_posix(), OLDEST)
                info.compress_type = ZIP_DEFLATED
                info.create_system = 3
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                packed.writestr(info, path.read_bytes())


def _check_list(file: BinaryIO) -> None:
    """
    This refuses a file whose list of entries is larger than any of ours, before the list is read.

    :raises BadZipFile: if it is, or if there is none.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(size - RECORD.size - LONGEST_COMMENT, 0))
    end = file.read()
    place = end.rfind(RECORD_SIGN)
    if place < 0 or len(end) - place < RECORD.size:
        raise BadZipFile
    length = RECORD.unpack_from(end, place)[5]
    if length > LARGEST_LIST:
        raise BadZipFile
    file.seek(0)


def _check_entries(packed: ZipFile, name: str) -> None:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FolderRefused([Fault(name, 1, f"the file has {len(entries)} entries; at most {MOST_ENTRIES} are allowed")])
    faults = [Fault(_shown(entry), 1, reason) for entry in entries for reason in _reasons(entry)]
    faults += _meetings(entries)
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        faults.append(Fault(name, 1, _too_much()))
    if faults:
        raise FolderRefused(faults)


def _reasons(entry: ZipInfo) -> Iterator[str]:
    """This is what is wrong with an entry by its name and its header."""
    if reason := _name_reason(entry.orig_filename):
        yield reason
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if stat.S_ISLNK(kind):
        yield "links are not unpacked"
    elif kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield "this is neither a file nor a folder"
    if entry.flag_bits & ENCRYPTED:
        yield "this is encrypted"
    elif entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        yield "this is packed in a way that is not read"
    if entry.file_size > max(LARGE, MOST_TIMES * entry.compress_size):
        yield _too_many_times()


def _name_reason(name: str) -> str:
    parts = name.removesuffix("/").split("/")
    if "\\" in name or not name.isprintable():
        return "the name has a character that no name may have"
    if name.startswith("/") or ":" in parts[0]:
        return "the name must not lead to a place of its own"
    if any(part in {"", ".", ".."} for part in parts):
        return "the name must not lead out of the folder, nor in a roundabout way"
    if len(name.encode()) > LONGEST_NAME or any(len(part.encode()) > 255 for part in parts):  # noqa: PLR2004 -- a disk's
        return "the name is too long"
    return ""


def _meetings(entries: list[ZipInfo]) -> Iterator[Fault]:
    """These entries stand twice, or are a file where another one needs a folder."""
    seen: set[str] = set()
    folders = {str(above) for entry in entries for above in PurePosixPath(entry.orig_filename).parents}
    for entry in entries:
        name = entry.orig_filename.removesuffix("/")
        if name in seen:
            yield Fault(_shown(entry), 1, "this stands twice in the file")
        elif name in folders and not entry.is_dir():
            yield Fault(_shown(entry), 1, "this is a file and a folder at once")
        seen.add(name)


def _shown(entry: ZipInfo) -> str:
    name = entry.orig_filename
    return short(name if name.isprintable() else name.encode("unicode_escape").decode("ascii")) or "?"


def _extract(packed: ZipFile, into: Path) -> None:
    into.mkdir()
    left = MOST_BYTES
    for entry in packed.infolist():
        parts = PurePosixPath(entry.orig_filename).parts
        if not any(part.startswith(".") or part == PASSED_OVER for part in parts):
            left -= _extract_entry(packed, entry, into.joinpath(*parts), left)


def _extract_entry(packed: ZipFile, entry: ZipInfo, path: Path, left: int) -> int:
    """This writes an entry and says how large it is. :raises FolderRefused: if it is larger than it may be."""
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with packed.open(entry) as source, path.open("xb") as target:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > left:
                    raise FolderRefused([Fault(_shown(entry), 1, _too_much())])
                if size > max(LARGE, MOST_TIMES * entry.compress_size):
                    raise FolderRefused([Fault(_shown(entry), 1, _too_many_times())])
                target.write(chunk)
    except (BadZipFile, EOFError, zlib.error):
        raise FolderRefused([Fault(_shown(entry), 1, "this entry is damaged")]) from None
    return size


def _too_much() -> str:
    return f"there is more than {MOST_BYTES // MEGABYTE} MB in the file"


def _too_many_times() -> str:
    return f"this unpacks to more than {MOST_TIMES} times its size"
