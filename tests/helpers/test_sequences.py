"""Recurrent networks of the source and ours: sizes, windows, starts."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from helpers import sequences


@pytest.mark.parametrize(
    ("name", "weights"), [("simple_rnn", 2600 + 51), ("lstm", 10400 + 51), ("gru", 7950 + 51)]
)
def test_printed_networks(name: str, weights: int) -> None:
    model = sequences.build(name, timesteps=5, features=1)
    assert model.count_params() == weights
    assert model.output_shape == (None, 1)
    assert sequences.build(name).input_shape == (None, None, 1)


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="no model 'rnn'; choose one of simple_rnn"):
        sequences.build("rnn")
    with pytest.raises(ValueError, match="no memory 'rnn'"):
        sequences.memory("rnn", 3)


def test_windows_and_targets() -> None:
    x, y = sequences.windows(np.arange(6), timesteps=2)
    np.testing.assert_array_equal(x[:, :, 0], [[0, 1], [1, 2], [2, 3], [3, 4]])
    np.testing.assert_array_equal(y, [2, 3, 4, 5])
    assert x.dtype == y.dtype == np.float32 and x.flags.writeable


@pytest.mark.parametrize("values", [np.arange(3), np.zeros((9, 2))])
def test_windows_that_do_not_fit(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="more than 3 values"):
        sequences.windows(values, timesteps=3)


def test_forecaster_adds_a_change_to_the_last_value() -> None:
    model = sequences.forecaster(timesteps=4, units=3)
    window = np.random.default_rng(0).normal(size=(5, 4, 1)).astype(np.float32)
    model.set_weights([0 * w for w in model.get_weights()])
    answer = keras.ops.convert_to_numpy(model(window))
    np.testing.assert_allclose(answer, window[:, -1], atol=1e-6)


def test_first_sign() -> None:
    x, y = sequences.first_sign(50, 7, seed=1)
    assert x.shape == (50, 7, 1) and set(y) == {0, 1}
    np.testing.assert_array_equal(x[:, 0, 0] > 0, y == 1)
    assert abs(np.corrcoef(x[:, 3, 0], y)[0, 1]) < 0.5


def test_starts_of_the_memories() -> None:
    built = {}
    for name in sequences.MEMORIES:
        keras.utils.set_random_seed(0)
        built[name] = sequences.memory(name, 8)
        built[name].build((None, 4, 1))
    recurrent = built["SimpleRNN, orthogonal start"].get_weights()[1]
    np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(8), atol=1e-5)
    small = built["SimpleRNN, small random start"].get_weights()[1]
    assert np.abs(np.linalg.eigvals(small)).max() < 1
    np.testing.assert_array_equal(built["LSTM"].get_weights()[2][8:16], 1)
    gates = built["LSTM, forget gate open"].get_weights()[2].reshape(4, 8)
    np.testing.assert_array_equal(gates, sequences.OPEN * np.eye(4)[1][:, None] * np.ones(8))
