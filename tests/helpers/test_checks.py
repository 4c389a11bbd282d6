from __future__ import annotations

import traceback
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers import checks
from helpers.checks import assert_close, rng

floats = hnp.arrays(
    np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6)
)


@pytest.fixture(autouse=True)
def notebook_secret():
    checks.set_secret(None)  # a judge in another test of this process may have left one
    yield
    checks.set_secret(None)


def test_rng_gives_the_same_inputs_in_every_notebook() -> None:
    # Fixed for good: stored outputs of solved notebooks depend on it.
    assert rng("softsign").integers(1000, size=3).tolist() == [490, 283, 740]


def test_rng_starts_anew_at_each_call() -> None:
    assert rng("a").random() == rng("a").random()


def test_names_and_secrets_make_different_inputs() -> None:
    in_notebook = rng("softsign").random()
    assert in_notebook != rng("softmax").random()
    checks.set_secret("of student 7")
    judged = rng("softsign").random()
    assert judged != in_notebook
    checks.set_secret("of student 8")
    assert rng("softsign").random() != judged
    checks.set_secret("of student 7")
    assert rng("softsign").random() == judged


def test_secret_and_name_do_not_run_into_each_other() -> None:
    checks.set_secret("ab")
    first = rng("c").random()
    checks.set_secret("a")
    assert rng("bc").random() != first


def test_rng_wants_a_name() -> None:
    with pytest.raises(TypeError, match="name of the test"):
        rng(3)  # type: ignore[arg-type]


@given(floats)
def test_equal_arrays_are_close(array: np.ndarray) -> None:
    assert_close(array.copy(), array, "differs")
    assert_close(array.tolist(), array, "differs")
    assert_close(array + 1e-9, array, "differs")


@given(floats, st.data())
def test_one_wrong_number_is_found(array: np.ndarray, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, array.size - 1))
    wrong = array.copy()
    wrong.flat[index] += 1e-3 * (1 + abs(wrong.flat[index]))
    with pytest.raises(AssertionError, match="^the message$"):
        assert_close(wrong, array, "the message")


@pytest.mark.parametrize(
    "actual",
    [
        None,
        "0.5",
        [[1.0], [2.0, 3.0]],
        [0.5, None],
        object(),
        np.nan,
        [0.5],
        np.array([[0.5]]),
        {"a": 0.5},
        0.5 + 0.1j,
        np.inf,
    ],
)
def test_what_is_no_right_answer_fails(actual: Any) -> None:
    with pytest.raises(AssertionError, match="^no$"):
        assert_close(actual, 0.5, "no")


@pytest.mark.parametrize("actual", [1, 1.0, True, np.float32(1), np.array(1), 1 + 0j])
def test_kinds_of_numbers_that_count(actual: Any) -> None:
    assert_close(actual, 1.0, "no")


def test_an_object_that_claims_to_equal_everything_fails() -> None:
    class Chameleon:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    with pytest.raises(AssertionError):
        assert_close(Chameleon(), 1.0, "no")


def test_tolerances() -> None:
    assert_close(1.05, 1.0, "no", atol=0.1)
    assert_close(105.0, 100.0, "no", rtol=0.1)
    with pytest.raises(AssertionError):
        assert_close(1.05, 1.0, "no", atol=0.01)


def test_infinity_is_a_value_like_others() -> None:
    assert_close([np.inf, 1], [np.inf, 1], "no")
    with pytest.raises(AssertionError):
        assert_close([-np.inf, 1], [np.inf, 1], "no")


@pytest.mark.parametrize("expected", [np.nan, "text", None])
def test_a_wrong_test_is_the_authors_mistake(expected: Any) -> None:
    with pytest.raises(ValueError, match="expected value"):
        assert_close(1.0, expected, "no")


def test_nothing_of_the_expected_value_shows() -> None:
    try:
        assert_close([1.0, 2.0], [1.0, 123.456789], "you forgot the bias")
    except AssertionError as error:
        shown = "".join(traceback.format_exception(error))
        assert str(error) == "you forgot the bias"
        assert "123.456789" not in shown.replace("assert_close([1.0, 2.0], [1.0, 123.456789]", "")
        assert error.__cause__ is None and error.__context__ is None
    else:
        pytest.fail("no error")
