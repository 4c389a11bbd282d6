"""Sentences about a notebook, for its author: said by grading, and ahead of it by validating."""

from __future__ import annotations

from typing import Any


class Note(str):
    """A sentence that knows what it is about. For grading it is plain text.

    Args:
        text: what is wrong and what grading does about it.
        kind: short name of what is wrong, such as "duplicate".
        mend: what its author can do about it before handing in.
        cell: name of the cell that it is about; "" for the whole notebook.
        automatic: whether it can be mended without touching an answer.
    """

    kind: str
    mend: str
    cell: str
    automatic: bool

    def __new__(
        cls, text: str, kind: str = "", mend: str = "", cell: str = "", automatic: bool = False
    ) -> Note:
        note = super().__new__(cls, text)
        note.kind, note.mend, note.cell, note.automatic = kind, mend, cell, automatic
        return note

    def __getnewargs__(self) -> tuple[Any, ...]:  # type: ignore[override]
        return str(self), self.kind, self.mend, self.cell, self.automatic
