"""Questions with fresh numbers about chapters 6 to 10. Each knows the mistakes that are made."""

from __future__ import annotations

import math

import numpy as np

from helpers.quiz._template import Made, among, template, whole


@template(chapter=6)
def _compression(random: np.random.Generator) -> Made:
    side, code = int(among(random, 28, 32, 48, 64)), int(among(random, 8, 16, 32))
    factor = side * side / (4 * code)
    return Made(
        f"Grey images of {side}×{side} pixels, one byte each, become codes of {code} numbers of "
        "type float32. By which factor are they compressed? One digit after the point.",
        factor,
        0.06,
        f"{side * side:,} bytes become {code} · 4 = {4 * code} bytes: {factor:.2f}. (The decoder "
        "isn't counted, and what comes back isn't quite the same.)",
        (
            (side * side / code, "A float32 takes four bytes, a pixel one."),
            (4 * code / (side * side), "The other way round: before, divided by after."),
            (side / (4 * code), "An image has side times side pixels."),
        ),
    )


@template(chapter=6)
def _rings(random: np.random.Generator) -> Made:
    normal, strange = 100 * whole(random, 5, 40), 10 * whole(random, 2, 12)
    false, found = among(random, 0.01, 0.02, 0.05), among(random, 0.7, 0.8, 0.9)
    right = normal * false + strange * found
    return Made(
        f"The threshold of an anomaly detector lets {false:.0%} of normal pictures ring, and finds "
        f"{found:.0%} of the strange ones. {normal:,} normal and {strange} strange pictures come "
        "in. How many rings do you expect?",
        right,
        0.1,
        f"{false} · {normal:,} = {normal * false:g} false ones and {found} · {strange} = "
        f"{strange * found:g} true ones: {right:g}.",
        (
            (strange * found, "It rings for some of the normal ones, too."),
            (
                strange,
                "It doesn't find all of the strange ones, and rings for some of the normal ones.",
            ),
            ((normal + strange) * false, "The strange ones ring more often than that."),
            (normal * false + strange * (1 - found), "These are the strange ones that it misses."),
        ),
    )


@template(chapter=7)
def _generator_loss(random: np.random.Generator) -> Made:
    d = among(random, 0.05, 0.1, 0.2, 0.3, 0.7)
    return Made(
        f'A discriminator answers "real" to a made picture with {d}. What does the generator pay '
        'for it (binary cross-entropy, with the target "real")? Two digits after the point.',
        -math.log(d),
        0.006,
        f"The generator wants a 1 here: −ln {d} = {-math.log(d):.3f}.",
        (
            (
                -math.log(1 - d),
                "That is what the discriminator pays. The generator wants the answer 1.",
            ),
            (math.log(d), "The sign: a loss is minus the logarithm."),
            ((1 - d) ** 2, "That is the squared error."),
            (-math.log10(d), "The natural logarithm is meant."),
        ),
    )


@template(chapter=7)
def _discriminator_loss(random: np.random.Generator) -> Made:
    real, made = among(random, 0.6, 0.8, 0.9), among(random, 0.1, 0.3, 0.4)
    right = -(math.log(real) + math.log(1 - made)) / 2
    return Made(
        f'A discriminator answers "real" with {real} to a real picture and with {made} to a made '
        "one. What is the mean of its two cross-entropies? Two digits after the point.",
        right,
        0.006,
        f"−ln {real} = {-math.log(real):.3f} for the real one, −ln(1 − {made}) = "
        f"{-math.log(1 - made):.3f} for the made one; their mean is {right:.3f}.",
        (
            (2 * right, "That is the sum. The mean was asked for."),
            (
                -(math.log(real) + math.log(made)) / 2,
                "For the made one the right answer is 0, so it pays for what is missing to 0.",
            ),
            (-math.log(real), "The made picture counts as well."),
        ),
    )


@template(chapter=8)
def _attention_weight(random: np.random.Generator) -> Made:
    d = int(among(random, 4, 16, 64))
    first, second = whole(random, 2, 9), whole(random, -4, 1)
    gap = (first - second) / math.sqrt(d)
    right = 1 / (1 + math.exp(-gap))
    return Made(
        f"A query of {d} numbers has the dot products {first} and {second} with two keys. What "
        "weight does the first key get in scaled dot-product attention? Two digits after "
        "the point.",
        right,
        0.006,
        f"Divided by √{d} = {math.sqrt(d):g} the scores are {first / math.sqrt(d):.3f} and "
        f"{second / math.sqrt(d):.3f}; softmax gives the first one {right:.3f}.",
        (
            (
                1 / (1 + math.exp(second - first)),
                "The scores are divided by the root of the length first.",
            ),
            (1 / (1 + math.exp((second - first) / d)), "Divide by the *root* of the length."),
            (1 - right, "That is the weight of the second key."),
            (
                first / ((first + second) or 1),
                "Shares come from softmax, not from dividing the scores.",
            ),
        ),
    )


