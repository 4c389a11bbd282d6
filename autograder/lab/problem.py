"""What stops the lab from opening."""

from __future__ import annotations


class LabProblem(Exception):
    """The lab can't be opened. The text says what is wrong, where and how to mend it."""
