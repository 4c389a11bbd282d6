# %% [markdown]
# # 5 · Networks that remember: sequences
#
# **In one paragraph.** Some data come one after the other: temperatures day by day, words in a sentence, notes of a tune. What comes next depends on what was before. A dense layer has no *before*. A **recurrent neural network** (RNN) reads a sequence step by step and carries a **state** along, a list of numbers in which it keeps what it may need later. At every step the same few weights make a new state from the old state and the new input. Simple recurrent networks forget fast, and we will measure how fast. The **LSTM** and the **GRU** have **gates** that decide what to keep, what to let go and what to say. We use them to forecast sunspots and to judge film reviews, and each time we ask the question that is asked too rarely: is it better than something much simpler?
#
# **A picture to keep in mind.** A ship's officer comes on watch at midnight and finds a slate on the wall. On it stands what the last watch thought worth knowing: "wind backing, lighthouse not yet seen". He looks out, wipes off what no longer holds, adds what is new, and leaves the slate to the next watch. The slate is small. Nobody writes down every wave. Whether the fifth watch still knows what the first one saw depends on nothing but the wiping and the writing. The slate is the state, a watch is a time step, and wiping and writing are the gates.
#
# **After this chapter you can**
#
# - say when order matters, and check it;
# - compute a recurrent cell and an LSTM cell by hand, and check them against Keras;
# - cut a series into windows without letting the future leak into the past;
# - judge a forecast against the naive one, honestly;
# - measure how far back a network remembers, and say what the gates do about it;
# - let a network read reviews, and find out whether it uses the order of the words.
#
# You need chapter 1 (weights, activation, gradient descent). Boxes that fold out hold details for a second reading.

# %%
from collections import Counter
import warnings

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from helpers import data, plots, report, results, reviews, sequences, training

BLUE, ORANGE, GREEN = plots.COLOURS[0], plots.COLOURS[5], plots.COLOURS[2]
PINK, YELLOW = plots.COLOURS[3], plots.COLOURS[1]

# %% [markdown]
# ## Why order matters
#
# **In short.** Shuffle a series, and every mean and every histogram stays the same; but nobody can forecast it any more. Exchange two words of a sentence, and it may say the opposite. Where that is so, we need a network that knows what came before.
#
# Our first data are sunspots: dark spots on the sun, counted month by month since 1749. The next line says what it has found on this machine. If it says *stand-in*, you work with the yearly numbers that come with statsmodels. Figures that we mention in the text are those of the monthly series.

# %% tags=["nbval-ignore-output"]
sun = data.load("sunspots")

# %%
mixed = np.random.default_rng(0).permutation(sun.values)
shown = slice(0, 600)
fig, (top, bottom) = plt.subplots(
    2, 1, figsize=(8, 4.4), layout="constrained", sharex=True, sharey=True
)
top.plot(sun.values[shown], color=BLUE, lw=1.2)
top.set(title="Sunspots in order of time: waves of about eleven years", ylabel=sun.unit)
bottom.plot(mixed[shown], color=ORANGE, lw=0.8)
bottom.set(
    title="The same series shuffled: no wave, no forecast",
    xlabel=f"time ({sun.step}s)",
    ylabel=sun.unit,
)
plots.show(
    fig,
    alt="Above, the beginning of the sunspot series in order of time: a curve of regular waves. Below, numbers of the same series in random order: a ragged band without any pattern.",
)


# %%
def resemblance(values, lag):
    """Correlation of a series with itself, `lag` steps later: 1 is alike, 0 is unrelated."""
    return np.corrcoef(values[:-lag], values[lag:])[0, 1]


print("mean and spread are the same:", bool(np.isclose(sun.values.mean(), mixed.mean())))
print("in order, neighbours are alike:", bool(resemblance(sun.values, 1) > 0.7))
print("shuffled, they are unrelated:", bool(abs(resemblance(mixed, 1)) < 0.2))

# %% [markdown]
# The correlation of a series with itself some steps later is called its **autocorrelation**. For sunspots it is above 0.7 from one value to the next. After shuffling it is nothing. So the information was in the *order*; the values are all still there.
#
# Words are the same. Here is a pair of sentences:

# %%
examples, verdicts = reviews.turns(8, seed=3)
for sentence, verdict in zip(examples[2:4], verdicts[2:4]):
    print("liked    " if verdict else "not liked", "|", sentence)
print("the same words:", Counter(examples[2].split()) == Counter(examples[3].split()))

# %% [markdown]
# The same words, as often, and the opposite verdict. Whoever only counts words can't tell these two apart, however many examples of them he sees. We come back to them.
#
# Three questions tell you whether you need a network for sequences. Would it matter if I shuffled the steps? Does the number of steps differ from example to example? Does the same thing mean the same wherever it occurs? For sunspots, speech, handwriting and sentences the answers are yes. For a table with age, income and postal code they are no.

# %% [markdown]
# ## A cell with a state
#
# **In short.** A **recurrent cell** has one state, a vector $h$. At each step it makes the new state from the input and the old state, with the same weights at every step. That is all. Ten lines of NumPy do it, and they give what Keras gives.
#
# $$h_t = \tanh\!\left(x_t W + h_{t-1} U + b\right)$$
#
# - $x_t$ is the **input** at step $t$, a vector of `features` numbers (for sunspots one);
# - $h_t$ is the **state** after step $t$, a vector of `units` numbers; $h_0$ is all zeros;
# - $W$, of shape (features, units), weighs the input; $U$, (units, units), weighs the old state; $b$ is the bias.


# %%
def rnn(x, W, U, b):
    """Runs a simple recurrent cell along sequences.

    Args:
        x: (n, timesteps, features).
        W: (features, units).
        U: (units, units).
        b: (units,).

    Returns:
        The state after each step, (n, timesteps, units).
    """
    h = np.zeros((len(x), len(b)))
    states = []
    for t in range(x.shape[1]):  # one step after the other: there is no shortcut
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1)


keras.utils.set_random_seed(0)
some = np.random.default_rng(0).normal(size=(4, 30, 1)).astype("float32")
keras_rnn = layers.SimpleRNN(50, return_sequences=True)
theirs = np.asarray(keras_rnn(some))
ours = rnn(some, *keras_rnn.get_weights())
print("shape of all states:", ours.shape)
print("equal to Keras's SimpleRNN:", bool(np.allclose(ours, theirs, atol=1e-5)))

