# %% [markdown]
# # 4 · Photographs in ten classes: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](04_cnn_cifar10_lesson.ipynb) has all that you need, in another variant:
#
# | | in the lesson | here |
# |---|---|---|
# | margin of a moved image | black | **a reflection** |
# | batch normalization | rows of features | **feature maps, and inference** |
# | smoothed labels | from probabilities | **from logits of any size** |
# | learning rate | up and down once | **again and again** |
# | shortcut | adds what went in as it is | **with a convolution of its own** |
#
# Twelve points in all: 11 for code, 1 for two short questions.

# %%
import keras
import numpy as np
from keras import layers

from helpers import data, training
from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · Mirror and move (2 points)
#
# The lesson filled the margin of a moved image with black. A network could learn from the black bars that an image was moved. Here the margin shall hold a **reflection** of the image, as in a mirror that stands on its edge. The edge itself isn't repeated: `1 2 3 4`, moved right by two, becomes `3 2 1 2`.
#
# Write `augment`. Each image is, **independently of the others**,
#
# 1. mirrored left to right with probability ½, and then
# 2. moved by a whole number of pixels from `-most` to `most`, down and to the right. Both numbers are drawn for themselves, each value equally likely.


# %% exercise="augment" todo="a new array: each image mirrored or not, then moved, its margin filled with a reflection"
def augment(images, most, seed):
    """Makes a new version of each image.

    Args:
        images: uint8 (n, height, width, channels). Must not be changed.
        most: largest move, in pixels; smaller than height and width.
        seed: all chance comes from `np.random.default_rng(seed)`.

    Returns:
        uint8 (n, height, width, channels), in the same order.
    """
    ### BEGIN SOLUTION
    generator = np.random.default_rng(seed)
    _, height, width, _ = images.shape
    changed = np.empty_like(images)
    for i, image in enumerate(images):
        if generator.random() < 0.5:
            image = image[:, ::-1]
        down, right = generator.integers(-most, most + 1, size=2)
        padded = np.pad(image, ((most, most), (most, most), (0, 0)), mode="reflect")
        changed[i] = padded[most - down : most - down + height, most - right : most - right + width]
    return changed
    ### END SOLUTION


# %% check="augment" points=2
def all_versions(image, most, mode="reflect"):
    """Every version that may come of an image: (mirrored, down, right) -> image."""
    height, width, _ = image.shape
    found = {}
    for mirrored in (False, True):
        one = image[:, ::-1] if mirrored else image
        padded = np.pad(one, ((most, most), (most, most), (0, 0)), mode=mode)
        for down in range(-most, most + 1):
            for right in range(-most, most + 1):
                found[mirrored, down, right] = padded[
                    most - down : most - down + height, most - right : most - right + width
                ]
    return found


