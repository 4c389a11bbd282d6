"""Mutants: each changes one thing, and a check that is too weak is found by them."""

import ast
import textwrap

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from autograder.build.mistakes import AuthorMistake
from autograder.cli import app
from autograder.mutate.accepted import load_accepted
from autograder.mutate.operators import mutants
from autograder.mutate.report import Result, as_row, merged
from autograder.mutate.survey import Grade, NotSolved, checks_of, data_named, sorted_out, survey
from autograder.mutate.trials import repeated
from autograder.types import CellGrade, Verdict

EXERCISES = '''
# %%
import numpy as np

# %% exercise="scaled" todo="write it"
def scaled(x, factor):
    """x times factor, plus one."""
    ### BEGIN SOLUTION
    return factor * x + 1.0
    ### END SOLUTION

# %% check="scaled" points=1
assert scaled(3.0, 2.0) == 7.0, "two times three, plus one"

# %% exercise="total" todo="write it"
def total(rows):
    ### BEGIN SOLUTION
    return rows.sum(axis=0)
    ### END SOLUTION

# %% check="total" points=1
assert np.shape(total(np.ones((2, 2)))) == (2,), "one sum per column"
'''

ENDLESS = """
# %%
import numpy as np

# %% exercise="one" todo="write it"
def one():
    ### BEGIN SOLUTION
    left = 5
    while left > 0:
        left = left - 1
    if not hasattr(np, "one"):
        np.one = 1
    return np.one
    ### END SOLUTION

# %% check="one" points=1
assert one() == 1, "one is 1"
"""


@pytest.fixture
def chapter(tmp_path):
    folder = tmp_path / "solutions" / "01_small"
    folder.mkdir(parents=True)
    (folder / "exercises.py").write_text(EXERCISES)
    return folder


