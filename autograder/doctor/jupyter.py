"""JupyterLab: its port, the kernel that notebooks get, nbgrader's buttons, walls for grading."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

from autograder.doctor.finding import OK, PROBLEM, WARNING, Finding, Machine
from autograder.doctor.packages import SETUP

KERNEL_SECONDS = 60.0
VALIDATE = "nbgrader.server_extensions.validate_assignment"
BUTTONS = "@jupyter/nbgrader"


def port(machine: Machine) -> Iterator[Finding]:
    """Is JupyterLab's port free?"""
    with socket.socket() as trial:
        if os.name == "posix":  # as servers do: a port that was left a moment ago counts as free
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", machine.port))
        except OSError as error:
            yield Finding(
                "port",
                WARNING,
                f"{machine.port} is in use ({error.strerror}): a JupyterLab that runs already?",
                f"jupyter lab list shows it, jupyter lab stop {machine.port} ends it; else "
                "JupyterLab takes the next port and says so",
            )
            return
    yield Finding("port", OK, f"{machine.port} is free")


_START = """
import json, sys
from jupyter_client.kernelspec import KernelSpecManager
spec = KernelSpecManager().get_kernel_spec("python3")
print("spec " + json.dumps([spec.resource_dir, spec.argv]), flush=True)
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(startup_timeout=float(sys.argv[1]), kernel_name="python3")
said = []
try:
    client.execute_interactive(
        "import sys; print(sys.prefix)", timeout=float(sys.argv[1]),
        output_hook=lambda message: said.append(message["content"].get("text", "")),
    )
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print("started " + json.dumps(["".join(said).strip(), sys.prefix]))
"""


def kernel(machine: Machine) -> Iterator[Finding]:
    """Does the kernel "python3" start, and is it this Python's?"""
    mend = f"{machine.python} -m ipykernel install --sys-prefix --name python3"
    try:
        command = [machine.python, "-c", _START, str(KERNEL_SECONDS)]
        done = machine.run(command, 2 * KERNEL_SECONDS)
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
        yield Finding("kernel", PROBLEM, f"'python3' doesn't start{_spec(said)}", mend)
        return
    if "started " not in done.stdout:
        why = _last_words(done)
        missing = "No module named" in why
        yield Finding(
            "kernel",
            PROBLEM,
            f"'python3' doesn't start{_spec(done.stdout)}: {why}",
            SETUP if missing else mend,
        )
        return
    theirs, ours = json.loads(done.stdout.rsplit("started ", 1)[1])
    if os.path.realpath(theirs) != os.path.realpath(ours):
        yield Finding(
            "kernel",
            PROBLEM,
            f"'python3' is the Python of {theirs}, not of {ours}{_spec(done.stdout)}: its "
            "packages are others",
            f"{mend}; or jupyter kernelspec remove python3 there",
        )
    else:
        yield Finding("kernel", OK, f"'python3' starts, with the packages of {ours}")


class _NoAnswer(Exception):
    """A script ended without an answer; says its last words."""


def _ask(machine: Machine, script: str, seconds: float) -> dict[str, Any]:
    """What a script prints behind "found ". Raises _NoAnswer or subprocess.TimeoutExpired."""
    done = machine.run([machine.python, "-c", script], seconds)
    try:
        answer: dict[str, Any] = json.loads(done.stdout.rsplit("found ", 1)[1])
    except (IndexError, ValueError):
        raise _NoAnswer(_last_words(done)) from None
    return answer


def _last_words(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stderr.strip().splitlines() or ["no word"])[-1][:200]


def _spec(said: str) -> str:
    for line in said.splitlines():
        if line.startswith("spec "):
            return f" (kernel.json in {json.loads(line[5:])[0]})"
    return ""


_EXTENSIONS = """
import json
from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_core.paths import jupyter_config_path
enabled = {}
for folder in reversed(jupyter_config_path()):
    manager = ExtensionConfigManager(read_config_path=[folder])
    enabled.update(manager.get_jpserver_extensions())
from jupyter_core.paths import jupyter_path
from jupyterlab_server.config import get_federated_extensions, get_page_config
from jupyterlab import __version__
folders = jupyter_path("labextensions")
page = get_page_config(folders)
print("found " + json.dumps({
    "server": enabled, "lab": list(get_federated_extensions(folders)),
    "disabled": list(page.get("disabledExtensions", [])), "version": __version__,
}))
"""


def extensions(machine: Machine) -> Iterator[Finding]:
    """Has JupyterLab nbgrader's Validate button, in the browser and in the server?"""
    try:
        found = _ask(machine, _EXTENSIONS, 100)
    except subprocess.TimeoutExpired:
        yield Finding("JupyterLab", WARNING, "it didn't say what it has within 100 s", "try again")
        return
    except _NoAnswer as why:
        yield Finding("JupyterLab", PROBLEM, f"it cannot be loaded: {why}", SETUP)
        return
    wrong = [] if found["server"].get(VALIDATE) else [f"{VALIDATE} is off"]
    if BUTTONS not in found["lab"]:
        wrong.append(f"{BUTTONS} isn't installed")
    elif {BUTTONS, f"{BUTTONS}:validate-assignment"} & set(found["disabled"]):
        wrong.append(f"{BUTTONS} is disabled")
    version = found["version"]
    if wrong:
        yield Finding(
            "JupyterLab",
            PROBLEM,
            f"{version}, but without nbgrader's Validate button: {', '.join(wrong)}",
            "jupyter server extension enable --sys-prefix --py nbgrader; "
            f"jupyter labextension enable {BUTTONS}; or {SETUP}",
        )
    else:
        yield Finding("JupyterLab", OK, f"{version}, with nbgrader's Validate button")


_DETECT = """
import dataclasses, json
from autograder.kernel.sandbox import detect
print("found " + json.dumps(dataclasses.asdict(detect())))
"""


def isolation(machine: Machine) -> Iterator[Finding]:
    """Which walls can be put up around submissions? Students need none."""
    try:
        found = _ask(machine, _DETECT, 90)
    except subprocess.TimeoutExpired:
        yield Finding("isolation", WARNING, "the trial took too long", "try again")
        return
    except _NoAnswer as why:
        yield Finding("isolation", WARNING, f"it cannot be tried: {why}", SETUP)
        return
    reasons = "; ".join(f"{level}: {why}" for level, why in found["reasons"].items())
    if found["level"] == "none":
        yield Finding(
            "isolation",
            WARNING,
            f"no walls around submissions ({reasons})",
            "grade on Linux (a virtual machine will do), or say autograder grade --isolation none "
            "if you trust everybody; for students it doesn't matter",
        )
        return
    text = f"{found['level']}: submissions can be graded"
    if reasons:
        text += f" (not stronger, since {reasons})"
    if found["notes"]:
        text += f"; {'; '.join(found['notes'])}"
    yield Finding("isolation", OK, text)
