# %% [markdown]
# # 7 · GANs: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](07_gan_lesson.ipynb) has all that you need, in another variant:
#
# | | in the lesson | here |
# |---|---|---|
# | discriminator's loss | targets 1 and 0 | targets **smoothed on one side** |
# | training step | cross-entropy, Adam, one step each | **Wasserstein**, clipped weights, several steps of the critic |
# | keeping a critic gentle | clipped weights | **gradient penalty**, worked out by hand |
# | counting digits | compared with an even mix | compared with **the mix of the real data** |
# | generator | 28×28, grey, two steps up | **as many steps as you are told, in colour** |
# | walk through the latent space | straight | **along an arc** |
#
# Twelve points in all: 10 for code, 1 for two short questions, 1 for a written answer. Nothing here needs long training.

# %%
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · Three losses from logits (2 points)
#
# A discriminator that is too sure of itself teaches little. **One-sided label smoothing** takes, say, 0.9 as the target for real images in place of 1. The target for made images stays 0. With $D = \sigma(\text{logit})$ and $s$ for the smoothed target:
#
# $$L_D = -\,\text{mean}\bigl[\,s \ln D(x) + (1 - s) \ln (1 - D(x))\,\bigr] \;-\; \text{mean}\bigl[\ln (1 - D(G(z)))\bigr]$$
#
# The generator has two losses to choose from, both to be made *small*. Neither knows of smoothing:
#
# $$L_\text{saturating} = \text{mean}\bigl[\ln (1 - D(G(z)))\bigr] \qquad\qquad L_\text{non-saturating} = -\,\text{mean}\bigl[\ln D(G(z))\bigr]$$
#
# Write `gan_losses` in NumPy, from **logits**. It must give good numbers for logits of ±1000 as well. There may be more real images than made ones.


# %% exercise="gan_losses" todo="return the discriminator's loss, the saturating and the non-saturating loss of the generator"
def gan_losses(on_real, on_fake, smooth):
    """The losses of discriminator and generator, from logits.

    Args:
        on_real: the discriminator's logits on real images, float (n, 1).
        on_fake: its logits on made images, float (m, 1).
        smooth: target for real images, between 0.5 and 1.

    Returns:
        (discriminator, saturating, non_saturating), three numbers.
    """
    ### BEGIN SOLUTION
    minus_ln_real, minus_ln_not_real = np.logaddexp(0, -on_real), np.logaddexp(0, on_real)
    minus_ln_fake, minus_ln_not_fake = np.logaddexp(0, -on_fake), np.logaddexp(0, on_fake)
    discriminator = np.mean(smooth * minus_ln_real + (1 - smooth) * minus_ln_not_real)
    discriminator += np.mean(minus_ln_not_fake)
    return discriminator, -np.mean(minus_ln_not_fake), np.mean(minus_ln_fake)
    ### END SOLUTION


