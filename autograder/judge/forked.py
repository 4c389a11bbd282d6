"""Judges that are forked from a warm zygote, inside walls of their own."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace

from autograder.judge.glass.client import Ended, JudgeFailed
from autograder.kernel.sandbox.spec import Sandbox
from autograder.kernel.warm.process import ForkedProcess, fork
from autograder.kernel.warm.shared import Elsewhere
from autograder.kernel.warm.supervisor import WarmUnavailable

ENTRY = "judge"
FUNCTION = "autograder.judge.glass.process:main"
# What a judge imports sooner or later.
MODULES = (
    "autograder.judge.glass.process", "autograder.judge.glass.court",
    "autograder.judge.glass.models", "autograder.judge.glass.compiled", "helpers.checks", "pytest",
)  # fmt: skip
END_SECONDS = 5.0
# Open files become 3 and 4 of the new process.
ARGUMENTS = ["3", "4"]
HERE = ("HOME", "TMPDIR", "MPLCONFIGDIR")


class ForkedJudge(Ended):
    """A judge's process, kept by a zygote's keeper.

    Args:
        process: has started.
    """

    def __init__(self, process: ForkedProcess) -> None:
        self._fork = process

    def kill(self, wait: bool = True) -> None:
        """Ends the judge and all that it has started."""
        self._fork.kill()
        if wait:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._fork.wait(END_SECONDS)


@dataclass(frozen=True)
class ForkedStarter:
    """Has judges forked. Given to the glass as its way to start a process.

    Args:
        zygote: path of the zygote's socket; it must know the entry `ENTRY`.
        sandbox: what surrounds a judge. Its scratch folder is the judge's own.
    """

    zygote: str
    sandbox: Sandbox

    def __call__(
        self, connection: socket.socket, listener: socket.socket, env: Mapping[str, str]
    ) -> Ended:
        """Starts a judge.

        Args:
            connection: to the grader.
            listener: for the student's kernel.
            env: its whole environment; HOME is the judge's folder.

        Raises:
            JudgeFailed: it could not be started.
        """
        home = env["HOME"]
        sandbox = self.sandbox
        if sandbox.level != "none":
            sandbox = replace(sandbox, scratch=home)
        try:
            process = fork(
                Elsewhere(self.zygote), ENTRY, [ARGUMENTS],
                env={**env, **dict.fromkeys(HERE, home)}, cwd=home, sandbox=sandbox,
                files={"JUDGE_CONTROL": connection.fileno(), "JUDGE_DOOR": listener.fileno()},
            )  # fmt: skip
        except (OSError, RuntimeError, WarmUnavailable) as error:
            raise JudgeFailed(f"no judge could be forked: {error}") from None
        return ForkedJudge(process)
