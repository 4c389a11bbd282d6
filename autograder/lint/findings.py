"""What a check of a notebook has found, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning"]
ERROR: Level = "error"
WARNING: Level = "warning"
Class = Literal["crosses", "in kernel", "refused", "broken", "not run"]


@dataclass(frozen=True)
class Finding:
    """Something about a cell that its author should know.

    Attributes:
        cell: place of the cell among the notebook's code cells, from 0.
        grade_id: nbgrader's name of the cell; "" if it has none.
        line: in the cell, from 1; 0 for the whole cell.
        rule: short name of what was looked for.
        level: "error" (grades will be wrong, or can be had for nothing) or "warning".
        text: what is wrong.
        instead: what to write instead.
    """

    cell: int
    grade_id: str
    line: int
    rule: str
    level: Level
    text: str
    instead: str


@dataclass
class TestReport:
    """What was found out about one test cell.

    Attributes:
        grade_id: nbgrader's name of it.
        points: what it is worth.
        kind: "crosses" (judged across the glass), "in kernel" (its author wants it there,
            unprotected), "refused" (passes in a kernel, but can't be judged across the glass),
            "broken" (the solution doesn't pass) or "not run".
        reason: why it is refused or broken.
        seconds: wall time of judging it, with the solution.
    """

    __test__ = False  # not a class of tests, whatever pytest thinks of its name

    grade_id: str
    points: float
    kind: Class = "not run"
    reason: str = ""
    seconds: float = 0.0


@dataclass
class NotebookReport:
    """What was found out about one notebook.

    Attributes:
        name: as it is shown.
        points: of all cells, graded by hand or not.
        by_hand: points that a person gives.
        tests: its test cells, in order.
        findings: in the order of the cells.
        problem: why the notebook could not be checked at all; "" if it could.
        changes: per test, the arguments that the solution changes in place.
        numbers: per code cell, its number in the notebook, from 1 and with text cells counted.
        lines: per code cell, the line of its header in the text from which the notebook is
            built, negative where the cell's lines don't stand there (a graded question's); empty
            for a notebook that nothing builds.
    """

    name: str
    points: float = 0.0
    by_hand: float = 0.0
    tests: list[TestReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problem: str = ""
    changes: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many findings stop a release."""
        return sum(finding.level == ERROR for finding in self.findings) + bool(self.problem)

    @property
    def warnings(self) -> int:
        """How many findings don't."""
        return sum(finding.level == WARNING for finding in self.findings)

    def text_line(self, finding: Finding) -> int | None:
        """The line of a finding in the text from which the notebook is built, if it is."""
        if not self.lines:
            return None
        header = self.lines[finding.cell]
        return -header if header < 0 else header + max(finding.line, 1)

    def where(self, finding: Finding) -> str:
        """Where a finding is: the cell, and the line in it or in the text."""
        number = self.numbers[finding.cell] if self.numbers else finding.cell + 1
        name = f"cell {number}" + (f" {finding.grade_id}" if finding.grade_id else "")
        if (line := self.text_line(finding)) is not None:
            return f"line {line} ({name})"
        return name + (f", line {finding.line}" if finding.line else "")

    def as_json(self) -> dict[str, Any]:
        """Returns the report as `--json` writes it."""
        findings = []
        for finding in self.findings:
            told = asdict(finding)
            told["cell"] = self.numbers[finding.cell] if self.numbers else finding.cell + 1
            if (line := self.text_line(finding)) is not None:
                told["text_line"] = line
            findings.append(told)
        tests = []
        for test in self.tests:
            told = asdict(test)
            told["class"] = told.pop("kind")
            told["seconds"] = round(test.seconds, 3)
            tests.append(told)
        return {
            "notebook": self.name, "points": self.points, "by_hand": self.by_hand,
            "problem": self.problem or None, "tests": tests, "findings": findings,
        }  # fmt: skip
