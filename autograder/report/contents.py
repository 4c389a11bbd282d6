"""Puts together what the report shows, and the same figures as tables."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.report.analysis import Analysis, analyse
from autograder.report.anonymize import Anonymizer
from autograder.report.attention import Student, students_of
from autograder.report.choices import Question, questions_of
from autograder.report.classdata import ClassData
from autograder.report.csv_files import CsvTable
from autograder.report.items import Item
from autograder.report.mistakes import Mistake, mistakes_of
from autograder.report.summary import BINS, Exercise, Summary, summarize

HEADLINES = 6
MEGABYTE = 1 << 20


@dataclass
class ItemReport:
    """One graded item with all that is known about it."""

    item: Item
    counts: Exercise
    analysis: Analysis
    mistakes: list[Mistake]


@dataclass
class AssignmentReport:
    """One assignment."""

    summary: Summary
    items: list[ItemReport]
    questions: list[Question]


@dataclass
class Contents:
    """All that the report shows.

    Attributes:
        assignments: in order.
        students: everybody.
        medians: median share of the points per assignment.
        headlines: the most common mistakes of all: (assignment, item, mistake).
        tampering: (student, assignment, sentence).
        tables: every figure.
    """

    assignments: list[AssignmentReport]
    students: list[Student]
    medians: list[float | None]
    headlines: list[tuple[str, Item, Mistake]]
    tampering: list[tuple[str, str, str]]
    tables: list[CsvTable]

    @property
    def concerned(self) -> list[Student]:
        """Students who need help: most concerns first, then those with the fewest points."""

        def mean(one: Student) -> float:
            known = [share for share in one.shares if share is not None]
            return sum(known) / len(known) if known else 0.0

        found = [one for one in self.students if one.concerns]
        return sorted(found, key=lambda one: (-len(one.concerns), mean(one), one.name))


def contents_of(data: ClassData) -> Contents:
    """Works out all figures of a class.

    Args:
        data: what is known about it.
    """
    anonymizer = Anonymizer(data.people)
    reports = []
    for name, assignment in data.assignments.items():
        hand_ins = data.of(name)
        verdicts = [one.verdict for one in hand_ins]
        summary = summarize(assignment, verdicts, data.unprotected.get(name, ()))
        counts = {one.name: one for one in summary.exercises}
        figures = analyse(data.items[name], hand_ins)
        items = [
            ItemReport(
                item, counts[item.key], figures[item.key], mistakes_of(item, hand_ins, anonymizer)
            )
            for item in data.items[name]
        ]
        reports.append(AssignmentReport(summary, items, questions_of(data.items[name], hand_ins)))
    students, medians = students_of(data)
    headlines = [
        (report.summary.name, one.item, mistake)
        for report in reports
        for one in report.items
        for mistake in one.mistakes
        if not mistake.untouched and mistake.count > 1
    ]
    headlines.sort(key=lambda one: -one[2].count / one[2].of)
    tampering = [
        (one.verdict.student, one.verdict.assignment, sentence)
        for one in data.hand_ins
        for sentence in one.verdict.tampering
    ]
    contents = Contents(reports, students, medians, headlines[:HEADLINES], tampering, [])
    contents.tables = _tables(contents, list(data.assignments))
    return contents


def _tables(contents: Contents, names: list[str]) -> list[CsvTable]:
    scores = CsvTable(
        "scores",
        "score and status of each student",
        ("assignment", "student", "status", "score", "max_score", "reason", "seconds"),
    )
    distribution = CsvTable(
        "distribution",
        "students per tenth of the points",
        ("assignment", "from_percent", "to_percent", "students"),
    )
    exercises = CsvTable(
        "exercises",
        "difficulty and discrimination of each exercise",
        ("assignment", "exercise", "title", "points", "students", "all", "some", "none", "by_hand",
         "mean", "difficulty", "discrimination", "discrimination_low", "discrimination_high",
         "protected"),
    )  # fmt: skip
    messages = CsvTable(
        "messages",
        "wrong answers, grouped by what the checks said",
        ("assignment", "exercise", "students", "of", "untouched", "message", "wordings", "example"),
    )
    quiz = CsvTable(
        "quiz",
        "values chosen in graded questions, with the misconception behind them",
        ("assignment", "question", "value", "kind", "misconception", "students", "of"),
    )
    resources = CsvTable(
        "resources",
        "time and memory of each exercise",
        ("assignment", "exercise", "timed", "median_seconds", "most_seconds", "slowest_student",
         "measured", "median_megabytes", "most_megabytes", "largest_student"),
    )  # fmt: skip
    for report in contents.assignments:
        name = report.summary.name
        for one in report.summary.verdicts:
            row = (one.status, one.score, one.max_score, one.reason, one.seconds)
            scores.rows.append((name, one.student, *row))
        for place, count in enumerate(report.summary.bins):
            wide = 100 // BINS
            distribution.rows.append((name, place * wide, (place + 1) * wide, count))
        for entry in report.items:
            exercises.rows.append((name, *_exercise(entry)))
            resources.rows.append((name, entry.item.key, *_resources(entry.analysis)))
            messages.rows += [
                (name, entry.item.key, one.count, one.of, one.untouched, one.message, one.wordings,
                 one.example)
                for one in entry.mistakes
            ]  # fmt: skip
        for question in report.questions:
            quiz.rows += [
                (name, question.item.key, one.value, one.kind, one.misconception, one.count,
                 question.of)
                for one in question.choices
            ]  # fmt: skip
    progress = CsvTable(
        "progress",
        "share of the points of each student, beside the class's median",
        ("student", *names),
        [("(median)", *contents.medians)],
    )
    progress.rows += [(one.name, *one.shares) for one in contents.students]
    attention = CsvTable("help", "who needs help, and why", ("student", "assignment", "why"))
    for student in contents.concerned:
        attention.rows += [(student.name, *concern) for concern in student.concerns]
    tampering = CsvTable(
        "tampering", "what looked like an attempt at the grades", ("student", "assignment", "seen")
    )
    tampering.rows += contents.tampering
    return [scores, distribution, exercises, messages, quiz, resources, progress, attention,
            tampering]  # fmt: skip


def _exercise(entry: ItemReport) -> tuple[str | int | float | bool | None, ...]:
    counts, found = entry.counts, entry.analysis.discrimination
    interval = (found.value, found.low, found.high) if found else (None, None, None)
    numbers = (counts.count, counts.full, counts.partial, counts.zero, counts.waiting, counts.mean)
    return (entry.item.key, entry.item.title, counts.points, *numbers, entry.analysis.difficulty,
            *interval, counts.protected)  # fmt: skip


def _resources(analysis: Analysis) -> tuple[str | int | float | None, ...]:
    seconds, memory = analysis.seconds, analysis.memory
    time = (seconds.count, seconds.median, seconds.most, seconds.student) if seconds else ()
    size = (
        (memory.count, memory.median / MEGABYTE, memory.most / MEGABYTE, memory.student)
        if memory
        else ()
    )
    return (*(time or (0, None, None, None)), *(size or (0, None, None, None)))
