"""A class from submitted/ to the gradebook, and what its students may read."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
import typer
from grading_notebooks import (
    RIGHT,
    answered,
    arrays_course,
    code,
    hand_in,
    released,
    without,
)
from grading_stock import grades
from nbgrader import api
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.farm.cli import register
from autograder.gradebook import book

app = typer.Typer()
register(app)
app.command(name="nothing")(lambda: None)  # with a single command typer leaves out its name


def grade(root: Path, *arguments: str) -> tuple[int, str, dict[str, dict]]:
    """Runs `autograder grade`. Returns exit code, output and verdicts by student."""
    lines = root / "out.jsonl"
    lines.unlink(missing_ok=True)
    result = CliRunner().invoke(
        app, ["grade", "--course-dir", str(root), "--json", str(lines), *arguments]
    )
    verdicts = {}
    if lines.exists():
        for line in lines.read_text().splitlines():
            verdicts[json.loads(line)["student"]] = json.loads(line)
    return result.exit_code, result.output, verdicts


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class with one of everything, graded once."""
    root = tmp_path_factory.mktemp("class")
    source = arrays_course(root)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 4\n")
    stub = released(source)
    right = answered(stub, **RIGHT)
    hand_in(root, "ada", right)
    hand_in(root, "untouched", stub)
    hand_in(root, "empty", b"")
    hand_in(root, "broken", nbformat.writes(right)[:700])
    hand_in(root, "renamed", right, name="homework final.ipynb")
    hand_in(root, "deleted_test", without(right, "test_rows"))
    hand_in(root, "deleted_answer", without(right, "rows"))
    (root / "submitted" / "nothing" / "arrays").mkdir(parents=True)

    twice = answered(stub, **RIGHT)
    index = next(i for i, c in enumerate(twice.cells) if c.source == RIGHT["mean"])
    twice.cells.insert(index + 1, nbformat.from_dict({**twice.cells[index], "id": "twin"}))
    hand_in(root, "duplicated", twice)

    loop = answered(stub, **{**RIGHT, "parts": "def part(k):\n    while True:\n        pass"})
    hand_in(root, "endless", loop)

    own = answered(stub, **RIGHT)
    own.cells.insert(2, code("1 / 0"))
    own.cells.insert(3, code("def helper(x):\n    return x.mean()"))
    hand_in(root, "own_cells", answered(own, mean="def mean(x):\n    return helper(x)"))

    noisy = "import sys\ndef mean(x):\n    print('a warning', file=sys.stderr)\n    return x.mean()"
    hand_in(root, "stderr", answered(stub, **{**RIGHT, "mean": noisy}))
    hand_in(root, "hidden", answered(stub, **{**RIGHT, "mean": "def mean(x):\n    return 2.0"}))
    tagged = answered(stub, **{**RIGHT, "mean": "def mean(x):\n    return 0"})
    for cell in tagged.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        if "nbgrader" in cell.metadata and "points" in cell.metadata["nbgrader"]:
            cell.metadata["nbgrader"]["points"] = 100
    hand_in(root, "tagged", tagged)
    dead = "import os\ndef mean(x):\n    os._exit(0)"
    hand_in(root, "killer", answered(stub, **{**RIGHT, "mean": dead}))
    code_, output, verdicts = grade(root, "--workers", "2")
    return root, code_, output, verdicts


def test_perfect_and_untouched(graded):
    verdicts = graded[3]
    assert verdicts["ada"]["score"] == 6 and verdicts["ada"]["max_score"] == 12.5
    assert verdicts["ada"]["reason"] is None
    assert verdicts["ada"]["cells"]["why"] == {
        "score": None, "max_score": 2.0, "needs_manual": True,
    }  # fmt: skip
    assert verdicts["untouched"]["score"] == 0
    cells = verdicts["untouched"]["cells"]
    assert cells["why"]["score"] == 0 and cells["plot"]["score"] == 0
    assert cells["essay"]["needs_manual"]


def test_failed_submissions_say_why_and_stop_nobody(graded):
    _, code_, output, verdicts = graded
    assert code_ == 3
    for student, words in {
        "empty": "arrays.ipynb is empty",
        "broken": "broken JSON",
        "nothing": "nothing was handed in",
    }.items():
        verdict = verdicts[student]
        assert verdict["status"] == "failed" and verdict["score"] is None, student
        assert words in verdict["reason"], verdict["reason"]
        assert words in " ".join(output.split())
    assert sum(verdict["status"] == "failed" for verdict in verdicts.values()) == 3


def test_what_can_be_graded_is_graded(graded):
    verdicts = graded[3]
    for student, words in {
        "renamed": "homework final.ipynb",
        "deleted_test": "'test_rows' was missing and was put back",
        "duplicated": "'mean' is there 2 times",
    }.items():
        assert verdicts[student]["score"] == 6, student
        assert words in verdicts[student]["reason"]
    assert verdicts["own_cells"]["score"] == 6 and verdicts["own_cells"]["reason"] is None
    missing = verdicts["deleted_answer"]
    assert missing["score"] == 5 and "'rows' is missing" in missing["reason"]
    assert "the answer cell 'rows' is missing" in missing["cells"]["test_rows"]["message"]


