"""A class through the real command: as root, as an ordinary user, and without `unshare`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import as_user
import pytest

from autograder.farm.prove import compare
from autograder.farm.sample import expected, make_sample
from autograder.types import CellGrade, Verdict

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "AUTOGRADER_TEST_ELSEWHERE" in os.environ, reason="this run is elsewhere already"
    ),
]
HERE = Path(__file__).parent
PROJECT = HERE.parents[2]
WATCH = PROJECT / "tests" / "autograder" / "attacks" / "watch.py"
STUDENTS = ("*_perfect", "*_untouched", "*_renamed", "*_deleted_test", "*_empty_file", "s04*")
# Everything temporary in one folder, which must be empty afterwards.
INSIDE = 'mkdir "$HOME/t"; TMPDIR="$HOME/t" "$@"; code=$?; ls -A "$HOME/t" > "$LEFT"; exit $code'
DETECT = "from autograder.kernel.sandbox import detect; print(detect().level)"


@pytest.fixture
def folder():
    """A folder that every user may enter, with a sample class in it."""
    place = Path(tempfile.mkdtemp(prefix="w-", dir="/tmp"))
    place.chmod(0o755)
    make_sample(place / "class", PROJECT / "solutions", PROJECT / "course")
    yield place
    shutil.rmtree(place)


def inside(program: str | None, command: list[str], home: Path, left: Path):
    """Runs a command in another place."""
    before = [] if program is None else [sys.executable, str(HERE / program)]
    shell = ["sh", "-c", INSIDE.replace("$LEFT", str(left)), "sh"]
    env = {**os.environ, "HOME": str(home), "COURSE_OFFLINE": "1"}
    for name in ("COURSE_DATA", "XDG_CACHE_HOME", "KERAS_HOME"):
        env.pop(name, None)
    return subprocess.run(
        [*before, *shell, *command], env=env, cwd=PROJECT, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    "program", [None, "as_user.py", "as_container.py"], ids=["here", "ordinary user", "container"]
)
def test_a_class_gets_the_same_everywhere_and_nothing_is_left(folder, program):
    if program is not None and os.geteuid() != 0:
        pytest.skip("only root can put a run into another place")
    if program == "as_user.py":
        for path in (folder, *folder.rglob("*")):
            os.chown(path, as_user.UID, as_user.UID)
    home, left = folder / "home", folder / "left.txt"
    (folder / "first").mkdir()
    found = inside(program, [sys.executable, "-c", DETECT], folder / "first", left)
    if "Operation not permitted" in found.stderr:
        pytest.skip("this root can't make a mount namespace")
    level = found.stdout.strip()
    if level == "none":
        pytest.skip("no walls can be put up here")
    assert level == "landlock" or program != "as_container.py"
    home.mkdir()
    wanted = expected(folder / "class")
    command = [
        sys.executable, str(WATCH), str(folder / "report.json"),
        str(Path(sys.executable).with_name("autograder")), "grade", "01_ann_xor",
        "--course-dir", str(folder / "class"), "--json", str(folder / "grades.jsonl"),
    ]  # fmt: skip
    for pattern in STUDENTS:
        command += ["--student", pattern]
    done = inside(program, command, home, left)
    assert done.returncode == 3, done.stdout[-3000:] + done.stderr[-3000:]  # one file is empty
    assert f"isolation: {level}, judge: glass" in done.stdout
    verdicts = [json.loads(line) for line in (folder / "grades.jsonl").read_text().splitlines()]
    assert len(verdicts) == len(STUDENTS)
    wrong = []
    for told in verdicts:
        cells = {
            name: CellGrade(cell["score"], cell["max_score"], cell.get("message"))
            for name, cell in told["cells"].items()
        }
        verdict = Verdict(
            told["student"], told["assignment"], told["status"], told["reason"], cells
        )
        wrong += compare(verdict.student, wanted[verdict.student, verdict.assignment], verdict)
    assert [str(one) for one in wrong] == []
    report = json.loads((folder / "report.json").read_text())
    assert report == {"processes": [], "mounts": [], "cgroups": []}
    remains = [name for name in left.read_text().split() if not name.startswith("pymp-")]
    assert remains == []
