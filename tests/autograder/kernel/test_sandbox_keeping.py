"""What a kernel wrote is there for the next one, and a hostile tree does no harm on its way out."""

from __future__ import annotations

import os
import socket
from dataclasses import replace

import pytest
from kernels import LEVELS, MIB, box, happens, kernel

from autograder.kernel.sandbox import detect
from autograder.kernel.sandbox.filesystem import Windows
from autograder.kernel.sandbox.keeping import keep_scratch


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A store with a scratch folder in it, the folder outside, and windows to both."""
    inside, outside = tmp_path / "store" / "scratch", tmp_path / "outside"
    inside.mkdir(parents=True)
    outside.mkdir()
    (outside / "deleted.txt").write_text("before")
    (outside / "gone").mkdir()
    (outside / "gone" / "file").write_text("before")
    monkeypatch.chdir(inside)
    numbers = [
        os.open(path, os.O_RDONLY | os.O_DIRECTORY) for path in (tmp_path / "store", outside)
    ]
    yield inside, outside, Windows(-1, *numbers)
    for number in numbers:
        os.close(number)


def test_the_folder_outside_becomes_like_the_one_inside(folders):
    inside, outside, windows = folders
    (inside / "work").mkdir()
    (inside / "work" / "table.csv").write_text("1,2")
    (inside / "run.sh").write_text("true")
    (inside / "run.sh").chmod(0o4755)
    keep_scratch(windows, MIB)
    assert sorted(path.name for path in outside.iterdir()) == ["run.sh", "work"]
    assert (outside / "work" / "table.csv").read_text() == "1,2"
    assert (outside / "run.sh").stat().st_mode & 0o7777 == 0o700


def test_links_are_copied_and_never_followed(folders, tmp_path):
    inside, outside, windows = folders
    secret = tmp_path / "secret"
    secret.write_text("marks")
    (inside / "link").symlink_to(secret)
    (inside / "folder").symlink_to(tmp_path)
    keep_scratch(windows, MIB)
    assert (outside / "link").is_symlink() and (outside / "folder").is_symlink()
    keep_scratch(windows, MIB)  # over the links that lie there now
    assert secret.read_text() == "marks"


def test_what_is_no_file_is_left_behind(folders):
    inside, outside, windows = folders
    os.mkfifo(inside / "pipe")  # reading it would never end
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
        keep_scratch(windows, MIB)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("kind", ["holes", "hard links", "depth", "number"])
def test_no_more_is_kept_than_the_limit(folders, kind, monkeypatch):
    inside, outside, windows = folders
    if kind == "holes":
        with open(inside / "holes", "wb") as file:
            file.truncate(1 << 40)
    elif kind == "hard links":
        (inside / "0").write_bytes(bytes(MIB // 2))
        for number in range(1, 50):
            os.link(inside / "0", inside / str(number))
    elif kind == "depth":
        for _ in range(300):
            os.mkdir("d")
            os.chdir("d")
    else:
        monkeypatch.setattr("autograder.kernel.sandbox.keeping._MOST_FILES", 100)
        for number in range(200):
            (inside / str(number)).touch()
    keep_scratch(windows, 4 * MIB)
    found = [os.path.join(at, name) for at, _, names in os.walk(outside) for name in names]
    assert sum(os.path.getsize(path) for path in found) <= 4 * MIB
    assert len(found) <= 100
    assert max(at.count(os.sep) for at, _, _ in os.walk(outside)) < str(outside).count(os.sep) + 70


@pytest.mark.parametrize("level", LEVELS)
def test_the_next_kernel_finds_what_the_last_one_wrote(zygote, level):
    if LEVELS.index(level) < [*LEVELS, "none"].index(detect().level):
        pytest.skip(detect().reasons[level])
    for keep in (True, False) if level == "namespaces" else (True,):
        with kernel(zygote, replace(box(level), keep_scratch=keep)) as running:
            assert running.run("open('note.txt', 'w').write('hello')") == "5"
            running.manager.shutdown_kernel(now=True)
            note = running.scratch / "note.txt"
            assert happens(note.exists) if keep else not note.exists()
