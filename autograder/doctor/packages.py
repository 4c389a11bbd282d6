"""Packages: their versions, whether they can be imported, what TensorFlow sees and computes."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from autograder.doctor.finding import OK, PROBLEM, WARNING, Finding, Machine

PROJECT = "deep-learning-course"
TENSORFLOWS = ("tensorflow", "tensorflow-cpu")
SETUP = "make setup (with conda: conda env update -f environment.yml)"
IMPORT_SECONDS = 240.0  # on an idle machine 5; with ten other jobs on two cores it took 130
LIGHT = ("numpy", "matplotlib", "sklearn", "typer", "rich", "nbformat", "nbclient", "nbgrader")


def versions(machine: Machine) -> Iterator[Finding]:
    """Are the packages of the lock file installed, in its versions?"""
    lock = machine.root / "uv.lock"
    try:
        text = lock.read_text(encoding="utf-8")
    except OSError:
        yield Finding("packages", WARNING, f"there is no {lock} to compare with")
        return
    locked, direct = _locked(text), _direct(text)
    installed = {
        _plain(one.metadata["Name"]): one.version
        for one in metadata.distributions(path=machine.packages)
        if one.metadata["Name"]
    }
    missing = sorted(name for name in direct if name not in installed)
    other = sorted(
        f"{name} {installed[name]} (lock: {', '.join(sorted(locked[name]))})"
        for name in installed.keys() & locked.keys()
        if installed[name] not in locked[name]
    )
    flows = [name for name in TENSORFLOWS if name in installed]
    if not flows:
        missing.append("tensorflow")
    if missing:
        yield Finding("packages", PROBLEM, f"not installed: {_some(missing)}", SETUP)
    elif other:
        important = any(item.split()[0] in {*direct, *TENSORFLOWS} for item in other)
        yield Finding(
            "packages",
            PROBLEM if important else WARNING,
            f"{len(other)} of other versions than in uv.lock: {_some(other)}",
            SETUP,
        )
    else:
        same = len(installed.keys() & locked.keys())
        yield Finding("packages", OK, f"{same} packages in the versions of uv.lock")
    if len(flows) > 1:
        yield Finding(
            "two TensorFlows",
            PROBLEM,
            "tensorflow and tensorflow-cpu are both installed and overwrite each other's files",
            "rm -r .venv, then: make setup",
        )
    metal = installed.get("tensorflow-metal")
    if metal:
        yield Finding(
            "tensorflow-metal",
            PROBLEM,
            f"tensorflow-metal {metal} is installed: it is known to give wrong numbers (losses "
            "that don't fall, accuracy that jumps)",
            "fall back to the CPU: pip uninstall tensorflow-metal; or, to keep it for other work, "
            "begin a notebook with: import tensorflow as tf; "
            'tf.config.set_visible_devices([], "GPU")',
        )


def _locked(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r'^name = "([^"]+)"\nversion = "([^"]+)"', text, re.M):
        found.setdefault(_plain(name), set()).add(version)
    found.pop(PROJECT, None)
    return found


def _direct(text: str) -> set[str]:
    block = re.search(rf'^name = "{PROJECT}"\n.*?^dependencies = \[\n(.*?)^\]', text, re.M | re.S)
    return {_plain(name) for name in re.findall(r'name = "([^"]+)"', block[1] if block else "")}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _some(items: list[str], most: int = 4) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def imports(machine: Machine) -> Iterator[Finding]:
    """Can packages be imported? A process of its own: a crash takes only that along."""
    code = (
        "import importlib\n"
        f"for name in {LIGHT!r}:\n"
        "    print('begin', name, flush=True)\n"
        "    importlib.import_module(name)\n"
    )
    try:
        done = machine.run([machine.python, "-c", code], IMPORT_SECONDS)
    except subprocess.TimeoutExpired as late:
        name = _last(_text(late.stdout))
        yield Finding("imports", PROBLEM, f"importing {name} hangs", _clean_up())
        return
    if done.returncode == 0:
        yield Finding("imports", OK, f"{', '.join(LIGHT)} can be imported")
        return
    yield Finding(
        "imports", PROBLEM, f"{_last(done.stdout)} cannot be imported: {_why(done)}", _clean_up()
    )


# Computes the same convolution on each device and in NumPy, which needs no optimized code.
_LOOK = """
import json, sys
print("begin numpy", flush=True)
import numpy as np
print("begin tensorflow", flush=True)
import tensorflow as tf
found = {"version": tf.__version__, "gpus": [], "wrong": []}
rng = np.random.default_rng(0)
x, k = rng.normal(size=(2, 8, 8, 3)), rng.normal(size=(3, 3, 3, 4))
windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
right = np.einsum("nijcab,abco->nijo", windows, k)
for device in tf.config.list_logical_devices():
    if device.device_type == "GPU":
        found["gpus"].append(device.name)
    if device.device_type in ("CPU", "GPU"):
        with tf.device(device.name):
            got = tf.nn.conv2d(tf.constant(x, tf.float32), tf.constant(k, tf.float32), 1, "VALID")
        if not np.allclose(got.numpy(), right, rtol=2e-2, atol=5e-2):
            found["wrong"].append(device.name)