# %% [markdown]
# A network that is unrolled in time like this looks deep: thirty steps are thirty layers, one after the other. But it has the weights of one layer only. How many? $50 \cdot 1$ in $W$, $50 \cdot 50$ in $U$, and 50 biases. The length of the sequence isn't in it.

# %%
print("weights of SimpleRNN(50) on one feature:", keras_rnn.count_params(), "=", 50 * (1 + 50 + 1))
print("after 3 steps or 300, that is the same:", keras_rnn(some[:, :3]).shape[-1] == 50)

# %% [markdown]
# What does such a state look like? We give the untrained cell a single knock, a 1 at step 3 and zeros before and after. What you see afterwards is memory: the input is gone, the state is not.

# %%
knock = np.zeros((1, 30, 1), dtype="float32")
knock[0, 3] = 1
fig, (top, bottom) = plt.subplots(
    2, 1, figsize=(8, 4.4), layout="constrained", sharex=True, height_ratios=[1, 3]
)
top.bar(range(30), knock[0, :, 0], color=BLUE)
top.set(title="One knock at step 3 …", ylabel="input")
echo = rnn(knock, *keras_rnn.get_weights())[0].T
picture = bottom.imshow(echo, cmap="PuOr_r", vmin=-0.3, vmax=0.3, aspect="auto")
bottom.set(title="… and how the state echoes it", xlabel="time step", ylabel="unit of the state")
fig.colorbar(picture, ax=bottom, label="value")
plots.show(
    fig,
    alt="Above: the input, zero but for one bar at step 3. Below: fifty units of the state against time in colours; white until step 3, then a pattern of orange and violet that changes at every step and goes on to the last one.",
)

# %% [markdown] quiz="rnn_weights"

# %% [markdown]
# ## Windows that don't see the future
#
# **In short.** To train a forecaster we cut the series into **windows** of, say, 24 values, each with the value that follows as its target. Windows overlap. So **split the series first, in order of time, then cut windows from each part**. And scale with figures of the training part only. Otherwise the network is examined on questions whose answers it has seen.
#
# Eight numbers and windows of three are enough to see it:

# %%
x_small, y_small = sequences.windows(np.arange(8), timesteps=3)
for window, target in zip(x_small[:, :, 0], y_small):
    print("window", window.astype(int), "-> target", int(target))
print("shape of all windows:", x_small.shape, "= (windows, timesteps, features)")

# %% [markdown]
# Look at the target 3. It stands *inside* the next three windows too. If we now mixed the windows and put some aside for testing, nearly every target of the test would stand inside a window of the training. We count how many, for both ways of splitting:


# %%
TIMESTEPS = 24


def share_seen(test_targets, training_windows, timesteps):
    """Share of test targets (their places in the series) that some training window contains."""
    seen = {start + step for start in training_windows for step in range(timesteps + 1)}
    return np.mean([target in seen for target in test_targets])


n = len(sun)
starts = np.arange(n - TIMESTEPS)  # a window begins at `start`; its target is at start + TIMESTEPS
drawn = np.random.default_rng(0).permutation(starts)
cut = round(0.85 * n)

at_random = share_seen(drawn[cut:] + TIMESTEPS, drawn[:cut], TIMESTEPS)
first_part = starts[starts + TIMESTEPS < cut]
last_part = starts[starts >= cut]
in_order = share_seen(last_part + TIMESTEPS, first_part, TIMESTEPS)
print(f"cut, mix, then split:  {at_random:.0%} of the test targets stand in a training window")
print(f"split, then cut:       {in_order:.0%}")

# %%
fig, axes = plt.subplots(2, 1, figsize=(8, 4.2), layout="constrained", sharex=True)
toy_starts = np.arange(0, 40, 2)
toy_drawn = np.random.default_rng(2).permutation(len(toy_starts))
for ax, test, title in (
    (
        axes[0],
        set(toy_drawn[15:]),
        "Windows mixed, then split: training lies over every test window",
    ),
    (
        axes[1],
        {i for i in range(20) if toy_starts[i] >= 30},
        "Series split, then cut: the test lies in the future",
    ),
):
    for i, start in enumerate(toy_starts):
        if ax is axes[1] and start < 30 <= start + 7:
            continue  # it would reach over the border
        colour, style = (ORANGE, "//") if i in test else (BLUE, "")
        ax.barh(i, 7, left=start, color=colour, hatch=style, edgecolor="white", height=0.8)
        ax.plot(start + 7.6, i, "o", color=colour, ms=4)
    ax.set(title=title, ylabel="window")
axes[1].axvline(30, color="black", ls="--")
axes[1].set(xlabel="time step (bar: window, dot: its target)")
for label, colour, style in (("training", BLUE, ""), ("test", ORANGE, "//")):
    axes[0].bar(0, 0, color=colour, hatch=style, edgecolor="white", label=label)
axes[0].legend(loc="lower right")
plots.show(
    fig,
    alt="Two panels of overlapping windows as bars along time. Above, test windows (hatched) lie scattered among training windows and overlap with them. Below, all training windows lie left of a dashed line and all test windows right of it.",
)

# %% [markdown]
# Does that do harm? It does if the model is able to remember. Here is the simplest one that can: it looks for the training window that is most like the new one, and answers with *its* target. We compare what it promises after a random split with what it keeps on the real future. (The series is smoothed over a year, as astronomers do, since a neighbour in a noisy series says little.)

# %% tags=["nbval-ignore-output"]
smooth = np.convolve(sun.values, np.ones(13) / 13, mode="valid")  # the usual yearly mean


def neighbour_error(x, y, x_new, y_new):
    """Root mean squared error of the answer of the nearest training window."""
    distance = ((x_new[:, None, :, 0] - x[None, :, :, 0]) ** 2).sum(axis=2)
    return np.sqrt(np.mean((y[distance.argmin(axis=1)] - y_new) ** 2))


x_all, y_all = sequences.windows(smooth, TIMESTEPS)
order = np.random.default_rng(0).permutation(len(y_all))
k = round(0.85 * len(y_all))
promised = neighbour_error(x_all[order[:k]], y_all[order[:k]], x_all[order[k:]], y_all[order[k:]])
border = round(0.85 * len(smooth))
kept = neighbour_error(
    *sequences.windows(smooth[:border], TIMESTEPS), *sequences.windows(smooth[border:], TIMESTEPS)
)
print(f"error promised by the random split: {promised:.1f}; error on the future: {kept:.1f}")

