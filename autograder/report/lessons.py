"""Where to read again: the section of a lesson that belongs to an exercise."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import nbformat
from nbformat import NotebookNode

import autograder
from autograder.gradebook.course import Course, WrongCall
from autograder.report.items import FENCED, HEADING, Item, plain

SETTINGS = "Report"  # c.Report.lessons, c.Report.lesson_links in nbgrader_config.py
LINK = re.compile(r"\]\(\s*<?([^)\s>#]+\.ipynb)(#[^)\s>]*)?>?[^)]*\)")
LESSON = "_lesson"
LIKE = 0.08  # cosine, below which a section has little to do with an exercise
WORD = r"(?u)[^\W\d_]{3,}"
SUMMARY = re.compile(r"take with you|summary|exercises|before you", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """A section of a lesson.

    Attributes:
        path: the notebook, relative to the folder of the lessons, with "/".
        title: of the section; of the lesson for what stands before the first section.
        heading: as it is written, None for the whole lesson.
        text: all that it says.
    """

    path: str
    title: str
    heading: str | None = None
    text: str = ""

    @property
    def anchor(self) -> str:
        """The fragment by which JupyterLab and nbviewer find the heading."""
        if self.heading is None:
            return ""
        return "#" + urllib.parse.quote(self.heading.replace(" ", "-"), safe=":,()'?!")


class Lessons:
    """Finds sections of lessons.

    Args:
        folder: the notebooks that students read, `ASSIGNMENT/NOTEBOOK.ipynb`; None if there are
            none on this machine.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._sections: dict[str, list[Section]] = {}

    def reading(
        self, assignment: str, written: Iterable[NotebookNode], items: Sequence[Item]
    ) -> dict[str, Section]:
        """Says where to read again, for every item of an assignment.

        The rule, for each item the first that gives something:

        1. the first link to a section of a notebook, `NOTEBOOK.ipynb#Heading`, in the item's text;
        2. in the lessons that the assignment links anywhere (in all lessons of the course, if it
           links none), the section whose words are most like those of the item: cosine of TF-IDF
           vectors over title, text and code, summaries left out, 0.08 at least;
        3. the lesson that the assignment links, as a whole.

        Args:
            assignment: its name.
            written: the instructor's notebooks.
            items: the graded items.

        Returns:
            Sections by the item's key; nothing for items about which no lesson says anything.
        """
        texts = [
            cell.source for one in written for cell in one.cells if cell.cell_type == "markdown"
        ]
        linked = [
            path
            for path, _ in self._links(assignment, texts)
            if PurePosixPath(path).stem.endswith(LESSON)
        ]
        linked = list(dict.fromkeys(linked))
        found = {}
        open_ones = []
        for item in items:
            own = self._linked_section(assignment, item)
            if own is not None:
                found[item.key] = own
            else:
                open_ones.append(item)
        sections = [one for path in linked or self._all() for one in self.sections(path)]
        found |= _most_alike(open_ones, [one for one in sections if one.heading])
        for item in open_ones:
            if item.key not in found and linked:
                found[item.key] = self.sections(linked[0])[0]
        return found

    def sections(self, path: str) -> list[Section]:
        """The sections of a lesson, the lesson as a whole first."""
        if path not in self._sections:
            assert self.folder is not None
            try:
                notebook = nbformat.read(self.folder / path, as_version=4)
            except (OSError, ValueError):
                notebook = nbformat.v4.new_notebook()
            self._sections[path] = _split(path, notebook)
        return self._sections[path]

    def _linked_section(self, assignment: str, item: Item) -> Section | None:
        for path, fragment in self._links(assignment, [item.text]):
            wanted = urllib.parse.unquote(fragment)
            for one in self.sections(path):
                if one.heading and wanted == _fragment(one):
                    return one
        return None

    def _links(self, assignment: str, texts: Iterable[str]) -> list[tuple[str, str]]:
        """Notebooks of the course that texts link, with the fragment."""
        found: list[tuple[str, str]] = []
        if self.folder is None:
            return found
        for text in texts:
            for path, fragment in LINK.findall(text):
                inside = os.path.normpath(f"{assignment}/{urllib.parse.unquote(path)}")
                inside = inside.replace(os.sep, "/")
                if not inside.startswith(("..", "/")) and (self.folder / inside).is_file():
                    found.append((inside, fragment))
        return found

    def _all(self) -> list[str]:
        if self.folder is None:
            return []
        paths = sorted(self.folder.glob(f"*/*{LESSON}.ipynb"))
        return [path.relative_to(self.folder).as_posix() for path in paths]


def settings(course: Course, folder: Path | None, links: str | None) -> tuple[Lessons, str | None]:
    """Finds the lessons of a course.

    Args:
        course: the course folder. `c.Report.lessons` and `c.Report.lesson_links` in its
            nbgrader_config.py count where the next two arguments are None.
        folder: the folder of the notebooks that students read. By default course/ in the course
            folder, beside it, or in the course that the autograder belongs to.
        links: what addresses of lessons begin with, `https://…/course` for example. By default
            they are relative to the student's page, if the lessons lie in the course folder or
            beside it; pages name the lesson without a link otherwise.

    Returns:
        The lessons, and the beginning of their addresses.

    Raises:
        WrongCall: the folder isn't there.
    """
    chosen = course.config.get(SETTINGS, {})
    wanted = folder or (course.root / chosen["lessons"] if chosen.get("lessons") else None)
    if wanted is not None and not wanted.is_dir():
        raise WrongCall(f"there is no folder {wanted} with lessons: name another with --lessons")
    beside = Path(autograder.__file__).resolve().parents[1]
    usual = [place / "course" for place in (course.root, course.root.parent, beside)]
    there = wanted or next((place for place in usual if place.is_dir()), None)
    base = links or chosen.get("lesson_links") or None
    return Lessons(there.resolve() if there else None), str(base).rstrip("/") if base else None


def _split(path: str, notebook: NotebookNode) -> list[Section]:
    titles: list[str | None] = [None]
    texts = [""]
    whole = PurePosixPath(path).stem
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            bare = FENCED.sub("", cell.source)
            for match in HEADING.finditer(bare):
                if match[0].startswith("## "):
                    titles.append(match[1])
                    texts.append("")
                elif match[0].startswith("# ") and whole == PurePosixPath(path).stem:
                    whole = plain(match[1])
        texts[-1] += "\n" + cell.source
    return [
        Section(path, whole if title is None else plain(title), title, text)
        for title, text in zip(titles, texts, strict=True)
    ]


def _fragment(section: Section) -> str:
    return "#" + (section.heading or "").replace(" ", "-")


def _most_alike(items: Sequence[Item], sections: Sequence[Section]) -> dict[str, Section]:
    sections = [one for one in sections if not SUMMARY.search(one.title)]
    if not items or not sections:
        return {}
    # Imported here: `autograder --help` shall not wait for it.
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(token_pattern=WORD, stop_words="english", sublinear_tf=True)
    # A title says more than a line of text.
    known = vectors.fit_transform(f"{one.title}\n" * 3 + one.text for one in sections)
    asked = vectors.transform(
        f"{item.title}\n{_words(item.grade_id)}\n" * 3 + item.text + "\n" + item.own
        for item in items
    )
    alike = (asked @ known.T).toarray()
    best = alike.argmax(axis=1)
    return {
        item.key: sections[place]
        for item, place, row in zip(items, best, alike, strict=True)
        if row[place] >= LIKE
    }


def _words(name: str) -> str:
    return name.replace("_", " ")
