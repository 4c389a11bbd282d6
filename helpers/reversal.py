"""A task with a right answer: read some letters, then write them backwards.

x, y = examples(1000, letters=12, rng=np.random.default_rng(0))
as_text(x[0])                   # "KWARTZSPHINX>XNIHPSZTRAW"
"""

from __future__ import annotations

import numpy as np

LETTERS = ">ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # token 0 stands between question and answer
IGNORED = -1


def examples(n: int, letters: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draws words of random letters.

    Args:
        n: number of words.
        letters: of each.
        rng: draws them.

    Returns:
        x, int (n, 2 · letters): the word, ">", and the word backwards without its last letter.
        y, the same moved by one: `IGNORED` where the word itself would have to be guessed, then
        the word backwards.
    """
    words = rng.integers(1, len(LETTERS), size=(n, letters))
    return from_words(words)


def from_words(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for given words, int (n, letters), tokens from 1 on."""
    n, letters = words.shape
    rows = np.concatenate([words, np.zeros((n, 1), int), words[:, ::-1]], axis=1).astype("int32")
    x, y = rows[:, :-1], rows[:, 1:].copy()
    y[:, :letters] = IGNORED
    return x, y


def as_tokens(word: str) -> np.ndarray:
    """The tokens of a word of capital letters, int (letters,)."""
    return np.array([LETTERS.index(letter) for letter in word], dtype="int32")


def as_text(tokens: np.ndarray) -> str:
    """The letters of a row of tokens."""
    return "".join(LETTERS[token] for token in tokens)
