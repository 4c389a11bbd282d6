# %% [markdown]
# # 11 · The final: what comes out?
#
# Ten questions, one for each chapter. Each gives you numbers and asks what will come out: after a step of training, behind a few layers, at the end of a run. Your numbers aren't those of your neighbour. So you don't hand in a number, you hand in **the way to it**: a small function. When your work is graded, the function gets numbers that nobody has seen.
#
# **How it works.** As in every chapter: write your code where a cell says `NotImplementedError`, then run the test below it. The test knows the mistakes that are made most often, and names them. Every question stands on its own, in any order. Nothing has to be trained, no cell takes longer than a second, and five lines are nearly always enough. If you have to look something up, the [glossary](../glossary.ipynb) is the short way.
#
# 12 points in all: 10 for the ten predictions, 1 for two short questions, 1 for an answer in words.

# %%
import numpy as np

from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · A neuron takes one step
#
# A neuron answers $p = \tanh(x \cdot w + b)$. It sees a single example $x$ with the right answer $y$, pays the loss $\frac{1}{2}(p - y)^2$ and takes one step of gradient descent. Where do its weights and its bias stand afterwards?
#
# (The slope of $\tanh$, written with its own value, is $1 - p^2$.)


# %% exercise="after_one_step" todo="return the weights and the bias after one step downhill"
def after_one_step(w, b, x, y, rate):
    """One step of gradient descent of a tanh neuron on one example.

    Args:
        w: weights, (d,). They must not be changed.
        b: bias, a number.
        x: the example, (d,).
        y: its right answer, a number.
        rate: learning rate.

    Returns:
        The new weights (d,) and the new bias, in this order.
    """
    ### BEGIN SOLUTION
    p = np.tanh(x @ w + b)
    blame = (p - y) * (1 - p**2)
    return w - rate * blame * x, b - rate * blame
    ### END SOLUTION


# %% check="after_one_step" points=1
w_old = np.array([0.5, -0.25, 1.0])
x_one = np.array([2.0, 4.0, 0.0])  # the weighted sum is 0, so the answer is 0 and the slope 1
w_new, b_new = after_one_step(w_old, 0.0, x_one, 1.0, 0.1)
assert_close(w_old, [0.5, -0.25, 1.0], "the weights that were given have changed: compute new ones")
assert np.shape(w_new) == (3,), "one new weight for each old one"
assert np.ndim(b_new) == 0, "the bias is one number"
assert abs(w_new[2] - 1.0) < 1e-9, (
    "a weight whose input is 0 can't be blamed: each weight's slope has its input as a factor"
)
assert abs(w_new[0] - 0.5) > 1e-9, (
    "the weights haven't moved at all: p (1 - p) is the slope of the sigmoid, here it is tanh"
)
assert w_new[0] > 0.5, (
    "the answer is too low, so the weights of positive inputs must grow: downhill!"
)
assert abs(b_new) > 1e-9, "the bias hasn't moved: it learns too, as if its input were 1"
assert abs(w_new[0] - 2.5) > 1e-6, "the learning rate is missing"
assert_close(w_new, [0.7, 0.15, 1.0], "weights: minus rate times (p - y) times slope times input")
assert_close(b_new, 0.1, "bias: minus rate times (p - y) times slope")
### BEGIN HIDDEN TESTS
fresh = rng("after_one_step")
for d in (2, 5):
    w_fresh, x_fresh, b_fresh = fresh.normal(size=d), fresh.normal(size=d), float(fresh.normal())
    y_fresh, rate_fresh = float(fresh.uniform(-1, 1)), float(fresh.uniform(0.05, 0.8))
    p_fresh = np.tanh(np.sum(x_fresh * w_fresh) + b_fresh)
    pull = -rate_fresh * (p_fresh - y_fresh) / np.cosh(np.sum(x_fresh * w_fresh) + b_fresh) ** 2
    w_after, b_after = after_one_step(w_fresh, b_fresh, x_fresh, y_fresh, rate_fresh)
    assert_close(
        w_after,
        w_fresh + pull * x_fresh,
        "weights: right where tanh is steepest, wrong elsewhere: is its slope there, taken from p?",
    )
    assert_close(b_after, b_fresh + pull, "bias: wrong for fresh numbers")
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · What arrives behind dropout
#
# A neuron hears the values $h_1, \dots, h_n$, each times its weight, and adds them up. Between them stands a dropout layer as Keras has it: in training, each value is switched off with probability $r$, on its own, and those that stay on are divided by $1 - r$. So the sum is another one each time. What is its **mean**, and what is its **spread** (standard deviation), over all the ways the coins can fall?
#
# <details>
# <summary>A reminder from statistics</summary>
#
# Means add up. *Variances* of things that don't depend on each other add up too; spreads don't. A variance is the mean of the squares minus the square of the mean, and the spread is its root.
#
# </details>


