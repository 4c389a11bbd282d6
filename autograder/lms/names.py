"""How learning management systems name what students handed in. Each rule says its source."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal

System = Literal["canvas", "moodle", "blackboard", "plain"]

# Canvas, "Download Submissions": lib/content_zipper.rb of instructure/canvas-lms. A file is called
#     {sortable name}[_LATE]_{user id}_{file id}_{name of the file}
# where the sortable name ("Lovelace, Ada") is in small letters without anything but letters,
# digits and underscores, and never holds _digits_ itself. The third part is the id of the
# uploaded file, not of the submission. With anonymous grading it is [LATE_]anon_{id}_{file id}_….
# Texts and links that were typed in are NAME_USER_text.html and NAME_USER_link.html.
CANVAS = re.compile(
    r"(?P<name>\w*?)_(?:(?P<late>LATE|late)_)?(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.DOTALL
)
CANVAS_ANONYMOUS = re.compile(
    r"(?:(?P<late>LATE|late)_)?anon_(?P<user>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)", re.DOTALL
)
CANVAS_TYPED = re.compile(
    r"(?:(?P<name>\w+?)_)?(?:(?P<late>LATE|late)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_(?:text|link)\.html"
)
# A file that is uploaded again gets -1, -2 … before its ending (Attachment.make_unique_filename in
# app/models/attachment.rb); browsers write " (1)", file managers " - Copy" or " copy 2".
COPY = re.compile(
    r"(?:-(?P<number>\d{1,3})| ?\((?P<other>\d{1,3})\)| ?- ?copy| copy(?: \d+)?)$", re.I
)

# Moodle, "Download all submissions": mod/assign/classes/downloader.php of moodle/moodle. In folders
#     {full name}_{participant}_assignsubmission_file_/{path as uploaded}
# (since 3.1 the default; some versions write no last underscore), and without folders
#     {full name}_{participant}_assignsubmission_file_{name of the file}.
# Underscores of the name became spaces. With anonymous submissions the name is "Participant". For
# groups it is the group's name and id. The participant's number belongs to one assignment: the
# same person has another one in the next (assign::get_uniqueid_for_user).
MOODLE = re.compile(
    r"(?P<name>[^_]*)_(?P<user>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?", re.DOTALL
)
MOODLE_TYPED = ("onlinetext", "comments")

# Blackboard, as in nbgrader's own example for zip_collect (nbgrader.plugins.zipcollect):
#     {assignment}_{student}_attempt_{2016-01-30-15-00-00}[_{name of the file}]
BLACKBOARD = re.compile(
    r"(?P<assignment>.+?)_(?P<user>[^_]+)_attempt_(?P<time>\d{4}(?:-\d{2}){5})"
    r"(?:_(?P<rest>.+)|(?P<ending>\.txt))?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Named:
    """What the name of a submitted file says.

    Attributes:
        system: whose naming it is; "plain" for STUDENT/FILE.
        user: the system's number of the student; for "plain" the folder's name.
        name: the student's name as the system writes it, "" if it doesn't.
        path: the file's path within the submission, () if it isn't an uploaded file.
        late: whether the system marks it as late.
        file: Canvas's number of the file, larger for later ones; 0 elsewhere.
        handed_in: when, if the name says so.
    """

    system: System
    user: str
    name: str
    path: tuple[str, ...]
    late: bool = False
    file: int = 0
    handed_in: datetime.datetime | None = None


def read_name(path: tuple[str, ...], wrapped: int = 0) -> Named | None:
    """Reads the path of a member of a download.

    Args:
        path: folders and file name.
        wrapped: how many folders are around everything, such as the one that unpacking makes.
            What lies deeper was named by students, who could write another one's name there.

    Returns:
        Whose it is, None if the name follows no rule.
    """
    for depth, part in enumerate(path[: wrapped + 1]):
        found = _moodle(part, path[depth + 1 :])
        if found is None and depth == len(path) - 1:
            found = _canvas(part) or _blackboard(part)
        if found is not None:
            return found
    return None


def plain(path: tuple[str, ...]) -> Named | None:
    """Reads a path as STUDENT/FILE: a folder for each student."""
    return Named("plain", path[0], "", path[1:]) if len(path) > 1 else None


def without_copy(stem: str) -> tuple[str, int]:
    """Takes off what uploading a file again puts at the end of its name.

    Returns:
        The name, and the number of the copy, 0 if there is none.
    """
    match = COPY.search(stem)
    if match is None or match.start() == 0:
        return stem, 0
    return stem[: match.start()], int(match["number"] or match["other"] or 1)


def _canvas(part: str) -> Named | None:
    typed = CANVAS_TYPED.fullmatch(part)
    if typed:
        return Named("canvas", typed["user"], typed["name"] or "", (), bool(typed["late"]))
    match = CANVAS_ANONYMOUS.fullmatch(part)
    if match:
        user = f"anon_{match['user']}"
        return Named("canvas", user, "", (match["rest"],), bool(match["late"]), int(match["file"]))
    match = CANVAS.fullmatch(part)
    if not match or len(match["file"]) > 20 or len(match["user"]) > 20:
        return None
    return Named("canvas", match["user"], match["name"], (match["rest"],), bool(match["late"]),
                 int(match["file"]))  # fmt: skip


def _moodle(part: str, below: tuple[str, ...]) -> Named | None:
    match = MOODLE.fullmatch(part)
    if not match:
        return None
    rest = (match["rest"],) if match["rest"] else ()
    path = () if match["kind"] in MOODLE_TYPED else rest + below
    return Named("moodle", match["user"], match["name"].strip(), path)


def _blackboard(part: str) -> Named | None:
    match = BLACKBOARD.fullmatch(part)
    if not match:
        return None
    try:
        time = datetime.datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
    path = (match["rest"],) if match["rest"] else ()
    return Named("blackboard", match["user"], "", path, handed_in=time)