# %%
print("the random split promises too much:", bool(promised < 0.9 * kept))

# %% [markdown]
# Several times too much, on the monthly series. Not all of the gap is remembering: the last years were livelier than all before, and nobody has a neighbour for what has never been. But that is what a future is like, and the random split hides it as well.
#
# The second leak is quieter: **scaling**. Networks want numbers around 0, so we subtract a mean and divide by a spread. Whose mean? Airline passengers doubled and doubled again. Whoever scales with the largest value of the *whole* series tells the training how far it is going to rise.

# %% tags=["nbval-ignore-output"]
flights = data.load("passengers")

# %%
rise = flights.values
part = round(0.7 * len(rise))
fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
ax.plot(np.arange(part), rise[:part], color=BLUE, label="training part")
ax.plot(np.arange(part, len(rise)), rise[part:], color=ORANGE, ls="--", label="future")
ax.axhline(rise[:part].max(), color=BLUE, lw=1, ls=":")
ax.axhline(rise.max(), color=ORANGE, lw=1, ls=":")
ax.text(0, rise[:part].max(), "largest value of the training part", va="bottom", fontsize=9)
ax.text(0, rise.max(), "largest value of all: only the future knows it", va="top", fontsize=9)
ax.set(
    title="Scaling with the whole series gives the future away",
    xlabel=f"time ({flights.step}s)",
    ylabel=flights.unit,
)
ax.legend(loc="lower right")
plots.show(
    fig,
    alt="A series that rises with seasonal waves, its first 70 per cent solid and the rest dashed. Two dotted lines mark the largest value of the training part and the larger one of the whole series.",
)
print(
    "the future leaves the range of the training part:", bool(rise.max() > 1.01 * rise[:part].max())
)

# %% [markdown]
# So here is how we do it, once and for all: three parts in order of time, scaled by the training part, each cut by itself.

# %%
first, last = round(0.7 * n), round(0.85 * n)
mean, deviation = sun.values[:first].mean(), sun.values[:first].std()
scaled = (sun.values - mean) / deviation

x_train, y_train = sequences.windows(scaled[:first], TIMESTEPS)
x_validation, y_validation = sequences.windows(scaled[first:last], TIMESTEPS)
x_test, y_test = sequences.windows(scaled[last:], TIMESTEPS)
print("a window has the shape", x_train.shape[1:], "= (timesteps, features)")
print("training part scaled to mean 0:", bool(abs(scaled[:first].mean()) < 1e-6))

# %% [markdown]
# <details>
# <summary>What if I need every value of a short series?</summary>
#
# Use several borders instead of one: train up to 1850 and test the ten years after, train up to 1860 and test the ten years after that, and so on. It is called *rolling origin* or *time series cross-validation* (`sklearn.model_selection.TimeSeriesSplit`). The training always ends where the test begins. The windows of the test part may also reach back over the border with their *inputs*, since the past is known; only targets must not.
#
# </details>

# %% [markdown] quiz="which_split"

# %% [markdown]
# ## The printed code, and what it leaves open
#
# **In short.** Introductions print two networks for sequences, `SimpleRNN(50, activation="relu")` and `LSTM(50)`, each followed by one dense neuron. They print no data, and they don't say what `timesteps` and `features` are. We define both, and then they run.
#
# Typed as it is printed, the LSTM stops at its first line:

# %%
try:
    model = keras.Sequential([layers.LSTM(50, input_shape=(timesteps, features)), layers.Dense(1)])
except NameError as error:
    print("NameError:", error)

# %% [markdown]
# `timesteps` is how many values a window holds, `features` how many numbers are measured at each step: 24 and 1 for us. A weather station with temperature, pressure and wind would have 3 features. A batch then has three axes: **(windows, timesteps, features)**. A flat list of 24 numbers is not a window of 24 steps; `[..., None]` gives it the missing axis. And under Keras 3 there is a warning:

# %%
timesteps, features = 24, 1
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.Sequential([layers.LSTM(50, input_shape=(timesteps, features)), layers.Dense(1)])
print("warnings:", len(caught))
print(str(caught[0].message).split(".")[0] + ".")

# %% [markdown]
# So we write `keras.Input((timesteps, features))` as the first line, and otherwise leave the networks as they are. The training is the printed one too: Adam, mean squared error, 10 epochs, batches of 32. (For the SimpleRNN no training is printed; we give it the same.)

# %%
printed = {}
for name in ("simple_rnn", "lstm"):
    model = sequences.build(name, timesteps=timesteps, features=features, seed=0)
    printed[name] = model
    print(f"{name:12s} weights: {model.count_params():6,d}   output: {model.output_shape}")

# %% tags=["nbval-ignore-output"]
histories = {}
for name, model in printed.items():
    model.compile(optimizer="adam", loss="mean_squared_error")
    histories[name] = model.fit(
        x_train,
        y_train,
        validation_data=(x_validation, y_validation),
        epochs=10,
        batch_size=32,
        verbose=0,
    )
    print(name, "loss after 10 epochs:", round(histories[name].history["loss"][-1], 4))

# %%
plots.learning_curves(
    {"SimpleRNN(50), relu": histories["simple_rnn"], "LSTM(50)": histories["lstm"]},
    title="The two printed networks learn from sunspots",
    ylabel="mean squared error (scaled)",
    alt="Mean squared error against epochs for the SimpleRNN and the LSTM, solid for training and dashed for validation. All curves fall and flatten.",
)

# %% [markdown]
# The curves fall and flatten. Many texts end here, with a falling loss and the words "the model has learned to predict". Has it? A loss alone doesn't say.

# %% [markdown]
# ## Better than "the same as last month"?
#
# **In short.** The **naive forecast** says: the next value will be the last one. It costs nothing, and on many series it is hard to beat. Always compute it first. The printed networks beat it by a few per cent, and by how much depends on their random start. Ours beats it more reliably, because it learns the *change* and starts where the naive forecast ends. And a plain linear regression is a little better than all of them. We say so.
#
# We measure in sunspots, by the root of the mean squared error (**RMSE**): about how far off a forecast is. Besides the naive one there is a second rival without any network, a linear regression on the same 24 values. It is what statisticians call an **autoregression**.
#
# Our own network has 32 units, and one more line. What comes out of the LSTM is added to the last value of the window: the network has to learn the *difference* to the naive forecast only. If it has learned nothing yet, it is the naive forecast.

