# %% [markdown]
# # 8 · Attention and transformers: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](08_transformer_lesson.ipynb) has all that you need, in another variant. Twelve points in all.

# %%
import keras
import numpy as np
from keras import layers

from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · Looking up by distance (2.5 points)
#
# The lesson compared a query with a key by their dot product. There are other ways. Here a key fits the better the **nearer** it is to the query:
#
# $$s_{ij} = -\frac{\lVert q_i - k_j \rVert^2}{2\,w^2} \qquad a_{ij} = \frac{e^{s_{ij}}}{\sum_l e^{s_{il}}} \qquad \text{answer}_i = \sum_j a_{ij}\, v_j$$
#
# - $\lVert q_i - k_j \rVert^2$ is the sum of the squared differences of their numbers;
# - $w$, the **width**, says how near is near.
#
# Some keys are filling. `real` says which ones are not, and a key that isn't real gets weight 0 while the others still share out 100 %. At least one key is real.
#
# **Mind large distances.** A query that is 100 widths away from every key still has a nearest one, and that gets nearly all the weight. But $e^{-5000}$ is 0 for a computer, and $0/0$ is `nan`. The lesson's softmax shows a way out: it doesn't matter if the same number is added to all scores of a query that take part. (2 points for the look-up, 0.5 for large distances)


