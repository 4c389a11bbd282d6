"""What a student reads of a failed test: the mistake, and nothing of what is hidden."""

from __future__ import annotations

import textwrap

import judging
import nbformat
import pytest
from plain_kernel import PlainKernel

from autograder.judge.glass import client
from autograder.judge.glass.plan import Plan, PlanCell, plan_of, without_hidden

SECRET = "7654321"
GIVEN = "import unittest\nimport types\nimport numpy as np\nimport pytest\n"
# What is hidden knows a number; the student's function f gets it, or must give it.
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
LEAKS = {
    # -- what a student's code is told, and tries to tell ----------------------------------------
    "text": ("def f(x): raise ValueError(f'it was {x}')", "f(7654321)"),
    "text_of_a_comment": (
        "# 7654320 7654321 7654322\ndef f(x): raise ValueError(str(x))", "f(7654321)",
    ),
    "class_name": ("def f(x): raise type(f'E{x}', (Exception,), {})", "f(7654321)"),
    "class_name_of_a_key_error": ("def f(x): raise type(f'E{x}', (KeyError,), {})", "f(7654321)"),
    "end_of_pythons_text": (
        "def f(x): raise NameError(f\"name 'f' is not defined. {x}\")", "f(7654321)",
    ),
    "name_in_pythons_text": (
        "def f(x): raise NameError(f\"name 'n{x}' is not defined\")", "f(7654321)",
    ),
    "number_in_pythons_text": (
        "def f(x): raise TypeError(f'f() takes {x} positional arguments but 2 were given')",
        "f(7654321)",
    ),
    "operator_in_pythons_text": (
        "def f(x): raise TypeError(f\"unsupported operand type(s) for {x}: 'int' and 'str'\")",
        "f(7654321)",
    ),
    "type_in_pythons_text": (
        "def f(x): raise AttributeError(f\"'T{x}' object has no attribute 'f'\")", "f(7654321)",
    ),
    "class_of_an_object": ("def f(x): return type(f'T{x}', (), {})()", "assert f(7654321) == 1"),
    "operand_of_a_class": (
        "def f(x): return type(f'T{x}', (), {})()", "len(f(7654321))",
    ),
    "name_of_a_module": (
        "def f(x): return types.ModuleType(f'm{x}')", "assert f(7654321).pi == 1",
    ),
    "module_in_a_global": (
        "def f(x):\n    global m\n    m = types.ModuleType(f'm{x}')", "f(7654321)\nm.pi",
    ),
    "exit": ("def f(x): raise SystemExit(x)", "f(7654321)"),
    # -- what a test of the judge's says by itself -------------------------------------------------
    "bare_assertion": ("def f(x): return 0", "assert f(1) == 7654321"),
    "key": ("def f(x): return {}", "f(1)['7654321']"),
    "key_of_hidden_data": ("def f(x): return 'a'", "{'7654321': 1}[f(1)]"),
    "index": ("def f(x): return [1]", "f(1)[7654321]"),
    "array_index": ("def f(x): return np.ones(2)", "f(1)[7654321]"),
    "shapes": ("def f(x): return np.ones(2)", "f(1) + np.ones(7654321)"),
    "conversion": ("def f(x): return 0", "int('x7654321')"),
    "missing_file": ("def f(x): return 0", "open('7654321.txt')"),
    "name_in_hidden_code": ("def f(x): return 0", "f(secret_7654321)"),
    "attribute_in_hidden_code": ("def f(x): return 0", "f(1).secret_7654321"),
    "allclose": ("def f(x): return 0.0", "np.testing.assert_allclose(f(1), 7654321.0)"),
    "array_equal": (
        "def f(x): return np.zeros(3)",
        "np.testing.assert_array_equal(f(1), np.full(3, 7654321))",
    ),
    "almost_equal": ("def f(x): return 0", "np.testing.assert_almost_equal(f(1), 7654321)"),
    "equal_dicts": ("def f(x): return {}", "np.testing.assert_equal(f(1), {'a': 7654321})"),
    "less": ("def f(x): return 9e9", "np.testing.assert_array_less(f(1), 7654321)"),
    "equal_texts": ("def f(x): return ''", "np.testing.assert_string_equal(f(1), '7654321')"),
    "unittest": ("def f(x): return 0", "unittest.TestCase().assertEqual(f(1), 7654321)"),
    "unittest_in": ("def f(x): return 0", "unittest.TestCase().assertIn(f(1), [7654321])"),
    "unittest_dicts": (
        "def f(x): return {}", "unittest.TestCase().assertDictEqual(f(1), {'a': 7654321})",
    ),
    "approx": ("def f(x): return 0.0", "assert f(1) == pytest.approx(7654321.0)"),
    "raises": ("def f(x): return 0", "with pytest.raises(ValueError, match='7654321'): f(1)"),
    "strict_zip": (
        "def f(x): return [1]", "for a, b in zip(f(1), [1, 7654321], strict=True): assert a == b",
    ),
    "unpacking": ("def f(x): return 1, 2, 3", "secret_7654321, b = f(1)"),
}  # fmt: skip
# Visible and hidden part with a line in common: it failed in the hidden one.
SAME_LINE = """\
n = 2
y = f(1) + np.ones(n)
### BEGIN HIDDEN TESTS
n = 7654321
y = f(1) + np.ones(n)
### END HIDDEN TESTS"""
HELPFUL = {
    "missing_argument": ("def f(): return 0", HIDDEN.format("f(1)"), "another number of arguments"),
    "two_arguments": ("def f(a, b): return 0", HIDDEN.format("f(1)"), "argument: 'b'"),
    "own_name": ("def f(x): return y", HIDDEN.format("f(1)"), "name 'y' is not defined"),
    "own_words": (
        "def f(x): raise ValueError('x is too large')", HIDDEN.format("f(1)"),
        "ValueError: x is too large",
    ),
    "own_class": (
        "class TooLarge(Exception): pass\ndef f(x): raise TooLarge(x)", HIDDEN.format("f(1)"),
        "your code raised TooLarge",
    ),
    "none": ("def f(x): pass", HIDDEN.format("f(1) + 1"), "'NoneType' and 'int'"),
    "visible_line": ("def f(x): raise ValueError(x + 1)", "assert f(2) == 3", "ValueError: 3"),
    "author": (
        "def f(x): return 0", HIDDEN.format("assert f(1) == 1, 'one stays one'"), "one stays one",
    ),
    "author_to_numpy": (
        "def f(x): return 0",
        HIDDEN.format("np.testing.assert_allclose(f(1), 1, err_msg='one stays one')"),
        "one stays one",
    ),
}  # fmt: skip