ramp_image = (np.arange(4 * 5 * 3).reshape(1, 4, 5, 3) * 4).astype("uint8")
ramp_images = np.repeat(ramp_image, 30, axis=0)
still = np.asarray(augment(ramp_images, 0, 0))
assert np.array_equal(ramp_images, np.repeat(ramp_image, 30, axis=0)), (
    "your function changes the array that it is given: work on a copy"
)
assert still.shape == (30, 4, 5, 3), "as many images come out as go in, of the same size"
assert still.dtype == np.uint8, "the images must stay uint8"
unmoved = [np.array_equal(one, ramp_image[0]) for one in still]
mirrored_only = [np.array_equal(one, ramp_image[0, :, ::-1]) for one in still]
assert all(a or b for a, b in zip(unmoved, mirrored_only)), (
    "with most=0 an image comes out as it is, or mirrored left to right (along the width, axis 1 of an image)"
)
assert any(unmoved) and any(mirrored_only), (
    "of 30 images some must be mirrored and some not: draw for each image anew"
)
### BEGIN HIDDEN TESTS
augment_rng = rng("augment")
for most in (2, 1):
    # Not 2 * most + 1 wide: there a mirrored image can look like one that was only moved.
    height, width = (int(n) for n in augment_rng.integers(6, 9, size=2))
    one_image = augment_rng.integers(0, 256, size=(height, width, 3)).astype("uint8")
    key_of = {v.tobytes(): key for key, v in all_versions(one_image, most).items()}
    copies = np.repeat(one_image[None], 600, axis=0)
    results_seen = np.asarray(augment(copies, most, int(augment_rng.integers(1_000_000))))
    seen = {}
    for one in results_seen:
        key = key_of.get(one.tobytes())
        seen[key] = seen.get(key, 0) + 1
    if None in seen:
        bytes_seen = {one.tobytes() for one in results_seen}
        for mode, words in {
            "constant": "the margin is filled with a constant: reflect the image there",
            "edge": "the margin repeats the edge: reflect the image there",
            "symmetric": "the edge itself is repeated in the margin: the reflection begins one pixel further in",
            "wrap": "what leaves the image on one side comes back on the other: reflect it instead",
        }.items():
            assert not bytes_seen <= {
                v.tobytes() for v in all_versions(one_image, most, mode).values()
            }, words
        on_its_head = {v.tobytes() for v in all_versions(one_image[::-1], most).values()}
        assert not bytes_seen & on_its_head, (
            "an image stands on its head: mirror left to right, never top to bottom"
        )
    assert None not in seen, (
        "some image is none of those that mirroring and moving by at most `most` pixels can give"
    )
    assert {k[0] for k in seen} == {False, True}, "some images must be mirrored, and some not"
    assert {k[1] for k in seen} == set(range(-most, most + 1)), (
        "every move from -most to most must occur up and down: integers() leaves out its upper limit"
    )
    assert {k[2] for k in seen} == set(range(-most, most + 1)), (
        "every move from -most to most must occur left and right: integers() leaves out its upper limit"
    )
    assert len({k[1:] for k in seen}) > 2 * most + 1, (
        "down and right must be drawn for themselves, not be the same number"
    )
    share = sum(n for k, n in seen.items() if k[0]) / 600
    assert 0.38 < share < 0.62, "about half of the images should be mirrored"
    still_share = sum(n for k, n in seen.items() if k[1] == 0) / 600
    assert still_share < 1.6 / (2 * most + 1), "all moves should be equally likely"
two_images = augment_rng.integers(0, 256, size=(2, 6, 6, 3)).astype("uint8")
again = [np.asarray(augment(two_images, 2, one_seed)) for one_seed in (5, 5, 6, 7, 8, 9)]
assert np.array_equal(again[0], again[1]), (
    "the same seed must give the same images: draw from np.random.default_rng(seed)"
)
assert any(not np.array_equal(again[0], other) for other in again[2:]), (
    "another seed must give other images: draw from np.random.default_rng(seed)"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Batch normalization for maps (2 points)
#
# The lesson normalized rows of features. For feature maps, (n, height, width, channels), one **channel** is one feature: it has one mean and one variance, over all images *and* all places.
#
# **In training**, with the mean $\mu$ and the variance $\sigma^2$ of this batch (divided by how many numbers there are, not by one less):
#
# $$y = \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta \qquad m \leftarrow a\,m + (1 - a)\,\mu \qquad v \leftarrow a\,v + (1 - a)\,\sigma^2$$
#
# **In inference** the moving mean $m$ and the moving variance $v$ take the place of $\mu$ and $\sigma^2$, and stay as they are.


# %% exercise="batch_norm" todo="normalize each channel; return the maps and the moving mean and variance"
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.9, epsilon=1e-3):
    """Normalizes feature maps.

    Args:
        x: float (n, height, width, channels).
        gamma: float (channels,), the learned scale.
        beta: float (channels,), the learned shift.
        moving_mean: float (channels,), as it was before this batch. Must not be changed.
        moving_variance: float (channels,), likewise.
        training: True in training, False in inference.
        momentum: a, the share of the old moving values that is kept.
        epsilon: keeps the root away from 0.

    Returns:
        (y, moving_mean, moving_variance): the maps, shaped like x, and the moving values after
        this batch.
    """
    ### BEGIN SOLUTION
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    else:
        mean, variance = moving_mean, moving_variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance
    ### END SOLUTION


