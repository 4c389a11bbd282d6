"""What a practice question is: one with options, or one with a number as its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real

import numpy as np

from helpers.quiz._course import Lesson

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Remark:
    """What the answer to one question gets back.

    Attributes:
        right: whether it is right; None if nothing was answered, or nothing that can be read.
        text: Markdown for the student; "" if nothing was answered.
    """

    right: bool | None
    text: str


@dataclass(frozen=True)
class Option:
    """One option: its text, why it is right or wrong, and the idea behind a wrong one."""

    text: str
    why: str
    misconception: str | None = None  # None marks the right one


@dataclass(frozen=True)
class Choice:
    """A question with options.

    Attributes:
        chapter: where it is treated.
        text: the question, Markdown.
        options: exactly one of them is right.
    """

    chapter: int
    text: str
    options: tuple[Option, ...]

    def shuffled(self, random: np.random.Generator) -> Choice:
        """Returns the same question with its options in another order."""
        order = random.permutation(len(self.options))
        return Choice(self.chapter, self.text, tuple(self.options[i] for i in order))

    def shown(self) -> str:
        """Returns the question as Markdown."""
        lines = [
            f"    - **{letter}** · {option.text}"
            for letter, option in zip(LETTERS, self.options, strict=False)
        ]
        return "\n".join([self.text, "", *lines])

    def judge(self, answer: object) -> Remark:
        """Says whether a letter is right, and why or why not."""
        letters = LETTERS[: len(self.options)]
        letter = answer.strip().lower() if isinstance(answer, str) else ""
        if len(letter) != 1 or letter not in letters:
            return Remark(None, f'Answer with a letter from `"a"` to `"{letters[-1]}"`.')
        option = self.options[letters.index(letter)]
        if option.misconception is None:
            return Remark(True, option.why)
        return Remark(False, f"{option.why} *The idea behind it: {option.misconception}*")


@dataclass(frozen=True)
class Numbers:
    """A question whose answer is a number.

    Attributes:
        chapter: where it is treated.
        text: the question, Markdown.
        answer: the right number.
        tolerance: how far off an answer may be.
        how: the way to the answer, with these numbers.
        mistakes: wrong numbers that come from known mistakes, each with what to say to it.
    """

    chapter: int
    text: str
    answer: float
    tolerance: float
    how: str
    mistakes: tuple[tuple[float, str], ...] = ()

    def shuffled(self, random: np.random.Generator) -> Numbers:
        """Returns the question as it is: it has no options."""
        return self

    def shown(self) -> str:
        """Returns the question as Markdown."""
        return f"{self.text} *(a number)*"

    def judge(self, answer: object) -> Remark:
        """Says whether a number is right, and which mistake it comes from if it isn't."""
        if isinstance(answer, bool) or not isinstance(answer, Real):
            return Remark(None, "Answer with a number, such as `12.5` or `3 * 4`.")
        value = float(answer)
        if abs(value - self.answer) <= self.tolerance:
            return Remark(True, self.how)
        known = [text for wrong, text in self.mistakes if abs(value - wrong) <= self.tolerance]
        message = " Or: ".join(known) or "Not this number."
        return Remark(False, f"{message}{_fold('The way to the answer', self.how)}")


Question = Choice | Numbers


def _fold(summary: str, text: str) -> str:
    return f"\n\n<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


# A lesson's question as the builder writes it (autograder.build.quiz; a test holds the two
# together): the question, its options, and folded away what is to be said to each of them.
_QUESTION = re.compile(
    r"\*\*Question\.\*\* (?P<text>.+?)\n\n(?P<options>(?:- \*\*[A-H]\.\*\* .+\n)+)\n"
    r"<details>\n<summary>.+?</summary>\n\n(?P<remarks>(?:- .+\n)+)\n</details>",
    re.DOTALL,
)
_OPTION = re.compile(r"^- \*\*([A-H])\.\*\* (.+)$", re.MULTILINE)
_REMARK = re.compile(
    r"^- (?:✅|❌) \*\*([A-H]) is (right|wrong)\.\*\* (.+?)(?: \*The idea behind it: (.+)\*)?$",
    re.MULTILINE,
)


def of_lessons(lessons: Iterable[Lesson]) -> list[Choice]:
    """Finds the questions with options that stand in lessons.

    Args:
        lessons: what `lessons()` has read.

    Returns:
        The questions in order. What doesn't look like one is left out.
    """
    return [
        question
        for lesson in lessons
        for text in lesson.texts
        for question in _read(lesson.chapter, text)
    ]


def _read(chapter: int, text: str) -> list[Choice]:
    found = []
    for match in _QUESTION.finditer(text):
        options = dict(_OPTION.findall(match["options"]))
        remarks = {letter: rest for letter, *rest in _REMARK.findall(match["remarks"])}
        right = [letter for letter, (verdict, _, _) in remarks.items() if verdict == "right"]
        if set(options) != set(remarks) or len(right) != 1:
            continue
        found.append(
            Choice(
                chapter,
                match["text"],
                tuple(
                    Option(
                        option,
                        remarks[letter][1],
                        None if letter in right else (remarks[letter][2] or "a slip"),
                    )
                    for letter, option in options.items()
                ),
            )
        )
    return found
