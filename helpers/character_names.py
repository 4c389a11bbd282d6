"""Text that every Python carries: the names of the characters of Unicode.

    names = load()                    # ["EXCLAMATION MARK", "QUOTATION MARK", …]
    x, y = encode(names)              # rows for a network that predicts the next letter
    decode(x[0])

`unicodedata.ucd_3_2_0` is a database of 2002 that is the same in every Python, so everybody gets
the same text, without a download.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import ucd_3_2_0

import numpy as np

END = "·"  # stands before and behind every name; it is token 0
LETTERS = END + " -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 32
IGNORED = -1  # target of a place behind the end

# Scripts of many letters, whose names are mostly sounds, and lists that only count: a small network
# couldn't learn all of them in a short time, and readers couldn't judge what it makes up.
_SCRIPTS = """
    ARABIC ARMENIAN BENGALI BOPOMOFO BRAILLE BUHID BYZANTINE CANADIAN CHEROKEE CJK DESERET
    DEVANAGARI ETHIOPIC FULLWIDTH GEORGIAN GOTHIC GUJARATI GURMUKHI HALFWIDTH HANGUL HANUNOO
    HEBREW HIRAGANA IDEOGRAPH IDEOGRAPHIC KANGXI KANNADA KATAKANA KHMER LAO MALAYALAM MATHEMATICAL
    MONGOLIAN MYANMAR OGHAM OLD ORIYA RUNIC SINHALA SQUARED SYRIAC TAG TAGALOG TAGBANWA TAMIL
    TELUGU THAANA THAI TIBETAN YI
"""
_LEFT_OUT = frozenset(_SCRIPTS.split())
_PLACE = {letter: i for i, letter in enumerate(LETTERS)}


def load() -> list[str]:
    """Names of European letters, signs, arrows and pictures, in the order of Unicode.

    Those that leave room for an end in `LENGTH` letters: about 2,500.
    """
    names = (ucd_3_2_0.name(chr(point), "") for point in range(0x20000))
    return [n for n in names if n and len(n) < LENGTH and not _LEFT_OUT & set(n.split())]


def encode(names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Turns names into rows of tokens and the tokens that should follow them.

    Args:
        names: of capital letters, digits, blanks and hyphens, shorter than `LENGTH`.

    Returns:
        x, int (n, LENGTH): the start, the letters, zeros. y, the same moved by one: the letters,
        the end, and `IGNORED` behind it.

    Raises:
        ValueError: a name is too long or holds another letter.
    """
    x = np.zeros((len(names), LENGTH), dtype="int32")
    y = np.full((len(names), LENGTH), IGNORED, dtype="int32")
    for row, name in enumerate(names):
        tokens = [_PLACE.get(letter, 0) for letter in name]
        if len(name) >= LENGTH or 0 in tokens:
            raise ValueError(
                f"{name!r} can't be encoded: at most {LENGTH - 1} capital letters, digits, "
                "blanks and hyphens"
            )
        x[row, 1 : len(name) + 1] = tokens
        y[row, : len(name) + 1] = [*tokens, 0]
    return x, y


def decode(tokens: np.ndarray) -> str:
    """The name that a row of tokens holds, from behind the start to the first end.

    Args:
        tokens: int (n,), beginning with the start.
    """
    text = "".join(LETTERS[token] for token in tokens[1:])
    return text.split(END)[0]