# %% tags=["nbval-ignore-output"]
network = sequences.forecaster(timesteps=timesteps, seed=0)
recipe = dict(sequences.FAST_RECIPE)
if len(x_train) < 1_000:
    recipe |= {"epochs": 15, "batch_size": 32}  # a short stand-in: smaller steps, more of them
history = training.train(
    network, x_train, y_train, validation=(x_validation, y_validation), **recipe
)


# %%
def with_ones(x):
    """Windows as rows of a table, with a column of ones for the bias."""
    return np.column_stack([x[:, :, 0], np.ones(len(x))])


regression = np.linalg.lstsq(with_ones(x_train), y_train, rcond=None)[0]
answers = {
    "last value (naive)": x_test[:, -1, 0],
    "linear regression": with_ones(x_test) @ regression,
    "SimpleRNN, printed": np.asarray(printed["simple_rnn"](x_test))[:, 0],
    "LSTM, printed": np.asarray(printed["lstm"](x_test))[:, 0],
    "LSTM, learns the change": np.asarray(network(x_test))[:, 0],
}
errors = {
    name: deviation * np.sqrt(np.mean((answer - y_test) ** 2)) for name, answer in answers.items()
}

# %% tags=["nbval-ignore-output"]
for name, error in errors.items():
    print(f"{name:26s} off by {error:5.2f}")
naive = errors["last value (naive)"]
report(
    "error of our network, as a share of the naive one",
    errors["LSTM, learns the change"] / naive,
    at_most={"sunspots": 0.99, "stand-in": 0.9},
    source=sun,
)

# %%
zoom = slice(-100, None)
fig, ax = plt.subplots(figsize=(8.4, 3.8), layout="constrained")
in_sunspots = {name: mean + deviation * answer[zoom] for name, answer in answers.items()}
places = np.arange(len(x_test))[zoom]  # the last hundred
ax.plot(places, mean + deviation * y_test[zoom], color="black", lw=1.6, label="what happened")
for name, colour, style in (
    ("last value (naive)", ORANGE, ":"),
    ("LSTM, learns the change", BLUE, "-"),
):
    ax.plot(places, in_sunspots[name], style, color=colour, lw=1.6, label=name)
ax.set(
    title="Forecasts for the next value, one step at a time",
    xlabel=f"{sun.step}s of the test part",
    ylabel=sun.unit,
)
ax.legend(loc="best", fontsize="small")
plots.show(
    fig,
    alt="Part of the test series with two forecasts. The naive one is the series moved one step to the right. Our network's forecast is smoother and runs in between.",
)

# %% [markdown]
# A picture like this convinces everybody, and shouldn't. *Any* forecast that stays near the last value looks brilliant from a distance; the naive one is the series itself, moved by one step. Look at the errors, not at the curves.
#
# One run with one seed says little. So here are three seeds of each, measured beforehand on the monthly sunspots (`make bench`):

# %%
forecasts = results.load("rnn_forecast")["rows"]
baseline = next(row["score"] for row in forecasts if row["model"] == "last value")
names = {
    "last value": "last value (naive)",
    "simple_rnn": "SimpleRNN(50), printed",
    "lstm": "LSTM(50), printed",
    "gru": "GRU(50), same training",
    "learns the change": "LSTM(32), learns the change",
}
fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
for i, row in enumerate(forecasts):
    colour, marker = {"ours": (BLUE, "o"), "no network": ("black", "D")}.get(
        row["recipe"], (ORANGE, "s")
    )
    ax.plot([row["lowest"], row["highest"]], [i, i], color=colour, lw=2)
    ax.plot(row["score"], i, marker, color=colour, ms=8)
ax.axvline(baseline, color="gray", ls="--", label="naive")
ax.set_yticks(range(len(forecasts)), [names.get(row["model"], row["model"]) for row in forecasts])
ax.invert_yaxis()
ax.set(
    title="Forecasting monthly sunspots: mean and range of three seeds",
    xlabel="root mean squared error (sunspots); left is better",
    ylabel="forecast",
)
ax.grid(axis="x", alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Errors of six forecasts as points with their range over three seeds, beside a dashed line for the naive forecast. The three networks trained as printed lie left of the line and have wide ranges; our network has a narrow one, further left; the linear regression is furthest left.",
)

# %%
for row in forecasts:
    print(
        f"{names.get(row['model'], row['model']):30s}{row['score']:6.2f}"
        f"  ({row['lowest']:.2f} to {row['highest']:.2f})"
    )

# %% [markdown]
# What do we learn?
#
# - **The printed networks gain three to six per cent** on "the same as last month". That isn't much for ten thousand weights. And look at the bars: the random start alone moves the LSTM by more than the three kinds of cell differ. Whoever trains each once and ranks them, ranks luck.
# - **Learning the change helps.** Our network has less than half of the weights, is better on average, and its three seeds lie close together.
# - **A linear regression with 25 weights is the best of all**, by a hair, and it is computed in one step. If it does the job, use it. An LSTM pays where there are many series, many features, or rules that aren't linear.
# - Nobody here comes far below the naive forecast, and methods as different as these end close together. So most of what is left is probably noise, which no network can forecast.
#
# The same goes for stock prices, the favourite example of many texts. There the naive forecast is so hard to beat that a curve "almost on top of the price" shows nothing but the last value, moved by one day.
#
# <details>
# <summary>What goes wrong with the printed networks on this series?</summary>
#
# In the test years the sun was more active than in all the years of the training. The state of an LSTM lies between -1 and 1, and the dense neuron behind it has only learned to make the values that it has seen. So the highest peaks are out of its reach. A network that learns the change doesn't have to know the level: it gets it for nothing, from the last value. Trends do the same harm. Forecast the difference, or the ratio, to the last value or to that of a year ago.
#
# </details>

# %% [markdown] quiz="naive_first"

# %% [markdown]
# ## How far back does it remember?
#
# **In short.** A whisper that goes from ear to ear gets fainter with every ear. In a recurrent network the slope of the last state with respect to an early input is a product of many factors, one per step. If they are below 1 it **vanishes**, if they are above 1 it **explodes**. That is told everywhere; we measure it. And find that it depends on the *start* as much as on the kind of cell.
#
# No formula is needed. We take a sequence of 60 steps, nudge the input of one step a tiny bit, and look how much the *last* state changes. That ratio is the gradient. If it is $10^{-6}$ for an early step, then training can't notice what stood there, because the weights get a millionth of a hint. All in float64, and with cells as they are *before* training, since that is when they have to begin to learn.