# %% exercise="what_arrives" todo="return mean and standard deviation of the sum in training"
def what_arrives(values, weights, rate):
    """Mean and spread of a weighted sum behind a Keras dropout layer, in training.

    Args:
        values: what goes into the dropout layer, (n,).
        weights: of the neuron behind it, (n,).
        rate: probability of being switched off, from 0 to below 1.

    Returns:
        Mean and standard deviation of the sum, two numbers.
    """
    ### BEGIN SOLUTION
    terms = values * weights
    return np.sum(terms), np.sqrt(np.sum(terms**2) * rate / (1 - rate))
    ### END SOLUTION


# %% check="what_arrives" points=1
mean_one, spread_one = what_arrives(np.array([3.0, 2.0]), np.array([2.0, 4.0]), 0.2)
assert np.ndim(mean_one) == 0 and np.ndim(spread_one) == 0, "two numbers: a mean and a spread"
assert abs(mean_one - 11.2) > 1e-6, (
    "a fifth is switched off, but what stays on is divided by 0.8: what does that do to the mean?"
)
assert_close(mean_one, 14.0, "mean: what would the sum be without any dropout?")
assert abs(spread_one - 25.0) > 1e-6, "that is the variance: the spread is its root"
assert abs(spread_one - 7.0) > 1e-6, (
    "you added spreads: the values are switched off one by one, so it is variances that add up"
)
assert abs(spread_one - 4.0) > 1e-6, (
    "the spread of switching on and off is right, but what stays on is also divided by 1 - rate"
)
assert abs(spread_one - 20.0) > 1e-6, "rate and 1 - rate have changed places"
assert_close(
    spread_one, 5.0, "spread: work out the variance of one term first, it is 0 or doubled up"
)
assert_close(
    what_arrives(np.array([3.0, 2.0]), np.array([2.0, 4.0]), 0.0),
    [14.0, 0.0],
    "with rate 0 nothing is left to chance",
)
### BEGIN HIDDEN TESTS
fresh = rng("what_arrives")
for n in (3, 7):
    h_fresh, v_fresh = fresh.normal(size=n), fresh.normal(size=n)
    r_fresh = float(fresh.uniform(0.1, 0.7))
    patterns = (np.arange(2**n)[:, None] >> np.arange(n)) & 1  # every way the coins can fall
    chance = np.prod(np.where(patterns == 1, 1 - r_fresh, r_fresh), axis=1)
    sums = (patterns * h_fresh * v_fresh / (1 - r_fresh)).sum(axis=1)
    mean_fresh = np.sum(chance * sums)
    mean_yours, spread_yours = what_arrives(h_fresh, v_fresh, r_fresh)
    assert_close(mean_yours, mean_fresh, "mean: wrong for fresh numbers, some of them negative")
    assert_close(
        spread_yours,
        np.sqrt(np.sum(chance * (sums - mean_fresh) ** 2)),
        "spread: wrong for fresh numbers, some of them negative",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Through the layers
#
# A square image of `side` × `side` pixels with `channels` channels goes through some layers. How many **numbers** come out behind the last one, and how many **weights and biases** do the layers have, all together?
#
# There are three kinds of layers:
#
# | layer | what it is |
# |---|---|
# | `("conv", filters, kernel, stride)` | a convolution with square filters, no padding, with biases |
# | `("pool", size)` | max pooling over fields of size × size that lie side by side; a ragged edge is dropped |
# | `("dense", neurons)` | flattens whatever comes in, then a dense layer with biases; only further dense layers follow it |


# %% exercise="through_layers" todo="follow the sizes, add up the weights, return both"
def through_layers(side, channels, layers):
    """How many numbers come out behind some layers, and how many weights they have.

    Args:
        side: height and width of the image.
        channels: its channels.
        layers: list of ("conv", filters, kernel, stride), ("pool", size) and ("dense", neurons).

    Returns:
        Numbers that come out of the last layer, and weights and biases of all layers.
    """
    ### BEGIN SOLUTION
    numbers, weights = side * side * channels, 0
    for kind, *sizes in layers:
        if kind == "conv":
            filters, kernel, stride = sizes
            weights += filters * (kernel * kernel * channels + 1)
            side, channels = (side - kernel) // stride + 1, filters
            numbers = side * side * channels
        elif kind == "pool":
            side //= sizes[0]
            numbers = side * side * channels
        else:
            weights += sizes[0] * (numbers + 1)
            numbers = sizes[0]
    return numbers, weights
    ### END SOLUTION


# %% check="through_layers" points=1
out_numbers, out_weights = through_layers(9, 1, [("conv", 4, 3, 1)])
assert out_numbers != 4 * 9 * 9, "without padding a convolution makes the map smaller"
assert out_numbers == 4 * 7 * 7, "a 3×3 filter fits 7 times into a row of 9, and there are 4 maps"
assert out_weights != 36, "each filter has a bias too"
assert out_weights == 40, "4 filters with 9 weights and a bias each, whatever the size of the image"
assert through_layers(9, 1, [("conv", 4, 3, 2)])[0] == 4 * 4 * 4, (
    "with stride 2 the windows start at 0, 2, 4 and 6: (side - kernel) // stride + 1"
)
assert through_layers(5, 3, [("conv", 2, 3, 1)])[1] == 2 * 28, (
    "a filter has weights for every channel that comes in"
)
assert list(through_layers(7, 2, [("pool", 2)])) == [18, 0], (
    "pooling: no weights, the channels stay, and of 7 columns the last one is dropped"
)
assert list(through_layers(4, 3, [("dense", 5)])) == [5, 5 * 49], (
    "a dense layer hears all the numbers, side times side times channels, and each neuron has a bias"
)
assert list(through_layers(4, 3, [("dense", 5), ("dense", 2)])) == [2, 257], (
    "a second dense layer hears the neurons of the first, not the image"
)
### BEGIN HIDDEN TESTS
fresh = rng("through_layers")
for _ in range(4):
    n, c, f1, f2, m1, m2 = (
        int(v) for v in fresh.integers([30, 1, 3, 2, 5, 2], [50, 5, 9, 9, 20, 9])
    )
    k1, s1, q, k2 = (int(v) for v in fresh.integers([2, 2, 2, 2], [6, 4, 4, 4]))
    after_conv = len(range(0, n - k1 + 1, s1))
    after_pool = len(range(0, after_conv - q + 1, q))
    after_last = len(range(0, after_pool - k2 + 1))
    in_convs = k1**2 * c * f1 + f1 + k2**2 * f1 * f2 + f2
    plan = [("conv", f1, k1, s1), ("pool", q), ("conv", f2, k2, 1)]
    assert list(through_layers(n, c, plan)) == [after_last**2 * f2, in_convs], (
        "wrong for a convolution with a stride, a pooling and a second convolution"
    )
    plan += [("dense", m1), ("dense", m2)]
    in_dense = after_last**2 * f2 * m1 + m1 + m1 * m2 + m2
    assert list(through_layers(n, c, plan)) == [m2, in_convs + in_dense], (
        "right up to the last map, wrong with two dense layers behind it"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Batch normalization, folded away
#
# Behind a dense layer (weights $W$ of shape $(n, m)$, bias $b$ of shape $(m,)$) stands batch normalization. After training it works with fixed numbers, one of each for every unit:
#
# $$y = \gamma\,\frac{z - \mu}{\sqrt{v + \varepsilon}} + \beta, \qquad z = x\,W + b$$
#
# - $\mu$ and $v$ are the mean and the variance that it has collected, $\varepsilon$ is a small number;
# - $\gamma$ and $\beta$ are what it has learned.
#
# All of this is one weighted sum of $x$. So a *single* dense layer can do the work of both, and apps on telephones make use of that. Which weights and which bias must it have?


# %% exercise="fold_into_one" todo="return weights and bias of one dense layer that equals both"
def fold_into_one(weights, bias, gamma, beta, mean, variance, epsilon):
    """Folds batch normalization, as it works after training, into the dense layer before it.

    Args:
        weights: of the dense layer, (n, m).
        bias: of the dense layer, (m,).
        gamma, beta: learned factor and offset, (m,).
        mean, variance: collected in training, (m,).
        epsilon: small number that is added to the variance.

    Returns:
        Weights (n, m) and bias (m,) of a layer that gives the same answers.
    """
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(variance + epsilon)
    return weights * scale, (bias - mean) * scale + beta
    ### END SOLUTION


# %% check="fold_into_one" points=1
parts = {
    "weights": np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5]]),
    "bias": np.array([1.0, -1.0]),
    "gamma": np.array([2.0, 1.0]),
    "beta": np.array([0.5, 0.0]),
    "mean": np.array([3.0, 0.0]),
    "variance": np.array([15.0, 0.0]),
    "epsilon": 1.0,
}
w_one, b_one = fold_into_one(**parts)
assert np.shape(w_one) == (3, 2) and np.shape(b_one) == (2,), (
    "weights (n, m) and bias (m,), as the dense layer has them"
)
assert np.all(np.isfinite(w_one)), (
    "a unit with variance 0 gives inf: epsilon belongs under the root"
)
assert abs(w_one[0][0] - 0.125) > 1e-6, "divide by the root of the variance, not by the variance"
assert_close(
    w_one,
    [[0.5, 2.0], [1.5, 4.0], [-0.5, 0.5]],
    "weights: the whole column of a unit is multiplied with gamma / sqrt(variance + epsilon)",
)
assert abs(b_one[0] - 0.0) > 1e-6, "bias: the bias is normalized together with the rest of z"
assert abs(b_one[0] + 1.0) > 1e-6, "bias: beta is missing"
assert abs(b_one[0] - 2.5) > 1e-6, "bias: the mean is subtracted, not added"
assert abs(b_one[0] - 1.0) > 1e-6, "bias: the mean is missing"
assert_close(b_one, [-0.5, -1.0], "bias: what comes out when x is 0?")
### BEGIN HIDDEN TESTS
fresh = rng("fold_into_one")
w_fresh, x_fresh = fresh.normal(size=(4, 4)), fresh.normal(size=(6, 4))
b_fresh, gamma_fresh, beta_fresh, mean_fresh = fresh.normal(size=(4, 4))
v_fresh, e_fresh = fresh.uniform(0.2, 3.0, size=4), float(fresh.uniform(0.05, 0.3))
wanted = np.einsum("nd,dm->nm", x_fresh, w_fresh) + b_fresh
wanted = gamma_fresh * (wanted - mean_fresh) / np.sqrt(v_fresh + e_fresh) + beta_fresh
w_yours, b_yours = fold_into_one(
    w_fresh, b_fresh, gamma_fresh, beta_fresh, mean_fresh, v_fresh, e_fresh
)
assert_close(
    np.einsum("nd,dm->nm", x_fresh, w_yours) + b_yours,
    wanted,
    "your layer doesn't answer like the two together: with as many inputs as units, rows and columns are easily mixed up",
)
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Better than "as it was"?
#
# Somebody forecasts a series, each value `horizon` steps ahead: on Monday, say, the value of Thursday (horizon 3). You get the whole series and the forecasts of its last $k$ values. Is the forecast worth anything? Compare it with the **naive forecast**, which says: *it will be as it is now*, that is, as it was `horizon` steps before.
#
# The **skill** is 1 for a perfect forecast, 0 for one that is as good as the naive one, and negative for a worse one:
#
# $$\text{skill} = 1 - \frac{\text{mean squared error of the forecast}}{\text{mean squared error of the naive forecast}}$$
#
# Both errors are taken over the same last $k$ values.


