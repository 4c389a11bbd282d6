"""The arithmetic of the GANs' bench; what it measures isn't measured here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers import digit_counts, gan, models, pictures_as_text
from tests.bench import gans as bench


def row(kind: str, seed: int, **figures: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "seed": seed,
        "steps": bench.PLANS[kind].steps,
        "seconds": 10.0,
        "generator_moved": 0.5,
        "discriminator_moved": 0.25,
        "readable": 0.5,
        "effective": 8.0,
        "distance": 40.0,
        **figures,
    }


def table(**ours: Any) -> list[dict[str, Any]]:
    rows = [row(bench.MENDED, seed, effective=6.0 + seed) for seed in (0, 1)]
    rows += [row(bench.PRINTED, 0, discriminator_moved=0.0)]
    rows += [row(bench.CONVOLUTIONAL, seed, **{"distance": 10.0, **ours}) for seed in (0, 1)]
    return bench.summarize(rows)


def test_summary_brings_seeds_together() -> None:
    printed, mended, ours = table()
    assert [printed["kind"], mended["kind"], ours["kind"]] == [
        bench.PRINTED,
        bench.MENDED,
        bench.CONVOLUTIONAL,
    ]
    assert mended["seeds"] == 2 and mended["effective"] == 6.5 and mended["worst_effective"] == 6.0
    assert printed["discriminator_moved"] == 0 and ours["distance"] == 10.0


def test_verdict() -> None:
    assert bench.verdict(table()) == []
    assert "30.0" in bench.verdict(table(distance=30.0))[0]
    assert "5.0 effective digits" in bench.verdict(table(effective=5.0))[0]
    assert "discriminator hasn't moved" in bench.verdict(table(discriminator_moved=0.0))[0]


def test_the_printed_loop_leaves_the_discriminator_where_it_was() -> None:
    rows = np.random.default_rng(0).random((200, 784)).astype("float32")
    generator, moved = bench.train_as_printed(rows, 2, seed=0)
    assert moved["generator"] > 0 and moved["discriminator"] == 0
    assert generator.output_shape == (None, 784)


@pytest.mark.slow
@pytest.mark.parametrize("kind", bench.PLANS)
def test_a_short_run(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = bench.PLANS[kind]
    monkeypatch.setitem(bench.PLANS, kind, plan._replace(steps=3, judged_at=(2, 3)))
    images = np.random.default_rng(0).random((300, 28, 28)).astype("float32")
    reader = bench.Reader.__new__(bench.Reader)
    reader.model, reader.real = models.build("cnn_two_convolutions"), images[:80]
    found = bench.run(kind, images, reader, seed=0)
    assert found["generator_moved"] > 0
    assert (found["discriminator_moved"] > 0) == (kind != bench.PRINTED)
    assert [point["step"] for point in found["curve"]] == ([3] if kind == bench.PRINTED else [2, 3])
    assert found["distance"] == found["curve"][-1]["distance"]
    shown = pictures_as_text.from_text(found["pictures"])
    assert shown.shape == (bench.SHOWN, 28, 28)
    assert digit_counts.judge(reader.model, shown).readable == 0  # it was never trained


def test_runs_of_another_recipe_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    recipes = {kind: dict(plan.settings) for kind, plan in bench.PLANS.items()}
    runs = [row(kind, seed) for kind in bench.PLANS for seed in (0, 1)]
    stored = {"settings": {"recipes": recipes, "runs": runs}}
    monkeypatch.setattr(bench.results, "load", lambda name: stored)
    kept = bench.earlier_runs([bench.MENDED], range(1, 3))
    assert [(r["kind"], r["seed"]) for r in kept if r["kind"] == bench.MENDED] == [
        (bench.MENDED, 0)
    ]
    assert sum(r["kind"] == bench.CONVOLUTIONAL for r in kept) == 2
    recipes[bench.CONVOLUTIONAL]["batch_size"] = gan.CONVOLUTIONAL_RECIPE["batch_size"] + 1
    with pytest.raises(SystemExit, match="'convolutional' have another recipe"):
        bench.earlier_runs([bench.MENDED], range(1, 3))
