"""Fills submitted/ from what was downloaded from a learning management system."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from autograder.gradebook.book import parse_timestamp
from autograder.gradebook.course import Course, WrongCall
from autograder.lms.attempts import TIMESTAMP, Attempt, survey
from autograder.lms.notebooks import ENDING, Notebooks, vote
from autograder.lms.paths import Refused, Taken, fold
from autograder.lms.place import NEW, OLDER, REFUSED, REPLACED, Row, decide, folder_of, write
from autograder.lms.reader import Reader
from autograder.lms.roster import Roster


def collect_downloads(
    course: Course,
    sources: list[Path],
    roster: Roster,
    *,
    assignment: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> list[Row]:
    """Puts what students handed in into submitted/STUDENT/ASSIGNMENT/.

    Args:
        course: the course folder.
        sources: zips from a learning management system, or folders.
        roster: who is who.
        assignment: what was handed in; None to find it by the names of notebooks.
        force: replace what is in submitted/ although it may be newer.
        dry_run: write nothing.

    Returns:
        A row for each attempt, and for each file that is nobody's.

    Raises:
        WrongCall: there is no such file or assignment.
    """
    for source in sources:
        if not source.exists():
            raise WrongCall(f"there is no {source}: name the zip that you have downloaded")
    notebooks = Notebooks(course)
    if assignment is not None and assignment not in notebooks.names:
        raise WrongCall(
            f"source/ has no assignment {assignment!r}: use one of {', '.join(notebooks.names)}"
        )
    with ExitStack() as stack:
        found = survey(sources, roster, list(notebooks.names), stack)
        rows = [
            Row("", "", f"{source}: {name}" if name else source, REFUSED, [reason], trouble=True)
            for source, name, reason in found.nobody
        ]
        by_source: dict[int, list[Attempt]] = {}
        for one in found.attempts:
            by_source.setdefault(one.number, []).append(one)
        for group in by_source.values():
            rows += _assign(group, notebooks, assignment)
        same: dict[tuple[str, str], list[Attempt]] = {}
        for one in found.attempts:
            if one.assignment is not None:
                same.setdefault((one.student, one.assignment), []).append(one)
        spellings = _spellings(course, found.attempts)
        for key in sorted(same, key=lambda key: (key[1], key[0])):
            rows += _one_student(course, notebooks, same[key], spellings, force, dry_run)
    return rows


def _assign(attempts: list[Attempt], notebooks: Notebooks, assignment: str | None) -> list[Row]:
    """Finds the assignment of each attempt of a download. Returns rows for those without."""
    if assignment is None and len(notebooks.names) == 1:
        assignment = next(iter(notebooks.names))
    recognized: list[set[str]] = []
    for one in attempts:
        names: set[str] = set()
        for file in Reader(one).names() if assignment is None and not one.folder else ():
            names |= set(notebooks.recognize(file))
        recognized.append(names)
    system = any(one.named.system != "plain" for one in attempts)
    winner = vote([names for names in recognized if names])
    rows = []
    for one, names in zip(attempts, recognized, strict=True):
        if assignment is not None:
            one.assignment = assignment
        elif one.folder:
            one.assignment = one.folder
        elif winner is not None and (winner in names or not names):
            one.assignment = winner
        elif len(names) == 1 and not (system and winner):
            one.assignment = next(iter(names))
        else:
            why = (
                f"its notebook is one of {sorted(names)[0]}, the others of this download are of "
                f"{winner}"
                if names and winner
                else "no name of a notebook in source/ tells to which assignment it belongs"
            )
            rows.append(Row(one.student, "", one.shown, REFUSED,
                            [f"{why}: name it by --assignment"], trouble=True))  # fmt: skip
    return rows


def _spellings(course: Course, attempts: list[Attempt]) -> dict[str, set[str]]:
    """Ids of students that are one folder on some systems, those in submitted/ included."""
    found: dict[str, set[str]] = {}
    there = course.submissions(course.assignments(), ["*"])
    for student in [*(one.student for one in attempts), *(one.student for one in there)]:
        found.setdefault(fold(student), set()).add(student)
    return found


def _one_student(
    course: Course, notebooks: Notebooks, attempts: list[Attempt], spellings: dict[str, set[str]],
    force: bool, dry_run: bool,
) -> list[Row]:  # fmt: skip
    """Takes the last attempt of a student for an assignment, and names the others."""
    attempts.sort(key=lambda one: one.order)
    last = attempts[-1]
    student, assignment = last.student, last.assignment or ""
    row = Row(student, assignment, last.shown, REFUSED)
    others = sorted(spellings[fold(student)] - {student})
    users = {one.named.user for one in attempts}
    if len(users) > 1 and last.named.system in ("moodle", "canvas"):
        why = f"several students are called {student} (numbers {', '.join(sorted(users))})"
        row.notes = [f"{why}: name a roster that tells them apart by --students"]
    elif len(last.names) > 1:
        why = f"the number {last.named.user} belongs to {' and to '.join(sorted(last.names))}"
        row.notes = [f"{why}: one's name ends in another one's number, look at them yourself"]
    elif others:
        row.notes = [f"{student} and {others[0]} are one folder on some systems: give them other "
                     "ids in a roster (--students)"]  # fmt: skip
    else:
        try:
            _take(course, notebooks, last, row, force, dry_run)
        except OSError as error:
            row.notes.append(f"it can't be written ({error.strerror})")
    row.trouble |= row.done == REFUSED
    rows = [
        Row(student, assignment, one.shown, OLDER, [f"a later one is in {last.source}"])
        for one in attempts[:-1]
    ]
    return [*rows, row]


def _take(
    course: Course, notebooks: Notebooks, attempt: Attempt, row: Row, force: bool, dry_run: bool
) -> None:
    if not attempt.in_roster:
        row.notes.append(f"{attempt.named.name or attempt.named.user} isn't in the roster")
    if attempt.roster_name:
        row.notes.append(f"called {attempt.named.name} here, {attempt.roster_name} in the roster")
        row.trouble = True
    reader = Reader(attempt)
    reader.read()
    files = _arrange(reader, notebooks, attempt, row)
    row.notes += [f"an earlier {name} was not taken" for name in reader.earlier]
    for name, reason in reader.refused:
        row.notes.append(f"{name} was not taken: {reason}")
        row.trouble = True
    if not files:
        row.notes.append("nothing is left of it")
        return
    if attempt.handed_in is not None:
        files[TIMESTAMP] = f"{attempt.handed_in:%Y-%m-%d %H:%M:%S.%f} UTC".encode()
    elif attempt.late:
        row.notes.append("marked as late, but the download doesn't say when it was handed in")
    row.done = decide(course, attempt, files, row, force)
    if row.done in (NEW, REPLACED) and not dry_run:
        write(folder_of(course, attempt), files, attempt.downloaded)


def _arrange(reader: Reader, notebooks: Notebooks, attempt: Attempt, row: Row) -> dict[str, bytes]:
    """Gives notebooks the names that they have in source/, and takes off folders around all."""
    paths = list(reader.files)
    depth = 0
    while (
        paths
        and all(len(path) > depth + 1 for path in paths)
        and (len({path[depth] for path in paths}) == 1)
    ):
        depth += 1
    assert attempt.assignment is not None
    best: dict[tuple[str, ...], tuple[tuple[int, int], tuple[str, ...]]] = {}
    for path in paths:
        place = path[depth:]
        number = reader.files[path][0]
        known = notebooks.recognize(place[-1], attempt.assignment).get(attempt.assignment)
        rank = (number, 0)
        if known is not None:
            place, rank = (*place[:-1], known[0] + ENDING), (number, known[1])
        before = best.get(place)
        if before is not None:
            loser = path if rank < before[0] else before[1]
            row.notes.append(f"{'/'.join(loser)} is an earlier one of {place[-1]}")
        if before is None or rank >= before[0]:
            best[place] = (rank, path)
    top = _home(list(best), notebooks.names[attempt.assignment])
    files: dict[str, bytes] = {}
    taken = Taken()
    for place, (_, path) in sorted(best.items()):
        inside = place[: len(top)] == top
        name = place[len(top) :] if inside else place
        content = reader.files[path][1]
        if name == (TIMESTAMP,):
            if attempt.named.system == "plain" and attempt.handed_in is None:
                attempt.handed_in = _instructors_time(content)
            else:
                row.notes.append(f"{TIMESTAMP} was left out: students don't set the time")
            continue
        try:
            taken.add(name)
        except Refused as refusal:
            reader.refused.append(("/".join(path), str(refusal)))
            continue
        files["/".join(name)] = content
    return files


def _home(places: list[tuple[str, ...]], names: Sequence[str]) -> tuple[str, ...]:
    """The folder in which the notebooks lie, which the grader wants at the top."""
    wanted = {name + ENDING for name in names}
    homes = sorted({place[:-1] for place in places if place[-1] in wanted}, key=len)
    return homes[0] if homes else ()


def _instructors_time(content: bytes) -> datetime.datetime | None:
    time, _ = parse_timestamp({TIMESTAMP: content[:200]})
    return time.replace(tzinfo=datetime.UTC) if time is not None else None