# %% exercise="skill" todo="compare with the naive forecast of the same values, return the skill"
def skill(series, forecast, horizon):
    """Skill of a forecast beside the naive one.

    Args:
        series: all true values, (n,).
        forecast: forecasts of the last k of them, (k,), each made `horizon` steps before.
        horizon: how many steps ahead, at least 1; k + horizon is at most n.

    Returns:
        The skill, one number, at most 1.
    """
    ### BEGIN SOLUTION
    n, k = len(series), len(forecast)
    truth = series[n - k :]
    naive = series[n - k - horizon : n - horizon]
    return 1 - np.mean((forecast - truth) ** 2) / np.mean((naive - truth) ** 2)
    ### END SOLUTION


# %% check="skill" points=1
known = np.array([0.0, 0.0, 4.0, 0.0, 2.0, 8.0])
assert_close(skill(known, np.array([2.0, 8.0]), 1), 1.0, "a perfect forecast has the skill 1")
assert_close(
    skill(known, np.array([0.0, 2.0]), 1),
    0.0,
    "these forecasts are the values one step before: as good as the naive forecast, so the skill is 0",
)
assert_close(
    skill(known, np.array([4.0, 0.0]), 2),
    0.0,
    "these are the values two steps before: with horizon 2 that is the naive forecast",
)
halfway = skill(known, np.array([1.0, 5.0]), 1)
assert abs(halfway - 0.25) > 1e-6, (
    "the error of the naive forecast belongs below the line, not the skill's share"
)
assert abs(halfway - 0.5) > 1e-6, (
    "compare squared errors: roots or absolute values give another skill"
)
assert abs(halfway + 3.0) > 1e-6, "the two errors have changed places"
assert_close(
    halfway,
    0.75,
    "halfway between the naive forecast and the truth: a quarter of the squared error is left",
)
### BEGIN HIDDEN TESTS
fresh = rng("skill")
for ahead in (1, 3, 6):
    walk = np.cumsum(fresh.normal(size=25))
    guess = walk[-9:] + fresh.normal(size=9)
    before = walk[len(walk) - 9 - ahead :][:9]
    assert_close(
        skill(walk, guess, ahead),
        1 - np.sum((guess - walk[-9:]) ** 2) / np.sum((before - walk[-9:]) ** 2),
        "wrong for another horizon: the naive forecast of a value is the value `horizon` steps before it",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · How long must the code be?
#
# You have images of $d$ pixels. Principal component analysis has told you the **variance** of the images along each of its $d$ directions. A linear autoencoder with a code of $k$ numbers can keep $k$ directions at best, and what it loses is the variance along the others. Its mean squared error **per pixel** is
#
# $$\text{MSE}_k = \frac{1}{d} \sum_{\text{directions that are not kept}} \text{variance}$$
#
# How many numbers must the code have at least, if the error shall be at most `limit`? The variances come in no particular order.


# %% exercise="numbers_needed" todo="return the smallest length of a code whose error is at most limit"
def numbers_needed(variances, limit):
    """Shortest code of a linear autoencoder that is good enough.

    Args:
        variances: along each of the d directions, (d,), in any order.
        limit: largest mean squared error per pixel that is allowed, at least 0.

    Returns:
        The smallest k for which the best choice of k directions has an error of at most `limit`.
    """
    ### BEGIN SOLUTION
    sizes = np.sort(variances)[::-1]
    for k in range(len(sizes) + 1):
        if np.sum(sizes[k:]) / len(sizes) <= limit:
            return k
    ### END SOLUTION


# %% check="numbers_needed" points=1
some_variances = np.array([1.0, 2.0, 8.0, 16.0, 4.0])  # 31 together, 6.2 per pixel
code_length = numbers_needed(some_variances, 3.1)
assert code_length != 4, (
    "that would be right if the directions were kept in the order in which they come: keep the best ones"
)
assert code_length != 5, "keep the directions with the largest variance, not the smallest"
assert code_length != 3, "the error is per pixel: the limit allows to lose more than that"
assert code_length == 1, (
    "with the largest kept, 15 are lost, 3 per pixel: one number is enough for a limit of 3.1"
)
assert numbers_needed(some_variances, 3.0) == 1, "at most: an error of just 3.0 is allowed, too"
assert numbers_needed(some_variances, 0.7) == 3, (
    "a limit of 0.7 per pixel allows to lose 3.5 in all: the two smallest can be dropped"
)
assert numbers_needed(some_variances, 6.3) == 0, (
    "a limit of 6.3 is met by drawing the mean image, with no numbers at all"
)
assert numbers_needed(some_variances, 0.1) == 5, (
    "for a limit of 0.1 nothing may be dropped here: k can be d"
)
### BEGIN HIDDEN TESTS
fresh = rng("numbers_needed")
for d in (6, 12, 20):
    v_fresh = fresh.exponential(scale=3.0, size=d) ** 1.5
    lost = np.cumsum(np.sort(v_fresh))  # the smallest 1, 2, … dropped
    for dropped in (1, d // 2, d - 2):
        between = (lost[dropped - 1] + lost[dropped]) / 2 / d
        assert numbers_needed(v_fresh, between) == d - dropped, (
            "wrong for other variances: drop the smallest ones, as many as the limit allows"
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · The best appraiser
#
# A generator shall make pictures of several kinds (zeros, ones, twos …). You have counted how many of each kind there are among some real pictures, and how many among some made ones. The two piles need not be equally high. Now suppose that a discriminator can see the *kind* of a picture and nothing else, and is shown real and made pictures **equally often**. The best that it can do is to answer, for each kind, the probability that such a picture is real:
#
# $$D_k = \frac{p_k}{p_k + q_k}$$
#
# - $p_k$ is the *share* of kind $k$ among the real pictures, $q_k$ the share among the made ones.
#
# Its loss is the binary cross-entropy, half of it for the real pictures and half for the made ones:
#
# $$L = -\frac{1}{2} \sum_k p_k \ln D_k \;-\; \frac{1}{2} \sum_k q_k \ln (1 - D_k)$$
#
# A kind that doesn't occur in a pile adds nothing to that pile's sum, even where the logarithm would be infinite. (That happens as soon as the generator forgets a kind: *mode collapse*.) Every kind occurs in at least one pile.


# %% exercise="best_appraiser" todo="return D for each kind, and the loss"
def best_appraiser(real, made):
    """The best discriminator that knows only the kind of a picture, and its loss.

    Args:
        real: how many real pictures of each kind, (kinds,), whole numbers from 0.
        made: how many made ones, likewise. No kind is 0 in both.

    Returns:
        D, the probability "real" for each kind, (kinds,), and the loss, one number.
    """
    ### BEGIN SOLUTION
    p, q = real / np.sum(real), made / np.sum(made)
    d = p / (p + q)
    loss = -0.5 * np.sum(p[p > 0] * np.log(d[p > 0]))
    loss -= 0.5 * np.sum(q[q > 0] * np.log(1 - d[q > 0]))
    return d, loss
    ### END SOLUTION


# %% check="best_appraiser" points=1
d_even, loss_even = best_appraiser(np.array([10, 30]), np.array([20, 60]))
assert np.shape(d_even) == (2,), "one answer for each kind"
assert np.max(np.abs(np.asarray(d_even) - 1 / 3)) > 1e-6, (
    "you compared counts: the piles differ in height, compare shares"
)
assert_close(d_even, [0.5, 0.5], "the same shares in both piles: nobody can tell them apart")
assert np.ndim(loss_even) == 0, "the loss is one number"
assert abs(loss_even - 2 * np.log(2)) > 1e-6, (
    "half the loss comes from each pile: where is the factor 1/2?"
)
assert abs(loss_even - 1.0) > 1e-6, "use the natural logarithm"
assert_close(loss_even, np.log(2), "whoever can't tell anything pays ln 2")
d_one, loss_one = best_appraiser(np.array([4, 12]), np.array([0, 8]))
assert abs(d_one[0]) > 1e-6, (
    "that is the probability of being made: a kind that is never made is surely real"
)
assert_close(
    d_one, [1.0, 3 / 7], "D: the share among the real ones, divided by both shares together"
)
assert np.isfinite(loss_one), (
    "a kind that is never made gives nan or inf: it adds nothing to that sum"
)
assert_close(
    loss_one,
    0.375 * np.log(7 / 3) + 0.5 * np.log(7 / 4),
    "loss: each logarithm counts as much as its kind's share in that pile",
)
### BEGIN HIDDEN TESTS
fresh = rng("best_appraiser")
for kinds in (3, 10):
    real_fresh = fresh.integers(5, 60, size=kinds)
    made_fresh = fresh.integers(1, 90, size=kinds)
    made_fresh[int(fresh.integers(kinds))] = 0
    real_fresh[int(np.argmax(made_fresh))] = 0
    p_fresh, q_fresh = real_fresh / real_fresh.sum(), made_fresh / made_fresh.sum()
    d_yours, loss_yours = best_appraiser(real_fresh, made_fresh)
    assert_close(d_yours, p_fresh / (p_fresh + q_fresh), "D: wrong for fresh counts")
    total = 0.0
    for p_k, q_k in zip(p_fresh, q_fresh, strict=True):
        total -= 0.5 * p_k * np.log(p_k / (p_k + q_k)) if p_k else 0.0
        total -= 0.5 * q_k * np.log(q_k / (p_k + q_k)) if q_k else 0.0
    assert_close(
        loss_yours, total, "loss: wrong for fresh counts, with a kind missing in each pile"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 8 · How surprised is it?
#
# A language model has read a text of $n$ tokens. Behind token $t$ it has given logits, one for each token of its vocabulary, for what comes **next**. Its **perplexity** says how surprised it was by what did come: it is as unsure as somebody who throws a fair die with so many sides.
#
# $$\text{perplexity} = \exp\Bigl(-\frac{1}{n - 1} \sum_{t=0}^{n-2} \ln p_t\bigl(\text{token } t{+}1\bigr)\Bigr), \qquad p_t = \operatorname{softmax}(\text{logits}_t)$$
#
# The last row of the logits forecasts a token that we don't have, so it isn't used. And logits may be large: those of 1000 must not overflow.


# %% exercise="perplexity" todo="return exp of the mean surprise at the tokens that came next"
def perplexity(logits, tokens):
    """Perplexity of a language model on one text.

    Args:
        logits: (n, vocabulary); row t forecasts what comes behind token t. They may be large.
        tokens: the text, n whole numbers, each below the size of the vocabulary.

    Returns:
        The perplexity, one number, at least 1.
    """
    ### BEGIN SOLUTION
    rows, came = logits[:-1], tokens[1:]
    high = rows.max(axis=1, keepdims=True)
    log_shares = rows - high - np.log(np.exp(rows - high).sum(axis=1, keepdims=True))
    return np.exp(-np.mean(log_shares[np.arange(len(came)), came]))
    ### END SOLUTION


# %% check="perplexity" points=1
undecided = perplexity(np.zeros((4, 6)), np.array([0, 5, 2, 2]))
assert np.ndim(undecided) == 0, "the perplexity is one number for the whole text"
assert abs(undecided - np.log(6)) > 1e-6, (
    "that is the mean surprise: the perplexity is its exponential"
)
assert abs(undecided - 1 / 6) > 1e-6, "the sign is lost: surprise is minus the logarithm"
assert_close(
    undecided, 6.0, "whoever finds all 6 tokens equally likely is as unsure as a die with 6 sides"
)
sure = np.array([[0.0, 50.0, 0.0], [0.0, 0.0, 50.0], [50.0, 0.0, 0.0]])
assert perplexity(sure, np.array([0, 1, 2])) < 1.001, (
    "row t forecasts token t + 1: this model was sure each time, and right"
)
half = np.log(np.array([[0.5, 0.5], [0.125, 0.875], [0.5, 0.5]]))
assert abs(perplexity(half, np.array([0, 0, 0])) - 3.2) > 1e-6, (
    "take the mean of the logarithms, not the logarithm of the mean"
)
assert_close(
    perplexity(half, np.array([0, 0, 0])),
    4.0,
    "shares 1/2 and 1/8: the mean surprise is that of 1/4 (the last row forecasts nothing that we have)",
)
assert np.isfinite(perplexity(np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([1, 0]))), (
    "logits of 1000 give inf or nan: take the largest away from each row first"
)
### BEGIN HIDDEN TESTS
fresh = rng("perplexity")
for n, vocabulary in ((5, 4), (12, 9)):
    logits_fresh = fresh.normal(scale=3.0, size=(n, vocabulary))
    text = fresh.integers(vocabulary, size=n)
    surprise = 0.0
    for t in range(n - 1):
        powers = np.exp(logits_fresh[t])
        surprise -= np.log(powers[text[t + 1]] / powers.sum())
    assert_close(
        perplexity(logits_fresh, text), np.exp(surprise / (n - 1)), "wrong for a fresh text"
    )
    levels = np.where(np.arange(n) % 2 == 0, 900.0, -900.0)[:, None]
    assert_close(
        perplexity(logits_fresh + levels, text),
        np.exp(surprise / (n - 1)),
        "the same number added to all logits of a row must change nothing, even if they are large then",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 9 · A new head, without any training
#
# A frozen base has turned a handful of labelled images into **features**, $d$ numbers each. You need a new head, and there is hardly anything to train it on. The simplest way that works: take the mean $m_k$ of the features of each class, and give a new image to the class whose mean is nearest,
#
# $$\text{score}_k(x) = -\tfrac{1}{2}\,\lVert x - m_k \rVert^2 .$$
#
# Multiply it out, drop what is the same for all classes (it changes no decision), and what is left is an ordinary dense layer, $x\,W + b$. Which weights and which bias does it have?


# %% exercise="head_of_means" todo="return weights and bias of the dense layer that picks the nearest mean"
def head_of_means(features, labels, classes):
    """A dense layer that picks the class whose mean is nearest.

    Args:
        features: of the labelled images, (n, d).
        labels: their classes, (n,), whole numbers below `classes`; every class occurs.
        classes: how many there are.

    Returns:
        Weights (d, classes) and bias (classes,). The differences between the classes' scores
        are those of the formula above.
    """
    ### BEGIN SOLUTION
    means = np.array([features[labels == k].mean(axis=0) for k in range(classes)])
    return means.T, -0.5 * np.sum(means**2, axis=1)
    ### END SOLUTION


# %% check="head_of_means" points=1
f_few = np.array(
    [[0.0, 2.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0], [4.0, 0.0, 2.0], [4.0, 0.0, 4.0]]
)
w_head, b_head = head_of_means(f_few, np.array([1, 0, 1, 0, 0]), 2)
assert np.shape(w_head) == (3, 2), "weights: one row per feature, one column per class"
assert np.shape(b_head) == (2,), "bias: one number per class"
across = np.asarray(w_head)[:, 0] - np.asarray(w_head)[:, 1]
tilt = b_head[0] - b_head[1]
assert abs(across[0] - 12.0) > 1e-6, (
    "you added the features up: a class with more images isn't nearer"
)
assert_close(across, [4.0, -3.0, 2.0], "weights: the column of a class is the mean of its features")
assert abs(tilt) > 1e-6, (
    "the bias is missing: means far from 0 would win more often than they should"
)
assert abs(tilt - 5.5) > 1e-6, "bias: the sign, look at -1/2 times the square once more"
assert abs(tilt + 11.0) > 1e-6, "bias: the factor 1/2 is lost"
assert_close(tilt, -5.5, "bias: what is left of the square if x is 0?")
### BEGIN HIDDEN TESTS
fresh = rng("head_of_means")
for classes in (3, 5):
    y_fresh = fresh.permutation(
        np.concatenate([np.arange(classes), fresh.integers(classes, size=9)])
    )
    f_fresh = fresh.normal(size=(len(y_fresh), 4)) + 2.0 * y_fresh[:, None]
    x_fresh = fresh.normal(scale=4.0, size=(8, 4))
    w_yours, b_yours = head_of_means(f_fresh, y_fresh, classes)
    scores = np.einsum("nd,dk->nk", x_fresh, w_yours) + b_yours
    wanted = np.empty((8, classes))
    for k in range(classes):
        middle = np.mean(f_fresh[y_fresh == k], axis=0)
        wanted[:, k] = -0.5 * np.sum((x_fresh - middle) ** 2, axis=1)
    assert_close(
        scores - scores[:, :1],
        wanted - wanted[:, :1],
        "the differences between your scores aren't those of the distances, with other classes and features",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 10 · When does it stop, and what do you get?
#
# You train with early stopping. After each epoch the validation loss is looked at. An epoch **improves** if its loss is below the best one so far by **more than** `min_delta`; then it becomes the new best. The first epoch always counts as the best so far. Training stops as soon as `patience` epochs in a row haven't improved, and in the end the weights of the best epoch are put back.
#
# You know the losses of a whole run. After how many epochs would it have stopped, and the weights of which epoch would you get? Epochs are counted from 1. If nothing stops it, it runs to the end.


# %% exercise="stops_when" todo="return the epochs that were trained, and the epoch whose weights are kept"
def stops_when(losses, patience, min_delta):
    """Early stopping, told from the losses of a whole run.

    Args:
        losses: validation loss after each epoch, at least one.
        patience: after so many epochs without improvement training stops; at least 1.
        min_delta: an improvement must be larger than this; at least 0.

    Returns:
        Epochs that are trained, and the epoch whose weights are put back, counted from 1.
    """
    ### BEGIN SOLUTION
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best] - min_delta:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch + 1, best + 1
    return len(losses), best + 1
    ### END SOLUTION


# %% check="stops_when" points=1
worse_and_worse = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
trained, kept_epoch = stops_when(worse_and_worse, 2, 0.0)
assert trained != 2 or kept_epoch != 0, "epochs are counted from 1"
assert trained != 2, "one bad epoch isn't enough to stop: patience is 2 here"
assert trained != 4, (
    "you wait one epoch too long: patience 2 means that the second bad one is the last"
)
assert kept_epoch != 3, "the weights of the best epoch are put back, not those of the last"
assert (trained, kept_epoch) == (3, 1), "two bad epochs follow the first one, which stays the best"
bumpy = np.array([1.0, 0.8, 0.9, 0.85, 0.7, 0.75, 0.72, 0.74, 0.5])
assert stops_when(bumpy, 3, 0.0)[0] != 9, (
    "an epoch that is better than the one before, but not better than the best, is no improvement"
)
assert stops_when(bumpy, 3, 0.0)[0] != 6, (
    "the bad epochs must follow one another: an improvement starts the count anew"
)
assert list(stops_when(bumpy, 3, 0.0)) == [8, 5], (
    "the best epoch is the fifth, and three without improvement follow"
)
assert list(stops_when(bumpy, 4, 0.0)) == [9, 9], (
    "with patience 4 the ninth epoch still comes, and is the best"
)
assert list(stops_when(np.array([1.0, 0.75, 0.5, 0.25]), 2, 0.0)) == [4, 4], (
    "always better: it runs to the end"
)
assert list(stops_when(np.array([1.0, 1.0, 1.0, 1.0]), 2, 0.0)) == [3, 1], (
    "the same loss again is no improvement"
)
assert list(stops_when(np.array([1.0, 0.9, 0.8, 0.7, 0.6]), 3, 0.25)) == [5, 4], (
    "min_delta: small steps add up, until the loss is more than that below the best one so far"
)
### BEGIN HIDDEN TESTS
fresh = rng("stops_when")
for _ in range(12):
    run = np.round(2.0 * np.exp(-np.arange(25) / 8) + fresh.normal(scale=0.15, size=25), 3)
    wait, least = int(fresh.integers(1, 6)), float(fresh.choice([0.0, 0.0415, 0.1235]))
    champion, since, ended = run[0], 0, len(run)
    kept = 1
    for number, loss in enumerate(run[1:], start=2):
        since += 1
        if champion - loss > least:
            champion, since, kept = loss, 0, number
        if since >= wait:
            ended = number
            break
    assert list(stops_when(run, wait, least)) == [ended, kept], (
        "wrong for a fresh run: walk through the losses one by one, with the best so far in your hand"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## Two short questions

# %% [markdown] quiz="alarm_precision"

# %% [markdown] quiz="calibration_gap"

# %% [markdown]
# ## In your own words
#
# A clinic has 600 X-ray pictures of 200 patients, three of each, and of every picture it is known whether the bone is broken. A friend writes: *"I trained a deep CNN from scratch on 500 pictures chosen at random and tested on the other 100. After each change I looked at the test accuracy. It is 96 % now. Each answer comes with its softmax value, so the doctors know how sure it is."*
#
# Name **four** things that you would do in another way, and say of each in one sentence what goes wrong otherwise. (1 point, graded by a person)

# %% [markdown] written="x_rays" points=1
# 1. Split by *patients*, not by pictures. Otherwise pictures of one patient stand in both parts, and the network can recognise the patient; the accuracy is too high for new patients.
# 2. Choose on a validation part, and look at the test pictures once. He has chosen on the test pictures, so the 96 % are too good by luck.
# 3. Start from a pre-trained network (or at least augment, and compare with a small network): 500 pictures are too few for a deep CNN from scratch, it overfits.
# 4. Check the calibration on validation data (and mend it) before anybody relies on softmax values. Softmax isn't certainty, and for pictures of another machine even less so.
# 5. Say how many breaks are missed and how many alarms are false (recall, precision), and how often breaks occur. 96 % may be as much as "never broken" gets. With 100 pictures give the uncertainty, too: two standard errors are about 4 points.
#
# *For the grader: 0.25 points for each of four faults with what goes wrong. Any four of the five; other real faults count as well. A mere name without a consequence counts half.*
