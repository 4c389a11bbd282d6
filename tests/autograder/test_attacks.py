"""A hostile class, by the real command: attackers get what they must, nobody else notices."""

from __future__ import annotations

import sys

import pytest

from tests.autograder.attacks import corpus, course

ATTACKS = corpus.load()
SAMPLE = [attack for attack in ATTACKS if attack.sample]


@pytest.fixture
def grade():
    if sys.platform != "linux":
        pytest.skip("walls need Linux")
    from autograder.kernel.sandbox import detect

    if detect().level == "none":
        pytest.skip("no walls can be put up here")
    from tests.autograder.attacks import run

    return run.grade


def check(result) -> None:
    wrong = [f"{name}: {text}" for name, found in result.attacks.items() for text in found]
    assert result.harm + wrong == []


def test_every_attack_says_what_it_tries_and_must_get():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 80
    assert len(SAMPLE) == 15
    for attack in ATTACKS:
        points = course.POINTS[attack.assignment]
        assert set(attack.points) <= set(points), attack.name
        assert all(0 <= got <= points[name] for name, got in attack.points.items()), attack.name
        assert not [word for word in course.SECRETS.values() if word in str(attack)], attack.name


def test_every_victim_is_graded_between_attackers():
    for attacks in (SAMPLE, ATTACKS):
        names = course.interleaved(attacks)
        order = sorted([*names.values(), *(attack.name for attack in attacks)])
        places = [order.index(name) for name in names.values()]
        assert min(places) > 0
        assert all(b - a > 1 for a, b in zip(places, places[1:], strict=False))


def test_a_sample_of_attacks(grade):
    check(grade(SAMPLE))


@pytest.mark.slow
@pytest.mark.alone
def test_all_attacks(grade):
    check(grade(ATTACKS))


@pytest.mark.slow
@pytest.mark.alone
def test_a_sample_of_attacks_where_namespaces_are_refused(grade):
    from autograder.kernel.sandbox import detect

    if "landlock" in detect().reasons:
        pytest.skip(detect().reasons["landlock"])
    check(grade(SAMPLE, isolation="landlock"))