# %% check="batch_norm" points=2
some_maps = np.random.default_rng(1).normal(3, 2, size=(6, 4, 5, 2))
ones, zeros = np.ones(2), np.zeros(2)
normal, mean_after, variance_after = batch_norm(some_maps, ones, zeros, zeros, ones, True)
assert np.array_equal(zeros, np.zeros(2)) and np.array_equal(ones, np.ones(2)), (
    "your function changes the arrays that it is given: make new ones"
)
assert np.shape(normal) == (6, 4, 5, 2), "the maps keep their shape"
assert np.shape(mean_after) == (2,) and np.shape(variance_after) == (2,), (
    "one moving mean and one moving variance per channel: average over images, rows and columns"
)
assert np.allclose(np.mean(normal, axis=(0, 1, 2)), 0, atol=1e-6), (
    "in training each channel of the result has mean 0 over images, rows and columns"
)
assert np.allclose(np.std(normal, axis=(0, 1, 2)), 1, atol=1e-2), (
    "in training each channel of the result has deviation 1: divide by the root of the variance"
)
shifted, _, _ = batch_norm(some_maps, 2 * ones, ones, zeros, ones, True)
assert np.allclose(shifted, 2 * np.asarray(normal) + 1), "gamma multiplies, then beta is added"
### BEGIN HIDDEN TESTS
norm_rng = rng("batch_norm")
for _ in range(4):
    n_channels = int(norm_rng.integers(2, 6))
    shape = (int(norm_rng.integers(3, 7)), 4, 3, n_channels)
    maps_in = norm_rng.normal(2, 3, size=shape) * norm_rng.uniform(0.02, 2, size=n_channels)
    g, b, m = (norm_rng.normal(size=n_channels) for _ in range(3))
    v = norm_rng.uniform(0.5, 2, size=n_channels)
    keep, tiny = float(norm_rng.uniform(0.5, 0.95)), float(norm_rng.choice([1e-3, 1e-2]))
    flat = maps_in.reshape(-1, n_channels)
    mu, sigma2 = flat.sum(axis=0) / len(flat), None
    sigma2 = ((flat - mu) ** 2).sum(axis=0) / len(flat)
    m_before, v_before = m.copy(), v.copy()
    y, m_new, v_new = batch_norm(maps_in, g, b, m, v, True, keep, tiny)
    assert np.array_equal(m, m_before) and np.array_equal(v, v_before), (
        "your function changes the arrays that it is given: make new ones"
    )
    right = g * (maps_in - mu) / np.sqrt(sigma2 + tiny) + b
    by_moving = g * (maps_in - m) / np.sqrt(v + tiny) + b
    assert not np.allclose(y, by_moving), (
        "in training the batch's own mean and variance count, not the moving ones"
    )
    no_epsilon = g * (maps_in - mu) / np.sqrt(sigma2) + b
    assert not np.allclose(y, no_epsilon, rtol=1e-7, atol=1e-9), "epsilon is missing under the root"
    outside = g * (maps_in - mu) / (np.sqrt(sigma2) + tiny) + b
    assert not np.allclose(y, outside, rtol=1e-7, atol=1e-9), "epsilon belongs under the root"
    assert_close(
        y,
        right,
        "the maps are wrong in training: one mean and variance per channel, over images, rows and columns",
    )
    swapped = (1 - keep) * m + keep * mu
    assert not np.allclose(m_new, swapped), (
        "momentum is the share of the OLD moving mean that is kept; you keep that share of the new one"
    )
    assert_close(
        m_new, keep * m + (1 - keep) * mu, "the moving mean after training on this batch is wrong"
    )
    unbiased = keep * v + (1 - keep) * sigma2 * len(flat) / (len(flat) - 1)
    assert not np.allclose(v_new, unbiased, rtol=1e-6), (
        "divide by how many numbers there are, not by one less (ddof=0)"
    )
    assert_close(
        v_new,
        keep * v + (1 - keep) * sigma2,
        "the moving variance after training on this batch is wrong",
    )
    y, m_kept, v_kept = batch_norm(maps_in, g, b, m, v, False, keep, tiny)
    assert_close(
        y, by_moving, "in inference the moving mean and variance take the place of the batch's"
    )
    assert np.allclose(m_kept, m) and np.allclose(v_kept, v), (
        "in inference the moving values stay as they are"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Cross-entropy with smoothed labels (1.5 points)
#
# With smoothing $s$, a share $s$ of the target is taken from the right class and given **in equal parts to all $C$ classes**, the right one included. So with $s = 0.1$ and $C = 10$ the right class has the target 0.91 and each other one 0.01.
#
# Write `smoothed_loss`: the mean over the examples of $-\sum_c t_c \log p_c$. Networks answer in **logits** $z$ here, before the softmax: $p = \text{softmax}(z)$. Logits may be as large as 1000, and the loss must not overflow.


# %% exercise="smoothed_loss" todo="mean cross-entropy between smoothed targets and softmax(logits)"
def smoothed_loss(logits, labels, smoothing):
    """Works out the loss of a batch.

    Args:
        logits: float (n, classes).
        labels: int (n,), the right classes.
        smoothing: s, from 0 to below 1.

    Returns:
        The mean loss, a float.
    """
    ### BEGIN SOLUTION
    n, classes = logits.shape
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    targets = (1 - smoothing) * np.eye(classes)[labels] + smoothing / classes
    return float(-(targets * log_p).sum(axis=1).mean())
    ### END SOLUTION


# %% check="smoothed_loss" points=1.5
flat_logits = np.zeros((3, 4))
assert np.isclose(smoothed_loss(flat_logits, np.array([0, 1, 3]), 0.0), np.log(4)), (
    "four equal logits are four probabilities of 1/4, and -log(1/4) is the loss: take the mean over examples, not the sum"
)
assert np.isclose(smoothed_loss(flat_logits, np.array([0, 1, 3]), 0.3), np.log(4)), (
    "targets must sum to 1, with smoothing too"
)
sure = np.array([[20.0, 0, 0]])
assert smoothed_loss(sure, np.array([0]), 0.0) < 1e-6, (
    "without smoothing, being sure and right costs nothing"
)
assert smoothed_loss(sure, np.array([0]), 0.1) > 1, (
    "with smoothing, being too sure must cost something"
)


### BEGIN HIDDEN TESTS
def loss_with(of_right, of_others, log_of_p, right_ones):
    targets = np.full(log_of_p.shape, of_others)
    targets[np.arange(len(right_ones)), right_ones] = of_right
    return -(targets * log_of_p).sum(axis=1).mean()


smooth_rng = rng("smoothed_loss")
for _ in range(6):
    n_rows, n_classes = int(smooth_rng.integers(2, 9)), int(smooth_rng.integers(3, 8))
    z = smooth_rng.normal(size=(n_rows, n_classes)) * 3
    right_ones = smooth_rng.integers(0, n_classes, size=n_rows)
    s = float(smooth_rng.uniform(0.05, 0.4))
    e = np.exp(z)
    log_of_p = np.log(e / e.sum(axis=1, keepdims=True))
    found = smoothed_loss(z, right_ones, s)
    assert np.ndim(found) == 0, "return one number, the mean over the examples"
    assert not np.isclose(found, loss_with(1 - s, s / (n_classes - 1), log_of_p, right_ones)), (
        "the share s goes to ALL classes, the right one included: the others get s / C each"
    )
    assert not np.isclose(found, loss_with(1 - s, s / n_classes, log_of_p, right_ones)), (
        "the right class gets its part of s back: its target is 1 - s + s / C"
    )
    assert not np.isclose(found, loss_with(1.0, 0.0, log_of_p, right_ones)), (
        "smoothing has no effect"
    )
    right_loss = loss_with(1 - s + s / n_classes, s / n_classes, log_of_p, right_ones)
    assert np.isclose(found, right_loss, atol=1e-6), (
        "the loss is wrong for logits: take the softmax along the last axis, then the sum of target times log"
    )
large = np.array([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 990.0]])
with np.errstate(all="ignore"):
    of_large = smoothed_loss(large, np.array([0, 2]), 0.0)
