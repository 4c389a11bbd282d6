"""Small grey pictures as text, so that a results file can show what was drawn.

One hexadecimal digit is one pixel: 0 is paper, f is ink. A picture of 28×28 is a word of 784.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SIDE = 28
_DIGITS = "0123456789abcdef"


def to_text(pictures: np.ndarray) -> list[str]:
    """Writes pictures down in sixteen shades.

    Args:
        pictures: float (n, 28, 28) from 0 to 1.

    Returns:
        n words of 784 letters.
    """
    shades = np.rint(15 * np.clip(pictures, 0, 1)).astype(int).reshape(len(pictures), -1)
    return ["".join(_DIGITS[shade] for shade in row) for row in shades]


def from_text(words: Sequence[str]) -> np.ndarray:
    """Reads pictures that `to_text` has written.

    Args:
        words: of 784 letters each.

    Returns:
        Float (n, 28, 28) from 0 to 1, in sixteen shades.

    Raises:
        ValueError: a word isn't a picture.
    """
    for word in words:
        if len(word) != SIDE * SIDE or set(word) - set(_DIGITS):
            raise ValueError(f"from_text: a picture is {SIDE * SIDE} letters from 0 to f")
    shades = [[_DIGITS.index(letter) for letter in word] for word in words]
    return np.array(shades, dtype=float).reshape(-1, SIDE, SIDE) / 15
