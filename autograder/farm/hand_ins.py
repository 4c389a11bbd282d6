"""What the students of a sample class hand in, and what they must get for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.build.answers import Answer
from autograder.farm.answers import Expected, combine, expect, fill, solutions, to_bytes

STUB = re.compile(r"^(\s*)raise NotImplementedError\(.*\)\s*$", re.MULTILINE)
WRITTEN = "In my own words: see the lesson."


@dataclass
class Chapter:
    """A chapter whose notebooks are built, and what its items are worth."""

    name: str
    solved: NotebookNode
    released: NotebookNode
    answers: list[Answer]
    points: dict[str, float] = field(default_factory=dict)
    manual: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for cell in self.solved.cells:
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("grade") and not meta.get("solution"):
                self.points[meta["grade_id"]] = float(meta["points"])
            elif meta.get("grade") or meta.get("task"):
                self.manual.append(meta["grade_id"])

    @property
    def file(self) -> str:
        return f"{self.name}_exercises.ipynb"

    @property
    def quick(self) -> list[str]:
        """Cells of a chapter without training, but not the first one, which imports."""
        names = [
            cell.metadata.nbgrader.grade_id
            for cell in self.solved.cells
            if cell.cell_type == "code" and "nbgrader" in cell.metadata
        ]
        return names[1:]

    def filled(self, answers: list[Answer], *, written: bool = True) -> NotebookNode:
        """The student's notebook with the model solution but for these answers."""
        cells = solutions(self.solved)
        for answer in answers:
            cells.update(answer.cells)
        notebook = fill(self.released, cells)
        for cell in notebook.cells:
            if written and cell.metadata.get("nbgrader", {}).get("grade_id") in self.manual:
                cell.source = WRITTEN
        return notebook

    def right(self, written: bool = True) -> Expected:
        """What the model solution gets."""
        expected = expect(self.points, self.manual, [])
        if not written:
            expected.cells.update(dict.fromkeys(self.manual, 0.0))
        return expected


@dataclass
class Handed:
    """What one student hands in for one chapter."""

    student: str
    chapter: Chapter
    files: dict[str, bytes]
    expected: Expected


