"""The machine itself: Python, memory, disk, processor, graphics card, names of files."""

from __future__ import annotations

import locale
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.doctor.finding import OK, PROBLEM, WARNING, Finding, Machine

OLDEST, NEWEST = (3, 11), (3, 13)
GB = 1e9
LEAST_MEMORY, GOOD_MEMORY = 3.0, 6.0  # GB: a lesson on full data needs up to 3
LEAST_DISK, GOOD_DISK = 1.0, 5.0  # GB: packages 3, data 0.3, a class the rest
LONGEST_PATH = 120  # Windows allows 260, and packages use up half of that below the folder


def python(machine: Machine) -> Iterator[Finding]:
    """Is it one of the versions that the course runs on, of 64 bits, in an environment?"""
    version = tuple(machine.version[:2])
    said = ".".join(map(str, machine.version))
    if not OLDEST <= version <= NEWEST:
        yield Finding(
            "Python",
            PROBLEM,
            f"{said}: too {'old' if version < OLDEST else 'new'} for the course",
            "install Python 3.11, 3.12 or 3.13 (python.org, your package manager, or conda with "
            "environment.yml), then: make setup",
        )
    elif sys.maxsize < 2**32:
        yield Finding(
            "Python", PROBLEM, f"{said}, of 32 bits: TensorFlow needs 64", "install one of 64 bits"
        )
    elif sys.prefix == sys.base_prefix and "CONDA_PREFIX" not in machine.env:
        yield Finding(
            "Python",
            WARNING,
            f"{said}, {machine.python}, in no environment of the course's own",
            "make setup, then use .venv/bin/python, or make doctor",
        )
    else:
        yield Finding("Python", OK, f"{said}, {machine.python}")


def memory(machine: Machine) -> Iterator[Finding]:
    """Is there enough of it, free and within a container's limit?"""
    info = {}
    try:
        for line in (machine.proc / "meminfo").read_text().splitlines():
            name, _, value = line.partition(":")
            info[name] = int(value.split()[0]) * 1024
    except OSError:
        there = _memory_elsewhere()
        if there is None:
            yield Finding("memory", WARNING, "this system doesn't say how much there is")
            return
        info = {"MemTotal": there, "MemAvailable": there}
    total, free = info["MemTotal"] / GB, info.get("MemAvailable", info["MemTotal"]) / GB
    limit = _container_limit(machine.cgroup)
    text = f"{free:.1f} of {total:.1f} GB are free"
    if limit is not None and limit < total:
        text += f"; this container may use {limit:.1f} GB"
        free = min(free, limit)
    if free < LEAST_MEMORY:
        yield Finding(
            "memory",
            PROBLEM,
            text,
            f"close other programs and notebooks (Kernel, Shut Down All Kernels): a lesson needs "
            f"{LEAST_MEMORY:.0f} GB",
        )
    elif free < GOOD_MEMORY:
        yield Finding(
            "memory", WARNING, text, "run one notebook at a time, and grade with --workers 1"
        )
    else:
        yield Finding("memory", OK, text)


def _memory_elsewhere() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        pass
    try:
        import psutil
    except ImportError:
        return None
    return int(psutil.virtual_memory().available)


def _container_limit(folder: Path) -> float | None:
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            return int((folder / name).read_text()) / GB
        except (OSError, ValueError):
            continue
    return None


def cache_folder(machine: Machine) -> Path:
    """The course's cache folder (helpers.data decides; this must start without it)."""
    env, home = machine.env, Path(machine.env.get("HOME") or os.path.expanduser("~"))
    name = "deep-learning-course"
    if machine.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / name / "Cache"
    if machine.platform == "darwin":
        return home / "Library" / "Caches" / name
    return Path(env.get("XDG_CACHE_HOME") or home / ".cache") / name


