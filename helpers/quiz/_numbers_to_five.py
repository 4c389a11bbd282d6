"""Questions with fresh numbers about chapters 1 to 5. Each knows the mistakes that are made."""

from __future__ import annotations

import math

import numpy as np

from helpers.quiz._template import Made, among, template, whole


@template(chapter=1)
def _neuron_answer(random: np.random.Generator) -> Made:
    w1, w2, b = (among(random, -1.5, -0.5, 0.5, 1.5, 2.5) for _ in range(3))
    x1, x2 = whole(random, 1, 3), whole(random, -2, 2)
    z = w1 * x1 + w2 * x2 + b

    def sigmoid(value: float) -> float:
        return 1 / (1 + math.exp(-value))

    return Made(
        f"A sigmoid neuron has the weights {w1} and {w2} and the bias {b}. What does it answer "
        f"to the input ({x1}, {x2})? Two digits after the point.",
        sigmoid(z),
        0.006,
        f"The weighted sum is {w1} · {x1} + {w2} · {x2} + {b} = {z:g}, and the sigmoid of that "
        f"is {sigmoid(z):.3f}.",
        (
            (z, "That is the weighted sum. The sigmoid is still to come."),
            (sigmoid(z - b), "The bias is missing."),
            (sigmoid(-z), "The sign in the exponent: it is 1 / (1 + e to the power of *minus* z)."),
            (math.tanh(z), "That is tanh."),
        ),
    )


@template(chapter=1)
def _one_step(random: np.random.Generator) -> Made:
    w, slope = among(random, -2.0, -0.5, 0.5, 1.5, 3.0), among(random, -4.0, -1.5, 2.0, 5.0)
    rate = among(random, 0.1, 0.2, 0.5)
    return Made(
        f"A weight is {w}. The slope of the loss there is {slope}, the learning rate {rate}. "
        "Where is the weight after one step of gradient descent?",
        w - rate * slope,
        0.001,
        f"Against the slope, and as far as rate times slope: {w} − {rate} · ({slope}) = "
        f"{w - rate * slope:g}.",
        (
            (w + rate * slope, "That is uphill: step against the slope."),
            (w - slope, "The learning rate is missing."),
            (-rate * slope, "That is the step. It starts from where the weight is."),
            (w - math.copysign(rate, slope), "The length of the step depends on the slope, too."),
        ),
    )


@template(chapter=2)
def _dense_weights(random: np.random.Generator) -> Made:
    n, a, b, c = (
        whole(random, 10, 40),
        whole(random, 8, 32),
        whole(random, 4, 16),
        whole(random, 2, 7),
    )
    right = (n + 1) * a + (a + 1) * b + (b + 1) * c
    return Made(
        f"{n} inputs, dense layers with {a}, {b} and {c} neurons, dropout between them. How many "
        "weights and biases does the network have?",
        right,
        0.1,
        f"Each neuron has a weight for everything that it hears, and a bias: {n + 1} · {a} + "
        f"{a + 1} · {b} + {b + 1} · {c} = {right:,}. Dropout has none.",
        (
            (n * a + a * b + b * c, "These are the weights. Each neuron has a bias, too."),
            (n * a * b * c, "Layers don't multiply. Count one after the other, and add."),
            ((n + 1) * a + (a + 1) * b, "The last layer is missing."),
            (right + a + b, "Have you counted something for the dropout? It has no weights."),
        ),
    )


