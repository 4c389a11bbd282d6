"""The filter's decisions, computed by a small BPF machine: also for the machine we aren't on."""

from __future__ import annotations

import struct

import pytest

from autograder.kernel.sandbox import seccomp
from autograder.kernel.sandbox.seccomp import EAFNOSUPPORT, ENOSYS, EPERM, Rules
from autograder.kernel.sandbox.syscalls import ALLOWED

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL = "allow", "kill"
PID = 4711


def decide(program: bytes, machine: str, number: int, *args: int):
    """Runs a filter. Returns "allow", "kill", or the errno that a call would fail with."""
    args = (*args, *[0] * (6 - len(args)))
    data = struct.pack("<IIQ6Q", number, AUDIT[machine], 0, *(a & 0xFFFFFFFFFFFFFFFF for a in args))
    code = list(struct.iter_unpack("HBBI", program))
    at = value = 0
    while True:
        operation, yes, no, k = code[at]
        at += 1
        if operation == 0x20:
            value = struct.unpack_from("<I", data, k)[0]
        elif operation == 0x54:
            value &= k
        elif operation == 0x06:
            if k == 0x7FFF0000:
                return ALLOW
            return KILL if k == 0x80000000 else k & 0xFFFF
        else:
            test = {0x15: value == k, 0x25: value > k, 0x35: value >= k, 0x45: bool(value & k)}
            at += yes if test[operation] else no


@pytest.fixture(params=AUDIT)
def ask(request):
    """Asks about a call by name; None if the machine lacks it."""
    machine, column = request.param, list(AUDIT).index(request.param)

    def answer(name: str | int, *args: int, rules: Rules | None = None):
        number = name if isinstance(name, int) else ALLOWED[name][column]
        if number is None:
            return None
        return decide(seccomp.build(rules or Rules(), PID, machine), machine, number, *args)

    return answer


def test_every_listed_call_is_decided_as_written(ask):
    special = set(seccomp._call_rules(Rules(), PID))
    for name in ALLOWED:
        if name not in special:
            assert ask(name) in (ALLOW, None), name


def test_unlisted_calls_are_refused():
    for column, machine in enumerate(AUDIT):
        listed = {numbers[column] for numbers in ALLOWED.values()}
        program = seccomp.build(Rules(), PID, machine)
        for number in range(467):
            if number not in listed:
                assert decide(program, machine, number) == EPERM, number
        assert decide(program, machine, 467) == ENOSYS  # what nobody knows yet
        assert decide(program, machine, 0x40000000) == ENOSYS  # x32


def test_other_machines_calls_end_the_process():
    program = seccomp.build(Rules(), PID, "x86_64")
    assert decide(program, "aarch64", 0) == KILL


def test_clone_makes_threads_but_no_namespaces(ask):
    assert ask("clone", 0x3D0F00) == ALLOW  # pthread_create
    assert ask("clone", 17) == ALLOW  # fork
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert ask("clone", flag | 17) == EPERM
    assert ask("clone3") == ENOSYS


def test_sockets(ask):
    for family in (1, 2, 10, 16):
        assert ask("socket", family, 1) == ALLOW
    for family in (17, 38, 40):  # packets, the kernel's cryptography, a VM's host
        assert ask("socket", family, 1) == EAFNOSUPPORT
    shared = Rules(shared_network=True)
    assert ask("socket", 1, 1 | 0o2000000, rules=shared) == ALLOW
    assert ask("socket", 1, 2, rules=shared) == EPERM
    assert ask("socket", 2, 1, rules=shared) == EAFNOSUPPORT
    assert ask("socket", 16, 3, 0, rules=shared) == ALLOW
    assert ask("socket", 16, 3, 9, rules=shared) == EAFNOSUPPORT
    assert ask("socketpair", 1, 2, rules=shared) == EPERM
    assert ask("connect", rules=shared) == EPERM


def test_terminals_and_personality(ask):
    assert ask("ioctl", 0, 0x5401) == ALLOW
    assert ask("ioctl", 0, 0x5412) == EPERM
    assert ask("ioctl", 0, 0x5412 | 1 << 32) == EPERM  # Linux looks at the low half only
    assert ask("personality", 0xFFFFFFFF) == ALLOW
    assert ask("personality", 0x0040000) == EPERM


def test_other_processes(ask):
    assert ask("prlimit64", 0) == ask("prlimit64", PID) == ALLOW
    assert ask("prlimit64", PID + 1) == EPERM
    alone = Rules(unscoped_signals=True)
    for target in (0, PID, -PID):
        assert ask("kill", target, rules=alone) == ALLOW
    for target in (-1, 1, PID + 1):
        assert ask("kill", target, rules=alone) == EPERM
    assert ask("tgkill", PID, 5, rules=alone) == ALLOW
    assert ask("tgkill", 1, 1, rules=alone) == EPERM
    shared = Rules(shared_processes=True)
    assert ask("sched_setaffinity", PID, rules=shared) == ALLOW
    assert ask("sched_setaffinity", 99, rules=shared) == 0  # nothing happens
    assert ask("setpriority", rules=shared) == EPERM


def test_same_user(ask):
    same = Rules(shared_user=True)
    assert ask("fchmodat", rules=same) == ask("utimensat", rules=same) == 0  # nothing happens
    assert ask("fchownat", rules=same) == ask("setxattr", rules=same) == EPERM
    assert ask("memfd_create", rules=Rules(unlimited_memory=True)) == EPERM


def test_files_on_their_way(ask):
    rules = Rules(shared_files=True)
    assert ask("sendmsg", rules=rules) == ask("sendmmsg", rules=rules) == EPERM
    assert ask("sendto", rules=rules) == ask("recvmsg", rules=rules) == ALLOW
    assert ask("sendmsg") == ALLOW


def test_truncation(ask):
    rules = Rules(truncation=True)
    assert ask("truncate", rules=rules) == EPERM
    assert ask("openat2", rules=rules) == ENOSYS
    for name, index in (("open", 1), ("openat", 2)):
        for flags, decision in (
            (0o1000, EPERM), (0o1001, ALLOW), (0o1102, ALLOW), (0, ALLOW), (0o2000000, ALLOW),
        ):  # fmt: skip
            assert ask(name, *[0] * index, flags, rules=rules) in (decision, None)


def test_unknown_machine():
    with pytest.raises(OSError, match="riscv64"):
        seccomp.build(Rules(), PID, "riscv64")