# %% check="gan_losses" points=2
guessing = gan_losses(np.zeros((4, 1)), np.zeros((2, 1)), 0.9)
assert len(guessing) == 3 and all(np.ndim(loss) == 0 for loss in guessing), (
    "return three numbers: discriminator, saturating, non-saturating"
)
d_guess, saturating_guess, other_guess = (float(loss) for loss in guessing)
assert abs(d_guess - np.log(2)) > 1e-6, (
    "the discriminator's loss has two parts that are added, one for real and one for made images; don't average over both"
)
assert abs(d_guess - 2 * np.log(2)) < 1e-6, (
    "a discriminator that answers 0.5 to everything loses ln 2 on real and ln 2 on made images, whatever the smoothing; are the means taken over each side by itself?"
)
assert saturating_guess < 0 < other_guess, (
    "the saturating loss is the mean of ln(1 - D), which is negative; the other one is minus the mean of ln D, which is positive"
)
d_sure, saturating_sure, other_sure = (
    float(loss) for loss in gan_losses(np.full((3, 1), 2.0), np.full((3, 1), -2.0), 0.8)
)
part = float(np.log1p(np.exp(-2.0)))  # -ln(sigmoid(2))
assert abs(d_sure - 2 * part) > 1e-6, "the target for real images must be smoothed"
assert abs(d_sure - 2 * (part + 0.2 * 2.0)) > 1e-6, (
    "smoothing is one-sided: the target for made images stays 0"
)
assert_close(
    d_sure,
    part + 0.2 * 2.0 + part,
    "the discriminator's loss is off: target smooth for real images, 0 for made ones",
)
assert abs(saturating_sure) < abs(other_sure), (
    "the discriminator sees through these images: there the saturating loss is nearly flat and small, the other one is large; did you swap them?"
)
extreme = gan_losses(np.array([[1000.0], [-1000.0]]), np.array([[1000.0], [-1000.0]]), 0.9)
assert all(np.isfinite(loss) for loss in extreme), (
    "logits of 1000 give inf or nan: don't take the logarithm of a sigmoid; ln(1 + e^x) has a stable form, np.logaddexp"
)
### BEGIN HIDDEN TESTS
loss_rng = rng("gan_losses")
for scale in (1.0, 3.0, 400.0):
    n_real, n_fake = (int(n) for n in loss_rng.integers(3, 20, size=2))
    logits_real = loss_rng.normal(scale=scale, size=(n_real + 1, 1))
    logits_fake = loss_rng.normal(scale=scale, size=(n_fake, 1))
    target = float(loss_rng.uniform(0.6, 0.97))
    # ln(1 + e^x) is x for large x; the rest stays small.
    soft_plus = [
        np.maximum(v, 0) + np.log1p(np.exp(-np.abs(v)))
        for v in (-logits_real, logits_real, -logits_fake, logits_fake)
    ]
    right_d = float(
        np.mean(target * soft_plus[0] + (1 - target) * soft_plus[1]) + np.mean(soft_plus[3])
    )
    found_losses = gan_losses(logits_real, logits_fake, target)
    assert_close(
        found_losses[0],
        right_d,
        "the discriminator's loss is off for fresh logits: a mean over the real ones and a mean over the made ones, added",
        atol=1e-5,
        rtol=1e-5,
    )
    assert_close(
        found_losses[1],
        -float(np.mean(soft_plus[3])),
        "the saturating loss is off for fresh logits: the mean of ln(1 - D) over the made images",
        atol=1e-5,
        rtol=1e-5,
    )
    assert_close(
        found_losses[2],
        float(np.mean(soft_plus[2])),
        "the non-saturating loss is off for fresh logits: minus the mean of ln D over the made images",
        atol=1e-5,
        rtol=1e-5,
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · A round of Wasserstein training (2.5 points)
#
# A **critic** has no sigmoid ([the lesson](07_gan_lesson.ipynb#Another-listener:-the-Wasserstein-critic) introduces it). It gives every image a mark, without limits, and tries to mark real images higher than made ones. So that marks can't grow for ever, all its weights and biases are kept in a box: after each of its steps they are **clipped** to the range from −`clip` to `clip`. The critic makes several steps for each one of the generator.
#
# $$L_\text{critic} = \text{mean}\,C(G(z)) - \text{mean}\,C(x) \qquad\qquad L_\text{generator} = -\,\text{mean}\,C(G(z))$$
#
# Write `wasserstein_round`:
#
# 1. For each batch of real images, with the batch of noise of the same number: the gradient of $L_\text{critic}$ with respect to the **critic's** weights, a step downhill, $w \leftarrow w - \text{rate} \cdot \text{gradient}$, then clip.
# 2. Then, once, with the last batch of noise: the gradient of $L_\text{generator}$ with respect to the **generator's** weights, and a step downhill. The generator isn't clipped, and the critic stays as it is.
#
# There is one batch of noise more than there are batches of real images. Plain steps downhill, no Adam. You may change the models that you are given.


# %% exercise="wasserstein_round" todo="a step and a clip of the critic for each real batch, then one step of the generator"
def wasserstein_round(generator, critic, real_batches, noise_batches, rate, clip):
    """Trains a critic for some steps, then a generator for one.

    Args:
        generator: Keras model, noise (n, latent_dim) → images (n, pixels).
        critic: Keras model, images (n, pixels) → marks (n, 1).
        real_batches: list of k arrays, float32 (n, pixels).
        noise_batches: list of k + 1 arrays, float32 (n, latent_dim); the last one is for the
            generator's step.
        rate: learning rate of both.
        clip: largest size of a weight or bias of the critic.

    Returns:
        (generator's weights, critic's weights) after the round: two lists of arrays, as
        `get_weights()` gives them.
    """
    ### BEGIN SOLUTION
    for real, noise in zip(real_batches, noise_batches[:-1], strict=True):
        fake = generator(noise)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(critic(fake)) - tf.reduce_mean(critic(real))
        gradients = tape.gradient(loss, critic.trainable_variables)
        for weight, gradient in zip(critic.trainable_variables, gradients, strict=True):
            weight.assign(tf.clip_by_value(weight - rate * gradient, -clip, clip))
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(critic(generator(noise_batches[-1])))
    gradients = tape.gradient(loss, generator.trainable_variables)
    for weight, gradient in zip(generator.trainable_variables, gradients, strict=True):
        weight.assign_sub(rate * gradient)
    return generator.get_weights(), critic.get_weights()
    ### END SOLUTION


# %% check="wasserstein_round" points=2.5 tags=["may-change-arguments"]
def small_pair(weights):
    """Generator 3 → 4 (tanh) and critic 4 → 5 (tanh) → 1 with the six arrays of weights."""
    maker = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="tanh")])
    marker = keras.Sequential(
        [keras.Input((4,)), layers.Dense(5, activation="tanh"), layers.Dense(1)]
    )
    maker.set_weights(weights[:2])
    marker.set_weights(weights[2:])
    return maker, marker