assert np.isfinite(of_large), (
    "large logits overflow: subtract each row's largest first, and don't take the log of a probability that has become 0"
)
assert np.isclose(of_large, 5.0, atol=1e-3), "the loss is wrong for large logits"
far_apart = np.array([[1000.0, 999.0], [-1000.0, -999.0]])
with np.errstate(all="ignore"):
    of_far_apart = smoothed_loss(far_apart, np.array([0, 0]), 0.0)
assert np.isclose(of_far_apart, np.log(1 + np.exp(-1)) + 0.5, atol=1e-3), (
    "wrong if one example has large logits and another very small ones: subtract from each row its own largest, not the largest of all"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · A schedule with warm restarts (1 point)
#
# The lesson's rate rose and then fell once. This one falls again and again. A **cycle** of $T$ steps begins at the peak and falls along half a cosine towards the floor:
#
# $$r(t) = f + \tfrac{1}{2}\,(p - f)\,\bigl(1 + \cos(\pi\,t/T)\bigr) \qquad t = 0, 1, …, T - 1$$
#
# Then the next cycle begins, at the peak again, `longer` times as long as the one before. (Each jump up shakes the network out of a hollow that it may have got stuck in.)


# %% exercise="restarting_rate" todo="rate of the given step"
def restarting_rate(step, peak, floor, first, longer):
    """Learning rate of one step.

    Args:
        step: number of the step, from 0.
        peak: p, the rate at the beginning of each cycle.
        floor: f, towards which it falls.
        first: steps of the first cycle.
        longer: whole number, how many times as long as the one before each cycle is.

    Returns:
        The rate, a float.
    """
    ### BEGIN SOLUTION
    length = first
    while step >= length:
        step -= length
        length *= longer
    return floor + (peak - floor) * (1 + np.cos(np.pi * step / length)) / 2
    ### END SOLUTION


# %% check="restarting_rate" points=1
assert np.isclose(restarting_rate(0, 0.1, 0.01, 10, 2), 0.1), "the first step has the peak rate"
assert np.isclose(restarting_rate(5, 0.1, 0.02, 10, 2), 0.06), (
    "half-way through a cycle the rate is half-way between peak and floor"
)
assert np.isclose(restarting_rate(10, 0.1, 0.01, 10, 2), 0.1), (
    "after ten steps, 0 to 9, the second cycle begins: at the peak again"
)
### BEGIN HIDDEN TESTS
rate_rng = rng("restarting_rate")
for _ in range(5):
    p, f = float(rate_rng.uniform(0.05, 0.5)), float(rate_rng.uniform(0.001, 0.01))
    T, k = int(rate_rng.integers(3, 9)), int(rate_rng.integers(1, 4))
    expected = []
    length = T
    for _ in range(3):
        expected += [f + 0.5 * (p - f) * (1 + np.cos(np.pi * t / length)) for t in range(length)]
        length *= k
    rates = [float(restarting_rate(step, p, f, T, k)) for step in range(len(expected))]
    assert np.allclose(rates[:T], expected[:T]), (
        "the first cycle is wrong: r(t) with t counted from 0 and T the cycle's length"
    )
    assert np.isclose(rates[T], p), "the second cycle must begin at the peak"
    assert np.allclose(rates[T : T + T * k], expected[T : T + T * k]), (
        "the second cycle is wrong: it has longer times as many steps, and t begins at 0 again"
    )
    assert np.allclose(rates, expected), (
        "the third cycle is wrong: each is longer than the one BEFORE"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · A residual block (2 points)
#
# Deep networks learn better if some layers only have to find what must be *added* to their input ([chapter 02](../02_dnn/02_dnn_lesson.ipynb#A-layer-that-knows-its-way-back) says why). Write `build_residual`, which returns a Keras model (functional, since the path forks; new each time, not compiled) to this plan:
#
# 1. the input: images of the given shape;
# 2. a convolution with 16 filters 3×3, padding "same", **no biases**, then batch normalization, then ReLU. Call the result $a$;
# 3. from $a$: a convolution with 32 filters 3×3, **stride 2**, padding "same", no biases; batch normalization; ReLU; a convolution with 32 filters 3×3, padding "same", no biases; batch normalization. Call the result $b$;
# 4. also from $a$: a convolution with 32 filters **1×1**, stride 2, no biases, nothing behind it. Call the result $c$;
# 5. the sum of $b$ and $c$, **then** ReLU;
# 6. global average pooling, dropout 0.2, and a dense layer with one softmax output per class.
#
# All batch normalizations are Keras's with its usual settings. (The convolutions need no biases: batch normalization would take them away again at once.)


# %% exercise="build_residual" todo="return a functional Keras model to the plan above"
def build_residual(input_shape, classes):
    """Builds a network with one residual block.

    Args:
        input_shape: (height, width, channels).
        classes: number of classes.

    Returns:
        A Keras model: (n, height, width, channels) in, probabilities (n, classes) out.
    """
    ### BEGIN SOLUTION
    image = keras.Input(input_shape)
    a = layers.Conv2D(16, 3, padding="same", use_bias=False)(image)
    a = layers.ReLU()(layers.BatchNormalization()(a))
    b = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False)(a)
    b = layers.ReLU()(layers.BatchNormalization()(b))
    b = layers.Conv2D(32, 3, padding="same", use_bias=False)(b)
    b = layers.BatchNormalization()(b)
    c = layers.Conv2D(32, 1, strides=2, use_bias=False)(a)
    y = layers.ReLU()(layers.Add()([b, c]))
    y = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(y))
    return keras.Model(image, layers.Dense(classes, activation="softmax")(y))
    ### END SOLUTION


