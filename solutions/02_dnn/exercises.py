# %% [markdown]
# # 2 · Exercises: deep networks of another make
#
# In [the lesson](02_dnn_lesson.ipynb) layers were stacked one on the other. Here you build deep networks of another make, piece by piece:
#
# | | in the lesson | here |
# |---|---|---|
# | activation | sigmoid, tanh, ReLU | **leaky ReLU**, with a start of its own |
# | a layer hears | the layer below | the layer below, **and passes it on unchanged as well** (a *residual* layer) |
# | dropout | scales up in training | scales down **afterwards**, as it was first invented |
# | shape of the network | one chain | two ways from input to output |
# | images | as they are | with **scrambled pixels** |
#
# **How it works.** Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails names the mistake that it has noticed. When your work is graded, there are more tests, with fresh numbers. No exercise needs the result of another one: skip what doesn't work and go on.
#
# 12 points in all: 9 for code, 2 for a written answer, 1 for two short questions.

# %%
import keras
import numpy as np
from keras import layers

from helpers import data, training
from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · Where to start (1 point)
#
# **Leaky ReLU** lets a share of the negative sums through: $a = z$ for $z > 0$ and $a = s\,z$ for $z \le 0$, with a small slope $s$ such as 0.1. So it never switches a neuron off altogether.
#
# A good start keeps the size of the signal from layer to layer. Work out what that means here. Take $z = \sum_{i=1}^{n_\text{in}} a_i\,w_i$ with independent random weights of mean 0 and standard deviation $\sigma$. Then
#
# $$\overline{z^2} = n_\text{in}\,\sigma^2\;\overline{a^2}$$
#
# (the bar is the mean). And if $z$ is as often positive as negative, how much of $\overline{z^2}$ does leaky ReLU leave over in $\overline{a^2}$? Choose $\sigma$ so that $\overline{a^2}$ is the same behind every layer. For $s = 0$ you must get the $\sqrt{2 / n_\text{in}}$ of the lesson, and for $s = 1$, a layer without any bend, $\sqrt{1 / n_\text{in}}$.
#
# Write `start_layer`. The weights are random, symmetric about 0 and with that standard deviation (normal or evenly distributed, as you like). Draw them from `np.random.default_rng(seed)`, so that the same seed gives the same start. The biases are 0.


# %% exercise="start_layer" todo="draw the weights with the right spread, and return them with biases of 0"
def start_layer(n_in, n_out, slope, seed):
    """Makes the first weights and biases of a dense layer with leaky ReLU.

    Args:
        n_in: numbers that go in.
        n_out: neurons.
        slope: s of the leaky ReLU, from 0 to 1.
        seed: of the random numbers, a whole number.

    Returns:
        (weights, bias): float (n_in, n_out) and float (n_out,).
    """
    ### BEGIN SOLUTION
    spread = np.sqrt(2 / ((1 + slope**2) * n_in))
    generator = np.random.default_rng(seed)
    return spread * generator.normal(size=(n_in, n_out)), np.zeros(n_out)
    ### END SOLUTION


# %% check="start_layer" points=1
def spread_of(n_in, n_out, slope, seed):
    """Measured standard deviation of the weights."""
    return float(np.std(start_layer(n_in, n_out, slope, seed)[0]))


