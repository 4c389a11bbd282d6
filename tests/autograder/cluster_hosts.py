"""Hosts of a small network on one machine: network namespaces, joined by a bridge in one of them.

Each has an address of its own, and a file system in which the class can't be seen.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = f"ag{os.getpid() % 100_000}"
SUBNET = "10.213.77"
DASK = [sys.executable, "-m", "dask"]


def why_not() -> str | None:
    """Why there can be no such network here; None if there can."""
    if shutil.which("ip") is None:
        return "iproute2 (the command `ip`) is not installed"
    name = f"{PREFIX}try"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if made.returncode:
        return f"no network namespaces here ({made.stderr.strip() or 'not permitted'}): needs root"
    subprocess.run(["ip", "netns", "del", name], check=True)
    return None


class Network:
    """A bridge in the namespace of the hub, and hosts on it."""

    def __init__(self, hidden: Path) -> None:
        self.hidden, self.names = hidden, []
        self.processes: list[subprocess.Popen] = []

    def add(self, name: str) -> str:
        """Adds a host. The first one is the hub. Returns its address."""
        space = f"{PREFIX}{name}"
        self._ip("netns", "add", space)
        self.names.append(name)
        address = f"{SUBNET}.{len(self.names)}"
        inside = ("-n", space)
        self._ip(*inside, "link", "set", "lo", "up")
        if name == self.names[0]:
            self._ip(*inside, "link", "add", "br0", "type", "bridge")
            self._ip(*inside, "addr", "add", f"{address}/24", "dev", "br0")
            self._ip(*inside, "link", "set", "br0", "up")
            return address
        hub = ("-n", f"{PREFIX}{self.names[0]}")
        port = f"v{name}"
        self._ip(*inside, "link", "add", "eth0", "type", "veth", "peer", "name", port,
                 "netns", hub[1])  # fmt: skip
        self._ip(*hub, "link", "set", port, "master", "br0")
        self._ip(*hub, "link", "set", port, "up")
        self._ip(*inside, "addr", "add", f"{address}/24", "dev", "eth0")
        self._ip(*inside, "link", "set", "eth0", "up")
        return address

    def start(self, name: str, command: list[str], log: Path, blind: bool = True) -> int:
        """Starts a program on a host.

        Args:
            name: of the host.
            command: the program.
            log: gets what it prints.
            blind: whether another file system lies over the folder with the class.

        Returns:
            Its process number.
        """
        inner = command
        env = dict(os.environ)
        if blind:
            folder = str(self.hidden)
            cover = f'mount -t tmpfs tmpfs "{folder}" && cd "{folder}" && exec "$@"'
            inner = ["unshare", "--mount", "sh", "-c", cover, "sh", *command]
            env["TMPDIR"] = folder
        with log.open("wb") as file:
            process = subprocess.Popen(
                ["ip", "netns", "exec", f"{PREFIX}{name}", *inner],
                stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env,
                start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process.pid

    def close(self) -> None:
        """Ends all programs and removes all hosts."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in self.processes:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            until = time.monotonic() + 10
            while time.monotonic() < until and any(p.poll() is None for p in self.processes):
                time.sleep(0.1)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", f"{PREFIX}{name}"], capture_output=True)

    @staticmethod
    def _ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextlib.contextmanager
def network(hidden: Path) -> Iterator[Network]:
    """Opens a network whose hosts don't see a folder."""
    opened = Network(hidden)
    try:
        yield opened
    finally:
        opened.close()
