"""Mutants: each changes one thing, and a check that is too weak is found by them."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from autograder.build.mistakes import AuthorMistake
from autograder.cli import app
from autograder.mutate.accepted import load_accepted
from autograder.mutate.operators import mutants
from autograder.mutate.report import Result, as_markdown
from autograder.mutate.survey import Grade, NotSolved, checks_of, pack, survey

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


def test_mutants_that_no_check_can_confuse_share_a_hand_in():
    made = mutants("a", "y = p + q") + mutants("b", "z = p - q")
    apart = pack(made, {"a": {"1"}, "b": {"2"}})
    assert [len(group) for group in apart] == [2, 2]
    together = pack(made, {"a": {"1"}, "b": {"1", "2"}})
    assert [len(group) for group in together] == [1, 1, 1, 1]


def test_a_weak_check_is_found(chapter):
    told = []
    grades = survey(chapter, workers=2, on_begin=told.append)
    survived = {(g.mutant.exercise, g.mutant.after) for g in grades if not g.killed}
    # The check of `total` looks at a square of ones only, and only at the shape.
    assert ("total", "return rows.sum(axis=1)") in survived
    assert ("total", "return rows.sum(axis=-1)") in survived
    assert not [after for name, after in survived if name == "scaled"]
    killed = [g for g in grades if g.mutant.after == "return rows.sum()"]
    assert killed[0].killed and killed[0].message == "one sum per column"
    assert told[0] == 1 and told[1] < len(grades)  # the model solution, then packed hand-ins

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
    assert f"| 01_small | {len(grades)} | " in as_markdown({"01_small": explained})


def test_the_command(chapter, tmp_path):
    docs = tmp_path / "mutants.md"
    where = ["--solutions", str(chapter.parent)]
    done = CliRunner().invoke(app, ["mutate", *where, "--exercise", "total", "--docs", str(docs)])
    assert done.exit_code == 1, done.output
    assert "return rows.sum(axis=1)" in done.output and "scaled" not in done.output
    assert "| 01_small |" in docs.read_text()
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


def test_checks_are_found_through_cells_in_between():
    import nbformat

    def cell(source, name="", grade=False):
        made = nbformat.v4.new_code_cell(source)
        made.metadata["nbgrader"] = {"grade_id": name, "grade": grade}
        return made

    notebook = nbformat.v4.new_notebook(
        cells=[
            cell("def f(x):\n    return x", "f__solution"),
            cell("assert f(1)", "f", True),
            cell("def g(x):\n    return f(x)"),
            cell("def h(x):\n    return x", "h__solution"),
            cell("assert h(2)", "h", True),
            cell("assert g(2)", "g", True),
        ]
    )
    assert checks_of(notebook) == {"f": {"f", "g"}, "h": {"h", "g"}}


def test_a_group_is_judged_check_by_check():
    assert Result([]).ok and Result([]).share == 1.0
    [mutant] = mutants("e", "y = p + q")[:1]
    assert Result([Grade(mutant, True)]).rows() == [("e", 1, 1, 0, 0)]
