"""What an attack can have left or learnt: files, gradebook rows, secrets in print, live scripts."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat

MARK = "hostile"  # stands in the name of every file, and in every script, that an attack makes
URLS = ("href", "src", "data", "action", "formaction", "srcdoc", "xlink:href")
LONG = 64 << 20  # bytes; of a longer file its beginning and length are compared
OPEN_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")


def snapshot(root: Path, skip: tuple[str, ...] = ("__pycache__",)) -> dict[str, str]:
    """Every file below a folder: kind and rights, and what is in it.

    Args:
        root: the folder.
        skip: names of folders to leave out.
    """
    found: dict[str, str] = {}
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in skip]
        for name in (*folders, *files):
            path = os.path.join(place, name)
            try:
                status = os.lstat(path)
            except OSError:  # an attack can nest folders until no path reaches them
                found[os.path.relpath(path, root)] = "out of reach"
                continue
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:  # one of holes may claim to be a terabyte long
                    begin = hashlib.sha256(file.read(LONG)).hexdigest()
                content = begin if status.st_size <= LONG else f"{begin} of {status.st_size} bytes"
            else:
                content = os.readlink(path) if stat.S_ISLNK(status.st_mode) else ""
            found[os.path.relpath(path, root)] = f"{stat.filemode(status.st_mode)} {content}"
    return found


def changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What is new, gone or different."""
    names = sorted(before.keys() | after.keys())
    return [name for name in names if before.get(name) != after.get(name)]


def marked() -> list[str]:
    """Files that an attack has made in places where everybody may write."""
    return [
        entry.path
        for place in OPEN_PLACES
        if os.path.isdir(place)
        for entry in os.scandir(place)
        if MARK in entry.name
    ]


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a gradebook, without time stamps."""
    found = {}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as book:
        tables = [
            name for (name,) in book.execute("select name from sqlite_master where type='table'")
        ]
        for table in tables:
            columns = [row[1] for row in book.execute(f'pragma table_info("{table}")')]
            kept = ", ".join(f'"{name}"' for name in columns if "timestamp" not in name)
            found[table] = sorted(book.execute(f'select {kept} from "{table}"'), key=repr)
    book.close()
    return found


def lost_rows(before: dict[str, list], after: dict[str, list]) -> list[str]:
    """Rows that aren't there any more as they were."""
    return [
        f"{table}: {row}"
        for table, old in before.items()
        for row in old
        if row not in after.get(table, [])
    ]


def printed(path: Path) -> str:
    """What a graded notebook shows of the student's own cells: outputs, not sources, not tests."""
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and not (nbgrader.get("grade") and nbgrader.get("locked")):
            for output in cell.outputs:
                if output.output_type == "stream":
                    parts.append(output.text)
                elif output.output_type == "error":
                    parts.append(f"{output.ename}: {output.evalue}\n")
                else:
                    parts += [json.dumps(data) for data in output.data.values()]
    return "".join(parts)


class _Scripts(HTMLParser):
    """Finds what a browser would run and what an attack has written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: str | None = None
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in ("script", "style") else None
        for name, value in attrs:
            text = (value or "").lower()
            loads = name in URLS and MARK in text and not text.startswith(("#", "data:image/"))
            if MARK in text and (name.startswith("on") or loads or name == "style"):
                self.found.append(f"<{tag} {name}={text[:80]}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside and MARK in data.lower():
            self.found.append(f"<{self.inside}>{data[:80]}")


def scripts(page: Path) -> list[str]:
    """What of an attack's scripts, styles and addresses a browser would take for its own."""
    parser = _Scripts()
    parser.feed(page.read_text(encoding="utf-8"))
    parser.close()
    return parser.found


def files_with(root: Path, words: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """Text files below a folder that hold one of the words, and what the word stands for."""
    for path in sorted([root] if root.is_file() else root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            text = path.read_text(encoding="utf-8", errors="replace")
            for about, word in words.items():
                if word in text:
                    yield path, about
