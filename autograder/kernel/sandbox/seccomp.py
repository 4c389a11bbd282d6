"""A filter on system calls, as raw BPF: no library needed.

Default is refusal. A call of syscalls.ALLOWED passes, unless a rule here looks at its arguments.
"""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass

from autograder.kernel.sandbox import libc
from autograder.kernel.sandbox.libc import MACHINE
from autograder.kernel.sandbox.syscalls import ALLOWED

EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
ALLOW, KILL = 0x7FFF_0000, 0x8000_0000
_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _JUMP_AT_LEAST, _JUMP_BITS, _AND, _RETURN = (
    0x20, 0x15, 0x25, 0x35, 0x45, 0x54, 0x06,
)  # fmt: skip
_AUDIT = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_LAST_KNOWN = 466  # what is newer is told "no such call", so that a C library falls back
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data

# Any of these in clone's flags would make a namespace.
_NEW_NAMESPACES = 0x7E02_0000
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_NETLINK_ROUTE = 0
_O_ACCMODE, _O_TRUNC = 0o3, 0o1000
_SOCK_STREAM, _SOCK_SEQPACKET = 1, 5
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # typing into somebody's terminal
_SECCOMP_SET_MODE_FILTER, _TSYNC = 1, 1

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True)
class Rules:
    """What a filter has to make up for.

    Attributes:
        shared_network: the process shares network and abstract sockets with others: it gets
            no socket but connected pairs and local ones that it listens on itself.
        shared_processes: it shares process numbers with others: it may change no process's
            limits and priorities but its own.
        shared_user: it has rights over files of the user who grades: changes of rights, owners
            and times, which Landlock doesn't know, do nothing.
        truncation: it may have the right to empty files, and this Landlock doesn't know that.
        unscoped_signals: nothing else keeps it from signalling others: only itself then.
        shared_files: Linux counts the open files that are on their way through sockets per user,
            and other kernels are the same user's: it may send none, or nobody could any more.
            (With them goes sendmsg as such: what it sends is in memory, out of sight.)
        unlimited_memory: no cgroup counts its memory: no file that lives in memory.
    """

    shared_network: bool = False
    shared_processes: bool = False
    shared_user: bool = False
    truncation: bool = False
    unscoped_signals: bool = False
    shared_files: bool = False
    unlimited_memory: bool = False


def _fail(errno: int) -> Instruction:
    return (_RETURN, 0, 0, 0x0005_0000 | errno)


_PASS: Instruction = (_RETURN, 0, 0, ALLOW)


def _argument(index: int) -> Instruction:
    return (_LOAD, 0, 0, 16 + 8 * index)  # the low half: both machines are little-endian


def _one_of(values: list[int], otherwise: int) -> list[Instruction]:
    """Passes if what is loaded is one of `values`, else fails with an errno."""
    tests: list[Instruction] = []
    for position, value in enumerate(values):
        tests.append((_JUMP_EQUAL, len(values) - position, 0, value & 0xFFFF_FFFF))
    return [*tests, _fail(otherwise), _PASS]


