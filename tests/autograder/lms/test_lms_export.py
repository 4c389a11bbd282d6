"""`autograder export`: what is written is what nbgrader's gradebook says, read back with csv."""

from __future__ import annotations

import csv
import datetime
import io
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
import typer
from grading_notebooks import notebook, save, text
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader import api
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from typer.testing import CliRunner

from autograder.gradebook.book import schema_version
from autograder.gradebook.journal import Journal, Record
from autograder.lms.anonymous import pseudonym
from autograder.lms.cli import register
from autograder.lms.spreadsheet import defused, is_formula, number
from autograder.types import CellGrade, Graded, Verdict

app = typer.Typer()
register(app)
EVIL = '=HYPERLINK("http://evil.example","click")'
FIRST = datetime.datetime(2026, 3, 1, 22, 0, 0)
MESSAGES = {"ada": "", "bob": "rows sum to 4, not 1", "cem": "rows sum to 9, not 1",
            "evil": "SecretName_of_eve: let me in"}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A gradebook, filled through nbgrader's own interface.

    hw1 (2 + 3 points): ada has both and was late, bob a manual grade and waits for another, cem
    none, evil none; dot's could not be graded. hw2 (7.5 points): only ada.
    """
    folder = tmp_path_factory.mktemp("class")
    for name in ("hw1", "hw2"):
        save(notebook(text("# Exercise")), folder / "source" / name / f"{name}.ipynb")
    with (
        mock.patch.object(api, "get_alembic_version", schema_version),
        Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book,
    ):
        for name, cells in (("hw1", {"sums": 2, "means": 3}), ("hw2", {"essay": 7.5})):
            book.add_assignment(name)
            book.add_notebook(name, name)
            for cell, most in cells.items():
                book.add_grade_cell(cell, name, name, max_score=most, cell_type="code")
                book.add_solution_cell(cell, name, name)
        book.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@uni.example",
                         lms_user_id="101")  # fmt: skip
        book.add_student("bob", first_name="Bob", last_name="Bit, junior")
        book.add_student("cem")
        book.add_student("evil", last_name=EVIL, first_name="@SUM(A1)")
        book.add_student("dot", last_name="Dot")
        book.add_student("absent", last_name="Absent")
        scores = {"ada": (2, 2.25), "bob": (0.5, None), "cem": (0, 0), "evil": (0, 0)}
        for day, (student, (sums, means)) in enumerate(scores.items()):
            row = book.add_submission("hw1", student, timestamp=FIRST + day * datetime.timedelta(1))
            row.notebooks[0].late_submission_penalty = 1 / 3 if student == "ada" else None
            for cell, score in (("sums", sums), ("means", means)):
                grade = book.find_grade(cell, "hw1", "hw1", student)
                grade.auto_score, grade.needs_manual_grade = score, score is None
        grade = book.find_grade("sums", "hw1", "hw1", "bob")
        grade.manual_score, grade.extra_credit = 1.0, 0.25
        book.find_comment("sums", "hw1", "hw1", "bob").manual_comment = "well <b>tried</b>"
        book.add_submission("hw1", "dot")
        for cell in ("sums", "means"):
            book.find_grade(cell, "hw1", "hw1", "dot").needs_manual_grade = True
        book.add_submission("hw2", "ada")
        grade = book.find_grade("essay", "hw2", "hw2", "ada")
        grade.auto_score, grade.needs_manual_grade = 7.5, False
        book.db.commit()
    journal = Journal(folder)
    for student, message in MESSAGES.items():
        cells = {"sums": CellGrade(scores[student][0], 2, message or None, seconds=1.2345)}
        verdict = Verdict(student, "hw1", "graded", cells=cells)
        journal.write(Record(Graded(verdict)))
    return folder


def export(root: Path, kind: str, *arguments: object) -> tuple[int, str, list[list[str]]]:
    """Runs `autograder export`. Returns exit code, output and the rows of the file."""
    target = root / f"out_{kind}.csv"
    target.unlink(missing_ok=True)
    call = ["export", kind, "--course-dir", str(root), "-o", str(target), *map(str, arguments)]
    result = CliRunner().invoke(app, call)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    content = target.read_text(encoding="utf-8-sig") if target.exists() else ""
    mark = ";" if content.split("\n")[0].count(";") > 1 else ","
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=mark))
    return result.exit_code, " ".join(result.output.split()), rows


def by_first(rows: list[list[str]], column: int = 0) -> dict[str, list[str]]:
    return {row[column]: row for row in rows}


def test_canvas_without_a_template(root):
    code, output, rows = export(root, "canvas")
    assert code == 0, output
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "hw1", "hw2"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "5", "7.5"]
    found = by_first(rows, 3)
    # 2 + 2.25 less the penalty of a third; a manual 1 with 0.25 of extra credit.
    assert found["ada"] == ["Lovelace, Ada", "101", "", "ada", "", "3.916667", "7.5"]
    assert found["bob"] == ["Bit, junior, Bob", "", "", "bob", "", "1.25", ""]
    assert found["cem"][5:] == ["0", ""]
    assert "dot" not in found and "absent" not in found  # an empty line changes nothing
    assert found["evil"][0].startswith("'=HYPERLINK")
    assert "not final: 1 score, in which 1 answer must be graded by a person" in output
    assert "without a score, since nothing could be graded: dot" in output
    code, _, rows = export(root, "canvas", "hw2", "--missing", "zero", "--out-of", "100",
                           "--ids", "sis")  # fmt: skip
    assert by_first(rows, 2)["ada"] == ["Lovelace, Ada", "101", "ada", "", "", "100"]
    assert by_first(rows, 2)["absent"][5] == "0" and rows[1][5] == "100"


def test_scores_are_those_of_nbgraders_own_export(root, tmp_path):
    with (
        mock.patch.object(api, "get_alembic_version", schema_version),
        Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book,
    ):
        CsvExportPlugin(to=str(tmp_path / "nbgrader.csv"), assignment=["hw1"]).export(book)
    with (tmp_path / "nbgrader.csv").open(newline="") as file:
        # nbgrader quotes nothing: a name with a comma shifts its row, which is read from behind.
        theirs = {row[3]: float(row[-2]) for row in list(csv.reader(file))[1:]}
    _, _, rows = export(root, "moodle", "hw1")
    ours = {row[0]: float(row[3]) for row in rows[1:]}
    assert set(ours) == {"ada", "bob", "cem", "evil"}
    assert {student: round(theirs[student], 6) for student in ours} == ours


TEMPLATE = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Quiz (9),Homework One (55),hw2 (56),"
    "Current Score,Final Grade\n"
    ",,,,,,,Manual Posting,,,\n"
    '"    Points Possible",,,,,,10,5,10,(read only),(read only)\n'
    '"Lovelace, Ada",101,S1,login-of-ada,A,n,9,,,90,A\n'
    '"Bit, junior, Bob",102,S2,bob,"A and B",,8,3,EX,80,B\n'
    '"=""=evil()""",103,S3,evil,A,,7,N/A,2,70,C\n'
    '"Kim, Other",104,S4,kim,A,,6,4.5,1.5,60,D\n'
    '"Student, Test",105,,test,A,,,,,,\n'
)


