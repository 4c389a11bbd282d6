"""Grades as a CSV file that Moodle imports (Grades → Import → CSV file).

The format is that of docs.moodle.org/en/Grade_import and grade/import/csv of moodle/moodle: UTF-8,
a first line of headers, a separator that one chooses. While importing one says which column is
who ("Map from") in which field of Moodle's ("Map to": userid, useridnumber, useremail, username),
and which column goes to which grade item; "Feedback" goes to the feedback of the same item.

What Moodle does with it, and what is therefore done here: one line whose student isn't known makes
it refuse all; an empty grade takes away one that is there, so that students without any grade get
no line; feedback without its grade loses the grade, so that both are written; a score is read with
a point or with the separator of the teacher's language; text is shown as HTML.
"""

from __future__ import annotations

import html

from autograder.lms.canvas import Export
from autograder.lms.grades import Enrolled, Grades, Messages
from autograder.lms.roster import Person, Roster
from autograder.lms.spreadsheet import defused, is_formula, number

# Header as Moodle's own export has it, and where the roster has the value.
IDENTIFIERS = {
    "username": ("Username", "username"),
    "email": ("Email address", "email"),
    "idnumber": ("ID number", "id_number"),
}


def export(
    grades: Grades, roster: Roster, messages: Messages, *, identifier: str, feedback: str,
    missing: str, decimal: str, delimiter: str, out_of: float | None,
) -> Export:  # fmt: skip
    """Makes the file.

    Args:
        grades: the gradebook.
        roster: who is who.
        messages: what the checks said.
        identifier: by what Moodle is to know students, a key of IDENTIFIERS.
        feedback: "none", "scores" or "messages".
        missing: the cell of what wasn't handed in.
        decimal: the sign between whole and parts in scores.
        delimiter: what stands between cells.
        out_of: what each assignment is to be worth; None as in the gradebook.
    """
    header, column = IDENTIFIERS[identifier]
    head = [header, "First name", "Last name"]
    for name in grades.assignments:
        head.append(defused(f"Assignment: {name} (Real)"))
        if feedback != "none":
            head.append(defused(f"Assignment: {name} (Feedback)"))
    result = Export([head], delimiter=delimiter)
    for student in grades.students.values():
        person = roster.by("student", student.id)
        who = _identifier(student, person, column)
        cells: list[str] = []
        some = False
        for name, most in grades.assignments.items():
            entry = grades.entries.get((student.id, name))
            if entry is None or entry.score is None:
                text, words = (missing if entry is None else ""), ""
            else:
                score = entry.score * out_of / most if out_of and most else entry.score
                text = number(score, decimal)
                words = _feedback(grades, student.id, name, messages, feedback)
            some |= bool(text)
            cells += [text] if feedback == "none" else [text, words]
        if not some:
            continue
        if not who or is_formula(who):
            why = f"has no {header}" if not who else f"has the {header} {who!r}, a formula"
            result.lost.append(
                f"{student.id} is left out: {why}; name a roster (--students), or another "
                "--identifier"
            )
            continue
        fields = person.fields if person else {}
        first = fields.get("first_name") or student.first_name
        last = fields.get("last_name") or student.last_name
        result.rows.append([who, defused(first), defused(last), *cells])
    highest = max((out_of or most for most in grades.assignments.values()), default=0)
    if highest > 100:
        result.warnings.append(
            f"an assignment is worth {number(highest)} points: Moodle takes at most 100 unless its "
            "administrator allows more; --out-of 100 rescales"
        )
    return result


def _identifier(student: Enrolled, person: Person | None, column: str) -> str:
    if person is not None and person.fields.get(column):
        return person.fields[column]
    if column == "email":
        return student.email or (student.id if "@" in student.id else "")
    return student.id if person is None or column == "username" else ""


def _feedback(grades: Grades, student: str, name: str, messages: Messages, kind: str) -> str:
    """A line per exercise: points, and with "messages" why some are missing."""
    if kind == "none":
        return ""
    entry = grades.entries[student, name]
    lines = []
    for item in entry.items:
        got = "not graded yet" if item.score is None else f"{number(item.score)}"
        line = f"{item.name}: {got} / {number(item.max_score)}"
        told = [messages.get((student, name, item.name), ("", None))[0]]
        told = [] if item.by_hand else told
        told.append(entry.comments.get(item.name, ""))
        words = "; ".join(" ".join(one.split()) for one in told if one)
        lines.append(f"{line} – {words}" if kind == "messages" and words else line)
    if entry.penalty:
        lines.append(f"handed in late: {number(entry.penalty)} points taken off")
    text = "<br>".join(html.escape(line, quote=False) for line in lines)
    return f"'{text}" if is_formula(text) else text
