"""Which notebook is built from which text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.build.notebook import Role


@dataclass(frozen=True)
class Target:
    """One percent file and the notebooks that come from it.

    Attributes:
        source: the percent file.
        role: "lesson" (also single pages such as 00_start_here.py) or "exercises".
        executed: the notebook with outputs: a lesson under course/, solved exercises under
            solutions/.
        released: the student version under course/, for exercises.
        label: short name for messages: "01_ann_xor/lesson".
    """

    source: Path
    role: Role
    executed: Path
    released: Path | None
    label: str

    @property
    def built(self) -> list[Path]:
        """The notebooks that belong to this text."""
        return [self.executed, *([self.released] if self.released else [])]


def find_targets(solutions: Path, course: Path, only: list[str] | None = None) -> list[Target]:
    """Lists what can be built.

    Args:
        solutions: folder with chapters (folders with lesson.py and exercises.py) and pages
            (single .py files).
        course: folder for what students open.
        only: chapter or page names; all if empty.

    Returns:
        Targets in the order of the chapters.

    Raises:
        FileNotFoundError: the folder, or a chapter that is asked for, doesn't exist.
    """
    if not solutions.is_dir():
        raise FileNotFoundError(f"There is no folder {solutions}: name one with --solutions DIR.")
    targets: list[Target] = []
    for path in sorted(solutions.glob("*.py")):
        targets.append(
            Target(path, "lesson", course / f"{path.stem}.ipynb", None, path.stem),
        )
    for folder in sorted(path for path in solutions.iterdir() if path.is_dir()):
        name = folder.name
        if (source := folder / "lesson.py").exists():
            built = course / name / f"{name}_lesson.ipynb"
            targets.append(Target(source, "lesson", built, None, f"{name}/lesson"))
        if (source := folder / "exercises.py").exists():
            file = f"{name}_exercises.ipynb"
            released = course / name / file
            targets.append(
                Target(source, "exercises", folder / file, released, f"{name}/exercises")
            )
    if only:
        chapters = {target.label.split("/")[0] for target in targets}
        for name in only:
            if name not in chapters:
                known = ", ".join(sorted(chapters))
                raise FileNotFoundError(
                    f"{solutions} has no chapter {name!r}: choose from {known}."
                )
        targets = [target for target in targets if target.label.split("/")[0] in only]
    return targets
