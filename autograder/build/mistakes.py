"""What an author can get wrong, said with file, line and what to write instead."""

from __future__ import annotations

from pathlib import Path


class AuthorMistake(Exception):
    """A mistake in a file under solutions/. It stops the build.

    Args:
        path: the file that holds the mistake.
        line: its line, counted from 1.
        what: what is wrong.
        instead: what to write instead.
    """

    def __init__(self, path: Path, line: int, what: str, instead: str) -> None:
        self.path, self.line, self.what, self.instead = Path(path), line, what, instead
        super().__init__(f"{path}:{line}: {what}. Instead: {instead}.")


class BuildFailed(Exception):
    """A notebook of the course doesn't run. The message names file, line and error."""
