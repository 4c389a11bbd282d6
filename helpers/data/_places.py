"""Where files of data sets may lie on a machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

APP = "deep-learning-course"


def cache_folder() -> Path:
    """The course's cache folder of this user, where the platform wants such folders."""
    home = _home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / APP / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / APP
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / APP


def keras_folder() -> Path:
    """Where Keras keeps what it downloaded."""
    base = os.environ.get("KERAS_HOME")
    return (Path(base) if base else _home() / ".keras") / "datasets"


def folders() -> Iterator[tuple[str, Path]]:
    """The folders to look into, in order, each with its name for people."""
    course_data = os.environ.get("COURSE_DATA")
    if course_data:
        yield "$COURSE_DATA", Path(course_data).expanduser()
    yield "the course's cache folder", cache_folder()
    yield "Keras's cache folder", keras_folder()


def _home() -> Path:
    # Unlike Path.home, this doesn't fail for a user without a home folder.
    return Path(os.path.expanduser("~"))
