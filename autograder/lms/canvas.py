"""Grades as a CSV file that Canvas imports (Grades → Import).

The format is that of lib/gradebook_importer.rb and lib/gradebook_exporter.rb of
instructure/canvas-lms:

- The first line is Student, ID, SIS User ID, SIS Login ID, Section, then one column per
  assignment, called TITLE (ID). A title that Canvas doesn't know becomes a new assignment.
- A line whose first cell holds "Points Possible" sets what an assignment is worth; lines with
  nothing but "Manual Posting" are skipped.
- A student is found by ID, else by SIS User ID or SIS Login ID, else by name.
- A cell that differs from Canvas's score is a change, an empty one too. EX is excused, N/A is
  somebody who doesn't have the assignment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from autograder.gradebook.course import WrongCall
from autograder.lms.grades import Enrolled, Grades
from autograder.lms.roster import Person, Roster, dialect_and_rows, name_key
from autograder.lms.spreadsheet import defused, is_formula, number

HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
POINTS = "    Points Possible"
TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)\s*", re.DOTALL)
KEPT = ("EX", "N/A")  # what a person decided in Canvas
TEST_STUDENT = "student, test"
IDS = ("SIS Login ID", "SIS User ID", "ID")


@dataclass
class Export:
    """A file to be written.

    Attributes:
        rows: cells.
        warnings: sentences for the instructor.
        lost: sentences about students whose grades aren't in it.
        delimiter, mark: as in the template.
    """

    rows: list[list[str]]
    warnings: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    delimiter: str = ","
    mark: bool = False


def export(
    grades: Grades, roster: Roster, *, ids: str, missing: str, out_of: float | None
) -> Export:
    """Makes the file from the gradebook alone.

    Args:
        grades: the gradebook.
        roster: who is who.
        ids: what the gradebook's ids of students are in Canvas: "login", "sis" or "canvas".
        missing: the cell of what wasn't handed in.
        out_of: what each assignment is to be worth; None as in the gradebook.
    """
    names = list(grades.assignments)
    points = [number(out_of or most) for most in grades.assignments.values()]
    result = Export(
        [[*HEADER, *(defused(name) for name in names)], [POINTS, "", "", "", "", *points]]
    )
    for student in grades.students.values():
        person = roster.by("student", student.id)
        info = _who(student, person, ids)
        cells = [_cell(grades, student.id, name, missing, out_of) for name in names]
        if not any(cells):
            continue
        bad = next((cell for cell in info[1:] if is_formula(cell)), None)
        if bad is not None:
            result.lost.append(
                f"{student.id!r} is left out: a spreadsheet would take {bad!r} for a formula"
            )
            continue
        result.rows.append([*(defused(cell) for cell in info), *cells])
    return result


def fill_template(
    path: Path, grades: Grades, roster: Roster, *, columns: dict[str, str], missing: str,
    out_of: float | None,
) -> Export:  # fmt: skip
    """Fills scores into a gradebook that Canvas has exported, so that all ids match.

    The students' columns and the assignments that are filled are kept, other columns are left
    out, which changes nothing in Canvas. A cell without a score of ours keeps what it has.

    Args:
        path: the exported file.
        grades: the gradebook.
        roster: who is who.
        columns: title in Canvas by the assignment's name, where they differ.
        missing: the cell of what wasn't handed in; "" to keep what Canvas has.
        out_of: what each assignment is to be worth; None as in the gradebook.

    Raises:
        WrongCall: it isn't Canvas's, or has none of the assignments.
    """
    delimiter, table = dialect_and_rows(path)
    head = [cell.strip() for cell in table[0]] if table else []
    if "ID" not in head or "Section" not in head:
        raise WrongCall(
            f"{path} isn't a gradebook of Canvas (columns ID and Section): export it there with "
            "Grades → Export → Export Entire Gradebook"
        )
    info = head.index("Section") + 1
    places = _places(path, head, info, list(grades.assignments), columns)
    result = Export([], delimiter=delimiter, mark=path.read_bytes()[:3] == b"\xef\xbb\xbf")
    for name in grades.assignments:
        if name not in places:
            result.warnings.append(
                f"{path.name} has no column for {name}: it isn't exported; make the assignment in "
                f"Canvas and export anew, or name its column by --column '{name}=TITLE'"
            )
    order = sorted(places, key=lambda name: places[name])
    people = _people(head, table, grades, roster)
    for line, row in enumerate(table):
        row = [*row, *[""] * (len(head) - len(row))]
        student = people.get(line)
        cells = []
        for name in order:
            old = row[places[name]]
            new = _cell(grades, student, name, missing, out_of) if student else ""
            cells.append(old if not new or old.strip().upper() in KEPT else new)
        result.rows.append([*(_kept(cell) for cell in row[:info]), *cells])
    result.rows[0] = [*head[:info], *(head[places[name]] for name in order)]
    result.warnings += _worth(table, places, grades, out_of)
    for student in grades.students:
        graded = any(grades.entries.get((student, name)) for name in places)
        if graded and student not in people.values():
            result.lost.append(
                f"{student} isn't in {path.name}: name a roster (--students) that connects them"
            )
    return result


def _who(student: Enrolled, person: Person | None, ids: str) -> list[str]:
    """The cells by which Canvas finds a student."""
    fields = person.fields if person else {}
    name = fields.get("name") or student.sortable_name
    if person and not fields.get("name") and fields.get("last_name"):
        name = ", ".join(one for one in (fields["last_name"], fields.get("first_name")) if one)
    canvas = fields.get("canvas_id") or student.lms_id or (student.id if ids == "canvas" else "")
    sis = fields.get("sis_id") or (student.id if ids == "sis" else "")
    login = fields.get("username") or (student.id if ids == "login" else "")
    return [name, canvas, sis, login, fields.get("section", "")]


def _cell(grades: Grades, student: str, name: str, missing: str, out_of: float | None) -> str:
    entry = grades.entries.get((student, name))
    if entry is None:
        return missing
    if entry.score is None:
        return ""
    most = grades.assignments[name]
    return number(entry.score * out_of / most if out_of and most else entry.score)


def _places(
    path: Path, head: list[str], info: int, names: list[str], columns: dict[str, str]
) -> dict[str, int]:
    """In which column an assignment stands: by its title, with or without Canvas's number."""
    titles: dict[str, list[int]] = {}
    for place, cell in enumerate(head[info:], info):
        match = TITLE.fullmatch(cell)
        for title in {cell, match["title"] if match else cell, match["id"] if match else cell}:
            titles.setdefault(name_key(title), []).append(place)
    found = {}
    for name in names:
        places = titles.get(name_key(columns.get(name, name)), [])
        if len(places) > 1:
            raise WrongCall(
                f"{path} has {len(places)} columns that may be {name}: name one with its number by "
                f"--column '{name}={head[places[0]]}'"
            )
        if places:
            found[name] = places[0]
        elif name in columns:
            raise WrongCall(f"{path} has no column {columns[name]!r}: {', '.join(head[info:])}")
    if not found:
        listed = ", ".join(head[info:]) or "none"
        raise WrongCall(
            f"{path} has none of the assignments {', '.join(names)}; its columns are {listed}: "
            "name them by --column ASSIGNMENT=TITLE"
        )
    return found


