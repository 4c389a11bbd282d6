"""Flash cards: the words of the glossary, asked in both directions."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.quiz import _course

_WHERE = re.compile(r"\s*→ (?:\[chapter (?P<a>\d+)\]\((?P<path>[^)\s]+)\)|chapter (?P<b>\d+))\s*$")


@dataclass(frozen=True)
class Term:
    """A word of the glossary.

    Attributes:
        name: the word.
        text: what it means, Markdown.
        chapter: where it is treated.
        path: the lesson and its section, relative to the course; None where there is no lesson.
    """

    name: str
    text: str
    chapter: int
    path: str | None


def terms(course: Path | None) -> list[Term]:
    """Reads the glossary.

    Args:
        course: folder of the course, from `_course.folder()`.

    Returns:
        Its words in order; none if there is no glossary.
    """
    found = []
    for text in _course.text_cells(course / _course.GLOSSARY) if course else []:
        for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
            name, _, rest = part.partition("\n")
            if where := _WHERE.search(rest):
                chapter = int(where["a"] or where["b"])
                found.append(
                    Term(name.strip(), rest[: where.start()].strip(), chapter, where["path"])
                )
    return found


@dataclass(frozen=True)
class Deck:
    """Some cards; in a notebook each shows its front, and its back when it is opened."""

    cards: tuple[tuple[str, str], ...]

    def _repr_markdown_(self) -> str:
        return "\n\n".join(
            f"<details><summary>{number} · {front}</summary>\n\n{back}\n\n</details>"
            for number, (front, back) in enumerate(self.cards, 1)
        )

    def __repr__(self) -> str:
        return "\n".join(f"{n} · {front}" for n, (front, _) in enumerate(self.cards, 1))


def cards(n: int = 5, *, chapters: Collection[int] | None = None, seed: int | None = None) -> Deck:
    """Draws flash cards.

    Half of them ask what a word means, half of them ask for the word.

    Args:
        n: how many.
        chapters: only words of these chapters.
        seed: the same seed draws the same cards; by default other ones each time.

    Returns:
        The cards. In a notebook they fold out (click, or Tab and Enter).

    Raises:
        ValueError: there is no glossary here, or no word of these chapters.
    """
    course = _course.folder()
    known = [term for term in terms(course) if chapters is None or term.chapter in chapters]
    if not known:
        raise ValueError(
            "There are no cards: the glossary isn't here, or has no word of these chapters."
        )
    random = np.random.default_rng(seed)
    drawn = random.permutation(len(known))[: max(n, 0)]
    deck = []
    for place, i in enumerate(drawn):
        term = known[int(i)]
        where = f"chapter {term.chapter}"
        if term.path:
            where = f"[{where}]({_course.link(term.path, course)})"
        if place % 2:
            deck.append((f"Which word is meant? {_plain(term)}", f"**{term.name}** → {where}"))
        else:
            deck.append((f"What is meant by <b>{term.name}</b>?", f"{term.text} → {where}"))
    return Deck(tuple(deck))


def look_up(word: str) -> str:
    """Says what a word of the glossary means, as plain text.

    Args:
        word: the word, in any case; a beginning is enough.

    Returns:
        Its entry.

    Raises:
        KeyError: no word of the glossary begins so.
    """
    known = terms(_course.folder())
    wanted = word.strip().lower()
    exact = [term for term in known if term.name.lower() == wanted]
    for term in exact or [
        term for term in known if wanted and term.name.lower().startswith(wanted)
    ]:
        return f"{term.name}: {term.text} (chapter {term.chapter})"
    raise KeyError(f"the glossary has no word that begins with {word!r}")


def _plain(term: Term) -> str:
    """The meaning for the front of a card: the word itself blanked, no Markdown inside of HTML."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", term.text)
    text = re.sub(r"[*`]", "", text)
    return re.sub(re.escape(term.name), "…", text, flags=re.IGNORECASE)
