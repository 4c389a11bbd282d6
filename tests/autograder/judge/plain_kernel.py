"""A kernel without Jupyter, for quick tests: runs code in a namespace, one request a time."""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
from typing import Any

LOOP = """
import json, struct, sys
source, sink = sys.stdin.buffer, sys.stdout.buffer
sys.stdin, sys.stdout = open("/dev/null"), open("/dev/null", "w")
space = {"__name__": "__main__"}
sys.modules["__main__"].__dict__.update(space)
while head := source.read(4):
    code = json.loads(source.read(struct.unpack("<I", head)[0]))
    try:
        exec(compile(code, "<cell>", "exec"), space)
        said = None
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    raw = json.dumps(said).encode()
    sink.write(struct.pack("<I", len(raw)) + raw)
    sink.flush()
"""


class PlainKernel:
    """Runs cells in a process of its own.

    Args:
        seconds: time for one cell; after it the process is killed.
        door: a socket that the process gets, its number in the variable DOOR.
    """

    def __init__(self, seconds: float = 30.0, door: socket.socket | None = None) -> None:
        self._seconds = seconds
        self.folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self.folder.name,
            pass_fds=() if door is None else (door.fileno(),),
            env={**os.environ, **({} if door is None else {"DOOR": str(door.fileno())})},
        )

    def __enter__(self) -> PlainKernel:
        return self

    def __exit__(self, *about: Any) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self.folder.cleanup()

    def execute(self, code: str) -> str | None:
        """Runs code; returns the error that it raised, or None."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        raw = json.dumps(code).encode()
        try:
            stdin.write(struct.pack("<I", len(raw)) + raw)
            stdin.flush()
            if not select.select([stdout], [], [], self._seconds)[0]:
                self._process.kill()
            (size,) = struct.unpack("<I", stdout.read(4))
            return json.loads(stdout.read(size))
        except (OSError, struct.error):
            return "the kernel has ended"