def _people(
    head: list[str], table: list[list[str]], grades: Grades, roster: Roster
) -> dict[int, str]:
    """The students of the template's lines, each at most once.

    A number may be one person's in Canvas and another one's at the university. So only one of the
    template's columns is compared with the gradebook's ids: that in which most of them stand.
    """
    rows = {
        line: dict(zip(head, (cell.strip() for cell in row), strict=False))
        for line, row in enumerate(table)
        if line and "Points Possible" not in row[0]
    }
    rows = {line: row for line, row in rows.items() if row.get("ID")}
    by_lms = {one.lms_id: one.id for one in grades.students.values() if one.lms_id}
    ours = max(IDS, key=lambda key: sum(row.get(key) in grades.students for row in rows.values()))
    found: dict[int, str] = {}
    for line, row in rows.items():
        person = (
            roster.by("canvas_id", row["ID"])
            or roster.by("username", row.get("SIS Login ID", ""))
            or roster.by("sis_id", row.get("SIS User ID", ""))
        )
        known = [by_lms.get(row["ID"], ""), person.student if person else "", row.get(ours, "")]
        taken = set(found.values())
        student = next((one for one in known if one in grades.students and one not in taken), None)
        if student is not None:
            found[line] = student
    left = [one for one in grades.students.values() if one.id not in found.values()]
    for line, row in rows.items():
        name = row.get("Student") or f"{row.get('LastName', '')}, {row.get('FirstName', '')}"
        if line in found or name.lower() == TEST_STUDENT:
            continue
        keys = {name_key(name), name_key(" ".join(reversed(name.split(",", 1))))}
        called = [one.id for one in left if {name_key(one.id), name_key(one.sortable_name)} & keys]
        if len(called) == 1 and called[0] not in found.values():
            found[line] = called[0]
    return found


def _kept(cell: str) -> str:
    """A cell of Canvas's own. It writes names that begin with = as ="=…", which is harmless."""
    text = cell.strip()
    harmless = text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]
    return cell if harmless or not is_formula(cell) else defused(cell)


def _worth(
    table: list[list[str]], places: dict[str, int], grades: Grades, out_of: float | None
) -> list[str]:
    """Says where Canvas and the gradebook disagree about what an assignment is worth."""
    row = next((row for row in table if "Points Possible" in row[0]), None)
    found = []
    for name, place in places.items():
        text = row[place].strip().replace(",", ".") if row and place < len(row) else ""
        ours = out_of or grades.assignments[name]
        try:
            theirs = float(text)
        except ValueError:
            continue
        if abs(theirs - ours) > 1e-6:
            found.append(
                f"{name} is worth {number(theirs)} points in Canvas and {number(ours)} here: "
                f"scores are exported as they are; --out-of {number(theirs)} rescales them"
            )
    return found