# %% exercise="look_up" todo="return the answers and the weights"
def look_up(queries, keys, values, width, real):
    """Attention whose scores are minus squared distances.

    Args:
        queries: float (m, d).
        keys: float (n, d).
        values: float (n, e).
        width: a number above 0.
        real: bool (n,), False for keys that are filling. At least one is True.

    Returns:
        The answers, (m, e), and the weights, (m, n), in this order.
    """
    ### BEGIN SOLUTION
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    scores = np.where(real, -squares / (2 * width**2), -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares @ values, shares
    ### END SOLUTION


# %% check="look_up" points=2
three_keys = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
three_values = np.array([[10.0], [20.0], [30.0]])
all_real = np.array([True, True, True])
two_queries = np.array([[0.0, 0.0], [3.0, 1.0]])
answers_found, weights_found = look_up(two_queries, three_keys, three_values, 3.0, all_real)
weights_found = np.asarray(weights_found)
assert weights_found.shape == (2, 3), "weights: one row per query, one column per key"
assert np.shape(answers_found) == (2, 1), "answers: one row per query, as many numbers as a value"
assert np.all(np.isfinite(weights_found)), "the weights hold nan or infinity"
assert np.allclose(weights_found.sum(axis=1), 1), (
    "each query shares out 100 %: the rows of the weights must sum to 1, did you sum over the queries?"
)
assert weights_found[0].argmax() == 0 and weights_found[1].argmax() == 1, (
    "the nearest key must get the largest weight: the score is *minus* the squared distance"
)
ratio_found = np.log(weights_found[0, 0] / weights_found[0, 1])
assert abs(ratio_found - 3 / 18) > 1e-6, "the distance isn't squared"
assert abs(ratio_found - 9 / 9) > 1e-6, (
    "the divisor is two times the squared width: where is the 2?"
)
assert abs(ratio_found - 9 / 6) > 1e-6 and abs(ratio_found - 9 / 3) > 1e-6, (
    "the width: it is squared, and then comes the 2"
)
assert_close(
    ratio_found, 9 / 18, "the scores of keys at distances 0 and 3, with width 3, aren't right"
)
half_real = np.array([True, False, True])
masked_found = np.asarray(look_up(two_queries, three_keys, three_values, 3.0, half_real)[1])
assert np.all(masked_found[:, 1] == 0), "a key that isn't real must get the weight 0"
assert np.allclose(masked_found.sum(axis=1), 1), (
    "without the filling the real keys must share out 100 %: mask before you divide by the sum"
)
### BEGIN HIDDEN TESTS
look_rng = rng("look_up")
for look_m, look_n, look_d, look_e in ((4, 6, 3, 2), (1, 5, 2, 3), (7, 3, 5, 1)):
    look_q, look_k = look_rng.normal(size=(look_m, look_d)), look_rng.normal(size=(look_n, look_d))
    look_v, look_w = look_rng.normal(size=(look_n, look_e)), float(look_rng.uniform(0.6, 1.7))
    look_real = look_rng.random(look_n) < 0.6
    look_real[int(look_rng.integers(look_n))] = True
    powers = np.array(
        [
            [np.prod(np.exp(-((qi - kj) ** 2) / 2 / look_w / look_w)) for kj in look_k]
            for qi in look_q
        ]
    )
    powers = powers * look_real
    expected_weights = powers / np.einsum("mn->m", powers)[:, None]
    fresh_answers, fresh_weights = look_up(look_q, look_k, look_v, look_w, look_real)
    assert_close(
        fresh_weights,
        expected_weights,
        "the weights are wrong for other numbers and shapes: distance over all numbers of query and key, width, real keys",
        atol=1e-5,
    )
    assert_close(
        fresh_answers,
        np.einsum("mn,ne->me", expected_weights, look_v),
        "the weights are right but the answers aren't: each is the sum of the values, times the weights of that query",
        atol=1e-4,
    )
### END HIDDEN TESTS

# %% check="look_up_far" points=0.5
far_weights = np.asarray(
    look_up(np.array([[100.0]]), np.array([[0.0], [1.0]]), np.eye(2), 1.0, np.array([True, True]))[
        1
    ]
)
assert np.all(np.isfinite(far_weights)), (
    "a far query gives nan: all powers are 0; subtract the largest score first"
)
assert np.allclose(far_weights.sum(axis=1), 1), (
    "a far query's weights don't sum to 1: it must still share out 100 %"
)
assert np.allclose(far_weights, [[0, 1]]), (
    "the nearest key must get nearly all the weight, however far it is: cutting scores off changes them"
)
### BEGIN HIDDEN TESTS
far_rng = rng("look_up_far")
far_keys = far_rng.normal(size=(5, 3))
far_queries = far_rng.normal(size=(4, 3)) + far_rng.choice([-300.0, 300.0], size=(4, 3))
far_queries[0] = far_keys[2]  # right on a key that is filling; the real ones are far away
far_keys[[0, 1, 3, 4]] += 400.0
far_real = np.array([True, True, False, True, True])
far_scores = -(np.linalg.norm(far_queries[:, None] - far_keys[None], axis=2) ** 2) / (2 * 0.5**2)
far_scores[:, ~far_real] = -np.inf
far_expected = np.exp(
    far_scores
    - np.log(np.exp(far_scores - far_scores.max(axis=1)[:, None]).sum(axis=1))[:, None]
    - far_scores.max(axis=1)[:, None]
)
far_found = np.asarray(look_up(far_queries, far_keys, np.eye(5), 0.5, far_real)[1])
assert np.all(np.isfinite(far_found)), (
    "nan when the nearest key is filling: subtract the largest score of the *real* keys"
)
assert_close(far_found, far_expected, "the weights of far queries aren't right", atol=1e-3)
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Who may look where? (1.5 points)
#
# Long texts are expensive, since every place looks at all the places before it. So many models look through a **window**: a place sees only itself and the places right before it, `window` places in all. It has turned out that the first few places should stay visible to everybody; they are called **sinks**.
#
# Write `may_look` for a batch of texts that are filled up to the length `n`. Place $i$ may look at place $j$ if
#
# 1. $j$ doesn't come later than $i$,
# 2. **and** $j$ lies in the window of $i$, **or** is one of the first `sinks` places,
# 3. **and** $j$ is real, that is, among the first `lengths[b]` places of text $b$.
#
# One exception. A place $i$ that is filling itself looks **only at itself**. (Why not at nothing? What does softmax make of a row without a single True?)


# %% exercise="may_look" todo="return a bool array (batch, n, n)"
def may_look(lengths, n, window, sinks):
    """Makes the mask of a causal window with sinks, for texts that are filled up.

    Args:
        lengths: int (batch,), real places of each text, from 1 to n.
        n: places of each text with its filling.
        window: places that a place sees, itself included; at least 1.
        sinks: how many first places everybody sees; may be 0.

    Returns:
        bool (batch, n, n): [b, i, j] says whether place i may look at place j in text b.
    """
    ### BEGIN SOLUTION
    i, j = np.arange(n)[:, None], np.arange(n)[None, :]
    pattern = (j <= i) & ((i - j < window) | (j < sinks))
    real = np.arange(n) < lengths[:, None]  # (batch, n)
    return np.where(real[:, :, None], pattern & real[:, None, :], np.eye(n, dtype=bool))
    ### END SOLUTION


# %% check="may_look" points=1.5
mask_found = np.asarray(may_look(np.array([5, 3]), 5, 2, 0))
assert mask_found.shape == (2, 5, 5), "one mask (n, n) for each text: the shape is (batch, n, n)"
assert mask_found.dtype == bool, "the mask must be bool, True and False"
assert not mask_found[0, 1, 2], (
    "place 1 must not look at place 2, which comes later: is it [i, j] or [j, i]?"
)
assert mask_found[0, 2, 2], "each place sees itself"
assert mask_found[0, 3, 2] and not mask_found[0, 3, 1], (
    "a window of 2 holds the place itself and the one before it, no more and no less"
)
sinks_found = np.asarray(may_look(np.array([5, 3]), 5, 2, 1))
assert sinks_found[0, 4, 0] and not sinks_found[0, 4, 1], (
    "with one sink everybody sees place 0 too, but not place 1"
)
assert not np.any(np.asarray(may_look(np.array([5]), 5, 1, 3))[0, 0, 1:]), (
    "a sink that comes later must not be seen either: the future stays hidden"
)
assert not sinks_found[1, 4, 0] and not sinks_found[1, 4, 3] and not mask_found[1, 3, 2], (
    "place 4 of the second text is filling: it looks at nothing but itself"
)
assert mask_found[1, 3, 3] and mask_found[1, 4, 4], (
    "a filling place must see itself: softmax of a row without a single True is nan"
)
### BEGIN HIDDEN TESTS
mask_rng = rng("may_look")
for _ in range(8):
    mask_n, mask_window, mask_sinks = (
        int(mask_rng.integers(4, 10)),
        int(mask_rng.integers(1, 5)),
        int(mask_rng.integers(0, 4)),
    )
    mask_lengths = mask_rng.integers(1, mask_n + 1, size=3)
    one_by_one = np.zeros((3, mask_n, mask_n), dtype=bool)
    for text, count in enumerate(mask_lengths):
        for row in range(mask_n):
            if row >= count:
                one_by_one[text, row, row] = True
                continue
            seen = {
                *range(max(0, row - mask_window + 1), row + 1),
                *range(min(mask_sinks, row + 1)),
            }
            one_by_one[text, row, sorted(seen)] = True
    fresh_mask = np.asarray(may_look(mask_lengths, mask_n, mask_window, mask_sinks))
    assert fresh_mask.shape == one_by_one.shape, "the shape is wrong for other sizes of the batch"
    fillers = np.arange(mask_n) >= mask_lengths[:, None]
    assert np.array_equal(fresh_mask[~fillers], one_by_one[~fillers]), (
        "wrong for another window, number of sinks or length: go through the three conditions one by one"
    )
    assert np.array_equal(fresh_mask, one_by_one), (
        "filling places look at themselves and at nothing else"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Turned by the place (1.5 points)
#
# The lesson *added* a position to each token. **Rotary positions** do something else: they *turn* queries and keys by an angle that grows with the place. The dot product of two arrows depends only on the angle between them, so afterwards it depends only on *how far apart* the two places are. Most large language models do this today.
#
# A vector of $d$ numbers is taken as $d/2$ arrows in the plane. In our variant number $i$ of the **first half** goes with number $i$ of the **second half**: the arrow $(a_i, b_i)$ with $a_i = x_i$ and $b_i = x_{i + d/2}$. At place $t$ it is turned, counter-clockwise, by the angle $\theta = t \cdot \text{base}^{-2i/d}$:
#
# $$a_i' = a_i \cos\theta - b_i \sin\theta \qquad\qquad b_i' = a_i \sin\theta + b_i \cos\theta$$
#
# with $i$ from 0 to $d/2 - 1$. All $a_i'$ come first in the result, then all $b_i'$.


# %% exercise="rotate" todo="turn every arrow of every row by its angle"
def rotate(x, places, base):
    """Turns vectors by their places.

    Args:
        x: float (n, d), d even. Must not be changed.
        places: float or int (n,), the place of each row.
        base: a number above 1; the larger, the slower the last arrows turn.

    Returns:
        float (n, d), the turned vectors.
    """
    ### BEGIN SOLUTION
    half = x.shape[1] // 2
    angles = places[:, None] * base ** (-2 * np.arange(half) / x.shape[1])
    a, b = x[:, :half], x[:, half:]
    return np.concatenate(
        [a * np.cos(angles) - b * np.sin(angles), a * np.sin(angles) + b * np.cos(angles)], axis=1
    )
    ### END SOLUTION


# %% check="rotate" points=1.5
x_mine = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]])
turned = np.asarray(rotate(x_mine, np.array([0, 5]), 100.0))
assert np.array_equal(x_mine[0], [1, 2, 3, 4]) and np.array_equal(x_mine[0], x_mine[1]), (
    "rotate has changed the array that it was given: compute a new one"
)
assert turned.shape == (2, 4), "the result has the shape of x"
assert_close(turned[0], [1.0, 2.0, 3.0, 4.0], "at place 0 the angle is 0: nothing is turned")
assert_close(
    np.linalg.norm(turned[1]),
    np.sqrt(30.0),
    "turning keeps lengths: check cosines, sines and signs",
)
quarter = np.asarray(rotate(np.array([[1.0, 0.0]]), np.array([np.pi / 2]), 10.0))
assert quarter[0, 1] > -0.5, "it turns clockwise: check the two signs"
assert_close(
    quarter, [[0.0, 1.0]], "a quarter of a turn takes (1, 0) to (0, 1): are angles in radians?"
)
first_arrow = np.asarray(rotate(np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([1.0]), 100.0))[0]
assert abs(first_arrow[1]) < 1e-9, (
    "arrows are made of number i and number i + d/2, not of neighbours"
)
assert_close(
    first_arrow, [np.cos(1), 0.0, np.sin(1), 0.0], "the first arrow turns by the angle t itself"
)
second_arrow = np.asarray(rotate(np.array([[0.0, 1.0, 0.0, 0.0]]), np.array([1.0]), 100.0))[0]
assert second_arrow[3] < np.sin(0.3), (
    "the second arrow turns too fast: its angle is t times base to the power of -2i/d, with d all numbers of a row"
)
assert_close(
    second_arrow,
    [0.0, np.cos(0.1), 0.0, np.sin(0.1)],
    "the second arrow's angle isn't right: base to the power of -2i/d",
)
### BEGIN HIDDEN TESTS
turn_rng = rng("rotate")
for turn_n, turn_d in ((5, 8), (3, 6), (1, 2)):
    turn_x, turn_base = turn_rng.normal(size=(turn_n, turn_d)), float(turn_rng.uniform(20, 3000))
    turn_places = turn_rng.integers(0, 40, size=turn_n)
    arrows = turn_x[:, : turn_d // 2] + 1j * turn_x[:, turn_d // 2 :]
    rates = np.array([turn_base ** (-i / (turn_d // 2)) for i in range(turn_d // 2)])
    arrows = arrows * np.exp(1j * np.outer(turn_places, rates))
    assert_close(
        rotate(turn_x, turn_places, turn_base),
        np.hstack([arrows.real, arrows.imag]),
        "wrong for other sizes, places or bases: each row has its own place, each arrow its own speed",
        atol=1e-4,
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Drawing from the nucleus (1.5 points)
#
# With **top-p** sampling only the likeliest tokens may be drawn: the *smallest set of likeliest tokens whose shares together reach at least $p$*. Where a network is sure these are few, where it isn't they are many. Write `nucleus`:
#
# 1. divide the logits by the temperature and apply softmax;
# 2. take tokens in the order of their shares, the likeliest first, until their sum reaches $p$. The token that takes it over the line belongs to the set, so there is always at least one;
# 3. give all other tokens the share 0, and scale the rest so that it sums to 1. The tokens stay in the order in which they came.
#
# Logits may be as large as 1000.


# %% exercise="nucleus" todo="return the share of each token"
def nucleus(logits, temperature, p):
    """Shares of the tokens for top-p sampling.

    Args:
        logits: float (tokens,). Must not be changed.
        temperature: a number above 0.
        p: a number above 0, up to 1.

    Returns:
        float (tokens,), shares that sum to 1, in the order of the logits.
    """
    ### BEGIN SOLUTION
    scaled = logits / temperature
    shares = np.exp(scaled - scaled.max())
    shares = shares / shares.sum()
    order = np.argsort(shares)[::-1]
    before = np.cumsum(shares[order]) - shares[order]  # what the likelier ones have together
    kept = np.zeros_like(shares)
    chosen = order[before < p]
    kept[chosen] = shares[chosen]
    return kept / kept.sum()
    ### END SOLUTION


# %% check="nucleus" points=1.5
four_logits = np.log([0.15, 0.5, 0.05, 0.3])
logits_before = four_logits.copy()
kept_found = np.asarray(nucleus(four_logits, 1.0, 0.7))
assert np.array_equal(four_logits, logits_before), (
    "nucleus has changed the logits that it was given"
)
assert kept_found.shape == (4,), "one share for each token"
assert np.count_nonzero(kept_found) != 1, (
    "0.5 alone doesn't reach 0.7: the token that takes the sum over the line belongs to the set"
)
assert np.count_nonzero(kept_found) == 2, (
    "0.5 and 0.3 together reach 0.7, so two tokens are kept, the likeliest ones"
)
assert kept_found[1] > 0 and kept_found[3] > 0, (
    "the two likeliest tokens stand at places 1 and 3: put shares back where they came from"
)
assert abs(kept_found.sum() - 1) < 1e-6, "what is left must sum to 1 again"
assert_close(
    kept_found, [0.0, 0.625, 0.0, 0.375], "of two tokens that are kept, each keeps its part: 5 to 3"
)
assert_close(
    nucleus(four_logits, 1.0, 0.2),
    [0.0, 1.0, 0.0, 0.0],
    "for a small p the likeliest token alone is the set: it is never empty",
)
assert np.all(np.isfinite(np.asarray(nucleus(np.array([1000.0, 0.0]), 1.0, 0.9)))), (
    "logits of 1000 give nan or infinity: subtract the largest one before the exponential"
)
hot_found = np.asarray(nucleus(four_logits, 2.0, 0.7))
assert np.count_nonzero(hot_found) == 3, (
    "at temperature 2 the shares are more alike and three tokens are needed: divide the logits by the temperature first, and then choose"
)
### BEGIN HIDDEN TESTS
core_rng = rng("nucleus")
for _ in range(30):
    core_logits = core_rng.normal(scale=2.0, size=int(core_rng.integers(3, 12)))
    core_heat, core_p = float(core_rng.uniform(0.4, 2.5)), float(core_rng.uniform(0.05, 0.99))
    likely = np.exp(core_logits / core_heat)
    likely /= likely.sum()
    total, expected_shares = 0.0, np.zeros(len(likely))
    for token in sorted(range(len(likely)), key=lambda token: -likely[token]):
        expected_shares[token] = likely[token]
        total += likely[token]
        if total >= core_p:
            break
    if abs(total - core_p) > 1e-6:
        assert_close(
            nucleus(core_logits, core_heat, core_p),
            expected_shares / total,
            "wrong for other logits, temperatures or p: the smallest set of likeliest tokens that together reach p, scaled to sum to 1",
            atol=1e-5,
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Build a transformer that reads (2 points)
#
# The lesson's networks wrote. This one reads a text of tokens and says to which class it belongs: an **encoder**. It differs from the lesson's block in several places, so build it from Keras's layers. Here is a layer that adds learned positions; the rest is yours.


# %%
class AddPositions(keras.Layer):
    """Adds a learned vector to each place: (n, length, dim) in, the same shape out."""

    def __init__(self):
        super().__init__()
        self.supports_masking = True

    def build(self, input_shape):
        self.table = self.add_weight(shape=input_shape[1:], initializer="normal", name="table")

    def call(self, x):
        return x + self.table


# %% [markdown]
# Write `build_reader`, which returns a Keras model (new each time, not compiled) to this plan:
#
# 1. the input: `length` tokens, whole numbers from 0 to `vocabulary - 1`. **Token 0 is filling**;
# 2. an embedding with 24 numbers per token, then `AddPositions()`;
# 3. self-attention with 3 heads of size 8 (`key_dim=8`). Every place may look at all **real** places, before and after it, and nobody looks at filling. Its result is **added** to what went in, and **then** comes a layer normalization;
# 4. a dense layer with 48 neurons and **GELU** (`activation="gelu"`), a dense layer with 24 neurons and no activation; the result is **added** to what went in, and **then** comes a layer normalization;
# 5. the **mean over the real places** only;
# 6. a dense layer with one softmax output per class.
#
# Two ways to keep the filling out: `layers.Embedding(..., mask_zero=True)` sends a mask along through all layers that know what to do with it, `GlobalAveragePooling1D` among them. Or make the mask yourself with `keras.ops.not_equal`, call it `real`, and hand it on, as `attention_mask=real[:, None, :]` and as `mask=real`.


# %% exercise="build_reader" todo="return a Keras model to the plan above"
def build_reader(vocabulary, length, classes):
    """Builds the transformer of the plan.

    Args:
        vocabulary: number of different tokens; token 0 is filling.
        length: tokens of a text, with its filling.
        classes: number of classes.

    Returns:
        A Keras model: int (n, length) in, probabilities (n, classes) out.
    """
    ### BEGIN SOLUTION
    tokens = keras.Input((length,), dtype="int32")
    x = AddPositions()(layers.Embedding(vocabulary, 24, mask_zero=True)(tokens))
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(3, 8)(x, x))
    thought = layers.Dense(24)(layers.Dense(48, activation="gelu")(x))
    x = layers.LayerNormalization()(x + thought)
    real = keras.ops.not_equal(tokens, 0)
    x = layers.GlobalAveragePooling1D()(x, mask=real)
    return keras.Model(tokens, layers.Dense(classes, activation="softmax")(x))
    ### END SOLUTION


# %% check="build_reader" points=2
read_model = build_reader(50, 12, 3)
assert isinstance(read_model, keras.Model), "return the model itself: is there a `return`?"
assert tuple(read_model.input_shape) == (None, 12), (
    "the model must take rows of `length` tokens: start with keras.Input((length,), dtype='int32')"
)
assert tuple(read_model.output_shape) == (None, 3), (
    "the model must give one number per class for each text: is the mean over the places missing?"
)
assert read_model.count_params() == 6_435, (
    "the number of weights is off: go through embedding, positions, heads and their size, both normalizations and the dense layers"
)
assert tuple(build_reader(20, 7, 5).output_shape) == (None, 5), (
    "use the arguments: another length and number of classes must be possible"
)


### BEGIN HIDDEN TESTS
def reader_by_plan(
    vocabulary,
    length,
    classes,
    *,
    look=True,
    causal=False,
    mean="real",
    plus=(True, True),
    norm="after",
    bend="gelu",
    places=True,
    last="softmax",
):
    tokens = keras.Input((length,), dtype="int32")
    real = keras.ops.not_equal(tokens, 0)
    x = layers.Embedding(vocabulary, 24)(tokens)
    placed = AddPositions()(x)
    x = placed if places else placed - AddPositions()(0 * x)
    attend = layers.MultiHeadAttention(3, 8)
    first, second = layers.LayerNormalization(), layers.LayerNormalization()
    wide, narrow = layers.Dense(48, activation=bend), layers.Dense(24)
    inner = first(x) if norm == "before" else x
    fetched = attend(
        inner, inner, attention_mask=real[:, None, :] if look else None, use_causal_mask=causal
    )
    x = x + fetched if plus[0] else fetched
    x = first(x) if norm == "after" else x
    inner = second(x) if norm == "before" else x
    x = x + narrow(wide(inner)) if plus[1] else narrow(wide(inner))
    x = second(x) if norm == "after" else x
    if mean == "largest":
        x = layers.GlobalMaxPooling1D()(x)
    elif mean == "first":
        x = x[:, 0]
    else:
        x = layers.GlobalAveragePooling1D()(x, mask=real if mean == "real" else None)
    return keras.Model(tokens, layers.Dense(classes, activation=last)(x))


read_rng = rng("build_reader")
read_sizes = tuple(int(n) for n in read_rng.integers((30, 9, 3), (60, 15, 8)))
read_back, read_plan = build_reader(*read_sizes), reader_by_plan(*read_sizes)
assert tuple(read_back.input_shape) == (None, read_sizes[1]), (
    "use the arguments: another length must be possible"
)
read_shapes = [tuple(w.shape) for w in read_back.get_weights()]
assert read_shapes != [
    tuple(w.shape) for w in reader_by_plan(*read_sizes, norm="before").get_weights()
], "the normalization comes after the plus here, not before attention and dense layers"
assert read_shapes == [tuple(w.shape) for w in read_plan.get_weights()], (
    "the layers have other weights than those of the plan: compare number and size of heads, dense layers and normalizations, in their order"
)
read_weights = [
    read_rng.normal(scale=0.7 if w.ndim == 2 else 0.4, size=w.shape)
    for w in read_plan.get_weights()
]
read_back.set_weights(read_weights)
read_tokens = read_rng.integers(1, read_sizes[0], size=(8, read_sizes[1])).astype("int32")
for text, count in enumerate(read_rng.integers(3, read_sizes[1] - 1, size=8)):
    read_tokens[text, int(count) :] = 0
read_answers = np.asarray(keras.ops.convert_to_numpy(read_back(read_tokens, training=False)))
assert np.isfinite(read_answers).all(), "the model answers NaN or infinity"


def as_in(**variant):
    other = reader_by_plan(*read_sizes, **variant)
    if [tuple(w.shape) for w in other.get_weights()] != [tuple(w.shape) for w in read_weights]:
        return False
    other.set_weights(read_weights)
    answers = keras.ops.convert_to_numpy(other(read_tokens, training=False))
    return np.allclose(read_answers, answers, atol=2e-4)


read_mistakes = {
    "the last layer needs a softmax": {"last": None},
    "the last layer needs a softmax: classes exclude one another, and a sigmoid doesn't know that": {
        "last": "sigmoid"
    },
    "places look at filling: hand the mask to the attention layer": {"look": False},
    "the mean goes over the filling too: only the real places count": {"mean": "all"},
    "filling is looked at, and counts in the mean: where is the mask?": {
        "look": False,
        "mean": "all",
    },
    "that is the largest value of each number: take the mean": {"mean": "largest"},
    "that is the first place alone: take the mean of all real ones": {"mean": "first"},
    "the attention is causal: a network that reads may look ahead": {"causal": True},
    "the attention's result must be added to what went in": {"plus": (False, True)},
    "the dense layers' result must be added to what went in": {"plus": (True, False)},
    "both results must be added to what went in": {"plus": (False, False)},
    "the first dense layer has a ReLU, not a GELU": {"bend": "relu"},
    "the first dense layer has no activation": {"bend": None},
}
as_planned = as_in()
for mistake, variant in read_mistakes.items():
    assert as_planned or not as_in(**variant), mistake
assert as_planned, (
    "with the same weights your model answers other numbers than the plan: compare mask, plus signs, normalizations and activations one by one"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Two values to work out (1 point)

# %% [markdown] quiz="soft_lookup"

# %% [markdown] quiz="share_of_second"

# %% [markdown]
# ## 7 · In your own words (2 points)
#
# A firm predicts for each hour how many bicycles will be borrowed in its city. It trains a transformer on the series of the past three years: the network reads the last 48 hours and predicts **at every place** the number of the following hour. In training the mean error is 2 bicycles. In use, from the first day, it is 90.
#
# 1. What do you suspect first? Say what the network probably does in training, and why it can't do it in use.
# 2. Describe a test that shows it without waiting for the next day, and what you expect to see if you are right and if you are wrong.
# 3. A colleague says: "Let's drop the positions. The numbers themselves are in the right order, after all." What do you answer? Say what the network could no longer tell apart, with an example from the bicycles.
#
# Write your answer into the cell below, ten sentences at most. (Graded by a person)

# %% [markdown] written="bicycles" points=2
# 1. The causal mask is missing (or the targets are shifted wrongly). Each place can look at the following one, and that holds the number that it is to predict: the network copies it, so it has learned nothing about bicycles. In use the following hour hasn't happened yet, so there is nothing to copy.
# 2. Take a stretch of the past, change the numbers of the later hours, say from place 30 on, and compare the predictions at the places before, up to 28. If a prediction moves, the network looks ahead, and I am right; with a proper mask the predictions at places up to 28 stay exactly the same. (Also good: hide the future of a stretch of old data and see whether the error jumps to 90; look at the attention map, where the weight would lie one place right of the diagonal.)
# 3. Attention compares contents and doesn't know where anything stands; the order of the rows is lost in a sum. Without positions the network gets a bag of 48 numbers. It couldn't tell the last hour from the one two days ago, or a morning on which the numbers rise (10, 40, 90) from an evening on which they fall (90, 40, 10), though the following hour is quite different.
#
# *For the grader: 1 point for 1 and 2 together (0.5 the leak with its reason: the next number is visible in training and not in use; 0.5 a test that changes or hides the future and says what each result means), 1 point for 3 (0.5 a bag, or: order is lost; 0.5 an example of two series with equal numbers in another order).*

# %% [markdown]
# ## Before you hand in
#
# Choose **Kernel → Restart Kernel and Run All Cells…** and look through the notebook from top to bottom. What works only because of a cell that you have deleted since will fail now, and not when it is graded.
