"""Course folders in one file: what is hostile gets nowhere, and what is packed is always the same."""

import io
import os
import stat
import struct
import zipfile
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from courses.folder import zip as zips
from courses.folder.faults import FolderRefused
from courses.folder.zip import pack, unpack

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def zipped(*entries, method=ZIP_DEFLATED):
    """A zip of (name or ZipInfo, content)."""
    file = io.BytesIO()
    with ZipFile(file, "w", method) as packed:
        for name, content in entries:
            packed.writestr(name, content, compress_type=None if isinstance(name, ZipInfo) else method)
    return file


def with_mode(name, mode, content=b""):
    info = ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info, content


def renamed(file, old, new):
    """A zip whose entry has another name than zipfile would write."""
    return io.BytesIO(file.getvalue().replace(old, new))


def patched(file, sign, offset, value):
    """A zip with a changed number of two bytes in each header of a kind."""
    data = bytearray(file.getvalue())
    for place in find_all(file.getvalue(), sign):
        struct.pack_into("<H", data, place + offset, value)
    return io.BytesIO(bytes(data))


def find_all(data, sign):
    place = data.find(sign)
    while place >= 0:
        yield place
        place = data.find(sign, place + 1)


def lying(file, size):
    """A zip that says another size of its entries in its list."""
    data = bytearray(file.getvalue())
    for place in find_all(file.getvalue(), CENTRAL):
        struct.pack_into("<L", data, place + 24, size)
    return io.BytesIO(bytes(data))


def refused(file, tmp_path):
    with pytest.raises(FolderRefused) as found:
        unpack(file, name="course.zip", into=tmp_path / "course")
    return list(map(str, found.value.faults))


def unpacked(file, tmp_path):
    """Where the course is, and the files that are there."""
    root = unpack(file, name="course.zip", into=tmp_path / "course")
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return root.relative_to(tmp_path).as_posix(), files


def test_a_folder_lies_at_the_top(tmp_path):
    file = zipped(("course.yaml", "a"), ("01-a/", ""), ("01-a/module.yaml", "b"), ("02-empty/", ""))

    assert unpacked(file, tmp_path) == ("course", {"course.yaml": b"a", "01-a/module.yaml": b"b"})
    assert (tmp_path / "course" / "02-empty").is_dir()


def test_a_folder_lies_in_one_folder_as_tools_pack_it(tmp_path):
    file = zipped(("bridges/course.yaml", "a"), ("__MACOSX/bridges/._course.yaml", "x"), ("bridges/.DS_Store", "x"))

    assert unpacked(file, tmp_path) == ("course/bridges", {"course.yaml": b"a"})


def test_a_file_alone_is_no_top_folder(tmp_path):
    assert unpacked(zipped(("course.yaml", "a")), tmp_path) == ("course", {"course.yaml": b"a"})


def test_an_empty_zip_unpacks_to_nothing(tmp_path):
    assert unpacked(zipped(), tmp_path) == ("course", {})