start_weights, start_bias = start_layer(300, 200, 0.1, 1)
assert np.shape(start_weights) == (300, 200), "the weights must have the shape (n_in, n_out)"
assert np.shape(start_bias) == (200,), "one bias for each of the n_out neurons"
assert not np.any(start_bias), "the biases start at 0; the random weights make the neurons differ"
assert np.std(start_weights) > 0, "the weights are all alike: the neurons would stay equal for ever"
assert abs(np.mean(start_weights)) < 0.1 * np.std(start_weights), (
    "the weights must be symmetric about 0, as many below it as above"
)
assert_close(
    start_weights,
    start_layer(300, 200, 0.1, 1)[0],
    "the same seed must give the same weights: draw from np.random.default_rng(seed)",
)
assert np.any(start_weights != start_layer(300, 200, 0.1, 2)[0]), (
    "another seed must give other weights: use the argument `seed`"
)
assert abs(np.std(start_weights) - 2 / (1.01 * 300)) > 0.002, (
    "that is the variance: the standard deviation is its root"
)
assert abs(spread_of(400, 100, 0.0, 2) * np.sqrt(400) - np.sqrt(2)) < 0.03, (
    "with slope 0 it is an ordinary ReLU: the spread must be √(2 / n_in), and n_out plays no part"
)
assert abs(spread_of(400, 100, 1.0, 3) * np.sqrt(400) - 1) < 0.03, (
    "with slope 1 there is no bend, nothing gets lost: the spread must be √(1 / n_in)"
)
### BEGIN HIDDEN TESTS
start_rng = rng("start_layer")
for _ in range(4):
    n_before, n_after = (int(n) for n in start_rng.integers(250, 500, size=2))
    leak = float(start_rng.uniform(0.35, 0.75))
    found_spread = spread_of(n_before, n_after, leak, int(start_rng.integers(1_000_000)))
    # Measured, not calculated: the share of the mean square that is left over.
    sums = start_rng.normal(size=400_000)
    left_over = np.mean(np.where(sums > 0, sums, leak * sums) ** 2)
    assert abs(found_spread * np.sqrt(n_before * left_over) - 1) < 0.02, (
        "the spread is wrong for slopes between 0 and 1: the negative half of the sums is multiplied by s, so its squares by s²"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Backwards through residual layers (2.5 points)
#
# In a very deep network the blame has a long way back, and we have seen in the lesson how little of it may arrive. **Residual layers** give it a short cut. Each layer adds something to what it has heard, and passes the sum on:
#
# $$a_{k+1} = a_k + \tanh(a_k W_k + b_k), \qquad a_0 = x$$
#
# All $a_k$ have the shape $(n, h)$, all $W_k$ the shape $(h, h)$ and all $b_k$ the shape $(h,)$. Networks with more than a hundred layers became trainable with this little plus sign (ResNet, 2015).
#
# Write the backward pass. You are given $x$, the layers, and $\partial L / \partial a_\text{last}$. Go forward first and keep what you need. Then walk back from the last layer to the first, and mind: $a_k$ acts on $a_{k+1}$ over **two** ways, and the slopes of both are added.


# %% exercise="residual_gradients" todo="forward, keeping what you need; then back, layer by layer"
def residual_gradients(x, blocks, d_last):
    """Slopes of the loss by the weights and biases of residual layers.

    Args:
        x: inputs, float (n, h). Must not be changed.
        blocks: a list of (weights (h, h), bias (h,)), the first layer first.
        d_last: slope of the loss by the answers of the last layer, (n, h). Must not be changed.

    Returns:
        A list with (slope by weights (h, h), slope by bias (h,)) of each layer, in the same order
        as `blocks`.
    """
    ### BEGIN SOLUTION
    heard, bent = [], []
    a = x
    for weights, bias in blocks:
        heard.append(a)
        bent.append(np.tanh(a @ weights + bias))
        a = a + bent[-1]

    slopes = []
    d_a = d_last
    for k in reversed(range(len(blocks))):
        d_z = d_a * (1 - bent[k] ** 2)
        slopes.append((heard[k].T @ d_z, d_z.sum(axis=0)))
        d_a = d_a + d_z @ blocks[k][0].T
    return slopes[::-1]
    ### END SOLUTION


# %% check="residual_gradients" points=2.5
two_rows = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]])
blame_two = np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 3.0]])
turn = np.array([[0.2, -0.4, 0.1], [0.3, 0.1, -0.2], [-0.1, 0.5, 0.4]])
silent = (np.zeros((3, 3)), np.zeros(3))  # adds tanh(0) = 0 to what it hears
rows_before, blame_before = two_rows.copy(), blame_two.copy()