def disk(machine: Machine) -> Iterator[Finding]:
    """Can the places that are written to be written to, and is there room?"""
    temporary = Path(machine.env.get("TMPDIR") or tempfile.gettempdir())
    places = [
        ("the course's folder", machine.root, "move the course to a folder of your own"),
        ("the cache", cache_folder(machine), "let XDG_CACHE_HOME name a folder of your own"),
        ("temporary files", temporary, "let TMPDIR name a folder of your own"),
    ]
    for name, folder, mend in places:
        there = folder
        while not there.exists() and there != there.parent:
            there = there.parent
        title = f"disk: {name}"
        try:
            with tempfile.TemporaryFile(dir=str(there)) as file:
                file.write(b"\0" * 65536)
            free = shutil.disk_usage(str(there)).free / GB
        except OSError as error:
            yield Finding(title, PROBLEM, f"{folder} cannot be written to ({error.strerror})", mend)
            continue
        text = f"{folder}: {free:.1f} GB are free"
        if free < LEAST_DISK:
            yield Finding(title, PROBLEM, text, f"make room (5 GB are plenty), or {mend}")
        elif free < GOOD_DISK:
            yield Finding(title, WARNING, text, "enough to work, little for a new environment")
        else:
            yield Finding(title, OK, text)


def processor(machine: Machine) -> Iterator[Finding]:
    """Has it what TensorFlow's packages are built for?"""
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    said = f"{cores} core{'s' * (cores != 1)}, {machine.processor}"
    if machine.processor.lower() not in ("x86_64", "amd64"):
        yield Finding("processor", OK, said)
        return
    try:
        text = (machine.proc / "cpuinfo").read_text()
    except OSError:
        yield Finding("processor", OK, f"{said}; this system doesn't say what it can do")
        return
    flags = set((re.findall(r"^flags\s*:(.*)$", text, re.M) or [""])[0].split())
    has = {
        "AVX": "avx" in flags,
        "AVX2": "avx2" in flags,
        "AVX512": "avx512f" in flags,
        "bf16": bool(flags & {"avx512_bf16", "amx_bf16"}),
    }
    said += "; " + ", ".join(f"{name} {'yes' if there else 'no'}" for name, there in has.items())
    if not has["AVX"]:
        yield Finding(
            "processor",
            PROBLEM,
            f"{said}: TensorFlow ends with 'illegal instruction' without AVX",
            "use another machine or Colab; in a virtual machine let the host's processor through "
            "(QEMU: -cpu host)",
        )
    elif not has["AVX2"]:
        yield Finding("processor", WARNING, said, "training will take several times as long")
    else:
        yield Finding("processor", OK, said)


def names(machine: Machine) -> Iterator[Finding]:
    """Do the folder's name and the system's encoding make trouble?"""
    path = str(machine.root)
    mend = "move the course to a short folder without blanks, then: make setup"
    if len(path) > LONGEST_PATH:
        yield Finding(
            "folder's name",
            PROBLEM if machine.platform == "win32" else WARNING,
            f"{path} has {len(path)} characters; programs stop at paths that are too long",
            mend,
        )
    elif re.search(r"[\s:;$%#&']", path[2:] if machine.platform == "win32" else path):
        yield Finding(
            "folder's name", WARNING, f"{path} has a blank or a special character in it", mend
        )
    else:
        yield Finding("folder's name", OK, path)
    code = "import sys,locale; print(sys.getfilesystemencoding(), locale.getpreferredencoding())"
    try:
        said = machine.run([machine.python, "-c", code], 20).stdout.split()
    except OSError:
        said = [sys.getfilesystemencoding(), locale.getpreferredencoding()]
    if said and all(one.lower().replace("-", "") == "utf8" for one in said):
        yield Finding("encoding", OK, "UTF-8")
    else:
        yield Finding(
            "encoding",
            WARNING,
            f"files are read as {', '.join(said) or 'nobody knows what'}, not as UTF-8",
            "set PYTHONUTF8=1 (or LANG=C.UTF-8) before starting JupyterLab",
        )
