"""What a kernel may use. Plain data, so that it travels to any worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# The sandbox's levels as kernel.sandbox knows them, and "auto" for the strongest that works.
Isolation = Literal["auto", "namespaces", "landlock", "none"]
JudgeName = Literal["glass", "in-kernel"]
DEFAULT_ISOLATION: Isolation = "auto"
DEFAULT_JUDGE: JudgeName = "glass"
WARM_MANAGER = "autograder.kernel.manager.WarmManager"
GIB = 1 << 30


@dataclass(frozen=True)
class KernelOptions:
    """Limits and settings of the kernels that run submissions.

    Attributes:
        cell_seconds: seconds that one cell may run, None for no limit. A cell of the instructor's
            notebook can have a limit of its own.
        total_seconds: seconds that one submission may run in all.
        startup_seconds: seconds that a kernel may take to answer for the first time.
        grace_seconds: seconds between interrupting a cell and killing its kernel.
        iopub_seconds: seconds to wait for a finished cell's last output.
        cell_output: characters of output kept per cell; the rest is cut while it is read.
        total_output: characters of output after which the kernel is killed.
        manager_class: dotted name of the jupyter_client kernel manager. Another kernel
            provisioner is chosen by the kernelspec, as everywhere in Jupyter.
        extra_arguments: added to the kernel's command line.
        threads: threads that numerical libraries may use in one kernel.
        env: environment variables that every kernel gets.
        judge: who runs test cells: "glass" (a process of its own) or "in-kernel".
        level: level of the sandbox around kernels and judges, never "auto".
        zygote: path of the socket of the zygote that forks kernels and judges, None for
            ordinary processes.
        forked: whether kernels are forked from it, not only judges.
        read_only: absolute paths that a sandboxed kernel may read, besides Python and the system.
        hidden: absolute paths that it must not see.
        memory: bytes that one sandboxed kernel may use.
        disk: bytes that it may write.
        processes: processes and threads that it may have at once.
        devices: device files that a sandboxed kernel may use, such as those of a GPU.
    """

    cell_seconds: int | None = 30
    total_seconds: float = 900.0
    startup_seconds: int = 120
    grace_seconds: float = 5.0
    iopub_seconds: int = 30
    cell_output: int = 1_000_000
    total_output: int = 100_000_000
    manager_class: str = "jupyter_client.manager.AsyncKernelManager"
    extra_arguments: tuple[str, ...] = ()
    threads: int = 1
    env: dict[str, str] = field(default_factory=dict)
    judge: JudgeName = DEFAULT_JUDGE
    level: Literal["namespaces", "landlock", "none"] = "none"
    zygote: str | None = None
    forked: bool = False
    read_only: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    memory: int = 4 * GIB
    disk: int = GIB
    processes: int = 256
    devices: tuple[str, ...] = ()
