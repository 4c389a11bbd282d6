# %% [markdown]
# # 6 · Autoencoders: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](06_autoencoder_lesson.ipynb) has all that you need, in another variant:
#
# | | in the lesson | here |
# |---|---|---|
# | autoencoder | ReLU or linear, all biases | **tanh**, and a code **without biases** |
# | threshold of an alarm | a share of false alarms | **what mistakes cost** |
# | units of the Boltzmann machine | 0 and 1 | **−1 and +1** |
# | damage to repair | noise everywhere | **a piece cut out** |
#
# Twelve points in all: 9 for code, 1 for two short questions, 2 for a written answer.

# %%
import keras
import numpy as np
from keras import layers

from helpers import data, plots, training
from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · An autoencoder in three parts (2 points)
#
# Write `build_autoencoder`, which returns **three** Keras models, not compiled: the autoencoder, its encoder and its decoder.
#
# 1. The encoder: a dense layer with `hidden` neurons and **tanh**, then a dense layer with `latent_dim` outputs, **no activation and no biases**.
# 2. The decoder: a dense layer with `hidden` neurons and **tanh**, then a dense layer with `pixels` outputs and **sigmoid**. Both with biases.
# 3. The autoencoder: the encoder, then the decoder. It must **share** their weights, so that training it trains both halves.


# %% exercise="build_autoencoder" todo="return autoencoder, encoder and decoder to the plan above"
def build_autoencoder(pixels, hidden, latent_dim):
    """Builds an autoencoder and its halves, with shared weights.

    Args:
        pixels: numbers in an image.
        hidden: neurons of the hidden layers.
        latent_dim: size of the code.

    Returns:
        (autoencoder, encoder, decoder): three Keras models, taking (n, pixels), (n, pixels) and
        (n, latent_dim).
    """
    ### BEGIN SOLUTION
    encoder = keras.Sequential(
        [
            keras.Input((pixels,)),
            layers.Dense(hidden, activation="tanh"),
            layers.Dense(latent_dim, use_bias=False),
        ]
    )
    decoder = keras.Sequential(
        [
            keras.Input((latent_dim,)),
            layers.Dense(hidden, activation="tanh"),
            layers.Dense(pixels, activation="sigmoid"),
        ]
    )
    return keras.Sequential([keras.Input((pixels,)), encoder, decoder]), encoder, decoder
    ### END SOLUTION


