"""The course as it lies on this machine: its lessons, their headings and their text cells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CHAPTER = re.compile(r"^(\d\d)_\w+$")
GLOSSARY = "glossary.ipynb"


@dataclass(frozen=True)
class Lesson:
    """A lesson that is there.

    Attributes:
        chapter: its number, 1 to 11.
        title: its first heading, without the number.
        path: of the notebook, relative to the folder of the course, with slashes.
        texts: its text cells, in order.
    """

    chapter: int
    title: str
    path: str
    texts: tuple[str, ...]


def folder(start: Path | None = None) -> Path | None:
    """Finds the folder of the course.

    Args:
        start: where to look first, and in the folders above it; the present folder by default,
            which is that of the notebook in JupyterLab.

    Returns:
        The folder that holds the glossary and the chapters, None if it is not on this machine.
    """
    here = (start or Path.cwd()).resolve()
    beside = Path(__file__).resolve().parents[2]  # the repository, if helpers was not copied
    for place in (here, *here.parents, beside):
        for candidate in (place, place / "course"):
            if (candidate / GLOSSARY).is_file():
                return candidate
    return None


def lessons(course: Path | None) -> list[Lesson]:
    """Reads every lesson of the course, in the order of the chapters.

    Args:
        course: from `folder()`; None gives an empty list.

    Returns:
        One entry for each lesson that can be read. What isn't a notebook is left out.
    """
    found = []
    for place in sorted(course.iterdir()) if course else []:
        number = CHAPTER.match(place.name)
        notebook = place / f"{place.name}_lesson.ipynb"
        if not number or not notebook.is_file():
            continue
        texts = text_cells(notebook)
        first = next((line for text in texts for line in text.splitlines() if line[:2] == "# "), "")
        title = re.sub(r"^\d+ · ", "", first[2:]) or place.name
        path = f"{place.name}/{notebook.name}"
        found.append(Lesson(int(number[1]), title, path, tuple(texts)))
    return found


def text_cells(notebook: Path) -> list[str]:
    """Returns the Markdown cells of a notebook; none if the file is missing or broken."""
    try:
        return list(_text_cells(notebook, notebook.stat().st_mtime_ns))
    except (OSError, ValueError, KeyError, TypeError):
        return []


@lru_cache(maxsize=64)
def _text_cells(notebook: Path, changed: int) -> tuple[str, ...]:
    """Reads a notebook once for each time that it was changed."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return tuple(
        "".join(cell["source"])  # a text, or a list of lines
        for cell in cells
        if cell["cell_type"] == "markdown"
    )


def link(path: str, course: Path | None) -> str:
    """Where a file of the course is, seen from the notebook that runs here.

    Args:
        path: relative to the course, with slashes, perhaps with a #heading.
        course: from `folder()`.

    Returns:
        A relative address. Outside of the course it is that for a notebook of a chapter.
    """
    here = Path.cwd().resolve()
    inside = course is not None and here == course.resolve()
    return path if inside else f"../{path}"