# %% check="build_residual" points=2
residual = build_residual((32, 32, 3), 10)
assert isinstance(residual, keras.Model), "return the model itself: is there a `return`?"
assert tuple(residual.input_shape) == (None, 32, 32, 3), (
    "the model must know the shape of its images: start with keras.Input(input_shape)"
)
assert tuple(residual.output_shape) == (None, 10), (
    "one number per class for each image: is the global pooling or the dense layer missing?"
)
assert residual.count_params() == 15_418, (
    "the number of weights is off: go through filters, kernel sizes, biases and batch normalizations, one by one"
)
assert tuple(build_residual((24, 20, 1), 4).output_shape) == (None, 4), (
    "use the arguments: another shape and another number of classes must be possible"
)


### BEGIN HIDDEN TESTS
def residual_by_plan(
    shape,
    classes,
    *,
    shortcut=True,
    late=True,
    middle=True,
    first=True,
    from_a=True,
    last="softmax",
):
    image = keras.Input(shape)
    a = layers.Conv2D(16, 3, padding="same", use_bias=False)(image)
    a = layers.BatchNormalization()(a)
    a = layers.ReLU()(a) if first else a
    b = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False)(a)
    b = layers.BatchNormalization()(b)
    b = layers.ReLU()(b) if middle else b
    b = layers.Conv2D(32, 3, padding="same", use_bias=False)(b)
    b = layers.BatchNormalization()(b)
    c = layers.Conv2D(32, 1, strides=2, use_bias=False)(a)
    if not late:
        b = layers.ReLU()(b)
    y = layers.Add()([b, c]) if shortcut else b
    y = layers.ReLU()(y) if late else y
    y = layers.GlobalAveragePooling2D()(y)
    y = layers.Dropout(0.2)(y)
    return keras.Model(image, layers.Dense(classes, activation=last)(y))