# %% check="build_autoencoder" points=2
three_models = build_autoencoder(20, 7, 3)
assert isinstance(three_models, (tuple, list)) and len(three_models) == 3, (
    "return three models: autoencoder, encoder, decoder"
)
whole, first_half, second_half = three_models
assert all(isinstance(model, keras.Model) for model in three_models), (
    "all three must be Keras models, not layers or outputs"
)
assert tuple(first_half.input_shape) == (None, 20) and tuple(first_half.output_shape) == (
    None,
    3,
), "the encoder takes an image and gives a code: 20 numbers in, 3 out in this example"
assert tuple(second_half.input_shape) == (None, 3) and tuple(second_half.output_shape) == (
    None,
    20,
), (
    "the decoder takes a code and gives an image: 3 numbers in, 20 out in this example; layers[-1] alone is not the decoder"
)
assert tuple(whole.input_shape) == (None, 20) and tuple(whole.output_shape) == (None, 20), (
    "the autoencoder takes an image and gives an image"
)
assert first_half.count_params() == 168, (
    "the encoder's number of weights is off: a hidden layer with biases, then the code without biases"
)
assert second_half.count_params() == 188, (
    "the decoder's number of weights is off: a hidden layer and an output layer, both with biases"
)
### BEGIN HIDDEN TESTS
parts_rng = rng("build_autoencoder")
n_pixels, n_hidden, n_code = (int(parts_rng.integers(low, low + 9)) for low in (21, 10, 3))
whole, first_half, second_half = build_autoencoder(n_pixels, n_hidden, n_code)
assert [tuple(w.shape) for w in first_half.get_weights()] == [
    (n_pixels, n_hidden),
    (n_hidden,),
    (n_hidden, n_code),
], "the encoder's layers have other weights than those of the plan"
assert [tuple(w.shape) for w in second_half.get_weights()] == [
    (n_code, n_hidden),
    (n_hidden,),
    (n_hidden, n_pixels),
    (n_pixels,),
], "the decoder's layers have other weights than those of the plan"
fresh_images = parts_rng.random((5, n_pixels)).astype("float32")
assert_close(
    keras.ops.convert_to_numpy(whole(fresh_images)),
    keras.ops.convert_to_numpy(second_half(first_half(fresh_images))),
    "the autoencoder answers something else than the decoder to the encoder's code: it must share their layers, not have its own",
    atol=1e-4,
    rtol=1e-4,
)
w1, b1, w2 = (parts_rng.normal(scale=0.5, size=w.shape) for w in first_half.get_weights())
w3, b3, w4, b4 = (parts_rng.normal(scale=0.5, size=w.shape) for w in second_half.get_weights())
first_half.set_weights([w1, b1, w2])
second_half.set_weights([w3, b3, w4, b4])
drawn_images = parts_rng.random((6, n_pixels)).astype("float32")
drawn_codes = parts_rng.normal(size=(6, n_code)).astype("float32")
code_found = np.asarray(keras.ops.convert_to_numpy(first_half(drawn_images)))
image_found = np.asarray(keras.ops.convert_to_numpy(second_half(drawn_codes)))
hidden_sum = drawn_images @ w1 + b1
for bent, mistake in (
    (np.maximum(hidden_sum, 0), "the encoder's hidden layer has ReLU, not tanh"),
    (hidden_sum, "the encoder's hidden layer has no activation"),
    (1 / (1 + np.exp(-hidden_sum)), "the encoder's hidden layer has a sigmoid, not tanh"),
):
    assert not np.allclose(code_found, bent @ w2, atol=1e-3), mistake
right_code = np.tanh(hidden_sum) @ w2
for bent in (np.tanh(right_code), np.maximum(right_code, 0), 1 / (1 + np.exp(-right_code))):
    assert not np.allclose(code_found, bent, atol=1e-3), "the code must have no activation"
