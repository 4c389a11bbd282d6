"""Which files every kernel may read: the system's programs and libraries, and Python's."""

from __future__ import annotations

import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Iterable

# Of /etc only what programs need to run; no keys, accounts or settings of services.
_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/timezone",
    "/etc/alternatives", "/etc/fonts", "/etc/mime.types", "/etc/ssl/certs", "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs", "/etc/os-release", "/etc/inputrc", "/etc/magic",
    "/sys/devices/system/cpu",
)  # fmt: skip
# Of /proc where it isn't the kernel's own: what libraries ask about the machine.
PROC_FILES = (
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/uptime",
    "/proc/loadavg", "/proc/filesystems", "/proc/sys/vm/overcommit_memory",
    "/proc/sys/kernel/osrelease", "/proc/sys/kernel/pid_max", "/proc/sys/kernel/random",
    "/proc/driver/nvidia",
)  # fmt: skip
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def system_paths() -> list[str]:
    """Returns the existing paths of the system and of this Python, absolute."""
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    for scheme in ("stdlib", "platstdlib", "purelib", "platlib"):
        python.add(sysconfig.get_path(scheme))
    python.add(os.path.dirname(os.path.realpath(sys.executable)))
    if site.ENABLE_USER_SITE:
        python.add(site.getusersitepackages())
    return [path for path in (*_SYSTEM, *without_nested(python)) if os.path.lexists(path)]


def package_paths(names: Iterable[str]) -> list[str]:
    """Finds what must be readable for modules that lie outside of Python's own folders.

    Args:
        names: dotted names of modules, for instance an editable install's.

    Returns:
        For a package its folder, for a module its file. Nothing for modules that aren't there,
        and nothing that `system_paths` has already.
    """
    have = [os.path.realpath(path) for path in system_paths()]
    found: list[str] = []
    for name in {name.partition(".")[0] for name in names}:
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            continue
        if spec is None:
            continue
        places = list(spec.submodule_search_locations or []) or [spec.origin or ""]
        found += [
            path for path in map(os.path.abspath, filter(os.path.exists, places))
            if not any(contains(folder, os.path.realpath(path)) for folder in have)
        ]  # fmt: skip
    return sorted(found)


def contains(folder: str, path: str) -> bool:
    """Whether `path` is `folder` or lies in it. Both absolute and without links."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def without_nested(paths: Iterable[str]) -> list[str]:
    """Drops paths that lie in others; shortest first."""
    kept: list[str] = []
    for path in sorted({os.path.normpath(path) for path in paths}, key=len):
        if not any(contains(folder, path) for folder in kept):
            kept.append(path)
    return kept


def refuse_exposure(listed: Iterable[str], hidden: Iterable[str]) -> None:
    """Raises unless everything that must be hidden lies outside of the listed folders.

    Raises:
        ValueError: naming both.
    """
    for folder in map(os.path.realpath, listed):
        if folder == "/":
            raise ValueError("the whole file system is listed as readable: list folders")
        for path in map(os.path.realpath, hidden):
            if contains(folder, path):
                raise ValueError(
                    f"a kernel that may see {folder} would see {path}, which must be hidden: "
                    "list the folders beside it instead"
                )
