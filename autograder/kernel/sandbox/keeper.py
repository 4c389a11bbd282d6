"""The process between a zygote and one kernel: builds the walls, keeps watch, ends everything.

    zygote ── (a helper that ends at once) ── keeper ── kernel ── whatever the kernel starts

At level "namespaces" the keeper is the first process of the kernel's PID namespace; at the others
it is a subreaper. Either way nobody in the tree can leave it, and when the keeper ends, all do.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from autograder.kernel.sandbox import confine, libc, rlimits
from autograder.kernel.sandbox.cgroups import Group, Place
from autograder.kernel.sandbox.confine import Plan
from autograder.kernel.sandbox.filesystem import Windows
from autograder.kernel.sandbox.keeping import keep_scratch
from autograder.kernel.sandbox.meter import Meter
from autograder.kernel.sandbox.spec import GIB, KEEPER, Sandbox, limit_text
from autograder.kernel.sandbox.tree import Tree

_TICK = 0.05  # seconds between two looks at what the tree uses
_MOST_KEPT = GIB  # bytes of a scratch folder without a limit
_FAILED = 70  # exit code of a kernel process that didn't get as far as its own code


@dataclass
class Job:
    """One kernel to be kept.

    Attributes:
        sandbox: what surrounds it.
        child: what it runs; returns an exit code. Called with its walls up.
        channel: SEQPACKET socket to whoever asked for it. When it closes, all ends.
        lifeline: descriptor that nobody writes to; when it closes, all ends.
        bell: descriptor of a pipe; when something is written to it, all ends. Not when it closes.
        files: descriptors that the kernel gets as 0, 1, 2, 3, …
        name: unique on this machine.
        number: different for kernels that live at the same time.
        mount_point: an existing folder, for the new root.
        place: where cgroups can be made, if anywhere.
    """

    sandbox: Sandbox
    child: Callable[[], int]
    channel: socket.socket
    lifeline: int
    bell: int
    files: Sequence[int]
    name: str
    number: int
    mount_point: str
    place: Place | None


def keep(job: Job) -> NoReturn:
    """Becomes the keeper of a kernel. For a process just forked, with one thread. Never returns.

    Messages on the channel: {"started": {"pid", "level", "notes"}} or {"failed": text}, then
    {"ended": {"code", "limit", "text"}}. It understands {"signal": number} and {"memory": true},
    which it answers with {"memory": bytes or null}.
    """
    try:
        plan = confine.make_plan(job.sandbox, job.number)
        pid = os.getpid()
        if job.sandbox.level == "namespaces":
            pid = _move_into_pid_namespace(plan)
        _Keeper(job, plan, pid).run()
    except BaseException as error:
        if not isinstance(error, (OSError, ValueError)):
            traceback.print_exc()
        _send(job.channel, {"failed": f"{type(error).__name__}: {confine.describe(error)}"})
    finally:
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os._exit(0)


def _move_into_pid_namespace(plan: Plan) -> int:
    """Forks a first process of a new PID namespace and goes on as that one.

    Returns:
        This process's number as seen from outside.
    """
    confine.leave(plan)
    reader, writer = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid:
        os.write(writer, str(pid).encode())
        os._exit(0)
    os.close(writer)
    outside = int(os.read(reader, 32))
    os.close(reader)
    return outside


def _send(channel: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(OSError):
        channel.send(json.dumps(message).encode(), socket.MSG_NOSIGNAL)


class _Keeper:
    def __init__(self, job: Job, plan: Plan, pid: int) -> None:
        self._job, self._plan, self._pid = job, plan, pid
        self._alone = job.sandbox.level == "namespaces"
        self._group: Group | None = None
        self._notes: list[str] = []
        self._ended: int | None = None  # the kernel's wait status
        self._windows: Windows | None = None

    def run(self) -> None:
        os.setsid()
        libc.set_name(KEEPER)
        libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
        wakeup = _wake_on(signal.SIGCHLD)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a kernel of the same user might send them
        libc.prctl(libc.PR_SET_DUMPABLE, 0)
        job, sandbox = self._job, self._job.sandbox
        limits = sandbox.limits
        if job.place is not None and (limits.memory or limits.processes or limits.cores):
            try:
                self._group = Group(job.place, job.name, sandbox.limits)
            except OSError as error:
                self._notes.append(f"no cgroup: {confine.describe(error)}")
        try:
            others = self._others()
            windows = confine.build(sandbox, self._plan, job.mount_point)
            self._windows = windows
            tree = Tree(alone=self._alone, proc=windows.proc if windows else None)
            kernel = self._start(others)
            tree.prefer_to_kill(kernel)
            meter = Meter(sandbox, tree, self._group, windows)
            for opened in set(job.files) - {0, 1, 2}:
                os.close(opened)  # whoever reads at the other end shall see the kernel's end
            level = {"pid": self._pid, "level": sandbox.level, "notes": self._notes}
            _send(job.channel, {"started": level})
            try:
                self._watch(kernel, tree, meter, wakeup)
            finally:
                if self._group is not None:
                    self._group.kill()
                tree.kill()
        finally:
            if self._group is not None:
                self._group.remove()

    def _others(self) -> int:
        """Tasks that count against the kernel's limit without being its own."""
        if self._job.sandbox.limits.processes is None or self._plan.new_user:
            return 0
        if self._plan.user_namespace:
            return 1  # the keeper; the rest of the user's are counted elsewhere
        return rlimits.tasks_of(self._plan.owner.uid)

    def _start(self, others: int) -> int:
        reader, writer = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if pid == 0:
            _be_kernel(self._job, self._plan, self._group, others, writer)
        os.close(writer)
        with open(reader, encoding="utf-8") as pipe:
            text = pipe.read()
        answer = json.loads(text or '{"failed": "the kernel process ended at once"}')
        if "failed" in answer:
            os.waitpid(pid, 0)
            raise ValueError(answer["failed"])
        self._notes += answer["notes"]
        return pid

    def _watch(self, kernel: int, tree: Tree, meter: Meter, wakeup: int) -> None:
        channel = self._job.channel
        channel.setblocking(False)
        poll = select.poll()
        for number in (channel.fileno(), wakeup, self._job.lifeline, self._job.bell):
            poll.register(number, select.POLLIN)
        limit = None
        abandoned = False
        while self._ended is None and limit is None and not abandoned:
            ready = dict(poll.poll(_TICK * 1000))
            if wakeup in ready:
                os.read(wakeup, 4096)
                self._reap(kernel)
            if channel.fileno() in ready:
                abandoned |= not self._listen(kernel, meter)
            abandoned |= self._job.lifeline in ready
            if rung := ready.get(self._job.bell):
                abandoned |= bool(rung & select.POLLIN)
                poll.unregister(self._job.bell)
            if self._ended is None:
                limit = meter.reached()
        code = None if self._ended is None else os.waitstatus_to_exitcode(self._ended)
        if code is not None and limit is None:
            limit = meter.reached_at_end(code)
        if self._group is not None:
            self._group.kill()
        # Before the end is told: then all are gone.
        if tree.kill() and self._windows is not None and self._windows.scratch is not None:
            keep_scratch(self._windows, self._job.sandbox.limits.disk or _MOST_KEPT)
        text = None if limit is None else limit_text(self._job.sandbox.limits, limit)
        code = -signal.SIGKILL if code is None else code
        _send(channel, {"ended": {"code": code, "limit": limit, "text": text}})

    def _reap(self, kernel: int) -> None:
        """Waits for what has ended: the kernel, and orphans that came to the keeper."""
        with contextlib.suppress(ChildProcessError):
            pid, status = os.waitpid(kernel, os.WNOHANG)
            if pid == kernel:
                self._ended = status
                return
        reap_all_but(kernel)

    def _listen(self, kernel: int, meter: Meter) -> bool:
        """Reads one message. Returns whether somebody is still there to send more."""
        try:
            data = self._job.channel.recv(1 << 16)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not data:
            return False
        message = json.loads(data)
        if "memory" in message:
            _send(self._job.channel, {"memory": meter.most_memory()})
            return True
        number = int(message.get("signal", 0))
        if number == signal.SIGKILL:
            return False
        with contextlib.suppress(OSError):
            os.killpg(kernel, number)  # the kernel leads a group: its helpers get the signal, too
        return True