assert_close(
    code_found,
    right_code,
    "with given weights the encoder answers other numbers than the plan",
    atol=1e-3,
    rtol=1e-3,
)
output_sum = np.tanh(drawn_codes @ w3 + b3) @ w4 + b4
assert not np.allclose(image_found, output_sum, atol=1e-3), (
    "the decoder's last layer needs a sigmoid: pixels lie between 0 and 1"
)
assert_close(
    image_found,
    1 / (1 + np.exp(-output_sum)),
    "with given weights the decoder answers other numbers than the plan: tanh in its hidden layer, sigmoid at the end",
    atol=1e-3,
    rtol=1e-3,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · A threshold that counts the cost (1.5 points)
#
# In the lesson the threshold was set by a share of false alarms. Often one knows instead what mistakes **cost**. A false alarm costs an hour of work, a stranger that slips through costs a broken machine. You have errors of *validation* examples, some normal and some strange. The alarm rings when an error is **greater than** the threshold:
#
# $$\text{cost}(t) = c_\text{false} \cdot \#\{\text{normal errors} > t\} \;+\; c_\text{missed} \cdot \#\{\text{strange errors} \le t\}$$
#
# Write `choose_threshold`, which returns a threshold with the smallest possible cost, and that cost. Which thresholds need to be tried? The cost only changes where $t$ passes one of the errors. Don't forget that "always ring" and "never ring" are possible, too. If several thresholds cost the same, return any of them.


# %% exercise="choose_threshold" todo="a threshold with the smallest cost on these examples, and that cost"
def choose_threshold(normal, strange, cost_false, cost_missed):
    """Chooses the cheapest threshold of an alarm.

    Args:
        normal: errors of normal validation examples, float (n,). Must not be changed.
        strange: errors of strange validation examples, float (m,). Must not be changed.
        cost_false: cost of each normal example that raises the alarm.
        cost_missed: cost of each strange example that doesn't.

    Returns:
        (threshold, cost), two floats. The alarm rings for errors above the threshold.
    """
    ### BEGIN SOLUTION
    candidates = np.concatenate([[-np.inf], normal, strange])
    false_alarms = (normal[:, None] > candidates).sum(axis=0)
    missed = (strange[:, None] <= candidates).sum(axis=0)
    costs = cost_false * false_alarms + cost_missed * missed
    cheapest = np.argmin(costs)
    return float(candidates[cheapest]), float(costs[cheapest])
    ### END SOLUTION


# %% check="choose_threshold" points=1.5
normal_errors = np.array([0.1, 0.2, 0.3, 0.4])
strange_errors = np.array([0.35, 0.5, 0.6])


def real_cost(t, normal, strange, cost_false, cost_missed):
    return cost_false * np.sum(normal > t) + cost_missed * np.sum(strange <= t)


chosen_threshold, chosen_cost = choose_threshold(normal_errors, strange_errors, 1.0, 10.0)
assert np.ndim(chosen_threshold) == 0 and np.ndim(chosen_cost) == 0, (
    "return two numbers, the threshold and its cost"
)
assert (
    abs(chosen_cost - real_cost(chosen_threshold, normal_errors, strange_errors, 1, 10)) < 1e-9
), (
    "the cost that you return isn't the cost of your threshold: false alarms are normal errors above it, missed ones are strange errors that are not above it"
)
assert chosen_cost < 10, (
    "here a missed stranger costs ten times a false alarm: it is cheaper to let one normal example ring; did you swap the costs?"
)
assert abs(chosen_cost - 1) < 1e-9, "there is a cheaper threshold: have you tried all of them?"
swapped_threshold, swapped_cost = choose_threshold(normal_errors, strange_errors, 10.0, 1.0)
assert abs(swapped_cost - 1) < 1e-9, (
    "here a false alarm costs ten times a missed stranger: let one stranger pass"
)
assert choose_threshold(np.array([5.0, 6.0]), np.array([1.0, 2.0]), 1.0, 1.0)[1] == 2, (
    "all normal errors are larger than the strange ones: then it is cheapest to ring always, or never"
)
### BEGIN HIDDEN TESTS
cost_rng = rng("choose_threshold")
for case in range(12):
    digits = 1 if case % 2 == 0 else 6  # rounded errors hold ties
    some_normal = np.round(cost_rng.gamma(2.0, 0.5, size=int(cost_rng.integers(3, 40))), digits)
    some_strange = np.round(
        cost_rng.gamma(2.0, (0.2, 0.5, 0.9)[case % 3], size=int(cost_rng.integers(3, 40))), digits
    )
    price_false, price_missed = (float(c) for c in cost_rng.integers(1, 30, size=2))
    before = some_normal.copy(), some_strange.copy()
    t_found, cost_found = choose_threshold(some_normal, some_strange, price_false, price_missed)
    assert np.array_equal(before[0], some_normal) and np.array_equal(before[1], some_strange), (
        "your function changes the arrays that it is given: sort a copy"
    )
    # Every threshold is as good as the largest error that isn't above it.
    places = [-np.inf, *some_normal, *some_strange]
    smallest = min(
        real_cost(t, some_normal, some_strange, price_false, price_missed) for t in places
    )
    assert (
        abs(cost_found - real_cost(t_found, some_normal, some_strange, price_false, price_missed))
        < 1e-6
    ), "the cost isn't that of the threshold: an error that equals the threshold doesn't ring"
    assert cost_found <= smallest + 1e-6, (
        "a cheaper threshold exists: try every error as a threshold, normal and strange ones, and one below all of them"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Free energy with units −1 and +1 (1.5 points)
#
# Physicists like units that are −1 or +1, *spins*. The energy is the same as in the lesson,
#
# $$E(v, h) = -\,a \cdot v - b \cdot h - v\,W h, \qquad v_i, h_j \in \{-1, +1\},$$
#
# but the free energy is another one. Derive it from its definition, $e^{-F(v)} = \sum_h e^{-E(v, h)}$. The sum runs over all patterns of the hidden units. Since these aren't tied to each other, it is a product of one small sum for each unit: with $z_j = b_j + \sum_i v_i W_{ij}$, what does unit $j$ contribute when it is $-1$, and when it is $+1$?
#
# Write `free_energy`. Mind large numbers: for $z = 800$ the result is a perfectly good number, but $e^{800}$ isn't.


# %% exercise="free_energy" todo="free energy of each row of v, for units -1 and +1, also for large weights"
def free_energy(v, weights, visible_bias, hidden_bias):
    """Free energy of a restricted Boltzmann machine whose units are -1 and +1.

    Args:
        v: pictures, -1 and +1, (n, visible).
        weights: W, (visible, hidden).
        visible_bias: a, (visible,).
        hidden_bias: b, (hidden,).

    Returns:
        F(v), (n,).
    """
    ### BEGIN SOLUTION
    z = v @ weights + hidden_bias
    return -(v @ visible_bias) - np.logaddexp(z, -z).sum(axis=1)
    ### END SOLUTION


# %% check="free_energy" points=1.5
two_pictures = np.array([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]])
unbiased = free_energy(two_pictures, np.zeros((3, 2)), np.zeros(3), np.zeros(2))
assert np.shape(unbiased) == (2,), "one free energy per picture: sum over the hidden units"
assert np.max(np.abs(unbiased)) > 1e-9, (
    "with all weights 0 each hidden unit still has two states: the sum over them isn't 1"
)
assert np.all(np.asarray(unbiased) < 0), "F is minus the logarithm of the sum: look at the sign"
assert_close(
    unbiased,
    [-2 * np.log(2)] * 2,
    "with all weights 0, two hidden units have four patterns, each with energy 0",
)
tilted = free_energy(two_pictures, np.zeros((3, 2)), np.array([3.0, 0.0, 0.0]), np.zeros(2))
assert tilted[0] < tilted[1], (
    "visible_bias likes the first pixel at +1, so the first picture must have the lower free energy"
)
one_unit = free_energy(np.array([[1.0]]), np.array([[2.0]]), np.zeros(1), np.zeros(1))
assert abs(one_unit[0] + np.logaddexp(0, 2)) > 1e-6, (
    "that is the free energy for units 0 and 1: at -1 a unit contributes too"
)
assert np.all(
    np.isfinite(free_energy(two_pictures, np.full((3, 2), 800.0), np.zeros(3), np.zeros(2)))
), "large weights give inf or nan: the exponential has overflowed"
### BEGIN HIDDEN TESTS
spin_rng = rng("free_energy")
for n_visible, n_units in ((5, 3), (4, 6)):
    spin_w = spin_rng.normal(size=(n_visible, n_units))
    spin_a, spin_b = spin_rng.normal(size=n_visible), spin_rng.normal(size=n_units)
    spins = spin_rng.choice([-1.0, 1.0], size=(7, n_visible))
    patterns = 2.0 * np.array(list(np.ndindex(*(2,) * n_units))) - 1
    all_energies = -(
        (spins @ spin_a)[:, None] + (patterns @ spin_b)[None, :] + spins @ spin_w @ patterns.T
    )
    assert_close(
        free_energy(spins, spin_w, spin_a, spin_b),
        -np.log(np.exp(-all_energies).sum(axis=1)),
        "not minus the logarithm of the sum over all hidden patterns of -1 and +1, added up one by one",
    )
large_w = spin_rng.uniform(300, 900, size=(4, 3)) * spin_rng.choice([-1, 1], size=(4, 3))
large_spins = spin_rng.choice([-1.0, 1.0], size=(5, 4))
assert_close(
    free_energy(large_spins, large_w, np.zeros(4), np.zeros(3)),
    -np.abs(large_spins @ large_w).sum(axis=1),
    "wrong for large weights: there ln(e^z + e^-z) is as good as |z|",
    rtol=1e-3,
    atol=1.0,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · A step of contrastive divergence, with units −1 and +1 (2 points)
#
# The step uphill is a difference of two means: over the pictures, and over the dreams. For the weights it is
#
# $$\Delta W_{ij} = \bigl\langle v_i\, m_j(v) \bigr\rangle_\text{pictures} - \bigl\langle v_i\, m_j(v) \bigr\rangle_\text{dreams}$$
#
# Here $m_j(v)$ is the **mean value** of hidden unit $j$ when the picture is known. With units 0 and 1 that was its probability. With units −1 and +1 it is $p(+1) - p(-1)$, where $p(\pm 1)$ is proportional to $e^{\pm z_j}$ and $z_j = b_j + \sum_i v_i W_{ij}$. Work it out; it is a function that you know.
#
# Write `cd_step`. The dreams are given, so nothing has to be drawn. There may be **another number of dreams than of pictures**. Returned are the steps for $W$, for the visible biases $a$ (from the means of $v_i$) and for the hidden biases $b$ (from the means of $m_j$).


# %% exercise="cd_step" todo="steps for weights, visible and hidden biases: means over pictures minus means over dreams"
def cd_step(pictures, dreams, weights, hidden_bias):
    """The step uphill of contrastive divergence for units -1 and +1.

    Args:
        pictures: training pictures, -1 and +1, (n, visible).
        dreams: pictures that the machine has made, (m, visible).
        weights: W, (visible, hidden).
        hidden_bias: b, (hidden,).

    Returns:
        Steps for weights (visible, hidden), visible biases (visible,) and hidden biases (hidden,),
        in this order.
    """
    ### BEGIN SOLUTION
    mean_pictures = np.tanh(pictures @ weights + hidden_bias)
    mean_dreams = np.tanh(dreams @ weights + hidden_bias)
    return (
        pictures.T @ mean_pictures / len(pictures) - dreams.T @ mean_dreams / len(dreams),
        pictures.mean(axis=0) - dreams.mean(axis=0),
        mean_pictures.mean(axis=0) - mean_dreams.mean(axis=0),
    )
    ### END SOLUTION


# %% check="cd_step" points=2
four_pictures = np.array([[1.0, 1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
two_dreams = np.array([[-1.0, 1.0], [-1.0, -1.0]])
small_weights = np.array([[0.5, -1.0, 0.0], [1.0, 0.5, 2.0]])
by_w, by_a, by_b = cd_step(four_pictures, two_dreams, small_weights, np.zeros(3))
assert np.shape(by_w) == (2, 3), "the step for the weights has the shape of the weights"
assert np.shape(by_a) == (2,) and np.shape(by_b) == (3,), (
    "the steps for the biases: one number per visible unit, one per hidden unit"
)
assert by_a[0] > 0, (
    "the first pixel is mostly +1 in the pictures and -1 in the dreams: its bias must rise; pictures minus dreams, not the other way round"
)
assert abs(by_a[0] - 1.5) < 1e-9, (
    "means, not sums: there are four pictures and two dreams, and each side is divided by its own number"
)
assert_close(
    by_a, [1.5, 0.5], "visible biases: the mean of the pictures minus the mean of the dreams"
)
strong = cd_step(np.array([[1.0]]), np.array([[-1.0]]), np.array([[50.0]]), np.zeros(1))
assert abs(float(np.asarray(strong[2])[0]) - 1.0) > 1e-3, (
    "that is the probability of +1: the mean value of a unit that is -1 or +1 also counts its -1"
)
half = cd_step(np.array([[1.0]]), np.array([[-1.0]]), np.array([[0.5]]), np.zeros(1))
assert abs(float(np.asarray(half[2])[0]) - 2 * np.tanh(0.25)) > 1e-6, (
    "the two states differ by 2 in energy per z, not by 1: p(+1) is e^z / (e^z + e^-z)"
)
same = cd_step(four_pictures, four_pictures, small_weights, np.ones(3))
assert all(np.allclose(step, 0) for step in same), (
    "when the dreams are the pictures there is nothing to learn: all steps are 0"
)
### BEGIN HIDDEN TESTS
step_rng = rng("cd_step")
for n_seen, n_dreamt, n_visible, n_units in ((9, 5, 4, 3), (6, 6, 3, 5)):
    step_w = step_rng.normal(size=(n_visible, n_units))
    step_b = step_rng.normal(size=n_units)
    seen = step_rng.choice([-1.0, 1.0], size=(n_seen, n_visible))
    dreamt = step_rng.choice([-1.0, 1.0], size=(n_dreamt, n_visible))

    def uphill_of(w, b, seen=seen, dreamt=dreamt):
        z_seen, z_dreamt = seen @ w + b, dreamt @ w + b
        return (
            np.logaddexp(z_seen, -z_seen).sum(axis=1).mean()
            - np.logaddexp(z_dreamt, -z_dreamt).sum(axis=1).mean()
        )

    slope_w, slope_b = np.empty_like(step_w), np.empty_like(step_b)
    for j in range(n_units):
        nudge = 1e-5 * (np.arange(n_units) == j)
        slope_b[j] = (uphill_of(step_w, step_b + nudge) - uphill_of(step_w, step_b - nudge)) / 2e-5
        for i in range(n_visible):
            nudge_w = np.outer(np.arange(n_visible) == i, nudge)
            slope_w[i, j] = (
                uphill_of(step_w + nudge_w, step_b) - uphill_of(step_w - nudge_w, step_b)
            ) / 2e-5
    step_found = cd_step(seen, dreamt, step_w, step_b)
    assert_close(
        step_found[2],
        slope_b,
        "hidden biases: not the slope that was measured; is hidden_bias in z, and is each side a mean of its own?",
        atol=1e-5,
    )
    assert_close(
        step_found[0],
        slope_w,
        "weights: not the slope that was measured; each visible unit times each hidden mean, then the mean over the rows of each side",
        atol=1e-5,
    )
    assert_close(
        step_found[1],
        seen.mean(axis=0) - dreamt.mean(axis=0),
        "visible biases: wrong for fresh pictures and dreams",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Restore what was cut out (2 points)
#
# Here are some thousand digits. The function below cuts a piece of 9×9 pixels out of each, at a random place.

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")
few = mnist.subset(train=min(5_000, len(mnist.y_train)), test=1)
whole_images = few.x_train


# %%
def cut_out(images, generator):
    """Cuts a piece of 9×9 pixels out of every image; paper is left.

    Args:
        images: uint8 (n, 28, 28). They aren't changed.
        generator: NumPy generator that says where.

    Returns:
        uint8 (n, 28, 28).
    """
    damaged = images.copy()
    for image, (row, column) in zip(damaged, generator.integers(5, 15, size=(len(images), 2))):
        image[row : row + 9, column : column + 9] = 0
    return damaged


damaged_images = cut_out(whole_images, np.random.default_rng(0))
print("whole_images and damaged_images:", whole_images.dtype, "of shape (n, 28, 28)")

# %%
print("the same digits, with less ink:", bool((damaged_images <= whole_images).all()))
print("pixels of a piece that is cut out:", 9 * 9, "of", whole_images[0].size)

# %%
plots.images(
    np.concatenate([whole_images[:6], damaged_images[:6]]),
    title="Six digits, and the same with a piece cut out",
    alt="Two rows of six digits: above whole, below the same digits, each with a square piece missing somewhere.",
    columns=6,
)

# %% [markdown]
# Build a network of your choice, train it, and write `restore`, which takes damaged images (`uint8`) and returns them whole, as floats from 0 to 1. `training.train` and everything else of the lesson, such as [how it removes noise](06_autoencoder_lesson.ipynb#Denoising,-with-convolutions), is at your service. Nobody tells your function *where* the piece is missing. A few seconds of training are enough.
#
# The test damages digits that aren't among these, and compares squared errors. Of the damage, measured as squared error, **at most 60 %** may remain (40 % with the stand-in).

# %% exercise="restore" todo="build and train a network on damaged_images and whole_images, then write restore(images)"
### BEGIN SOLUTION
keras.utils.set_random_seed(1)
restorer = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(400, activation="relu"),
        layers.Dense(400, activation="relu"),
        layers.Dense(784, activation="sigmoid"),
    ]
)


def as_rows(images):
    return images.reshape(len(images), 784).astype("float32") / 255


# Two pieces cut out of each digit, at different places.
damaged_twice = np.concatenate([cut_out(whole_images, np.random.default_rng(s)) for s in range(2)])
training.train(
    restorer,
    as_rows(damaged_twice),
    as_rows(np.concatenate([whole_images] * 2)),
    epochs=8,
    batch_size=64,
    learning_rate=2e-3,
    loss="binary_crossentropy",
    progress=False,
)


def restore(images):
    """Restores damaged digits.

    Args:
        images: damaged ones, uint8 (n, 28, 28).

    Returns:
        float (n, 28, 28), from 0 to 1.
    """
    return restorer.predict(as_rows(images), verbose=0).reshape(-1, 28, 28)


### END SOLUTION

# %% check="restore" points=2
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):  # it would say once more what was loaded
    held_out = data.load("mnist")
few_restored = np.asarray(restore(cut_out(held_out.x_test[:20], np.random.default_rng(1))))
assert few_restored.shape == (20, 28, 28), (
    "return one image of 28×28 for each image, shape (n, 28, 28), without a channel axis"
)
assert few_restored.dtype.kind == "f" and 0 <= few_restored.min() <= few_restored.max() <= 1, (
    "return floats from 0 (paper) to 1 (ink): divide by 255, and end the network with a sigmoid"
)
### BEGIN HIDDEN TESTS
restore_rng = rng("restore")
drawn = restore_rng.permutation(len(held_out.y_test))[:800]
right_images = held_out.x_test[drawn] / 255
with_gaps = cut_out(held_out.x_test[drawn], restore_rng)
restored_images = np.asarray(restore(with_gaps))
damage_left = float(np.mean((restored_images - right_images) ** 2))
damage_done = float(np.mean((with_gaps / 255 - right_images) ** 2))
share_left = damage_left / damage_done
share_allowed = {"mnist": 0.6, "stand-in": 0.4}[held_out.source.kind]
assert share_left < 0.99 or share_left > 1.01, (
    "what comes back is as damaged as what went in: the target of the training must be the whole image"
)
assert share_left < 1.5, (
    "too much of the damage remains, and new damage was done: was the network trained, with each damaged image and its own whole one, scaled to 0 to 1?"
)
assert share_left <= share_allowed, (
    "too much of the damage remains: is the input damaged and the target whole in training? If so, train longer, with a suitable learning rate, on more cuts, or take a wider network"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Two values to work out (1 point)

# %% [markdown] quiz="squared_error_by_hand"

# %% [markdown] quiz="which_is_likelier"

# %% [markdown]
# ## 7 · In your own words (2 points)
#
# A factory photographs the screws that it makes. About one in a hundred is faulty, in ways that nobody can list. A colleague reports:
#
# > "I trained an autoencoder on **all** photographs of last month, 64×64 pixels each, with a code of **4,000 numbers**. The mean error of the reconstruction is tiny, so it works well. I chose the threshold **so that it does best on the test photographs**. There it is right in **99 % of all cases**."
#
# 1. Name three mistakes in this report, and say for each why it is one.
# 2. How would you do it? Say what you train on, how you choose the size of the code and the threshold, and which figures you would report.
#
# Write your answer into the cell below, ten sentences at most. (2 points, graded by a person)

# %% [markdown] written="screws" points=2
# 1. Any three of these. *All photographs* include the faulty ones, so the network learns to draw faults too. *A code of 4,000 numbers* for 4,096 pixels is hardly narrower than the input: the network can copy anything, faults included, and the error says nothing. *A tiny mean error* isn't the goal; what counts is whether faulty screws have larger errors than good ones. *The threshold was chosen on the test photographs*, so the figure on them is too good. *99 %* is what an alarm gets that never rings, since 99 of 100 screws are fine.
# 2. Train on photographs of good screws only. Take some good and a few faulty ones aside as validation and as test photographs. Choose the size of the code on validation photographs, by how well errors tell good from faulty (area under the ROC curve), and compare with PCA of the same size. Set the threshold on validation photographs, by the share of false alarms that one can afford or by what mistakes cost. Report on the test photographs, once: the share of good screws that ring, the share of faulty ones that are caught, the ROC curve, and how many photographs these figures rest on.
#
# *For the grader: 1 point for three mistakes with reasons (0.25 if a mistake is named without a reason, at most 1), 1 point for the plan: training on good ones (0.25), a narrower code chosen on validation data (0.25), threshold on validation data (0.25), both rates or an ROC curve in place of accuracy (0.25).*