residual_rng = rng("build_residual")
plan_shape = tuple(int(n) for n in residual_rng.integers((16, 16, 1), (25, 25, 5)))
plan_classes = int(residual_rng.integers(3, 9))
given_model = build_residual(plan_shape, plan_classes)
reference = residual_by_plan(plan_shape, plan_classes)


def by_shape(weights):
    return sorted(tuple(int(n) for n in w.shape) for w in weights)


assert by_shape(given_model.get_weights()) == by_shape(reference.get_weights()), (
    "the layers have other weights than those of the plan: compare filters, kernel sizes, biases and batch normalizations"
)
# One value per shape of weight, so that the order in which layers were made doesn't matter.
value_of = {
    shape: residual_rng.normal(scale=0.8 / np.sqrt(np.prod(shape[:-1])), size=shape)
    for shape in sorted(set(by_shape(reference.get_weights())))
    if len(shape) > 1
}


def fill(model):
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            n = layer.gamma.shape[0]
            layer.set_weights(
                [
                    np.linspace(0.6, 1.4, n),
                    np.linspace(-0.3, 0.4, n),
                    np.linspace(-0.2, 0.3, n),
                    np.linspace(0.5, 1.5, n),
                ]
            )
        elif layer.get_weights():
            values = [
                value_of[tuple(w.shape)] if w.ndim > 1 else np.linspace(-0.1, 0.1, len(w))
                for w in layer.get_weights()
            ]
            layer.set_weights(values)
    return model


