"""A file tree that holds what is listed and nothing else, in a mount namespace of its own."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass

from autograder.kernel.sandbox import libc
from autograder.kernel.sandbox.paths import DEVICES, system_paths, without_nested
from autograder.kernel.sandbox.spec import Sandbox, size_text

_BOX = libc.MS_NOSUID | libc.MS_NODEV
_INODES = 200_000  # files: each costs memory, also empty ones
_ALL_PROCESSES = "/.proc"
_STORE = "/.store"
SCRATCH = "scratch"  # its name in the store


@dataclass(frozen=True)
class Owner:
    """The user that a confined process runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Windows:
    """Open folders through which the watch looks in, whatever is shown to the watched.

    Attributes:
        proc: /proc with all processes of the namespace.
        store: the file system of everything that is written.
        scratch: the scratch folder outside, if it is kept.
    """

    proc: int
    store: int
    scratch: int | None = None


class ScratchTooLarge(ValueError):
    """The files to start with don't fit into the scratch folder's limit."""


def build_root(sandbox: Sandbox, owner: Owner, mount_point: str) -> Windows:
    """Builds the tree and makes it this process's root. Needs a fresh mount and PID namespace.

    Args:
        sandbox: what shall be in it.
        owner: who may write to the writable parts.
        mount_point: any existing folder; in this namespace it becomes the new root.

    Returns:
        What the watch needs.

    Raises:
        OSError: if something can't be mounted.
        ScratchTooLarge: if the scratch folder is larger than `sandbox.limits.disk`.
    """
    libc.mount(None, "/", None, libc.MS_REC | libc.MS_PRIVATE)
    root = os.path.realpath(mount_point)
    # A plain folder is enough at the start: until pivot_root the old tree is still in sight.
    libc.mount("tmpfs", root, "tmpfs", _BOX, "size=4m,mode=0755")
    readable = [*system_paths(), *sandbox.read_only]
    store, parts = _store(root, sandbox, owner)
    scratch = None
    if sandbox.scratch is not None and sandbox.keep_scratch:
        scratch = os.open(sandbox.scratch, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    _devices(root, sandbox)
    proc = _proc(root)
    # What lies in something else comes after it, or it would be covered.
    places = [(path, _bind_own, part) for path, part in parts.items()]
    places += [
        (path, _bind_read_only, path)
        for path in without_nested(os.path.realpath(path) for path in readable)
    ]
    places += [(path, _bind_writable, path) for path in map(os.path.realpath, sandbox.writable)]
    for path, bind, source in sorted(places, key=lambda place: place[0].count("/")):
        bind(source, root + path)
    for path in (*readable, *sandbox.writable):
        _link(root, path)
    _own_files(root, owner)
    store_window = _open_and_detach(store)
    os.chdir(root)
    libc.pivot_root()
    libc.set_mount_attributes("/", libc.ATTR_RDONLY, recursive=False)
    return Windows(proc, store_window, scratch)


def _link(root: str, path: str) -> None:
    """Makes a path that leads over a link lead to the same place in the new tree."""
    real = os.path.realpath(path)
    path = os.path.normpath(path)
    if real == path or not os.path.lexists(root + real):
        return
    parent = os.path.realpath(os.path.dirname(path))
    target = f"{root}{parent}/{os.path.basename(path)}"
    if not os.path.lexists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(real, target)
    if parent != os.path.dirname(path):
        _link(root, os.path.dirname(path))


def _bind(source: str, target: str, attributes: int) -> None:
    """Shows `source`, which is no link, at `target`. Nothing happens if it isn't there."""
    try:
        is_folder = stat.S_ISDIR(os.stat(source).st_mode)
    except FileNotFoundError:
        return
    if not os.path.lexists(target):
        os.makedirs(target if is_folder else os.path.dirname(target), exist_ok=True)
        if not is_folder:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    libc.mount(source, target, None, libc.MS_BIND | libc.MS_REC)
    libc.set_mount_attributes(target, attributes, recursive=True)


def _bind_own(source: str, target: str) -> None:
    os.makedirs(target, exist_ok=True)
    libc.mount(source, target, None, libc.MS_BIND)


def _bind_writable(source: str, target: str) -> None:
    _bind(source, target, libc.ATTR_NOSUID | libc.ATTR_NODEV)


def _bind_read_only(source: str, target: str) -> None:
    _bind(source, target, libc.ATTR_NOSUID | libc.ATTR_NODEV | libc.ATTR_RDONLY)


def _devices(root: str, sandbox: Sandbox) -> None:
    os.makedirs(f"{root}/dev/pts")
    for path in (*DEVICES, *sandbox.devices):
        if os.path.exists(path):
            os.makedirs(os.path.dirname(root + path), exist_ok=True)
            os.close(os.open(root + path, os.O_CREAT | os.O_WRONLY, 0o644))
            libc.mount(path, root + path, None, libc.MS_BIND)
    # IPython runs `!command` at a terminal of its own.
    terminals = "newinstance,ptmxmode=0666,mode=0620,max=64"
    libc.mount("devpts", f"{root}/dev/pts", "devpts", libc.MS_NOSUID | libc.MS_NOEXEC, terminals)
    for name, target in (
        ("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"),
    ):  # fmt: skip
        os.symlink(target, f"{root}/dev/{name}")


def _proc(root: str) -> int:
    flags = libc.MS_NOSUID | libc.MS_NODEV | libc.MS_NOEXEC | libc.MS_RDONLY
    os.mkdir(f"{root}/proc")
    libc.mount("proc", f"{root}/proc", "proc", flags, "hidepid=2")
    # The kernel hides its memory, and so, from an ordinary user's watch, its whole entry.
    os.mkdir(root + _ALL_PROCESSES)
    libc.mount("proc", root + _ALL_PROCESSES, "proc", flags & ~libc.MS_RDONLY)
    return _open_and_detach(root + _ALL_PROCESSES)


def _open_and_detach(path: str) -> int:
    """Takes a mount out of the tree; it lives on behind the descriptor and its binds."""
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    libc.unmount(path)
    os.rmdir(path)
    return number


def _own_files(root: str, owner: Owner) -> None:
    os.makedirs(f"{root}/var", exist_ok=True)
    if not os.path.lexists(f"{root}/var/tmp"):
        os.symlink("/tmp", f"{root}/var/tmp")
    os.makedirs(f"{root}/etc", exist_ok=True)
    for name, text in (
        ("passwd", f"student:x:{owner.uid}:{owner.gid}::/tmp:/bin/sh\n"),
        ("group", f"student:x:{owner.gid}:\n"),
        ("hosts", "127.0.0.1 localhost sandbox\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
    ):
        with open(f"{root}/etc/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _store(root: str, sandbox: Sandbox, owner: Owner) -> tuple[str, dict[str, str]]:
    """Makes one memory file system for all that is written, so that one size holds.

    Returns:
        Where it is mounted, and its parts by the places where they are to be seen.
    """
    store = root + _STORE
    os.mkdir(store)
    limit = sandbox.limits.disk
    size = f",size={limit}" if limit else ""
    libc.mount("tmpfs", store, "tmpfs", _BOX, f"mode=0755,nr_inodes={_INODES}{size}")
    parts = {"/tmp": f"{store}/tmp", "/dev/shm": f"{store}/shm"}
    if sandbox.scratch is not None:
        scratch = os.path.realpath(sandbox.scratch)
        parts[scratch] = f"{store}/{SCRATCH}"
        try:
            shutil.copytree(scratch, parts[scratch], symlinks=True, copy_function=_copy_file)
        except (shutil.Error, OSError) as error:
            if os.statvfs(store).f_bavail == 0 or "No space left" in str(error):
                raise ScratchTooLarge(
                    f"the files to start with don't fit into {size_text(limit or 0)}"
                ) from None
            raise
        give(parts[scratch], owner)
    for part in parts.values():
        os.makedirs(part, exist_ok=True)
        os.chown(part, owner.uid, owner.gid)
        os.chmod(part, 0o700)
    return store, parts


def _copy_file(source: str, target: str) -> None:
    # Sockets, pipes and devices aren't a submission's files; reading one could block.
    if stat.S_ISREG(os.lstat(source).st_mode):
        shutil.copy2(source, target)


def give(folder: str, owner: Owner) -> None:
    """Makes a folder and everything in it somebody's.

    Raises:
        OSError: if this process may not change owners.
    """
    for place, folders, files in os.walk(folder):
        os.chown(place, owner.uid, owner.gid)
        for name in (*folders, *files):
            os.chown(os.path.join(place, name), owner.uid, owner.gid, follow_symlinks=False)