def afters(source):
    return [mutant.after for mutant in mutants("e", textwrap.dedent(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("y = a + b", "y = a - b"),
        ("y = (a + b) * c", "y = (a + b) / c"),
        ("y = a ** b", "y = a * b"),
        ("y = a @ b", "y = a * b"),
        ("y = a < b", "y = a <= b"),
        ("y = a < b", "y = a > b"),
        ("y = a and b", "y = a or b"),
        ("y = -a", "y = a"),
        ("y += a", "y -= a"),
        ("y += a", "y = a"),
        ("y = True", "y = False"),
        ("y = 3", "y = 2"),
        ("y = 0.5", "y = 1.0"),
        ("y = Dense(3, activation='relu')", "y = Dense(3, activation='tanh')"),
        ("y = Dense(3, activation='relu')", "y = Dense(3)"),
        ("y = x[1:n]", "y = x[:n]"),
        ("y = x.T", "y = x"),
        ("y = np.mean(x)", "y = np.sum(x)"),
        ("y = np.mean(x)", "y = (x)"),
        ("y = x.sum(axis=0)", "y = x.sum(axis=1)"),
        ("y = x.sum(axis=0)", "y = x.sum()"),
        ("y = f(a, b)", "y = f(b, a)"),
        ("y = f(a, b)", "y = f(a)"),
        ("y = f(a, b)", "pass"),
        ("if a:\n    b()", "if not (a):"),
        ("def f():\n    return a, b", "return b, a"),
        ("é = 'ü' + x  # ×", "é = 'ü' - x  # ×"),
    ],
)
def test_a_change(source, expected):
    assert expected in afters(source)


def test_arguments_whose_order_means_nothing_are_not_exchanged():
    assert "y = np.logaddexp(b, a)" not in afters("y = np.logaddexp(a, b)")
    assert "y = np.clip(1, x)" in afters("y = np.clip(x, 1)")


def test_only_the_solution_is_changed():
    source = """
        limit = 3
        def f(x):
            "Adds 1."
            ### BEGIN SOLUTION
            return x + limit
            ### END SOLUTION
        """
    assert afters(source) == ["return x - limit"]


numbers = st.integers(0, 9).map(str)
names = st.sampled_from(["a", "b", "x"])
expressions = st.recursive(
    numbers | names,
    lambda inner: (
        st.builds(
            "({} {} {})".format,
            inner,
            st.sampled_from(["+", "-", "*", "/", "@", "<", "and"]),
            inner,
        )
        | st.builds("np.sum({}, axis={})".format, inner, numbers)
        | st.builds("f({}, {})".format, inner, inner)
    ),
    max_leaves=8,
)


@given(st.lists(expressions, min_size=1, max_size=3))
def test_each_mutant_parses_and_differs_in_one_line(lines):
    source = "\n".join(f"y{i} = {line}" for i, line in enumerate(lines))
    made = mutants("e", source)
    assert len({mutant.source for mutant in made}) == len(made)
    for mutant in made:
        ast.parse(mutant.source)
        pairs = list(zip(source.splitlines(), mutant.source.splitlines(), strict=True))
        [(before, after)] = [pair for pair in pairs if pair[0] != pair[1]]
        assert (before, after) == (mutant.before, mutant.after)


def test_what_no_result_depends_on_is_left_alone():
    found = afters("y = model.predict(x, verbose=0, batch_size=2)")
    assert "y = model.predict(x, verbose=0)" in found
    assert not [after for after in found if "verbose=1" in after or "(x, batch_size=2)" in after]


class FourTrials:
    """The names of a notebook with four trials of the exercise `e`."""

    size = 4

    @staticmethod
    def cells_of(number):
        return {f"e--trial{number}"}

    @staticmethod
    def answer_cell(number):
        return f"e--trial{number}__solution"


def verdict(scores, reason=None):
    cells = {
        f"e--trial{number}": CellGrade(score, 1.0, None if score else f"mistake {number}")
        for number, score in enumerate(scores)
    }
    return Verdict("s", "a", "graded", reason, cells)


FOUR = mutants("e", "y = p + q\nz = p * q\ny += z\nz = -y")[:4]


def test_trials_hold_if_the_model_solution_behind_them_is_right():
    final, rest, alone = sorted_out(FourTrials, FOUR, verdict([0, 1, 0, 0, 1]))
    assert [final[mutant].killed for mutant in FOUR] == [True, False, True, True]
    assert final[FOUR[0]].message == "mistake 0" and rest == [] and not alone


def test_trials_behind_one_that_was_stopped_are_repeated():
    reason = "the cell 'e--trial1': stopped after 15 s"
    final, rest, alone = sorted_out(FourTrials, FOUR, verdict([1, 0, 0, 0, 0], reason))
    assert [final[mutant].killed for mutant in FOUR[:2]] == [False, True]
    assert rest == list(FOUR[2:]) and not alone


def test_trials_in_a_kernel_that_was_spoilt_are_repeated_one_by_one():
    final, rest, alone = sorted_out(FourTrials, FOUR, verdict([1, 0, 0, 0, 0]))
    assert final == {} and rest == list(FOUR) and alone
    # Also where the model solution fills up an empty place and loses points there.
    final, rest, alone = sorted_out(FourTrials, FOUR[:3], verdict([1, 0, 0, 0, 1]))
    assert final == {} and rest == list(FOUR[:3]) and alone


@pytest.mark.slow
def test_mutants_that_stop_or_spoil_a_kernel_judge_no_others(chapter):
    """One mutant never ends, another one leaves something behind that all others stumble over."""
    (chapter / "exercises.py").write_text(ENDLESS)
    grades = {g.mutant.after: g for g in survey(chapter, workers=2).grades}
    assert len(grades) > 12  # more than one hand-in
    endless = grades["left = left + 1"]
    assert endless.killed and "stopped after" in endless.message
    spoiling = grades["np.one = 2"]
    assert spoiling.killed and spoiling.message == "one is 1"
    # Behind those two these would lose points.
    assert not grades["left = 6"].killed and not grades["while left >= 0:"].killed


def test_a_weak_check_is_found(chapter):
    told = []
    grades = survey(chapter, workers=2, on_begin=told.append).grades
    survived = {(g.mutant.exercise, g.mutant.after) for g in grades if not g.killed}
    # The check of `total` looks at a square of ones only, and only at the shape.
    assert ("total", "return rows.sum(axis=1)") in survived
    assert ("total", "return rows.sum(axis=-1)") in survived
    assert not [after for name, after in survived if name == "scaled"]
    killed = [g for g in grades if g.mutant.after == "return rows.sum()"]
    assert killed[0].killed and killed[0].message == "one sum per column"
    assert told[0] == 2 and told[1] < len(grades)  # the model solutions, then packed hand-ins

    result = Result(grades)
    assert not result.ok and len(result.survivors) == len(survived)
    (chapter / "mutants.yaml").write_text(
        "".join(
            f"- exercise: {g.mutant.exercise}\n  before: '{g.mutant.before}'\n"
            f"  after: '{g.mutant.after}'\n  why: tried out\n"
            for g in result.survivors
        )
        + "- exercise: total\n  before: a\n  after: b\n  why: long gone\n"
    )
    explained = Result(grades, load_accepted(chapter))
    assert explained.survivors == [] and [entry.before for entry in explained.stale] == ["a"]
    row = as_row("01_small", explained, "2031-02-03")
    assert row.startswith(f"| 01_small | {len(grades)} | ") and row.endswith("| 2031-02-03 |")


def test_a_row_of_the_table_is_replaced():
    page = merged("", {"02_b": "| 02_b | 7 |", "01_a": "| 01_a | 8 |"})
    assert page.index("01_a") < page.index("02_b")
    again = merged(page, {"02_b": "| 02_b | 9 |"})
    assert "| 01_a | 8 |" in again and "| 02_b | 9 |" in again and "| 02_b | 7 |" not in again
    assert merged(again, {}) == again


def test_a_line_that_an_exercise_leaves_free_is_not_graded(chapter):
    (chapter / "mutants.yaml").write_text(
        "- exercise: scaled\n  before: return factor * x + 1.0\n  why: as you like\n"
        "- exercise: scaled\n  before: return x\n  why: long gone\n"
    )
    found = survey(chapter, ["scaled"])
    assert found.grades == [] and len(found.free) > 2 and found.data == ""
    result = Result(found.grades, load_accepted(chapter), found.free)
    assert [entry.before for entry in result.stale] == ["return x"]
    # An argument that is taken away begins at the end of the line above.
    arguments = mutants("scaled", "y = f(\n    a,\n    b=1,\n)")
    away = next(m for m in arguments if m.kind == "argument")
    assert away.before == "a, b=1," and away.after == "a,"
    (chapter / "mutants.yaml").write_text("- exercise: scaled\n  before: b=1,\n  why: free\n")
    [entry] = load_accepted(chapter)
    assert entry.fits(away) and not any(entry.fits(m) for m in arguments if m.before == "a,")


@pytest.mark.slow
def test_the_command(chapter, tmp_path):
    docs = tmp_path / "mutants.md"
    where = ["--solutions", str(chapter.parent)]
    page = ["--docs", str(docs)]
    done = CliRunner().invoke(app, ["mutate", *where, "--exercise", "total"])
    assert done.exit_code == 1, done.output
    assert "return rows.sum(axis=1)" in done.output and "scaled" not in done.output
    docs.write_text("| 00_other | 1 |\n")
    done = CliRunner().invoke(app, ["mutate", *where, *page])
    assert done.exit_code == 1, done.output
    assert "| 01_small |" in docs.read_text() and "| 00_other | 1 |" in docs.read_text()
    wrong = CliRunner().invoke(app, ["mutate", *where, "--exercise", "total", *page])
    assert wrong.exit_code == 2 and "whole chapter" in wrong.output
    wrong = CliRunner().invoke(app, ["mutate", "02_other", *where])
    assert wrong.exit_code == 2 and "01_small" in wrong.output
    wrong = CliRunner().invoke(app, ["mutate", *where, "--exercise", "nothing"])
    assert wrong.exit_code == 2 and "no exercise 'nothing'" in wrong.output


def test_a_solution_that_loses_points_is_no_measure(chapter):
    text = (chapter / "exercises.py").read_text().replace("== 7.0", "== 8.0")
    (chapter / "exercises.py").write_text(text)
    with pytest.raises(NotSolved, match="scaled"):
        survey(chapter)


def test_an_entry_without_a_reason_is_refused(chapter):
    (chapter / "mutants.yaml").write_text("- exercise: a\n  before: b\n  after: c\n")
    with pytest.raises(AuthorMistake, match=r"mutants\.yaml"):
        load_accepted(chapter)
    assert load_accepted(chapter.parent) == []


def cell(source, name="", grade=False):
    made = nbformat.v4.new_code_cell(source)
    made.metadata["nbgrader"] = {
        "grade_id": name, "grade": grade, "solution": name.endswith("__solution"),
    }  # fmt: skip
    return made


NOTEBOOK = nbformat.v4.new_notebook(
    cells=[
        cell("def f(x):\n    return x", "f__solution"),
        cell("assert f(1)", "f", True),
        cell("def g(x):\n    return f(x)"),
        cell("def h(x):\n    return x", "h__solution"),
        cell("assert h(2)", "h", True),
        cell("assert g(2)", "g", True),
        cell("def k(x):\n    return x", "k__solution"),
        cell("assert k(2)", "k", True),
    ]
)


def test_checks_are_found_through_cells_in_between():
    assert checks_of(NOTEBOOK) == {"f": {"f", "g"}, "h": {"h", "g"}, "k": {"k"}}


def test_an_answer_that_fails_does_not_stand_on_the_one_before():
    new = nbformat.v4.new_code_cell
    graded = {"grade": True, "solution": False}
    notebook = nbformat.v4.new_notebook(
        cells=[
            new("given = 1"),
            new("given, f = 2, 3", metadata={"nbgrader": {"grade_id": "f__solution"}}),
            new("assert f == 3", metadata={"nbgrader": {"grade_id": "f", **graded}}),
        ]
    )
    made = repeated(notebook, "f", {"f"}, 3)
    place = [c.id.startswith("forget-") for c in made.cells]
    assert place == [False, *[False, False], True, *[False, False], True, *[False, False]]
    names = {"f": 3, "given": 2}
    exec(made.cells[3].source, names)
    assert "f" not in names and names["given"] == 2


def test_an_exercise_is_repeated_with_what_it_needs():
    def names(exercise, checks):
        made = repeated(NOTEBOOK, exercise, checks, 2)
        assert len({c.id for c in made.cells}) == len(made.cells)
        return [c.metadata.nbgrader.grade_id for c in made.cells if not c.id.startswith("forget-")]

    # Given cells run as ever, and what they use. No part of f's uses h.
    h = ["h--trial{}__solution", "h--trial{}"]
    before = ["f__solution", ""]
    assert names("h", {"h"}) == [*before, *(name.format(n) for n in range(2) for name in h)]
    assert names("k", {"k"}) == [*before, "k--trial0__solution", "k--trial0", "k--trial1__solution",
                                 "k--trial1"]  # fmt: skip
    f = ["f--trial{}__solution", "f--trial{}", "", "h--trial{}__solution", "g--trial{}"]
    assert names("f", {"f", "g"}) == [name.format(n) for n in range(2) for name in f]
    with pytest.raises(AuthorMistake, match="no check"):
        repeated(NOTEBOOK, "h", {"f"}, 2)


def test_the_data_set_is_read_from_the_notebook():
    loading = nbformat.v4.new_code_cell('mnist = data.load("mnist")')
    loading.outputs = [nbformat.v4.new_output("stream", text="MNIST: 7 images, from /there\n")]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), loading])
    assert data_named(nbformat.writes(notebook)) == "MNIST"
    loading.outputs = []
    assert data_named(nbformat.writes(notebook)) == ""


def test_a_group_is_judged_check_by_check():
    assert Result([]).ok and Result([]).share == 1.0
    [mutant] = mutants("e", "y = p + q")[:1]
    assert Result([Grade(mutant, True)]).rows() == [("e", 1, 1, 0, 0)]