photos = residual_rng.normal(size=(5, *plan_shape)).astype("float32")


def answers_of(model):
    return np.asarray(keras.ops.convert_to_numpy(fill(model)(photos, training=False)))


planned = answers_of(reference)
found_answers = answers_of(given_model)
for words, variant in {
    "the sum with the short path is missing: b alone goes on": {"shortcut": False},
    "the ReLU of step 5 comes after the sum, not before it": {"late": False},
    "a ReLU is missing between the two convolutions of the block": {"middle": False},
    "a ReLU is missing behind the first batch normalization": {"first": False},
    "the last layer needs a softmax": {"last": None},
    "the last layer needs a softmax: classes exclude one another, and a sigmoid doesn't know that": {
        "last": "sigmoid"
    },
}.items():
    if np.allclose(found_answers, planned, atol=1e-5):
        break
    assert not np.allclose(
        found_answers, answers_of(residual_by_plan(plan_shape, plan_classes, **variant)), atol=1e-5
    ), words
assert np.allclose(found_answers, planned, atol=1e-5), (
    "with the same weights your model answers other numbers than the plan: compare strides, padding, and where the two paths begin and end"
)
rates = [layer.rate for layer in given_model.layers if isinstance(layer, layers.Dropout)]
assert len(rates) == 1 and np.isclose(rates[0], 0.2), (
    "there is one dropout layer, with rate 0.2, before the last dense layer"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Three kinds of photographs (1.5 points)
#
# Now the hands-on exercise of the textbooks, in small: 900 photographs of three kinds, out of CIFAR-10 (or out of the stand-in, if there is no CIFAR-10 on this machine).

# %% tags=["nbval-ignore-output"]
cifar = data.load("cifar10")
KINDS = (0, 6, 9)  # their classes in CIFAR-10
of_kinds = np.flatnonzero(np.isin(cifar.y_train, KINDS))[:900]
photos_to_learn = cifar.x_train[of_kinds]
kinds_to_learn = np.searchsorted(KINDS, cifar.y_train[of_kinds])
print("0, 1 and 2 stand for", ", ".join(cifar.class_names[kind] for kind in KINDS))

# %%
print("photos_to_learn:", photos_to_learn.dtype, photos_to_learn.shape)

# %%
print("kinds_to_learn: whole numbers", np.unique(kinds_to_learn), kinds_to_learn.shape)

# %% [markdown]
# Build a network, train it on them, and write `sort_photos`, which takes raw photographs (`uint8`) and returns 0, 1 or 2 for each. Begin with the printed network, Conv 32 3×3 · pool · Conv 64 3×3 · pool · Conv 64 3×3 · flatten · Dense 64, with as many outputs as there are kinds here. Change it if you like. A few seconds of training are enough.
#
# The test shows your function photographs that aren't among these. It must sort **at least 65 %** of them rightly (85 % with the stand-in). Guessing gets 33 %.

# %% exercise="sort_photos" todo="build and train a network on photos_to_learn and kinds_to_learn, then write sort_photos(images)"
### BEGIN SOLUTION
keras.utils.set_random_seed(2)
sorter = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ]
)
settings = {"epochs": 6, "batch_size": 32, "learning_rate": 2e-3, "progress": False}
training.train(sorter, data.images_to_float(photos_to_learn), kinds_to_learn, **settings)


def sort_photos(images):
    """Names the kind of photographs.

    Args:
        images: uint8 (n, 32, 32, 3).

    Returns:
        int (n,): 0, 1 or 2 for each image.
    """
    return sorter.predict(data.images_to_float(images), verbose=0).argmax(axis=1)


### END SOLUTION

# %% check="sort_photos" points=1.5
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):  # it would say once more what was loaded
    held_out = data.load("cifar10")