def _call_rules(rules: Rules, pid: int) -> dict[str, list[Instruction]]:
    """Instructions that decide about a call, by its name."""
    families = [_AF_UNIX] if rules.shared_network else [_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK]
    decide: dict[str, list[Instruction]] = {
        "clone": [_argument(0), (_JUMP_BITS, 0, 1, _NEW_NAMESPACES), _fail(EPERM), _PASS],
        "clone3": [_fail(ENOSYS)],  # its flags are in memory, out of sight; clone does the same
        "socket": [_argument(0), *_one_of(families, EAFNOSUPPORT)],
        "socketpair": [_argument(0), *_one_of([_AF_UNIX], EAFNOSUPPORT)],
        "ioctl": [
            _argument(1),
            (_JUMP_EQUAL, 1, 0, _TIOCSTI), (_JUMP_EQUAL, 0, 1, _TIOCLINUX), _fail(EPERM), _PASS,
        ],
        "personality": [_argument(0), *_one_of([0, 0xFFFF_FFFF], EPERM)],
        "prlimit64": [_argument(0), *_one_of([0, pid], EPERM)],
    }  # fmt: skip
    if rules.shared_network:
        # A datagram socket could send to any address: only kinds that must connect first.
        kinds: list[Instruction] = [
            _argument(0), (_JUMP_EQUAL, 1, 0, _AF_UNIX), _fail(EAFNOSUPPORT),
            _argument(1), (_AND, 0, 0, 0xF), *_one_of([_SOCK_STREAM, _SOCK_SEQPACKET], EPERM),
        ]  # fmt: skip
        # ZeroMQ ends the process if it can't ask for the machine's interfaces.
        interfaces: list[Instruction] = [
            _argument(0), (_JUMP_EQUAL, 0, 4, _AF_NETLINK),
            _argument(2), *_one_of([_NETLINK_ROUTE], EAFNOSUPPORT),
        ]  # fmt: skip
        decide["socket"] = [*interfaces, *kinds]
        decide["socketpair"] = kinds
        decide["connect"] = [_fail(EPERM)]
    if rules.shared_processes:
        # ZeroMQ and OpenMP set these for each of their threads and can't do without: for a thread,
        # whose number can't be told from a stranger's here, nothing happens.
        for name in ("sched_setaffinity", "sched_setscheduler", "sched_setparam"):
            decide[name] = [_argument(0), *_one_of([0, pid], 0)]
        for name in ("sched_setattr", "setpriority", "inotify_init", "inotify_init1"):
            decide[name] = [_fail(EPERM)]
    if rules.shared_user:
        for name in ("chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "utimensat",
                     "futimesat"):  # fmt: skip
            decide[name] = [_fail(0)]  # shutil.copy calls these: it may believe that they worked
        for name in ("chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr",
                     "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"):  # fmt: skip
            decide[name] = [_fail(EPERM)]
    if rules.truncation:
        decide["truncate"] = [_fail(EPERM)]
        decide["openat2"] = [_fail(ENOSYS)]  # its flags are in memory, out of sight
        for name, index in (("open", 1), ("openat", 2)):
            decide[name] = [
                _argument(index), (_AND, 0, 0, _O_TRUNC | _O_ACCMODE),
                (_JUMP_EQUAL, 0, 1, _O_TRUNC), _fail(EPERM), _PASS,
            ]  # fmt: skip
    if rules.unscoped_signals:
        decide["kill"] = [_argument(0), *_one_of([0, pid, -pid], EPERM)]
        for name in ("tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
            decide[name] = [_argument(0), *_one_of([pid], EPERM)]
        for name in ("tkill", "pidfd_open", "pidfd_send_signal"):
            decide[name] = [_fail(EPERM)]
    if rules.shared_files:
        for name in ("sendmsg", "sendmmsg"):
            decide[name] = [_fail(EPERM)]
    if rules.unlimited_memory:
        decide["memfd_create"] = [_fail(EPERM)]
    return decide


def build(rules: Rules, pid: int, machine: str = MACHINE) -> bytes:
    """Assembles a filter.

    Args:
        rules: what it has to make up for.
        pid: the process that it is for.
        machine: "x86_64" or "aarch64".

    Returns:
        An array of struct sock_filter.

    Raises:
        OSError: ENOSYS for a machine whose numbers aren't known.
    """
    if machine not in _AUDIT:
        raise OSError(ENOSYS, f"seccomp: the numbers of system calls on {machine} aren't known")
    column = list(_AUDIT).index(machine)
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, KILL),  # 32-bit calls have other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_AT_LEAST, 0, 1, _LAST_KNOWN + 1),
        _fail(ENOSYS),  # also the numbers of x32, which start at 2**30
    ]
    decided = set()
    for name, instructions in _call_rules(rules, pid).items():
        number = ALLOWED[name][column]
        if number is not None:
            decided.add(number)
            program += [(_JUMP_EQUAL, 0, len(instructions), number), *instructions]
    passed = {numbers[column] for numbers in ALLOWED.values()} - decided
    for first, last in _ranges(sorted(number for number in passed if number is not None)):
        program += [(_JUMP_AT_LEAST, 0, 2, first), (_JUMP_GREATER, 1, 0, last), _PASS]
    program.append(_fail(EPERM))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def load(program: bytes) -> None:
    """Puts a filter on this process and all that it will start. Needs no_new_privs.

    Raises:
        OSError: where the kernel has no seccomp filters or refuses.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(buffer))
    if libc.syscall("seccomp", _SECCOMP_SET_MODE_FILTER, _TSYNC, ctypes.byref(header)):
        raise OSError(EPERM, "seccomp: a thread has another filter")
