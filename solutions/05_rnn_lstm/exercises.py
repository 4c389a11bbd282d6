# %% [markdown]
# # 5 · Sequences: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](05_rnn_lstm_lesson.ipynb) has all that you need, in another variant. Twelve points in all.

# %%
import keras
import numpy as np
from keras import layers

from helpers import data, training
from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · Windows that look further ahead (2 points)
#
# The lesson's windows had one number per step and one target, the next value. A weather station measures several numbers at each step, and people want to know the next *three* days. Write `windows_ahead`:
#
# - `values` has the shape `(n, features)`: one row per step;
# - a window holds `timesteps` rows, all features;
# - its target are the next `horizon` values of the **first** feature (column 0);
# - windows start at rows 0, `stride`, 2·`stride`, …, as long as the window **and all of its targets** fit.
#
# For 7 rows, 3 timesteps, horizon 2 and stride 2, there are two windows: rows 0 to 2 with targets from rows 3 and 4, and rows 2 to 4 with targets from rows 5 and 6.


# %% exercise="windows_ahead" todo="cut the windows and the targets behind them; return both as arrays"
def windows_ahead(values, timesteps, horizon, stride):
    """Cuts a series with several features into windows and targets.

    Args:
        values: float (n, features), in order of time.
        timesteps: rows in a window.
        horizon: how many values behind the window are to be forecast.
        stride: distance between the starts of two windows.

    Returns:
        (x, y): x float (windows, timesteps, features), y float (windows, horizon).
    """
    ### BEGIN SOLUTION
    starts = range(0, len(values) - timesteps - horizon + 1, stride)
    x = np.stack([values[s : s + timesteps] for s in starts])
    y = np.stack([values[s + timesteps : s + timesteps + horizon, 0] for s in starts])
    return x, y
    ### END SOLUTION


