"""The steps from an ordinary process to a confined one, in their order."""

from __future__ import annotations

import os
import signal
import socket
import sys
from dataclasses import dataclass

from autograder.kernel.sandbox import filesystem, landlock, libc, rlimits, seccomp
from autograder.kernel.sandbox.cgroups import Group
from autograder.kernel.sandbox.filesystem import Owner, Windows
from autograder.kernel.sandbox.paths import (
    DEVICES,
    PROC_FILES,
    refuse_exposure,
    system_paths,
)
from autograder.kernel.sandbox.spec import Sandbox

# Users for kernels of root: systemd gives these numbers to nobody else but its own short-lived
# services, and they exist in containers, too, which have numbers up to 65535.
_FIRST_UID, _LAST_UID = 61184, 65519
_PR_SET_KEEPCAPS = 8
# Container engines leave root only the second, which also overrides rights to write.
_READERS = (libc.CAP_DAC_READ_SEARCH, libc.CAP_DAC_OVERRIDE)


@dataclass(frozen=True)
class Plan:
    """Who the confined process will be.

    Attributes:
        owner: its user and group.
        new_user: whether the user changes: then only Landlock and seccomp must watch over files
            of the user who grades.
        user_namespace: whether privilege comes from a user namespace of its own.
    """

    owner: Owner
    new_user: bool
    user_namespace: bool


def make_plan(sandbox: Sandbox, number: int) -> Plan:
    """Decides as whom a kernel runs.

    Args:
        sandbox: what surrounds it.
        number: different for kernels that live at the same time: each gets a user of its own,
            where this process may change users.
    """
    here = Owner(os.geteuid(), os.getegid())
    if sandbox.level == "none":
        return Plan(here, new_user=False, user_namespace=False)
    wanted = _FIRST_UID + number % (_LAST_UID - _FIRST_UID + 1)
    can_change = (
        here.uid == 0
        and libc.has_capability(libc.CAP_SETUID)
        and libc.has_capability(libc.CAP_SETGID)
        and _is_mapped("uid", wanted)
        and _is_mapped("gid", wanted)
    )
    if sandbox.level == "landlock":
        return Plan(Owner(wanted, wanted) if can_change else here, can_change, False)
    if can_change and libc.has_capability(libc.CAP_SYS_ADMIN):
        return Plan(Owner(wanted, wanted), new_user=True, user_namespace=False)
    return Plan(here, new_user=False, user_namespace=True)


def _is_mapped(kind: str, number: int) -> bool:
    with open(f"/proc/self/{kind}_map", encoding="ascii") as file:
        rows = [[int(field) for field in line.split()] for line in file]
    return any(first <= number < first + length for first, _, length in rows)


