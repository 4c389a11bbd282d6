"""What a confined process may see and use. Plain data: it crosses doors and travels as JSON."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["namespaces", "landlock", "none"]
LEVELS: tuple[Level, ...] = ("namespaces", "landlock", "none")  # the strongest first
KEEPER = "kernel-keeper"  # name of the process that keeps a kernel
MIB = 1 << 20
GIB = 1 << 30
# With less of one of its limits, no kernel runs.
LEAST = {
    "memory": 64 * MIB, "disk": MIB, "file_size": 1, "cpu_seconds": 0.1, "wall_seconds": 0.1,
    "processes": 32, "open_files": 64, "cores": 0.05,
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How much one kernel and everything that it starts may use together.

    Attributes:
        memory: bytes, None for no limit.
        disk: bytes of its scratch folder, /tmp and shared memory together, None for no limit.
        file_size: bytes of one file, None for no limit but `disk`.
        cpu_seconds: processor time of all its processes, None for no limit.
        wall_seconds: time from the start, None for no limit. Limits per cell are the caller's.
        processes: processes and threads at once, None for no limit. TensorFlow needs 32.
        open_files: files that one process may hold open, None for no limit.
        cores: processors' worth of time per second (0.5, 2, …), None for no limit. Holds only
            where cgroups can be written.
    """

    memory: int | None = 2 * GIB
    disk: int | None = 512 * MIB
    file_size: int | None = None
    cpu_seconds: float | None = None
    wall_seconds: float | None = None
    processes: int | None = 256
    open_files: int | None = 1024
    cores: float | None = None

    def __post_init__(self) -> None:
        for name, least in LEAST.items():
            value = getattr(self, name)
            if value is not None and not value >= least:
                raise ValueError(f"the limit {name} is {value}; a kernel needs at least {least}")


@dataclass(frozen=True)
class Sandbox:
    """What surrounds one kernel.

    Attributes:
        level: "namespaces", "landlock" or "none"; `detect()` tells the strongest that works here.
        limits: what it may use.
        scratch: absolute path of the folder that it works in. At level "namespaces" the kernel
            gets a copy, of limited size and gone with it, at the same path; at the others it
            works in the folder itself, which it then owns.
        read_only: absolute paths that it may read, besides the system's and Python's own.
        writable: absolute paths of further folders that it may change. They aren't copied.
        hidden: absolute paths that it must not see. Everything that isn't listed is hidden
            anyway: this refuses to start if a listed folder contains one of them.
        devices: device files such as /dev/nvidia0 that it may use.
        keep_scratch: whether what it wrote to the scratch folder is there afterwards, as far as it
            keeps within the limit on disk. Always so at the other levels than "namespaces".
        passes_files: whether it may hand open files to other processes, as a judge does.
    """

    level: Level = "none"
    limits: Limits = field(default_factory=Limits)
    scratch: str | None = None
    read_only: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    keep_scratch: bool = False
    passes_files: bool = False

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"unknown level {self.level!r}: use one of {', '.join(LEVELS)}")
        if self.level != "none" and self.scratch is None:
            raise ValueError(f"level {self.level} needs a scratch folder: set scratch=…")
        paths = (*self.read_only, *self.writable, *self.hidden, *self.devices)
        for path in (*paths, *([self.scratch] if self.scratch else [])):
            if not path.startswith("/"):
                raise ValueError(f"{path!r} is relative: give absolute paths to a sandbox")

    def to_json(self) -> dict[str, Any]:
        """Returns plain values that `from_json` turns back into this sandbox."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Sandbox:
        """Reads what `to_json` wrote.

        Raises:
            ValueError: if a value isn't one that a sandbox can have.
            TypeError: if there are unknown names.
        """
        known: dict[str, Any] = {**value, "limits": Limits(**value.get("limits", {}))}
        for name in ("read_only", "writable", "hidden", "devices"):
            known[name] = tuple(value.get(name, ()))
        return cls(**known)


@dataclass(frozen=True)
class Stop:
    """How a kernel ended.

    Attributes:
        code: exit code; negative for the signal that ended it.
        limit: name of the field of `Limits` that was reached, or None.
        text: the limit in words ("memory limit 2 GB"), or None.
    """

    code: int
    limit: str | None = None
    text: str | None = None


def size_text(size: int) -> str:
    """Writes a number of bytes as people do: 2 GB, 512 MB, 1.5 GB."""
    for unit, name in ((GIB, "GB"), (MIB, "MB"), (1 << 10, "KB")):
        if size >= unit:
            return f"{round(size / unit, 1):g} {name}"
    return f"{size} bytes"


def limit_text(limits: Limits, name: str) -> str:
    """Says which limit was reached.

    Args:
        limits: the limits that held.
        name: a field of them.

    Returns:
        For instance "memory limit 2 GB", "30 s wall time", "64 processes".
    """
    value = getattr(limits, name)
    if name in ("memory", "disk"):
        return f"{name} limit {size_text(value)}"
    return {
        "file_size": f"file size limit {size_text(value or 0)}",
        "cpu_seconds": f"{value:g} s processor time",
        "wall_seconds": f"{value:g} s wall time",
        "processes": f"{value} processes",
    }[name]
