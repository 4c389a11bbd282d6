"""Questions: practice ones with a fold-out for lessons, graded ones with a check."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from autograder.build.mistakes import AuthorMistake
from autograder.build.text import NAME

MOST_OF_POINTS = 0.2  # graded questions have short answers, so they carry few of the points


@dataclass(frozen=True)
class Option:
    """One option of a practice question, with the misconception that leads to a wrong one."""

    text: str
    why: str
    right: bool = False
    misconception: str | None = None


@dataclass(frozen=True)
class WrongValue:
    """A wrong value that students really give, as an expression, and what to tell them."""

    value: str
    message: str


@dataclass(frozen=True)
class Question:
    """A question of quiz.yaml; practice has `options`, graded has `answer` and the rest."""

    id: str
    question: str
    line: int
    options: tuple[Option, ...] = ()
    graded: bool = False
    points: float = 0.0
    answer: str = ""
    tolerance: float = 0.0
    alternatives: tuple[str, ...] = ()
    wrong: tuple[WrongValue, ...] = field(default=())

    def fold_out(self) -> str:
        """Returns a practice question as Markdown that folds out on GitHub and in JupyterLab."""
        letters = "ABCDEFGH"
        lines = [f"**Question.** {self.question}", ""]
        lines += [
            f"- **{letter}.** {option.text}"
            for letter, option in zip(letters, self.options, strict=False)
        ]
        lines += ["", "<details>", "<summary>Think first, then open the answer</summary>", ""]
        for letter, option in zip(letters, self.options, strict=False):
            if option.right:
                lines.append(f"- ✅ **{letter} is right.** {option.why}")
            else:
                lines.append(
                    f"- ❌ **{letter} is wrong.** {option.why} "
                    f"*The idea behind it: {option.misconception}*"
                )
        return "\n".join([*lines, "", "</details>"])

    def exercise_source(self, value: str | None = None) -> str:
        """Returns the code cell of a graded question, with `value` (default: the right one)."""
        return "\n".join(
            [
                "import math",
                "import numpy as np",
                "",
                f"# a number, or an expression for Python to work out: {self.id} = ...",
                "### BEGIN SOLUTION",
                f"{self.id} = {value or self.answer}",
                "### END SOLUTION",
            ]
        )

    def check_source(self) -> str:
        """Returns the test cell of a graded question: visible form, hidden value."""
        wrong = ",\n".join(f"    ({w.value}, {w.message!r})" for w in self.wrong)
        near = f"abs({self.id} - {{}}) <= {self.tolerance!r}"
        return "\n".join(
            [
                "import math",
                "import numpy as np",
                f"assert isinstance({self.id}, (int, float, np.integer, np.floating)), "
                f'"{self.id} must be one number"',
                f'assert math.isfinite({self.id}), "{self.id} must be a finite number"',
                "### BEGIN HIDDEN TESTS",
                f"known_mistakes = [\n{wrong},\n]",
                "for value, message in known_mistakes:",
                f"    assert not {near.format('value')}, message",
                f"assert {near.format(f'({self.answer})')}, "
                '"That is not it: go through the question again, one step at a time"',
                "### END HIDDEN TESTS",
            ]
        )


def load_quiz(path: Path) -> list[Question]:
    """Reads quiz.yaml.

    Args:
        path: the file.

    Returns:
        The questions in order.

    Raises:
        AuthorMistake: the file isn't YAML, a key is unknown or missing, no option or more than
            one is right, an option doesn't say why, or the graded values contradict each other.
    """
    text = path.read_text(encoding="utf-8")
    try:
        raw = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise AuthorMistake(
            path,
            mark.line + 1 if mark else 1,
            "this is not YAML",
            "put texts that hold ':' or '#' in quotes",
        ) from error
    lines = text.splitlines()
    questions: list[Question] = []
    for entry in raw:
        name = entry.get("id", "?") if isinstance(entry, dict) else "?"
        line = next((n for n, row in enumerate(lines, 1) if f"id: {name}" in row), 1)
        question = _question(path, line, entry)
        if question.id in {q.id for q in questions}:
            raise AuthorMistake(path, line, f"two questions are called {name!r}", "rename one")
        questions.append(question)
    return questions


def _question(path: Path, line: int, entry: Any) -> Question:
    def stop(what: str, instead: str) -> AuthorMistake:
        return AuthorMistake(path, line, what, instead)

    def keys(item: Any, needed: set[str], optional: set[str], where: str) -> None:
        if not isinstance(item, dict):
            raise stop(f"{where} is not a list of 'key: value' lines", "write one key a line")
        if unknown := set(item) - needed - optional:
            raise stop(
                f"{where} has an unknown key {sorted(map(str, unknown))[0]!r}",
                f"use {', '.join(sorted(needed | optional))}",
            )
        if missing := needed - set(item):
            raise stop(f"{where} has no {sorted(missing)[0]!r}", "add it")

    graded = isinstance(entry, dict) and bool(entry.get("graded"))
    if not graded:
        keys(entry, {"id", "question", "options"}, {"graded"}, "a practice question")
        options = []
        for option in entry["options"]:
            keys(option, {"text", "why"}, {"right", "misconception"}, f"an option of {entry['id']}")
            if not option.get("right") and not option.get("misconception"):
                raise stop(f"a wrong option of {entry['id']} has no 'misconception'",
                           "say from which idea it comes")  # fmt: skip
            options.append(
                Option(
                    text=str(option["text"]),
                    why=str(option["why"]),
                    right=bool(option.get("right")),
                    misconception=option.get("misconception"),
                )
            )
        if sum(option.right for option in options) != 1:
            raise stop(f"{entry['id']} needs exactly one option with 'right: true'", "mark one")
        return Question(str(entry["id"]), entry["question"].strip(), line, tuple(options))

    keys(entry, {"id", "question", "graded", "points", "answer", "tolerance", "alternatives",
                 "wrong"}, set(), "a graded question")  # fmt: skip
    if not NAME.match(str(entry["id"])):
        raise stop(f"{entry['id']!r} can't be a variable", "use letters, digits and _ only")
    for wrong in entry["wrong"]:
        keys(wrong, {"value", "message"}, set(), f"a wrong value of {entry['id']}")
    question = Question(
        id=entry["id"], question=entry["question"].strip(), line=line, graded=True,
        points=float(entry["points"]), answer=str(entry["answer"]),
        tolerance=float(entry["tolerance"]),
        alternatives=tuple(str(value) for value in entry["alternatives"]),
        wrong=tuple(WrongValue(str(w["value"]), str(w["message"])) for w in entry["wrong"]),
    )  # fmt: skip
    try:
        answer = _value(question.answer)
        alternatives = [_value(value) for value in question.alternatives]
        wrong_values = [_value(wrong.value) for wrong in question.wrong]
    except Exception as error:
        raise stop(
            f"a value of {question.id} can't be worked out: {error}", "write a number or np/math"
        ) from error
    if any(abs(value - answer) > question.tolerance for value in alternatives):
        raise stop(f"an alternative of {question.id} is not within the tolerance", "correct it")
    if any(abs(value - answer) <= 2 * question.tolerance for value in wrong_values):
        raise stop(
            f"a wrong value of {question.id} is within the tolerance of the right one",
            "narrow the tolerance or choose other numbers in the question",
        )
    return question


def _value(expression: str) -> float:
    # The author's own expression, worked out when the author builds: nothing of a student's.
    value = float(eval(expression, {"np": np, "math": math}))
    if not math.isfinite(value):
        raise ValueError(f"{expression} is not a finite number")
    return value


def graded_cell_text(question: Question) -> str:
    """Returns the Markdown above a graded question's code cell."""
    points = f"{question.points:g} point" + ("" if question.points == 1 else "s")
    return f"**Question** ({html.escape(points)}). {question.question}"
