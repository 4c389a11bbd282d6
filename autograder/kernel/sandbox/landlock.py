"""Landlock: a process gives up, for good, all files but the listed ones."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from autograder.kernel.sandbox import libc

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_MAKE_DEVICES = 1 << 6 | 1 << 11  # character and block devices
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_NET_ALL = 3  # bind and connect over TCP
_SCOPE_ALL = 3  # abstract sockets and signals
_ASK_VERSION, _PATH_BENEATH = 1, 1
TRUNCATION_SINCE = 3  # version that knows emptying a file
SIGNALS_SINCE = 6  # version that keeps signals and abstract sockets inside


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scope")]


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("access", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def version() -> int:
    """Returns what this Linux knows of Landlock.

    Raises:
        OSError: if it has none, or it is switched off, or refused here.
    """
    return libc.syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), _ASK_VERSION)


def restrict(
    readable: Iterable[str], writable: Iterable[str], devices: Iterable[str] = ()
) -> list[int]:
    """Restricts this process and all that it will start. Needs no_new_privs.

    Args:
        readable: files and folders to read and run. Missing ones are skipped.
        writable: files and folders to change as well.
        devices: device files to read and write.

    Returns:
        File descriptors that must stay open: a rule on a folder of /proc holds only as long as
        Linux remembers this very folder.

    Raises:
        OSError: if anything about it fails.
    """
    known = version()
    handled = (1 << 13) - 1
    for since, right in ((2, _REFER), (TRUNCATION_SINCE, _TRUNCATE), (5, _IOCTL_DEVICE)):
        if known >= since:
            handled |= right
    ruleset = _Ruleset(
        handled, _NET_ALL if known >= 4 else 0, _SCOPE_ALL if known >= SIGNALS_SINCE else 0
    )
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    number = libc.syscall(
        "landlock_create_ruleset", ctypes.byref(ruleset), ctypes.c_size_t(size), 0
    )
    kept: list[int] = []
    try:
        for paths, access in (
            (readable, READ),
            (writable, handled & ~_MAKE_DEVICES),
            (devices, READ_FILE | WRITE_FILE | handled & _IOCTL_DEVICE),
        ):
            for path in paths:
                kept += _allow(number, path, access & handled)
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        libc.syscall("landlock_restrict_self", number, 0)
    finally:
        os.close(number)
    return kept


def _allow(ruleset: int, path: str, access: int) -> list[int]:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return []
    if not stat.S_ISDIR(os.fstat(folder).st_mode):
        access &= _OF_FILES
    rule = _PathRule(access, folder)
    libc.syscall("landlock_add_rule", ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    if path.startswith("/proc/"):
        return [folder]
    os.close(folder)
    return []
