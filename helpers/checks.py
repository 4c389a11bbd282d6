"""What test cells need: fresh inputs that only the grader knows, and comparisons that don't tell.

A hidden test draws its inputs from `rng("name")`. In a notebook the secret behind it is fixed, so
that a notebook always gives the same outputs; the judge sets another one for every student, so
that knowing a test (this repository is public) doesn't help to pass it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

NOTEBOOK_SECRET = "the same inputs in every notebook"
_secret = NOTEBOOK_SECRET


def set_secret(secret: str | None) -> None:
    """Chooses the secret behind `rng`; None goes back to the one that notebooks have."""
    global _secret
    _secret = NOTEBOOK_SECRET if secret is None else secret


def rng(name: str) -> np.random.Generator:
    """Makes a generator of random inputs for one test.

    Args:
        name: the test's name. The same name and secret always start the same sequence.

    Returns:
        A new NumPy generator, seeded with SHA-256 of secret and name.
    """
    if not isinstance(name, str):
        raise TypeError(f"rng takes the name of the test, such as rng('softsign'), not {name!r}")
    digest = hashlib.sha256(f"{_secret}\0{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def assert_close(
    actual: Any,
    expected: ArrayLike,
    message: str,
    atol: float = 1e-6,
    rtol: float = 1e-6,
) -> None:
    """Fails with `message`, and nothing else, unless two arrays agree.

    Unlike `np.testing.assert_allclose` it shows neither array, compares shapes strictly
    (`(3,)` against `(3, 1)` fails, a scalar against an array too) and takes no NaN as right.

    Args:
        actual: what the student's code gave: a number, an array, a tensor or a nested list.
        expected: what is right: finite or infinite numbers, of the shape that is asked for.
        message: the sentence that the student reads.
        atol: absolute tolerance; |actual − expected| ≤ atol + rtol · |expected| must hold.
        rtol: relative tolerance.

    Raises:
        AssertionError: with `message` alone.
        ValueError: the expected value itself isn't numeric, or holds NaN: a mistake of the test.
    """
    right = _numbers(expected)
    if right is None or np.isnan(right).any():
        raise ValueError("assert_close: the expected value must be numbers without NaN")
    given = _numbers(actual)
    if given is None or given.shape != right.shape or np.isnan(given).any():
        raise AssertionError(message)
    if not np.isclose(given, right, atol=atol, rtol=rtol).all():
        raise AssertionError(message)


def _numbers(value: Any) -> np.ndarray | None:
    """The value as an array of numbers, or None if it isn't one."""
    try:
        array = np.asarray(value)
    except Exception:  # a ragged list, or an object whose __array__ fails
        return None
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind in "fc":
        return array
    # TensorFlow's and JAX's bfloat16 arrive as a void type that converts.
    if array.dtype.kind == "V" and array.dtype.names is None:
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError):
            return None
    return None