# %%
def effect_on_the_end(layer, steps=60, nudge=1e-5, seed=1):
    """How much the last state moves per unit of a nudge at each step: (steps,)."""
    x = np.random.default_rng(seed).normal(size=(1, steps, 1))
    nudged = np.repeat(x, 2 * steps, axis=0)  # two sequences for each step, one up and one down
    for t in range(steps):
        nudged[2 * t, t] += nudge
        nudged[2 * t + 1, t] -= nudge
    ends = np.asarray(layer(nudged))
    return np.linalg.norm(ends[0::2] - ends[1::2], axis=1) / (2 * nudge)


effects = {}
for name in sequences.MEMORIES:
    keras.utils.set_random_seed(0)
    effects[name] = effect_on_the_end(sequences.memory(name, 32, dtype="float64"))

keras.utils.set_random_seed(0)
too_large = layers.SimpleRNN(32, activation="relu", dtype="float64")
too_large(np.zeros((1, 1, 1)))
too_large.set_weights([w * (1.5 if i == 1 else 1) for i, w in enumerate(too_large.get_weights())])
effects["SimpleRNN, relu, weights 1.5 times too large"] = effect_on_the_end(too_large)

fig, ax = plt.subplots(figsize=(8, 4.6), layout="constrained")
styles = [(ORANGE, "-"), (YELLOW, "--"), (GREEN, "-."), (PINK, "--"), (BLUE, "-"), ("black", ":")]
for (name, effect), (colour, style) in zip(effects.items(), styles):
    ax.semilogy(
        np.arange(60)[::-1], np.maximum(effect, 1e-12), style, color=colour, lw=2, label=name
    )
ax.set(
    title="What a nudge does to the last state, by its distance",
    xlabel="steps between the nudge and the end",
    ylabel="change of the last state per nudge",
    ylim=(1e-12, 1e8),
)
ax.grid(alpha=0.3)
ax.legend(fontsize="small", loc="upper left", ncols=2)
plots.show(
    fig,
    alt="Change of the last state per nudge against the distance of the nudge from the end, logarithmic. The SimpleRNN with a small random start falls steeply; the GRU nearly as steeply, the LSTM as Keras starts it less; the SimpleRNN with an orthogonal start falls gently, and the LSTM with an open forget gate doesn't fall; a SimpleRNN with weights too large rises steeply.",
)

# %%
far, near = 0, 59  # the first step and the last one
fading = {name: effect[far] / effect[near] for name, effect in effects.items()}
print(
    "small random start: less than a millionth is left:", bool(fading[sequences.MEMORIES[0]] < 1e-6)
)
print("LSTM as Keras starts it: less than a thousandth:", bool(fading["LSTM"] < 1e-3))
print(
    "LSTM with an open forget gate: more than a tenth:",
    bool(fading["LSTM, forget gate open"] > 0.1),
)
print("weights too large: it explodes:", bool(list(fading.values())[-1] > 1e3))

# %% [markdown]
# That isn't quite what the textbooks say. Three surprises:
#
# 1. **A simple RNN doesn't have to forget fast.** With the recurrent weights of the textbook (small random numbers) it does. But Keras starts $U$ *orthogonal*: it turns the state without making it shorter or longer. Only the bend of the tanh takes something away, and after 60 steps there is about a thousandth left, where the other one has less than a billionth. (Its curve gets flat at the end because such small changes drown in rounding.)
# 2. **An LSTM doesn't remember by itself.** As Keras starts it, its forget gate keeps $\sigma(1) = 73\,\%$ of the cell at each step. Step by step that adds up to nearly nothing: the pink curve is below that of the orthogonal simple RNN. The GRU keeps about one half per step, and falls almost as fast as the small random start.
# 3. **What helps is an open forget gate.** With a bias of 5 instead of 1 it keeps 99.3 % per step. One number, and it remembers.
#
# Is this only about gradients, or does it matter for learning? A test: sequences of noise, whose very first number is +1 or -1, and at the end the network has to say which. Everything else is a distraction.

# %%
memory_rows = results.load("rnn_memory")["rows"]
length = memory_rows[0]["length"]
fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
for i, (row, (colour, _)) in enumerate(zip(memory_rows, styles)):
    ax.plot([100 * row["lowest"], 100 * row["highest"]], [i, i], color=colour, lw=3)
    ax.plot(100 * row["score"], i, "o", color=colour, ms=9)
ax.axvline(50, color="gray", ls="--")
ax.text(50.8, 0.5, "guessing", va="center", color="gray", fontsize=9)
ax.set_yticks(range(len(memory_rows)), [row["model"] for row in memory_rows])
ax.invert_yaxis()
ax.set(
    title=f"Remembering the first of {length} numbers: mean and range of three seeds",
    xlabel="accuracy on new sequences (%)",
    ylabel="layer",
    xlim=(40, 103),
)
ax.grid(axis="x", alpha=0.3)
plots.show(
    fig,
    alt="Accuracy of five recurrent layers at telling the sign of the first number of a sequence, as points with their range over three seeds, beside a dashed line for guessing.",
)

# %%
for row in memory_rows:
    print(f"{row['model']:32s}{row['score']:5.0%}  ({row['lowest']:.0%} to {row['highest']:.0%})")

# %% [markdown]
# The slopes have told us beforehand who would learn it. The simple RNN with the small random start and the GRU only guess, with all three seeds. The orthogonal simple RNN and the LSTM with the open forget gate get nearly all right. The LSTM as Keras starts it is a gamble: with two seeds it guesses, with one it has caught a hint that can hardly be heard. A better start costs nothing.
#
# <details>
# <summary>Where do the factors come from, and what is done about explosions?</summary>
#
# By the chain rule the slope of the last state with respect to an early one is a product of one matrix per step:
#
# $$\frac{\partial h_T}{\partial h_t} = \prod_{s=t+1}^{T} U\,\mathrm{diag}\!\left(1 - h_s^2\right)$$
#
# - $U$ are the recurrent weights. If they shorten every vector, so does the product, exponentially; if they lengthen it, the product explodes.
# - $1 - h_s^2$ is the slope of tanh, at most 1. It pulls everything down, the more so the further the units are from 0.
#
# With ReLU (the printed SimpleRNN) the slope is 0 or 1, so nothing pulls down, and weights that are a little too large explode: the black curve. The usual cure is **gradient clipping**, `keras.optimizers.Adam(clipnorm=1.0)`: a gradient that is too long is shortened. It doesn't help against vanishing.
#
# </details>

