"""The few calls of Linux that Python 3.11 has no name for, through ctypes."""

from __future__ import annotations

import ctypes
import os
import platform

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME = 1, 4, 15
PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 24, 36, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_SYS_ADMIN = (
    1,
    2,
    6,
    7,
    8,
    21,
)

# Numbers of calls without a function in every C library, by machine.
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "seccomp": 317, "capget": 125, "capset": 126},
    "aarch64": {"pivot_root": 41, "seccomp": 277, "capget": 90, "capset": 91},
}
_SHARED = {
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}
MACHINE = platform.machine()
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class MountAttributes(ctypes.Structure):
    """struct mount_attr of mount_setattr(2)."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns_fd")]


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *args: object) -> int:
    """Makes a system call by name.

    Raises:
        OSError: with the call's errno, or ENOSYS on a machine whose numbers aren't known.
    """
    number = _SHARED.get(name) or _NUMBERS.get(MACHINE, {}).get(name)
    if number is None or MACHINE not in _NUMBERS:
        raise OSError(38, f"{name}: not known on {MACHINE}")
    return int(_check(_libc.syscall(number, *args), name))


def unshare(flags: int) -> None:
    """Moves this process (its future children, for CLONE_NEWPID) into new namespaces."""
    _check(_libc.unshare(flags), f"unshare({flags:#x})")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mounts; see mount(2)."""
    encode = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    result = _libc.mount(*encode, ctypes.c_ulong(flags), data.encode() or None)
    _check(result, f"mount {target}")


def unmount(target: str) -> None:
    """Detaches a mount at once, used or not."""
    _check(_libc.umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def set_mount_attributes(path: str, attributes: int, *, recursive: bool) -> None:
    """Adds ATTR_… to a mount, and to all below it if `recursive` (Linux 5.12)."""
    value = MountAttributes(attributes, 0, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    size = ctypes.c_size_t(ctypes.sizeof(value))
    syscall("mount_setattr", AT_FDCWD, os.fsencode(path), flags, ctypes.byref(value), size)


def pivot_root() -> None:
    """Makes the working folder, a mount of its own, the root, and lets go of the old one."""
    syscall("pivot_root", b".", b".")
    unmount(".")
    os.chdir("/")


def prctl(option: int, value: int = 0, third: int = 0) -> None:
    """Makes prctl(option, value, third, 0, 0)."""
    numbers = [ctypes.c_ulong(number) for number in (value, third, 0, 0)]
    _check(_libc.prctl(option, *numbers), f"prctl({option})")


def set_name(name: str) -> None:
    """Names this process in `ps` and `top` (15 bytes at most)."""
    buffer = ctypes.create_string_buffer(name.encode()[:15])
    _check(_libc.prctl(PR_SET_NAME, buffer, 0, 0, 0), "prctl(PR_SET_NAME)")


def has_capability(number: int) -> bool:
    """Whether this process has a capability in effect."""
    header = _CapabilityHeader(0x2008_0522, 0)
    data = (_CapabilityData * 2)()
    syscall("capget", ctypes.byref(header), data)
    return bool(data[number // 32].effective >> number % 32 & 1)


def keep_capabilities(numbers: tuple[int, ...]) -> None:
    """Gives up every capability but some, also for programs started later."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = _CapabilityHeader(0x2008_0522, 0)
    data = (_CapabilityData * 2)()
    for number in numbers:
        bit = 1 << number % 32
        data[number // 32].effective |= bit
        data[number // 32].permitted |= bit
    syscall("capset", ctypes.byref(header), data)


def drop_bounding_set() -> None:
    """Makes sure that no program started later gets a capability from its file. Needs privilege."""
    number = 0
    while True:
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError as error:
            if error.errno == 22:  # EINVAL: beyond the last one
                return
            raise
        number += 1
