"""Messages between the grader and a judge's process, and what each may cost the other."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

LONGEST = 64 << 20  # bytes of a plan; an outcome is some hundred
LONGEST_OUTCOME = 1 << 20


class Gone(Exception):
    """The other process has ended, or sent what isn't a message."""


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Sends one message.

    Raises:
        Gone: the other process has ended.
    """
    raw = json.dumps(message).encode()
    try:
        connection.sendall(struct.pack("<I", len(raw)) + raw)
    except OSError:
        raise Gone from None


def receive(
    connection: socket.socket, seconds: float | None = None, longest: int = LONGEST
) -> dict[str, Any]:
    """Receives one message.

    Args:
        connection: a stream socket.
        seconds: how long to wait for all of it; None for ever.
        longest: bytes that it may have.

    Raises:
        TimeoutError: it didn't come in time.
        Gone: the other process has ended, or sent what isn't a message.
    """
    until = None if seconds is None else time.monotonic() + seconds
    (size,) = struct.unpack("<I", _read(connection, 4, until))
    if size > longest:
        raise Gone
    try:
        message = json.loads(_read(connection, size, until))
    except (ValueError, RecursionError):
        raise Gone from None
    if not isinstance(message, dict):
        raise Gone
    return message


def _read(connection: socket.socket, size: int, until: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        try:
            part = connection.recv(min(1 << 16, size - len(data)))
        except TimeoutError:
            raise
        except OSError:
            raise Gone from None
        if not part:
            raise Gone
        data += part
    return bytes(data)