@template(chapter=2)
def _softmax_share(random: np.random.Generator) -> Made:
    logits = [float(v) for v in random.choice([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0], 3, replace=False)]
    powers = [math.exp(v) for v in logits]
    share = powers[0] / sum(powers)
    return Made(
        f"Softmax gets the logits {logits[0]}, {logits[1]} and {logits[2]}. What is its share for "
        "the **first** class? Two digits after the point.",
        share,
        0.006,
        f"e to the power of each: {powers[0]:.3f}, {powers[1]:.3f}, {powers[2]:.3f}. The first, "
        f"divided by all three: {share:.3f}.",
        (
            (logits[0] / (sum(logits) or 1), "Softmax takes e to the power of each logit first."),
            (
                1 / (1 + math.exp(-logits[0])),
                "That is the sigmoid of one logit. Shares depend on all three.",
            ),
            (powers[0], "That is e to the power of the logit. It has to be divided by all three."),
            (powers[0] / (sum(powers) - powers[0]), "Divide by all three, the first one included."),
        ),
    )


@template(chapter=2)
def _dropout_on(random: np.random.Generator) -> Made:
    value, rate = among(random, 0.4, 0.9, 1.2, 2.0), among(random, 0.2, 0.25, 0.4, 0.5)
    return Made(
        f"A value of {value} goes through a Keras dropout layer with rate {rate}, in training, and "
        "is *not* switched off. What comes out? Two digits after the point.",
        value / (1 - rate),
        0.011,
        f"What stays on makes up for what is off: {value} / (1 − {rate}) = "
        f"{value / (1 - rate):.3f}.",
        (
            (value, "That is what comes out when the network is *used*. This is training."),
            (value * (1 - rate), "It has to become larger, so that the mean stays the same."),
            (value / rate, "Divide by the share that stays on, not by the rate."),
            (
                value * (1 + rate),
                "Nearly: with a rate of 0.5 half is missing, and what is left must double.",
            ),
        ),
    )


