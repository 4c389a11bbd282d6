"""Starts a zygote, watches it, starts it again when it dies, and leaves nothing behind."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

from autograder.kernel.sandbox import cgroups
from autograder.kernel.warm import wire

DEFAULT_PRELOAD = ("numpy", "matplotlib", "tensorflow", "keras")
ADDRESS = "AUTOGRADER_ZYGOTE"  # environment variable: the socket of a running zygote
KERNEL_ENTRY = "kernel"
_ENTRIES = {KERNEL_ENTRY: "autograder.kernel.warm.child:run_kernel"}
# A kernel's /proc/self/environ shows what its zygote was started with: nothing else gets in.
_PASSED = ("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH",
           "MPLCONFIGDIR", "PYTHONHASHSEED")  # fmt: skip
_PASSED_PREFIXES = ("LC_", "TF_", "KERAS_", "XLA_", "JAX_", "CUDA_", "NVIDIA_")
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_PRIVATE = "zygote"
_LONGEST_FOLDER = 60  # bytes
_CLOSE_SECONDS = 8.0
_START_SECONDS = 180.0
_MOST_DEATHS, _DEATH_WINDOW = 5, 60.0


class WarmUnavailable(Exception):
    """There can be no warm kernels here; the message says why."""


@dataclass(frozen=True)
class Proof:
    """What a zygote said about itself when it was ready.

    Attributes:
        threads: threads of its process; always 1.
        tensorflow: whether TensorFlow is imported. No operation has run in any case.
        problems: modules that couldn't be imported ahead of time, and why.
        packages: names of the packages that are imported.
        seconds: time that importing took.
    """

    threads: int
    tensorflow: bool
    problems: tuple[str, ...]
    packages: frozenset[str]
    seconds: float


@dataclass(frozen=True)
class Begun:
    """A process that waits to be told what kind of zygote it shall be. See `begin`."""

    process: subprocess.Popen[bytes]
    log: IO[bytes]


def begin(early: Iterable[str] = (), env: Mapping[str, str] | None = None) -> Begun:
    """Starts a process that can become a zygote, and doesn't wait for it.

    Meanwhile it imports what every kernel needs. If it is never used it ends with this process.

    Args:
        early: modules that will be in every zygote's list.
        env: environment variables for it besides the harmless ones it gets anyway.

    Returns:
        The process, for `Zygote(begun=…)`.
    """
    log = tempfile.TemporaryFile()  # noqa: SIM115 (read and closed by `Zygote`)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "autograder.kernel.warm.zygote", *early],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        cwd="/", env=_environment(env or {}), start_new_session=True,
    )  # fmt: skip
    return Begun(process, log)


class Zygote:
    """A zygote process. Start it once per list of modules; use it as a context manager.

    Args:
        preload: modules to import ahead of time.
        entries: functions besides IPython's kernel that may be run in a fork: dotted names
            "package.module:function" by short name.
        env: environment variables for the zygote besides the harmless ones it gets anyway.
            Kernels can read them.
        use_cgroups: whether Linux shall count memory and processes where it can; else they are
            watched, which is slower to notice.
        begun: a process from `begin`, used for the first start.
    """

    def __init__(
        self,
        preload: Iterable[str] = DEFAULT_PRELOAD,
        *,
        entries: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        use_cgroups: bool = True,
        begun: Begun | None = None,
    ) -> None:
        self._begun = begun
        self.preload = tuple(dict.fromkeys(preload))
        self.proof: Proof | None = None
        self.restarts = 0
        self._entries = {**_ENTRIES, **(entries or {})}
        self._env = dict(env or {})
        self._use_cgroups = use_cgroups
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: str | None = None
        self._deaths: list[float] = []
        self._dead: list[subprocess.Popen[bytes]] = []  # their kernels may still be at work
        self._names: list[str] = []
        self._closing = threading.Event()
        self._owner = os.getpid()

    @property
    def address(self) -> str:
        """Path of the socket. Put it into $AUTOGRADER_ZYGOTE for other processes."""
        if self._folder is None:
            raise WarmUnavailable("the zygote is not running")
        return os.path.join(self._folder, _PRIVATE, "socket")

    @property
    def folder(self) -> str:
        """A folder for kernels' own ones: it goes when nobody needs the zygote any more."""
        if self._folder is None:
            raise WarmUnavailable("the zygote is not running")
        return self._folder

    @property
    def pid(self) -> int | None:
        """The zygote's process number, None if it isn't running."""
        return None if self._process is None else self._process.pid

    def start(self) -> Zygote:
        """Starts it and waits until everything is imported.

        Raises:
            WarmUnavailable: if it can't work here, or can't prove that a fork would be safe.
        """
        if sys.platform != "linux":
            raise WarmUnavailable(f"forking is only safe on Linux; this is {sys.platform}")
        with self._lock:
            if self._process is not None:
                return self
            self._owner = os.getpid()
            self._closing.clear()
            self._folder = tempfile.mkdtemp(prefix="autograder-z-", dir=short_folder())
            # Confined kernels of other users pass through to folders of theirs.
            os.chmod(self._folder, 0o711)
            atexit.register(self.close)
            try:
                self._spawn()
            except BaseException:
                self.close()
                raise
            threading.Thread(target=self._watch, name="zygote-watch", daemon=True).start()
        return self

    def _spawn(self) -> None:
        assert self._folder is not None
        self._names.append(f"{os.getpid()}-{secrets.token_hex(4)}")
        dropped: list[str] = []
        while True:
            preload = [name for name in self.preload if name not in dropped]
            answer = self._launch(preload)
            if answer["ready"]:
                break
            culprits = [text.split()[0] for text in answer["problems"] if text.endswith("a thread")]
            dropped += (new := [name for name in preload for culprit in culprits
                                if culprit == name or culprit.startswith(name + ".")])  # fmt: skip
            if not new:
                raise WarmUnavailable(f"a fork would not be safe: {answer['reason']}")
        self.proof = Proof(
            answer["threads"], answer["tensorflow"],
            (*answer["problems"], *(f"{name} starts a thread" for name in dropped)),
            frozenset(answer["packages"]), answer["seconds"],
        )  # fmt: skip

    def _launch(self, preload: list[str]) -> dict[str, Any]:
        assert self._folder is not None
        private = os.path.join(self._folder, _PRIVATE)
        root = os.path.join(private, "root")
        os.makedirs(private, mode=0o700, exist_ok=True)
        os.makedirs(root, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.address)
        begun, self._begun = self._begun or begin(env=self._env), None
        self._process = begun.process
        settings = {
            "preload": preload,
            "socket": self.address,
            "folder": self._folder,
            "root": root,
            "name": self._names[-1],
            "entries": self._entries,
            "cgroups": self._use_cgroups,
        }
        assert self._process.stdin is not None and self._process.stdout is not None
        line = b""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(settings).encode() + b"\n")
            self._process.stdin.flush()
            if select.select([self._process.stdout], [], [], _START_SECONDS)[0]:
                line = self._process.stdout.readline()
        if not line:
            self._end_process()
            begun.log.seek(0)
            said = begun.log.read().decode(errors="replace").strip().splitlines()[-1:]
            raise WarmUnavailable("the zygote did not start" + "".join(f": {x}" for x in said))
        begun.log.close()
        answer: dict[str, Any] = json.loads(line)
        if not answer["ready"]:
            self._end_process()
        return answer

    def _watch(self) -> None:
        """Restarts the zygote when it dies, unless it keeps dying."""
        while not self._closing.is_set():
            process = self._process
            if process is None:
                return
            process.wait()
            with self._lock:
                if self._closing.is_set() or self._process is not process:
                    continue
                now = time.monotonic()
                self._deaths = [t for t in self._deaths if now - t < _DEATH_WINDOW] + [now]
                self._dead.append(process)
                if len(self._deaths) > _MOST_DEATHS:
                    self._process = None
                    return
                try:
                    self._spawn()
                    self.restarts += 1
                except Exception:
                    self._process = None
                    return

    def connect(self) -> socket.socket:
        """Connects to the zygote; waits while it is being restarted.

        Raises:
            WarmUnavailable: if it is gone for good.
        """
        until = time.monotonic() + _START_SECONDS
        while True:
            with self._lock:
                if self._process is None:
                    raise WarmUnavailable("the zygote is not running")
                with contextlib.suppress(OSError):
                    return wire.connect(self.address)
            if time.monotonic() > until:
                raise WarmUnavailable("the zygote does not answer")
            time.sleep(0.02)

    def close(self) -> None:
        """Ends the zygote and every kernel, and removes its files. Can be called again."""
        if os.getpid() != self._owner:
            return  # a forked copy of this object owns nothing
        self._closing.set()
        with self._lock:
            self._end_process()
            while self._dead:
                _end(self._dead.pop())
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None
            with contextlib.suppress(OSError):
                if self._names and (place := cgroups.find_place()) is not None:
                    for name in self._names:
                        cgroups.sweep(place, f"{name}-")
            self._names.clear()
        atexit.unregister(self.close)

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def __enter__(self) -> Zygote:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    env = {
        name: value for name, value in os.environ.items()
        if name in _PASSED or name.startswith(_PASSED_PREFIXES)
    }  # fmt: skip
    # Its own threads would be lost in a fork; kernels set their share themselves.
    env.update(dict.fromkeys(_THREADS, "1"))
    env.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    for name in ("CUDA_VISIBLE_DEVICES", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        env.pop(name, None)
    return env | dict(more)


def short_folder() -> str | None:
    """Returns a folder whose name leaves room for a socket's, which Linux limits to 107 bytes.

    None stands for the usual folder for temporary files.
    """
    given = tempfile.gettempdir()
    if len(os.fsencode(given)) > _LONGEST_FOLDER and os.access("/tmp", os.W_OK | os.X_OK):
        return "/tmp"
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a zygote and its kernels, and waits for all of them."""
    assert process.stdin is not None and process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()  # the zygote and every keeper end at this
    # Its output closes when the last of them has ended.
    until = time.monotonic() + _CLOSE_SECONDS
    with contextlib.suppress(OSError, ValueError):
        while (left := until - time.monotonic()) > 0:
            if select.select([process.stdout], [], [], left)[0] and not os.read(
                process.stdout.fileno(), 4096
            ):
                break
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with contextlib.suppress(OSError):
        process.stdout.close()
