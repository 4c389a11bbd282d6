"""Every chapter of the course passes the gates of the builder (each tested by a planted fault)."""

from pathlib import Path

import pytest

from autograder.build import gates
from autograder.build.drift import find_drift
from autograder.build.targets import find_targets

ROOT = Path(__file__).parent.parent.parent
SOLUTIONS, COURSE = ROOT / "solutions", ROOT / "course"
TARGETS = find_targets(SOLUTIONS, COURSE)
CHAPTERS = sorted({t.source.parent for t in TARGETS if t.role == "exercises"})
BUILT = [path for target in TARGETS for path in target.built]
EXECUTED = [target.executed for target in TARGETS]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def test_nothing_drifted():
    assert find_drift(TARGETS, COURSE) == []


@named(CHAPTERS)
def test_nothing_leaks(path):
    assert gates.leaks(path / "exercises.py", COURSE) == []


@named(BUILT)
def test_parses_and_is_small(path):
    assert gates.unparsable(path) + gates.too_large(path) == []


@named(EXECUTED)
def test_outputs_are_compared_and_pictures_speak(path):
    assert gates.not_compared(path) + gates.mute_pictures(path) == []


@named(EXECUTED)
def test_outputs_come_from_real_data(path):
    assert gates.on_stand_in(path) == []


@named(CHAPTERS)
def test_every_item_has_known_answers(path):
    assert gates.unproven(path) == []


def uses_keras(chapter):
    return "import keras" in (chapter / "exercises.py").read_text()


@named(
    [
        pytest.param(chapter, marks=[pytest.mark.slow] if uses_keras(chapter) else [])
        for chapter in CHAPTERS
    ]
)
def test_no_exercise_can_be_borrowed(path):
    assert gates.borrowed(path) == []
