"""Tests for practice: drawn from the lessons' questions and from questions with fresh numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from helpers.quiz import _course
from helpers.quiz._numbers import TEMPLATES
from helpers.quiz._questions import Numbers, Question, Remark, of_lessons

OWN = 11  # the final quiz's own questions stand where tests are drawn: they aren't drawn again


@dataclass(frozen=True)
class Checked:
    """What the answers to a test are worth. Shows itself as Markdown in a notebook."""

    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    links: Mapping[int, str]

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(remark.right is True for remark in self.remarks)

    def _repr_markdown_(self) -> str:
        lines, left_out = [], []
        for number, (question, remark) in enumerate(
            zip(self.questions, self.remarks, strict=True), 1
        ):
            if not remark.text:
                left_out.append(str(number))
                continue
            mark = {True: "✅ right.", False: "❌ not right.", None: "–"}[remark.right]
            lines.append(f"**{number}** {mark} {remark.text}")
            if remark.right is False:
                lines.append(f"Look it up: {self._where(question.chapter)}.")
        if left_out:
            lines.append(f"Not answered yet: {', '.join(left_out)}.")
        weak = sorted(
            {
                q.chapter
                for q, r in zip(self.questions, self.remarks, strict=True)
                if r.right is False
            }
        )
        lines.append(f"**{self.right} of {len(self.questions)} right.**")
        if weak and len(self.questions) > 1:
            lines.append("To read again: " + ", ".join(self._where(c) for c in weak) + ".")
        return "\n\n".join(lines)

    def __repr__(self) -> str:
        return f"{self.right} of {len(self.questions)} right"

    def _where(self, chapter: int) -> str:
        name = f"chapter {chapter}"
        return f"[{name}]({self.links[chapter]})" if chapter in self.links else name


@dataclass(frozen=True)
class PracticeTest:
    """Some questions. Shows itself as Markdown in a notebook.

    Attributes:
        questions: in the order in which they are asked, from 1.
        links: of each chapter whose lesson is there, where it is.
    """

    questions: tuple[Question, ...]
    links: Mapping[int, str]

    def check(self, answers: object) -> Checked:
        """Looks at answers.

        Args:
            answers: for each number of a question a letter ("b") or a number; None or nothing for
                one that you leave out. A test of one question takes the answer itself.

        Returns:
            A remark for every question: it names the mistake, if it knows it.

        Raises:
            ValueError: there is no question of that number.
        """
        if not isinstance(answers, Mapping):
            answers = {1: answers}
        if unknown := [n for n in answers if n not in range(1, len(self.questions) + 1)]:
            raise ValueError(
                f"there is no question {unknown[0]!r}: they are numbered 1 to {len(self.questions)}"
            )
        remarks = [
            Remark(None, "") if answers.get(number) is None else question.judge(answers[number])
            for number, question in enumerate(self.questions, 1)
        ]
        return Checked(self.questions, tuple(remarks), self.links)

    def _repr_markdown_(self) -> str:
        return "\n\n".join(
            f"{number}. *Chapter {question.chapter}.* {question.shown()}"
            for number, question in enumerate(self.questions, 1)
        )

    def __repr__(self) -> str:
        return f"a test of {len(self.questions)} questions"


def names() -> dict[int, list[str]]:
    """Returns the names of the questions with fresh numbers, for `ask`, by chapter."""
    found: dict[int, list[str]] = {}
    for name, (chapter, _) in TEMPLATES.items():
        found.setdefault(chapter, []).append(name)
    return found


def ask(name: str, *, seed: int | None = None) -> PracticeTest:
    """Asks one question with fresh numbers.

    Args:
        name: one of those in `names()`.
        seed: the same seed, the same numbers; by default other ones each time.

    Returns:
        A test of one question.

    Raises:
        ValueError: no question has this name.
    """
    if name not in TEMPLATES:
        raise ValueError(f"there is no question {name!r}: choose from {', '.join(TEMPLATES)}")
    return _test([_made(name, np.random.default_rng(seed))])


def draw(
    n: int = 8, *, chapters: Collection[int] | None = None, seed: int | None = None
) -> PracticeTest:
    """Draws a test over the course, as evenly over its chapters as it can be.

    Args:
        n: how many questions.
        chapters: only questions about these chapters.
        seed: the same seed, the same test (as long as the course stays the same); by default
            another one each time.

    Returns:
        The test, in the order of the chapters. About half of the questions have options, where
        the lesson is there; the others ask for a number.

    Raises:
        ValueError: there is no question about these chapters.
    """
    random = np.random.default_rng(seed)
    waiting: dict[int, list[str | Question]] = {}
    for name, (chapter, _) in TEMPLATES.items():
        waiting.setdefault(chapter, []).append(name)
    for question in of_lessons(_course.lessons(_course.folder())):
        if question.chapter != OWN:
            waiting.setdefault(question.chapter, []).append(question)
    if chapters is not None:
        waiting = {chapter: found for chapter, found in waiting.items() if chapter in chapters}
    if not waiting:
        raise ValueError(
            f"there are no questions about {sorted(chapters or ())}: choose from 1 to 10"
        )
    for chapter, found in waiting.items():
        waiting[chapter] = _in_turns(found, random)
    drawn: list[Question] = []
    while len(drawn) < n and any(waiting.values()):
        for chapter in random.permutation(sorted(waiting)):
            if len(drawn) < n and waiting[int(chapter)]:
                picked = waiting[int(chapter)].pop()
                drawn.append(_made(picked, random) if isinstance(picked, str) else picked)
    drawn.sort(key=lambda question: question.chapter)
    return _test([question.shuffled(random) for question in drawn])


def _in_turns(found: list[str | Question], random: np.random.Generator) -> list[str | Question]:
    """Shuffles one chapter's questions so that numbers and options take turns."""
    kinds = [[q for q in found if isinstance(q, str) == number] for number in (True, False)]
    kinds = [[kind[i] for i in random.permutation(len(kind))] for kind in kinds]
    if random.random() < 0.5:
        kinds.reverse()
    mixed: list[str | Question] = []
    while any(kinds):
        mixed += [kind.pop() for kind in kinds if kind]
    return mixed[::-1]  # they are popped from the end


def _made(name: str, random: np.random.Generator) -> Numbers:
    chapter, make = TEMPLATES[name]
    made = make(random)
    told = tuple(
        (value, message)
        for value, message in made.mistakes
        if abs(value - made.answer) > 2 * made.tolerance
    )
    return Numbers(chapter, _set(made.text), made.answer, made.tolerance, _set(made.how), told)


def _set(text: str) -> str:
    """Sets the signs of numbers as they are printed: −2 and not -2, − 2 and not + -2."""
    text = re.sub(r"(?<![\w`])-(?=\d)", "−", text)
    return text.replace("+ −", "− ")


def _test(questions: list[Question]) -> PracticeTest:
    course = _course.folder()
    links = {
        lesson.chapter: _course.link(lesson.path, course) for lesson in _course.lessons(course)
    }
    return PracticeTest(tuple(questions), links)