def test_canvas_with_a_template_round_trips(root, tmp_path):
    template = tmp_path / "Grades.csv"
    template.write_text(TEMPLATE, encoding="utf-8-sig")
    code, output, rows = export(
        root, "canvas", "--template", template, "--column", "hw1=Homework One"
    )
    old = list(csv.reader(io.StringIO(TEMPLATE)))
    assert rows[0] == [*old[0][:5], "Homework One (55)", "hw2 (56)"]
    assert rows[1] == ["", "", "", "", "", "Manual Posting", ""]
    assert rows[2] == ["    Points Possible", "", "", "", "", "5", "10"]
    found = by_first(rows, 1)
    assert [row[:5] for row in rows[3:]] == [row[:5] for row in old[3:]]
    assert found["101"][5:] == ["3.916667", "7.5"]  # known by nbgrader's lms_user_id
    assert found["102"][5:] == ["1.25", "EX"]  # excused stays excused
    assert found["103"][5:] == ["N/A", "2"]  # not assigned, and a score that isn't ours
    assert found["104"][5:] == ["4.5", "1.5"]
    assert found["105"][5:] == ["", ""]
    assert (root / "out_canvas.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert "hw2 is worth 10 points in Canvas and 7.5 here" in output
    assert code == 3 and "cem isn't in Grades.csv" in output
    # What was written is a template in its turn, and gives the same.
    again = tmp_path / "again.csv"
    again.write_bytes((root / "out_canvas.csv").read_bytes())
    _, _, twice = export(root, "canvas", "--template", again, "--column", "hw1=55")
    assert twice == rows


def test_canvas_with_semicolons_names_in_two_columns_and_a_roster(root, tmp_path):
    template = tmp_path / "Grades.csv"
    template.write_text(
        "LastName;FirstName;ID;SIS Login ID;Section;HW1 (7);Final Score\n"
        "    Points Possible;;;;;5,0;(read only)\n"
        "Somebody;Else;900;xyz;A;1,5;\nLovelace;Ada;901;abc;A;;\n"
    )
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,canvas_id\ncem,900\n")
    code, output, rows = export(root, "canvas", "hw1", "--template", template, "--students", roster)
    assert rows[2] == ["Somebody", "Else", "900", "xyz", "A", "0"]
    assert rows[3] == ["Lovelace", "Ada", "901", "abc", "A", "3.916667"]  # by name
    assert "bob isn't in Grades.csv" in output and code == 3


def test_a_number_of_canvas_is_not_taken_for_one_of_the_universitys(root, tmp_path):
    """Canvas's number of one student is the gradebook's id of another."""
    folder = tmp_path / "numbers"
    save(notebook(text("# Exercise")), folder / "source" / "hw1" / "hw1.ipynb")
    with (
        mock.patch.object(api, "get_alembic_version", schema_version),
        Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book,
    ):
        book.add_assignment("hw1")
        book.add_notebook("hw1", "hw1")
        book.add_grade_cell("sums", "hw1", "hw1", max_score=2, cell_type="code")
        for student, score in (("101", 1), ("102", 2)):
            book.add_student(student)
            book.add_submission("hw1", student)
            grade = book.find_grade("sums", "hw1", "hw1", student)
            grade.auto_score, grade.needs_manual_grade = score, False
        book.db.commit()
    template = tmp_path / "Grades.csv"
    template.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,hw1 (7)\n    Points Possible,,,,,2\n"
        "Absent,101,555,x,A,\nAda,900,101,y,A,\nBob,901,102,z,A,\n"
    )
    code, output, rows = export(folder, "canvas", "--template", template)
    assert code == 0, output
    assert {row[0]: row[5] for row in rows[2:]} == {"Absent": "", "Ada": "1", "Bob": "2"}


