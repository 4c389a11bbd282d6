# %% [markdown]
# # 1 · Exercises: another network for XOR
#
# In [the lesson](01_ann_xor_lesson.ipynb) a guard listened to lookouts, and the lookouts watched the switches. Here you build a network of another make, piece by piece:
#
# | | in the lesson | here |
# |---|---|---|
# | activation | sigmoid | **softsign** |
# | who hears whom | the guard hears the lookouts only | the guard hears the lookouts **and the switches** (a *shortcut*) |
# | answer | a number from 0 to 1 | a **score**: positive for "on", negative for "off" |
# | labels | 0 and 1 | **−1 and +1** |
# | loss | squared error | **logistic loss** |
# | walking downhill | plain gradient descent | gradient descent with **momentum** |
#
# **How it works.** Write your code where a cell says `NotImplementedError`. The cell below it tests your work: run it as often as you like. It names the mistake that it finds. When your work is graded, the same cell runs with more tests and fresh numbers. Every exercise stands on its own, so if one of them holds you up, go on with the next.
#
# 10 points in all: 7 for code, 2 for a written answer, 1 for two short questions.

# %%
import matplotlib.pyplot as plt
import numpy as np

from helpers import plots
from helpers.checks import assert_close, rng

# %% [markdown]
# ## An activation: softsign
#
# $$\operatorname{softsign}(z) = \frac{z}{1 + |z|}$$
#
# Like tanh it runs from −1 to 1 and goes through 0. Unlike tanh it takes its time: it comes close to its limits very slowly, so it saturates later.
#
# Write `softsign` for a number or an array of any shape. No loop is needed. (0.5 points)


# %% exercise="softsign" todo="return z divided by one plus its size, for arrays too"
def softsign(z):
    """Softsign activation.

    Args:
        z: weighted sums, a float or an array of any shape. It must not be changed.

    Returns:
        The activations, between -1 and 1, of the same shape.
    """
    ### BEGIN SOLUTION
    return z / (1 + np.abs(z))
    ### END SOLUTION


# %% check="softsign" points=0.5
assert_close(
    softsign(np.array([0.0, 1.0, 3.0])),
    [0.0, 0.5, 0.75],
    "positive z: divide z by (1 + |z|), with brackets around the whole divisor",
)
assert_close(
    softsign(np.array([-1.0, -3.0])),
    [-0.5, -0.75],
    "negative z: the result has the sign of z, only the divisor takes the absolute value",
)
assert_close(
    softsign(np.array([[1.0, -1.0], [3.0, -3.0]])),
    [[0.5, -0.5], [0.75, -0.75]],
    "a matrix must give a matrix of the same shape",
)
z_mine = np.array([-2.0, 4.0])
softsign(z_mine)
assert_close(
    z_mine, [-2.0, 4.0], "softsign has changed the array that it was given: compute a new one"
)
### BEGIN HIDDEN TESTS
z_fresh = rng("softsign").normal(scale=3.0, size=(5, 4))
assert_close(
    softsign(z_fresh),
    z_fresh / (1.0 + np.abs(z_fresh)),
    "right for the examples, wrong for other numbers: write the formula, not the cases",
)
### END HIDDEN TESTS

# %% [markdown]
# ## Its slope
#
# The sigmoid's slope can be written with the sigmoid's own value, $p(1-p)$. That is handy: in the backward pass the value is there already. Find the same for softsign. With $a = \operatorname{softsign}(z)$:
#
# $$\frac{\mathrm{d}a}{\mathrm{d}z} = \;?\qquad\text{written with } a \text{ alone}$$
#
# Take pencil and paper. Differentiate $z / (1 + z)$ for $z > 0$ first, and then ask yourself what $1 - a$ is. By symmetry, what happens for $z < 0$? (1 point)
#
# <details>
# <summary>A hint, if you are stuck</summary>
#
# For $z > 0$ the quotient rule gives a fraction with a square below. And $1 - a = 1 - \frac{z}{1+z}$ is a fraction with the same divisor, without the square. For $z < 0$ the curve is the same, turned by half a turn about 0, so the slope at $-z$ is the slope at $z$.
#
# </details>


