"""From downloads to attempts: what one student has handed in at one time."""

from __future__ import annotations

import datetime
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from autograder.lms.archive import Member, open_folder, open_zip
from autograder.lms.names import Named, plain, read_name
from autograder.lms.paths import Refused, is_junk
from autograder.lms.roster import Person, Roster, default_student, name_key

TIMESTAMP = "timestamp.txt"
DIGITS = re.compile(r"\d+_")


@dataclass
class Attempt:
    """What one student has handed in at one time.

    Attributes:
        student: the student's id.
        named: what the first file's name says.
        source: the zip or folder that it comes from.
        number: place of the source on the command line.
        files: what was uploaded: path within the submission, Canvas's number, the file.
        refused: name and reason of what isn't taken.
        in_roster: False if a roster was given and doesn't know the student.
        folder: folder of an assignment in which a plain folder had it, "" otherwise.
        assignment: set once it is known.
        handed_in: when (UTC), None if nothing says so.
        late: whether the system marks it as late.
        names: all names that the system writes for the student's number: more than one if
            somebody's name ends in what looks like another one's number.
        roster_name: the student's name in the roster if it is another one, "" otherwise.
    """

    student: str
    named: Named
    source: str
    number: int
    files: list[tuple[tuple[str, ...], int, Member]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    in_roster: bool = True
    folder: str = ""
    assignment: str | None = None
    handed_in: datetime.datetime | None = None
    late: bool = False
    names: set[str] = field(default_factory=set)
    roster_name: str = ""

    @property
    def downloaded(self) -> datetime.datetime | None:
        """The youngest time of its files in the download, a local time; None if none is known.

        In what Canvas and Moodle make that is when the download was made, not the hand-in: neither
        writes another time into its zip.
        """
        return max((one.time for _, _, one in self.files if one.time), default=None)

    @property
    def order(self) -> tuple[float, float, int, int]:
        """Later attempts have larger ones."""
        handed_in = self.handed_in.timestamp() if self.handed_in else 0.0
        downloaded = self.downloaded.timestamp() if self.downloaded else 0.0
        newest = max((number for _, number, _ in self.files), default=0)
        return handed_in, downloaded, newest, self.number

    @property
    def shown(self) -> str:
        """How it is called in tables."""
        names = ["/".join(path) for path, _, _ in self.files] or [name for name, _ in self.refused]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return (names[0] if names else "nothing") + more


@dataclass
class Survey:
    """What the downloads hold.

    Attributes:
        attempts: of all students.
        nobody: (source, name, reason) of what belongs to no student or can't be read at all.
    """

    attempts: list[Attempt] = field(default_factory=list)
    nobody: list[tuple[str, str, str]] = field(default_factory=list)


def survey(sources: list[Path], roster: Roster, assignments: list[str], stack: ExitStack) -> Survey:
    """Finds out what lies in downloads, without reading more than names.

    Args:
        sources: zips and folders.
        roster: who is who.
        assignments: names of the assignments, by which folders are known.
        stack: keeps zips open until everything is read.
    """
    found = Survey()
    for number, source in enumerate(sources):
        try:
            if source.is_dir():
                download = open_folder(source)
            else:
                download, archive = open_zip(source)
                stack.callback(archive.close)
        except Refused as refusal:
            found.nobody.append((source.name, "", str(refusal)))
            continue
        except OSError as error:
            found.nobody.append((source.name, "", f"it can't be read ({error.strerror})"))
            continue
        _sort(found, source.name, number, download.members, download.refused, roster, assignments)
    return found


def _sort(
    found: Survey, source: str, number: int, members: list[Member],
    refused: list[tuple[str, str]], roster: Roster, assignments: list[str],
) -> None:  # fmt: skip
    members = [one for one in members if not is_junk(one.path)]
    wrapped = _wrapped([one.path for one in members])
    names = [read_name(one.path, wrapped) for one in members]
    if not any(names):
        depth = _student_depth([one.path for one in members], wrapped, roster)
        names = [plain(one.path[depth:]) for one in members]
    attempts: dict[tuple[object, ...], Attempt] = {}

    def attempt(named: Named, folder: str = "") -> Attempt:
        key = (named.system, named.user, named.handed_in, folder)
        if key not in attempts:
            person = roster.find(named)
            _check_name(named, person)
            student = person.student if person else default_student(named)
            attempts[key] = Attempt(
                student, named, source, number, in_roster=not roster or person is not None,
                folder=folder, handed_in=_handed_in(named, person.fields if person else {}),
            )  # fmt: skip
            known = person.names() if person and named.name else set()
            if known and name_key(named.name) not in known:
                attempts[key].roster_name = person.fields.get("name", "") if person else ""
        attempts[key].late |= named.late
        attempts[key].names.add(named.name)
        return attempts[key]

    for member, named in zip(members, names, strict=True):
        shown = "/".join(member.path)
        if named is None:
            found.nobody.append((source, shown, "its name doesn't say whose it is"))
            continue
        try:
            path, folder = named.path, ""
            if named.system == "plain" and len(path) > 1 and path[0] in assignments:
                folder, path = path[0], path[1:]
            one = attempt(named, folder)
        except Refused as refusal:
            found.nobody.append((source, shown, str(refusal)))
            continue
        if path:
            one.files.append((path, named.file, member))
        else:
            one.refused.append((member.path[-1], "it was typed in, not uploaded"))
    for shown, reason in refused:
        # Whose it was to be can be read off the name all the same, if it is a plain one.
        owner = read_name(tuple(shown.replace("\\", "/").split("/")), wrapped)
        key = owner and (owner.system, owner.user, owner.handed_in, "")
        if key in attempts:
            attempts[key].refused.append((shown, reason))
        else:
            found.nobody.append((source, shown, reason))
    found.attempts += attempts.values()


def _check_name(named: Named, person: Person | None) -> None:
    """Somebody called "eve_101" whose number is 666 reads like eve with the number 101.

    That is so in Canvas only, if two numbers follow the name and more digits after them.
    """
    known = person.names() if person and named.system == "canvas" and named.name else set()
    ambiguous = bool(named.path) and DIGITS.match(named.path[0]) is not None
    if ambiguous and known and name_key(named.name) not in known:
        raise Refused(
            f"the number {named.user} is somebody else's in the roster, or is part of the name: "
            f"give the roster the name as Canvas writes it ({named.name}), or look at it yourself"
        )


def _handed_in(named: Named, fields: dict[str, str]) -> datetime.datetime | None:
    if named.handed_in is not None:
        return named.handed_in.replace(tzinfo=datetime.UTC)
    # A grading worksheet belongs to one assignment, and so do Moodle's numbers.
    known = named.system != "moodle" or fields.get("moodle_id") == named.user
    text = fields.get("timestamp", "")
    return datetime.datetime.fromisoformat(text) if text and known else None


def _wrapped(paths: list[tuple[str, ...]]) -> int:
    """How many folders all paths have in common."""
    if not paths:
        return 0
    depth, least = 0, min(len(path) for path in paths) - 1
    while depth < least and len({path[depth] for path in paths}) == 1:
        depth += 1
    return depth


def _student_depth(paths: list[tuple[str, ...]], wrapped: int, roster: Roster) -> int:
    """At which depth the folders of students lie, where no system has named anything."""
    for depth in range(wrapped + 1):
        for path in paths:
            named = plain(path[depth:])
            if roster and named and (roster.by("student", named.user) or roster.find(named)):
                return depth
    below = {path[wrapped] for path in paths if len(path) > wrapped + 1}
    return wrapped if len(below) > 1 else 0
