"""The values that cross the door."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.kernel.sandbox import Limits, Sandbox, package_paths, system_paths
from autograder.kernel.sandbox.paths import contains, refuse_exposure, without_nested
from autograder.kernel.sandbox.spec import GIB, LEVELS, MIB, limit_text, size_text

limits = st.builds(
    Limits,
    memory=st.none() | st.integers(64 * MIB, 1 << 50),
    disk=st.none() | st.integers(MIB, 1 << 50),
    cpu_seconds=st.none() | st.floats(0.1, 1e6),
    processes=st.none() | st.integers(32, 10_000),
)
paths = st.lists(st.text("abc/ é", max_size=8).map("/".__add__)).map(tuple)


@settings(max_examples=40)
@given(st.sampled_from(LEVELS), limits, paths, paths)
def test_json_round_trip(level, limits, read_only, hidden):
    sandbox = Sandbox(level, limits, "/s", read_only=read_only, hidden=hidden)
    assert Sandbox.from_json(json.loads(json.dumps(sandbox.to_json()))) == sandbox


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"level": "strong"}, "unknown level 'strong'"),
        ({"level": "landlock"}, "needs a scratch folder"),
        ({"read_only": ("data",)}, "relative"),
        ({"limits": {"memory": 5}}, "limit memory is 5"),
        ({"limits": {"processes": 8}}, "at least 32"),
    ],
)
def test_wrong_values_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        Sandbox.from_json(wrong)


def test_limits_in_words():
    limits = Limits(memory=2 * GIB, wall_seconds=30, processes=64, cpu_seconds=1.5, file_size=MIB)
    said = [
        limit_text(limits, name)
        for name in ("memory", "disk", "wall_seconds", "processes", "cpu_seconds", "file_size")
    ]
    assert said == [
        "memory limit 2 GB", "disk limit 512 MB", "30 s wall time", "64 processes",
        "1.5 s processor time", "file size limit 1 MB",
    ]  # fmt: skip
    assert size_text(1536 * MIB) == "1.5 GB"


def test_python_and_system_are_listed_and_homes_are_not():
    listed = system_paths()
    assert any(contains(folder, os.path.dirname(os.__file__)) for folder in listed)
    assert "/usr" in listed
    assert not {"/", "/etc", "/home", "/root", "/var"} & set(listed)


def test_packages_outside_of_python(tmp_path, monkeypatch):
    (tmp_path / "course_helpers").mkdir()
    (tmp_path / "course_helpers/__init__.py").touch()
    (tmp_path / "single.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    found = package_paths(["course_helpers.data", "single", "json", "numpy", "not_there"])
    assert found == [f"{tmp_path}/course_helpers", f"{tmp_path}/single.py"]


def test_nested_paths():
    assert without_nested(["/a/b", "/a", "/ab", "/a/b/c/"]) == ["/a", "/ab"]


def test_exposure(tmp_path):
    (tmp_path / "link").symlink_to("/")
    refuse_exposure(["/usr"], [str(tmp_path)])
    with pytest.raises(ValueError, match="whole file system"):
        refuse_exposure([str(tmp_path / "link")], [])
    with pytest.raises(ValueError, match="must be hidden"):
        refuse_exposure([str(tmp_path)], [str(tmp_path / "gradebook.db")])
