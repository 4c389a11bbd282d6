"""The figures of the report: what is counted, grouped, compared, and what must not be shown."""

from __future__ import annotations

import csv
import io
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.report.analysis import analyse, discrimination
from autograder.report.anonymize import Anonymizer
from autograder.report.attention import students_of
from autograder.report.choices import questions_of
from autograder.report.classdata import ClassData, HandIn
from autograder.report.csv_files import CsvTable, write_tables
from autograder.report.items import Item, items_of, known_mistakes, plain
from autograder.report.mistakes import mistakes_of, normalized
from autograder.types import Assignment, CellGrade, CellSpec, NotebookSpec, Verdict

NAMES = [f"s{number:02}" for number in range(20)]


def an_item(key: str = "f", **changes) -> Item:
    return Item(**{"key": key, "notebook": "n", "grade_id": key, "title": key, "text": "",
                   "answers": (f"{key}__solution",), **changes})  # fmt: skip


def hand_in(student: str, sources: dict[str, str] | None = None, **cells: CellGrade) -> HandIn:
    verdict = Verdict(student, "a", "graded", None, cells, sum(c.max_score for c in cells.values()))
    return HandIn(verdict, {"n": sources or {}})


def a_class(items: list[Item], hand_ins: list[HandIn], *names: str) -> ClassData:
    names = names or ("a",)
    there = {name: Assignment(name, (), {}) for name in names}
    return ClassData(there, dict.fromkeys(names, items), hand_ins)


# -- items ---------------------------------------------------------------------------------------


def spec(name: str, *, grade=False, solution=False, kind="code", source="") -> CellSpec:
    return CellSpec(
        name, kind, source, "", {}, 1.0, grade, solution, not solution, False, None, None
    )


def test_items_know_where_they_are_answered():
    cells = (
        spec("given"), spec("f__s", solution=True), spec("f", grade=True),
        spec("f_large", grade=True), spec("g1", solution=True), spec("g2", solution=True),
        spec("g", grade=True), spec("why", grade=True, solution=True, kind="markdown"),
    )  # fmt: skip
    one = Assignment("a", (NotebookSpec("n", cells, {}, {}, "python3"),), {})
    answers = {item.key: item.answers for item in items_of(one, {})}
    assert answers == {"f": ("f__s",), "f_large": ("f__s",), "g": ("g1", "g2"), "why": ("why",)}


def test_a_heading_loses_number_points_and_markup():
    assert plain("6 · Two *values* to `work_out` (1 point)") == "Two values to work_out"
    assert plain("1 · [The lesson](x.ipynb)") == "The lesson"
    assert plain("snake_case_name") == "snake_case_name"


def test_known_mistakes_are_read_from_the_test():
    source = "import math\nknown_mistakes = [\n (1 / 2, 'halved'), (-3, 'sign')]\nassert True"
    assert known_mistakes(source) == (("1 / 2", "halved"), ("-3", "sign"))
    assert known_mistakes("%timeit x") == () == known_mistakes("known_mistakes = 3")


# -- difficulty and discrimination ---------------------------------------------------------------


def test_discrimination_is_the_correlation_with_the_rest():
    scores = [0.0, 0, 0, 1, 1, 1, 1, 0, 1, 1]
    rest = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    found = discrimination(scores, rest)
    # Point-biserial: difference of the two means over the spread, times the root of p q.
    right = [r for s, r in zip(scores, rest, strict=True) if s]
    wrong = [r for s, r in zip(scores, rest, strict=True) if not s]
    biserial = (statistics.fmean(right) - statistics.fmean(wrong)) / statistics.pstdev(rest)
    assert found and found.value == pytest.approx(biserial * (0.6 * 0.4) ** 0.5)
    assert -1 <= found.low < found.value < found.high <= 1


def test_there_is_no_discrimination_for_few_or_for_equals():
    assert discrimination([0, 1] * 4, list(range(8))) is None
    assert discrimination([1] * 20, list(range(20))) is None
    assert discrimination([0, 1] * 10, [3.0] * 20) is None