def messages(cases: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The message of each case: (student's code, test)."""
    cells = [PlanCell("given", GIVEN, GIVEN, "given")]
    for name, (_, test) in cases.items():
        stub = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
        cells.append(PlanCell("solution", stub, stub, f"{name}__solution"))
        cells.append(PlanCell("test", test, without_hidden(test), name, 1.0))
    plan = Plan(tuple(cells))
    sources = [
        (c.grade_id, cases[c.grade_id.removesuffix("__solution")][0])
        if c.kind == "solution"
        else (c.grade_id, c.source)
        for c in cells
    ]
    with PlainKernel() as kernel:
        outcomes = judging.run(
            plan, sources, kernel.execute, options=client.JudgeOptions(seconds=60)
        )
    for outcome in outcomes:
        assert not outcome.passed, outcome
        assert outcome.kind not in ("judge", "timeout", "not run"), outcome
    return {outcome.grade_id: outcome.message or "" for outcome in outcomes}


@pytest.fixture(scope="module")
def leaking() -> dict[str, str]:
    cases = {name: (code, HIDDEN.format(test)) for name, (code, test) in LEAKS.items()}
    cases["same_line"] = ("def f(x): return np.ones(2)", SAME_LINE)
    return messages(cases)


@pytest.mark.parametrize("name", [*LEAKS, "same_line"])
def test_nothing_hidden_is_told(name: str, leaking: dict[str, str]) -> None:
    assert leaking[name]
    for part in (SECRET, "Traceback", "/tmp", "site-packages", "judge-", "glass"):
        assert part not in leaking[name], leaking[name]


@pytest.fixture(scope="module")
def helpful() -> dict[str, str]:
    return messages({name: (code, test) for name, (code, test, _) in HELPFUL.items()})


@pytest.mark.parametrize("name", HELPFUL)
def test_the_mistake_is_told(name: str, helpful: dict[str, str]) -> None:
    assert HELPFUL[name][2] in helpful[name]


def test_a_course_with_marks_of_its_own_for_hidden_tests() -> None:
    """What students see is what nbgrader releases, not what the usual marks leave."""
    source = textwrap.dedent("""\
        assert f(1) == 1, "one"
        # START SECRET
        assert f(2) == 7654321
        # END SECRET""")
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "t", "points": 1}
    notebook = nbformat.v4.new_notebook(cells=[cell])
    plan = plan_of(notebook, shown={"t": 'assert f(1) == 1, "one"'})
    cells = [("s", "def f(x): return x"), ("t", "")]
    with PlainKernel() as kernel:
        (outcome,) = judging.run(plan, cells, kernel.execute)
    assert not outcome.passed and outcome.message == "a hidden test failed: no message"
