"""`autograder lint` finds what is planted, and nothing in a clean assignment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from grading_notebooks import given, manual_code, notebook, save, solution, test, text

IMPORTS = "import numpy as np\nimport pickle\n\nlimit = 3"
SQUARE = """\
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION"""


def solved(name: str, body: str, args: str = "x") -> Any:
    """A solution cell with one function."""
    inside = "\n".join(f"    {line}" for line in body.splitlines())
    source = f"def {name}({args}):\n    ### BEGIN SOLUTION\n{inside}\n    ### END SOLUTION"
    return solution(f"{name}__solution", source)


# Per fault: cells, the test in which it is, and (rule, level, words) that must be found in it.
FAULTS: dict[str, tuple[list[Any], list[tuple[str, str, str]]]] = {
    "no_message": (
        [solved("no_message_f", "return x"), test("no_message", 1, "assert no_message_f(2) == 2")],
        [("message", "warning", "1 of 1 checks have no message")],
    ),
    "numpy_without_message": (
        [solved("nwm", "return x"),
         test("numpy_without_message", 1, "np.testing.assert_allclose(nwm(2.0), 2.0, 1e-6)")],
        [("message", "warning", "1 of 1")],
    ),
    "message_shows": (
        [solved("shows", "return x"),
         test("message_shows", 1, "y = 7\nassert shows(7) == y, f'not {y}'")],
        [("message-values", "warning", "shows values")],
    ),
    "not_nan": (
        [solved("not_nan_f", "return x"),
         test("not_nan", 1, "assert not abs(not_nan_f(2.0) - 2) > 1e-6, 'two'")],
        [("vacuous", "error", "true for NaN"), ("vacuous", "warning", "NaN gets 1 points")],
    ),
    "empty_zip": (
        [solved("evens", "return [2 * n for n in range(x)]"),
         test("empty_zip", 1, "for a, b in zip(evens(3), [0, 2, 4]):\n    assert a == b, 'even'")],
        [("vacuous", "error", "empty answer"), ("vacuous", "warning", "an empty list gets 1")],
    ),
    "empty_loop_over_a_name": (
        [solved("odds", "return [2 * n + 1 for n in range(x)]"),
         test("empty_loop_over_a_name", 1,
              "found = odds(3)\nassert all(n % 2 for n in found), 'odd'")],
        [("vacuous", "error", "empty answer")],
    ),
    "truth_of_an_object": (
        [solved("is_big", "return x > limit"),
         test("truth_of_an_object", 1, "assert is_big(9), 'nine is big'")],
        [("vacuous", "warning", "any object that isn't empty")],
    ),
    "tuple_is_true": (
        [solved("tup", "return x"), test("tuple_is_true", 1, "assert (tup(2) == 2, 'two')")],
        [("vacuous", "error", "tuple"), ("vacuous", "warning", "an empty list gets 1")],
    ),
    "checks_nothing": (
        [test("checks_nothing", 1, "y = 1")],
        [("vacuous", "error", "checks nothing"), ("vacuous", "error", "untouched notebook gets 1")],
    ),
    "bare_comparison": (
        [solved("bare", "return x"), test("bare_comparison", 1, "bare(2) == 2")],
        [("vacuous", "error", "passes in any case")],
    ),
    "student_credit": (
        [solved("own_credit", "return 1.0"), test("student_credit", 1, "own_credit(2)")],
        [("credit", "error", "would count as points")],
    ),
    "numpy_credit": (
        [solved("part", "return x"),
         test("numpy_credit", 1, "np.mean([part(1) == 1, part(2) == 2])")],
        [("credit-type", "error", "np.float64(…), which plain nbgrader takes for full points")],
    ),
    "too_few_points": (
        [solved("half", "return x"), test("too_few_points", 2, "float(half(1) == 1)")],
        [("points", "error", "gets 1 of 2 points")],
    ),
    "no_points": (
        [solved("free", "return x"), test("no_points", 0, "assert free(1) == 1, 'one'")],
        [("points", "error", "worth 0 points")],
    ),
    "evaluates": (
        [solved("formula", "return '1 + 1'"),
         test("evaluates", 1, "assert eval(formula(0)) == 2, 'two'")],
        [("runs-data", "error", "eval can run"), ("refused", "error", "kernel only")],
    ),
    "unpickles": (
        [solved("packed", "return pickle.dumps(x)"),
         test("unpickles", 1, "assert pickle.loads(packed(2)) == 2, 'two'")],
        [("runs-data", "error", "pickle can run")],
    ),
    "student_path": (
        [solved("path", "open('a.txt', 'w').write('a')\nreturn 'a.txt'"),
         test("student_path", 1, "name = path(0)\nassert open(name).read() == 'a', 'an a'")],
        [("path", "error", "student chooses this path")],
    ),
    "needs_an_object": (
        [solution("Angle__solution", "class Angle:\n    ### BEGIN SOLUTION\n"
                  "    def __init__(self, d): self.d = d % 360\n"
                  "    def __float__(self): return float(self.d)\n    ### END SOLUTION"),
         test("needs_an_object", 1,
              "class Right(Angle): pass\nassert float(Right(90)) == 90, 'ninety'")],
        [("derived-class", "error", "derive a class"), ("refused", "error", "kernel only")],
    ),
    "wrong_solution": (
        [solved("wrong", "return x + 1"), test("wrong_solution", 1, "assert wrong(1) == 1, 'one'")],
        [("broken", "error", "the solution doesn't pass: one")],
    ),
    "changes_its_input": (
        [solved("sorts", "x.sort()\nreturn x"),
         test("changes_its_input", 1, "assert sorts([2, 1]) == [1, 2], 'in order'")],
        [("changes", "warning", "sorts:0")],
    ),
    "reads_a_shell": (
        [solved("listed", "return x"),
         test("reads_a_shell", 1, "!ls\nassert listed(2) == 2, 'two'")],
        [("ipython", "error", "magics")],
    ),
}  # fmt: skip
# Faults of cells that aren't tests: the cell, and what must be found in it.
ELSEWHERE = {
    "banned": ("ban", "error", "numpy.linalg.solve is taken away"),
    "shows_an_error": ("stops", "warning", "ZeroDivisionError"),
    "by_chance": ("unseeded", "warning", "drawn is drawn without a seed"),
    "reads_global__solution": ("test-global", "warning", "reads secret_factor"),
}
CLEAN = [
    given("imports", IMPORTS),
    solution("square__solution", SQUARE),
    test("square", 1, "assert square(3) == 9, 'three times three'"),
    test("square_part", 2, "2.0 if abs(square(0.5) - 0.25) < 1e-9 else 0.0"),
    test("square_array", 1,
         "np.testing.assert_allclose(square(np.ones(2)), np.ones(2), err_msg='by element')"),
    manual_code("drawing", 2, "### BEGIN SOLUTION\nplot = 1\n### END SOLUTION"),
]  # fmt: skip
IN_KERNEL = test("shown", 1, "assert get_ipython() is not None and square(1) == 1, 'one'")
IN_KERNEL.metadata["tags"] = ["in-kernel"]


def run_lint(course: Path, *arguments: str) -> tuple[int, str, dict[str, Any]]:
    """Runs the real command; returns exit code, output and the content of --json."""
    told = course / "lint.json"
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "lint", *arguments, "--json", str(told)],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    found = json.loads(told.read_text("utf-8")) if told.exists() else {}
    return done.returncode, done.stdout + done.stderr, found


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, dict[str, Any]]:
    """A notebook with all faults, checked."""
    course = tmp_path_factory.mktemp("faulty")
    cells = [text("Faults"), given("imports", IMPORTS)]
    cells += [
        given("banned", "np.linalg.solve = None"),
        given("shows_an_error", "1 / 0"),
        given("by_chance", "import random\ndrawn = random.random()"),
        solved("reads_global", "return x * secret_factor"),
        test("global", 1, "secret_factor = 3\nassert reads_global(drawn * 0 + 2) == 6, 'six'"),
    ]
    for faults, _ in FAULTS.values():
        cells += faults
    save(notebook(*cells), course / "source" / "ps1" / "problem.ipynb")
    return run_lint(course, "--course-dir", str(course))


def findings(report: dict[str, Any], grade_id: str) -> list[dict[str, Any]]:
    return [f for f in report["notebooks"][0]["findings"] if f["grade_id"] == grade_id]


EXPECTED = [
    *((name, *expected) for name, (_, several) in FAULTS.items() for expected in several),
    *((name, *expected) for name, expected in ELSEWHERE.items()),
]


@pytest.mark.parametrize("grade_id, rule, level, words", EXPECTED)
def test_planted_fault(
    grade_id: str, rule: str, level: str, words: str, faulty: tuple[int, str, dict[str, Any]]
) -> None:
    code, shown, report = faulty
    assert code == 1, shown
    found = findings(report, grade_id)
    assert any(f["rule"] == rule and f["level"] == level and words in f["text"] for f in found), (
        found
    )
    assert all(f["instead"] for f in found)
    assert grade_id in shown


def test_faults_are_told_where_they_are(faulty: tuple[int, str, dict[str, Any]]) -> None:
    _, shown, report = faulty
    (first,) = [f for f in findings(report, "empty_loop_over_a_name") if f["level"] == "error"]
    assert first["line"] == 2
    assert f"cell {first['cell']} empty_loop_over_a_name, line 2" in shown
    assert report["errors"] + report["warnings"] == len(report["notebooks"][0]["findings"])


@pytest.mark.parametrize(
    "grade_id, kind",
    [("global", "crosses"), ("evaluates", "refused"), ("needs_an_object", "refused"),
     ("wrong_solution", "broken"), ("numpy_credit", "crosses")],
)  # fmt: skip
def test_classes(grade_id: str, kind: str, faulty: tuple[int, str, dict[str, Any]]) -> None:
    tests = {t["grade_id"]: t for t in faulty[2]["notebooks"][0]["tests"]}
    assert tests[grade_id]["class"] == kind, tests[grade_id]
    assert bool(tests[grade_id]["reason"]) == (kind in ("refused", "broken"))


def test_a_clean_assignment_passes(tmp_path: Path) -> None:
    save(notebook(*CLEAN, IN_KERNEL), tmp_path / "source" / "ps1" / "problem.ipynb")
    code, shown, report = run_lint(tmp_path, "--course-dir", str(tmp_path))
    assert code == 0, shown
    (only,) = report["notebooks"]
    assert only["findings"] == [] and only["points"] == 7 and only["by_hand"] == 2, shown
    classes = [test["class"] for test in only["tests"]]
    assert classes == ["crosses", "crosses", "crosses", "in kernel"]
    assert "0 errors, 0 warnings" in shown


def test_two_cells_of_one_name_stop_the_release(tmp_path: Path) -> None:
    save(notebook(*CLEAN[:3], CLEAN[2]), tmp_path / "source" / "ps1" / "problem.ipynb")
    code, shown, report = run_lint(tmp_path, "--course-dir", str(tmp_path), "--static")
    assert code == 1 and "two cells have the grade id 'square'" in shown, shown
    assert report["errors"] == 1


@pytest.mark.slow
def test_slow_given_code(tmp_path: Path) -> None:
    cells = [
        given("slow", "total = sum(n % 7 for n in range(50_000_000))"),
        solved("double", "return 2 * x"),
        test("doubled", 1, "assert double(total) == 2 * total, 'twice'"),
    ]
    save(notebook(*cells), tmp_path / "source" / "ps1" / "problem.ipynb")
    code, shown, report = run_lint(tmp_path, "--course-dir", str(tmp_path))
    assert code == 1, shown
    (found,) = findings(report, "doubled")
    assert found["rule"] == "slow-given" and "for every student" in found["text"]


def test_wrong_calls(tmp_path: Path) -> None:
    code, shown, _ = run_lint(tmp_path, "--course-dir", str(tmp_path / "nowhere"))
    assert code == 2 and "Traceback" not in shown, shown
    save(notebook(*CLEAN), tmp_path / "source" / "ps1" / "problem.ipynb")
    code, shown, _ = run_lint(tmp_path, "ps2", "--course-dir", str(tmp_path))
    assert code == 2 and "ps1" in shown, shown
    code, shown, _ = run_lint(tmp_path, "ps2", "--solutions", str(tmp_path))
    assert code == 2 and "--course-dir" in shown, shown


def test_chapters_are_clean_as_far_as_can_be_seen() -> None:
    from autograder.lint.course import chapters, check

    root = Path(__file__).parents[2]
    for report in check(chapters(root / "solutions"), run=False):
        assert report.errors == 0, [report.where(f) + f.text for f in report.findings]


@pytest.mark.slow
def test_chapters_are_clean(tmp_path: Path) -> None:
    """Two of them: the build lints each, and the known answers show that all tests cross."""
    root = Path(__file__).parents[2]
    chapters = ("01_ann_xor", "08_transformer")
    code, shown, report = run_lint(tmp_path, *chapters, "--solutions", str(root / "solutions"))
    assert code == 0, shown
    classes = {test["class"] for one in report["notebooks"] for test in one["tests"]}
    assert classes == {"crosses"}, shown
