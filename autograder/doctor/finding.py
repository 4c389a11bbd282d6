"""What a check has found, and what it may look at."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from platform import machine as processor_of

OK, WARNING, PROBLEM = "ok", "warning", "problem"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finding:
    """One line of the table.

    Attributes:
        name: what was looked at: "memory".
        status: "ok", "warning" or "problem".
        text: what was found, one sentence.
        mend: what to do about it; never empty for a problem.
    """

    name: str
    status: str
    text: str
    mend: str = ""


@dataclass
class Machine:
    """The machine that is looked at. Tests replace parts of it by broken ones.

    Attributes:
        root: folder of the course.
        env: environment variables.
        python: the Python that runs notebooks.
        version: of that Python.
        platform: as sys.platform says it.
        processor: as platform.machine() says it: "x86_64".
        proc: where Linux tells about itself.
        packages: folders of installed packages.
        cgroup: where Linux counts what a container uses.
        port: that JupyterLab will use.
    """

    root: Path = ROOT
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    python: str = sys.executable
    version: Sequence[int] = sys.version_info[:3]
    platform: str = sys.platform
    processor: str = processor_of()
    proc: Path = Path("/proc")
    packages: list[str] = field(default_factory=lambda: [sysconfig.get_paths()["purelib"]])
    cgroup: Path = Path("/sys/fs/cgroup")
    port: int = 8888

    def run(
        self, command: Sequence[str], seconds: float, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command in the course's folder; raises what subprocess.run raises."""
        return subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            cwd=str(self.root),
            env={**self.env, **(env or {})},
        )
