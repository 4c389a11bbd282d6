"""Reads zips that strangers made. What their headers promise is never believed.

Nothing is unpacked to disk here: a member is read into memory, within limits that are checked
while it is read. Zips whose members share bytes, so that a small file becomes a huge one, are
refused whole (David Fifield, "A better zip bomb", WOOT 2019); Python looks for those only since
3.11.8.
"""

from __future__ import annotations

import datetime
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from autograder.gradebook.collect import KINDS
from autograder.lms.paths import Refused, parts

LARGEST_FILE = 100_000_000  # bytes, as the grader reads them
MOST_MEMBERS = 50_000  # of a download of a whole class
LARGEST_DIRECTORY = 16_000_000  # bytes of a zip's list of members, which is read at once
HIGHEST_RATIO = 200  # bytes unpacked per byte packed …
SMALL = 5_000_000  # … of members that are larger than this
CHUNK = 1 << 18
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, IndexError,
          NotImplementedError, RuntimeError, OverflowError)  # fmt: skip
LOCAL = struct.Struct("<4s22xHH")  # signature, lengths of name and extra field
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR64 = 20  # bytes between that and END
FOLDER, FILE_TYPE = 0o040000, 0o170000


@dataclass
class Member:
    """A file of a download.

    Attributes:
        path: folders and name, checked.
        size: bytes, as promised.
        time: when it was written into the download (a local time), None if that isn't known.
        read: reads it, at most so many bytes; raises Refused.
    """

    path: tuple[str, ...]
    size: int
    time: datetime.datetime | None
    read: Callable[[int], bytes] = field(repr=False)


@dataclass
class Download:
    """What a zip or a folder holds.

    Attributes:
        members: files that may be read.
        refused: name and reason of what may not.
    """

    members: list[Member] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def open_zip(file: Path | bytes, most: int = MOST_MEMBERS) -> tuple[Download, zipfile.ZipFile]:
    """Opens a zip.

    Args:
        file: where it lies, or its content.
        most: how many members it may have.

    Returns:
        Its members, and the zip, which its owner closes.

    Raises:
        Refused: nothing of it may be read.
    """
    archive = None
    try:
        with io.BytesIO(file) if isinstance(file, bytes) else open(file, "rb") as opened:
            _check_directory(opened, most)
        archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
        infos = archive.infolist()
        if len(infos) > most:
            raise Refused(f"it has {len(infos)} members, {most} are allowed")
        _check_overlaps(archive, infos)
        download = Download()
        for info in infos:
            _add(download, archive, info)
        return download, archive
    except BaseException as error:
        if archive is not None:
            archive.close()
        if isinstance(error, BROKEN):
            raise Refused(f"it is a broken zip ({_words(error)}): download it again") from error
        raise


