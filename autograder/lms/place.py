"""Puts one attempt into submitted/, unless what is there is as good or newer."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path

from autograder.gradebook.book import parse_timestamp
from autograder.gradebook.collect import collect as read_submission
from autograder.gradebook.course import Course
from autograder.gradebook.files import replaced
from autograder.lms.attempts import TIMESTAMP, Attempt
from autograder.types import Submission

NEW, REPLACED, UNCHANGED = "new", "replaced", "unchanged"
KEPT, OLDER, REFUSED = "kept", "older attempt", "refused"
TIME = "%Y-%m-%d %H:%M"


@dataclass
class Row:
    """What became of one attempt.

    Attributes:
        student: the student's id, "" if nobody's.
        assignment: "" if it isn't known.
        file: what was handed in, in words.
        done: one of the words above.
        notes: sentences: why, and what of it wasn't taken.
        trouble: whether somebody should look at it.
    """

    student: str
    assignment: str
    file: str
    done: str
    notes: list[str] = field(default_factory=list)
    trouble: bool = False


def folder_of(course: Course, attempt: Attempt) -> Path:
    """Where an attempt belongs in submitted/."""
    step = course.directory.submitted_directory
    return course.path(step, attempt.assignment or "", attempt.student)


def decide(course: Course, attempt: Attempt, files: dict[str, bytes], row: Row, force: bool) -> str:
    """Compares with what is in submitted/ already.

    Times of hand-in are compared if both are known, and otherwise when the files were downloaded:
    a later download holds what counts now.

    Args:
        course: the course folder.
        attempt: the student's last one.
        files: what it holds, as it would be written.
        row: gets a note if there is something to say.
        force: whether to replace what may be newer.

    Returns:
        What is to be done.
    """
    folder = folder_of(course, attempt)
    if folder.is_symlink() or folder.parent.is_symlink():
        row.notes.append("its folder in submitted/ is a link: remove it")
        return REFUSED
    if not folder.exists():
        return NEW
    there = read_submission(Submission(attempt.student, row.assignment, folder), ())
    old = dict(there.files)
    told = old.pop(TIMESTAMP, b"")
    parsed, _ = parse_timestamp({TIMESTAMP: told})
    time = parsed.replace(tzinfo=datetime.UTC) if parsed is not None else None
    new = {name: content for name, content in files.items() if name != TIMESTAMP}
    if new == old and not there.notes and (attempt.handed_in is None or time == attempt.handed_in):
        return UNCHANGED
    if not old:
        return NEW
    now: datetime.datetime | None
    if time is not None and attempt.handed_in is not None:
        before, now = time, attempt.handed_in
    else:
        times = [path.stat().st_mtime for path in folder.rglob("*") if path.is_file()]
        before = datetime.datetime.fromtimestamp(int(max(times, default=0)))
        now = attempt.downloaded
    if now is not None and (now > before or (now == before and new == old)):
        row.notes.append(f"replaces what is of {before:{TIME}} with what is of {now:{TIME}}")
        return REPLACED
    if force:
        row.notes.append(f"replaces what is of {before:{TIME}}, as --force says")
        return REPLACED
    why = (
        f"submitted/ has one of {before:{TIME}}, this one is of {now:{TIME}}"
        if now is not None and now < before
        else "submitted/ has another one, and nothing says which is newer"
    )
    row.notes.append(f"{why}: --force replaces it")
    row.trouble = True
    return KEPT


def write(folder: Path, files: dict[str, bytes], time: datetime.datetime | None) -> None:
    """Writes a submission: all of it appears at once, in place of an older one.

    Args:
        folder: submitted/STUDENT/ASSIGNMENT.
        files: content by relative path.
        time: when it was downloaded, which becomes the files' time.
    """
    with replaced(folder) as fresh:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            if time is not None:  # tells later whether another download is newer
                seconds = time.timestamp()
                os.utime(path, (seconds, seconds))
