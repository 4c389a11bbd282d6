"""Messages of the student's kernel, read as if an enemy had written them.

A message is four bytes with the length of a JSON header (little endian), the header, and buffers
whose lengths the header declares under "B". Everything declared is checked against limits before
anything is allocated, and memory grows with what really arrives.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

from autograder.judge.glass.errors import KernelGone, Malformed, OutOfTime

CHUNK = 1 << 22  # bytes that a declared size may claim before they have arrived


@dataclass(frozen=True)
class Limits:
    """What a student's kernel may make the judge hold.

    Attributes:
        header: bytes of one JSON header.
        nodes: values in one header.
        buffers: number of buffers in one message.
        message: bytes of all buffers in one message.
        total: bytes of all messages of one test cell.
        messages: number of messages of one test cell.
        depth: levels of nesting.
    """

    header: int = 4 << 20
    nodes: int = 400_000
    buffers: int = 100_000
    message: int = 256 << 20
    total: int = 2 << 30
    messages: int = 1_000_000
    depth: int = 70


class Wire:
    """One connection to a student's kernel.

    Args:
        connection: a connected stream socket.
        deadline: time.monotonic() at which the time is up.
        limits: sizes.
    """

    def __init__(
        self, connection: socket.socket, deadline: float, limits: Limits | None = None
    ) -> None:
        self._socket = connection
        self.deadline = deadline
        self.limits = limits or Limits()
        self.received = 0
        self.messages = 0

    def receive(self) -> tuple[dict[str, Any], list[bytearray]]:
        """Reads one message.

        Returns:
            Its header, an object, and its buffers.

        Raises:
            Malformed: it isn't a message, or is larger than allowed.
            OutOfTime: the deadline has passed.
            KernelGone: the connection was closed.
        """
        self.messages += 1
        if self.messages > self.limits.messages:
            raise Malformed("the student's code sent too many messages")
        (size,) = struct.unpack("<I", self._read(4))
        if size > self.limits.header:
            raise Malformed("the student's code gave a value that is too large")
        header = parse_header(self._read(size), self.limits)
        sizes = header.get("B")
        check_sizes(sizes, self.limits)
        assert isinstance(sizes, list)
        self.received += size + sum(sizes)
        if self.received > self.limits.total:
            raise Malformed("the student's code gave more data than a test may take")
        return header, [self._read(n) for n in sizes]

    def send(self, header: dict[str, Any], buffers: list[Any]) -> None:
        """Writes one message."""
        raw = json.dumps(dict(header, B=[len(b) for b in buffers])).encode()
        self._wait()
        try:
            self._socket.sendall(struct.pack("<I", len(raw)) + raw + b"".join(buffers))
        except TimeoutError:
            raise OutOfTime("ran out of time") from None
        except OSError:
            raise KernelGone("the student's kernel ended during the test") from None

    def close(self) -> None:
        """Hangs up; the kernel goes on with what comes next."""
        self._socket.close()

    def _wait(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime("ran out of time")
        self._socket.settimeout(left)

    def _read(self, size: int) -> bytearray:
        data = bytearray(min(size, CHUNK))
        filled = 0
        while filled < size:
            if filled == len(data):
                data.extend(bytes(min(size - filled, len(data))))
            self._wait()
            try:
                with memoryview(data) as view:
                    count = self._socket.recv_into(view[filled:])
            except TimeoutError:
                raise OutOfTime("ran out of time") from None
            except OSError:
                count = 0
            if count == 0:
                raise KernelGone("the student's kernel ended during the test")
            filled += count
        return data


def parse_header(raw: bytes | bytearray, limits: Limits) -> dict[str, Any]:
    """Parses the header of a message.

    Args:
        raw: UTF-8 or ASCII JSON.
        limits: sizes.

    Returns:
        The header.

    Raises:
        Malformed: it isn't a JSON object, or holds too many values.
    """
    # Each value but the first follows one of these; counted before json makes objects of them.
    # Three times, since punctuation in texts counts as well.
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > 3 * limits.nodes:
        raise Malformed("the student's code gave a value that is too large")
    try:
        header = json.loads(bytes(raw))
    except (ValueError, RecursionError):
        raise Malformed("the student's kernel sent nonsense") from None
    if type(header) is not dict:
        raise Malformed("the student's kernel sent nonsense")
    return header


def check_sizes(sizes: Any, limits: Limits) -> None:
    """Checks the declared sizes of buffers.

    Raises:
        Malformed: they aren't sizes, or too large.
    """
    if type(sizes) is not list or any(type(n) is not int or n < 0 for n in sizes):
        raise Malformed("the student's kernel sent nonsense")
    if len(sizes) > limits.buffers or sum(sizes) > limits.message:
        raise Malformed("the student's code gave a value that is too large")