one_block = residual_gradients(two_rows, [(turn, np.array([0.1, 0.0, -0.3]))], blame_two)
assert np.array_equal(two_rows, rows_before) and np.array_equal(blame_two, blame_before), (
    "your function changes an array that it is given: beware of += on x or d_last"
)
assert len(one_block) == 1 and len(one_block[0]) == 2, (
    "return a list with one pair (slope by weights, slope by bias) for each layer"
)
assert np.shape(one_block[0][0]) == (3, 3) and np.shape(one_block[0][1]) == (3,), (
    "a slope has the shape of what it belongs to: (h, h) for the weights, (h,) for the bias"
)
slope_one = 1 - np.tanh(two_rows @ turn + np.array([0.1, 0.0, -0.3])) ** 2
assert not np.allclose(one_block[0][1], blame_two.sum(axis=0)), (
    "the slope of tanh is missing: 1 - tanh², at this layer's own sums"
)
assert not np.allclose(one_block[0][1], (blame_two * slope_one).mean(axis=0)), (
    "you took the mean over the rows: here rows are added up, d_last holds any mean already"
)
assert_close(one_block[0][1], (blame_two * slope_one).sum(axis=0), "one layer: its bias")
assert_close(
    one_block[0][0],
    np.einsum("ni,nj->ij", two_rows, blame_two * slope_one),
    "one layer: its weights; row i of the slope belongs to input i, column j to neuron j",
)
on_silent = residual_gradients(two_rows, [silent, (turn, np.zeros(3))], blame_two)
assert len(on_silent) == 2, "one pair for each layer"
assert_close(
    on_silent[1][0],
    np.einsum("ni,nj->ij", two_rows, blame_two * (1 - np.tanh(two_rows @ turn) ** 2)),
    "the second layer must hear x + tanh(…) of the first: go forward with the shortcut, and return the first layer's slopes first",
)
under_silent = residual_gradients(two_rows, [(turn, np.zeros(3)), silent], blame_two)
assert np.any(np.abs(under_silent[0][1]) > 1e-9), (
    "above the first layer stands one with weights of 0, and no blame gets through it: it must also take the shortcut"
)
assert_close(
    under_silent[0][1],
    (blame_two * (1 - np.tanh(two_rows @ turn) ** 2)).sum(axis=0),
    "through a layer with weights of 0 all blame arrives, over the shortcut, unchanged",
)
### BEGIN HIDDEN TESTS


def residual_loss(x, blocks, by_last):
    for weights, bias in blocks:
        x = x + np.tanh(x @ weights + bias)
    return float(np.sum(x * by_last))  # its slope by the last answers is by_last