kinds_asked = (0, 6, 9)
to_sort = np.flatnonzero(np.isin(held_out.y_test, kinds_asked))
sorted_few = np.asarray(sort_photos(held_out.x_test[to_sort[:20]]))
assert sorted_few.shape == (20,), (
    "return one number for each image, shape (n,): with a softmax output, take the argmax along the last axis"
)
assert sorted_few.dtype.kind in "iu", "return whole numbers, 0, 1 or 2, not probabilities"
assert sorted_few.min() >= 0 and sorted_few.max() <= 2, "kinds are the numbers 0, 1 and 2"
### BEGIN HIDDEN TESTS
to_sort = rng("sort_photos").permutation(to_sort)[:600]
right_kinds = np.searchsorted(kinds_asked, held_out.y_test[to_sort])
share_right = float(np.mean(np.asarray(sort_photos(held_out.x_test[to_sort])) == right_kinds))
share_needed = {"cifar10": 0.65, "stand-in": 0.85}[held_out.source.kind]
assert share_right > 0.45, (
    f"only {share_right:.0%} of new photographs are sorted rightly, hardly better than guessing: was the network trained, with each image and its own kind, and do you take the most probable one?"
)
assert share_right >= share_needed, (
    f"only {share_right:.0%} of new photographs are sorted rightly: train longer, with a suitable learning rate, on all of the images, or take a better network"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · Among the best three (1 point)
#
# A photograph of a dog that is called "cat 40 %, dog 38 %" isn't quite wrong. **Top-k accuracy** counts an answer as right if the right class is among the `k` with the largest probability.


# %% exercise="top_k_accuracy" todo="share of images whose right class is among the k largest probabilities"
def top_k_accuracy(probabilities, labels, k):
    """Share of examples whose right class is among the k most probable ones.

    Args:
        probabilities: float (n, classes); no two of a row are equal.
        labels: int (n,), the right classes.
        k: how many answers count, from 1 to classes.

    Returns:
        A float from 0 to 1.
    """
    ### BEGIN SOLUTION
    best = np.argsort(probabilities, axis=1)[:, -k:]
    return float(np.mean((best == labels[:, None]).any(axis=1)))
    ### END SOLUTION


# %% check="top_k_accuracy" points=1
three_rows = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.2, 0.5, 0.3]])
assert np.isclose(top_k_accuracy(three_rows, np.array([0, 2, 1]), 1), 1), (
    "with k=1 it is the ordinary accuracy, and here every right class has the largest probability (argsort puts the largest last)"
)
assert np.isclose(top_k_accuracy(three_rows, np.array([2, 0, 0]), 1), 0), (
    "with k=1 only the largest probability counts, and here every right class has the smallest"
)
assert np.isclose(top_k_accuracy(three_rows, np.array([1, 1, 0]), 2), 2 / 3), (
    "two of three rows have their right class among the best two, counted along each row: not only the second best counts, and not only the best"
)
### BEGIN HIDDEN TESTS
top_rng = rng("top_k_accuracy")
for _ in range(8):
    n_rows, n_classes = int(top_rng.integers(5, 30)), int(top_rng.integers(4, 10))
    scores = top_rng.permuted(np.tile(np.linspace(0.01, 1, n_classes), (n_rows, 1)), axis=1)
    scores /= scores.sum(axis=1, keepdims=True)
    right_ones = top_rng.integers(0, n_classes, size=n_rows)
    for k in (1, 2, n_classes - 1, n_classes):
        larger = (scores > scores[np.arange(n_rows), right_ones][:, None]).sum(axis=1)
        share_found = top_k_accuracy(scores, right_ones, k)
        assert 0 <= share_found <= 1, (
            "a share lies between 0 and 1: divide by the number of examples"
        )
        assert np.isclose(share_found, np.mean(larger < k)), (
            "the share is wrong for some k: count the rows whose right class is among the k largest"
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 8 · Two values to work out (1 point)

# %% [markdown] quiz="weights_with_batch_norm"

# %% [markdown] quiz="steps_of_training"

# %% [markdown]
# ## Before you hand in
#
# Choose **Kernel → Restart Kernel and Run All Cells…** and look through the notebook from top to bottom. What works only because of a cell that you have deleted since will fail now, and not when it is graded.