first_random = np.random.default_rng(7)
first_weights = [
    first_random.normal(scale=0.3, size=s).astype("float32")
    for s in ((3, 4), (4,), (4, 5), (5,), (5, 1), (1,))
]
first_real = [(1 + first_random.normal(size=(6, 4))).astype("float32") for _ in range(2)]
first_noise = [first_random.normal(size=(6, 3)).astype("float32") for _ in range(3)]


def marks(w, x):
    return np.mean(np.tanh(x @ w[2] + w[3]) @ w[4] + w[5])


def made(w, z):
    return np.tanh(z @ w[0] + w[1])


nothing_seen = wasserstein_round(*small_pair(first_weights), [], first_noise[:1], 0.1, 9.0)
assert len(nothing_seen) == 2, "return two lists of weights: the generator's and the critic's"
assert len(nothing_seen[0]) == 2 and len(nothing_seen[1]) == 4, (
    "return the generator's weights first, then the critic's, as get_weights() gives them"
)
assert all(np.allclose(a, b) for a, b in zip(nothing_seen[1], first_weights[2:], strict=True)), (
    "without a real batch the critic must stay as it is: the generator's step has moved it"
)
assert not np.allclose(nothing_seen[0][0], first_weights[0], atol=1e-6), (
    "the generator hasn't moved: the gradient has to run through the critic to the generator's weights"
)
after_step = [*nothing_seen[0], *first_weights[2:]]
assert marks(first_weights, made(after_step, first_noise[0])) > marks(
    first_weights, made(first_weights, first_noise[0])
), "after the generator's step the critic marks its images lower than before: wrong sign"
seen_once = wasserstein_round(
    *small_pair(first_weights), first_real[:1], first_noise[:2], 0.01, 9.0
)
assert not np.allclose(seen_once[1][0], first_weights[2], atol=1e-6), (
    "the critic hasn't moved, although it was shown a batch of real images"
)
critic_after = [*first_weights[:2], *seen_once[1]]


def lead(w):
    return marks(w, first_real[0]) - marks(w, made(first_weights, first_noise[0]))


assert lead(critic_after) > lead(first_weights), (
    "after its step the critic marks real images lower, compared with made ones: wrong sign"
)
in_box = wasserstein_round(*small_pair(first_weights), first_real, first_noise, 0.1, 0.05)
assert all(np.abs(w).max() <= 0.05 + 1e-6 for w in in_box[1]), (
    "some of the critic's weights or biases are larger than clip: clip all of them, after the step"
)
assert np.abs(in_box[0][0]).max() > 0.1, "the generator's weights mustn't be clipped"
### BEGIN HIDDEN TESTS
round_rng = rng("wasserstein_round")


def slopes(w, x, down):
    """Gradients of sum(down * marks) by the critic's weights and by x."""
    h = np.tanh(x @ w[2] + w[3])
    dh = down @ w[4].T * (1 - h**2)
    return [x.T @ dh, dh.sum(axis=0), h.T @ down, down.sum(axis=0)], dh @ w[2].T