@pytest.mark.parametrize(
    ("name", "shown", "reason"),
    [
        ("/etc/passwd", "/etc/passwd", "the name must not lead to a place of its own"),
        ("C:/evil.md", "C:/evil.md", "the name must not lead to a place of its own"),
        ("../evil.md", "../evil.md", "the name must not lead out of the folder, nor in a roundabout way"),
        ("a/../../evil.md", "a/../../evil.md", "the name must not lead out of the folder, nor in a roundabout way"),
        (".../../.hidden", ".../../.hidden", "the name must not lead out of the folder, nor in a roundabout way"),
        ("a/./b.md", "a/./b.md", "the name must not lead out of the folder, nor in a roundabout way"),
        ("a//b.md", "a//b.md", "the name must not lead out of the folder, nor in a roundabout way"),
        ("..\\evil.md", "..\\evil.md", "the name has a character that no name may have"),
        ("a\nb.md", "a\\nb.md", "the name has a character that no name may have"),
        ("a/" + "b" * 256, "a/" + "b" * 38 + "…", "the name is too long"),
        ("/".join(["b" * 200] * 3), "b" * 40 + "…", "the name is too long"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path, name, shown, reason):
    file = zipped(("course.yaml", "a"), (name, "evil"))

    assert refused(file, tmp_path) == [f"{shown}:1: {reason}"]
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_a_nought_in_it_is_refused(tmp_path):
    file = renamed(zipped(("harmless.md#.exe", "evil")), b"harmless.md#.exe", b"harmless.md\x00.exe")

    assert refused(file, tmp_path) == ["harmless.md\\x00.exe:1: the name has a character that no name may have"]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (stat.S_IFLNK | 0o777, "links are not unpacked"),
        (stat.S_IFIFO | 0o600, "this is neither a file nor a folder"),
        (stat.S_IFCHR | 0o600, "this is neither a file nor a folder"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path, mode, reason):
    file = zipped(with_mode("course.yaml", mode, b"/etc/passwd"))

    assert refused(file, tmp_path) == [f"course.yaml:1: {reason}"]


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    file = zipped(("../a.md", "a"), with_mode("b.md", stat.S_IFLNK), ("/c.md", "c"))

    assert len(refused(file, tmp_path)) == 3


def test_an_encrypted_entry_is_refused(tmp_path):
    file = patched(patched(zipped(("course.yaml", "a")), LOCAL, 6, 1), CENTRAL, 8, 1)

    assert refused(file, tmp_path) == ["course.yaml:1: this is encrypted"]


def test_an_entry_packed_in_an_unusual_way_is_refused(tmp_path):
    file = zipped(("course.yaml", "a"), method=ZIP_BZIP2)

    assert refused(file, tmp_path) == ["course.yaml:1: this is packed in a way that is not read"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_stands_twice_is_refused(tmp_path):
    file = zipped(("course.yaml", "a"), ("course.yaml", "b"))

    assert refused(file, tmp_path) == ["course.yaml:1: this stands twice in the file"]


def test_a_file_where_another_needs_a_folder_is_refused(tmp_path):
    file = zipped(("a", "file"), ("a/b.md", "b"))

    assert refused(file, tmp_path) == ["a:1: this is a file and a folder at once"]


def test_too_many_entries_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MOST_ENTRIES", 2)

    assert refused(zipped(("a", ""), ("b", ""), ("c", "")), tmp_path) == [
        "course.zip:1: the file has 3 entries; at most 2 are allowed"
    ]


def test_a_list_that_is_larger_than_any_of_ours_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "LARGEST_LIST", 50)

    assert refused(zipped(("a", ""), ("b", "")), tmp_path) == ["course.zip:1: this is not a zip file, or a damaged one"]


def test_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MOST_BYTES", zips.MEGABYTE)
    file = zipped(("a.bin", os.urandom(600_000)), ("b.bin", os.urandom(600_000)))

    assert refused(file, tmp_path) == ["course.zip:1: there is more than 1 MB in the file"]
    assert list(tmp_path.iterdir()) == []


def test_what_unpacks_to_very_much_more_is_refused(tmp_path):
    file = zipped(("bomb.txt", bytes(2 * zips.MEGABYTE)))

    assert refused(file, tmp_path) == ["bomb.txt:1: this unpacks to more than 100 times its size"]


def test_a_small_file_may_unpack_to_much_more(tmp_path):
    file = zipped(("zeros.txt", bytes(1_000_000)))

    assert unpacked(file, tmp_path) == ("course", {"zeros.txt": bytes(1_000_000)})


def test_a_header_that_says_less_than_there_is_gets_nowhere(tmp_path):
    file = lying(zipped(("bomb.txt", bytes(3 * zips.MEGABYTE))), 10)

    assert refused(file, tmp_path) == ["bomb.txt:1: this entry is damaged"]
    assert not any(path.stat().st_size > 10 for path in tmp_path.rglob("*.txt"))


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_BYTES", 100, "there is more than 0 MB in the file"),
        ("MOST_TIMES", 0, "this unpacks to more than 0 times its size"),
    ],
)
def test_what_comes_out_is_counted_while_it_is_read(tmp_path, monkeypatch, limit, value, reason):
    """Were the headers' sizes believed by the check, the reading would still stop."""
    monkeypatch.setattr(zips, "_check_entries", lambda *_: None)
    monkeypatch.setattr(zips, "LARGE", 0)
    monkeypatch.setattr(zips, limit, value)

    assert refused(zipped(("a.txt", bytes(1000))), tmp_path) == [f"a.txt:1: {reason}"]


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    """A bomb of one small kernel of bytes, to which every entry points."""
    file = zipped(("a.txt", b"0" * 1000), ("b.txt", b"0" * 1000), method=ZIP_STORED)
    data = bytearray(file.getvalue())
    first, second = find_all(data, CENTRAL)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]

    assert refused(io.BytesIO(bytes(data)), tmp_path) == ["b.txt:1: this entry is damaged"]


@pytest.mark.parametrize(
    "data", [b"", b"not a zip", b"PK\x05\x06", b"\x89PNG" + bytes(100), END + bytes(17), END + b"\xff" * 18]
)
def test_what_is_no_zip_is_refused(tmp_path, data):
    assert refused(io.BytesIO(data), tmp_path) == ["course.zip:1: this is not a zip file, or a damaged one"]


def test_a_zip_cut_short_is_refused(tmp_path):
    data = zipped(("course.yaml", "a" * 100)).getvalue()

    assert refused(io.BytesIO(data[30:]), tmp_path) == ["course.zip:1: this is not a zip file, or a damaged one"]


def test_a_damaged_entry_is_refused(tmp_path):
    data = bytearray(zipped(("a.bin", b"abc" * 100), method=ZIP_STORED).getvalue())
    data[50] ^= 0xFF

    assert refused(io.BytesIO(bytes(data)), tmp_path) == ["a.bin:1: this entry is damaged"]


def test_what_is_packed_unpacks_to_the_same(tmp_path):
    folder = tmp_path / "bridges"
    (folder / "01-stone").mkdir(parents=True)
    (folder / "course.yaml").write_text("title: Bridges\n")
    (folder / "01-stone" / "module.yaml").write_text("title: Stone\n")
    file = io.BytesIO()

    pack(folder, file)

    assert unpacked(file, tmp_path) == (
        "course/bridges",
        {"course.yaml": b"title: Bridges\n", "01-stone/module.yaml": b"title: Stone\n"},
    )


def test_the_same_folder_is_packed_to_the_same_bytes(tmp_path):
    folder = tmp_path / "bridges"
    folder.mkdir()
    files = io.BytesIO(), io.BytesIO()

    for number, file in enumerate(files):
        (folder / "course.yaml").write_text("title: Bridges\n")
        os.utime(folder / "course.yaml", (number * 10**9, number * 10**9))
        pack(folder, file)

    assert files[0].getvalue() == files[1].getvalue()
    assert zipfile.ZipFile(files[0]).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