def first_chapter(chapter: Chapter, mixed: int) -> list[Handed]:
    """The students of the first chapter: every kind of submission that there is."""
    names = iter(f"s{number:02}" for number in range(1, 100 + mixed))
    right = chapter.filled([])
    whole = to_bytes(right)
    handed = []

    def hand_in(kind: str, content: bytes, expected: Expected, file: str = chapter.file) -> None:
        student = f"{next(names)}_{kind}"
        handed.append(Handed(student, chapter, {file: content}, expected))

    def lost(reason: str) -> Expected:
        return Expected("failed", reason=reason)

    def noted(reason: str) -> Expected:
        result = chapter.right()
        result.reason = reason
        return result

    hand_in("perfect", whole, chapter.right())
    hand_in("untouched", to_bytes(chapter.released), _untouched(chapter))
    notebook, result = _endless(chapter)
    hand_in("endless_loop", to_bytes(notebook), result)
    for number, answers in enumerate(mixes(chapter, mixed)):
        written = number % 3 != 2
        result = expect(chapter.points, chapter.manual, answers)
        if not written:
            result.cells.update(dict.fromkeys(chapter.manual, 0.0))
        hand_in("mixed", to_bytes(chapter.filled(answers, written=written)), result)
    hand_in("empty_file", b"", lost("is empty"))
    hand_in("broken_json", whole[: len(whole) * 2 // 3], lost("is broken JSON"))
    hand_in("not_a_notebook", b"%PDF-1.7 my homework\n", lost("is not a Jupyter notebook"))
    hand_in("renamed", whole, noted("my homework.ipynb"), "my homework.ipynb")
    hand_in("deleted_test", to_bytes(_without_test(chapter, right)), noted("was put back"))
    hand_in("duplicated_cell", to_bytes(_duplicated(chapter, right)), noted("is there 2 times"))
    hand_in("merge_conflict", _conflict(right), noted("merge conflict markers"))
    hand_in("own_cells", to_bytes(_own_cells(right)), chapter.right())
    return handed


def further_chapter(chapter: Chapter) -> list[Handed]:
    """A handful for a chapter whose notebooks take longer: the first students hand in again."""
    handed = [
        Handed("s01_perfect", chapter, {chapter.file: to_bytes(chapter.filled([]))},
                chapter.right()),
        Handed("s02_untouched", chapter, {chapter.file: to_bytes(chapter.released)},
                _untouched(chapter)),
    ]  # fmt: skip
    for number, answers in enumerate(mixes(chapter, 2), 4):
        content = to_bytes(chapter.filled(answers))
        result = expect(chapter.points, chapter.manual, answers)
        handed.append(Handed(f"s{number:02}_mixed", chapter, {chapter.file: content}, result))
    return handed


def _untouched(chapter: Chapter) -> Expected:
    cells: dict[str, float | None] = dict.fromkeys([*chapter.points, *chapter.manual], 0.0)
    return Expected(cells=cells)


def mixes(chapter: Chapter, count: int) -> list[list[Answer]]:
    """Takes the known answers in turn, some of each kind in every mix."""
    by_item: dict[str, list[Answer]] = {}
    for answer in chapter.answers:
        by_item.setdefault(answer.item, []).append(answer)
    mixes = []
    for student in range(count):
        wanted = []
        for place, (item, known) in enumerate(by_item.items()):
            # Every third item is right, so that no student has everything wrong.
            if (student + place) % 3:
                answer = known[(student + place) % len(known)]
                if item in chapter.points and not answer.also:
                    wanted.append(answer)
        mixes.append(combine(wanted)[0] if wanted else [])
    return mixes


def _without_test(chapter: Chapter, notebook: NotebookNode) -> NotebookNode:
    gone = next(iter(chapter.points))
    copy = fill(notebook, {})
    copy.cells = [
        cell for cell in copy.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != gone
    ]
    return copy


def _duplicated(chapter: Chapter, notebook: NotebookNode) -> NotebookNode:
    copy = fill(notebook, {})
    name = f"{next(iter(solutions(chapter.solved)))}__solution"
    index = next(
        number
        for number, cell in enumerate(copy.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    twin = nbformat.from_dict(dict(copy.cells[index]))
    twin["id"] = "copy-of-a-cell"
    copy.cells.insert(index + 1, twin)
    return copy


def _conflict(notebook: NotebookNode) -> bytes:
    """Two people ran the notebook and merged it: only the format's version differs."""
    lines = to_bytes(notebook).decode().splitlines()
    index = max(number for number, line in enumerate(lines) if '"nbformat_minor"' in line)
    lines[index : index + 1] = [
        "<<<<<<< HEAD", lines[index], "=======", lines[index], ">>>>>>> laptop",
    ]  # fmt: skip
    return ("\n".join(lines) + "\n").encode()


def _own_cells(notebook: NotebookNode) -> NotebookNode:
    copy = fill(notebook, {})
    middle = len(copy.cells) // 2
    tried = nbformat.v4.new_code_cell("import sys\nprint('tried out', file=sys.stderr)\n1 / 0")
    tried["id"] = "tried-out"
    note = nbformat.v4.new_markdown_cell("My notes")
    note["id"] = "my-notes"
    copy.cells[middle:middle] = [note, tried]
    return copy


def _endless(chapter: Chapter) -> tuple[NotebookNode, Expected]:
    """The first exercise that is a function never returns; everything else is right."""
    stubs = {
        cell.metadata.nbgrader.grade_id.removesuffix("__solution"): cell.source
        for cell in chapter.released.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith("__solution")
    }
    name = next(
        name for name, source in stubs.items() if name in chapter.points and "def " in source
    )
    cells = {**solutions(chapter.solved), name: STUB.sub(r"\1while True:\n\1    pass", stubs[name])}
    result = chapter.right()
    result.cells[name] = 0.0
    result.messages[name] = result.reason = "stopped after"
    notebook = fill(chapter.filled([]), cells)
    return notebook, result
