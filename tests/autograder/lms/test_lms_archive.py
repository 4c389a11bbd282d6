"""Zips that strangers made: each attack gets its reason, and the honest members are read."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile

import pytest
from downloads import Raw, quoted_overlap, raw_zip, write_zip, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.lms import archive
from autograder.lms.archive import open_folder, open_zip, read_file
from autograder.lms.paths import Refused

HONEST = Raw(b"honest.ipynb", b'{"cells": []}')
LIMIT = 1_000_000


def contents(zip_bytes: bytes, most: int = LIMIT) -> tuple[dict[str, bytes], dict[str, str]]:
    """Reads all members. Returns contents, and reasons of what was refused."""
    download, opened = open_zip(zip_bytes)
    refused = dict(download.refused)
    read = {}
    with opened:
        for member in download.members:
            name = "/".join(member.path)
            try:
                read[name] = member.read(most)
            except Refused as refusal:
                refused[name] = str(refusal)
    return read, refused


def test_an_honest_zip_is_read(tmp_path):
    files = {"a.ipynb": b"x" * 1000, "data/ü.csv": b"1,2", "empty": b""}
    download, opened = open_zip(write_zip(tmp_path / "honest.zip", files))
    with opened:
        assert {"/".join(one.path): one.read(LIMIT) for one in download.members} == files
        assert {f"{one.time:%Y-%m-%d %H:%M}" for one in download.members} == {"2026-03-03 16:05"}
    assert not download.refused
    assert contents(raw_zip([HONEST])) == ({"honest.ipynb": HONEST.content}, {})


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (Raw(b"../../outside", b"x"), "leads out of the folder"),
        (Raw(b"/etc/passwd", b"x"), "path is absolute"),
        (Raw(b"C:\\Windows\\x", b"x"), "path is absolute"),
        (Raw(b"..\\..\\outside", b"x"), "leads out of the folder"),
        (Raw(b"a\0b.ipynb", b"x"), "zero byte"),
        (Raw(b"link", b"/etc/passwd", mode=0o120777), "it is a link"),
        (Raw(b"device", b"", mode=0o020666), "it is a device"),
        (Raw(b"disk", b"", mode=0o060666), "it is a device"),
        (Raw(b"pipe", b"", mode=0o010666), "it is a pipe"),
        (Raw(b"secret", b"x", flags=0x801), "it is encrypted"),
        (Raw(b"lzma", b"x", method=14), "few programs read"),
        (Raw(b"huge", b"x", size=2_147_483_648), "2,147 MB, 1 MB are allowed"),
        (Raw(b"large", b"x" * 1_000_001), "1 MB are allowed"),
        (Raw(b"short", b"x" * 1000, size=10), "broken"),
        (Raw(b"long", b"x" * 10, size=1000), "broken"),
        (Raw(b"wrong", b"x", crc=1), "broken"),
        (Raw(b"nonsense", b"\xff" * 50, method=0, crc=0), "broken"),
    ],
)  # fmt: skip
def test_a_hostile_member_is_refused_and_the_others_are_read(member, reason):
    read, refused = contents(raw_zip([HONEST, member]))
    assert read == {"honest.ipynb": HONEST.content}
    assert len(refused) == 1 and reason in next(iter(refused.values()))


def test_a_bomb_is_stopped_while_it_is_read_and_its_header_is_not_believed():
    bomb = Raw(b"bomb", b"\0" * 12_000_000)
    read, refused = contents(raw_zip([HONEST, bomb]), most=100_000_000)
    assert "zip bomb: more than 200 times" in refused["bomb"] and "honest.ipynb" in read
    # Who says little gets little: only the promised bytes are unpacked, and they don't add up.
    liar = raw_zip([HONEST, Raw(b"bomb", bomb.content, size=100)])
    tracemalloc.start()
    read, refused = contents(liar)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "broken" in refused["bomb"] and "honest.ipynb" in read
    assert peak < 3_000_000  # the bomb's 12 MB were packed before


def test_ordinary_repetition_is_no_bomb():
    notebook = (b'{"output_type": "stream", "text": "epoch %d"}\n' % 7) * 100_000
    read, refused = contents(raw_zip([Raw(b"nb.ipynb", notebook[: archive.SMALL])]), 100_000_000)
    assert len(read["nb.ipynb"]) == len(notebook[: archive.SMALL]) and not refused


def test_members_that_share_bytes_are_refused():
    same = raw_zip([HONEST, Raw(b"twin.ipynb", HONEST.content, offset=0)])
    with pytest.raises(Refused, match="members share bytes"):
        open_zip(same)
    bomb = quoted_overlap(50, 100_000)
    assert len(bomb) < 10_000
    with zipfile.ZipFile(io.BytesIO(bomb)) as honest_view:
        assert sum(info.file_size for info in honest_view.infolist()) > 50 * 100_000
    with pytest.raises(Refused, match="members share bytes"):
        open_zip(bomb)
    into = raw_zip([HONEST, Raw(b"x", b"y", method=0, packed_size=200, size=200)])
    with pytest.raises(Refused, match="list of members"):
        open_zip(into)


def test_a_zip_with_too_many_members_is_refused_before_they_are_read():
    many = raw_zip([Raw(b"%d" % number, b"") for number in range(300)])
    with pytest.raises(Refused, match="more than the 200 members"):
        open_zip(many, most=200)
    # The number in the header is a lie: then the members themselves are counted.
    liar = raw_zip([Raw(b"%d" % number, b"") for number in range(300)], count=1)
    with pytest.raises(Refused, match="300 members, 200 are allowed"):
        open_zip(liar, most=200)
    directory = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 1_000_000_000, 0, 0)
    with pytest.raises(Refused, match="more than the"):
        open_zip(b"x" * 100 + directory)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no zip"), (b"not a zip at all", "no zip"),
        (zipped({"a": b"x" * 999})[:60], "no zip"),
        (zipped({"a": b"b"})[20:], "broken"),
        (struct.pack("<4s4H2LH", b"PK\5\6", 3, 3, 1, 1, 46, 0, 0), "several files"),
    ],
    ids=["empty", "text", "first half", "second half", "several files"],  # a zip holds the time
)  # fmt: skip
def test_what_is_no_whole_zip_is_refused(content, reason):
    with pytest.raises(Refused, match=reason):
        open_zip(content)


def test_names_in_utf8_are_known_without_the_flag():
    read, _ = contents(raw_zip([Raw("Übung é.ipynb".encode(), b"x", flags=0)]))
    assert list(read) == ["Übung é.ipynb"]
    read, _ = contents(raw_zip([Raw("Übung.ipynb".encode("cp437"), b"x", flags=0)]))
    assert list(read) == ["Übung.ipynb"]


GOOD = zipped({"nb.ipynb": b'{"cells": []}' * 50, "data/t.csv": b"1,2\n", "x/y/z": b""})


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, 40),
)
def test_a_damaged_zip_never_does_anything_but_be_refused(changes, cut):
    content = bytearray(GOOD)
    for place, value in changes:
        content[place] = value
    try:
        read, refused = contents(bytes(content[: len(content) - cut]), most=2_000)
    except Refused as refusal:
        assert str(refusal)
        return
    assert all(len(one) <= 2_000 for one in read.values())
    assert all(name.isprintable() or name in refused for name in read)


def test_a_folder_is_read_without_following_links(tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "nb.ipynb").write_bytes(b"x" * 10)
    (tmp_path / "secret").write_text("gradebook")
    (tmp_path / "class" / "ada" / "link.ipynb").symlink_to(tmp_path / "secret")
    (tmp_path / "class" / "all").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "class" / "ada" / "pipe")
    download = open_folder(tmp_path / "class")
    assert {"/".join(one.path): one.read(10) for one in download.members} == {
        "ada/nb.ipynb": b"x" * 10
    }
    assert dict(download.refused) == {
        "ada/link.ipynb": "it is a link", "all": "it is a link", "ada/pipe": "it is a pipe",
    }  # fmt: skip
    with pytest.raises(Refused, match="allowed"):
        download.members[0].read(9)
    # What was a file when it was listed may be a link by now.
    (tmp_path / "class" / "ada" / "nb.ipynb").unlink()
    (tmp_path / "class" / "ada" / "nb.ipynb").symlink_to(tmp_path / "secret")
    with pytest.raises(Refused, match="can't be read"):
        read_file(tmp_path / "class" / "ada" / "nb.ipynb", 100)
