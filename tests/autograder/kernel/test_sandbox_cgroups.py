"""Groups of both versions of Linux's interface; version 2 on a copy made of plain files."""

from __future__ import annotations

import os

import pytest

from autograder.kernel.sandbox import Limits, cgroups
from autograder.kernel.sandbox.cgroups import Group, Place
from autograder.kernel.sandbox.spec import GIB

FILES = ("memory.max", "memory.swap.max", "pids.max", "cpu.max", "cgroup.procs", "cgroup.kill",
         "memory.events", "pids.events", "cpu.stat")  # fmt: skip


@pytest.fixture
def second(tmp_path):
    """A tree of version 2 in which a group's files are there already."""
    folder = tmp_path / f"{cgroups.PREFIX}one"
    folder.mkdir()
    for name in FILES:
        (folder / name).touch()
    return tmp_path, folder


def place(path) -> Place:
    return Place(2, dict.fromkeys(("memory", "pids", "cpu", "cpuacct"), str(path)))


def test_version_2(second):
    root, folder = second
    group = Group(place(root), "one", Limits(memory=GIB, processes=64, cores=1.5))
    assert (folder / "memory.max").read_text() == str(GIB)
    assert (folder / "memory.swap.max").read_text() == "0"
    assert (folder / "pids.max").read_text() == "64"
    assert (folder / "cpu.max").read_text() == "150000 100000"
    group.enter()
    assert (folder / "cgroup.procs").read_text() == "0"
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    assert group.cpu_seconds() == 2.5
    (folder / "memory.events").write_text("low 0\nhigh 0\nmax 9\noom 0\noom_kill 0\n")
    (folder / "pids.events").write_text("max 0\n")
    assert group.reached() is None
    (folder / "pids.events").write_text("max 3\n")
    assert group.reached() == "processes"
    (folder / "memory.events").write_text("oom 1\noom_kill 1\n")
    assert group.reached() == "memory"
    group.kill()
    assert (folder / "cgroup.kill").read_text() == "1"
    for name in FILES:
        (folder / name).unlink()
    group.remove()
    assert not folder.exists()


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Pretends that this process is in a group of a tree of version 2."""
    own = tmp_path / "user.slice/app.slice/session.scope"
    own.mkdir(parents=True)
    for folder in (own, own.parent, own.parent.parent, tmp_path):
        (folder / "cgroup.subtree_control").write_text("")
    monkeypatch.setattr(cgroups, "_mounts", lambda: {1: {}, 2: {0: str(tmp_path)}})
    monkeypatch.setattr(cgroups, "_own_groups", lambda: {"": "/user.slice/app.slice/session.scope"})
    return own


def test_the_nearest_folder_with_controllers_is_used(machine, monkeypatch):
    control = machine.parent / "cgroup.subtree_control"
    control.write_text("cpu memory pids")
    enabled = cgroups._has_controllers
    # A group that holds processes refuses controllers for its children.
    monkeypatch.setattr(
        cgroups, "_has_controllers", lambda folder: folder != str(machine) and enabled(folder)
    )
    found = cgroups.find_place()
    assert (found.version, found.folders["memory"]) == (2, str(machine.parent))


def test_controllers_are_switched_on_where_that_is_allowed(machine):
    (machine / "cgroup.subtree_control").write_text("cpu")
    assert cgroups.find_place().folders["pids"] == str(machine)
    assert (machine / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_nothing_is_found_where_nothing_can_be_written(machine, monkeypatch):
    monkeypatch.setattr(cgroups, "_can_make", lambda folder: False)
    assert cgroups.find_place() is None


def test_real_groups_come_and_go():
    found = cgroups.find_place()
    if found is None:
        pytest.skip("cgroups can't be used here")
    name = f"test-{os.getpid()}"
    group = Group(found, name, Limits(memory=GIB, processes=64, cores=1.0))
    folders = [os.path.join(folder, group.name) for folder in set(found.folders.values())]
    assert all(map(os.path.isdir, folders))
    assert group.reached() is None
    assert group.cpu_seconds() == 0.0
    group.remove()
    assert not any(map(os.path.exists, folders))
    for folder in folders:
        os.mkdir(folder)
    cgroups.sweep(found, name)
    assert not any(map(os.path.exists, folders))
