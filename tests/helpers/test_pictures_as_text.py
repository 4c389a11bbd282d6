from __future__ import annotations

import numpy as np
import pytest

from helpers import pictures_as_text


def test_there_and_back_in_sixteen_shades() -> None:
    pictures = np.random.default_rng(0).random((3, 28, 28))
    words = pictures_as_text.to_text(pictures)
    assert [len(word) for word in words] == [784] * 3
    back = pictures_as_text.from_text(words)
    assert back.shape == (3, 28, 28)
    assert np.abs(back - pictures).max() <= 0.5 / 15 + 1e-9
    assert pictures_as_text.to_text(back) == words


def test_ends_of_the_range() -> None:
    (word,) = pictures_as_text.to_text(
        np.pad(np.array([[[2.0, -1.0]]]), ((0, 0), (0, 27), (0, 26)))
    )
    assert word[:3] == "f00"


@pytest.mark.parametrize("word", ["0" * 783, "g" * 784, ""])
def test_what_is_no_picture(word: str) -> None:
    with pytest.raises(ValueError, match="784 letters"):
        pictures_as_text.from_text([word])