def test_an_item_does_not_correlate_with_itself():
    """Two items that have nothing to do with each other: with itself in the total, f had 0.7."""
    items = [an_item("f"), an_item("g")]
    patterns = [(0, 0), (0, 1), (1, 0), (1, 1)] * 5
    class_ = [
        hand_in(name, f=CellGrade(f, 1, seconds=1.0 + f), g=CellGrade(g, 1))
        for name, (f, g) in zip(NAMES, patterns, strict=True)
    ]
    found = analyse(items, class_)
    assert found["f"].discrimination.value == pytest.approx(0, abs=1e-12)
    assert found["f"].difficulty == 0.5
    assert found["f"].seconds.median == 1.5 and found["f"].seconds.most == 2.0
    assert found["f"].seconds.count == 20 and found["f"].memory is None
    assert found["g"].seconds is None


def test_what_waits_for_a_person_counts_nowhere():
    class_ = [
        hand_in(name, f=CellGrade(place % 2, 1), why=CellGrade(None, 5, needs_manual=True))
        for place, name in enumerate(NAMES)
    ]
    found = analyse([an_item("f"), an_item("why")], class_)
    assert found["why"].difficulty is None and found["why"].discrimination is None
    assert found["f"].discrimination is None  # there is no rest


# -- messages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rows sum to 4, not 1", "rows sum to 3.5, not 1", True),
        ("shape (4, 1) instead of (4,)", "shape (2, 8) instead of (8,)", True),
        ("name 'x' is not defined", "name 'loss' is not defined", True),
        ("got -1e-05", "Got nan", True),
        ("the sum is 3", "the mean is 3", False),
        ("weights1 is wrong", "weights2 is wrong", False),
    ],
)
def test_messages_that_differ_in_numbers_and_names_are_one(one, other, same):
    assert (normalized(one) == normalized(other)) is same


def test_mistakes_are_grouped_with_one_example():
    class_ = [hand_in(name, f=CellGrade(1.0, 1.0)) for name in NAMES[:10]]
    for number, name in enumerate(NAMES[10:16]):
        code = f"# {name}\ndef f(x):\n    return x / {2 if number else 7}"
        class_.append(hand_in(name, {"f__solution": code}, f=CellGrade(0, 1, f"sum is {number}")))
    stub = 'def f(x):\n    raise NotImplementedError("f: write it")'
    class_.append(hand_in(NAMES[16], {"f__solution": stub}, f=CellGrade(0, 1, "f: write it")))
    first, second = mistakes_of(an_item(), class_, Anonymizer(NAMES))
    assert (first.count, first.of, first.wordings, first.untouched) == (6, 17, 6, False)
    assert first.example == "def f(x):\n    return x / 2"
    assert (second.count, second.untouched, second.example) == (1, True, None)


# -- names ---------------------------------------------------------------------------------------

CODE = '''
# by Ada Berg
import os  # ada's
"""Ada wrote this."""
def f(x, ada_scale=2):
    """Docs by ada.berg@example.org"""
    path = "/home/ada/data.csv"
    mode = "relu"
    'a comment'
    return f"{x} by ADA of {path}" + open(path).read()
%cd /home/ada
'''


def test_code_loses_whose_it_is():
    shown = Anonymizer(["ada.berg", "s01"]).code(CODE)
    lowered = shown.lower()
    assert "ada" not in lowered and "berg" not in lowered and "home" not in lowered
    assert "#" not in shown and '"""' not in shown and "a comment" not in shown
    assert 'mode = "relu"' in shown and "student_scale=2" in shown
    compile(shown, "shown", "exec")


@pytest.mark.parametrize(
    "code",
    [
        "def f(:\n  # ada\n  x = '/home/ada'",
        "",
        "x = (",
        "'''",
        "\x00",
        "é = 'ä/ada' # ada",
        "if 1:\n  'ada'",
    ],
)
def test_any_code_can_be_anonymized(code):
    assert "ada" not in Anonymizer(["ada"]).code(code)


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_no_text_breaks_it(code):
    Anonymizer(["ada.berg"]).code(code)


def test_words_of_the_exercise_stay():
    names = Anonymizer(["mark.grade", "len.print", "ada"])
    own = "def mark(grade): ..."
    assert names.code("mark(grade, len(ada), cadaver)", own) == "mark(grade, len(student), cadaver)"


def test_long_code_is_cut():
    lines = Anonymizer([]).code("\n".join(f"x{n} = {n}" for n in range(60))).splitlines()
    assert len(lines) == 41 and lines[-1] == "… 20 more lines"


