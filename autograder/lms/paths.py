"""Names that come from strangers: which of them may become a file in a course folder."""

from __future__ import annotations

import re
import unicodedata

DEEPEST = 16  # folders inside each other, as the grader reads them
LONGEST_NAME = 200  # bytes of one folder or file name; file systems take 255
LONGEST_PATH = 1_000  # bytes of a path inside a submission
# Characters that change how a name is shown, so that it looks like another one.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
DRIVE = re.compile(r"[A-Za-z]:")
FORBIDDEN = re.compile(r'[<>:"|?*]')  # what Windows refuses in names
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
# What systems and editors leave behind; nobody means to hand it in.
JUNK = frozenset(
    ["__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__",
     ".git", ".svn", ".idea", ".vscode"]
)  # fmt: skip


class Refused(Exception):
    """Something isn't taken. The text says why, as the end of a sentence: "it is a link"."""


def parts(name: str) -> tuple[str, ...]:
    """Splits the name of an archive's member into folders and a file name.

    Args:
        name: as the archive has it. Untrusted.

    Returns:
        The parts, fit to become folders and a file.

    Raises:
        Refused: the name leads out of the folder, or no file can be called so.
    """
    if "\0" in name:
        raise Refused("its name holds a zero byte")
    plain = name.replace("\\", "/")
    if plain.startswith("/") or DRIVE.match(plain):
        raise Refused("its path is absolute")
    split = [part for part in plain.split("/") if part not in ("", ".")]
    if ".." in split:
        raise Refused("its path leads out of the folder (..)")
    # Harmless, but not on every system: spaces at the ends, signs that Windows refuses.
    found = tuple(FORBIDDEN.sub("_", part.lstrip(" ").rstrip(" .")) for part in split)
    if not all(found) or not found:
        raise Refused("it has no name")
    if len(found) > DEEPEST:
        raise Refused(f"it is nested too deeply: at most {DEEPEST} folders")
    for part in found:
        _check(part)
    if len("/".join(found).encode("utf-8", "surrogatepass")) > LONGEST_PATH:
        raise Refused("its path is too long")
    return found


def _check(part: str) -> None:
    try:
        size = len(part.encode("utf-8"))
    except UnicodeEncodeError:
        raise Refused("its name isn't Unicode") from None
    if size > LONGEST_NAME:
        raise Refused(f"its name is too long: at most {LONGEST_NAME} bytes")
    if any(unicodedata.category(letter) == "Cc" for letter in part) or DIRECTION.search(part):
        raise Refused("its name holds control characters")
    if part.split(".")[0].strip().lower() in DEVICES:
        raise Refused("its name is that of a device under Windows")


def is_junk(path: tuple[str, ...]) -> bool:
    """Whether a file is a system's or an editor's own."""
    return any(part.lower() in JUNK or part.startswith("._") for part in path)


def same_key(path: tuple[str, ...]) -> tuple[str, ...]:
    """What two paths have in common that are one file on some system: case, Unicode form."""
    return tuple(fold(part) for part in path)


def fold(text: str) -> str:
    """A text without differences of case and Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


class Taken:
    """The paths that are in use already in one folder."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, ...], str] = {}
        self._folders: dict[tuple[str, ...], str] = {}

    def add(self, path: tuple[str, ...]) -> None:
        """Takes a path.

        Raises:
            Refused: it is another spelling of one in use, or a file where a folder is.
        """
        key, shown = same_key(path), "/".join(path)
        other = self._files.get(key) or self._folders.get(key)
        if other == shown:
            raise Refused("there is another file of the same name")
        if other is not None:
            raise Refused(f"its name is that of {other} on some systems")
        for depth in range(1, len(path)):
            folder, name = key[:depth], "/".join(path[:depth])
            if folder in self._files:
                raise Refused(f"its folder {name} is a file as well")
            if self._folders.get(folder, name) != name:
                raise Refused(f"its folder is that of {self._folders[folder]} on some systems")
        for depth in range(1, len(path)):
            self._folders.setdefault(key[:depth], "/".join(path[:depth]))
        self._files[key] = shown


def student_id(text: str) -> str:
    """Makes a student's id, which becomes a folder, from a name or a number.

    Args:
        text: as a roster or an archive has it. Untrusted.

    Returns:
        The same without spaces and without characters that folders can't have.

    Raises:
        Refused: nothing is left.
    """
    text = unicodedata.normalize("NFC", text)
    kept = "".join(
        letter if letter.isalnum() or letter in "-_.@+" or unicodedata.combining(letter) else "_"
        for letter in text.strip()
    )
    kept = re.sub("_+", "_", kept).strip("._ ")
    if not kept or kept.split(".")[0].lower() in DEVICES:
        raise Refused(f"{text!r} can't be made into a student's id")
    if len(kept.encode("utf-8", "replace")) > LONGEST_NAME:
        raise Refused("the name is too long for a student's id")
    return kept
