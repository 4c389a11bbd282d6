"""The kernel provisioner that Jupyter finds under the name "autograder-warm"."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import tempfile
import time
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict, List, Unicode

from autograder.kernel.sandbox.paths import contains
from autograder.kernel.sandbox.spec import Sandbox, Stop
from autograder.kernel.warm import shared
from autograder.kernel.warm.client import prompt_class
from autograder.kernel.warm.process import OPEN, START_SECONDS, ForkedProcess, send_request
from autograder.kernel.warm.supervisor import (
    DEFAULT_PRELOAD,
    KERNEL_ENTRY,
    WarmUnavailable,
    Zygote,
)

NAME = "autograder-warm"
SANDBOX = "AUTOGRADER_SANDBOX"  # environment variable: a sandbox as JSON, for Jupyter's commands
_KILL_SECONDS = 30.0  # a scratch folder that is kept may be large


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from a zygote, in a sandbox if one is asked for.

    A sandbox comes from, in this order: the argument `sandbox` of `start_kernel`,
    $AUTOGRADER_SANDBOX, the kernelspec. Without one a kernel is warm and not confined. The zygote
    is the argument `zygote`, or the one at $AUTOGRADER_ZYGOTE, or one that this process starts when
    it is first needed.

    `pass_files` are open files for the kernel, by the name of the environment variable that will
    hold their number.

    Where no kernel can be forked, it starts ordinary ones and says so; but never if a sandbox was
    asked for.
    """

    preload = List(Unicode(), default_value=list(DEFAULT_PRELOAD), config=True,
                   help="Modules to import ahead of time.")  # fmt: skip
    sandbox = Dict(config=True, help="A sandbox (Sandbox.to_json) for every kernel.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._sandbox = OPEN
        self._zygote: Zygote | shared.Elsewhere | None = None
        self._why_not = ""
        self._files: dict[str, int] = {}
        self._door: str | None = None
        self.stop: Stop | None = None

    @property
    def level(self) -> str:
        """The level of the kernel's sandbox."""
        return getattr(self.process, "level", "none")

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepares sockets in a folder of the kernel's own instead of TCP ports."""
        self._files = dict(kwargs.pop("pass_files", {}))
        given = kwargs.pop("sandbox", None)
        if given is None and (text := os.environ.get(SANDBOX)):
            given = Sandbox.from_json(json.loads(text))
        if given is None and self.sandbox:
            given = Sandbox.from_json(dict(self.sandbox))
        self._sandbox = given or OPEN
        try:
            self._zygote = shared.find(kwargs.pop("zygote", None), tuple(self.preload))
        except WarmUnavailable as error:
            self._zygote, self._why_not = None, str(error)
        manager = self.parent
        if manager is not None and self._zygote is not None and self._door is None:
            # The usual folders can be too long for a socket's name.
            try:
                self._door = tempfile.mkdtemp(prefix="k-", dir=self._zygote.folder)
            except OSError as error:
                text = f"no zygote at {self._zygote.address}: {error.strerror}"
                raise RuntimeError(text) from None
            manager.transport = "ipc"
            manager.cache_ports = False
            manager.ip = os.path.join(self._door, "s")
            manager.connection_file = os.path.join(self._door, "kernel.json")
            manager.client_factory = prompt_class(manager.client_factory)
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Has a kernel forked, or starts an ordinary one.

        Raises:
            RuntimeError: if a sandbox was asked for and can't be had.
        """
        self.stop = None
        if self._zygote is None:
            if self._sandbox.level != "none":
                raise RuntimeError(f"no sandbox without warm kernels: {self._why_not}")
            shared.warn_once(f"no warm kernels: {self._why_not}; ordinary kernels are used")
            return await super().launch_kernel(cmd, **kwargs)
        channel = self._zygote.connect()
        process = ForkedProcess(channel)
        try:
            self._request(channel, cmd, kwargs)
            channel.setblocking(False)
            until = time.monotonic() + START_SECONDS
            while not process.started() or not self._sockets_exist(process):
                if time.monotonic() > until:
                    raise RuntimeError(f"no kernel within {START_SECONDS:g} s")
                await asyncio.sleep(0.002)
        except BaseException:
            channel.close()
            self._close_door()
            raise
        self.process = process  # type: ignore[assignment]  # as far as Jupyter cares, a Popen
        self.pid, self.pgid = process.pid, None
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    def _sockets_exist(self, process: ForkedProcess) -> bool:
        """Whether the kernel listens: a client that is too early tries again only after 0.1 s."""
        if self._door is None or process.poll() is not None:
            return True
        ports = [port for name, port in self.connection_info.items() if name.endswith("_port")]
        return all(os.path.exists(os.path.join(self._door, f"s-{port}")) for port in ports)

    def _request(self, channel: socket.socket, cmd: list[str], kwargs: dict[str, Any]) -> None:
        door = self._door
        sandbox = self._sandbox
        if door is not None and sandbox.level != "none":
            sandbox = Sandbox.from_json(
                {**sandbox.to_json(), "writable": (*sandbox.writable, door)}
            )
        send_request(
            channel,
            KERNEL_ENTRY,
            [cmd[cmd.index("-f") :]],
            env=_environment(kwargs["env"], sandbox),
            cwd=kwargs.get("cwd") or os.getcwd(),
            sandbox=sandbox,
            files={**_outputs(kwargs, confined=sandbox.level != "none"), **self._files},
        )

    async def poll(self) -> int | None:
        """Returns the exit code, None while the kernel runs."""
        code = await super().poll()
        if isinstance(self.process, ForkedProcess):
            self.stop = self.process.stop
        return code

    def memory(self) -> int | None:
        """Bytes, the most that the kernel's tree has used so far; None where nobody counts."""
        return self.process.memory() if isinstance(self.process, ForkedProcess) else None

    async def wait(self) -> int | None:
        """Waits for the kernel's end and returns its exit code."""
        process = self.process
        if not isinstance(process, ForkedProcess):
            return await super().wait()
        while process.poll() is None:
            await asyncio.sleep(0.005)
        self.stop = process.stop
        self.process = None
        return process.returncode

    async def kill(self, restart: bool = False) -> None:
        """Ends the kernel and its tree, and waits: Jupyter would look again only after 0.1 s."""
        await super().kill(restart=restart)
        process = self.process
        if isinstance(process, ForkedProcess):
            until = time.monotonic() + _KILL_SECONDS
            while process.poll() is None and time.monotonic() < until:
                await asyncio.sleep(0.002)

    async def cleanup(self, restart: bool = False) -> None:
        """Removes the kernel's folder."""
        await super().cleanup(restart=restart)
        if not restart:
            self._close_door()

    def _close_door(self) -> None:
        if self._door is not None:
            shutil.rmtree(self._door, ignore_errors=True)
            self._door = None

    def __del__(self) -> None:
        self._close_door()


def _environment(given: dict[str, str], sandbox: Sandbox) -> dict[str, str]:
    """A kernel's environment: places that it could not write to become places of its own."""
    env = {name: value for name, value in given.items() if name not in (SANDBOX, "JPY_PARENT_PID")}
    if sandbox.scratch is None or sandbox.level == "none":
        return env
    scratch = os.path.realpath(sandbox.scratch)
    for name, place in (("HOME", ".home"), ("TMPDIR", ".tmp")):
        if not contains(scratch, os.path.realpath(env.get(name, "/"))):
            env[name] = os.path.join(scratch, place)
    return env


def _outputs(kwargs: dict[str, Any], *, confined: bool) -> dict[str, int]:
    """Open files for a kernel's 1 and 2. A confined kernel doesn't inherit ours: not a terminal."""
    found: dict[str, int] = {}
    for name, key, own in (("1", "stdout", 1), ("2", "stderr", 2)):
        given = kwargs.get(key)
        if given is None:
            if not confined:
                found[name] = own
        elif hasattr(given, "fileno"):
            found[name] = given.fileno()
        elif isinstance(given, int) and given >= 0:
            found[name] = given
    return found
