"""From what happened in a test cell to points and to a message."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge.messages import HIDDEN, LONGEST, explain
from autograder.judge.scoring import score_test
from autograder.kernel.session import CellRun
from autograder.types import CellSpec


def spec(source: str = "assert f(1) == 1", hidden: str = "", points: float = 2.0) -> CellSpec:
    whole = source + (f"\n{hidden}" if hidden else "")
    return CellSpec("t", "code", whole, source, {}, points, True, False, True, False, None, 30)


def value(text: str) -> CellRun:
    output = nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=1)
    return CellRun("ok", [output])


def stderr() -> nbformat.NotebookNode:
    return nbformat.v4.new_output("stream", name="stderr", text="Warning")


# -- points ----------------------------------------------------------------------------------------


def test_full_points_without_an_error_whatever_is_on_stderr():
    assert score_test(spec(), CellRun("ok")).score == 2
    assert score_test(spec(), CellRun("ok", [stderr()])).score == 2
    assert score_test(spec(), CellRun("ok", [stderr(), *value("1").outputs])).score == 1


@pytest.mark.parametrize(
    ("text", "points"),
    [("1", 1), ("0", 0), ("0.5", 0.5), ("2.0", 2), ("1e0", 1), ("True", 2), ("'done'", 2),
     ("None", 2), ("[1, 2]", 2), ("2.5", 0), ("-1", 0), ("nan", 0), ("inf", 0), ("-inf", 0),
     ("1e999", 0), ("", 0)],
)  # fmt: skip
def test_partial_credit(text, points):
    assert score_test(spec(), value(text)).score == points


@given(st.text(max_size=20), st.floats(min_value=0, max_value=100))
def test_points_are_always_between_zero_and_what_the_cell_is_worth(text, points):
    assert 0 <= score_test(spec(points=points), value(text)).score <= points


def test_what_did_not_run_gets_nothing():
    for run in (CellRun("not run", why="stopped"), CellRun("timeout", why="stopped after 30 s"),
                CellRun("lost", why="the kernel ended")):  # fmt: skip
        grade = score_test(spec(), run)
        assert grade.score == 0 and run.why in grade.message


def test_an_error_after_a_value_gets_nothing():
    run = CellRun("error", value("2").outputs, error=("AssertionError", "no", []))
    assert score_test(spec(), run).score == 0


# -- messages --------------------------------------------------------------------------------------


def raised(function) -> tuple[str, str, list[str]]:
    """What a kernel says about an exception of real code."""
    import traceback

    try:
        function()
    except Exception as error:
        return type(error).__name__, str(error), traceback.format_exc().splitlines()
    raise AssertionError("nothing was raised")


A, B = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.5])
COMPARISONS = {
    "allclose": lambda m: np.testing.assert_allclose(A, B, err_msg=m),
    "allclose, rtol": lambda m: np.testing.assert_allclose(A, B, rtol=1e-3, atol=1e-8, err_msg=m),
    "allclose, shapes": lambda m: np.testing.assert_allclose(A, B[:2], err_msg=m),
    "allclose, nan": lambda m: np.testing.assert_allclose(A, [1, np.nan, 4.5], err_msg=m),
    "allclose, inf": lambda m: np.testing.assert_allclose(A, [1, np.inf, 4.5], err_msg=m),
    "array_equal": lambda m: np.testing.assert_array_equal(A, B, err_msg=m),
    "array_almost_equal": lambda m: np.testing.assert_array_almost_equal(A, B, err_msg=m),
    "almost_equal": lambda m: np.testing.assert_almost_equal(4.5, 3.0, err_msg=m),
    "equal": lambda m: np.testing.assert_equal(3.0, 4.5, err_msg=m),
    "equal, list": lambda m: np.testing.assert_equal([1, 4.5], [1, 3], err_msg=m),
    "array_less": lambda m: np.testing.assert_array_less(B, A, err_msg=m),
    "equal, dictionary": lambda m: np.testing.assert_equal({"a": 1}, {"a": 4.5}, err_msg=m),
    "equal, strict": lambda m: np.testing.assert_array_equal(A, B.astype("f4"), m, strict=True),
    "assert_": lambda m: np.testing.assert_(False, m),
    "approx_equal": lambda m: np.testing.assert_approx_equal(4.5, 3.0, err_msg=m),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_of_numpy_show_the_authors_words_and_no_value(name):
    said = explain(spec(), raised(lambda: COMPARISONS[name]("a is tanh(z) already")))
    assert said == "a is tanh(z) already", said
    silent = explain(spec(hidden="x"), raised(lambda: COMPARISONS[name]("")))
    assert "4.5" not in silent and "DESIRED" not in silent and silent


def test_comparisons_without_words_show_no_value():
    for compare in (
        lambda: np.testing.assert_string_equal("first", "second"),
        lambda: np.testing.assert_array_max_ulp(A, B),
        lambda: np.testing.assert_array_almost_equal_nulp(A, B),
    ):
        said = explain(spec(hidden="x"), raised(compare))
        assert said and "second" not in said and "e+" not in said, said


def test_longer_words_of_the_author_come_whole():
    words = "two lines:\nthe second one is long enough to be put on a line of its own by numpy"
    error = raised(lambda: np.testing.assert_allclose(A, B, err_msg=words))
    assert explain(spec(), error) == words


def test_unittest_shows_its_message_only():
    import unittest

    case = unittest.TestCase()
    error = raised(lambda: case.assertEqual(3, 4.5, "count the rows"))
    assert explain(spec(), error) == "count the rows"
    assert "4.5" not in explain(spec(hidden="x"), raised(lambda: case.assertEqual(3, 4.5)))


def trace(line: int) -> list[str]:
    return [
        "\x1b[31m-----\x1b[39m",
        "\x1b[31mAssertionError\x1b[39m   Traceback (most recent call last)",
        f"\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[7]\x1b[39m\x1b[32m, line {line}\x1b[39m",
    ]


def test_a_bare_assert_shows_its_own_line_if_students_see_it():
    cell = spec("x = f(2)\nassert (\n    x == 4\n)", "assert f(9) == secret")
    assert explain(cell, ("AssertionError", "", trace(3))) == "assert ("
    assert explain(cell, ("AssertionError", "", trace(5))) == HIDDEN
    assert explain(cell, ("AssertionError", "", [])) == HIDDEN
    assert explain(spec(), ("AssertionError", "", [])) == "a test failed: no message"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (("AssertionError", "rows sum to 4, not 1", []), "rows sum to 4, not 1"),
        (("NotImplementedError", "softsign: z / (1 + |z|)", []), "softsign: z / (1 + |z|)"),
        (("NotImplementedError", "", []), "not answered yet: the code raises NotImplementedError"),
        (("TypeError", "bad operand", []), "TypeError: bad operand"),
        (("ValueError", "first\nsecond", []), "ValueError: first"),
        (("OSError", "no file '/home/me/course/data.csv'", []), "OSError: no file 'data.csv'"),
        (("OSError", "no file /srv/course/source/data.csv", []), "OSError: no file data.csv"),
        (("KeyError", "", []), "KeyError"),
    ],
)  # fmt: skip
def test_other_exceptions(error, said):
    assert explain(spec(), error) == said


def test_messages_are_short():
    assert len(explain(spec(), ("AssertionError", "x" * 5000, []))) <= LONGEST