# %% exercise="softsign_slope" todo="return the slope of softsign, written with its value a"
def softsign_slope(a):
    """Slope of softsign at a place where its value is already known.

    Args:
        a: activations, a = softsign(z); a float or an array of any shape, between -1 and 1.

    Returns:
        The slopes da/dz, of the same shape.
    """
    ### BEGIN SOLUTION
    return (1 - np.abs(a)) ** 2
    ### END SOLUTION


# %% check="softsign_slope" points=1
slope_at = softsign_slope(np.array([0.0, 0.5, -0.5]))
assert np.shape(slope_at) == (3,), "three values in, three slopes out"
assert abs(slope_at[0]) > 0.01, (
    "at z = 0 softsign is steepest, so the slope can't be 0: a (1 - a) belongs to the sigmoid"
)
assert abs(slope_at[1] - 0.75) > 0.01, "1 - a² is the slope of tanh: differentiate z / (1 + |z|)"
assert abs(slope_at[1] - 1 / 1.5**2) > 0.01, "a is softsign(z) already: don't treat it as z"
assert abs(slope_at[1] - slope_at[2]) < 1e-9, (
    "softsign is as steep at -z as at z: what about the sign of a?"
)
assert_close(
    slope_at[0],
    1.0,
    "at z = 0 the curve z / (1 + |z|) starts out like z itself: what slope is that?",
)
### BEGIN HIDDEN TESTS
z_fresh = rng("softsign_slope").normal(scale=2.0, size=(6, 3))
a_fresh = z_fresh / (1.0 + np.abs(z_fresh))
above, below = z_fresh + 1e-6, z_fresh - 1e-6
measured = (above / (1.0 + np.abs(above)) - below / (1.0 + np.abs(below))) / 2e-6
assert_close(
    softsign_slope(a_fresh),
    measured,
    "your slope isn't the measured one: is there a square in the quotient rule that you have lost?",
    atol=1e-5,
)
### END HIDDEN TESTS

# %% [markdown]
# ## Forward pass with a shortcut
#
# One hidden layer, and an output neuron that hears the hidden neurons *and*, over a **shortcut**, the inputs themselves:
#
# $$\underbrace{H}_{(n, h)} = \operatorname{activation}\bigl(\underbrace{X}_{(n, d)}\,\underbrace{W_1}_{(d, h)} + \underbrace{b_1}_{(h,)}\bigr) \qquad\qquad \underbrace{s}_{(n,)} = H\,\underbrace{w_2}_{(h,)} + X\,\underbrace{v}_{(d,)} + b_2$$
#
# - $n$ rows, $d$ inputs, $h$ hidden neurons;
# - $w_2$ are the weights from the hidden neurons to the output, $v$ those of the shortcut, both one-dimensional arrays here; $b_2$ is one number;
# - $s$ is the **score**. It isn't bent: positive means "on", negative "off", and the further from 0, the firmer.
#
# The activation comes as an argument, a function like `np.tanh`, so this exercise doesn't need your softsign. (1 point)