# %% [markdown] quiz="why_gradients_vanish"

# %% [markdown]
# ## The LSTM cell, by hand
#
# **In short.** An LSTM (*long short-term memory*) has two memories: the **cell** $c$, which is the slate, and the state $h$, which is what it says aloud. Three **gates**, numbers from 0 to 1, decide about the slate: what to wipe off (**forget gate**), what to write (**input gate**), what to read out (**output gate**). The point is one plus sign.
#
# $$f = \sigma(x W_f + h U_f + b_f) \qquad i = \sigma(x W_i + h U_i + b_i) \qquad o = \sigma(x W_o + h U_o + b_o)$$
#
# $$g = \tanh(x W_g + h U_g + b_g) \qquad c' = f \odot c + i \odot g \qquad h' = o \odot \tanh(c')$$
#
# - $x$ is the input, $h$ and $c$ are the state and the cell of the step before, $h'$ and $c'$ the new ones;
# - $f$, $i$, $o$ are the forget, input and output gates; $\sigma$ is the sigmoid, so each is between 0 (closed) and 1 (open);
# - $g$ is what could be written, and $\odot$ multiplies number by number.
#
# The new cell is the old one *times a gate, plus something*. A simple RNN squeezes its whole state through weights and tanh at every step. Here the cell goes straight through, and if $f = 1$, nothing gets lost at all.


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_step(x, h, c, W, U, b):
    """One step of an LSTM.

    Args:
        x: (n, features).
        h: state, (n, units).
        c: cell, (n, units).
        W: (features, 4 * units), U: (units, 4 * units), b: (4 * units,), each with the
            columns of the input gate, the forget gate, the news and the output gate, side by side.

    Returns:
        The new state, the new cell, and the gates (forget, input, output).
    """
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)  # Keras's order
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g
    return o * np.tanh(c), c, (f, i, o)


keras.utils.set_random_seed(1)
keras_lstm = layers.LSTM(50, return_sequences=True)
theirs = np.asarray(keras_lstm(some))
W, U, b = keras_lstm.get_weights()
h = c = np.zeros((len(some), 50))
for t in range(some.shape[1]):
    h, c, _ = lstm_step(some[:, t], h, c, W, U, b)
    assert np.allclose(h, theirs[:, t], atol=1e-5)
print("equal to Keras's LSTM at every one of", some.shape[1], "steps")
print("weights of LSTM(50) on one feature:", keras_lstm.count_params(), "= 4 ·", 50 * (1 + 50 + 1))

# %% [markdown]
# To see the gates at work, we set the weights ourselves. One unit, two features: a value that changes all the time, and a mark that is 1 now and then. The cell is to **keep the value that came with the last mark**. So: write and wipe when the mark is there, otherwise neither.

# %%
W = np.array([[0.0, 0.0, 1.0, 0.0], [20.0, -20.0, 0.0, 0.0]])  # rows: value, mark
U = np.zeros((1, 4))
b = np.array([-10.0, 10.0, 0.0, 10.0])  # input shut, forget gate open (keep), output open
random = np.random.default_rng(4)
values, marks = random.uniform(-1, 1, size=40), np.zeros(40)
marks[[5, 18, 31]] = 1

h = c = np.zeros((1, 1))
path = []
for value, mark in zip(values, marks):
    h, c, (f, i, o) = lstm_step(np.array([[value, mark]]), h, c, W, U, b)
    path.append([f.item(), i.item(), c.item()])
path = np.array(path)

fig, axes = plt.subplots(3, 1, figsize=(8, 5.4), layout="constrained", sharex=True)
axes[0].plot(values, color="gray", lw=1)
axes[0].plot(np.flatnonzero(marks), values[marks == 1], "o", color=ORANGE, ms=8, label="marked")
axes[0].set(title="Input: values, three of them marked", ylabel="value")
axes[0].set_ylim(-1.1, 2.1)
axes[0].legend(loc="upper left")
axes[1].step(range(40), path[:, 0], color=BLUE, where="mid", label="forget gate (1: keep)")
axes[1].step(range(40), path[:, 1], "--", color=ORANGE, where="mid", label="input gate (1: write)")
axes[1].set(title="Gates: wipe and write when the mark comes", ylabel="gate")
axes[1].legend(loc="center", bbox_to_anchor=(0.62, 0.5), fontsize="small")
axes[2].plot(path[:, 2], color=GREEN, lw=2)
axes[2].plot(np.flatnonzero(marks), np.tanh(values[marks == 1]), "o", color=ORANGE, ms=8)
axes[2].set(title="Cell: it holds what was marked last", xlabel="time step", ylabel="cell")
plots.show(
    fig,
    alt="Three panels over forty time steps. Values jump about, three are marked. The forget gate is 1 but drops to 0 at the marks, the input gate is 0 but rises to 1 there. The cell is a staircase that jumps at each mark and stays level in between.",
)
print("12 steps later the first value is still there:", bool(abs(path[17, 2] - path[5, 2]) < 0.01))

# %% [markdown]
# Nobody sets the weights like this in practice; training finds them. But you see what the architecture *can* do, and why. A simple RNN can't do it: it has no way of not listening.

# %% [markdown] quiz="what_the_forget_gate_does"

# %% [markdown]
# ## GRU: two gates will do
#
# **In short.** The **GRU** (*gated recurrent unit*) has one memory instead of two and two gates instead of three: what is wiped is what gets written. A quarter of the weights fewer, and often as good.
#
# - The **update gate** $z$ mixes old and new: $h' = z \odot h + (1 - z) \odot n$. It is forget and input gate in one: where it keeps, it doesn't write.
# - The **reset gate** $r$ says how much of the old state may be used to make the news $n$.
#
# There is no output gate; everything in the state is also said. You will write this cell yourself in the exercises.

# %%
sizes = {
    "SimpleRNN(50)": layers.SimpleRNN(50),
    "GRU(50)": layers.GRU(50, reset_after=False),
    "LSTM(50)": layers.LSTM(50),
}
for layer in sizes.values():
    layer.build((None, 24, 1))
