"""Downloads as learning management systems make them, and as attackers do."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

TIME = (2026, 3, 3, 16, 5, 0)


def canvas_name(student: str, user: int, number: int, file: str, *, late: bool = False) -> str:
    """As lib/content_zipper.rb of Canvas names a file."""
    name = re.sub(r"_(\d+)_", r"\1", student.lower())
    head = "_".join(part for part in (name, "LATE" if late else "", str(user)) if part)
    rest = re.sub(r'[\x00/\\:*?"<>|]+', "_", file)
    head = re.sub(r"[^\w]", "", head)
    return f"{head}_{number}_{rest}"


def moodle_name(student: str, number: int, file: str, *, folders: bool = True) -> str:
    """As mod/assign/classes/downloader.php of Moodle names a file."""
    name = re.sub(r'[&<>"`|\':\\/*?\x00-\x1f\x7f]', "", student.replace("_", " "))
    return f"{name}_{number}_assignsubmission_file_{'/' if folders else ''}{file}"


def write_zip(path: Path, files: dict[str, bytes], time: tuple[int, ...] = TIME) -> Path:
    """Writes an honest zip, all members of one time, as both systems do."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, time)  # type: ignore[arg-type]
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip that a student hands in."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@dataclass(frozen=True)
class Raw:
    """A member as its bytes stand in a zip; every field may lie."""

    name: bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0x800
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    mode: int = 0o100644
    offset: int | None = None

    @property
    def packed(self) -> bytes:
        if self.method != 8:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()


def raw_zip(members: list[Raw], *, count: int | None = None) -> bytes:
    """Puts a zip together by hand."""
    body, directory = b"", b""
    for one in members:
        packed = one.packed
        crc = zlib.crc32(one.content) if one.crc is None else one.crc
        size = len(one.content) if one.size is None else one.size
        packed_size = len(packed) if one.packed_size is None else one.packed_size
        offset = len(body) if one.offset is None else one.offset
        common = struct.pack(
            "<5H3L2H", 20, one.flags, one.method, 0x8000, 0x5C63, crc, packed_size, size,
            len(one.name), 0,
        )  # fmt: skip
        if one.offset is None:
            body += b"PK\3\4" + common + one.name + packed
        tail = struct.pack("<3HLL", 0, 0, 0, one.mode << 16, offset)
        directory += b"PK\1\2" + struct.pack("<H", 0x031E) + common + tail + one.name
    total = len(members) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, total, total, len(directory), len(body), 0)
    return body + directory + end


def quoted_overlap(members: int, size: int) -> bytes:
    """Members that all end in the same packed bytes: each one quotes the headers of the next.

    The construction of David Fifield's "A better zip bomb": a stored block of deflate holds the
    header of the next member, so that the data of all members run to the end of the file.
    """
    kernel = Raw(b"z" * 4, b"a" * size).packed
    names = [f"{number:04}".encode() for number in range(members)]
    header = 34  # bytes of a local header with a name of 4
    bodies: list[tuple[int, bytes, int]] = []  # crc, packed, size
    content, packed = b"a" * size, kernel
    bodies.append((zlib.crc32(content), packed, len(content)))
    blob = packed
    for number in range(members - 1, 0, -1):
        crc, packed, length = bodies[0]
        local = _local(names[number], crc, len(packed), length)
        content = local + content
        packed = struct.pack("<BHH", 0, header, header ^ 0xFFFF) + local + packed
        bodies.insert(0, (zlib.crc32(content), packed, len(content)))
        blob = packed
    first = _local(names[0], bodies[0][0], len(bodies[0][1]), bodies[0][2])
    body = first + blob
    directory, offset = b"", 0
    for name, (crc, packed, length) in zip(names, bodies, strict=True):
        directory += (
            b"PK\1\2" + struct.pack("<H", 0x031E) + _local(name, crc, len(packed), length)[4:30]
            + struct.pack("<3HLL", 0, 0, 0, 0o100644 << 16, offset) + name
        )  # fmt: skip
        offset += header + 5
    total = len(names)
    return (
        body
        + directory
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, total, total, len(directory), len(body), 0)
    )


def _local(name: bytes, crc: int, packed: int, size: int) -> bytes:
    return (
        b"PK\3\4"
        + struct.pack("<5H3L2H", 20, 0, 8, 0x8000, 0x5C63, crc, packed, size, len(name), 0)
        + name
    )


def lying(one: Raw, **changes: object) -> Raw:
    """The same member with other headers."""
    return replace(one, **changes)  # type: ignore[arg-type]
