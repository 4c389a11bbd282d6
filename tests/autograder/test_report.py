"""The table and the page about a class."""

from __future__ import annotations

import datetime
import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from autograder.farm.run import Outcome
from autograder.report.classdata import ClassData, HandIn
from autograder.report.items import items_of
from autograder.report.page import render
from autograder.report.summary import summarize
from autograder.report.table import print_tables
from autograder.types import Assignment, CellGrade, CellSpec, NotebookSpec, Verdict

NASTY = "<script>alert('x')</script> & [red]"


def cell(name: str, points: float, *, manual: bool = False) -> CellSpec:
    kind = "markdown" if manual else "code"
    return CellSpec(name, kind, "", "", {}, points, True, manual, not manual, False, None, None)


def assignment(name: str = "ps1", items: int = 2) -> Assignment:
    cells = [cell(f"item{number}", 2) for number in range(items)]
    notebook = NotebookSpec("nb", (*cells, cell("essay", 1, manual=True)), {}, {}, "python3")
    return Assignment(name, (notebook,), {})


def verdict(student: str, *scores: float | None, reason: str | None = None, name: str = "ps1"):
    names = [f"item{number}" for number in range(len(scores) - 1)] + ["essay"]
    cells = {
        item: CellGrade(score, 1 if item == "essay" else 2,
                        None if score in (2, None) else "divide by n", score is None)
        for item, score in zip(names, scores, strict=True)
    }  # fmt: skip
    return Verdict(student, name, "graded", reason, cells, 5.0, 1.5)


@pytest.fixture
def outcome() -> Outcome:
    lost = Verdict("eve", "ps1", "failed", f"is {NASTY}", max_score=5.0)
    verdicts = [verdict("ada", 2.0, 2.0, None), verdict("bob", 0.0, 1.0, 0.5, reason="late"), lost]
    return Outcome({"ps1": assignment()}, verdicts, ["a warning"])


def test_summary_counts(outcome):
    summary = summarize(assignment(), outcome.verdicts)
    assert (summary.failed, summary.mean, summary.median) == (1, 2.75, 2.75)
    first, second, essay = summary.exercises
    assert (first.full, first.partial, first.zero, first.waiting) == (1, 0, 1, 0)
    assert (second.full, second.partial, second.mean) == (1, 1, 1.5)
    assert (essay.waiting, essay.partial) == (1, 1)
    assert first.messages == [("divide by n", 1)]
    assert sum(summary.bins) == 2 and summary.bins[8] == 1 and summary.bins[3] == 1


def of_run(outcome: Outcome) -> ClassData:
    items = {name: items_of(one, {}) for name, one in outcome.assignments.items()}
    return ClassData(outcome.assignments, items, [HandIn(one) for one in outcome.verdicts],
                     warnings=outcome.warnings)  # fmt: skip


def test_summary_of_nothing():
    empty = summarize(Assignment("x", (NotebookSpec("n", (), {}, {}, "python3"),), {}), [])
    assert empty.mean is None and empty.exercises == [] and sum(empty.bins) == 0
    assert render(of_run(Outcome({"x": Assignment("x", (), {})}, [])))[0]
    assert render(of_run(Outcome({}, [])))[0]


class Page(HTMLParser):
    """Checks that tags are closed in order and remembers what a reader needs."""

    VOID = {"meta", "br", "line", "rect", "link", "img", "circle", "polyline"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.seen)


def test_the_page_is_one_whole_accessible_file(outcome):
    outcome.assignments["ps2"] = assignment("ps2", 3)
    outcome.verdicts.append(verdict("ada", 1, 2, 2, 1, name="ps2"))
    outcome.verdicts[0].tampering = (f"forged {NASTY}",)
    html, tables = render(of_run(outcome))
    page = Page()
    page.feed(html)
    assert page.open == []
    assert not re.search(r"(src|href)=\"(?!#|data:)", html) and "url(" not in html
    assert "<script" not in html and html.count("&lt;script&gt;") == 2
    assert "prefers-color-scheme: dark" in html and "@media print" in html
    ids = [attrs["id"] for _, attrs in page.seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in page.seen:
        if tag == "svg":
            assert attrs["role"] == "img"
            assert attrs.get("aria-label") or attrs["aria-labelledby"] in ids
        if tag == "th":
            assert attrs["scope"] in ("row", "col")
        if tag == "a" and attrs["href"].startswith("#"):
            assert attrs["href"][1:] in ids
    assert page.count("caption") == page.count("table")
    assert dict(page.seen)["html"] == {"lang": "en"} and page.count("h1") == 1
    for words in ("ada", "bob", "late", "divide by n", "a warning", "1 to grade by hand", "forged"):
        assert words in html
    for table in tables:
        assert table.rows or table.name in ("quiz",), table.name
        assert html.count(f'download="{table.file}"') >= 1


def test_the_page_says_when(outcome):
    when = datetime.datetime(2025, 3, 4, 15, 6)
    assert "4 March 2025, 15:06" in render(of_run(outcome), 12.4, when)[0]


def printed(outcome: Outcome, width: int) -> str:
    console = Console(width=width, record=True, quiet=False, file=io.StringIO())
    print_tables(outcome, console)
    return console.export_text()


def test_tables_fit_any_terminal(outcome):
    shown = " ".join(printed(outcome, 160).split())
    for words in ("item0", "essay", "ada", "graded: 1 to grade by hand", f"failed: is {NASTY}"):
        assert words in shown, words
    outcome.assignments["ps1"] = assignment(items=9)
    outcome.verdicts[0] = verdict("ada", *[1.25] * 9, None)
    seen = set()
    for width in range(40, 180, 4):
        shown = printed(outcome, width)
        assert "…" not in shown and "11.25" in shown and "eve" in shown and "failed" in shown, width
        values = shown.count("1.25") - 1
        assert values in (0, 9), width
        legend = "9 item8, 10 essay" in shown
        seen.add((values, legend, "eve failed: is" in shown))
    assert seen == {(9, False, False), (9, True, False), (9, True, True), (0, False, True)}