def test_moodle(root):
    code, output, rows = export(root, "moodle", "hw1", "--feedback", "messages")
    assert code == 0, output
    assert rows[0] == ["Username", "First name", "Last name", "Assignment: hw1 (Real)",
                       "Assignment: hw1 (Feedback)"]  # fmt: skip
    found = by_first(rows)
    assert found["ada"][:4] == ["ada", "Ada", "Lovelace", "3.916667"]
    assert found["ada"][4] == (
        "sums: 2 / 2<br>means: 2.25 / 3<br>handed in late: 0.333333 points taken off"
    )
    # A person's words replace the test's, and no HTML gets through.
    assert "sums: 1.25 / 2 – well &lt;b&gt;tried&lt;/b&gt;" in found["bob"][4]
    assert "rows sum" not in found["bob"][4] and "means: not graded yet / 3" in found["bob"][4]
    assert "sums: 0 / 2 – rows sum to 9, not 1" in found["cem"][4]
    assert found["evil"][2].startswith("'=") and found["evil"][1].startswith("'@")
    assert "absent" not in found and "dot" not in found
    code, _, rows = export(root, "moodle", "hw1", "--decimal", "comma", "--separator", "semicolon",
                           "--feedback", "none", "--missing", "zero")  # fmt: skip
    assert by_first(rows)["ada"] == ["ada", "Ada", "Lovelace", "3,916667"]
    assert by_first(rows)["absent"][3] == "0"