def leave(plan: Plan) -> None:
    """First step: this process's next child will be the first of a new PID namespace.

    Raises:
        OSError: where that is refused.
    """
    if plan.user_namespace:
        owner = plan.owner
        libc.unshare(libc.CLONE_NEWUSER | libc.CLONE_NEWPID)
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{owner.uid} {owner.uid} 1"),
            ("gid_map", f"{owner.gid} {owner.gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
    else:
        libc.unshare(libc.CLONE_NEWPID)


def build(sandbox: Sandbox, plan: Plan, mount_point: str) -> Windows | None:
    """Second step, for the process that will keep watch: puts up the walls around itself.

    Args:
        sandbox: what surrounds the kernel.
        plan: as whom it runs.
        mount_point: an existing folder.

    Returns:
        What the watch needs at level "namespaces".

    Raises:
        OSError, ValueError, filesystem.ScratchTooLarge: why it can't be done.
    """
    if sandbox.level == "none":
        return None
    listed = [*system_paths(), *sandbox.read_only, *sandbox.writable]
    refuse_exposure(listed, sandbox.hidden)
    if sandbox.level == "landlock":
        if plan.new_user and sandbox.scratch is not None:
            for folder in (sandbox.scratch, *sandbox.writable):
                filesystem.give(folder, plan.owner)
        return None
    libc.unshare(
        libc.CLONE_NEWNS | libc.CLONE_NEWNET | libc.CLONE_NEWIPC | libc.CLONE_NEWUTS
        | libc.CLONE_NEWCGROUP
    )  # fmt: skip
    socket.sethostname("sandbox")
    if plan.new_user:
        for folder in sandbox.writable:
            filesystem.give(folder, plan.owner)
    return filesystem.build_root(sandbox, plan.owner, mount_point)


def enter(sandbox: Sandbox, plan: Plan, group: Group | None, others: int) -> list[str]:
    """Last step, for the process that will run foreign code: there is no way back.

    Args:
        sandbox: what surrounds it.
        plan: as whom it runs.
        group: the cgroup that counts what it uses, if there is one.
        others: processes of this user that don't belong to it.

    Returns:
        Sentences about what is weaker than it could be.

    Raises:
        OSError: if anything is refused; the process must end then.
    """
    notes: list[str] = []
    if group is not None:
        group.enter()
    rlimits.apply(
        sandbox.limits, counted=group is not None, others=others, gpu=bool(sandbox.devices)
    )
    if sandbox.level == "none":
        return notes
    rlimits.close_gaps()
    keep: tuple[int, ...] = ()
    if plan.new_user:
        needed = _needed(sandbox)
        readers = [n for n in _READERS if libc.has_capability(n)]
        libc.prctl(_PR_SET_KEEPCAPS, 1)
        _drop_bounding_set()
        os.setgroups([])
        os.setresgid(plan.owner.gid, plan.owner.gid, plan.owner.gid)
        os.setresuid(plan.owner.uid, plan.owner.uid, plan.owner.uid)
        if closed := [path for path in needed if not os.access(path, os.R_OK)]:
            # Python itself under /root, for instance. The walls hold against this privilege, too.
            if not readers:
                raise PermissionError(13, f"{closed[0]} can't be read by a user without privilege")
            keep = (readers[0],)
            notes.append(f"has the privilege to read {closed[0]}, which is closed to other users")
    else:
        _drop_bounding_set()
    libc.keep_capabilities(keep)
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    known = 0
    if sandbox.level == "landlock":
        known = landlock.version()
        KEPT.extend(_restrict(sandbox, plan))
    # A keeper without privilege that must watch memory itself has to look in. Nobody else can:
    # other kernels are in other PID namespaces, or kept from it by Landlock.
    watched = group is None and not plan.new_user
    libc.prctl(libc.PR_SET_DUMPABLE, int(watched))
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user cancels an earlier one
    rules = _rules(sandbox, plan, group, known, keep)
    if rules.unscoped_signals:
        notes.append("can't stop programs that it starts itself: this Linux can't scope signals")
    seccomp.load(seccomp.build(rules, os.getpid()))
    return notes


KEPT: list[int] = []  # descriptors that Landlock's rules on /proc hang on


def _drop_bounding_set() -> None:
    if libc.has_capability(libc.CAP_SETPCAP):  # without it, no_new_privs has to be enough
        libc.drop_bounding_set()


def _rules(
    sandbox: Sandbox, plan: Plan, group: Group | None, known: int, kept: tuple[int, ...]
) -> seccomp.Rules:
    shared_files = not plan.new_user and not sandbox.passes_files
    if sandbox.level == "namespaces":
        return seccomp.Rules(shared_files=shared_files, unlimited_memory=group is None)
    rights = not plan.new_user or libc.CAP_DAC_OVERRIDE in kept
    return seccomp.Rules(
        shared_network=True,
        shared_processes=True,
        shared_user=rights,
        truncation=rights and known < landlock.TRUNCATION_SINCE,
        unscoped_signals=not plan.new_user and known < landlock.SIGNALS_SINCE,
        shared_files=shared_files,
        unlimited_memory=group is None,
    )


def _restrict(sandbox: Sandbox, plan: Plan) -> list[int]:
    readable = [*system_paths(), *PROC_FILES, f"/proc/{os.getpid()}", *sandbox.read_only]
    # Their targets, where links lead: a rule is about a file, not about a name.
    readable += [os.path.realpath(path) for path in readable if os.path.islink(path)]
    writable = [*([sandbox.scratch] if sandbox.scratch else []), *sandbox.writable]
    devices = [*DEVICES, *sandbox.devices]
    if plan.new_user:  # other users' terminals are closed to it
        devices += ["/dev/ptmx", "/dev/pts"]
    return landlock.restrict(readable, writable, devices)


def _needed(sandbox: Sandbox) -> list[str]:
    paths = (os.__file__, sys.prefix, sys.base_prefix, *sandbox.read_only)
    return [path for path in paths if os.path.exists(path)]


def describe(error: BaseException) -> str:
    """Says in one line why a step failed."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
