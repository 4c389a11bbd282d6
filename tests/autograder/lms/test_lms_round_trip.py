"""A class goes through a learning management system and back: nothing is lost on the way."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
import typer
from downloads import canvas_name, moodle_name, write_zip
from grading_notebooks import RIGHT, answered, arrays_course, hand_in, released
from typer.testing import CliRunner

from autograder.farm.run import grade_class
from autograder.farm.sample import make_sample
from autograder.gradebook.course import Course
from autograder.lms.cli import register
from autograder.lms.grades import load_grades

ROOT = Path(__file__).parents[3]
app = typer.Typer()
register(app)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def handed_in(root: Path, assignment: str) -> dict[str, dict[str, bytes]]:
    folders = (root / "submitted").glob(f"*/{assignment}")
    return {folder.parent.name: tree(folder) for folder in sorted(folders)}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "class"
    make_sample(folder, ROOT / "solutions", ROOT / "course")
    return folder


@pytest.mark.parametrize("kind", ["canvas", "moodle", "moodle without folders"])
def test_the_sample_class_comes_back_as_it_was(sample, tmp_path, kind):
    back = tmp_path / "back"
    shutil.copytree(sample / "source", back / "source")
    roster = tmp_path / "roster.csv"
    students = sorted(path.name for path in (sample / "submitted").iterdir())
    numbers = {student: 1000 + number for number, student in enumerate(students)}
    with roster.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["student_id", "canvas_id", "name"])
        rows.writerows([name, number, name.replace("_", " ")] for name, number in numbers.items())
    downloads = []
    for assignment in ("01_ann_xor", "03_cnn_mnist"):
        files = {}
        for student, content in handed_in(sample, assignment).items():
            for place, (name, one) in enumerate(content.items()):
                number = numbers[student]
                if kind == "canvas":
                    title = student.replace("_", " ")
                    file = name.replace("exercises.ipynb", "exercises-2.ipynb")
                    files[canvas_name(title, number, 9 * number + place, file)] = one
                else:
                    # Moodle's numbers belong to one assignment.
                    number += 500 * len(assignment)
                    folders = kind == "moodle"
                    files[moodle_name(student, number, name, folders=folders)] = one
        downloads.append(write_zip(tmp_path / f"{assignment}.zip", files))
    output = run("collect", *downloads, "--course-dir", back, "--students", roster)
    assert "21 new" in output
    assert tree(back / "submitted") == tree(sample / "submitted")
    assert "21 unchanged" in run("collect", *downloads, "--course-dir", back, "--students", roster)


@pytest.mark.slow
def test_grades_go_back_to_where_the_hand_ins_came_from(tmp_path):
    root = tmp_path / "class"
    source = arrays_course(root)
    there = tmp_path / "there"
    hand_in(there, "ada", answered(released(source), **RIGHT))
    content = tree(there / "submitted" / "ada" / "arrays")
    download = write_zip(tmp_path / "submissions.zip", {
        canvas_name("Lovelace, Ada", 4711, 90001, "arrays-1.ipynb"): content["arrays.ipynb"],
    })  # fmt: skip
    template = tmp_path / "Grades.csv"
    template.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Arrays (55)\n"
        "    Points Possible,,,,,12.5\n"
        '"Lovelace, Ada",4711,S1,ada1,A,\n"Hopper, Grace",4712,S2,grace2,A,3\n'
    )
    run("collect", download, "--course-dir", root, "--students", template)
    assert list(tree(root / "submitted")) == ["ada1/arrays/arrays.ipynb"]
    outcome = grade_class(Course(root), [], workers=1)
    assert [verdict.status for verdict in outcome.verdicts] == ["graded"]
    kept = load_grades(Course(root), [])
    score = kept.entries["ada1", "arrays"].score
    # Three tests; what a person grades is open yet.
    assert score == outcome.verdicts[0].score == 6.0
    assert kept.assignments == {"arrays": 12.5}
    for kind, extra in (("canvas", ["--template", template]), ("moodle", []), ("anonymous", [])):
        run("export", kind, "--course-dir", root, "-o", tmp_path / f"{kind}.csv", *extra)
    with (tmp_path / "canvas.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][5] == "Arrays (55)" and rows[1][5] == "12.5"
    assert rows[2][1] == "4711" and float(rows[2][5]) == score
    assert rows[3][1] == "4712" and rows[3][5] == "3"  # nobody's of ours: as it was
    with (tmp_path / "moodle.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["Username"] == "ada1" and float(row["Assignment: arrays (Real)"]) == score
    assert "test_mean: 2 / 2" in row["Assignment: arrays (Feedback)"]
    with (tmp_path / "anonymous.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    items = {item.name: item for item in kept.entries["ada1", "arrays"].items}
    assert {row["exercise"] for row in found} == set(items)
    for row in found:
        known = items[row["exercise"]].score
        assert row["score"] == ("" if known is None else f"{known:g}")
    assert sum(float(row["score"] or 0) for row in found) == score
