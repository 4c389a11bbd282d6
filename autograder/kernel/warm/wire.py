"""Messages between a zygote and those who want kernels: JSON, one per packet, with files."""

from __future__ import annotations

import array
import errno
import json
import os
import socket
import struct
from typing import Any

from autograder.kernel.sandbox.spec import KEEPER

LARGEST = 1 << 20  # bytes of one message: an environment and the paths of a sandbox

_MOST_FILES = 16
_TOO_LARGE = "a request of {:,} bytes is too large for a zygote: is there much in the environment?"
_PEER = struct.Struct("iII")


class Refused(Exception):
    """The other side may not talk to us, or said nonsense."""


def connect(path: str) -> socket.socket:
    """Connects to a zygote.

    Raises:
        OSError: if nobody listens there.
    """
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
    try:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * LARGEST)
        channel.connect(path)
    except OSError:
        channel.close()
        raise
    return channel


def send(channel: socket.socket, message: dict[str, Any], files: tuple[int, ...] = ()) -> None:
    """Sends one message.

    Args:
        files: open descriptors; the other side gets copies.

    Raises:
        ValueError: if the message is too large.
        OSError: if the other side is gone.
    """
    data = json.dumps(message).encode()
    if len(data) > LARGEST:
        raise ValueError(_TOO_LARGE.format(len(data)))
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
    try:
        channel.sendmsg([data], rights, socket.MSG_NOSIGNAL)
    except OSError as error:
        if error.errno == errno.EMSGSIZE:
            raise ValueError(_TOO_LARGE.format(len(data))) from None
        raise


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Receives one message and its files.

    Raises:
        EOFError: if the other side is gone.
        BlockingIOError: if there is nothing yet.
        Refused: if it is no message.
    """
    size = socket.CMSG_LEN(_MOST_FILES * array.array("i").itemsize)
    data, rights, flags, _ = channel.recvmsg(LARGEST, size, socket.MSG_CMSG_CLOEXEC)
    files = array.array("i")
    for level, kind, content in rights:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            files.frombytes(content[: len(content) - len(content) % files.itemsize])
    if not data:
        raise EOFError
    try:
        if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            raise ValueError("truncated")
        message = json.loads(data)
        if not isinstance(message, dict):
            raise ValueError("no object")
    except ValueError as error:
        for number in files:
            os.close(number)
        raise Refused(f"not a message: {error}") from None
    return message, list(files)


def is_trusted(channel: socket.socket) -> bool:
    """Whether the other end is the same user (or root), and no kernel or what a kernel started.

    At level "landlock" kernels see the socket's path. They may not connect (seccomp); this is a
    second lock: a kernel's ancestors always include its keeper.
    """
    data = channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    pid, uid, _ = _PEER.unpack(data)
    if uid not in (0, os.geteuid()) or pid <= 0:  # 0: somebody whom this process can't see
        return False
    while pid > 1:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                head, _, tail = file.read().rpartition(")")
        except OSError:
            return False
        if head.partition("(")[2] == KEEPER:
            return False
        pid = int(tail.split()[1])
    return True
