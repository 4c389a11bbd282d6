"""What a restarted kernel doesn't have, and how the command tells it."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest
from grading_notebooks import code, given, notebook, solution, test
from typer.testing import CliRunner

from autograder.cli import app
from autograder.kernel.options import KernelOptions
from autograder.validate.check import validate
from autograder.validate.dry_run import Kernels
from autograder.validate.findings import NOTE


@pytest.fixture(scope="module")
def kernels():
    with Kernels(KernelOptions(cell_seconds=4, cell_output=20_000)) as found:
        yield found


def ran(cell, count, output=""):
    """A cell with what Jupyter stored when it was run."""
    cell.execution_count = count
    if output:
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    return cell


def findings(tmp_path, kernels, *cells):
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook(*cells), path)
    report = validate(path, kernels)
    assert report.kernel
    return report, [f for f in report.findings if f.kind != "no-release"]


TEST = test("double", 1, "assert double(2) == 4, 'two times two is four'")


def test_a_name_that_is_made_further_down(tmp_path, kernels):
    report, found = findings(
        tmp_path, kernels,
        ran(solution("double__solution", "def double(x):\n    return factor * x"), 2),
        ran(TEST, 3),
        ran(code("factor = 2"), 1),
    )  # fmt: skip
    [one] = found
    assert one.kind == "order" and report.score == 0
    assert (
        one.text
        == "cell 1 ('double__solution') uses 'factor', which is made further down, in cell 3"
    )
    assert "NameError" in report.cells["double"].message


def test_a_name_of_a_test_that_nobody_makes(tmp_path, kernels):
    answer = ran(solution("double__solution", "def dubble(x):\n    return 2 * x"), 2)
    _, [one] = findings(tmp_path, kernels, answer, ran(TEST, 3))
    assert "asks for 'double', which no cell makes" in one.text and "very name" in one.mend


def test_a_module_that_is_not_there(tmp_path, kernels):
    answer = solution("double__solution", "import pandaz\ndef double(x):\n    return 2 * x")
    report, [one] = findings(tmp_path, kernels, answer, TEST)
    assert "cell 1 ('double__solution') imports 'pandaz', which isn't installed" in one.text
    assert report.score == 0


def test_a_test_that_passed_in_another_state(tmp_path, kernels):
    answer = ran(solution("double__solution", "def double(x):\n    return x + 1"), 2)
    report, [one] = findings(tmp_path, kernels, answer, ran(TEST, 3))
    assert (
        "cell 2 ('double') worked when you last ran it, but stops with AssertionError" in one.text
    )
    assert report.cells["double"].message == "two times two is four"


def test_another_order_counts_if_it_shows(tmp_path, kernels):
    answer = ran(solution("double__solution", "def double(x):\n    return 2 * x"), 3)
    cells = [answer, ran(TEST, 4), code("x = 1"), code("print(x)"), code("x = 2")]
    stored = [*cells[:2], ran(cells[2], 5), ran(cells[3], 7, "2\n"), ran(cells[4], 6)]
    report, [one] = findings(tmp_path, kernels, *stored)
    assert one.kind == "order" and "cell 4 shows something else" in one.text and not report.fine
    same = [*cells[:2], ran(cells[2], 6), ran(cells[3], 7, "1\n"), ran(cells[4], 5)]
    report, [one] = findings(tmp_path, kernels, *same)
    assert one.level == NOTE and report.fine


@pytest.mark.slow
def test_time_and_output_of_a_run(tmp_path, kernels):
    report, found = findings(
        tmp_path, kernels,
        given("start", "import time"),
        code("time.sleep(3.3)"),
        code("print('a' * 30_000)"),
        solution("double__solution", "def double(x):\n    return 2 * x\nwhile True: pass"),
        TEST,
    )  # fmt: skip
    told = {(one.kind, one.level): one.text for one in found}
    assert told["time", "warning"].startswith("cell 2 took ")
    assert "cell 3 prints more than" in told["output", "warning"]
    assert "is there an endless loop?" in told["time", "error"]
    assert report.score == 1  # the function was there by then


def test_an_exercise_that_says_itself_what_is_missing_needs_no_more_words(tmp_path, kernels):
    stub = "def double(x):\n    raise NotImplementedError('double: return twice x')"
    report, found = findings(tmp_path, kernels, solution("double__solution", stub), TEST)
    assert [one.kind for one in found] == ["untouched"]
    assert report.cells["double"].message == "double: return twice x"


# -- the command ----------------------------------------------------------------------------------


def test_the_command_and_an_ordinary_kernel(tmp_path):
    path = tmp_path / "n.ipynb"
    good = solution("double__solution", "def double(x):\n    return 2 * x")
    nbformat.write(notebook(good, TEST), path)
    done = CliRunner().invoke(app, ["validate", str(path), "--ordinary", "--json"])
    [report] = json.loads(done.stdout)["notebooks"]
    assert done.exit_code == 0 and report["fine"] and report["score"] == 1
    assert report["kernel"] == "ordinary"
    assert "ordinary-kernel" in [one["kind"] for one in report["findings"]]

    done = CliRunner().invoke(app, ["validate", str(tmp_path / "gone.ipynb"), "--ordinary"])
    assert done.exit_code == 2 and "there is no file" in done.stderr
    done = CliRunner().invoke(
        app, ["validate", str(path), str(path), "--ordinary", "--release", str(path)]
    )
    assert done.exit_code == 2


@pytest.mark.slow
def test_the_command_tells_mends_and_leaves_nothing_running(tmp_path):
    path = tmp_path / "n.ipynb"
    wrong = solution("double__solution", "def double(x):\n    return 3 * x")
    text = nbformat.writes(notebook(wrong, TEST, TEST))
    path.write_bytes(text.replace("\n", "\r\n").encode())
    command = [sys.executable, "-m", "autograder.cli", "validate", str(path), "--mend"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stderr
    for words in ("mended a copy of the cell 'double' was removed", "lines end as Jupyter",
                  "kept as n.before-mend.ipynb", "0 / 1", "two times two is four",
                  "0 of 1 points as far as the visible tests can tell"):  # fmt: skip
        assert words in done.stdout
    assert b"\r" not in path.read_bytes()