weights = {name: layer.count_params() for name, layer in sizes.items()}
for (name, count), blocks in zip(weights.items(), (1, 3, 4)):
    print(f"{name:14s}{count:7,d} weights = {blocks} · 50 · (1 + 50 + 1)")

# %%
fig, ax = plt.subplots(figsize=(7, 2.4), layout="constrained")
ax.barh(list(weights), list(weights.values()), color=[ORANGE, GREEN, BLUE])
ax.invert_yaxis()
ax.set(
    title="One block of weights for the news, one more for each gate",
    xlabel="weights",
    ylabel="layer",
)
plots.show(
    fig,
    alt="Bars of the number of weights: SimpleRNN 2,600, GRU 7,800, LSTM 10,400.",
)

# %% [markdown]
# <details>
# <summary>Why does Keras count 7,950 for GRU(50)?</summary>
#
# By default (`reset_after=True`) Keras uses a variant that is faster on graphics cards: it multiplies with $U$ first and resets afterwards, and for that it needs a second set of biases, $3 \cdot 50 = 150$ more. The formulas above are `reset_after=False`, as the GRU was first published (Cho et al. 2014).
#
# </details>
#
# Which one should you take? Look back at the two pictures from the bench. None of the three wins everywhere. Start with a GRU or an LSTM, and if it must remember over hundreds of steps, think about its forget gate, or take attention (chapter 8).

# %% [markdown] quiz="long_range"

# %% [markdown]
# ## Words are a sequence too
#
# **In short.** A word becomes a number, the number becomes a small learned vector (an **embedding**), and then a sentence is a sequence like any other. On sentences in which only the order decides, a **bag of words**, which just averages, can't be better than a coin. The LSTM gets them right.
#
# Back to the sentences from the beginning. Their words are numbered; the numbers mean nothing, they are names. `Embedding` is a table with one row of 16 numbers per word, learned like any weight. Sentences differ in length, so the shorter ones are **padded** with zeros *in front*: then the last step is always the last word.

# %%
LONGEST = 16
vocabulary = len(reviews.VOCABULARY) + 2  # 0 is padding, 1 an unknown word


def prepare(sentences):
    """Sentences to an array of word numbers, int32 (n, LONGEST), padded in front."""
    return keras.utils.pad_sequences([reviews.encode(one) for one in sentences], maxlen=LONGEST)


print(examples[2])
print(prepare(examples[2:3])[0])

# %%
train_text, train_verdict = reviews.turns(2_000, seed=0)
test_text, test_verdict = reviews.turns(600, seed=1)


def reader(body, vocabulary, words, size=16, seed=0):
    """Embedding, something that makes one vector of many, and a verdict from 0 to 1."""
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input((words,), dtype="int32"),
            layers.Embedding(vocabulary, size),
            body,
            layers.Dense(1, activation="sigmoid"),
        ],
        name=body.name,
    )


# %% tags=["nbval-ignore-output"]
bag = reader(layers.GlobalAveragePooling1D(name="bag_of_words"), vocabulary, LONGEST)
lstm = reader(layers.LSTM(32, name="lstm"), vocabulary, LONGEST)
right = {}
for model in (bag, lstm):
    training.train(
        model, prepare(train_text), train_verdict, epochs=5, batch_size=64, learning_rate=1e-2
    )
    right[model.name] = training.evaluate(model, prepare(test_text), test_verdict)["accuracy"]
print(f"bag of words: {right['bag_of_words']:.1%}")
report("LSTM, accuracy on new sentences", right["lstm"], at_least=0.97, format=".1%")

# %%
print("bag of words is right as often as a coin:", bool(abs(right["bag_of_words"] - 0.5) < 0.01))

# %% [markdown]
# The bag of words gets *exactly* half of them right. It can't do anything else: for each pair it sees the same words and gives the same answer, once right and once wrong. More training, more data, more layers behind the average: nothing helps. **What a network can't see, it can't learn.**
#
# And the LSTM? We can watch it read. After each word we ask for its verdict so far:

# %%
tale = "at first the plot seemed dull but in the end it was lovely"
twist = "at first the plot seemed lovely but in the end it was dull"
fig, ax = plt.subplots(figsize=(9, 3.8), layout="constrained")
for sentence, colour, style, marker in ((tale, BLUE, "-", "o"), (twist, ORANGE, "--", "s")):
    words = sentence.split()
    so_far = prepare([" ".join(words[: k + 1]) for k in range(len(words))])
    opinion = np.asarray(lstm(so_far))[:, 0]
    ax.plot(opinion, style, marker=marker, color=colour, lw=2, label=f"… {words[5]} … {words[-1]}")
ax.axhline(0.5, color="gray", lw=1)
ax.set_xticks(
    range(len(words)),
    [a if a == b else f"{a} /\n{b}" for a, b in zip(tale.split(), twist.split())],
    rotation=35,
)
ax.set(
    title="An LSTM changes its mind while it reads",
    xlabel="word read last",
    ylabel="verdict (1: liked)",
    ylim=(-0.05, 1.05),
)
fig.legend(title="sentence", loc="outside right upper")
plots.show(
    fig,
    alt="Verdict of the LSTM after each word of two sentences that differ only in the places of dull and lovely. The two curves end at opposite sides, one near 1, one near 0.",
)
finals = np.asarray(lstm(prepare([tale, twist])))[:, 0]
print("same words, opposite verdicts:", bool(finals[0] > 0.5 > finals[1]))

# %% [markdown]
# Don't read too much into the middle of the curves. The network was trained to be right at the end of whole sentences; nobody ever asked it for an opinion halfway.
#
# <details>
# <summary>Padding in front, padding behind, and masks</summary>
#
# Pad *behind*, and the LSTM reads a dozen zeros after the last word before it may answer; on short sentences in long windows that is a memory test like the one above. `Embedding(…, mask_zero=True)` tells the layers behind to skip the zeros; then it doesn't matter where they are. It costs time on a processor. Padding in front without a mask is the cheap way, and it mostly works.
#
# </details>

# %% [markdown] quiz="bag_of_words"

# %% [markdown]
# ## Real reviews: does it need the order?
#
# **In short.** IMDB is a collection of 50,000 film reviews, half of them favourable. An LSTM that has read 4,000 of them gets four of five others right. So does a bag of words, with a fraction of the arithmetic, and shuffling the words hardly makes the LSTM worse. On long reviews, *which* words occur says most of it. Order matters where it matters; measure it.
#
# The next line loads IMDB, or, if it says *stand-in*, made-up reviews from a small grammar.