def test_moodle_names_those_it_cannot_identify(root, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,Email address,ID number\nbob,bob@uni.example,17\ncem,=1+1,18\n")
    code, output, rows = export(
        root, "moodle", "hw1", "--identifier", "email", "--students", roster
    )
    assert [row[0] for row in rows[1:]] == ["ada@uni.example", "bob@uni.example"]
    assert code == 3 and "evil is left out: has no Email address" in output
    assert "cem is left out: has the Email address '=1+1', a formula" in output
    _, _, rows = export(root, "moodle", "hw1", "--identifier", "idnumber", "--students", roster)
    assert set(by_first(rows)) >= {"ID number", "17", "18"}
    _, output, _ = export(root, "moodle", "hw1", "--out-of", "200")
    assert "Moodle takes at most 100" in output


def test_anonymous(root):
    code, output, rows = export(root, "anonymous")
    assert code == 0, output
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert len(table) == 2 * 5 + 1
    secret = (root / ".research_secret").read_text().strip()
    assert (root / ".research_secret").stat().st_mode & 0o777 == 0o600
    names = {
        student: pseudonym(secret, student) for student in ("ada", "bob", "cem", "evil", "dot")
    }
    found = {(row["student"], row["assignment"], row["exercise"]): row for row in table}
    ada = found[names["ada"], "hw1", "sums"]
    assert (ada["score"], ada["max_score"], ada["message_category"]) == ("2", "2", "right")
    assert (ada["late"], ada["day"], ada["attempt_seconds"]) == ("yes", "0", "1.2")
    assert ada["submission_score"] == "3.916667"
    bob, cem = found[names["bob"], "hw1", "sums"], found[names["cem"], "hw1", "sums"]
    assert (bob["graded"], bob["message_category"], bob["score"]) == ("hand", "", "1.25")
    # "rows sum to 4" and "rows sum to 9" are one mistake, seen most.
    assert (cem["message_category"], cem["message_group"], cem["day"]) == ("check", "1", "2")
    evil = found[names["evil"], "hw1", "sums"]
    assert (evil["message_category"], evil["message_group"]) == ("check", "2")
    assert found[names["bob"], "hw1", "means"]["graded"] == "waiting"
    assert found[names["dot"], "hw1", "means"]["graded"] == "no"
    # Nothing that a student has typed, no name, no time of day.
    written = (root / "out_anonymous.csv").read_text()
    for word in ("ada", "bob", "Lovelace", "HYPERLINK", "Secret", "tried", "22:00", "2026", secret):
        assert word not in written
    assert [row[0] for row in rows[1:9]] == sorted(row[0] for row in rows[1:9])
    words = (root / "out_anonymous.dictionary.md").read_text()
    assert re.findall(r"^\| `(\w+)`", words, re.MULTILINE) == rows[0]
    _, _, again = export(root, "anonymous")
    assert again == rows
    (root / ".research_secret").unlink()
    _, _, other = export(root, "anonymous")
    assert not {row[0] for row in other[1:]} & {row[0] for row in rows[1:]}


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_no_cell_is_a_formula(name):
    cell = defused(name)
    assert not is_formula(cell) and cell.isprintable()
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow([cell, "1"])
    assert next(csv.reader(io.StringIO(buffer.getvalue(), newline=""))) == [cell, "1"]


@settings(max_examples=50, deadline=None)
@given(st.floats(-1e6, 1e6))
def test_scores_are_read_back(value):
    assert abs(float(number(value)) - value) < 1e-6
    assert number(value, ",").replace(",", ".") == number(value) and "e" not in number(value)


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "\t=1", "+1", "-1", "@x", "＝1", "\r\n=x"])
def test_formulas_are_known(name):
    assert is_formula(name) and not is_formula(defused(name))


def test_wrong_calls_say_how_to_mend_them(root, tmp_path):
    save(notebook(text("#")), tmp_path / "empty" / "source" / "hw1" / "hw1.ipynb")
    template = tmp_path / "t.csv"
    template.write_text(TEMPLATE)
    for arguments, words in [
        (("canvas", "hw9"), "it has: hw1, hw2"),
        (("canvas", "--template", tmp_path / "none.csv"), "can't be read"),
        (("canvas", "hw1", "--template", template), "--column ASSIGNMENT=TITLE"),
        (("canvas", "hw1", "--template", template, "--column", "hw1=Nothing"), "no column"),
        (("canvas", "--template", template, "--column", "x=y"), "write ASSIGNMENT=TITLE"),
        (("canvas", "--template", root / "out_canvas.csv"), "is the template"),
        (("moodle", "-o", tmp_path / "no" / "where.csv"), "can't be written"),
    ]:
        code, output, _ = export(root, *arguments)
        assert code == 2 and words in output, output
    code, output, _ = export(tmp_path / "empty", "moodle")
    assert code == 2 and "no gradebook yet" in output
    assert not (tmp_path / "empty" / "gradebook.db").exists()
    call = ["export", "canvas", "--course-dir", str(root), "--template", str(template), "-o",
            str(template)]  # fmt: skip
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 2 and template.read_text() == TEMPLATE


@pytest.mark.slow
def test_as_a_process(root, tmp_path):
    call = [sys.executable, "-m", "autograder.cli", "export", "moodle", "hw2", "--course-dir",
            str(root), "-o", str(tmp_path / "m.csv")]  # fmt: skip
    done = subprocess.run(call, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{tmp_path / 'm.csv'}: 1 line, 1 assignment\n"
    assert (tmp_path / "m.csv").read_text().splitlines()[1].startswith("ada,Ada,Lovelace,7.5,")
    assert (tmp_path / "m.csv").stat().st_mode & 0o777 == 0o600
