"""The Boltzmann machine against sums over all patterns, and its training against the true slope."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import rbm

ALL_V = np.array(list(np.ndindex(2, 2, 2, 2)), dtype=float)
ALL_H = np.array(list(np.ndindex(2, 2, 2)), dtype=float)


@pytest.fixture
def tiny() -> rbm.RBM:
    machine = rbm.RBM(4, 3)
    random = np.random.default_rng(1)
    machine.weights = random.normal(size=(4, 3))
    machine.visible_bias, machine.hidden_bias = random.normal(size=4), random.normal(size=3)
    return machine


def joint(machine: rbm.RBM) -> np.ndarray:
    """Probability of every visible (rows) with every hidden pattern (columns), by hand."""
    energies = np.array(
        [
            [
                -(machine.visible_bias @ v + machine.hidden_bias @ h + v @ machine.weights @ h)
                for h in ALL_H
            ]
            for v in ALL_V
        ]
    )
    return np.exp(-energies) / np.exp(-energies).sum()


def test_energy_and_free_energy(tiny: rbm.RBM) -> None:
    p = joint(tiny)
    by_energy = np.exp(-np.array([[tiny.energy(v, h) for h in ALL_H] for v in ALL_V]))
    np.testing.assert_allclose(by_energy / by_energy.sum(), p)
    by_free_energy = np.exp(-tiny.free_energy(ALL_V))
    np.testing.assert_allclose(by_free_energy / by_free_energy.sum(), p.sum(axis=1))


def test_conditional_probabilities(tiny: rbm.RBM) -> None:
    p = joint(tiny)
    np.testing.assert_allclose(
        tiny.hidden_probabilities(ALL_V), p @ ALL_H / p.sum(axis=1, keepdims=True)
    )
    np.testing.assert_allclose(
        tiny.visible_probabilities(ALL_H), p.T @ ALL_V / p.sum(axis=0)[:, None]
    )


def test_gibbs_samples_come_up_as_often_as_they_should(tiny: rbm.RBM) -> None:
    random = np.random.default_rng(0)
    v = rbm.draw(tiny.gibbs(np.zeros((20_000, 4)), 30, random), random)
    counted = np.bincount(v.astype(int) @ [8, 4, 2, 1], minlength=16) / len(v)
    np.testing.assert_allclose(counted, joint(tiny).sum(axis=1), atol=0.015)


def test_many_rounds_give_the_true_slope(tiny: rbm.RBM) -> None:
    pictures = np.tile(ALL_V[[3, 12, 15]], (10_000, 1))
    p, h = joint(tiny).sum(axis=1), tiny.hidden_probabilities
    data = ALL_V[[3, 12, 15]]
    truth = (
        data.T @ h(data) / 3 - (ALL_V * p[:, None]).T @ h(ALL_V),
        data.mean(axis=0) - p @ ALL_V,
        h(data).mean(axis=0) - p @ h(ALL_V),
    )
    found = rbm.contrastive_divergence(tiny, pictures, 30, np.random.default_rng(0))
    for step, slope in zip(found, truth, strict=True):
        np.testing.assert_allclose(step, slope, atol=0.02)


def test_training_makes_the_pictures_likelier() -> None:
    """Bars of 3×3 pixels: the exact log-likelihood, summed over all 512 pictures, must rise."""
    bars = np.array(
        [np.outer(on, np.ones(3)).ravel() for on in np.ndindex(2, 2, 2)], dtype=np.float32
    )
    everything = np.array(list(np.ndindex(*(2,) * 9)), dtype=np.float32)
    machine = rbm.RBM(9, 12, seed=0)

    def log_likelihood() -> float:
        free = machine.free_energy(everything)
        return float(-machine.free_energy(bars).mean() - np.logaddexp.reduce(-free))

    before = log_likelihood()
    assert before == pytest.approx(-9 * np.log(2), abs=0.05)  # all pictures equally likely
    history = rbm.fit(machine, np.tile(bars, (50, 1)), epochs=60, k=3, progress=False)
    assert len(history["loss"]) == 60 and history["loss"][-1] < history["loss"][0]
    assert log_likelihood() > -4.0  # the best that there can be: 8 pictures, -ln 8 = -2.1


def test_filling_in_completes_bars() -> None:
    bars = np.array([np.outer(on, np.ones(3)).ravel() for on in np.ndindex(2, 2, 2)], np.float32)
    machine = rbm.RBM(9, 12, seed=0)
    rbm.fit(machine, np.tile(bars, (50, 1)), epochs=60, k=3, progress=False)
    known = np.tile([True, True, False], 3)
    filled = machine.fill_in(
        np.where(known, bars, 0.3), known, steps=60, random=np.random.default_rng(0)
    )
    np.testing.assert_array_equal(filled[:, known], bars[:, known])
    assert np.abs(filled - bars).max() < 0.4 and np.abs(filled - bars).mean() < 0.05
    assert filled.dtype == np.float32


def test_same_seed_same_machine() -> None:
    x = np.random.default_rng(0).random((40, 6))
    machines = [rbm.RBM(6, 4, seed=2) for _ in range(2)]
    for machine in machines:
        rbm.fit(machine, x, epochs=2, seed=5, progress=False)
    np.testing.assert_array_equal(machines[0].weights, machines[1].weights)
    assert machines[0].weights.dtype == np.float32 and machines[0].visible_bias.any()


def test_large_weights_overflow_nothing() -> None:
    machine = rbm.RBM(3, 2)
    machine.weights[...] = 900.0
    v = np.array([[1.0, 1.0, 0.0]])
    with np.errstate(over="raise", invalid="raise"):
        assert machine.hidden_probabilities(v) == pytest.approx(np.ones((1, 2)))
        assert machine.free_energy(v) == pytest.approx([-3600.0])


def test_what_is_wrong_is_said() -> None:
    machine = rbm.RBM(4, 2)
    with pytest.raises(ValueError, match="units on both sides"):
        rbm.RBM(0, 3)
    with pytest.raises(ValueError, match="divide raw ones by 255"):
        rbm.fit(machine, np.full((3, 4), 255), epochs=1)
    with pytest.raises(ValueError, match="pictures of 4 pixels"):
        rbm.fit(machine, np.zeros((3, 5)), epochs=1)
    with pytest.raises(ValueError, match="at least 1"):
        rbm.fit(machine, np.zeros((3, 4)), epochs=1, k=0)
    with pytest.raises(ValueError, match="True or False for each of 4 pixels"):
        machine.fill_in(np.zeros((2, 4)), np.ones(4), 3, np.random.default_rng(0))
    with pytest.raises(ValueError, match="steps must be at least 1"):
        machine.fill_in(np.zeros((2, 4)), np.ones(4, bool), 0, np.random.default_rng(0))