# %% tags=["nbval-ignore-output"]
imdb = data.load("imdb")
some_reviews = imdb.subset(train=min(4_000, len(imdb.y_train)), test=min(2_000, len(imdb.y_test)))

# %%
print("a review is a list of word numbers, type", some_reviews.x_train[0].dtype)
print("labels:", dict(enumerate(imdb.class_names)))
print("as many liked as not liked:", bool(abs(imdb.y_train.mean() - 0.5) < 0.01))

# %% tags=["nbval-ignore-output"]
MOST = 10_001
few = len(some_reviews.y_train) < 4_000  # the stand-in's reviews are fewer and shorter
WORDS = 60 if few else 100


def cut_and_pad(texts):
    """The last WORDS words of each review, padded in front: int32 (n, WORDS)."""
    return keras.utils.pad_sequences(texts, maxlen=WORDS)


shuffler = np.random.default_rng(0)
as_they_are = cut_and_pad(some_reviews.x_test)
in_disorder = cut_and_pad([shuffler.permutation(text[-WORDS:]) for text in some_reviews.x_test])

live = {}
for body, epochs in (
    (layers.GlobalAveragePooling1D(name="bag_of_words"), 8),
    (layers.LSTM(32, name="lstm"), 6 if few else 3),
):
    model = reader(body, MOST, WORDS, size=32)
    training.train(
        model,
        cut_and_pad(some_reviews.x_train),
        some_reviews.y_train,
        epochs=epochs,
        batch_size=64,
        learning_rate=3e-3,
    )
    live[model.name] = [
        training.evaluate(model, texts, some_reviews.y_test)["accuracy"]
        for texts in (as_they_are, in_disorder)
    ]
    print(f"{model.name}: {live[model.name][0]:.1%}, words shuffled {live[model.name][1]:.1%}")

# %% tags=["nbval-ignore-output"]
report(
    "LSTM on reviews, test accuracy",
    live["lstm"][0],
    at_least={"imdb": 0.7, "stand-in": 0.9},
    format=".1%",
    source=imdb,
)

# %%
print("a bag doesn't notice the shuffling:", bool(np.isclose(*live["bag_of_words"], atol=0.002)))

# %%
fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
for k, (label, colour, hatch) in enumerate(
    (("as they are", BLUE, ""), ("words shuffled", ORANGE, "//"))
):
    places = np.arange(len(live)) + (k - 0.5) * 0.38
    heights = [100 * scores[k] for scores in live.values()]
    bars = ax.bar(places, heights, 0.36, color=colour, hatch=hatch, edgecolor="white", label=label)
    ax.bar_label(bars, fmt="%.1f", fontsize=9)
ax.axhline(50, color="gray", ls="--", lw=1)
ax.set_xticks(range(len(live)), ["bag of words", "LSTM"])
ax.set(
    title="New reviews, as they are and with their words shuffled",
    xlabel="network",
    ylabel="accuracy (%)",
    ylim=(40, 105),
)
ax.legend(loc="upper center", ncols=2)
plots.show(
    fig,
    alt="Bars of the accuracy of a bag of words and an LSTM on reviews, each as they are and with shuffled words. Shuffling doesn't change the bars of the bag of words.",
)

# %% [markdown]
# One run on 2,000 reviews can't settle a difference as small as that. So here are longer runs, done beforehand on IMDB (`python -m tests.bench sequences`): all 25,000 training reviews, three starts each, 10,000 new reviews to judge.

# %%
bench = results.load("rnn_reviews")
for row in bench["rows"]:
    print(
        f"{row['model']:13s} {row['score']:.1%} ({row['lowest']:.1%} to {row['highest']:.1%})   words shuffled {row['shuffled']:.1%}   {row['seconds']:5.1f} s of training"
    )

# %% [markdown]
# What follows is about IMDB. (With the made-up reviews it is the other way round. In them order decides: the LSTM gets most of them right, and when the words are shuffled it guesses, as the bag of words always does.)
#
# - **The bag of words is almost as good as the LSTM.** In the single runs above both get about four of five right. In the longer runs the LSTM is ahead in each of its three starts, but by less than one percentage point, for six times the training time.
# - **Shuffling costs the LSTM one percentage point.** So it does use the order, and owes it next to nothing: shuffled, it is no better than the bag. It is mostly an expensive bag of words.
# - *Superb* and *waste* tell the verdict wherever they stand. There are reviews in which the order decides, "not bad at all", but they can't be many, or shuffling would have cost more.
#
# This isn't an argument against LSTMs. In the sentences above nothing but the order decided, and there the bag was as good as a coin. Translation, speech, handwriting, captions: all of them live on order. It is an argument for asking, each time: *what does a simple model get, and what happens if I shuffle?*

# %% [markdown]
# ## What to take with you
#
# - A **recurrent cell** makes the new state from input and old state, with the same weights at each step. A batch is **(windows, timesteps, features)**.
# - **Split in order of time, then cut windows; scale with the training part.** Otherwise the future leaks.
# - **The naive forecast comes first.** A falling loss or a pretty curve proves nothing. Learn the change rather than the level.
# - Over many steps gradients **vanish** or **explode**, because one factor per step is multiplied. The *start* matters as much as the cell: an orthogonal simple RNN remembers, an LSTM remembers when its forget gate is open.
# - **LSTM**: forget, input and output gate around a cell that goes straight through. **GRU**: two gates, a quarter of the weights fewer.
# - **Embedding** turns word numbers into vectors. A **bag of words** can't see order, and on long reviews it doesn't have to.
#
# **To remember it:** RNN as *remembering neurons*; and for the LSTM's gates the officer's three questions: what do I wipe off, what do I write, what do I say?
#
# **Can you say it in your own words?** Explain to somebody why mixing the windows before splitting is like practising with tomorrow's newspaper.
#
# Every word of this chapter is in the [glossary](../glossary.ipynb), and [chapter 11](../11_final_quiz/11_final_quiz_lesson.ipynb) asks it all back.
#
# Now it's your turn: [the exercises](05_rnn_lstm_exercises.ipynb). You will cut windows that look further ahead, split and scale a series, write a GRU cell, build a reader that goes both ways, and beat the naive forecast on temperatures.