for n_rounds, box in ((1, 9.0), (3, 9.0), (3, 0.2)):
    start = [round_rng.normal(scale=0.4, size=s).astype("float32") for s in
             ((3, 4), (4,), (4, 5), (5,), (5, 1), (1,))]  # fmt: skip
    n_seen = int(round_rng.integers(5, 9))
    batches = [
        (0.5 + round_rng.normal(size=(n_seen, 4))).astype("float32") for _ in range(n_rounds)
    ]
    noises = [round_rng.normal(size=(n_seen, 3)).astype("float32") for _ in range(n_rounds + 1)]
    step_size = float(round_rng.uniform(0.2, 0.4))
    w = [np.array(a, dtype=float) for a in start]
    for x, z in zip(batches, noises[:-1], strict=True):
        on_made, _ = slopes(w, made(w, z), np.full((n_seen, 1), 1 / n_seen))
        on_real, _ = slopes(w, x, np.full((n_seen, 1), -1 / n_seen))
        w[2:] = [
            np.clip(a - step_size * (m + r), -box, box)
            for a, m, r in zip(w[2:], on_made, on_real, strict=True)
        ]
    z = noises[-1]
    _, by_image = slopes(w, made(w, z), np.full((n_seen, 1), -1 / n_seen))
    by_sum = by_image * (1 - made(w, z) ** 2)
    w[:2] = w[0] - step_size * z.T @ by_sum, w[1] - step_size * by_sum.sum(axis=0)
    found_maker, found_critic = wasserstein_round(
        *small_pair(start), batches, noises, step_size, box
    )
    for got, right in zip(found_critic, w[2:], strict=True):
        assert_close(
            got,
            right,
            "the critic ends elsewhere: for every batch one plain step down the difference of means, made minus real, with the noise of the same number, then clip",
            atol=1e-4,
            rtol=1e-4,
        )
    for got, right in zip(found_maker, w[:2], strict=True):
        assert_close(
            got,
            right,
            "the generator ends elsewhere: one plain step, with the last noise, against the critic as it is after its own steps",
            atol=1e-4,
            rtol=1e-4,
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Gradient penalty, by hand (1.5 points)
#
# Clipping is crude. The **gradient penalty** asks for what is really meant: between real and made images, the critic's marks should change at rate 1. Take the critic
#
# $$C(x) = \sum_j v_j \tanh\Bigl(b_j + \sum_i x_i W_{ij}\Bigr)$$
#
# 1. Between each real image and the made one of the same number, take one point: $\hat x = \varepsilon\, x_\text{real} + (1 - \varepsilon)\, x_\text{made}$, each pair with its own $\varepsilon$.
# 2. At each of these points, work out the gradient of the mark **with respect to the image**, $\nabla C(\hat x)$. It is as long as an image. (The chain rule; the slope of tanh is $1 - \tanh^2$.)
# 3. The penalty is $\lambda \cdot \text{mean}\bigl[(\lVert\nabla C(\hat x)\rVert - 1)^2\bigr]$, where $\lVert\cdot\rVert$ is the length of each gradient.
#
# Write `gradient_penalty` in NumPy.


# %% exercise="gradient_penalty" todo="points in between, the slope of the critic there, and how far its length is from 1"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    """Gradient penalty of a critic with one hidden layer of tanh.

    Args:
        real: real images, float (n, pixels).
        made: made images, float (n, pixels).
        epsilon: where between the two, float (n,), 1 is at the real one.
        W: weights, float (pixels, hidden).
        b: biases, float (hidden,).
        v: weights of the output, float (hidden,).
        strength: λ, one number.

    Returns:
        The penalty, one number.
    """
    ### BEGIN SOLUTION
    between = epsilon[:, None] * real + (1 - epsilon[:, None]) * made
    slope = (v * (1 - np.tanh(between @ W + b) ** 2)) @ W.T
    return strength * np.mean((np.linalg.norm(slope, axis=1) - 1) ** 2)
    ### END SOLUTION


# %% check="gradient_penalty" points=1.5
# One hidden unit, and images at which its sum is 0: there tanh has slope 1, and the gradient is W·v.
two_real, two_made = np.zeros((2, 2)), np.zeros((2, 2))
straight = np.array([[3.0], [4.0]])
flat_penalty = gradient_penalty(
    two_real, two_made, np.array([0.5, 0.5]), straight, np.zeros(1), np.ones(1), 10.0
)
assert np.ndim(flat_penalty) == 0, "one number: the mean over the pairs"
assert abs(flat_penalty - 10 * (25 - 1) ** 2) > 1e-6, (
    "that is the squared length of the gradient: take the root before you subtract 1"
)
assert abs(flat_penalty - (5 - 1) ** 2) > 1e-6, "the penalty must be multiplied by strength"
assert abs(flat_penalty - 10 * (5 - 1)) > 1e-6, "the distance from 1 must be squared"
assert abs(flat_penalty - 10 * (50**0.5 - 1) ** 2) > 1e-6, (
    "each pair has a gradient and a length of its own: take the length along axis 1"
)
assert_close(flat_penalty, 160.0, "here every gradient is (3, 4), of length 5")
gentle = gradient_penalty(
    two_real, two_made, np.array([0.5, 0.5]), straight / 10, np.zeros(1), np.ones(1), 10.0
)
assert gentle > 1, "a gradient shorter than 1 costs something, too"
at_made = gradient_penalty(
    np.full((1, 2), 9.0), np.zeros((1, 2)), np.array([0.0]), straight, np.zeros(1), np.ones(1), 1.0
)
assert abs(at_made - 16) < 1e-6, (
    "epsilon = 0 is the made image, epsilon = 1 the real one; far out tanh is flat, so its slope must be in the gradient"
)
### BEGIN HIDDEN TESTS
penalty_rng = rng("gradient_penalty")
for n_pairs, n_pixels, n_units in ((6, 4, 3), (5, 3, 7)):
    pair_real = penalty_rng.normal(size=(n_pairs, n_pixels))
    pair_made = penalty_rng.normal(size=(n_pairs, n_pixels))
    eps = penalty_rng.random(n_pairs)
    crit_w = penalty_rng.normal(size=(n_pixels, n_units))
    crit_b, crit_v = penalty_rng.normal(size=n_units), penalty_rng.normal(size=n_units)
    lam = float(penalty_rng.uniform(2, 12))

    def mark(x, crit_w=crit_w, crit_b=crit_b, crit_v=crit_v):
        return np.tanh(x @ crit_w + crit_b) @ crit_v

    lengths = []
    for i in range(n_pairs):
        spot = eps[i] * pair_real[i] + (1 - eps[i]) * pair_made[i]
        numeric = [(mark(spot + 1e-5 * e) - mark(spot - 1e-5 * e)) / 2e-5 for e in np.eye(n_pixels)]
        lengths.append(np.sqrt(np.sum(np.square(numeric))))
    assert_close(
        gradient_penalty(pair_real, pair_made, eps, crit_w, crit_b, crit_v, lam),
        lam * np.mean((np.array(lengths) - 1) ** 2),
        "not the penalty that measured slopes give: each pair has its own epsilon, and the gradient is taken by the image, at the point in between",
        atol=1e-5,
        rtol=1e-5,
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Which classes are missing? (1.5 points)
#
# The lesson compares a generator with an even mix of ten digits. Real data are seldom even. A generator that draws rare things rarely is doing its job. So compare with the mix of the real data.
#
# You have the probabilities that a classifier gives to made images, and the labels of real ones.
#
# 1. Only images of which the classifier is sure count: those whose highest probability is **at least** `sure`.
# 2. $q_k$ is the share of class $k$ among those, $p_k$ its share among the real labels.
# 3. A class is **missing** if $q_k < p_k / 4$.
# 4. The divergence of the mix from the real one is $\sum_k q_k \ln \frac{q_k}{p_k}$. A class with $q_k = 0$ contributes 0. It is 0 if the mixes agree.
#
# Write `coverage`. If no image is readable, all classes are missing, and the divergence is infinite. You may rely on every class being among the real labels.


# %% exercise="coverage" todo="the missing classes, and the divergence of the made mix from the real one"
def coverage(probabilities, real_labels, sure):
    """Compares the mix of made images with that of real ones.

    Args:
        probabilities: a classifier's answers to made images, float (n, classes).
        real_labels: classes of real images, int (m,); every class comes up.
        sure: the highest probability that makes an image readable.

    Returns:
        (missing, divergence): the numbers of missing classes in rising order, a list; and a float.
    """
    ### BEGIN SOLUTION
    classes = probabilities.shape[1]
    read = probabilities.argmax(axis=1)[probabilities.max(axis=1) >= sure]
    if len(read) == 0:
        return list(range(classes)), np.inf
    q = np.bincount(read, minlength=classes) / len(read)
    p = np.bincount(real_labels, minlength=classes) / len(real_labels)
    there = q > 0
    divergence = np.sum(q[there] * np.log(q[there] / p[there]))
    return [k for k in range(classes) if q[k] < p[k] / 4], float(divergence)
    ### END SOLUTION


# %% check="coverage" points=1.5
real_mix = np.array([0] * 8 + [1] * 1 + [2] * 1)
same_mix = np.eye(3)[real_mix]
agree = coverage(same_mix, real_mix, 0.9)
assert len(agree) == 2, "return the missing classes and the divergence"
assert np.ndim(agree[0]) == 1, "return the numbers of the missing classes, not how many there are"
assert [int(k) for k in agree[0]] == [], (
    "made and real images have the same mix: nothing is missing, even if two classes are rare"
)
assert_close(agree[1], 0.0, "made and real images have the same mix: the divergence is 0")
only_zeros = coverage(np.eye(3)[[0] * 5], real_mix, 0.9)
assert [int(k) for k in only_zeros[0]] == [1, 2], (
    "only class 0 was drawn: classes 1 and 2 are missing"
)
assert np.isfinite(only_zeros[1]), "a class that never comes up contributes 0, not nan or inf"
assert abs(only_zeros[1] - np.log(1 / 0.8)) < 1e-6, (
    "only class 0 was drawn: the divergence is that of q = (1, 0, 0); is q in front of the logarithm, p below the line, and the logarithm the natural one?"
)
unsure = np.array([[0.95, 0.05, 0.0], [0.3, 0.5, 0.2], [0.2, 0.0, 0.8]])
assert [int(k) for k in coverage(unsure, real_mix, 0.9)[0]] == [1, 2], (
    "two of these images can't be read with certainty: they must not count"
)
assert [int(k) for k in coverage(unsure, real_mix, 0.8)[0]] == [1], (
    "a highest probability of exactly sure is enough"
)
one_of_eight, one_of_nine = np.eye(2)[[0] * 7 + [1]], np.eye(2)[[0] * 8 + [1]]
assert [int(k) for k in coverage(one_of_eight, np.array([0, 1]), 0.9)[0]] == [], (
    "a share of 1/8 where the real one is 1/2 is a quarter of it, and only what is below a quarter is missing"
)
assert [int(k) for k in coverage(one_of_nine, np.array([0, 1]), 0.9)[0]] == [1], (
    "a share of 1/9 where the real one is 1/2 is below a quarter of it: the class is missing"
)
nothing = coverage(np.concatenate([unsure, unsure]), real_mix, 0.99)
assert [int(k) for k in nothing[0]] == [0, 1, 2] and nothing[1] == np.inf, (
    "nothing is readable: all classes are missing, as many as an answer has columns, and the divergence is infinite"
)
### BEGIN HIDDEN TESTS
mix_rng = rng("coverage")
for n_classes in (4, 7, 10):
    labels_drawn = np.concatenate(
        [
            np.arange(n_classes),
            mix_rng.choice(n_classes, 300, p=mix_rng.dirichlet(np.ones(n_classes))),
        ]
    )
    sharp = mix_rng.dirichlet(np.full(n_classes, 0.08), size=400) * mix_rng.choice(
        [0.02, 1.0, 3.0], size=n_classes
    )
    answers_drawn = sharp / sharp.sum(axis=1, keepdims=True)
    limit = float(mix_rng.uniform(0.6, 0.9))
    counts_made, counts_real = np.zeros(n_classes), np.zeros(n_classes)
    for row in answers_drawn:
        if row.max() >= limit:
            counts_made[row.argmax()] += 1
    for label in labels_drawn:
        counts_real[label] += 1
    share_made, share_real = counts_made / counts_made.sum(), counts_real / counts_real.sum()
    right_divergence = sum(
        a * np.log(a / b) for a, b in zip(share_made, share_real, strict=True) if a > 0
    )
    missing_found, divergence_found = coverage(answers_drawn, labels_drawn, limit)
    assert_close(
        divergence_found,
        right_divergence,
        "the divergence is off for fresh answers: shares among the readable images and among the real labels, natural logarithm",
    )
    assert [int(k) for k in missing_found] == [
        k for k in range(n_classes) if share_made[k] < share_real[k] / 4
    ], (
        "other classes are missing: those whose share is below a quarter of their share in the real data"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · A generator in colour, as deep as you like (1.5 points)
#
# Write `build_generator`. `channels` is a list such as `[64, 32]`.
#
# 1. From the noise, a dense layer to 4 · 4 · `channels[0]` numbers **without biases**, batch normalization, leaky ReLU with a slope of **0.2** below zero, reshaped to 4×4 with `channels[0]` channels.
# 2. For **each further number** in `channels`: a transposed convolution with so many filters, kernel 4×4, stride 2, padding `"same"`, **without biases**; batch normalization; leaky ReLU with slope 0.2.
# 3. At the end a transposed convolution to **3** channels, kernel 4×4, stride 2, padding `"same"`, **with** biases, and **tanh**: pixels from −1 to 1.
#
# How large is the image for a list of one, two, three numbers?


# %% exercise="build_generator" todo="return a Keras model to the plan above"
def build_generator(latent_dim, channels):
    """Builds a generator of colour images from transposed convolutions.

    Args:
        latent_dim: numbers of noise.
        channels: list of at least one: channels at 4×4, at 8×8, and so on.

    Returns:
        A Keras model, not compiled: (n, latent_dim) → (n, side, side, 3).
    """
    ### BEGIN SOLUTION
    model = keras.Sequential([keras.Input((latent_dim,))])
    model.add(layers.Dense(4 * 4 * channels[0], use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.Reshape((4, 4, channels[0])))
    for filters in channels[1:]:
        model.add(layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh"))
    return model
    ### END SOLUTION


# %% check="build_generator" points=1.5
shallow_one, deep_one = build_generator(6, [5]), build_generator(10, [8, 6, 4])
assert isinstance(shallow_one, keras.Model) and isinstance(deep_one, keras.Model), (
    "return a Keras model"
)
assert tuple(shallow_one.input_shape) == (None, 6), "the input is the noise: (n, latent_dim)"
assert tuple(shallow_one.output_shape) == (None, 8, 8, 3), (
    "with one number in channels there is one transposed convolution, the last: 4×4 becomes 8×8, in colour"
)
assert tuple(deep_one.output_shape) == (None, 32, 32, 3), (
    "with three numbers in channels there are three transposed convolutions, the last one to 3 channels: 4, 8, 16, 32"
)
weights_of_deep = [tuple(w.shape) for w in deep_one.trainable_weights]
assert (128,) in weights_of_deep or (8,) in weights_of_deep, (
    "batch normalization is missing after the dense layer"
)
assert sum(1 for shape in weights_of_deep if shape == (4,)) == 2, (
    "each transposed convolution but the last is followed by batch normalization, and has no biases of its own"
)
assert weights_of_deep[-1] == (3,), "the last transposed convolution has biases"
### BEGIN HIDDEN TESTS
build_rng = rng("build_generator")


def planned(n_noise, plan, slope, last):
    model = keras.Sequential([keras.Input((n_noise,)), layers.Dense(16 * plan[0], use_bias=False)])
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU(negative_slope=slope))
    model.add(layers.Reshape((4, 4, plan[0])))
    for n_filters in plan[1:]:
        model.add(layers.Conv2DTranspose(n_filters, 4, 2, "same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU(negative_slope=slope))
    model.add(layers.Conv2DTranspose(3, 4, 2, "same", activation=last))
    return model


n_noise = int(build_rng.integers(5, 12))
plan = [int(n) for n in build_rng.choice(np.arange(4, 14), size=3, replace=False)]
given_model = build_generator(n_noise, plan)
right_model = planned(n_noise, plan, 0.2, "tanh")
assert [tuple(w.shape) for w in given_model.get_weights()] == [
    tuple(w.shape) for w in right_model.get_weights()
], (
    "the layers have other weights than those of the plan: kernels 4×4, no biases but in the last layer, a batch normalization after all but the last, over the channels"
)
drawn_weights = [
    np.abs(build_rng.normal(size=w.shape)) + 0.3
    if w.ndim == 1
    else build_rng.normal(scale=0.4, size=w.shape)
    for w in right_model.get_weights()
]
drawn_weights[-1] = build_rng.normal(scale=0.2, size=3)
drawn_noise = build_rng.normal(size=(3, n_noise)).astype("float32")
given_model.set_weights(drawn_weights)
found_image = np.asarray(keras.ops.convert_to_numpy(given_model(drawn_noise, training=False)))


def image_with(slope, last):
    model = planned(n_noise, plan, slope, last)
    model.set_weights(drawn_weights)
    return np.asarray(keras.ops.convert_to_numpy(model(drawn_noise, training=False)))


for slope, last, mistake in (
    (0.2, "sigmoid", "the last layer has a sigmoid: pixels must lie between -1 and 1"),
    (0.2, None, "the last layer has no tanh: pixels must lie between -1 and 1"),
    (0.3, "tanh", "the slope of the leaky ReLU is 0.3, which is what Keras takes if you don't say"),
    (0.0, "tanh", "that is ReLU without a leak"),
    (1.0, "tanh", "there is no leaky ReLU"),
):
    assert not np.allclose(found_image, image_with(slope, last), atol=1e-4), mistake
assert_close(
    found_image,
    image_with(0.2, "tanh"),
    "with given weights the model draws another image than the plan: look at order, strides, padding and activations",
    atol=1e-3,
    rtol=1e-3,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Along an arc (1 point)
#
# Noise in 100 dimensions lies close to a sphere: nearly all its vectors have a length of about 10. On a straight line between two of them, the middle has a length of only 7 or so, which the generator hardly ever saw. A walk **along the arc** keeps the length:
#
# $$z(t) = \frac{\sin((1 - t)\,\theta)}{\sin\theta}\; z_1 + \frac{\sin(t\,\theta)}{\sin\theta}\; z_2, \qquad t \text{ from } 0 \text{ to } 1$$
#
# Here $\theta$ is the angle between the two vectors: $\cos\theta$ is their scalar product, divided by both lengths.
#
# Write `arc`, with `n` points at equal steps of $t$, both ends included. If the vectors point in the same direction ($\theta = 0$), the formula breaks down. Then go straight.


# %% exercise="arc" todo="n points on the arc from z1 to z2; straight if they point the same way"
def arc(z1, z2, n):
    """A walk from one noise vector to another along an arc.

    Args:
        z1: where it begins, float (latent_dim,).
        z2: where it ends, float (latent_dim,); not the opposite direction of z1.
        n: number of points, at least 2, both ends included.

    Returns:
        Float (n, latent_dim).
    """
    ### BEGIN SOLUTION
    t = np.linspace(0, 1, n)[:, None]
    cosine = z1 @ z2 / (np.linalg.norm(z1) * np.linalg.norm(z2))
    angle = np.arccos(np.clip(cosine, -1, 1))
    if np.sin(angle) < 1e-6:
        return (1 - t) * z1 + t * z2
    return (np.sin((1 - t) * angle) * z1 + np.sin(t * angle) * z2) / np.sin(angle)
    ### END SOLUTION


# %% check="arc" points=1
quarter = np.asarray(arc(np.array([2.0, 0.0]), np.array([0.0, 2.0]), 3))
assert quarter.shape == (3, 2), "n points, both ends included: shape (n, latent_dim)"
assert_close(quarter[0], [2.0, 0.0], "the walk must begin at z1", atol=1e-5)
assert_close(quarter[2], [0.0, 2.0], "the walk must end at z2", atol=1e-5)
assert not np.allclose(quarter[1], [1.0, 1.0]), (
    "that is the straight line: its middle is shorter than both ends"
)
assert_close(
    np.linalg.norm(quarter[1]),
    2.0,
    "on the arc between two vectors of length 2 every point has length 2; is the scalar product divided by both lengths?",
    atol=1e-5,
)
ahead = np.asarray(arc(np.array([1.0, 1.0]), np.array([3.0, 3.0]), 3))
assert np.all(np.isfinite(ahead)), "two vectors in the same direction give nan: go straight there"
assert_close(ahead[1], [2.0, 2.0], "two vectors in the same direction: go straight", atol=1e-4)
### BEGIN HIDDEN TESTS
arc_rng = rng("arc")
for n_points, n_numbers, wide in ((5, 100, False), (8, 7, True), (6, 9, False)):
    z_from = arc_rng.normal(size=n_numbers) * arc_rng.uniform(0.5, 2)
    z_to = arc_rng.normal(size=n_numbers) * arc_rng.uniform(0.5, 2)
    z_to *= -np.sign(z_from @ z_to) if wide else np.sign(z_from @ z_to)  # beyond a right angle
    # The same arc, built from a second axis at right angles to the first.
    unit = z_from / np.linalg.norm(z_from)
    across = z_to - (z_to @ unit) * unit
    turn = np.arctan2(np.linalg.norm(across), z_to @ unit)
    right_walk = np.array(
        [
            np.sin((1 - s) * turn) / np.sin(turn) * z_from + np.sin(s * turn) / np.sin(turn) * z_to
            for s in np.arange(n_points) / (n_points - 1)
        ]
    )
    assert_close(
        arc(z_from, z_to, n_points),
        right_walk,
        "not on the arc for fresh vectors of different lengths: equal steps of t, and an angle from the scalar product divided by both lengths",
        atol=1e-5,
    )
    assert_close(
        arc(z_from, 2.5 * z_from, n_points),
        np.linspace(1, 2.5, n_points)[:, None] * z_from,
        "two fresh vectors in the same direction: the walk must be straight, in equal steps",
        atol=1e-4,
    )
for _ in range(40):
    forward = arc_rng.normal(size=20)
    assert np.all(np.isfinite(np.asarray(arc(forward, 3 * forward, 3)))), (
        "nan for some vectors in the same direction: rounding makes their cosine a little larger than 1, and arccos knows nothing beyond"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · Two values to work out (1 point)

# %% [markdown] quiz="size_of_a_transposed_convolution"

# %% [markdown] quiz="how_much_steeper"

# %% [markdown]
# ## 8 · In your own words (1 point)
#
# A clinic has few photographs of a rare skin disease. A colleague trains a GAN on them and reports:
#
# > "The discriminator's **loss went down to 0.01**, so training went very well. The made photographs look excellent: I show you **the six best**. I **mixed them with all our photographs**, split the mix into training and test photographs, and our classifier now gets **97 % on the test photographs**."
#
# Name two mistakes, say why each is one, and say what you would have done instead. (1 point, graded by a person)

# %% [markdown] written="clinic" points=1
# Any two of these. *A discriminator's loss near 0* means that it has won: it tells all made photographs from real ones, and the generator hardly gets a slope to learn from. It isn't a measure of quality; measure the pictures, for instance by what a classifier counts in them, or by the distance of features from those of real photographs. *The six best* say nothing about the others: show pictures drawn at random, and measure how varied they are, since a collapsed generator can draw six fine pictures that are all the same. *Made photographs among the test photographs*: the figure then says how well the classifier knows the GAN; besides, the GAN was trained on photographs that are now in the test set, so it has carried what it saw there over to the training set. Split off real test photographs first, before anything is trained, train the GAN on training photographs only, and test on real photographs, with and without the made ones in training, for several seeds.
#
# *For the grader: 0.5 points for each mistake with its reason and a better way; 0.25 if the reason or the better way is missing.*