def _add(download: Download, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    name = _name(info)
    if info.is_dir() or name.endswith("\\") or mode & FILE_TYPE == FOLDER:
        return
    try:
        path = parts(name)
        _check_kind(info, mode)
    except Refused as refusal:
        download.refused.append((name, str(refusal)))
        return

    def read(most: int) -> bytes:
        return read_member(archive, info, most)

    download.members.append(Member(path, info.file_size, _time(info), read))


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """Reads a member, counting what comes out.

    Raises:
        Refused: it is too large, packed more than any honest file, or broken.
    """
    if info.file_size > most:  # a promise that can be believed: nothing larger would be read
        raise Refused(f"it has {megabytes(info.file_size)}, {megabytes(most)} are allowed")
    chunks, size = [], 0
    packed = max(info.compress_size, 1)
    try:
        with archive.open(info) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise Refused(f"it has more than {megabytes(most)}, which are allowed")
                if size > SMALL and size > HIGHEST_RATIO * packed:
                    raise Refused(
                        f"it is a zip bomb: more than {HIGHEST_RATIO} times what it has packed"
                    )
                chunks.append(chunk)
    except BROKEN as error:
        raise Refused(f"it is broken ({_words(error)}): ask for it again") from error
    if size != info.file_size:
        raise Refused("it is broken (shorter than it says): ask for it again")
    return b"".join(chunks)


def open_folder(root: Path) -> Download:
    """Reads a folder: a download that has been unpacked, or one folder per student."""
    download = Download()
    _walk(root, (), download)
    return download


def _walk(folder: Path, above: tuple[str, ...], download: Download) -> None:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        shown = "/".join((*above, entry.name)).encode("utf-8", "replace").decode()
        status = entry.stat(follow_symlinks=False)
        try:
            path = parts("/".join((*above, entry.name)))
            if len(download.members) >= MOST_MEMBERS:
                raise Refused(f"the folder has more than {MOST_MEMBERS} files")
            if stat.S_ISDIR(status.st_mode):
                _walk(Path(entry.path), path, download)
                continue
            if not stat.S_ISREG(status.st_mode):
                what = (words for test, words in KINDS if test(status.st_mode))
                raise Refused(f"it is {next(what, 'not a file')}")
        except Refused as refusal:
            download.refused.append((shown, str(refusal)))
            continue
        time = datetime.datetime.fromtimestamp(int(status.st_mtime))
        place = Path(entry.path)

        def read(most: int, place: Path = place) -> bytes:
            return read_file(place, most)

        download.members.append(Member(path, status.st_size, time, read))


def read_file(path: Path, most: int) -> bytes:
    """Reads a plain file, whatever became of it since it was looked at.

    Raises:
        Refused: it is none, or too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Refused("it is not a plain file")
            content = b"" if status.st_size > most else file.read(most + 1)
    except OSError as error:
        raise Refused(f"it can't be read ({error.strerror})") from error
    if status.st_size > most or len(content) > most:
        raise Refused(f"it has {megabytes(max(status.st_size, len(content)))}, "
                      f"{megabytes(most)} are allowed")  # fmt: skip
    return content


def megabytes(size: int) -> str:
    """A size in words."""
    return f"{size / 1e6:,.0f} MB" if size >= 1_000_000 else f"{size / 1e3:,.0f} KB"


def _check_directory(file: IO[bytes], most: int) -> None:
    """Looks at how long the list of members is before all of it is read into memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - END.size - 65_535))
    start, tail = file.tell(), file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < END.size:
        raise Refused("it is no zip, or only the first part of one: download it again")
    _, disk, _, _, count, length, _, _ = END.unpack_from(tail, place)
    before = start + place - LOCATOR64 - END64.size
    file.seek(max(0, before))
    record = file.read(END64.size + LOCATOR64)
    if before >= 0 and record[:4] == b"PK\6\6" and record[END64.size :][:4] == b"PK\6\7":
        _, _, _, _, disk, _, count, _, length, _ = END64.unpack_from(record)
    if disk:
        raise Refused("it is one part of a zip in several files: make one zip")
    if count > most or length > LARGEST_DIRECTORY:
        raise Refused(f"it has more than the {most} members that are allowed")


def _check_overlaps(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Makes sure that no two members share bytes, by where they lie and not by what they say."""
    file, free = archive.fp, 0
    assert file is not None
    for info in sorted(infos, key=lambda one: one.header_offset):
        file.seek(info.header_offset)
        header = file.read(LOCAL.size)
        if len(header) < LOCAL.size:
            raise zipfile.BadZipFile("a member lies outside the file")
        signature, name, extra = LOCAL.unpack(header)
        if signature != b"PK\3\4":
            raise zipfile.BadZipFile("a member has no header")
        if info.header_offset < free:
            raise Refused("it is a zip bomb: its members share bytes")
        free = info.header_offset + LOCAL.size + name + extra + info.compress_size
    if free > archive.start_dir:
        raise Refused("it is a zip bomb: its members share bytes with its list of members")


def _check_kind(info: zipfile.ZipInfo, mode: int) -> None:
    kind = next((words for test, words in KINDS if test(mode)), None)
    if kind is not None:
        raise Refused(f"it is {kind}")
    if info.flag_bits & 0x41:
        raise Refused("it is encrypted: ask for it without a password")
    if info.compress_type not in METHODS:
        raise Refused("it is packed in a way that only few programs read: ask for a usual zip")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name. Some programs write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _time(info: zipfile.ZipInfo) -> datetime.datetime | None:
    try:
        time = datetime.datetime(*info.date_time)
    except ValueError:
        return None
    return time if time.year > 1980 else None  # 1980-01-01 stands for none


def _words(error: BaseException) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text.rstrip(".")[:120]