@template(chapter=3)
def _map_side(random: np.random.Generator) -> Made:
    n, k = whole(random, 20, 60), whole(random, 2, 7)
    s, p = whole(random, 2, 4), whole(random, 1, 3)
    side = (n + 2 * p - k) // s + 1
    return Made(
        f"An image of {n}×{n} pixels, a filter of {k}×{k}, stride {s}, a padding of {p} on "
        "each side. How long is the side of the map?",
        side,
        0.1,
        f"({n} + 2 · {p} − {k}) / {s}, rounded down, plus 1: {side}.",
        (
            ((n + 2 * p - k) // s, "One is missing: the first place counts, too."),
            ((n + p - k) // s + 1, "Padding is on both sides, so it counts twice."),
            (n + 2 * p - k + 1, "That would be stride 1."),
            (side**2, "That is how many numbers the map has. Asked is its side."),
            ((n - k) // s + 1, "The padding is missing."),
        ),
    )


@template(chapter=3)
def _filter_weights(random: np.random.Generator) -> Made:
    k, c, f, n = (
        whole(random, 2, 5),
        whole(random, 2, 16),
        whole(random, 4, 64),
        whole(random, 16, 99),
    )
    right = f * (k * k * c + 1)
    return Made(
        f"`Conv2D({f}, {k})` on maps of {n}×{n} with {c} channels: how many weights and biases?",
        right,
        0.1,
        f"Each of the {f} filters has {k} · {k} · {c} weights and a bias: {f} · {k * k * c + 1} = "
        f"{right:,}. The size of the map doesn't matter.",
        (
            (f * k * k * c, "Each filter has a bias, too."),
            (f * (k * k + 1), "A filter has weights for every channel that comes in."),
            (f * c * (k * k + 1), "One bias for each filter, not for each channel."),
            (right * n * n, "The same weights are used at every place."),
        ),
    )


@template(chapter=4)
def _smoothed_target(random: np.random.Generator) -> Made:
    classes, smoothing = int(among(random, 4, 5, 10, 20)), among(random, 0.1, 0.2, 0.3)
    right = 1 - smoothing + smoothing / classes
    return Made(
        f"{classes} classes, label smoothing {smoothing}: the share {smoothing} is taken from the "
        "right class and spread evenly over *all* classes. What is the target of the right class? "
        "Three digits after the point.",
        right,
        0.0011,
        f"1 − {smoothing} + {smoothing} / {classes} = {right:.4f}.",
        (
            (1 - smoothing, "The right class gets its part of what is spread, too."),
            (smoothing / classes, "That is the target of a wrong class."),
            (
                1 - smoothing / classes,
                "First the whole share is taken away, then a part of it comes back.",
            ),
        ),
    )


@template(chapter=4)
def _normalized(random: np.random.Generator) -> Made:
    mean, root = whole(random, -3, 5), whole(random, 2, 5)
    value = mean + among(random, -2, -1, 1, 2, 3) * root
    gamma, beta = among(random, 0.5, 2.0, 3.0), among(random, -1.0, 0.5, 1.0)
    right = gamma * (value - mean) / root + beta
    return Made(
        f"Batch normalization has collected a mean of {mean} and a variance of {root**2}, and has "
        f"learned γ = {gamma} and β = {beta}. What does it make of the value {value:g}?",
        right,
        0.01,
        f"({value:g} − {mean}) / {root} = {(value - mean) / root:g}, times {gamma}, plus {beta}: "
        f"{right:g}.",
        (
            ((value - mean) / root, "γ and β are still to come."),
            (gamma * (value - mean) / root**2 + beta, "Divide by the root of the variance."),
            (gamma * (value - mean) / root, "β is missing."),
            (gamma * value / root + beta, "The mean is taken away first."),
        ),
    )


@template(chapter=5)
def _lstm_weights(random: np.random.Generator) -> Made:
    units, features, steps = whole(random, 5, 60), whole(random, 1, 6), whole(random, 10, 50)
    block = units * (units + features + 1)
    return Made(
        f"`LSTM({units})` on sequences of {steps} steps with {features} features: how many weights "
        "and biases?",
        4 * block,
        0.1,
        f"Three gates and the news, each with {units} · ({features} + {units} + 1) = "
        f"{block:,}: four "
        f"times that is {4 * block:,}. The number of steps doesn't matter.",
        (
            (block, "That is a simple recurrent layer. An LSTM has this block four times."),
            (3 * block, "Three gates, yes. There is also what is to be written."),
            (4 * units * (units + features), "The biases are missing."),
            (4 * units * (features + 1), "Each unit also hears the old state of all units."),
            (4 * block * steps, "The same weights are used at every step."),
        ),
    )


@template(chapter=5)
def _what_is_left(random: np.random.Generator) -> Made:
    factor, steps = among(random, 0.5, 0.7, 0.8, 0.9), whole(random, 4, 12)
    return Made(
        f"On its way back through a recurrent network a gradient is multiplied by {factor} at each "
        f"step. Which share of it is left after {steps} steps? Three digits after the point.",
        factor**steps,
        0.0011,
        f"{factor} to the power of {steps}: {factor**steps:.4f}. That is the vanishing gradient.",
        (
            (factor * steps, "Factors multiply, they don't add up."),
            (max(0.0, 1 - steps * (1 - factor)), "Each step takes a share of *what is left*."),
            (factor ** (steps - 1), "One step too few."),
            (1 - factor**steps, "That is the share that is lost."),
        ),
    )


@template(chapter=5)
def _windows(random: np.random.Generator) -> Made:
    n, t, h = whole(random, 50, 200), whole(random, 5, 24), whole(random, 1, 6)
    right = n - t - h + 1
    return Made(
        f"A series of {n} values is cut into windows of {t} values. The target of a window is the "
        f"value {h} step{'s' if h > 1 else ''} behind its last one. How many windows with a target "
        "are there, if each starts one step after the one before?",
        right,
        0.1,
        f"The last target is value {n}, so the last window ends {h} before it: {n} − {t} − {h} + 1 "
        f"= {right}.",
        (
            (n - t + 1, "These windows are there, but not all of them have a target."),
            (right - 1, "One is missing: the first window counts, too."),
            (n // t, "The windows overlap."),
        ),
    )