# %% exercise="forward" todo="compute the hidden activations and the score, return both"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    """Forward pass of a network with one hidden layer and a shortcut.

    Args:
        x: inputs, (n, d).
        weights1, bias1: of the hidden layer, (d, h) and (h,).
        weights2, bias2: from hidden layer to output, (h,) and a number.
        shortcut: weights from the inputs straight to the output, (d,).
        activation: function of an array, for the hidden layer.

    Returns:
        hidden (n, h) and score (n,).
    """
    ### BEGIN SOLUTION
    hidden = activation(x @ weights1 + bias1)
    score = hidden @ weights2 + x @ shortcut + bias2
    return hidden, score
    ### END SOLUTION


# %% check="forward" points=1
def squared(z):
    return z**2


x_two = np.array([[1.0, 2.0], [0.0, -1.0]])  # two rows, two inputs, three hidden neurons
network_parts = {
    "weights1": np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]),
    "bias1": np.array([0.5, 0.0, -1.0]),
    "weights2": np.array([1.0, -2.0, 0.5]),
    "bias2": 0.25,
    "shortcut": np.array([3.0, 4.0]),
}
hidden_two, score_two = forward(x_two, **network_parts, activation=squared)
assert np.shape(hidden_two) == (2, 3), "hidden: one row per row of x, one column per hidden neuron"
assert np.shape(score_two) == (2,), "score: one number per row of x, so the shape is (n,)"
assert_close(
    hidden_two,
    [[0.25, 4.0, 4.0], [2.25, 1.0, 2.25]],
    "hidden: weighted sum of x, plus bias1, and then the activation",
)
assert np.max(np.abs(score_two - [-5.5, 1.625])) > 1e-6, (
    "the shortcut is missing: the output hears the inputs too"
)
assert np.max(np.abs(score_two - [5.25, -2.625])) > 1e-6, "bias2 is missing in the score"
assert_close(
    score_two,
    [5.5, -2.375],
    "score: weighted sum of hidden, plus weighted sum of x, plus bias2, and no activation",
)
### BEGIN HIDDEN TESTS
fresh = rng("forward")
x_fresh, w1_fresh, b1_fresh = (
    fresh.normal(size=(6, 3)),
    fresh.normal(size=(3, 4)),
    fresh.normal(size=4),
)
w2_fresh, b2_fresh, v_fresh = fresh.normal(size=4), float(fresh.normal()), fresh.normal(size=3)
hidden_fresh, score_fresh = forward(
    x_fresh, w1_fresh, b1_fresh, w2_fresh, b2_fresh, v_fresh, squared
)
assert_close(
    hidden_fresh,
    (x_fresh @ w1_fresh + b1_fresh) ** 2,
    "hidden is wrong for three inputs and four hidden neurons: does your code count on other sizes?",
)
assert_close(
    score_fresh,
    (x_fresh @ w1_fresh + b1_fresh) ** 2 @ w2_fresh + x_fresh @ v_fresh + b2_fresh,
    "score is wrong for three inputs and four hidden neurons: does your code count on other sizes?",
)
### END HIDDEN TESTS

# %% [markdown]
# ## Loss for labels −1 and +1
#
# With labels $y \in \{-1, +1\}$ and a score $s$, the product $m = y\,s$ is called the **margin**. It is positive if the sign of the score is right, whichever the label, and it says how firmly. The **logistic loss** is
#
# $$L = \frac{1}{n} \sum_{i=1}^{n} \ln\bigl(1 + e^{-m_i}\bigr), \qquad m_i = y_i\,s_i$$
#
# ($\ln$ is the natural logarithm.) A large positive margin costs next to nothing. A large negative one costs about $|m|$.
#
# **Mind large numbers.** For $m = -800$ the loss is 800, a perfectly good number. But $e^{800}$ on the way there is too large for a computer's float and becomes `inf`. Find a way of writing $\ln(1 + e^{-m})$ that survives. NumPy may know a function for it; or treat both signs of $m$ apart, so that the exponential never gets a positive argument. Cutting the margin off at some value is no way out: it changes the loss. (0.5 points for the right loss, 0.5 for large numbers)


# %% exercise="logistic_loss" todo="return the mean logistic loss, also for margins such as -800"
def logistic_loss(score, label):
    """Mean logistic loss.

    Args:
        score: scores, (n,).
        label: right answers, each -1 or +1, (n,).

    Returns:
        The loss, one number.
    """
    ### BEGIN SOLUTION
    return np.mean(np.logaddexp(0, -label * score))
    ### END SOLUTION


# %% check="logistic_loss" points=0.5
undecided = logistic_loss(np.zeros(4), np.array([1.0, -1.0, -1.0, 1.0]))
assert np.ndim(undecided) == 0, "the loss is one number for all rows together"
assert abs(undecided - 4 * np.log(2)) > 1e-6, (
    "this is the sum over the rows: the loss is their mean"
)
assert abs(undecided - 1) > 1e-6, "use the natural logarithm, np.log"
assert_close(
    undecided, np.log(2), "a score of 0 is undecided: ln(1 + e^0) for every row, whatever its label"
)
assert logistic_loss(np.array([3.0]), np.array([1.0])) < logistic_loss(
    np.array([-3.0]), np.array([1.0])
), "a score with the sign of the label must cost less than one with the other sign"
assert_close(
    logistic_loss(np.array([-3.0]), np.array([-1.0])),
    logistic_loss(np.array([3.0]), np.array([1.0])),
    "label -1 and score -3 is as right as label 1 and score 3: only the product y * s counts",
)
### BEGIN HIDDEN TESTS
fresh = rng("logistic_loss")
score_fresh, label_fresh = fresh.normal(scale=2.0, size=7), fresh.choice([-1.0, 1.0], size=7)
assert_close(
    logistic_loss(score_fresh, label_fresh),
    np.mean(np.log1p(np.exp(-label_fresh * score_fresh))),
    "wrong for mixed scores and labels: the mean of ln(1 + e^(-m)), with m = y * s row by row",
)
### END HIDDEN TESTS

# %% check="logistic_loss_large" points=0.5
far_wrong = logistic_loss(np.array([-800.0]), np.array([1.0]))
assert np.isfinite(far_wrong), "a margin of -800 gives inf or nan: the exponential has overflowed"
assert far_wrong > 700, "a margin of -800 must cost about 800: cutting numbers off changes the loss"
### BEGIN HIDDEN TESTS
fresh = rng("logistic_loss_large")
score_fresh, label_fresh = (
    fresh.uniform(800.0, 5000.0, size=6),
    np.array([1.0, -1.0, 1.0, -1.0, -1.0, 1.0]),
)
assert_close(
    logistic_loss(score_fresh, label_fresh),
    np.mean(np.maximum(0.0, -label_fresh * score_fresh)),
    "wrong for scores in the thousands: right answers cost nothing there, wrong ones the size of their margin",
)
near_fresh = fresh.uniform(0.5, 2.0, size=5)
assert_close(
    logistic_loss(near_fresh, np.ones(5)),
    np.mean(np.log1p(np.exp(-near_fresh))),
    "large scores are fine now, but small ones have become wrong",
)
### END HIDDEN TESTS

# %% [markdown]
# ## Its gradient
#
# How does the loss react to each score? Derive
#
# $$\frac{\partial L}{\partial s_i}, \qquad L = \frac{1}{n}\sum_{k=1}^{n} \ln\bigl(1 + e^{-y_k s_k}\bigr)$$
#
# with the chain rule: the logarithm, the exponential, and $-y_i s_i$. Only one term of the sum contains $s_i$; don't lose the $\frac{1}{n}$. Before you write it, think: for label +1, should a step up of the score make the loss larger or smaller? So which sign must the slope have? (1 point)


# %% exercise="logistic_gradient" todo="return the slope of the mean logistic loss by each score"
def logistic_gradient(score, label):
    """Gradient of the mean logistic loss by the scores.

    Args:
        score: scores, (n,).
        label: right answers, each -1 or +1, (n,).

    Returns:
        dL/ds, (n,).
    """
    ### BEGIN SOLUTION
    share = 0.5 * (1 - np.tanh(0.5 * label * score))  # 1 / (1 + exp(m)), without overflow
    return -label * share / len(score)
    ### END SOLUTION


# %% check="logistic_gradient" points=1
pulls = logistic_gradient(np.zeros(2), np.array([1.0, -1.0]))
assert np.shape(pulls) == (2,), "one slope per score: don't add them up"
assert pulls[0] < 0 < pulls[1], (
    "label +1: a higher score lowers the loss, so its slope is negative; label -1 the other way"
)
assert abs(abs(pulls[0]) - abs(pulls[1])) < 1e-9, (
    "at score 0 both labels pull equally hard: p - y is for labels 0 and 1"
)
assert abs(abs(pulls[0]) - 0.5) > 1e-6, "the loss is a mean: where is the 1/n?"
assert_close(
    logistic_gradient(np.array([0.0, 0.0, 0.0, 0.0]), np.ones(4)),
    np.full(4, -0.125),
    "four undecided rows: each pulls with half of its share of 1/n",
)
assert np.all(np.isfinite(logistic_gradient(np.array([-800.0, 800.0]), np.ones(2)))), (
    "scores of -800 and 800 give nan: a quotient inf / inf; write it so that one exponential is enough"
)
### BEGIN HIDDEN TESTS
fresh = rng("logistic_gradient")
score_fresh, label_fresh = fresh.normal(scale=2.0, size=6), fresh.choice([-1.0, 1.0], size=6)
measured = np.empty(6)
for row in range(6):
    nudge = 1e-5 * (np.arange(6) == row)
    measured[row] = (
        np.mean(np.logaddexp(0.0, -label_fresh * (score_fresh + nudge)))
        - np.mean(np.logaddexp(0.0, -label_fresh * (score_fresh - nudge)))
    ) / 2e-5
assert_close(
    logistic_gradient(score_fresh, label_fresh),
    measured,
    "not the measured slopes: how much a row pulls depends on its margin y * s",
)
### END HIDDEN TESTS

# %% [markdown]
# ## Backward pass, first part: to the output's weights
#
# Now backwards through the network with the shortcut,
#
# $$s = H\,w_2 + X\,v + b_2 .$$
#
# You are given $\delta = \partial L / \partial s$, shape $(n,)$. (It may come from any loss. A mean over the rows is in it already.) Find
#
# $$\frac{\partial L}{\partial w_2}\;(h,), \qquad \frac{\partial L}{\partial b_2}\;\text{(one number)}, \qquad \frac{\partial L}{\partial v}\;(d,).$$
#
# A slope has the shape of what it belongs to. Let the shapes lead you. (0.5 points)


# %% exercise="output_gradients" todo="return the slopes by weights2, bias2 and shortcut"
def output_gradients(x, hidden, d_score):
    """Slopes of the loss by everything that feeds the score.

    Args:
        x: inputs, (n, d).
        hidden: answers of the hidden neurons, (n, h).
        d_score: slope of the loss by each score, (n,).

    Returns:
        The slopes by weights2 (h,), by bias2 (a number) and by the shortcut (d,), in this order.
    """
    ### BEGIN SOLUTION
    return hidden.T @ d_score, d_score.sum(), x.T @ d_score
    ### END SOLUTION


# %% check="output_gradients" points=0.5
x_two = np.array([[1.0, 2.0], [3.0, 4.0]])
hidden_two = np.array([[1.0, 0.0, -1.0], [2.0, 5.0, 0.0]])
by_weights2, by_bias2, by_shortcut = output_gradients(x_two, hidden_two, np.array([10.0, 1.0]))
assert np.shape(by_weights2) == (3,), (
    "the slope by weights2 has the shape of weights2, (h,): add up the rows, not the columns"
)
assert np.shape(by_shortcut) == (2,), (
    "the slope by the shortcut has the shape of the shortcut, (d,)"
)
assert np.ndim(by_bias2) == 0, "bias2 is one number, added to every row: so is its slope"
assert abs(by_bias2 - 5.5) > 1e-6, (
    "you took the mean over the rows: d_score holds that already, here rows are added up"
)
assert_close(
    by_weights2,
    [12.0, 5.0, -10.0],
    "weights2: each row's hidden answers times that row's d_score, added up",
)
assert_close(by_bias2, 11.0, "bias2: it acts on every row with factor 1")
assert_close(by_shortcut, [13.0, 24.0], "shortcut: it multiplies the inputs x")
### BEGIN HIDDEN TESTS
fresh = rng("output_gradients")
x_fresh, hidden_fresh, d_fresh = (
    fresh.normal(size=(5, 2)),
    fresh.normal(size=(5, 4)),
    fresh.normal(size=5),
)
by_weights2, by_bias2, by_shortcut = output_gradients(x_fresh, hidden_fresh, d_fresh)
assert_close(
    by_weights2,
    np.einsum("nh,n->h", hidden_fresh, d_fresh),
    "weights2: wrong for fresh numbers and four hidden neurons",
)
assert_close(by_bias2, np.sum(d_fresh), "bias2: wrong for fresh numbers")
assert_close(
    by_shortcut, np.einsum("nd,n->d", x_fresh, d_fresh), "shortcut: wrong for fresh numbers"
)
### END HIDDEN TESTS

# %% [markdown]
# ## Backward pass, second part: to the hidden weights
#
# One layer further back. With $Z_1 = X W_1 + b_1$ and $H = \operatorname{activation}(Z_1)$ you are given
#
# - $X$, shape $(n, d)$;
# - the slope of the activation at every hidden sum, shape $(n, h)$ (so any activation will do);
# - $w_2$, shape $(h,)$, and $\delta = \partial L / \partial s$, shape $(n,)$.
#
# Find $\;\dfrac{\partial L}{\partial W_1}\;(d, h)\;$ and $\;\dfrac{\partial L}{\partial b_1}\;(h,)$.
#
# In the lesson's words: how wrong was the guard, how much does he listen to me, could I still change my mind, what did I hear? Four factors, all of them are needed. The shapes $(n,)$ and $(h,)$ have to make an $(n, h)$ on the way. `np.outer` does that, or `d_score[:, None]`. (1 point)


# %% exercise="hidden_gradients" todo="return the slopes by weights1 and bias1"
def hidden_gradients(x, slope, weights2, d_score):
    """Slopes of the loss by the weights and biases of the hidden layer.

    Args:
        x: inputs, (n, d).
        slope: slope of the activation at each hidden sum, (n, h). It must not be changed.
        weights2: weights from the hidden neurons to the output, (h,).
        d_score: slope of the loss by each score, (n,).

    Returns:
        The slopes by weights1 (d, h) and by bias1 (h,), in this order.
    """
    ### BEGIN SOLUTION
    d_z = np.outer(d_score, weights2) * slope
    return x.T @ d_z, d_z.sum(axis=0)
    ### END SOLUTION


# %% check="hidden_gradients" points=1
x_three = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
slope_three = np.array([[1.0, 2.0, 0.0, 1.0], [0.5, 1.0, 1.0, 2.0], [1.0, 1.0, 3.0, 0.0]])
weights2_four = np.array([1.0, -1.0, 2.0, 10.0])
d_three = np.array([2.0, 1.0, -1.0])
by_weights1, by_bias1 = hidden_gradients(x_three, slope_three, weights2_four, d_three)
assert_close(
    slope_three[0],
    [1.0, 2.0, 0.0, 1.0],
    "hidden_gradients has changed the slopes that it was given: compute a new array",
)
assert np.shape(by_weights1) == (2, 4), "the slope by weights1 has the shape of weights1, (d, h)"
assert np.shape(by_bias1) == (4,), (
    "the slope by bias1 has the shape of bias1, (h,): add up the rows"
)
assert abs(by_bias1[3] - 20.0) > 1e-6, (
    "the slope of the activation is missing: could the hidden neuron still change its mind?"
)
assert abs(by_bias1[3] - 4.0) > 1e-6, (
    "weights2 is missing: how much does the output listen to each hidden neuron?"
)
assert abs(by_bias1[3] - 40.0 / 3) > 1e-6, (
    "you took the mean over the rows: d_score holds that already, here rows are added up"
)
assert_close(
    by_bias1,
    [1.5, -4.0, -4.0, 40.0],
    "bias1: for each row d_score times weights2 times slope, then added up over the rows",
)
assert_close(
    by_weights1,
    [[1.0, -3.0, -6.0, 20.0], [-0.5, 0.0, -4.0, 20.0]],
    "weights1: like bias1, but each row counts as much as its input: what did the neuron hear?",
)
### BEGIN HIDDEN TESTS
fresh = rng("hidden_gradients")
x_fresh, w1_fresh, b1_fresh = (
    fresh.normal(size=(5, 3)),
    fresh.normal(size=(3, 2)),
    fresh.normal(size=2),
)
w2_fresh, target_fresh = fresh.normal(size=2), fresh.normal(size=5)


def loss_fresh(w1, b1):
    return 0.5 * np.sum((np.sin(x_fresh @ w1 + b1) @ w2_fresh - target_fresh) ** 2)


z_fresh = x_fresh @ w1_fresh + b1_fresh
by_weights1, by_bias1 = hidden_gradients(
    x_fresh, np.cos(z_fresh), w2_fresh, np.sin(z_fresh) @ w2_fresh - target_fresh
)
measured_w1, measured_b1 = np.empty((3, 2)), np.empty(2)
for column in range(2):
    nudge = 1e-5 * (np.arange(2) == column)
    measured_b1[column] = (
        loss_fresh(w1_fresh, b1_fresh + nudge) - loss_fresh(w1_fresh, b1_fresh - nudge)
    ) / 2e-5
    for row in range(3):
        nudge_w1 = np.outer(np.arange(3) == row, nudge)
        measured_w1[row, column] = (
            loss_fresh(w1_fresh + nudge_w1, b1_fresh) - loss_fresh(w1_fresh - nudge_w1, b1_fresh)
        ) / 2e-5
assert_close(
    by_bias1,
    measured_b1,
    "bias1: not the slopes measured in a network with a sine as activation",
    atol=1e-5,
    rtol=1e-5,
)
assert_close(
    by_weights1,
    measured_w1,
    "weights1: not the slopes measured in a network with a sine as activation",
    atol=1e-5,
    rtol=1e-5,
)
### END HIDDEN TESTS

# %% [markdown]
# ## Training loop: walking with momentum
#
# Plain gradient descent forgets each step as soon as it is made. On a long flat stretch that is slow; in a narrow valley it bounces from side to side. **Momentum** walks like a heavy ball: it keeps a part of its last step and adds the new push to it.
#
# $$v \leftarrow \mu\,v - \eta\,\nabla L(w) \qquad\qquad w \leftarrow w + v$$
#
# - $w$ are all parameters in one array, $v$ is the last step, of the same shape, at first 0;
# - $\eta$ is the learning rate, $\mu$ (between 0 and 1) the momentum: how much of the last step is kept;
# - $\nabla L(w)$ is the gradient at the present place. You get a function `gradient` for it.
#
# Return the whole walk: the start, and the place after every step. (1 point)


# %% exercise="descend" todo="walk downhill with momentum and return every place, the start first"
def descend(gradient, start, learning_rate, momentum, steps):
    """Gradient descent with momentum.

    Args:
        gradient: function of an array w that returns the gradient there, of the same shape.
        start: where the walk begins, an array of any shape. It must not be changed.
        learning_rate: a number above 0.
        momentum: a number from 0 (plain gradient descent) to below 1.
        steps: how many steps to make.

    Returns:
        All places, the start first: an array (steps + 1, *shape of start).
    """
    ### BEGIN SOLUTION
    place, velocity = start, 0
    path = [place]
    for _ in range(steps):  # each step makes new arrays: the start stays as it is
        velocity = momentum * velocity - learning_rate * gradient(place)
        place = place + velocity
        path.append(place)
    return np.array(path)
    ### END SOLUTION


# %% check="descend" points=1
def slope_of_bowl(w):
    return 2 * w  # of the loss w², with its lowest point at 0


start_here = np.array([1.0, -2.0])
plain = descend(slope_of_bowl, start_here, 0.25, 0.0, 2)
assert_close(start_here, [1.0, -2.0], "descend has changed the array `start`: work on a copy")
assert np.shape(plain) == (3, 2), (
    "two steps from the start make three places: return the start too, and one row per step"
)
assert_close(
    plain[0],
    [1.0, -2.0],
    "the first row must be the start: do all your rows share one array that you change in place?",
)
assert np.max(np.abs(plain[1])) < 2.0, "the walk goes uphill: step against the gradient"
assert_close(
    plain,
    [[1.0, -2.0], [0.5, -1.0], [0.25, -0.5]],
    "without momentum each step is -learning_rate * gradient at the present place",
)
heavy = descend(slope_of_bowl, start_here, 0.25, 0.5, 3)
assert abs(heavy[2][0] - 0.25) > 1e-6, (
    "with momentum 0.5 the second step must be longer than without: is the last step kept from one round to the next?"
)
assert_close(
    heavy,
    [[1.0, -2.0], [0.5, -1.0], [0.0, 0.0], [-0.25, 0.5]],
    "with momentum: v = momentum * v - learning_rate * gradient, then w = w + v",
)
### BEGIN HIDDEN TESTS
fresh = rng("descend")
start_fresh, middle_fresh, stiff_fresh = (
    fresh.normal(size=(2, 3)),
    fresh.normal(size=(2, 3)),
    fresh.uniform(0.5, 2.0, size=(2, 3)),
)


def slope_fresh(w):
    return stiff_fresh * np.tanh(w - middle_fresh)


places = [start_fresh]
last_step = np.zeros((2, 3))
for _ in range(12):
    last_step = 0.8 * last_step - 0.3 * slope_fresh(places[-1])
    places.append(places[-1] + last_step)
assert_close(
    descend(slope_fresh, start_fresh, 0.3, 0.8, 12),
    places,
    "wrong on another landscape: (2, 3) parameters, 12 steps, momentum 0.8",
)
### END HIDDEN TESTS

# %% [markdown]
# ## All together
#
# This cell puts your functions together: one hidden layer with **one single neuron**, and the shortcut. Could that solve XOR? Think for a moment, before you run it: one lookout calls "both are up", and the guard sees the switches himself.
#
# (Nothing to do here, and no points. If a part isn't written yet, the cell says which.)

# %%
switches = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
lamp = np.array([-1.0, 1.0, 1.0, -1.0])


def unpack(parameters):
    """Seven numbers as the parts of a network with two inputs, one hidden neuron and a shortcut."""
    return {
        "weights1": parameters[0:2].reshape(2, 1),
        "bias1": parameters[2:3],
        "weights2": parameters[3:4],
        "bias2": parameters[4],
        "shortcut": parameters[5:7],
    }


def gradient_of_all(parameters):
    """Gradient of the loss by all seven numbers, put together from the exercises."""
    parts = unpack(parameters)
    hidden, score = forward(switches, **parts, activation=softsign)
    d_score = logistic_gradient(score, lamp)
    by_weights2, by_bias2, by_shortcut = output_gradients(switches, hidden, d_score)
    by_weights1, by_bias1 = hidden_gradients(
        switches, softsign_slope(hidden), parts["weights2"], d_score
    )
    return np.concatenate([by_weights1.ravel(), by_bias1, by_weights2, [by_bias2], by_shortcut])


try:
    walk = descend(gradient_of_all, np.random.default_rng(0).normal(size=7), 0.3, 0.9, 600)
    history = {
        "epoch": range(601),
        "loss": [
            logistic_loss(forward(switches, **unpack(place), activation=softsign)[1], lamp)
            for place in walk
        ],
    }
    final = unpack(walk[-1])
except (NameError, NotImplementedError) as missing:
    print("Not all parts are there yet:", missing)
else:
    fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4), layout="constrained")
    plots.learning_curves(
        {"one hidden neuron, shortcut": history}, title="Your network learns XOR", ax=left
    )
    plots.decision_boundary(
        lambda points: 1 / (1 + np.exp(-forward(points, **final, activation=softsign)[1])),
        switches,
        lamp > 0,
        title="One lookout and a shortcut",
        labels=("switch $x_1$", "switch $x_2$"),
        ax=right,
    )
    plots.show(
        fig,
        alt="Left: the loss of the network during training. Right: its answer over the plane of the two switches, with the border between on and off.",
    )

# %% [markdown]
# If all parts are right, the loss goes down to nearly 0, and a band of "on" runs between two borders, with "off" on either side. One hidden neuron is enough: the shortcut says "the more switches, the more on", and the lookout pulls the score back down when both are up. The hidden layer is still needed. Without it only the shortcut is left, and that is the lone neuron of the lesson.

# %% [markdown]
# ## Two short questions

# %% [markdown] quiz="alike"

# %% [markdown] quiz="hidden_delta"

# %% [markdown]
# ## In your own words
#
# A plant likes it neither too dry nor too wet. A sensor gives **one** number $x$, the moisture of the soil. The network shall say "fine" for $x$ between 20 and 40 and "not fine" below 20 and above 40.
#
# 1. Why can't a single neuron (with a sigmoid) do this? Say what its border looks like here.
# 2. Give a network with one hidden layer that can. Say what each hidden neuron calls, in words, and what the output neuron does with the calls.
# 3. Draw in words: where do the three cases (too dry, fine, too wet) lie in the coordinates of the hidden neurons, and why is one straight cut enough there?
#
# Write your answer into the cell below, ten sentences at most. (2 points, graded by a person)

# %% [markdown] written="moisture" points=2
# 1. With one input the border $z = w x + b = 0$ is a single point on the line of moistures. A neuron says "fine" on one side of this point and "not fine" on the other. "Fine" between 20 and 40 needs two border points, with "not fine" on both outer sides. Or: as $x$ grows, $z$ only rises or only falls, so the answer can't go up and then down again.
# 2. Two hidden neurons. The first calls "at least 20" (for example $\sigma(x - 20)$), the second "more than 40" ($\sigma(x - 40)$). The output neuron says "fine" if the first calls and the second doesn't, for example $\sigma(10 h_1 - 10 h_2 - 5)$.
# 3. In the coordinates $(h_1, h_2)$, too dry lies near $(0, 0)$, fine near $(1, 0)$ and too wet near $(1, 1)$. The line $h_1 - h_2 = 0.5$ has $(1, 0)$ on one side and the other two on the other. The hidden layer has bent the line of moistures round a corner, so that one cut separates its middle from both ends.
#
# *For the grader: 0.5 points for 1 (one border point, or: the sum only rises or only falls), 1 point for 2 (two neurons with different borders inside one hidden layer, and a rule for the output that works), 0.5 points for 3 (three places, and fine can be cut off by one line). Numbers for the weights are not needed.*
