"""The small transformer: shapes, masks, training, drawing, and the two texts it learns from."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from helpers import character_names, reversal, transformer

TOKENS = np.random.default_rng(0).integers(0, 7, size=(3, 6))


def tiny(**options: Any) -> keras.Model:
    return transformer.build(7, 6, **{"dim": 8, "heads": 2, "blocks": 2, **options})


@pytest.mark.parametrize("positions", transformer.POSITIONS)
def test_answers_and_maps(positions: str | None) -> None:
    model = tiny(positions=positions)
    logits = model.predict(TOKENS, verbose=0)
    assert logits.shape == (3, 6, 7)
    maps = transformer.attention_maps(model, TOKENS)
    assert maps.shape == (2, 3, 2, 6, 6)
    np.testing.assert_allclose(maps.sum(axis=-1), 1, atol=1e-5)
    assert (maps[..., ~np.tri(6, dtype=bool)] == 0).all()
    fixed = [w for w in model.non_trainable_weights if w.shape == (6, 8)]
    assert len(fixed) == (positions == "sinusoidal")


@pytest.mark.parametrize("causal", [True, False])
def test_only_a_causal_model_ignores_what_comes_later(causal: bool) -> None:
    model = tiny(causal=causal)
    changed = TOKENS.copy()
    changed[:, 4:] = (changed[:, 4:] + 1) % 7
    before, after = (model.predict(t, verbose=0)[:, :4] for t in (TOKENS, changed))
    assert np.allclose(before, after, atol=1e-6) == causal


@pytest.mark.slow
def test_the_same_seed_builds_and_trains_the_same() -> None:
    y = np.roll(TOKENS, -1, axis=1)
    losses = []
    for _ in range(2):
        model = tiny(seed=3)
        history = transformer.fit(model, TOKENS, y, epochs=2, validation=(TOKENS, y))
        losses.append(history["loss"] + history["val_loss"])
    assert len(losses[0]) == 4
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)


def test_ignored_targets_count_for_nothing() -> None:
    loss = transformer.token_loss()
    logits = np.zeros((1, 3, 5), "float32")
    logits[0, 1, 2] = 9.0
    y = np.array([[transformer.IGNORED, 2, transformer.IGNORED]])
    assert float(loss(y, logits)) < 0.01


@pytest.mark.slow
def test_it_learns_to_turn_words_around() -> None:
    x, y = reversal.examples(6_400, 4, np.random.default_rng(1))
    model = transformer.build(27, 8, dim=32, heads=2, blocks=1)
    history = transformer.fit(model, x, y, epochs=2, learning_rate=1e-2, progress=False)
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    word = np.append(reversal.as_tokens("NUTS"), 0)[None]
    written = transformer.generate(model, word, np.random.default_rng(0), temperature=0)
    assert reversal.as_text(written[0]) == "NUTS>STU"


def test_temperatures() -> None:
    model = tiny()
    start = np.ones((4, 1), int)
    heat = np.array([0.0, 0.0, 1.0, 50.0])
    rows = transformer.generate(model, start, np.random.default_rng(2), temperature=heat)
    assert rows.shape == (4, 6) and (rows[0] == rows[1]).all() and (rows[:, 0] == 1).all()
    cold, hot = (transformer.probabilities(model, TOKENS, 5, t) for t in (0.05, 100.0))
    np.testing.assert_allclose(cold.sum(axis=1), 1)
    assert cold.max() > hot.max() and np.allclose(hot, 1 / 7, atol=0.02)


def test_drawing_follows_the_shares() -> None:
    model = tiny()
    rows = transformer.generate(model, np.ones((4000, 1), int), np.random.default_rng(3))
    shares = transformer.probabilities(model, np.ones((1, 6), int), 0)[0]
    found = np.bincount(rows[:, 1], minlength=7) / 4000
    np.testing.assert_allclose(found, shares, atol=0.04)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: tiny(dim=9), "multiple of heads"),
        (lambda: tiny(positions="fixed"), "positions must be one of"),
        (lambda: transformer.fit(tiny(), TOKENS, TOKENS[:2], epochs=1), "must both have the shape"),
        (lambda: transformer.fit(tiny(), TOKENS, TOKENS + 1, epochs=1), "y must hold whole"),
        (lambda: transformer.fit(tiny(), TOKENS / 2, TOKENS, epochs=1), "x must hold whole"),
        (
            lambda: transformer.generate(tiny(), np.ones((1, 7), int), np.random.default_rng(0)),
            "prompts must hold 1 to 6",
        ),
    ],
)
def test_it_says_what_is_wrong(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_reversal_rows() -> None:
    x, y = reversal.from_words(reversal.as_tokens("CAT")[None])
    assert reversal.as_text(x[0]) == "CAT>TA"
    assert y[0, :3].tolist() == [reversal.IGNORED] * 3 and reversal.as_text(y[0, 3:]) == "TAC"


def test_names_are_the_same_in_every_python() -> None:
    names = character_names.load()
    assert len(names) == 2629 and names[0] == "SPACE" and "BLACK CHESS KNIGHT" in names
    x, y = character_names.encode(names)
    assert x.shape == y.shape == (2629, character_names.LENGTH)
    assert [character_names.decode(row) for row in x] == names
    end = len("SPACE")
    assert y[0, end] == 0 and (y[0, end + 1 :] == character_names.IGNORED).all()
    assert (y[0, :end] == x[0, 1 : end + 1]).all()


@pytest.mark.parametrize("name", ["lower case", "A" * character_names.LENGTH, "A·B"])
def test_names_that_cannot_be_encoded(name: str) -> None:
    with pytest.raises(ValueError, match="can't be encoded"):
        character_names.encode([name])
