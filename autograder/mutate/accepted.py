"""Changes that are no mistakes: mutants.yaml beside a chapter's exercises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from autograder.build.mistakes import AuthorMistake
from autograder.mutate.operators import Mutant

FILE = "mutants.yaml"
KEYS = {"exercise", "before", "after", "why"}


@dataclass(frozen=True)
class Accepted:
    """A change that no check needs to find.

    Attributes:
        exercise: its exercise.
        before, after: the changed line without indentation, as it was and as it is. Without
            `after`, the exercise leaves the line to whoever solves it ("a network of your
            choice"): any change of it is another right answer.
        why: why the changed solution is still right.
        line: of mutants.yaml.
    """

    exercise: str
    before: str
    after: str | None
    why: str
    line: int = 0

    def fits(self, mutant: Mutant) -> bool:
        """Whether this is the change that a mutant makes."""
        if self.is_free:
            # An argument that is taken away begins at the end of the line above.
            own = mutant.before == self.before or mutant.before.endswith(f" {self.before}")
            return self.exercise == mutant.exercise and own
        return (self.exercise, self.before, self.after) == (
            mutant.exercise, mutant.before, mutant.after,
        )  # fmt: skip

    @property
    def is_free(self) -> bool:
        """Whether any change of the line is right."""
        return self.after is None


def load_accepted(folder: Path) -> list[Accepted]:
    """Reads a chapter's mutants.yaml.

    Args:
        folder: the chapter.

    Returns:
        Its entries; none if there is no such file.

    Raises:
        AuthorMistake: an entry lacks a key, or has one too many.
    """
    path = folder / FILE
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    try:
        entries = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise AuthorMistake(
            path, line, "this is not YAML", "put texts that hold ':' or '#' in quotes"
        ) from error
    starts = [i + 1 for i, line in enumerate(text.splitlines()) if line.startswith("- ")]
    found = []
    for number, entry in enumerate(entries):
        line = starts[number] if number < len(starts) else 1
        keys = set(entry) if isinstance(entry, dict) else set()
        if keys | {"after"} != KEYS or not entry["why"]:
            raise AuthorMistake(
                path, line, f"entry {number + 1} doesn't have just exercise, before, after and why",
                "give each of them, with a reason in 'why'; leave out 'after' where the exercise "
                "leaves the line to whoever solves it",
            )  # fmt: skip
        told = {key: str(value).strip() for key, value in entry.items()}
        found.append(
            Accepted(told["exercise"], told["before"], told.get("after"), told["why"], line)
        )
    return found