found["cuda"] = bool(tf.test.is_built_with_cuda())
print("begin keras", flush=True)
import keras
found["keras"] = keras.__version__
found["backend"] = keras.backend.backend()
found["format"] = keras.config.image_data_format()
found["floatx"] = keras.config.floatx()
print("found " + json.dumps(found))
"""


def tensorflow(machine: Machine) -> Iterator[Finding]:
    """Does TensorFlow start, see the graphics card, and compute right? How is Keras set?"""
    env = {"TF_CPP_MIN_LOG_LEVEL": "2"}
    card = _card(machine)
    try:
        done = machine.run([machine.python, "-c", _LOOK], IMPORT_SECONDS, env)
    except subprocess.TimeoutExpired as late:
        yield Finding(
            "TensorFlow",
            PROBLEM,
            f"it gave no answer within {IMPORT_SECONDS:.0f} s while importing "
            f"{_last(_text(late.stdout))}",
            "try again on a quiet machine; if it stays so: " + _clean_up(),
        )
        yield from _card_alone(card)
        return
    if done.returncode != 0:
        crashed = done.returncode in (-signal.SIGILL, 0xC000001D)
        yield Finding(
            "TensorFlow",
            PROBLEM,
            f"{_last(done.stdout)} cannot be imported: {_why(done)}",
            "this processor lacks what TensorFlow is built for (AVX): use another machine or Colab"
            if crashed
            else _clean_up(),
        )
        yield from _card_alone(card)
        return
    found = json.loads(done.stdout.rsplit("found ", 1)[1])
    said = f"{found['version']}, Keras {found['keras']}"
    if found["wrong"]:
        yield Finding(
            "TensorFlow",
            PROBLEM,
            f"{said}: {', '.join(found['wrong'])} computes a convolution wrongly",
            "fall back to the CPU: CUDA_VISIBLE_DEVICES=-1 make lab (on a Mac: pip uninstall "
            "tensorflow-metal)",
        )
    else:
        yield Finding("TensorFlow", OK, f"{said}: computes a convolution right")
    wanted = {"backend": "tensorflow", "format": "channels_last", "floatx": "float32"}
    wrong = [f"{name} {found[name]}" for name, value in wanted.items() if found[name] != value]
    yield Finding(
        "Keras's settings",
        PROBLEM if wrong else OK,
        f"{', '.join(wrong)}: lessons need tensorflow, channels_last and float32"
        if wrong
        else "tensorflow, channels_last, float32",
        "unset KERAS_BACKEND, and delete keras.json in $KERAS_HOME or ~/.keras" if wrong else "",
    )
    yield _graphics(card, found)


def _graphics(card: str | None, found: dict) -> Finding:
    if found["gpus"]:
        return Finding(
            "GPU", OK, f"TensorFlow uses {len(found['gpus'])}: {card or 'no NVIDIA one'}"
        )
    if card is None:
        return Finding("GPU", OK, "none, and none is needed: limits are for 2 CPU cores")
    if not found["cuda"]:
        return Finding(
            "GPU", WARNING, f"{card} is there, but this TensorFlow is the one for the CPU",
            "make setup EXTRA=gpu (Linux); the course runs without, too",
        )  # fmt: skip
    return Finding(
        "GPU", WARNING, f"{card} is there, but TensorFlow doesn't see it",
        "is CUDA_VISIBLE_DEVICES set? Else bring the driver up to date (nvidia-smi shows its "
        "version), then: make setup EXTRA=gpu",
    )  # fmt: skip


def _card_alone(card: str | None) -> Iterator[Finding]:
    if card is not None:
        yield Finding("GPU", WARNING, f"{card} is there; whether it works nobody can say", SETUP)


def _card(machine: Machine) -> str | None:
    """Name and driver of the first NVIDIA card; None without one, or without its driver."""
    program = shutil.which("nvidia-smi", path=machine.env.get("PATH"))
    if program is None:
        return None
    query = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    try:
        done = machine.run([program, *query], 20)
    except (OSError, subprocess.TimeoutExpired):
        return "a card whose driver (nvidia-smi) doesn't answer"
    if done.returncode != 0 or not done.stdout.strip():
        return f"a card whose driver doesn't work ({_first_line(done.stdout + done.stderr)})"
    return done.stdout.strip().splitlines()[0]


def _why(done: subprocess.CompletedProcess) -> str:
    """Last line of a traceback, or the signal that ended the process."""
    if done.returncode < 0:
        try:
            name = signal.Signals(-done.returncode).name
        except ValueError:
            name = f"signal {-done.returncode}"
        more = ", an illegal instruction" if name == "SIGILL" else ""
        return f"the process was ended by {name}{more}"
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else f"exit code {done.returncode}"


def _last(said: str) -> str:
    begun = re.findall(r"^begin (\S+)", said, re.M)
    return begun[-1] if begun else "Python"


def _text(said: bytes | str | None) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said or ""


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["no answer"])[0][:120]


def _clean_up() -> str:
    return "rm -r .venv, then: make setup"


def tools(machine: Machine) -> Iterator[Finding]:
    """git, make and uv: which of them are there?"""
    needed = {
        "git": (WARNING, "install it to fetch and update the course"),
        "make": (
            PROBLEM if (machine.root / "Makefile").exists() else WARNING,
            "install it (Debian: apt install make; Mac: xcode-select --install), or use conda "
            "with environment.yml",
        ),
    }
    path = machine.env.get("PATH", "")
    here = f"{Path(machine.python).parent}"
    for name, (status, mend) in needed.items():
        there = shutil.which(name, path=path)
        yield Finding(name, OK, there) if there else Finding(name, status, "not found", mend)
    uv = shutil.which("uv", path=path) or shutil.which("uv", path=here)
    yield Finding("uv", OK, uv or "not found, and not needed: pip does the same, more slowly")