# -- questions -----------------------------------------------------------------------------------


def test_choices_are_counted_per_misconception():
    item = an_item(mistakes=(("0.5", "that was XOR"), ("1", "a vote")))
    messages = [None] * 5 + ["a vote"] * 3 + ["That is not it"] * 2 + ["that was XOR"]
    class_ = [
        hand_in(name, f=CellGrade(0 if message else 1, 1, message))
        for name, message in zip(NAMES, messages, strict=False)
    ]
    (question,) = questions_of([an_item("other"), item], class_)
    found = [(one.value, one.count, one.misconception) for one in question.choices]
    assert question.of == 11 and found == [
        ("the right value", 5, ""), ("1", 3, "a vote"), ("0.5", 1, "that was XOR"),
        ("another value", 2, ""), ("no answer", 0, ""),
    ]  # fmt: skip


# -- who needs help ------------------------------------------------------------------------------


def shares(*rows: tuple[str, list[float | None]]) -> ClassData:
    names = [f"a{number}" for number in range(len(rows[0][1]))]
    hand_ins = [
        HandIn(Verdict(who, name, "graded", None, {"f": CellGrade(share, 1.0)}, 1.0))
        for place, name in enumerate(names)
        for who, values in rows
        if (share := values[place]) is not None
    ]
    return a_class([an_item()], hand_ins, *names)


def test_who_fell_behind_is_found_and_nobody_else():
    others = [(name, [0.6 + 0.02 * i, 0.6 + 0.02 * i]) for i, name in enumerate(NAMES[:12])]
    data = shares(*others, ("low", [0.1, 0.1]), ("fell", [0.8, 0.3]), ("gone", [0.7, None]))
    students, medians = students_of(data)
    concerns = {one.name: [text for _, text in one.concerns] for one in students if one.concerns}
    assert set(concerns) == {"low", "fell", "gone"}
    assert concerns["low"][0].startswith("in the lowest quarter, as in the assignment before")
    assert concerns["fell"][0].startswith("fell back") and concerns["gone"] == ["nothing handed in"]
    assert len(medians) == 2
    data.handed_in = {("gone", "a1")}
    assert not {one.name: one.concerns for one in students_of(data)[0]}["gone"]


def test_few_students_are_not_compared():
    students, _ = students_of(shares(("ada", [1.0, 1.0]), ("bob", [0.0, 0.0])))
    assert [one.concerns for one in students] == [[], []]


def test_who_stopped_half_way():
    items = [an_item(f"f{number}") for number in range(8)]
    cells = {item.key: CellGrade(0, 1, "no") for item in items}
    stopped, all_of_it, gap = (
        hand_in("half", **cells),
        hand_in("nothing", **cells),
        hand_in("gap", **cells),
    )
    stopped.unanswered = {"n": frozenset(f"f{n}__solution" for n in range(5, 8))}
    all_of_it.unanswered = {"n": frozenset(f"f{n}__solution" for n in range(8))}
    gap.unanswered = {"n": frozenset({"f1__solution", "f7__solution"})}
    students, _ = students_of(a_class(items, [stopped, all_of_it, gap]))
    assert {one.name: one.concerns for one in students} == {
        "half": [("a", "stopped after “f4”: the last 3 of 8 are untouched")],
        "nothing": [("a", "handed in as it was released")],
        "gap": [],
    }


# -- CSV -----------------------------------------------------------------------------------------


def test_no_cell_is_a_formula(tmp_path):
    bad = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1", '=cmd|"/c calc"!A0']
    table = CsvTable("x", "", ("student", "n"), [(one, -0.5) for one in bad])
    write_tables([table], tmp_path / "report")
    text = (tmp_path / "report" / "x.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[0] for row in rows] == [f"'{one}" for one in bad]
    assert {float(row[1]) for row in rows} == {-0.5}


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4))
def test_every_text_survives_but_for_the_apostrophe(texts):
    table = CsvTable("x", "", ("a", "b"), [(text, 1) for text in texts])
    rows = list(csv.reader(io.StringIO(table.text().lstrip("\ufeff"), newline="")))[1:]
    found = [row[0] for row in rows]
    assert [one.removeprefix("'") for one in found] == [
        one.replace("\0", "").removeprefix("'") for one in texts
    ]
