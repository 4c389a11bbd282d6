"""Known right and wrong answers: `answers/*.py`, and the values that quiz.yaml names.

They prove the graders (every file must get exactly the points that it names) and they are
what a sample class hands in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import yaml

from autograder.build.mistakes import AuthorMistake
from autograder.build.quiz import load_quiz
from autograder.build.text import read_cells

Kind = Literal["right", "alternative", "wrong"]
KINDS: tuple[Kind, ...] = ("right", "alternative", "wrong")
KEYS = {"item", "kind", "points", "message", "also"}


@dataclass(frozen=True)
class Answer:
    """One way of answering one graded item.

    Attributes:
        item: name of the graded item (the name of its check).
        kind: "right", "alternative" (right, but written differently) or "wrong".
        points: what the item must get.
        message: for wrong answers, a part of the message that the student must see.
        also: other items that lose points because of it, and what they must get.
        cells: source to put into the exercise cell of that name.
        path: the file that it comes from.
    """

    item: str
    kind: Kind
    points: float
    message: str | None
    cells: dict[str, str]
    path: Path
    also: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Short name for tables: `softsign__forgot_abs`."""
        return self.path.stem if self.path.suffix == ".py" else f"{self.item}__quiz"


def load(chapter: Path) -> list[Answer]:
    """Reads every known answer of a chapter.

    Args:
        chapter: a folder such as solutions/01_ann_xor.

    Returns:
        Answers of the files in `answers/`, by name, then those of the graded quiz questions.

    Raises:
        AuthorMistake: a header is missing, or holds an unknown key or a wrong value.
    """
    answers = [_read(path) for path in sorted((chapter / "answers").glob("*.py"))]
    return answers + _of_quiz(chapter)


def _read(path: Path) -> Answer:
    lines = path.read_text(encoding="utf-8").splitlines()
    fences = [i for i, line in enumerate(lines) if line.strip() == "# ---"]
    if len(fences) < 2 or fences[0] != 0:
        raise AuthorMistake(
            path,
            1,
            "an answer starts with a header between two lines '# ---'",
            "write '# ---', '# item: …', '# kind: wrong', '# points: 0', '# message: …', '# ---'",
        )
    end = fences[1]
    try:
        header = yaml.safe_load("\n".join(line.lstrip("#")[1:] for line in lines[1:end])) or {}
    except yaml.YAMLError as error:
        raise AuthorMistake(
            path,
            2,
            f"the header is not YAML ({str(error).splitlines()[0]})",
            "put values that hold ':' or '#' in quotes",
        ) from error
    if unknown := set(header) - KEYS:
        raise AuthorMistake(
            path, 2, f"unknown header key {sorted(unknown)[0]!r}", f"use one of {sorted(KEYS)}"
        )
    if missing := {"item", "kind", "points"} - set(header):
        raise AuthorMistake(
            path, 2, f"the header has no {sorted(missing)[0]!r}", "add it between the '# ---' lines"
        )
    if header["kind"] not in ("right", "alternative", "wrong"):
        raise AuthorMistake(
            path, 2, f"kind is {header['kind']!r}", "use right, alternative or wrong"
        )
    if header["kind"] == "wrong" and not header.get("message"):
        raise AuthorMistake(
            path,
            2,
            "a wrong answer names no message",
            "add '# message: …', a part of what the check must say to this mistake",
        )
    text = "\n" * (end + 1) + "\n".join(lines[end + 1 :]) + "\n"
    cells = {}
    for cell in read_cells(path, text):
        if "exercise" not in cell.header:
            raise AuthorMistake(
                path,
                cell.line,
                "an answer holds exercise cells only",
                'head the cell with # %% exercise="NAME"',
            )
        cells[cell.header["exercise"]] = cell.source
    if not cells:
        raise AuthorMistake(
            path,
            end + 1,
            "an answer without a cell",
            'add a cell headed # %% exercise="NAME" with what the student writes',
        )
    return Answer(
        header["item"], header["kind"], float(header["points"]), header.get("message"), cells, path,
        {name: float(points) for name, points in (header.get("also") or {}).items()},
    )  # fmt: skip


def _of_quiz(chapter: Path) -> list[Answer]:
    path = chapter / "quiz.yaml"
    answers = []
    for question in load_quiz(path) if path.exists() else []:
        if not question.graded:
            continue

        def answer(kind: Kind, value: str, points: float, message: str | None, question=question):
            source = question.exercise_source(value)
            return Answer(question.id, kind, points, message, {question.id: source}, path)

        answers += [
            answer("alternative", value, question.points, None) for value in question.alternatives
        ]
        answers += [answer("wrong", wrong.value, 0, wrong.message) for wrong in question.wrong]
    return answers