residual_rng = rng("residual_gradients")
for depth, width, n_rows in ((2, 3, 4), (4, 2, 5)):
    rows_fresh = residual_rng.normal(size=(n_rows, width))
    blocks_fresh = [
        (0.6 * residual_rng.normal(size=(width, width)), 0.5 * residual_rng.normal(size=width))
        for _ in range(depth)
    ]
    blame_fresh = residual_rng.normal(size=(n_rows, width))

    measured_fresh = []
    for parts in blocks_fresh:
        for part in parts:
            slopes_of_part = np.zeros_like(part)
            for place in np.ndindex(part.shape):
                kept = part[place]
                part[place] = kept + 1e-5
                above = residual_loss(rows_fresh, blocks_fresh, blame_fresh)
                part[place] = kept - 1e-5
                slopes_of_part[place] = (
                    above - residual_loss(rows_fresh, blocks_fresh, blame_fresh)
                ) / 2e-5
                part[place] = kept
            measured_fresh.append(slopes_of_part)
    found_fresh = residual_gradients(rows_fresh, blocks_fresh, blame_fresh)
    assert len(found_fresh) == depth, "one pair for each layer, however many there are"
    for layer_number in reversed(range(depth)):
        by_weights, by_bias = found_fresh[layer_number]
        last = layer_number == depth - 1
        where = (
            "the last layer's slopes aren't the measured ones: what does it hear?"
            if last
            else "further back the slopes aren't the measured ones: at each layer the blame goes on over the weights, transposed, and over the shortcut, and both are added"
        )
        assert_close(by_weights, measured_fresh[2 * layer_number], where, atol=1e-4, rtol=1e-4)
        assert_close(by_bias, measured_fresh[2 * layer_number + 1], where, atol=1e-4, rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Dropout as it was invented (2 points)
#
# The lesson's dropout divides what stays on by the share that stays on, *in training*, and does nothing afterwards. The inventors did it the other way round (Srivastava and others, 2014):
#
# - **in training** each number is switched off, set to 0, with probability `rate`, each one for itself. What stays on stays **as it is**;
# - **afterwards** nothing is switched off, but every number is multiplied by the share that used to be on, so that sums are as large as they were in training, on average.
#
# Write `original_dropout`. Draw the random numbers from `np.random.default_rng(seed)`.


# %% exercise="original_dropout" todo="in training switch numbers off, afterwards scale all of them"
def original_dropout(x, rate, training, seed):
    """Dropout that scales when it is over.

    Args:
        x: float array of any shape. Must not be changed.
        rate: probability of being switched off, from 0 to below 1.
        training: True in training, False afterwards.
        seed: of the random numbers, a whole number: another seed switches off others.

    Returns:
        An array of the same shape.
    """
    ### BEGIN SOLUTION
    if not training:
        return x * (1 - rate)
    return np.where(np.random.default_rng(seed).random(x.shape) < rate, 0.0, x)
    ### END SOLUTION


# %% check="original_dropout" points=2
ramp = np.arange(1.0, 4001.0).reshape(80, 50)
ramp_before = ramp.copy()
dropped = np.asarray(original_dropout(ramp, 0.2, True, 0))
assert np.array_equal(ramp, ramp_before), "your function changes the array that it is given"
assert dropped.shape == (80, 50), "the result has the shape of x"
off = dropped == 0
assert off.any(), "in training, nothing has been switched off"
assert np.allclose(dropped[~off], ramp[~off]), (
    "in training, what stays on must stay as it is: this dropout scales afterwards"
)
assert off.mean() < 0.5, "`rate` is the share that is switched off, not the share that stays on"
assert 0.15 < off.mean() < 0.25, "with rate 0.2 about a fifth must be switched off"
assert not (off == off[:1]).all(), (
    "each number is switched off for itself: not the same columns in every row"
)
assert not (off == off[:, :1]).all(), "each number is switched off for itself, not whole rows"
assert np.array_equal(off, np.asarray(original_dropout(ramp, 0.2, True, 0)) == 0), (
    "the same seed must switch off the same numbers: draw from np.random.default_rng(seed)"
)
afterwards = np.asarray(original_dropout(ramp, 0.2, False, 0))
assert not np.any(afterwards == 0), "afterwards nothing is switched off"
assert not np.allclose(afterwards, ramp), (
    "afterwards the numbers must be scaled: with everything on, sums are larger than in training"
)
assert not np.allclose(afterwards, 0.2 * ramp), (
    "afterwards multiply by the share that stayed on, not by the share that was switched off"
)
assert not np.allclose(afterwards, ramp / 0.8), (
    "afterwards more is on than in training, so the numbers must get smaller, not larger"
)
assert_close(afterwards, 0.8 * ramp, "afterwards every number is scaled by the same factor")
### BEGIN HIDDEN TESTS
drop_rng = rng("original_dropout")
for share in (0.0, float(drop_rng.uniform(0.3, 0.45)), float(drop_rng.uniform(0.6, 0.8))):
    some_numbers = drop_rng.normal(size=(60, 50)) + np.sign(drop_rng.normal(size=(60, 50))) * 3
    one_seed = int(drop_rng.integers(1_000_000))
    first_time = np.asarray(original_dropout(some_numbers, share, True, one_seed))
    second_time = np.asarray(original_dropout(some_numbers, share, True, one_seed + 1))
    assert first_time.shape == some_numbers.shape, "the result has the shape of x"
    assert np.all((first_time == 0) | np.isclose(first_time, some_numbers)), (
        "in training every number is either 0 or what it was, negative ones too"
    )
    assert abs(np.mean(first_time == 0) - share) < 0.06, (
        "in training the share of zeros isn't `rate`, if rate is another one"
    )
    assert share == 0 or not np.array_equal(first_time == 0, second_time == 0), (
        "another seed must switch off other numbers: use the argument `seed`"
    )
    assert_close(
        original_dropout(some_numbers, share, False, one_seed),
        some_numbers * (1.0 - share),
        "afterwards each number is multiplied by 1 - rate, for any rate",
    )
assert np.shape(original_dropout(np.ones(7), 0.5, True, 3)) == (7,), (
    "x may have any shape, one row of numbers too"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Two ways to the output (2 points)
#
# A network needn't be a chain. Write `build_wide_and_deep`, which returns a Keras model (functional, new each time, not compiled) to this plan:
#
# 1. the input: `features` numbers per example;
# 2. a dense layer with 48 neurons, activation `elu`;
# 3. dropout with rate 0.2;
# 4. a dense layer with 24 neurons, activation `tanh`;
# 5. dropout with rate 0.4;
# 6. what comes out of 5 and **the input itself** are put side by side, in this order (`layers.concatenate`);
# 7. a dense layer with one softmax output per class.
#
# The short way learns what can be said simply, the long way the rest. No dropout falls on the short way.


# %% exercise="build_wide_and_deep" todo="return a functional Keras model to the plan above"
def build_wide_and_deep(features, classes):
    """Builds the network of the plan.

    Args:
        features: numbers per example.
        classes: number of classes.

    Returns:
        A Keras model: (n, features) in, probabilities (n, classes) out.
    """
    ### BEGIN SOLUTION
    inputs = keras.Input((features,))
    x = layers.Dense(48, activation="elu")(inputs)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(24, activation="tanh")(x)
    x = layers.Dropout(0.4)(x)
    both = layers.concatenate([x, inputs])
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(both))
    ### END SOLUTION


# %% check="build_wide_and_deep" points=2
built = build_wide_and_deep(10, 3)
assert isinstance(built, keras.Model), "return the model itself: is there a `return`?"
assert tuple(built.input_shape) == (None, 10), "the model must take `features` numbers per example"
assert tuple(built.output_shape) == (None, 3), "the model must give one number per class"
assert built.count_params() != 48 * 10 + 48 + 24 * 48 + 24 + 24 * 3 + 3, (
    "the last layer doesn't hear the input itself: put both side by side"
)
assert built.count_params() == 48 * 10 + 48 + 24 * 48 + 24 + 34 * 3 + 3, (
    "the number of weights is off: go through the neurons of each layer and what it hears"
)
assert tuple(build_wide_and_deep(6, 5).input_shape) == (None, 6), "use the argument `features`"
assert tuple(build_wide_and_deep(6, 5).output_shape) == (None, 5), "use the argument `classes`"


### BEGIN HIDDEN TESTS
def by_the_plan(features, classes, *, first="elu", second="tanh", last="softmax", turned=False):
    inputs = keras.Input((features,))
    hidden = layers.Dense(48, activation=first)(inputs)
    hidden = layers.Dense(24, activation=second)(hidden)
    sides = [inputs, hidden] if turned else [hidden, inputs]
    return keras.Model(inputs, layers.Dense(classes, activation=last)(layers.concatenate(sides)))


plan_rng = rng("build_wide_and_deep")
plan_features, plan_classes = int(plan_rng.integers(5, 20)), int(plan_rng.integers(3, 9))
given_back = build_wide_and_deep(plan_features, plan_classes)
plan = by_the_plan(plan_features, plan_classes)
assert [tuple(w.shape) for w in given_back.get_weights()] == [
    tuple(w.shape) for w in plan.get_weights()
], "the layers have other weights than those of the plan: compare them in their order"
plan_weights = [plan_rng.normal(scale=0.4, size=w.shape) for w in plan.get_weights()]
given_back.set_weights(plan_weights)
plan.set_weights(plan_weights)
some_rows = plan_rng.normal(size=(64, plan_features)).astype("float32")
answered = np.asarray(keras.ops.convert_to_numpy(given_back(some_rows, training=False)))
as_planned = np.allclose(
    answered, keras.ops.convert_to_numpy(plan(some_rows, training=False)), atol=1e-5
)
mistakes = {
    "the last layer needs a softmax": {"last": None},
    "the last layer needs a softmax: classes exclude one another, and a sigmoid doesn't know that": {
        "last": "sigmoid"
    },
    "the first dense layer has ReLU where the plan says elu": {"first": "relu"},
    "the first dense layer has no activation": {"first": None},
    "the second dense layer has ReLU where the plan says tanh": {"second": "relu"},
    "the second dense layer has elu where the plan says tanh": {"second": "elu"},
    "the second dense layer has no activation": {"second": None},
    "side by side, but in the other order: first the long way, then the input": {"turned": True},
}
for mistake, variant in mistakes.items():
    if as_planned:
        break
    other = by_the_plan(plan_features, plan_classes, **variant)
    other.set_weights(plan_weights)
    like_it = np.allclose(
        answered, keras.ops.convert_to_numpy(other(some_rows, training=False)), atol=1e-5
    )
    assert not like_it, mistake
assert as_planned, (
    "with the same weights your model answers other numbers than the plan: compare each activation"
)


def moves_in_training(weights):
    """How much the answers differ between training and afterwards."""
    given_back.set_weights(weights)
    on, off = (
        np.asarray(keras.ops.convert_to_numpy(given_back(some_rows, training=mode)))
        for mode in (True, False)
    )
    return float(np.abs(on - off).max())


short_way = [w.copy() for w in plan_weights]
short_way[4][:24] = 0  # the last layer is deaf to the long way
assert moves_in_training(short_way) < 1e-6, (
    "dropout falls on the short way too: it must stand before both ways are put side by side"
)
assert moves_in_training(plan_weights) > 1e-3, (
    "in training the model answers as it does afterwards: where is the dropout?"
)
rates = [float(one.rate) for one in given_back.layers if isinstance(one, layers.Dropout)]
assert len(rates) == 2, "the plan has two dropout layers"
assert np.allclose(sorted(rates), [0.2, 0.4]), "the rates of dropout aren't those of the plan"
assert np.allclose(rates, [0.2, 0.4]), "the rates of the two dropout layers are swapped"
one_hears = [w.copy() for w in plan_weights]
one_hears[2][:], one_hears[3][:] = 0, 0.5  # behind the first dropout everything is a constant
one_hears[4][24:] = 0
assert moves_in_training(one_hears) > 1e-3, (
    "no dropout stands behind the second dense layer: the plan has it there"
)
two_heard = [w.copy() for w in plan_weights]
two_heard[0][:], two_heard[1][:], two_heard[4][:] = 0, 1, 0
two_heard[4][0] = plan_weights[4][0]  # one neuron of the second dense layer, and nothing else
given_back.set_weights(two_heard)
heard_in_training = np.asarray(keras.ops.convert_to_numpy(given_back(some_rows, training=True)))
assert len(np.unique(heard_in_training[:, 0].round(5))) > 2, (
    "no dropout stands behind the first dense layer: the plan has it there"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Read scrambled digits (1.5 points)
#
# Here are some thousand digits of MNIST (or of the stand-in, if there is no MNIST on this machine). Their pixels lie in a row, and they have been **scrambled**, in the same way for all images:

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")
few = mnist.subset(train=min(4_000, len(mnist.y_train)), test=1)

# %%
scramble = np.random.default_rng(2024).permutation(28 * 28)
print("every pixel has a new place of its own:", len(set(scramble)) == 28 * 28)

# %%
few_rows, few_labels = few.x_train.reshape(-1, 28 * 28)[:, scramble], few.y_train
print("few_rows:", few_rows.dtype, "of shape (n, 784), from", few_rows.min(), "to", few_rows.max())
print(
    "few_labels:", few_labels.dtype, "of shape (n,), from", few_labels.min(), "to", few_labels.max()
)

# %% [markdown]
# You can't read them any more. A dense network can: it never knew which pixels were neighbours. Build one, train it on these rows, and write `read_scrambled`, which takes raw rows (`uint8`), scrambled in the same way, and returns one digit for each. `training.train` of the lesson is at your service, Keras's `compile` and `fit` too. A few seconds are enough.
#
# The test shows your function digits that aren't among these. It must read **at least 91 %** of them (88 % with the stand-in).

# %% exercise="read_scrambled" todo="build and train a network on few_rows and few_labels, then write read_scrambled(rows)"
### BEGIN SOLUTION
keras.utils.set_random_seed(1)
reader = keras.Sequential(
    [
        keras.Input((28 * 28,)),
        layers.Rescaling(1 / 255),  # inside the network: new rows can't be prepared differently
        layers.Dense(256, activation="relu"),
        layers.Dropout(0.3),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
training.train(
    reader,
    few_rows,
    few_labels,
    epochs=15,
    batch_size=64,
    learning_rate=2e-3,
    progress=False,
)


def read_scrambled(rows):
    """Reads scrambled digits.

    Args:
        rows: uint8 (n, 784), from 0 (paper) to 255 (ink), scrambled.

    Returns:
        int (n,): a digit for each row.
    """
    return reader.predict(rows, verbose=0).argmax(axis=1)


### END SOLUTION

# %% check="read_scrambled" points=1.5
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):  # it would say once more what was loaded
    held_out = data.load("mnist")
scrambled_alike = np.random.default_rng(2024).permutation(28 * 28)
held_out_rows = held_out.x_test.reshape(-1, 28 * 28)[:, scrambled_alike]
read_few = np.asarray(read_scrambled(held_out_rows[:20]))
assert read_few.shape == (20,), (
    "return one digit for each row, shape (n,): with a softmax output, take the argmax along the last axis"
)
assert read_few.dtype.kind in "iu", "return whole numbers from 0 to 9, not probabilities"
assert read_few.min() >= 0 and read_few.max() <= 9, "digits are numbers from 0 to 9"
### BEGIN HIDDEN TESTS
drawn = rng("read_scrambled").permutation(len(held_out.y_test))[:1000]
share_right = float(
    np.mean(np.asarray(read_scrambled(held_out_rows[drawn])) == held_out.y_test[drawn])
)
share_needed = {"mnist": 0.91, "stand-in": 0.88}[held_out.source.kind]
assert share_right > 0.3, (
    f"only {share_right:.0%} of new digits are read rightly, hardly better than guessing: was the network trained, with each row and its own label, and are new rows prepared in the same way?"
)
assert share_right >= share_needed, (
    f"only {share_right:.0%} of new digits are read rightly: train longer, with a suitable learning rate, on all of the rows, or take a better network"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Two values to work out (1 point)

# %% [markdown] quiz="count_weights"

# %% [markdown] quiz="kept_answer"

# %% [markdown]
# ## 7 · In your own words (2 points)
#
# A friend trains a dense network on 800 photographs of leaves, to tell 20 species apart. It has six hidden layers of 2,000 neurons, with dropout 0.5 behind each. She reports:
#
# > After 50 epochs the training accuracy is 71 % and the validation accuracy is 74 %. The network is better on new leaves than on those that it has learned! Then I asked it in my own program, with `model(photo, training=True)`, because it was trained with that. Now it names another species each time for the same photograph.
#
# 1. How can the accuracy on validation images be *higher* than on training images? Give the reason that lies in dropout, and say how she could compare both fairly.
# 2. What happens in `model(photo, training=True)`, and what should she write instead?
# 3. "Twelve hidden layers would be better than six, since deeper is better." Give two reasons for doubt, and say what she should try first.
#
# Write your answer into the cell below, twelve sentences at most. (2 points, graded by a person)

# %% [markdown] written="leaves" points=2
# 1. The training accuracy is measured while dropout is on: half of every hidden layer is missing, so the network is judged at a disadvantage (and it is the mean over an epoch in which the network was still changing). For the validation images all neurons are on. For a fair comparison she evaluates the finished network on both, without dropout: `model.evaluate(x_train, y_train)`. Then the training accuracy will very likely be the higher one.
# 2. `training=True` switches dropout on: each call draws other neurons to switch off, so the same photograph meets another thinned network each time. For predictions she writes `model(photo, training=False)` or `model.predict(…)`, which use all neurons, scaled so that the sums fit.
# 3. Possible reasons: with 800 images the network has far too many weights already, and more layers mean more of them; the slopes that reach the first layers get smaller (or larger) with each layer, so a deeper network is harder to train; for one and the same function a hidden layer or two may well be enough, and on the lesson's spirals five layers did worse than two. She should first try a much smaller network, and use validation images to compare; for photographs, convolutions, more images or a pre-trained network.
#
# *For the grader: 0.75 points for 1 (0.5 for "dropout is on for the training figure and off for validation", 0.25 for a fair comparison), 0.5 points for 2 (dropout is on, other neurons each time; `training=False` or `predict`), 0.75 points for 3 (0.25 for each of two reasons, 0.25 for a sensible first step).*

# %% [markdown]
# ## Before you hand in
#
# Choose **Kernel → Restart Kernel and Run All Cells…** and look through the notebook from top to bottom. What works only because of a cell that you have deleted since will fail now, and not when it is graded.
