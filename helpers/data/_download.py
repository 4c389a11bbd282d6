"""Getting a file from the network: quick to give up, and never half a file in its place."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

PROBE_SECONDS = 3.0
STALL_SECONDS = 20.0


class NoDownload(Exception):
    """The file could not be had; the text says why, for people."""


def offline() -> bool:
    """Whether COURSE_OFFLINE asks for no attempt at all."""
    return os.environ.get("COURSE_OFFLINE", "") not in ("", "0")


def mirrored(url: str) -> str:
    """The address of the file: on the mirror that COURSE_MIRROR names, or where Keras has it."""
    mirror = os.environ.get("COURSE_MIRROR", "")
    return f"{mirror.rstrip('/')}/{url.rsplit('/', 1)[1]}" if mirror else url


def writable(folder: Path) -> Path:
    """Makes a folder where there is none and tries to write to it.

    Returns:
        The folder.

    Raises:
        OSError: it cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return folder


def download(url: str, folder: Path) -> Path:
    """Downloads a file under a temporary name.

    Args:
        url: its address, http, https or file.
        folder: where to write, an existing folder.

    Returns:
        Path of the new file in `folder`, complete. The caller renames or deletes it.

    Raises:
        NoDownload: the server didn't answer within 3 seconds, or the file didn't arrive whole.
    """
    handle, name = tempfile.mkstemp(prefix=".download-", suffix=url.rsplit("/", 1)[1], dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            _fetch(url, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _fetch(url: str, file: Any) -> None:
    with _open_within(url, PROBE_SECONDS) as response:
        length = response.headers.get("Content-Length")
        try:
            shutil.copyfileobj(response, file, 1 << 18)
        except (OSError, HTTPException) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoDownload(
                    f"there is no room for it ({error.strerror}): make some, or let XDG_CACHE_HOME "
                    "name a folder on another disk"
                ) from error
            raise NoDownload(f"the download from {_host(url)} broke off ({error})") from error
    if length is not None and file.tell() != int(length):
        raise NoDownload(f"the download from {_host(url)} broke off before its end")


def _open_within(url: str, seconds: float) -> Any:
    """Opens an address, or gives up after so many seconds.

    A thread, because the time limit of a socket doesn't cover the look-up of the host's name, which
    takes longest where there is no network.
    """
    outcome: list[Any] = []

    def connect() -> None:
        try:
            # After the probe this limit holds for each read: a stalled download ends too.
            outcome.append(urllib.request.urlopen(url, timeout=STALL_SECONDS))
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(seconds)
    host = _host(url)
    if not outcome:
        raise NoDownload(f"{host} didn't answer within {seconds:g} s")
    if isinstance(outcome[0], urllib.error.HTTPError):
        raise NoDownload(f"{host} answered {outcome[0].code} {outcome[0].reason}")
    if isinstance(outcome[0], Exception):
        raise NoDownload(f"{host} cannot be reached")
    return outcome[0]


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc or "the mirror"
