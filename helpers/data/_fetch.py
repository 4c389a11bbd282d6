"""Fetching large files for `make data`: resumed after a break, and each failure in one sentence.

What has arrived lies beside its place as FILE.part, and FILE.part.json says which version of the
file it is a part of. `load` downloads with `_download`, which gives up quickly and keeps nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from helpers.data import _download, _failures
from helpers.data._download import NoDownload

ATTEMPTS = 4
CHUNK = 1 << 18
Report = Callable[[int, "int | None"], None]  # bytes that are there, bytes in all if known


def fetch(url: str, target: Path, report: Report = lambda there, total: None) -> Path:
    """Downloads a file into FILE.part beside its place, going on where an earlier try broke off.

    Args:
        url: its address, http, https or file.
        target: its place, in a folder that can be written to.
        report: is told how far it is.

    Returns:
        Path of the part, complete. The caller checks it, and renames or deletes it.

    Raises:
        NoDownload: it could not be had; the text says why. What has arrived is kept.
    """
    part = target.with_name(target.name + ".part")
    with _alone(part):
        for attempt in range(1, ATTEMPTS + 1):
            before = _size(part)
            try:
                _attempt(url, part, report)
                return part
            except _failures.Passing as failure:
                grown = _size(part) > before
                # As long as something arrives, one more try is worth it.
                if attempt == ATTEMPTS or not (grown or failure.busy):
                    kept = f"; {_mb(part)} are kept, and the same command goes on from there"
                    raise NoDownload(f"{failure}{kept if _size(part) else ''}") from failure
                time.sleep(min(failure.wait, 10.0) if failure.busy else 0.2 * attempt)
        raise AssertionError("every attempt returns or raises")


def discard(part: Path) -> None:
    """Deletes a part and what is known of it."""
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def finish(part: Path, target: Path) -> None:
    """Puts a part that is complete and right into its place."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, target)
    _notes(part).unlink(missing_ok=True)


def _attempt(url: str, part: Path, report: Report) -> None:
    known = _read_notes(part)
    there = _size(part) if known.get("url") == url else 0
    with _open(url, there, known.get("validator")) as response:
        status = getattr(response, "status", None)
        headers = response.headers
        if status == 416:  # nothing beyond what is there: complete, or another file
            if there and _total(headers) == there and _same(known, headers):
                return
            discard(part)
            raise _failures.Passing(
                f"{_failures.host(url)} has another version of the file by now", busy=True
            )
        if _failures.is_page(response, url):
            raise NoDownload(_failures.page(url))
        start, total = there, _total(headers)
        if status != 206 or not _same(known, headers) or _first(headers) != there:
            if status == 206:  # a part of another version: ask again, for all of it
                discard(part)
                raise _failures.Passing(
                    f"{_failures.host(url)} has another version of the file by now", busy=True
                )
            start = 0  # the server knows no parts, or the file has changed: it sends all of it
        _check_room(part.parent, (total or 0) - start, _size(part) - start)
        _write_notes(part, {"url": url, "validator": _validator(headers), "total": total})
        _receive(response, part, start, total, url, report)


def _receive(
    response: Any, part: Path, start: int, total: int | None, url: str, report: Report
) -> None:
    there = start
    with _failures.named(url), part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        report(there, total)
        # Not read(): at the end of a connection it would raise and lose what did arrive.
        while (
            chunk := response.read1(CHUNK) if hasattr(response, "read1") else response.read(CHUNK)
        ):
            file.write(chunk)
            there += len(chunk)
            report(there, total)
    if total is not None and there != total:
        raise _failures.Passing(
            f"the download from {_failures.host(url)} broke off at {there / 1e6:.1f} of "
            f"{total / 1e6:.1f} MB"
        )


def _open(url: str, there: int, validator: str | None) -> Any:
    """Opens an address, or gives up after 3 seconds; 416 counts as an answer.

    In a thread, because a socket's time limit doesn't cover the look-up of the host's name.
    """
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
    if there:
        request.add_header("Range", f"bytes={there}-")
        if validator:
            request.add_header("If-Range", validator)
    outcome: list[Any] = []
    given_up = threading.Event()

    def connect() -> None:
        try:
            # An opener of its own: urlopen's remembers the proxies of its first call.
            opener = urllib.request.build_opener()
            response: Any = opener.open(request, timeout=_download.STALL_SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        except Exception as error:
            outcome.append(error)
            return
        if given_up.is_set():
            response.close()
        outcome.append(response)

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(_download.PROBE_SECONDS)
    if not outcome:
        given_up.set()
        raise _failures.Passing(
            f"{_failures.host(url)} didn't answer within {_download.PROBE_SECONDS:g} s: no "
            "network, a firewall, or a proxy that HTTPS_PROXY should name"
        )
    response = outcome[0]
    if isinstance(response, urllib.error.HTTPError) and response.code != 416:
        with response:
            raise _failures.answered(url, response)
    if isinstance(response, Exception) and not isinstance(response, urllib.error.HTTPError):
        raise _failures.of(url, response)
    return response


def _total(headers: Any) -> int | None:
    """Size of the whole file, from Content-Range ("bytes 5-9/10", "bytes */10") or the length."""
    matched = re.search(r"/(\d+)\s*$", headers.get("Content-Range") or "")
    text = matched[1] if matched else headers.get("Content-Length")
    return int(text) if text and text.isdigit() and (matched or not _first(headers)) else None


def _first(headers: Any) -> int:
    matched = re.match(r"bytes (\d+)-", headers.get("Content-Range") or "")
    return int(matched[1]) if matched else 0


def _validator(headers: Any) -> str | None:
    """What tells versions of the file apart; a weak ETag may not be used for parts."""
    etag = headers.get("ETag")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified")


def _same(known: dict[str, Any], headers: Any) -> bool:
    total = _total(headers)
    if known.get("total") is not None and total is not None and known["total"] != total:
        return False
    return (known.get("validator") or "") in ("", _validator(headers) or known.get("validator"))


def _check_room(folder: Path, needed: int, freed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free + freed:
        raise NoDownload(
            f"there is no room for it: it needs {needed / 1e6:.0f} MB, and the disk of {folder} "
            f"has {free / 1e6:.0f} MB left; make some, or let XDG_CACHE_HOME name a folder on "
            "another disk"
        )


@contextlib.contextmanager
def _alone(part: Path) -> Iterator[None]:
    """Nobody else writes this part meanwhile; where the system has no such locks, so be it."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    # The folder is locked, not the part: a part is renamed, and its lock would go with it.
    handle = os.open(part.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoDownload(
                "another process is downloading into the same folder: let it finish"
            ) from None
        except OSError:
            pass  # a network file system without locks
        yield
    finally:
        os.close(handle)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _mb(part: Path) -> str:
    return f"{_size(part) / 1e6:.1f} MB"


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _read_notes(part: Path) -> dict[str, Any]:
    try:
        found = json.loads(_notes(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_notes(part: Path, known: dict[str, Any]) -> None:
    # Before the first byte: a part without notes is never gone on with.
    with _failures.named(known["url"]):
        _notes(part).write_text(json.dumps(known), encoding="utf-8")