# %% check="windows_ahead" points=2
station = np.column_stack([np.arange(7.0), 10 * np.arange(7.0)])
x_cut, y_cut = windows_ahead(station, 3, 2, 2)
assert np.ndim(x_cut) == 3 and np.shape(x_cut)[1:] == (3, 2), (
    "a window has the shape (timesteps, features): keep the axis of the features"
)
assert np.ndim(y_cut) == 2 and np.shape(y_cut)[1] == 2, (
    "targets have the shape (windows, horizon): several values, of the first feature only"
)
assert len(x_cut) == len(y_cut) == 2, (
    "two windows fit with all of their targets: does the last one that just fits count, and do windows start every `stride` rows?"
)
assert np.allclose(np.asarray(x_cut)[1, :, 0], [2, 3, 4]), (
    "the second window starts at row `stride`"
)
assert np.allclose(np.asarray(y_cut)[0], [3, 4]), (
    "the first target is the value right behind the window, row 3 here: not its last row, and none left out"
)
### BEGIN HIDDEN TESTS
cut_rng = rng("windows_ahead")
for _ in range(12):
    steps, ahead, apart, width = (int(k) for k in cut_rng.integers(1, 6, size=4))
    table = cut_rng.normal(size=(int(cut_rng.integers(14, 30)), width))
    x_right, y_right = [], []
    position = 0
    while position + steps + ahead <= len(table):
        x_right.append(table[position : position + steps])
        y_right.append(table[position + steps : position + steps + ahead, 0])
        position += apart
    x_found, y_found = windows_ahead(table, steps, ahead, apart)
    assert len(x_found) == len(x_right) and len(y_found) == len(y_right), (
        "the number of windows is wrong for some stride and horizon: a window counts if its last target is still inside the series"
    )
    assert_close(
        x_found, x_right, "the windows hold wrong rows when stride, horizon and features vary"
    )
    assert_close(
        y_found,
        y_right,
        "the targets are wrong: `horizon` values of column 0, right behind the window",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Three parts, and no look ahead (2 points)
#
# Write `split_and_scale`. It cuts a series into three parts **in order of time**: first training, then `n_validation` values for validation, then `n_test` values for the test, at the end. Either of these two numbers may be 0.
#
# Then it scales all three to about **-1 to 1**: the smallest value of the *training part* becomes -1, its largest becomes 1, and the same formula is used for the other two parts. Later values may lie outside: leave them there.


# %% exercise="split_and_scale" todo="split in order of time, then scale with the training part's smallest and largest value"
def split_and_scale(values, n_validation, n_test):
    """Splits a series in order of time and scales it with figures of its training part.

    Args:
        values: float (n,), in order of time. Must not be changed.
        n_validation: values for validation, 0 or more.
        n_test: values for the test, 0 or more.

    Returns:
        (train, validation, test): float (n - n_validation - n_test,), (n_validation,), (n_test,).
    """
    ### BEGIN SOLUTION
    n_train = len(values) - n_validation - n_test
    low, high = values[:n_train].min(), values[:n_train].max()
    scaled = 2 * (values - low) / (high - low) - 1
    return (
        scaled[:n_train],
        scaled[n_train : n_train + n_validation],
        scaled[n_train + n_validation :],
    )
    ### END SOLUTION


# %% check="split_and_scale" points=2
rising = np.array([4.0, 2, 6, 3, 8, 1, 10, 12])
rising_before = rising.copy()
parts = split_and_scale(rising, 2, 2)
assert len(parts) == 3, "return three parts: training, validation, test"
train_part, validation_part, test_part = (np.asarray(one, dtype=float) for one in parts)
assert np.array_equal(rising, rising_before), (
    "your function changes the series that it is given: work on a copy"
)
assert (len(train_part), len(validation_part), len(test_part)) == (4, 2, 2), (
    "n_validation values belong to validation, n_test to the test, all others to training"
)
assert np.isclose(train_part.min(), -1) and np.isclose(train_part.max(), 1), (
    "the training part must reach from -1 to 1: its own smallest and largest value count, and the range isn't 0 to 1"
)
assert np.allclose(train_part, [0, -1, 1, -0.5]), (
    "training is the first part of the series, in its own order: don't shuffle"
)
assert np.allclose(test_part, [3, 4]), (
    "the test part is scaled with figures of the training part, and what lies outside stays outside"
)
assert [len(one) for one in split_and_scale(rising, 3, 0)] == [5, 3, 0], (
    "with n_test = 0 the test part is empty: values[-0:] is the whole series"
)
### BEGIN HIDDEN TESTS
split_rng = rng("split_and_scale")
for held, tested in ((5, 7), (0, 6), (9, 0), (12, 3)):
    walk = np.cumsum(split_rng.normal(size=60)) + 50 * split_rng.random()
    count = 60 - held - tested
    base, top = walk[:count].min(), walk[:count].max()
    expected_all = (walk - (base + top) / 2) / ((top - base) / 2)
    found_parts = [np.asarray(one, dtype=float) for one in split_and_scale(walk, held, tested)]
    assert [len(one) for one in found_parts] == [count, held, tested], (
        "the parts have wrong lengths; either of the two numbers may be 0"
    )
    assert_close(
        np.concatenate(found_parts),
        expected_all,
        "the parts are wrong: one formula for all three, from the training part, in order of time",
        atol=1e-4,
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · One step of a GRU (2 points)
#
# The lesson had the LSTM in NumPy; here is the GRU:
#
# $$z = \sigma(x W_z + h U_z + b_z) \qquad r = \sigma(x W_r + h U_r + b_r)$$
#
# $$n = \tanh\bigl(x W_n + (r \odot h)\, U_n + b_n\bigr) \qquad h' = z \odot h + (1 - z) \odot n$$
#
# Here $z$ is the update gate, $r$ the reset gate, $n$ the news, $h$ the old state and $h'$ the new one; $\odot$ multiplies number by number. The weights of the three lie **side by side**: the first `units` columns of `W`, `U` and `b` belong to $z$, the next to $r$, the last to $n$. Write it in NumPy, for a whole batch at once.


# %% exercise="gru_step" todo="the two gates, the news, and the new state"
def gru_step(x, h, W, U, b):
    """One step of a gated recurrent unit.

    Args:
        x: input, float (n, features).
        h: old state, float (n, units). Must not be changed.
        W: float (features, 3 * units): update gate, reset gate, news.
        U: float (units, 3 * units), likewise.
        b: float (3 * units,), likewise.

    Returns:
        The new state, float (n, units).
    """
    ### BEGIN SOLUTION
    units = h.shape[1]
    z, r = (
        1 / (1 + np.exp(-(x @ W[:, part] + h @ U[:, part] + b[part])))
        for part in (slice(0, units), slice(units, 2 * units))
    )
    last = slice(2 * units, None)
    news = np.tanh(x @ W[:, last] + (r * h) @ U[:, last] + b[last])
    return z * h + (1 - z) * news
    ### END SOLUTION


# %% check="gru_step" points=2
old_state = np.array([[0.5, -0.8]])
nothing, no_input = np.zeros((2, 6)), np.zeros((1, 6))
state_found = gru_step(np.zeros((1, 1)), old_state.copy(), no_input, nothing, np.zeros(6))
assert np.shape(state_found) == (1, 2), "the new state has the shape of the old one, (n, units)"
keeps = np.array([20.0, 20, 0, 0, 1, 1])
assert_close(
    gru_step(np.zeros((1, 1)), old_state.copy(), no_input, nothing, keeps),
    old_state,
    "with the update gate at 1 the old state stays as it is: h' = z·h + (1 - z)·n, and z has the first columns",
    atol=1e-4,
)
renews = np.array([-20.0, -20, 0, 0, 1, -2])
assert_close(
    gru_step(np.zeros((1, 1)), old_state.copy(), no_input, nothing, renews),
    np.tanh([[1.0, -2.0]]),
    "with the update gate at 0 the new state is the news alone, tanh of its score: did you use another bend?",
    atol=1e-4,
)
listens = np.hstack([np.zeros((2, 4)), np.eye(2)])
assert_close(
    gru_step(
        np.zeros((1, 1)),
        old_state.copy(),
        no_input,
        listens,
        np.array([-20.0, -20, -20, -20, 0, 0]),
    ),
    np.zeros((1, 2)),
    "with the reset gate at 0 the news must know nothing of the old state",
    atol=1e-4,
)
### BEGIN HIDDEN TESTS
gru_rng = rng("gru_step")
for _ in range(5):
    batch, inputs, width = (int(k) for k in gru_rng.integers(2, 6, size=3))
    x_in, h_in = gru_rng.normal(size=(batch, inputs)), gru_rng.uniform(-1, 1, size=(batch, width))
    W_in, U_in, b_in = (
        gru_rng.normal(size=size) for size in ((inputs, 3 * width), (width, 3 * width), 3 * width)
    )
    h_before = h_in.copy()
    gates = np.tanh((x_in @ W_in + h_in @ U_in + b_in)[:, : 2 * width] / 2) / 2 + 0.5
    z_in, r_in = gates[:, :width], gates[:, width:]
    x_score = x_in @ W_in[:, 2 * width :] + b_in[2 * width :]
    U_news = U_in[:, 2 * width :]
    n_right = np.tanh(x_score + (r_in * h_in) @ U_news)
    wrong_states = {
        "the reset gate comes too late: it acts on the old state before U, not on the product": z_in
        * h_in
        + (1 - z_in) * np.tanh(x_score + r_in * (h_in @ U_news)),
        "the reset gate isn't used": z_in * h_in + (1 - z_in) * np.tanh(x_score + h_in @ U_news),
        "update and reset gate are exchanged: the update gate has the first columns": r_in * h_in
        + (1 - r_in) * np.tanh(x_score + (z_in * h_in) @ U_news),
        "old state and news are mixed the wrong way round: z keeps the old one": (1 - z_in) * h_in
        + z_in * n_right,
    }
    found_state = gru_step(x_in, h_in, W_in, U_in, b_in)
    assert np.array_equal(h_in, h_before), "your function changes the old state: work on a copy"
    for mistake, wrong_state in wrong_states.items():
        assert np.shape(found_state) != wrong_state.shape or not np.allclose(
            found_state, wrong_state, atol=1e-6
        ), mistake
    assert_close(
        found_state,
        z_in * h_in + (1 - z_in) * n_right,
        "the new state is wrong: go through the four formulas, with the bias in each, for every row of the batch",
        atol=1e-5,
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Build a reader to a plan (2 points)
#
# Write `build_reader`, which returns a Keras model (Sequential or functional, new each time, not compiled) to this plan:
#
# 1. the input: texts of `words` word numbers, 0 for padding;
# 2. an embedding with 24 numbers per word, that **masks** the padding;
# 3. an LSTM with 20 units that hands on its state after **every** word;
# 4. a GRU with 10 units that reads in **both directions** (`layers.Bidirectional`), so that 20 numbers come out;
# 5. a dense layer with one softmax output per class.


# %% exercise="build_reader" todo="return a Keras model to the plan above"
def build_reader(vocabulary, words, classes):
    """Builds the network of the plan.

    Args:
        vocabulary: number of different word numbers, 0 included.
        words: word numbers per text.
        classes: number of classes.

    Returns:
        A Keras model: int (n, words) in, probabilities (n, classes) out.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((words,), dtype="int32"),
            layers.Embedding(vocabulary, 24, mask_zero=True),
            layers.LSTM(20, return_sequences=True),
            layers.Bidirectional(layers.GRU(10)),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% check="build_reader" points=2
reader_found = build_reader(50, 12, 3)
assert isinstance(reader_found, keras.Model), "return the model itself: is there a `return`?"
assert tuple(reader_found.input_shape) == (None, 12), (
    "the model must know how many words it gets: start with keras.Input((words,))"
)
assert tuple(reader_found.output_shape) == (None, 3), (
    "the model must give one number per class for each text, not one for each word"
)
assert reader_found.count_params() == 6_783, (
    "the number of weights is off: go through the sizes of each layer, and remember that both directions have weights"
)
assert tuple(build_reader(80, 7, 5).output_shape) == (None, 5), (
    "use the arguments: another number of classes must be possible"
)


### BEGIN HIDDEN TESTS
def reader_by_the_plan(size, length, n_classes, *, mask=True, last="softmax", gru="tanh"):
    return keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            layers.Embedding(size, 24, mask_zero=mask),
            layers.LSTM(20, return_sequences=True),
            layers.Bidirectional(layers.GRU(10, activation=gru)),
            layers.Dense(n_classes, activation=last),
        ]
    )


reader_rng = rng("build_reader")
size, length, n_classes = (int(k) for k in reader_rng.integers((30, 8, 3), (90, 16, 8)))
given_reader, plan_reader = (
    build_reader(size, length, n_classes),
    reader_by_the_plan(size, length, n_classes),
)
assert [tuple(w.shape) for w in given_reader.get_weights()] == [
    tuple(w.shape) for w in plan_reader.get_weights()
], (
    "the layers have other weights than those of the plan: compare units and directions in their order"
)
reader_weights = [
    reader_rng.normal(scale=1.5 / np.sqrt(max(w.shape)), size=w.shape)
    for w in plan_reader.get_weights()
]
texts = reader_rng.integers(1, size, size=(6, length))
texts[:, : length // 3] = 0
texts[::2] = np.roll(texts[::2], -(length // 3), axis=1)  # padded behind instead of in front


def reader_answers(model):
    model.set_weights(reader_weights)
    return keras.ops.convert_to_numpy(model(texts, training=False))


answers_found, answers_right = reader_answers(given_reader), reader_answers(plan_reader)
for mistake, change in {
    "padding must be masked: zeros in front of or behind a text may not change the answer": {
        "mask": False
    },
    "the last layer needs a softmax": {"last": None},
    "the last layer needs a softmax: classes exclude one another": {"last": "sigmoid"},
    "the GRU has another activation than the usual one": {"gru": "relu"},
}.items():
    if np.allclose(answers_found, answers_right, atol=1e-5):
        break
    variant = reader_answers(reader_by_the_plan(size, length, n_classes, **change))
    assert not np.allclose(answers_found, variant, atol=1e-5), mistake
assert_close(
    answers_found,
    answers_right,
    "with the same weights your model answers other numbers than the plan: compare mask, directions and activations",
    atol=1e-4,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Beat "the same as yesterday" (2 points)
#
# Here are the lowest temperatures of each day in Melbourne, eight of ten years. (On a machine without them: monthly temperatures of the Pacific. Then read "month" for "day".)

# %% tags=["nbval-ignore-output"]
temperatures = data.load("temperatures")

# %%
known = temperatures.values[: round(0.8 * len(temperatures))]
print("known:", known.dtype, "of shape (n,), in order of time, in degrees Celsius")

# %%
DAYS = 20
print("a window for forecast_next has", DAYS, "values")


def train_briefly(model, x, y):
    """Trains a forecaster, with settings that do for this series.

    Args:
        model: a Keras model, not compiled.
        x: scaled windows, float (n, 20, 1).
        y: the scaled value behind each, float (n,).
    """
    epochs = max(8, 20_000 // len(x))  # more passes where there are fewer windows
    training.train(model, x, y, epochs=epochs, batch_size=64, learning_rate=1e-2, progress=False)


keras.utils.set_random_seed(0)

# %% [markdown]
# Build a recurrent network of your choice, train it on windows of `known`, and write `forecast_next`. It takes windows of 20 values **in degrees** and returns the forecast for the day after, **in degrees** too. Scale what goes in, and undo the scaling of what comes out. `train_briefly` trains well enough; if you would rather use Keras's `compile` and `fit` with settings of your own, do.
#
# The test gives your function windows of the two years that you don't see. Its root mean squared error must be at least **4 % smaller** than that of the naive forecast (with the stand-in 20 %). About 11 % is what can be had; a linear regression has it too.

# %% exercise="forecast_next" todo="train a recurrent network on windows of `known`, then write forecast_next(windows)"
### BEGIN SOLUTION
centre, spread = known.mean(), known.std()
pieces = np.lib.stride_tricks.sliding_window_view((known - centre) / spread, DAYS + 1)
weather = keras.Sequential([keras.Input((DAYS, 1)), layers.GRU(16), layers.Dense(1)])
train_briefly(weather, pieces[:, :-1, None], pieces[:, -1])


def forecast_next(windows):
    """Forecasts the next value.

    Args:
        windows: float (n, 20), degrees Celsius.

    Returns:
        float (n,): the forecast for the day after each window, degrees Celsius.
    """
    scaled = (windows - centre) / spread
    return weather.predict(scaled[..., None], verbose=0)[:, 0] * spread + centre


### END SOLUTION

# %% check="forecast_next" points=2
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):  # it would say once more what was loaded
    weather_data = data.load("temperatures")
unseen = np.array(weather_data.values[round(0.8 * len(weather_data)) :])
few_found = np.asarray(forecast_next(unseen[None, :20].repeat(3, axis=0)))
assert few_found.shape == (3,), (
    "return one number for each window, shape (n,): the output of a dense layer is (n, 1)"
)
assert np.isfinite(few_found).all(), "a forecast is no number: did the training blow up?"
assert abs(few_found[0] - unseen[:20].mean()) < 10, (
    "the forecast is far from any temperature: scale what goes in, and turn what comes out back into degrees"
)
### BEGIN HIDDEN TESTS
all_windows = np.lib.stride_tricks.sliding_window_view(unseen, 21)
chosen_windows = all_windows[
    rng("forecast_next").permutation(len(all_windows))[: max(100, len(all_windows) * 3 // 4)]
]
forecast_found = np.asarray(forecast_next(chosen_windows[:, :-1].copy()), dtype=float)
assert forecast_found.shape == (len(chosen_windows),), "return one number for each window"


def rmse(forecast):
    return float(np.sqrt(np.mean((forecast - chosen_windows[:, -1]) ** 2)))


naive_rmse, own_rmse = rmse(chosen_windows[:, -2]), rmse(forecast_found)
share = own_rmse / naive_rmse
assert not np.allclose(forecast_found, chosen_windows[:, -2], atol=1e-3), (
    "this is the naive forecast itself: train a network that is better"
)
assert forecast_found.std() > 0.3 * chosen_windows[:, -1].std(), (
    "the forecasts are nearly the same for all windows: does the network see the windows, scaled as in training, and was it trained with each window's own target?"
)
assert share < 1, (
    f"your error is {share:.0%} of the naive forecast's: worse than saying the same as yesterday. Was the network trained, on windows in the right order, and are new windows scaled in the same way?"
)
assert share <= {"temperatures": 0.96, "stand-in": 0.8}[weather_data.source.kind], (
    f"your error is {share:.0%} of the naive forecast's: better than that, but not by enough. Train longer, or with a higher learning rate"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Two values to work out (1 point)

# %% [markdown] quiz="weights_of_a_stack"

# %% [markdown] quiz="cell_after_steps"

# %% [markdown]
# ## 7 · In your own words (1 point)
#
# A friend shows you a network for share prices. She has cut ten years of prices into windows, mixed them, kept a fifth for testing, and scaled everything by the highest price. Her error on the test windows is tiny, and the curves lie on top of each other. Name **two** mistakes, say for each why it makes the result look too good, and say **which comparison** is missing.

# %% [markdown] written="friends_forecast" points=1
# First, the windows were mixed before they were split. Neighbouring windows share nearly all of their prices, so the targets of the test stand inside windows of the training, and the network is asked for what it has seen. She should keep the last years for the test and cut windows from each part by itself. Second, she has scaled with the highest price of the whole series, which may lie in the future: the training learns from it how far prices are going to rise. Only figures of the training part may be used. What is missing is the naive forecast, "the same as today": its curve lies on top of the prices too, and only if her error is clearly smaller on the future has the network learned anything.

# %% [markdown]
# ## Before you hand in
#
# Choose **Kernel → Restart Kernel and Run All Cells…** and look through the notebook from top to bottom. What works only because of a cell that you have deleted since will fail now, and not when it is graded.
