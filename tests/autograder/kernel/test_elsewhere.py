"""The same tests as an ordinary user, and in a place like a container; where this run is root's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WALLS = str(HERE / "test_sandbox_walls.py")
MAIN_WORDS = "reads_what or scratch or unlisted or network or signals or privileges or flight"


def elsewhere(program: str, *arguments: str) -> int:
    """Runs pytest through a program; returns how many tests passed. None may fail."""
    if os.geteuid() != 0:
        pytest.skip("only root can put this run into another place")
    command = [
        sys.executable, str(HERE / program), sys.executable, "-m", "pytest", "-q",
        "-p", "no:cacheprovider", *arguments,
    ]  # fmt: skip
    env = {**os.environ, "AUTOGRADER_TEST_ELSEWHERE": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=3000, cwd=HERE.parents[2], env=env
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("this root can't make a mount namespace")
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return int(re.search(r"(\d+) passed", done.stdout.strip().splitlines()[-1])[1])


pytestmark = pytest.mark.skipif(
    "AUTOGRADER_TEST_ELSEWHERE" in os.environ, reason="this run is elsewhere already"
)


def test_walls_as_an_ordinary_user():
    assert elsewhere("as_user.py", WALLS, "-k", MAIN_WORDS) > 9


def test_walls_in_a_container():
    assert elsewhere("as_container.py", WALLS, "-k", MAIN_WORDS) > 6


@pytest.mark.slow
@pytest.mark.parametrize("program", ["as_user.py", "as_container.py"])
def test_everything_quick(program):
    assert elsewhere(program, str(HERE), "-m", "not slow") > 80


@pytest.mark.slow
@pytest.mark.parametrize("program", ["as_user.py", "as_container.py"])
def test_limits(program):
    assert elsewhere(program, str(HERE / "test_sandbox_limits.py")) > 12


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("program", ["as_user.py", "as_container.py"])
def test_a_sample_of_attacks(program):
    attacks = str(HERE.parent / "test_attacks.py")
    assert elsewhere(program, attacks, "-k", "test_a_sample_of_attacks and not refused") == 1
