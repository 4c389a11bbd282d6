"""Who is who: a roster connects the students of a learning management system with the gradebook's.

Three files work as they are: the gradebook that Canvas exports (columns Student, ID, SIS User ID,
SIS Login ID, Section: lib/gradebook_exporter.rb of instructure/canvas-lms), Moodle's list of
participants or grading worksheet (Identifier, Full name, Email address, Username, ID number, Last
modified (submission): mod/assign/gradingtable.php of moodle/moodle), and a CSV of one's own with
student_id and any of canvas_id, moodle_id, name, first_name, last_name, email, timestamp.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dateutil import parser

from autograder.gradebook.course import WrongCall
from autograder.lms.names import Named
from autograder.lms.paths import Refused, fold, student_id

LARGEST = 50_000_000  # bytes
COLUMNS = {
    "student_id": ("student_id", "studentid", "student id"),
    "username": ("username", "user name", "sis login id", "login", "login_id"),
    "sis_id": ("sis user id", "sis_id", "sis_user_id", "integration id"),
    "id_number": ("id number", "idnumber", "id_number", "matriculation number"),
    "email": ("email address", "email", "e-mail"),
    "canvas_id": ("id", "canvas_id", "canvas user id", "canvas_user_id"),
    "moodle_id": ("identifier", "moodle_id", "participant"),
    "name": ("student", "full name", "name", "fullname"),
    "first_name": ("first name", "first_name", "firstname", "given name"),
    "last_name": ("last name", "last_name", "lastname", "surname", "family name"),
    "section": ("section",),
    "timestamp": ("timestamp", "last modified (submission)"),
}
# What becomes the student's id in the course folder: the first that is there.
IDENTITY = ("student_id", "username", "id_number", "sis_id", "email")


@dataclass(frozen=True)
class Person:
    """A row of a roster; a field is "" where the roster has none.

    Attributes:
        student: the id in the course folder and the gradebook.
        fields: what the roster says, by the names of COLUMNS.
    """

    student: str
    fields: dict[str, str]

    def names(self) -> set[str]:
        """All ways in which the name may be written, as they are compared."""
        name, first, last = (
            self.fields.get(key, "") for key in ("name", "first_name", "last_name")
        )
        written = {name, f"{first} {last}", f"{last} {first}"}
        if name.count(",") == 1:  # "Lovelace, Ada"
            behind, before = name.split(",")
            written.add(f"{before.strip()} {behind.strip()}")
        found = {name_key(one) for one in written}
        return found - {""}


class Roster:
    """The students of a class.

    Args:
        people: rows of the roster.
        title: how it is called in sentences.
    """

    def __init__(self, people: Iterable[Person] = (), title: str = "the roster") -> None:
        self.people, self.title = list(people), title
        self._by_name: dict[str, list[Person]] = {}
        self._by_id: dict[tuple[str, str], Person] = {}
        for person in self.people:
            for name in person.names():
                self._by_name.setdefault(name, []).append(person)
            for column, value in person.fields.items():
                if value and column not in ("name", "first_name", "last_name", "section"):
                    self._by_id.setdefault((column, fold(value)), person)
            self._by_id[("student", fold(person.student))] = person

    def __bool__(self) -> bool:
        return bool(self.people)

    def by(self, column: str, value: str) -> Person | None:
        """The person with this value in a column, or None."""
        return self._by_id.get((column, fold(value))) if value else None

    def by_name(self, name: str) -> Person | None:
        """The person of this name, None if there is none.

        Raises:
            Refused: several are called so.
        """
        found = self._by_name.get(name_key(name), [])
        if len(found) > 1:
            raise Refused(
                f"{len(found)} students of {self.title} are called {name}: it needs a column that "
                "tells them apart"
            )
        return found[0] if found else None

    def find(self, named: Named) -> Person | None:
        """The person to whom a file belongs, None if the roster doesn't say.

        Raises:
            Refused: it could be several.
        """
        if named.system == "canvas":
            found = self.by("canvas_id", named.user)
        elif named.system == "moodle":
            found = self.by("moodle_id", named.user)
        else:
            columns = ("student", *IDENTITY)
            found = next((one for key in columns if (one := self.by(key, named.user))), None)
        return found or self.by_name(named.name or named.user)


def name_key(name: str) -> str:
    """A name as it is compared: Canvas keeps letters, digits and underscores only."""
    return re.sub(r"[\W_]", "", fold(name))


def default_student(named: Named) -> str:
    """A student's id where no roster says one.

    Canvas's number is the same in all assignments. Moodle's isn't, so that it is the name there;
    an anonymous "Participant" has nothing but the number.

    Raises:
        Refused: the name can't be one.
    """
    if named.system == "moodle":
        anonymous = name_key(named.name) in ("participant", "teilnehmer", "teilnehmerin", "")
        return student_id(f"{named.name}_{named.user}" if anonymous else named.name)
    return student_id(named.user)


def read_roster(path: Path, column: str | None = None, zone: str = "UTC") -> Roster:
    """Reads a roster.

    Args:
        path: a CSV file.
        column: header of the column with the students' ids; None to find it.
        zone: time zone of its times.

    Raises:
        WrongCall: it can't be read, or doesn't say who is who.
    """
    rows = read_table(path)
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    places = {
        key: next((head.index(name) for name in names if name in head), None)
        for key, names in COLUMNS.items()
    }
    if column is not None:
        if column.strip().lower() not in head:
            raise WrongCall(f"{path} has no column {column!r}: it has {', '.join(rows[0])}")
        places["student_id"] = head.index(column.strip().lower())
    if all(places[key] is None for key in (*IDENTITY, "name", "last_name", "canvas_id")):
        raise WrongCall(
            f"{path} has none of the columns by which students are known: its first line needs "
            "student_id, and name, canvas_id, moodle_id or email"
        )
    people = []
    for row in rows[1:]:
        fields = {
            key: row[place].strip() for key, place in places.items()
            if place is not None and place < len(row)
        }  # fmt: skip
        if fields.get("name", "").startswith("Points Possible") or not any(fields.values()):
            continue
        fields["moodle_id"] = re.sub(r"^\D+(?=\d+$)", "", fields.get("moodle_id", ""))
        fields["timestamp"] = _time(fields.get("timestamp", ""), zone)
        own = next((fields[key] for key in IDENTITY if fields.get(key)), "")
        own = own or fields.get("canvas_id", "") or fields.get("name", "")
        own = own or f"{fields.get('first_name', '')} {fields.get('last_name', '')}"
        try:
            people.append(Person(student_id(own), fields))
        except Refused:
            continue
    doubled = [name for name, count in Counter(one.student for one in people).items() if count > 1]
    if doubled:
        raise WrongCall(
            f"{path} gives several students the id {sorted(doubled)[0]}: name the column with the "
            "ids by --student-column"
        )
    return Roster(people, path.name)


def read_table(path: Path) -> list[list[str]]:
    """Reads a CSV file with commas, semicolons or tabs between its cells.

    Raises:
        WrongCall: it can't be read.
    """
    return dialect_and_rows(path)[1]


def dialect_and_rows(path: Path) -> tuple[str, list[list[str]]]:
    """Reads a CSV file.

    Returns:
        What stands between its cells, and its rows.

    Raises:
        WrongCall: it can't be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
    except OSError as error:
        raise WrongCall(f"{path} can't be read ({error.strerror}): name a CSV file") from error
    except UnicodeDecodeError as error:
        raise WrongCall(f"{path} isn't UTF-8: save it as CSV UTF-8") from error
    if len(content) > LARGEST:
        raise WrongCall(f"{path} is larger than 50 MB: that is no list of a class")
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if any(row)
        ]
    except csv.Error as error:
        raise WrongCall(f"{path} is no CSV file ({error}): export it again") from error
    return mark, rows


def in_zone(time: datetime.datetime, zone: str) -> datetime.datetime:
    """A time in UTC; one without a zone is meant in this one."""
    if time.tzinfo is None:
        time = time.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return time.astimezone(datetime.UTC)


def _time(text: str, zone: str) -> str:
    """A roster's time in ISO 8601, UTC; "" if there is none that can be read."""
    if not re.search(r"\d", text):
        return ""
    try:
        return in_zone(parser.parse(text), zone).isoformat()
    except (ValueError, OverflowError):
        return ""
