"""Which zygote a kernel comes from: one that is given, one at an address, or this process's own."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time

from autograder.kernel.warm import wire
from autograder.kernel.warm.supervisor import ADDRESS, WarmUnavailable, Zygote

_RETRY_SECONDS = 30.0  # for a zygote of another process, which that one may be restarting
_log = logging.getLogger("autograder.kernel")
_lock = threading.Lock()
_zygotes: dict[tuple[str, ...], Zygote] = {}
_failures: dict[tuple[str, ...], str] = {}
_warned: set[str] = set()


class Elsewhere:
    """A zygote that another process has started.

    Args:
        address: path of its socket.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    @property
    def folder(self) -> str:
        """As of `Zygote`."""
        return os.path.dirname(os.path.dirname(self.address))

    def connect(self) -> socket.socket:
        """As of `Zygote`.

        Raises:
            WarmUnavailable: if nobody answers there.
        """
        until = time.monotonic() + _RETRY_SECONDS
        while True:
            try:
                return wire.connect(self.address)
            except OSError as error:
                if not os.path.isdir(self.folder) or time.monotonic() > until:
                    message = f"nobody answers at {self.address}: {error.strerror}"
                    raise WarmUnavailable(message) from None
            time.sleep(0.05)


def find(zygote: Zygote | str | None, preload: tuple[str, ...]) -> Zygote | Elsewhere:
    """Finds a zygote, and starts one if need be.

    Args:
        zygote: one that somebody started, or the path of its socket; None for the one at
            $AUTOGRADER_ZYGOTE, else this process's own.
        preload: modules that an own one imports.

    Raises:
        WarmUnavailable: if there is none and none can be started.
    """
    if isinstance(zygote, Zygote):
        return zygote
    if address := zygote or os.environ.get(ADDRESS):
        return Elsewhere(address)
    return _own(preload)


def _own(preload: tuple[str, ...]) -> Zygote:
    with _lock:
        if preload in _failures:
            raise WarmUnavailable(_failures[preload])
        zygote = _zygotes.get(preload)
        if zygote is None:
            zygote = Zygote(preload)
            try:
                zygote.start()
            except WarmUnavailable as error:
                _failures[preload] = str(error)  # once is enough: it takes seconds to find out
                raise
            _zygotes[preload] = zygote
        return zygote


def close_all() -> None:
    """Ends the zygotes that this process started by itself. Happens at its exit anyway."""
    with _lock:
        while _zygotes:
            _zygotes.popitem()[1].close()
        _failures.clear()


def warn_once(text: str) -> None:
    """Logs a warning the first time that it is to be said."""
    if text not in _warned:
        _warned.add(text)
        _log.warning(text)