def test_limits_cost_what_they_stop_and_no_more(graded):
    verdicts = graded[3]
    endless = verdicts["endless"]
    assert endless["score"] == 3 and "stopped after 4 s" in endless["reason"]
    assert endless["cells"]["test_parts"]["message"].startswith("stopped after 4 s")
    killer = verdicts["killer"]
    assert killer["status"] == "graded" and "the kernel ended" in killer["reason"]
    assert killer["score"] == 0
    assert killer["cells"]["test_rows"]["message"].startswith("not run: the kernel ended")


def test_stderr_costs_nothing_and_tags_mean_nothing(graded):
    verdicts = graded[3]
    assert verdicts["stderr"]["cells"]["test_mean"]["score"] == 2
    tagged = verdicts["tagged"]
    assert tagged["cells"]["test_mean"]["score"] == 0 and tagged["max_score"] == 12.5
    assert tagged["score"] == 4


def test_nothing_hidden_is_written_where_students_read(graded):
    root, _, _, verdicts = graded
    assert verdicts["hidden"]["cells"]["test_mean"]["message"] == "longer inputs go wrong"
    places = [*(root / "autograded").rglob("*"), *(root / "feedback").rglob("*")]
    files = [path for path in places if path.is_file()]
    assert len([path for path in files if path.name == "results.html"]) == len(verdicts)
    assert len([path for path in files if path.suffix == ".html"]) == 2 * len(verdicts)
    for path in files:
        content = path.read_text()
        for secret in ("secret_input", "HIDDEN TESTS", "MARK SCHEME", "one point a line",
                       "site-packages", str(root)):  # fmt: skip
            assert secret not in content, (path, secret)
    page = (root / "feedback" / "hidden" / "arrays" / "arrays.html").read_text()
    assert "longer inputs go wrong" in page and "(Score: 4.0 / 12.5)" in page
    assert "broken JSON" in (root / "feedback/broken/arrays/arrays.html").read_text()


def test_autograded_notebooks_are_valid_nbgrader_notebooks(graded):
    root = graded[0]
    nb = nbformat.read(root / "autograded" / "ada" / "arrays" / "arrays.ipynb", as_version=4)
    nbformat.validate(nb)
    assert [c.metadata.nbgrader.grade_id for c in nb.cells if "nbgrader" in c.metadata][:3] == [
        "setup", "mean", "test_mean",
    ]  # fmt: skip
    assert (root / "autograded" / "ada" / "arrays" / "table.csv").exists()


def test_report_table_and_json_agree(graded):
    root, _, output, verdicts = graded
    page = (root / "report.html").read_text()
    assert "http://" not in page and "https://" not in page and "<script" not in page
    for student, verdict in verdicts.items():
        assert student in output and student in page
        if verdict["score"] is not None:
            scores = [cell["score"] for cell in verdict["cells"].values()]
            assert verdict["score"] == sum(score for score in scores if score is not None)
    book = grades(root / "gradebook.db")
    for student, verdict in verdicts.items():
        for name, cell in verdict["cells"].items():
            assert book["arrays", student, "arrays", name][0] == cell["score"]


def test_manual_grades_survive_and_a_regrade_gives_the_same(graded, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(graded[0], root)
    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        mark = book.find_grade("why", "arrays", "arrays", "ada")
        mark.manual_score, mark.extra_credit, mark.needs_manual_grade = 1.5, 0.25, False
        book.find_comment("why", "arrays", "arrays", "ada").manual_comment = "say why"
        book.db.commit()
    before = grades(root / "gradebook.db")
    code_, _, verdicts = grade(root, "--student", "ada", "--student", "unt*", "--quiet")
    assert code_ == 0 and set(verdicts) == {"ada", "untouched"}
    assert verdicts["ada"]["score"] == 7.75
    assert verdicts["ada"]["cells"]["why"]["score"] == 1.75
    after = grades(root / "gradebook.db")
    assert {k: v[:2] for k, v in after.items()} == {k: v[:2] for k, v in before.items()}
    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        assert book.find_comment("why", "arrays", "arrays", "ada").comment == "say why"
        assert book.find_grade("why", "arrays", "arrays", "ada").manual_score == 1.5
    assert "say why" in (root / "feedback/ada/arrays/arrays.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--course-dir", "{root}/nowhere"], "there is no folder"),
        (["--course-dir", "{root}/submitted"], "has no folder source/"),
        (["--course-dir", "{root}", "arays"], "use one of arrays"),
        (["--course-dir", "{root}", "--student", "nobody"], "holds no submission of nobody"),
        (["--course-dir", "{root}", "--json", "{root}/no/x"], "there is no folder"),
        (["--course-dir", "{root}", "--workers", "0"], "--workers"),
        (["--course-dir", "{root}", "--memory", "2"], "'2' is no size: write a number and a unit"),
        (["--course-dir", "{root}", "--disk", "1KB"], "1KB is too little for anything to run"),
        (["--course-dir", "{root}", "--processes", "1"], "--processes"),
        (["--course-dir", "{root}", "--processes", "31"], "--processes"),
    ],
)
def test_a_wrong_call_gets_one_sentence(graded, arguments, words):
    filled = [argument.format(root=graded[0]) for argument in arguments]
    result = CliRunner().invoke(app, ["grade", *filled])
    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_a_new_gradebook_has_the_version_that_nbgrader_gives(monkeypatch):
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)
    assert book.schema_version() == api.get_alembic_version()
