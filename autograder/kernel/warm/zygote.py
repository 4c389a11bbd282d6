"""The zygote: imports everything, runs nothing, and is forked for every kernel.

Started by `autograder.kernel.warm.supervisor`; standard input carries its settings and then tells,
by closing, that nobody needs it any more. Standard output stays open as long as it or any keeper
lives, so that whoever started it knows when all are gone.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from typing import Any, NoReturn

from autograder.kernel.sandbox import cgroups, libc
from autograder.kernel.sandbox.keeper import Job, keep
from autograder.kernel.sandbox.spec import Sandbox
from autograder.kernel.warm import child, preload, wire

_REQUEST_SECONDS = 10.0
_STANDARD = ("0", "1", "2")  # silence where a request brings nothing for them
_WAIT_SECONDS = 5.0  # for keepers, at the end


class Zygote:
    """Serves requests on a socket.

    It doesn't read them: what it knew, every kernel forked later would know, too.

    Args:
        settings: "socket", "folder", "root" (an empty folder), "name", "entries" (names of the
            functions that a request may name, by short name), "cgroups" (whether to use them).
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._place = cgroups.find_place() if settings["cgroups"] else None
        self._count = 0
        self._keepers: set[int] = set()
        self._stop = self._abandoned = False
        self._entries = {name: _find(path) for name, path in settings["entries"].items()}
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
        self._listener.bind(settings["socket"])
        os.chmod(settings["socket"], 0o600)
        self._listener.listen(64)
        self._listener.setblocking(False)
        self._bell, self._rope = os.pipe2(os.O_CLOEXEC)

    def serve(self) -> None:
        """Answers until told to stop, then ends every kernel."""
        libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
        wakeup, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
        poll = select.poll()
        for number in (self._listener.fileno(), wakeup, 0):
            poll.register(number, select.POLLIN)
        while not self._stop:
            ready = {number for number, _ in poll.poll(1000)}
            if 0 in ready and not os.read(0, 4096):
                self._abandoned = self._stop = True
                break
            if wakeup in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wakeup, 4096)
                self._keepers -= _reap()[0]
                self._end_orphans()
            if self._listener.fileno() in ready:
                with contextlib.suppress(OSError):
                    channel, _ = self._listener.accept()
                    with channel:
                        self._answer(channel)
        self._close()

    def _end(self, *_: object) -> None:
        self._stop = True

    def _answer(self, channel: socket.socket) -> None:
        reason = None if wire.is_trusted(channel) else "strangers and kernels get no kernels"
        reason = reason or preload.unsafe()
        if reason is not None:
            with contextlib.suppress(OSError):
                wire.send(channel, {"failed": f"the zygote refuses: {reason}"})
            return
        self._count += 1
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        pid = os.fork()
        if pid == 0:
            self._listener.close()
            os.close(self._rope)
            self._become_keeper(channel)
        self._keepers.add(pid)

    def _end_orphans(self) -> None:
        """Ends what a keeper has left that was killed, by Linux for lack of memory, for instance.

        Its kernel ends by itself then, but not what the kernel had started; that comes here. In a
        PID namespace nothing can be left: children there are keepers whose helper has ended.
        """
        while True:
            orphans = [
                pid for pid in _children() if pid not in self._keepers and not _is_first(pid)
            ]
            for pid in orphans:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
            if not orphans:
                return

    def _become_keeper(self, channel: socket.socket) -> NoReturn:
        """Reads the request, in a process of its own, and sees it through."""
        try:
            channel.settimeout(_REQUEST_SECONDS)
            request, files = wire.receive(channel)
            job = self._job(channel, request, files)
        except EOFError:
            os._exit(0)
        except Exception as error:
            with contextlib.suppress(OSError):
                wire.send(channel, {"failed": f"{type(error).__name__}: {error}"})
            os._exit(1)
        keep(job)

    def _job(self, channel: socket.socket, request: dict[str, Any], files: list[int]) -> Job:
        names: list[str] = request["files"]
        if len(files) != len(names):
            raise ValueError("the request names other files than it brought")
        given = dict(zip(names, files, strict=True))
        extra = [name for name in names if name not in _STANDARD]
        env = {**request["env"], **{name: str(place) for place, name in enumerate(extra, start=3)}}
        run = self._entries[request["entry"]]

        def life() -> int:
            child.freshen(env, request["cwd"])
            return int(run(*request["arguments"]) or 0)

        silence = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        return Job(
            sandbox=Sandbox.from_json(request["sandbox"]),
            child=life,
            channel=channel,
            lifeline=0,
            bell=self._bell,
            files=[given.get(name, silence) for name in (*_STANDARD, *extra)],
            name=f"{self._settings['name']}-{self._count}",
            number=self._count,
            mount_point=self._settings["root"],
            place=self._place,
        )

    def _close(self) -> None:
        """Ends all keepers."""
        self._listener.close()
        with contextlib.suppress(OSError):
            os.unlink(self._settings["socket"])
        os.write(self._rope, b"!")
        until = time.monotonic() + _WAIT_SECONDS
        while not _reap()[1] and time.monotonic() < until:
            time.sleep(0.005)
        if self._abandoned:  # whoever started us may have been killed
            shutil.rmtree(self._settings["folder"], ignore_errors=True)
        if self._place is not None:
            cgroups.sweep(self._place, f"{self._settings['name']}-")


def _find(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(__import__(module, fromlist=[name]), name)


def _children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [int(number) for number in file.read().split()]


def _is_first(pid: int) -> bool:
    """Whether a process is the first one of a PID namespace below this one."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            rows = dict(line.split(":", 1) for line in file if ":" in line)
    except OSError:
        return True  # it has just ended
    return rows.get("NSpid", "").split()[1:] == ["1"]


def _reap() -> tuple[set[int], bool]:
    """Waits for children that have ended. Returns them, and whether no child is left."""
    ended: set[int] = set()
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended, True
        if pid == 0:
            return ended, False
        ended.add(pid)


def main() -> int:
    """Imports what every zygote has, reads settings, imports, proves itself, serves."""
    start = time.monotonic()
    gc.disable()  # what is imported stays: looking for garbage meanwhile is a fifth of the time
    preload.load(sys.argv[1:])  # what fails is told below, if it is in the list
    settings = json.loads(_read_line())
    problems = preload.load(settings["preload"])
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise touch, and so copy, every page
    gc.enable()
    libc.set_name("kernel-zygote")
    reason = preload.unsafe()
    zygote = Zygote(settings) if reason is None else None
    answer = {
        "ready": zygote is not None,
        "reason": reason,
        "problems": problems,
        "threads": len(preload.threads()),
        "tensorflow": "tensorflow" in sys.modules,
        "packages": sorted({name.partition(".")[0] for name in sys.modules}),
        "seconds": time.monotonic() - start,
    }
    print(json.dumps(answer), flush=True)
    if zygote is None:
        return 1
    zygote.serve()
    return 0


def _read_line() -> bytes:
    """Reads up to the first newline and not a byte more: the rest of the pipe is a lifeline."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            raise SystemExit(1)
        line += byte
    return line


if __name__ == "__main__":
    sys.exit(main())
