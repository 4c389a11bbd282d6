"""Made-up film reviews from a small grammar, in which the order of the words decides.

They stand in for IMDB where it cannot be had (`helpers.data.load("imdb")`), and `turns` makes the
sentences of chapter 05 that a model without any sense of order cannot get right. Everything is
drawn with a seed, so that a seed always gives the same text.

A review has a verdict, 1 (liked) or 0 (not liked). Its sentences are

- plain: "the plot was lovely", with a word that fits the verdict, or "the plot was never dull",
  with a word that doesn't, and a "never" before it;
- turns: "at first the plot seemed dull but in the end it was lovely". They hold one word of each
  kind. Exchange the two, and nothing changes but the order and the verdict;
- remarks that say nothing: "i saw it with my sister on a rainy evening".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

LIKED = [
    "lovely",
    "brilliant",
    "moving",
    "funny",
    "clever",
    "charming",
    "gripping",
    "fresh",
    "superb",
    "warm",
    "elegant",
    "honest",
    "thrilling",
    "witty",
    "beautiful",
    "delightful",
]
NOT_LIKED = [
    "dull",
    "awful",
    "boring",
    "silly",
    "clumsy",
    "tedious",
    "stale",
    "predictable",
    "terrible",
    "cold",
    "lazy",
    "dishonest",
    "shallow",
    "tiresome",
    "ugly",
    "dreadful",
]
_THINGS = [
    "plot",
    "film",
    "story",
    "ending",
    "acting",
    "music",
    "dialogue",
    "script",
    "cast",
    "camera",
    "pace",
    "picture",
    "scenery",
    "humour",
]
# {new} fits the verdict, {old} contradicts it.
_PLAIN = (
    "the {thing} was {new}",
    "what a {new} {thing} this is",
    "i found the {thing} {new}",
    "the {thing} was never {old}",
    "nobody can call this {thing} {old}",
)
_TURNS = (
    "at first the {thing} seemed {old} but in the end it was {new}",
    "the {thing} was {new} although it had seemed {old} at first",
    "i expected a {old} {thing} and got a {new} one",
    "the {thing} was not {old} but {new}",
    "my friends call the {thing} {old} and i call it {new}",
    "{new} was the {thing} and not {old} as they say",
)
_REMARKS = (
    "i saw it with my sister on a rainy evening",
    "it lasts for about two hours",
    "we had seats in the middle of the third row",
    "the director has made five films before this one",
    "it plays in a small town by the sea",
    "most of the scenes were shot at night",
    "my brother had told me about the {thing}",
    "they showed it in the old cinema near the station",
)
_WORD = re.compile(r"\{(thing|old|new)\}")
# "{thing}" and the like are no words; what they stand for is.
VOCABULARY: tuple[str, ...] = tuple(
    sorted(
        {word for line in (*_PLAIN, *_TURNS, *_REMARKS) for word in _WORD.sub("", line).split()}
        | {*LIKED, *NOT_LIKED, *_THINGS}
    )
)
_NUMBER = {word: number for number, word in enumerate(VOCABULARY, 2)}


def turns(n: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Writes single sentences, in pairs of the same words and opposite verdicts.

    Args:
        n: number of sentences, even.
        seed: of the draw.

    Returns:
        The sentences, each pair side by side, and their verdicts, int64 (n,).
    """
    random = np.random.default_rng(seed)
    sentences = []
    for _ in range(n // 2):
        line, thing = _draw(random, _TURNS), _draw(random, _THINGS)
        liked, not_liked = _draw(random, LIKED), _draw(random, NOT_LIKED)
        sentences.append(line.format(thing=thing, old=not_liked, new=liked))
        sentences.append(line.format(thing=thing, old=liked, new=not_liked))
    return sentences, np.tile([1, 0], n // 2)


def write(n: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Writes whole reviews of three to eight sentences, one or two of them turns.

    Args:
        n: number of reviews.
        seed: of the draw.

    Returns:
        The reviews and their verdicts, int64 (n,), half of them 1, in random order.
    """
    random = np.random.default_rng(seed)
    verdicts = random.permutation(np.arange(n) % 2)
    return [_review(random, bool(verdict)) for verdict in verdicts], verdicts


def encode(text: str) -> list[int]:
    """Turns a text into word numbers, as `data.load("imdb")` has them on the stand-in.

    Args:
        text: words with spaces between them; capitals and punctuation don't count.

    Returns:
        A number from 2 for each word of `VOCABULARY`, in its order; 1 for any other word.
    """
    return [_NUMBER.get(word, 1) for word in re.findall(r"[a-z]+", text.lower())]


def _review(random: np.random.Generator, verdict: bool) -> str:
    fits, contradicts = (LIKED, NOT_LIKED) if verdict else (NOT_LIKED, LIKED)
    lines = [_draw(random, _TURNS) for _ in range(random.integers(1, 3))]
    lines += [_draw(random, _REMARKS) for _ in range(random.integers(2, 5))]
    if random.random() < 0.6:
        lines.append(_draw(random, _PLAIN))
    return " ".join(
        lines[i].format(
            thing=_draw(random, _THINGS), new=_draw(random, fits), old=_draw(random, contradicts)
        )
        for i in random.permutation(len(lines))
    )


def _draw(random: np.random.Generator, words: Sequence[str]) -> str:
    return words[int(random.integers(len(words)))]