def reap_all_but(kernel: int) -> None:
    """Waits for ended children other than the kernel, whose end is looked for by itself."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid == kernel:
            return
        with contextlib.suppress(ChildProcessError):
            os.waitpid(found.si_pid, os.WNOHANG)


def _wake_on(*numbers: int) -> int:
    """Returns a descriptor from which each of these signals can be read as a byte."""
    reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in numbers:
        signal.signal(number, lambda *_: None)
    return reader


def _be_kernel(job: Job, plan: Plan, group: Group | None, others: int, status: int) -> NoReturn:
    """The rest of the life of a kernel process."""
    code = _FAILED
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        job.channel.detach()  # or its end would close whatever gets the number next
        notes = confine.enter(job.sandbox, plan, group, others)
        status = _keep_only(job.files, status)
        os.write(status, json.dumps({"notes": notes}).encode())
        os.close(status)
        status = -1
        code = job.child()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        if status >= 0:
            text = f"{type(error).__name__}: {confine.describe(error)}"
            with contextlib.suppress(OSError):
                os.write(status, json.dumps({"failed": text}).encode())
        else:
            traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(code)


def _keep_only(files: Sequence[int], status: int) -> int:
    """Closes every descriptor but the given ones; `files` become 0, 1, 2, …

    Returns:
        The new number of `status`.
    """
    wanted = [*files, status, *confine.KEPT]
    top = max(len(wanted), *wanted) + 1
    # First out of each other's way, then to their places.
    moved = [fcntl.fcntl(number, fcntl.F_DUPFD, top) for number in wanted]
    for place, number in enumerate(moved):
        os.dup2(number, place, inheritable=place < len(files))
    os.closerange(len(wanted), 1 << 16)
    return len(files)
