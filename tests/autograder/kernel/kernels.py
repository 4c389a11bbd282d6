"""Real kernels, forked from a real zygote, for the tests of this folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from jupyter_client.manager import KernelManager

from autograder.kernel.sandbox import Limits, Sandbox, Stop
from autograder.kernel.warm import kernelspec
from autograder.kernel.warm.supervisor import Zygote, short_folder

LEVELS = ("namespaces", "landlock")
MIB = 1 << 20
LONG = 120.0  # seconds in which anything happens on the slowest machine, if it happens at all
SHORT = short_folder()  # for names of sockets


class Kernel:
    """A running kernel.

    Attributes:
        scratch: its scratch folder, as seen from outside.
    """

    def __init__(self, manager: KernelManager, client, scratch: Path) -> None:
        self.manager, self.client, self.scratch = manager, client, scratch

    @property
    def provisioner(self):
        return self.manager.provisioner

    def run(self, code: str, seconds: float = LONG) -> str:
        """Runs a cell. Returns what it printed; for an error its name and text."""
        parts: list[str] = []

        def remember(message) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                parts.append(content["text"])
            elif message["msg_type"] == "execute_result":
                parts.append(content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                parts.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, timeout=seconds, output_hook=remember)
        return "".join(parts).strip()

    def start(self, code: str) -> None:
        """Starts a cell and doesn't wait for it."""
        self.client.execute(code, stop_on_error=False)

    def start_and_interrupt(self) -> None:
        """Starts a cell that sleeps, and interrupts it when it has begun to."""
        self.start("import time; print('begun', flush=True); time.sleep(600)")
        while True:
            message = self.client.get_iopub_msg(timeout=LONG)
            if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
                break
        self.manager.interrupt_kernel()

    def end(self, seconds: float = LONG) -> Stop:
        """Waits until the kernel has ended by itself."""
        until = time.monotonic() + seconds
        process = self.provisioner.process
        while process.poll() is None:
            if time.monotonic() > until:
                raise TimeoutError("the kernel still lives")
            time.sleep(0.01)
        return process.stop


@contextlib.contextmanager
def kernel(
    zygote: Zygote | None,
    sandbox: Sandbox | None = None,
    *,
    files: dict[str, str] | None = None,
    env: dict[str, str] | None = None,
    name: str = kernelspec.KERNEL_NAME,
    **options,
) -> Iterator[Kernel]:
    """Starts a kernel with a scratch folder of its own, and ends it."""
    scratch = Path(tempfile.mkdtemp(prefix="scratch-"))
    try:
        for path, text in (files or {}).items():
            (scratch / path).write_text(text)
        if sandbox is not None:
            sandbox = replace(sandbox, scratch=str(scratch))
        manager = KernelManager(kernel_name=name)
        manager.start_kernel(
            cwd=str(scratch), env={**os.environ, **(env or {})}, zygote=zygote, sandbox=sandbox,
            extra_arguments=["--HistoryManager.hist_file=:memory:"], **options,
        )  # fmt: skip
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=LONG)
            yield Kernel(manager, client, scratch)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def box(level: str, **limits) -> Sandbox:
    """A sandbox at a level; `kernel` fills in its scratch folder."""
    return Sandbox(level, Limits(**limits), scratch="/nowhere")  # type: ignore[arg-type]


def processes(text: str) -> list[int]:
    """Numbers of the processes whose command line, or name, holds `text`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if text in line or text in (entry / "comm").read_text():
                    found.append(int(entry.name))
    return found


def gone(text: str, seconds: float = LONG) -> bool:
    """Whether no such process is left within some seconds."""
    return happens(lambda: not processes(text), seconds)


def happens(condition: Callable[[], object], seconds: float = LONG) -> bool:
    """Waits until something is so. Returns whether it became so in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