@template(chapter=8)
def _pairs_looked_at(random: np.random.Generator) -> Made:
    n = whole(random, 8, 120)
    right = n * (n + 1) // 2
    return Made(
        f"A text has {n} tokens. With a causal mask, each may look at itself and at what comes "
        "before it. How many pairs of places are that?",
        right,
        0.1,
        f"1 + 2 + … + {n} = {n} · {n + 1} / 2 = {right:,}.",
        (
            (n * n, "That would be without the mask."),
            (n * (n - 1) // 2, "Each place may look at itself, too."),
            (2 * n - 1, "Not only at the one before: at all of them."),
        ),
    )


@template(chapter=8)
def _at_temperature(random: np.random.Generator) -> Made:
    gap, heat = among(random, 1.0, 2.0, 3.0), among(random, 0.5, 2.0, 4.0)
    right = 1 / (1 + math.exp(-gap / heat))
    return Made(
        f"A language model gives two tokens the logits {gap} and 0. What is the share of the first "
        f"one at temperature {heat}? Two digits after the point.",
        right,
        0.006,
        f"The logits are divided by the temperature: {gap / heat:g} and 0. Softmax gives "
        f"{right:.3f}.",
        (
            (
                1 / (1 + math.exp(-gap * heat)),
                "The logits are divided by the temperature, not multiplied.",
            ),
            (1 / (1 + math.exp(-gap)), "That is its share at temperature 1."),
            (1 / (1 + math.exp(-gap)) / heat, "It is the logits that are divided, not the shares."),
            (1 - right, "That is the share of the second one."),
        ),
    )


@template(chapter=9)
def _new_head(random: np.random.Generator) -> Made:
    side, c = whole(random, 2, 7), int(among(random, 64, 128, 512))
    m, k = int(among(random, 32, 64, 256)), whole(random, 2, 9)
    right = (side * side * c + 1) * m + (m + 1) * k
    return Made(
        f"A frozen base gives maps of {side}×{side}×{c}. Behind it: `Flatten`, `Dense({m})`, "
        f"`Dense({k})`. How many weights and biases are trained?",
        right,
        0.1,
        f"({side * side * c:,} + 1) · {m} + ({m} + 1) · {k} = {right:,}. Nothing of the "
        "base moves.",
        (
            (side * side * c * m + m * k, "The biases are missing."),
            (
                (c + 1) * m + (m + 1) * k,
                "That would be right behind global average pooling. `Flatten` keeps all places.",
            ),
            ((side * side * c + 1) * m, "The last layer is missing."),
        ),
    )


@template(chapter=9)
def _still_norm(random: np.random.Generator) -> Made:
    c = int(among(random, 16, 32, 64, 256))
    return Made(
        f"A batch normalization layer with {c} channels is *not* frozen. How many of its numbers "
        "does Keras call non-trainable?",
        2 * c,
        0.1,
        f"The collected means and variances, {c} of each: {2 * c}. They do change in "
        "training, but not by "
        f"gradient descent. γ and β, {2 * c} more, are trained.",
        (
            (4 * c, "That is how many it has in all. γ and β are trained."),
            (0, "Means and variances are collected, not trained by gradient descent."),
            (c, "There is a mean *and* a variance for each channel."),
        ),
    )


@template(chapter=10)
def _found_or_right(random: np.random.Generator) -> Made:
    hit, false, missed = whole(random, 10, 60), whole(random, 3, 40), whole(random, 2, 30)
    rest = 100 * whole(random, 2, 9)
    recall = bool(random.integers(2))
    right = hit / (hit + missed) if recall else hit / (hit + false)
    other = hit / (hit + false) if recall else hit / (hit + missed)
    what = "recall" if recall else "precision"
    return Made(
        f"A test for a disease: {hit} sick people are found, {missed} are missed, {false} healthy "
        f"ones are alarmed, {rest} healthy ones are left in peace. What is the **{what}**? Two "
        "digits after the point.",
        right,
        0.006,
        (
            f"Recall: of all the sick ones, how many are found? {hit} / {hit + missed} = "
            f"{right:.3f}."
            if recall
            else f"Precision: of all the alarms, how many are right? {hit} / "
            f"{hit + false} = {right:.3f}."
        ),
        (
            (other, f"That is the {'precision' if recall else 'recall'}."),
            ((hit + rest) / (hit + missed + false + rest), "That is the accuracy."),
            (
                hit / (hit + missed + false + rest),
                "Divide by the sick ones, or by the alarms, not by everybody.",
            ),
        ),
    )


@template(chapter=10)
def _uncertainty(random: np.random.Generator) -> Made:
    n, share = int(among(random, 400, 1000, 2500, 10000)), among(random, 0.8, 0.9, 0.95, 0.98)
    error = math.sqrt(share * (1 - share) / n)
    return Made(
        f"A network gets {share:.0%} of {n:,} test images right. How many **percentage "
        "points** are "
        "two standard errors? One digit after the point.",
        200 * error,
        0.06,
        f"√({share} · {1 - share:.2f} / {n:,}) = {error:.4f}; two of them are "
        f"{200 * error:.2f} points.",
        (
            (100 * error, "That is one standard error."),
            (2 * error, "That is a share. In percentage points it is a hundred times as much."),
            (200 * share * (1 - share) / n, "The root is missing."),
            (200 * math.sqrt(share * (1 - share)), "How many images were there?"),
        ),
    )


@template(chapter=10)
def _cosine(random: np.random.Generator) -> Made:
    peak, steps = among(random, 0.001, 0.01, 0.1), int(among(random, 300, 600, 1200))
    part, done = random.choice([(3, 1), (3, 2), (4, 1), (4, 3)])
    step = steps * int(done) // int(part)
    right = peak * (1 + math.cos(math.pi * step / steps)) / 2
    return Made(
        f"A learning rate falls from {peak} to 0 along half a cosine wave, over {steps} "
        "steps. What "
        f"is it at step {step}, **in thousandths of {peak}**? (At the start it is 1000.)",
        1000 * right / peak,
        2,
        f"(1 + cos(π · {step} / {steps})) / 2 = {right / peak:.3f} of {peak}.",
        (
            (1000 * (1 - step / steps), "That would be a straight line."),
            (
                1000 * math.cos(math.pi / 2 * step / steps),
                "That is a quarter of a wave, from 1 to 0. Half a wave runs from 1 to −1 "
                "and is moved up.",
            ),
            (
                1000 * (1 + math.cos(math.pi * step / steps)),
                "Divided by 2: the wave runs from 1 to −1.",
            ),
        ),
    )
