"""Grades for research: who got what for which exercise, without who they are.

A student's pseudonym is a keyed hash (HMAC-SHA-256) of the id; the key lies beside the gradebook
and never in the export. Whoever holds the key or the gradebook can undo it: this is
pseudonymization, in the words of the GDPR (article 4, 5), as long as those two exist.
"""

from __future__ import annotations

import builtins
import contextlib
import hashlib
import hmac
import math
import os
import re
import secrets
from collections import Counter
from pathlib import Path

from autograder.gradebook.course import WrongCall
from autograder.lms.grades import Grades, Item, Messages
from autograder.lms.spreadsheet import defused, number

FILE = ".research_secret"
DIGITS = 12  # hexadecimal, of a pseudonym
KNOWN_ERRORS = frozenset(
    name for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)  # fmt: skip
ERROR = re.compile(r"(\w+)(?::|$)")
COLUMNS = {
    "student": "pseudonym: the same in all assignments and in all exports with the same key",
    "assignment": "the assignment's id, as the instructor named it",
    "exercise": "the graded cell's id, headed by the notebook if there are several",
    "score": "points; empty while nobody has graded it",
    "max_score": "the points that it is worth",
    "graded": "test: by a test; hand: by a person; waiting: a person still has to; no: nothing of "
    "the submission could be graded",
    "message_category": "why points are missing: right, partly, check (a check of the instructor's "
    "named a mistake), error NAME (a Python error; other for those that aren't Python's own), not "
    "answered, stopped (a limit of time, memory or output), not run; empty if it isn't known or a "
    "person graded it",
    "message_group": "same number, same message of this exercise, 1 for the most frequent; the "
    "text itself isn't exported; empty if the category isn't check",
    "attempt_seconds": "time that the answer and its test took to run, two significant digits, in "
    "seconds; empty if it isn't known",
    "submission_score": "points of the whole submission, late penalty taken off",
    "late": "yes if points were taken off for being late, otherwise no",
    "day": "whole days between the first hand-in of the assignment and this one; empty if it "
    "isn't known",
}


def export(grades: Grades, messages: Messages, secret: str) -> list[list[str]]:
    """Makes the table: a line for each student, assignment and exercise.

    Args:
        grades: the gradebook.
        messages: what the checks said, and how long the code took.
        secret: the key of the pseudonyms.

    Raises:
        WrongCall: two students would get one pseudonym.
    """
    names = {student: pseudonym(secret, student) for student in grades.students}
    if len(set(names.values())) < len(names):
        raise WrongCall(f"two students have one pseudonym: remove {FILE} for another key")
    groups = _groups(messages, secret)
    first = {
        name: min((one.handed_in for (_, a), one in grades.entries.items()
                   if a == name and one.handed_in), default=None)
        for name in grades.assignments
    }  # fmt: skip
    rows = []
    for (student, assignment), entry in grades.entries.items():
        start = first[assignment]
        day = "" if start is None or not entry.handed_in else str((entry.handed_in - start).days)
        for item in entry.items:
            message, seconds = messages.get((student, assignment, item.name), (None, None))
            category = _category(item, message)
            group = groups.get((assignment, item.name, _same(message or "")))
            rows.append(
                [
                    names[student], defused(assignment), defused(item.name), number(item.score),
                    number(item.max_score),
                    _how(item),
                    category, str(group) if category == "check" and group else "",
                    _two_digits(seconds), number(entry.score),
                    "yes" if entry.penalty else "no", day,
                ]
            )  # fmt: skip
    # By pseudonym: another order would tell about names or times.
    return [list(COLUMNS), *sorted(rows, key=lambda row: (row[1], row[0]))]


def dictionary(title: str) -> str:
    """The data dictionary, in Markdown.

    Args:
        title: name of the file that it describes.
    """
    lines = [f"| `{name}` | {meaning} |" for name, meaning in COLUMNS.items()]
    return "\n".join(
        [
            f"# What the columns of {title} mean",
            "",
            "CSV, UTF-8, commas, a point in numbers. One line per student, assignment and graded "
            "cell; what wasn't handed in has no line.",
            "",
            "| column | meaning |",
            "|---|---|",
            *lines,
            "",
            "Not in it: names, ids, addresses, paths, code, answers, texts of messages, comments, "
            "times of day, dates.",
            "",
            "It doesn't protect students against somebody who knows some of their scores, or who "
            "was in a small class: rare scores point to one person. Pseudonyms can be undone with "
            f"the key {FILE} or the gradebook; the same key links exports.",
            "",
        ]
    )


def pseudonym(secret: str, student: str) -> str:
    """A student's pseudonym: the same with the same key, and no way back without it."""
    digest = hmac.new(secret.encode(), student.encode(), hashlib.sha256).hexdigest()
    return f"s{digest[:DIGITS]}"


def research_secret(folder: Path) -> str:
    """Reads the key of the pseudonyms, or makes one.

    Args:
        folder: where the gradebook lies.
    """
    path = folder / FILE
    with contextlib.suppress(FileExistsError):
        fresh = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        try:
            fresh.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
            os.link(fresh, path)  # whole or not at all
        finally:
            fresh.unlink()
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise WrongCall(f"{path} holds no key: remove it, and another one is made")
    return secret


def _how(item: Item) -> str:
    if item.waiting:
        return "waiting"
    return "hand" if item.by_hand else "no" if item.score is None else "test"


def _category(item: Item, message: str | None) -> str:
    """A message as one of few words, so that nothing that a student has typed gets out."""
    if item.by_hand or item.waiting or item.score is None:
        return ""
    if item.score >= item.max_score:
        return "right"
    if item.score > 0:
        return "partly"
    if not message:
        return ""
    text = message.lower()
    if text.startswith(("not answered", "the answer cell is missing")):
        return "not answered"
    if text.startswith("not run"):
        return "not run"
    if text.startswith(("stopped", "the kernel ended")):
        return "stopped"
    match = ERROR.match(message)
    if match and match[1].endswith(("Error", "Exception", "Exit", "Interrupt", "Iteration")):
        return f"error {match[1] if match[1] in KNOWN_ERRORS else 'other'}"
    return "check"


def _groups(messages: Messages, secret: str) -> dict[tuple[str, str, str], int]:
    """Numbers the messages of each exercise, the most frequent one first."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for (_, assignment, exercise), (message, _) in messages.items():
        if message:
            counts.setdefault((assignment, exercise), Counter())[_same(message)] += 1
    found = {}
    for (assignment, exercise), counter in counts.items():
        # Among equally frequent ones the order must not tell what they say.
        ranked = sorted(counter, key=lambda text: (-counter[text], pseudonym(secret, text)))
        for place, text in enumerate(ranked, 1):
            found[assignment, exercise, text] = place
    return found


def _same(message: str) -> str:
    """A message without the numbers in it, which differ from student to student."""
    return re.sub(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", "#", message)


def _two_digits(seconds: float | None) -> str:
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return ""
    if seconds < 0.01:
        return "0"
    return number(round(seconds, 1 - math.floor(math.log10(seconds))))
