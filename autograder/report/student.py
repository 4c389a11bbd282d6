"""A student's own page: what was right, what went wrong, and where to read again."""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.course import Course
from autograder.report.classdata import ClassData, HandIn
from autograder.report.items import Item
from autograder.report.lessons import Lessons, Section
from autograder.types import Assignment, CellGrade

PAGE = "results"  # .html, beside nbgrader's pages, which have the names of notebooks


@dataclass(frozen=True)
class Line:
    """What a student reads about one item.

    Attributes:
        title: of the exercise.
        name: of the item, empty if it is the title.
        grade: points and message.
        untouched: whether nothing was written.
        comment: what a person wrote.
        section: where to read again, None if that isn't known.
        address: of that section; "" for no link.
    """

    title: str
    name: str
    grade: CellGrade
    untouched: bool
    comment: str
    section: Section | None
    address: str


def write_student_pages(
    course: Course, data: ClassData, lessons: Lessons, base: str | None
) -> None:
    """Writes feedback/STUDENT/ASSIGNMENT/results.html for everybody.

    nbgrader's page of each notebook lies beside it and is linked.

    Args:
        course: the course folder.
        data: the class; a page shows nothing but its student's own.
        lessons: where to read again.
        base: what addresses of lessons begin with. None for relative ones, where the lessons lie
            in the course folder or beside it; a page names them without a link elsewhere, as a
            link would show its reader how folders are called on this machine.
    """
    # Imported here: page.py writes both.
    from autograder.report.page import environment

    template = environment().get_template("student.html.j2")
    near = lessons.folder is not None and lessons.folder.is_relative_to(course.root.parent)
    linked = lessons.folder if near else None
    for name, assignment in data.assignments.items():
        items = data.items[name]
        reading = lessons.reading(name, data.written.get(name, {}).values(), items)
        for one in data.of(name):
            if one.ours:
                continue
            folder = course.feedback(name, one.verdict.student)
            folder.mkdir(parents=True, exist_ok=True)
            text = template.render(
                hand_in=one,
                verdict=one.verdict,
                pages=_pages(assignment, folder),
                **_lines(items, one, reading, folder, linked, base),
            )
            path = folder / f"{page_name(assignment)}.html"
            temporary = path.with_name(f".{path.name}.part")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)


def page_name(assignment: Assignment) -> str:
    """Name of the page without ".html": no notebook's."""
    name = PAGE
    while name in {notebook.name for notebook in assignment.notebooks}:
        name = f"{name}_"
    return name


def _pages(assignment: Assignment, folder: Path) -> list[tuple[str, str]]:
    """nbgrader's pages: title and address."""
    return [
        (notebook.name, urllib.parse.quote(f"{notebook.name}.html"))
        for notebook in assignment.notebooks
        if (folder / f"{notebook.name}.html").is_file()
    ]


def _lines(
    items: Sequence[Item],
    one: HandIn,
    reading: dict[str, Section],
    folder: Path,
    lessons: Path | None,
    base: str | None,
) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {"right": [], "wrong": [], "waiting": []}
    for item in items:
        grade = one.verdict.cells.get(item.key)
        if grade is None:
            continue
        section = reading.get(item.key)
        line = Line(
            item.title,
            "" if item.title == item.key else item.key,
            grade,
            one.untouched(item),
            _comments(item, one),
            section,
            address(section, folder, lessons, base) if section else "",
        )
        kind = "waiting" if grade.score is None else "wrong"
        if grade.score is not None and grade.score >= grade.max_score:
            kind = "right"
        found[kind].append(line)
    return found


def _comments(item: Item, one: HandIn) -> str:
    places = [(item.notebook, name) for name in item.answers]
    return "\n".join(one.comments[place] for place in places if place in one.comments)


def address(section: Section, folder: Path, lessons: Path | None, base: str | None) -> str:
    """Returns the link to a section.

    Args:
        section: the section.
        folder: of the page.
        lessons: folder of the lessons; None if a relative link isn't to be.
        base: what addresses begin with; None for one that is relative to the page.

    Returns:
        The link; "" if there is none.
    """
    if base is not None:
        return f"{base}/{urllib.parse.quote(section.path)}{section.anchor}"
    if lessons is None:
        return ""
    relative = os.path.relpath(lessons / section.path, folder).replace(os.sep, "/")
    return urllib.parse.quote(relative) + section.anchor
