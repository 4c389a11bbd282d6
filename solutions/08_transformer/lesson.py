# %% [markdown]
# # 8 · Transformers: looking things up
#
# **In one paragraph.** A recurrent network reads a sequence step by step and carries all that it wants to keep in one state. What came early has to survive every step since. **Attention** does without the journey. Every place in the sequence asks a question, its *query*; every place also holds up a label, its *key*, and has a content, its *value*. Each query is compared with all keys at once, and where they fit, the content is fetched. Attention alone doesn't know in which order things stand, so their positions are added to the input. And it would look into the future if it could, so a mask forbids that. Attention, a small dense network, and the two repeated a few times: that is a **transformer**. You will build its parts in NumPy, check them against Keras, and train two small ones. The first turns words around, and you can see how. The second invents names.
#
# **A picture to keep in mind.** Twenty people stand in a row in the dark. A story goes from ear to ear. Each one hears what his neighbour makes of it, adds his own sentence and whispers on. That is a recurrent network, and you know what the last one gets to hear. Now somebody switches on the light. Everybody holds up a sign that says what he knows about, *"I was there at noon"*, and keeps an envelope with the details. Whoever has a question looks around, compares it with all the signs, and takes copies from the envelopes that fit: most from the sign that fits best, a little from those that nearly do. The question is the query, the sign is the key, the envelope is the value. Nobody waits for anybody, and the first in the row is as near as the neighbour. That is attention.
#
# **After this chapter you can**
#
# - say what is hard for a recurrent network, and what attention does instead;
# - compute attention by hand, and in NumPy so that it equals Keras's layer, with several heads;
# - say why scores are divided by $\sqrt{d}$, what a mask is for, and how to notice that one is missing;
# - explain why attention needs positions, and how they are given to it;
# - train a small transformer, read its attention maps, and draw text from it at any temperature.
#
# You need chapter 1 (layers, loss, gradient descent). Chapter 5 tells of recurrent networks; what you must know of them here stands in the first section. Every section starts with its gist in a sentence or two. Boxes that fold out are for a second reading.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from helpers import attention as att
from helpers import character_names, plots, report, reversal, transformer

BLUE, ORANGE, GREEN = plots.COLOURS[0], plots.COLOURS[5], plots.COLOURS[2]

# %% [markdown]
# ## What is hard for a recurrent network?
#
# **In short.** Its memory is a chain. What the first step has seen must pass through every later step, and on the way it fades or gets lost in noise.
#
# A recurrent network computes its state from the state before and the new input:
#
# $$h_t = \tanh(W h_{t-1} + U x_t)$$
#
# - $x_t$ is the input at step $t$, $h_t$ the **state** after it;
# - $W$ and $U$ are weights, the same at every step.
#
# Let us measure how long it remembers. We feed it two sequences that are equal *but for the very first input*. If the state still knows about that input after 40 steps, the two states must differ. We try it with weights $W$ of three sizes: small ones, middle ones, and large ones.

# %%
generator = np.random.default_rng(0)
size, steps = 64, 40
W = generator.normal(size=(size, size)) / np.sqrt(size)  # keeps the length of a vector, on average
U = generator.normal(size=(size, 8)) / np.sqrt(8)
one = generator.normal(size=(steps, 8))
other = one.copy()
other[0] = generator.normal(size=8)  # only the first input is another one


def states(W, sequence):
    """All states of a simple recurrent network, (steps, size)."""
    h, path = np.zeros(len(W)), []
    for x in sequence:
        h = np.tanh(W @ h + U @ x)
        path.append(h)
    return np.array(path)


fading = {}
for scale in (0.6, 1.0, 2.5):
    a, b = states(scale * W, one), states(scale * W, other)
    fading[scale] = np.linalg.norm(a - b, axis=1) / np.linalg.norm(a, axis=1)

fig, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
for (scale, values), style, colour in zip(fading.items(), ("-", "--", ":"), (BLUE, GREEN, ORANGE)):
    ax.semilogy(
        range(1, steps + 1), values, style, color=colour, lw=2, label=f"weights × {scale:g}"
    )
ax.set(
    title="How well does a state know the first input?",
    xlabel="steps since then",
    ylabel="relative difference of the states",
    ylim=(1e-12, 10),
)
ax.grid(alpha=0.3)
ax.legend(loc="lower left")
plots.show(
    fig,
    alt="Relative difference between the states of two runs that differ in the first input only, against steps, on a logarithmic axis. With small weights it falls to nearly nothing, with middle ones it falls more slowly, with large ones it stays high.",
)

print("after 40 steps, small weights: less than a millionth left:", bool(fading[0.6][-1] < 1e-6))
print("after 40 steps, middle weights: less than a thousandth left:", bool(fading[1.0][-1] < 1e-3))

# %% [markdown]
# With small and middle weights the memory fades, by about the same factor at each step. Large weights seem to keep it, but look what they keep: *any* difference, however small, is blown up until it fills the state. The state has been thrown about and no longer tells you what the first input *was*. LSTM and GRU (chapter 5) mend a good part of this with gates. Three things remain:
#
# - **The journey.** From step 1 to step 40 there are 39 steps, and the gradient has to go back over all of them.
# - **The suitcase.** Everything about the past must fit into one state of fixed size, packed before anybody knows what will be needed.
# - **The queue.** Step 40 can't start before step 39 has finished. A graphics card with thousands of processors stands idle.
#
# <details>
# <summary>How do the two compare on paper?</summary>
#
# For a sequence of $n$ places with $d$ numbers each:
#
# | | recurrent layer | attention |
# |---|---|---|
# | multiplications | about $n \cdot d^2$ | about $n^2 \cdot d$, and $n \cdot d^2$ for queries, keys and values |
# | steps one after the other | $n$ | 1 |
# | longest way between two places | $n$ | 1 |
# | memory while it works | one state, $d$ | all pairs of places, $n^2$ |
#
# So attention isn't for free. It pays with $n^2$: twice the length, four times the pairs. For a sentence that is nothing; for a book it is the main problem, and much research is about making it smaller.
#
# </details>

# %% [markdown] quiz="what_attention_saves"

# %% [markdown]
# ## Queries, keys and values
#
# **In short.** Attention is a dictionary look-up that is allowed to be a bit unsure: it compares the query with every key and returns a mix of all values, most of those whose keys fit.
#
# A Python dictionary finds the one key that is *equal* to the query, and fails if there is none. Attention asks how well each key *fits*, and all numbers stay smooth, so that it can learn by gradient descent. Somebody asks a **query** $q$; everything that can be found has a **key** $k_j$, by which it is found, and a **value** $v_j$, which is what one gets. Four steps:
#
# 1. **Compare.** The score of key $k_j$ is the dot product $q \cdot k_j$. It is large if both point the same way.
# 2. **Scale.** Divide by $\sqrt{d}$, where $d$ is how many numbers a query has. (Why? A later section measures it.)
# 3. **Share out.** **Softmax**, e to the power of each score divided by their sum, turns the scores $s_j$ into **attention weights** that are positive and sum to 1:
# $$a_j = \frac{e^{s_j}}{\sum_i e^{s_i}}, \qquad s_j = \frac{q \cdot k_j}{\sqrt{d}}$$
# 4. **Mix.** The answer is the sum of the values, each times its weight: $\sum_j a_j v_j$.
#
# Do one by hand. Let $q = (1, 1, 1, 1)$, so $\sqrt{d} = 2$. The keys are $k_1 = (1, 1, 1, 1)$, $k_2 = (1, 1, 0, 0)$, $k_3 = (1, -1, 1, -1)$, and the values are 10, 20 and 30. The dot products are 4, 2, 0. Divided by 2: 2, 1, 0. The powers of $e$ are 7.39, 2.72, 1, together 11.11. So the weights are 0.665, 0.245, 0.090, and the answer is $0.665 \cdot 10 + 0.245 \cdot 20 + 0.090 \cdot 30 = 14.2$.


# %%
def softmax(scores):
    """Shares along the last axis, (…, n). The largest score becomes 0, so that nothing overflows."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


query = np.array([1.0, 1, 1, 1])
keys = np.array([[1.0, 1, 1, 1], [1, 1, 0, 0], [1, -1, 1, -1]])
values = np.array([10.0, 20, 30])

scores = keys @ query / np.sqrt(4)
weights = softmax(scores)
print("scores ", scores)
print("weights", weights.round(3))
print("answer ", round(weights @ values, 1))

# %%
fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
panels = {
    "1, 2: how well each key fits": (scores, "score"),
    "3: shares that sum to 1": (weights, "weight"),
    "4: each value times its share": (weights * values, "part of the answer"),
}
for ax, (title, (heights, label)) in zip(axes, panels.items()):
    bars = ax.bar(["$k_1$", "$k_2$", "$k_3$"], heights, color=[BLUE, ORANGE, GREEN])
    ax.bar_label(bars, fmt="%.2f", padding=2)
    ax.set(title=title, xlabel="key", ylabel=label, ylim=(0, 1.2 * heights.max()))
fig.suptitle("One query, three keys: the answer is 6.65 + 4.89 + 2.70 = 14.2")
plots.show(
    fig,
    alt="Three bar charts for three keys. Scores 2, 1 and 0; weights 0.67, 0.24 and 0.09; parts of the answer 6.65, 4.89 and 2.70.",
)

# %% [markdown]
# How sure is the look-up? That depends on the size of the scores. Make the query three times as long, and ten times, and the mix turns into an ordinary dictionary look-up:

# %%
for factor in (0, 1, 3, 10):
    sharper = softmax(factor * scores)
    print(f"query × {factor:2d}: weights {sharper.round(3)}  answer {sharper @ values:.2f}")

# %% [markdown]
# A query of zeros has no opinion and takes the mean of all values, 20. A long query takes the value of the best key, 10, and ignores the rest. Training can choose anything in between.
#
# <details>
# <summary>Why softmax, and not simply each score's part of the sum?</summary>
#
# Scores may be negative, and then "part of the sum" means nothing; the sum may even be 0. The exponential makes every score positive and keeps their order. It also turns *differences* into *ratios*: a key whose score is larger by 1 gets $e = 2.72$ times the weight, wherever the two scores lie. So adding the same number to all scores changes nothing, which is what our `softmax` uses to avoid overflow.
#
# </details>
#
# **What goes wrong.** A mix is a mix. Fifty-fifty of 10 and 30 gives 20, and so does a sure look-up of 20. From the answer alone nobody can tell which it was. When you read later that a network "attends to" something, remember that it fetched an average.

# %% [markdown] quiz="what_is_what"

# %% [markdown]
# ## Self-attention: everybody asks everybody
#
# **In short.** In **self-attention** every place of the sequence makes its own query, key and value out of its own numbers, and asks all the places. Three learned matrices are all that it takes.
#
# Let $X$ be the sequence: $n$ rows, one for each place, with $d_\text{in}$ numbers each. The three matrices are learned:
#
# $$\underbrace{Q}_{(n, d)} = X W_Q \qquad \underbrace{K}_{(n, d)} = X W_K \qquad \underbrace{V}_{(n, d_v)} = X W_V$$
#
# $$\operatorname{attention}(Q, K, V) = \operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt{d}}\right) V$$
#
# - $Q K^\top$ has the shape $(n, n)$: row $i$ holds the scores of place $i$'s query with all the keys;
# - softmax works on each *row*, so that each place shares out 100 % of its attention;
# - times $V$: row $i$ of the result is the mix that place $i$ has fetched.
#
# Why three matrices, and not the numbers in $X$ themselves? Because what I am looking for, what I can be found by and what I have to give are three different things. A verb may look for its subject; it doesn't look for another verb.


# %%
def attention(q, k, v):
    """Scaled dot-product attention. q (m, d), k (n, d), v (n, e). Returns (m, e) and weights (m, n)."""
    scores = q @ k.T / np.sqrt(q.shape[-1])
    weights = softmax(scores)
    return weights @ v, weights


generator = np.random.default_rng(1)
X = generator.normal(size=(5, 4))  # five places with four numbers each
W_q, W_k, W_v = (generator.normal(size=(4, 3)) for _ in range(3))

answer, weights = attention(X @ W_q, X @ W_k, X @ W_v)
print("X", X.shape, "  Q, K, V", (X @ W_q).shape, "  weights", weights.shape, "  out", answer.shape)
print("every row of the weights sums to 1:", bool(np.allclose(weights.sum(axis=1), 1)))


# %%
def draw_matrix(ax, numbers, title, xlabel, ylabel, cmap="Blues", low=0.0, high=1.0):
    """Draws a small matrix as coloured fields with its numbers."""
    ax.imshow(numbers, cmap=cmap, vmin=low, vmax=high)
    for (row, column), value in np.ndenumerate(numbers):
        strong = abs(value - (low + high) / 2 * (low < 0)) > 0.6 * high
        ax.text(
            column,
            row,
            f"{value:.2f}",
            ha="center",
            va="center",
            fontsize=8,
            color="white" if strong else "black",
        )
    ax.set(
        title=title,
        xlabel=xlabel,
        ylabel=ylabel,
        xticks=range(numbers.shape[1]),
        yticks=range(numbers.shape[0]),
    )


fig, axes = plt.subplots(1, 4, figsize=(11.5, 3.5), layout="constrained", width_ratios=[5, 5, 3, 3])
scores = (X @ W_q) @ (X @ W_k).T / np.sqrt(3)
draw_matrix(
    axes[0], scores, "scores $QK^T/\\sqrt{d}$", "key of place", "query of place", "PuOr_r", -6, 6
)
draw_matrix(axes[1], weights, "weights: rows sum to 1", "looks at place", "place")
draw_matrix(axes[2], X @ W_v, "values $V$", "number", "place", "PuOr_r", -4, 4)
draw_matrix(axes[3], answer, "what each fetches", "number", "place", "PuOr_r", -4, 4)
fig.suptitle("Self-attention of five places")
plots.show(
    fig,
    alt="Four matrices: the 5 by 5 scores, the 5 by 5 weights after softmax with rows that sum to 1, the 5 by 3 values, and the 5 by 3 result, whose rows are mixes of the rows of the values.",
)

# %% [markdown]
# Follow one row: find the largest weight in it, and compare its row of the result with that row of the values. The larger the weight, the more alike they are.
#
# Is this the real thing? `keras.layers.MultiHeadAttention` with one head computes the same, plus biases and one more matrix behind it. We give it our three matrices, no biases, and a matrix behind it that changes nothing:

# %%
theirs = layers.MultiHeadAttention(num_heads=1, key_dim=3, output_shape=3, use_bias=False)
theirs(X[None], X[None])  # the first call makes the weights
theirs.set_weights([W_q[:, None], W_k[:, None], W_v[:, None], np.eye(3)[None]])
keras_answer, keras_weights = theirs(X[None], X[None], return_attention_scores=True)
print("result equal within 0.00001: ", bool(np.allclose(keras_answer[0], answer, atol=1e-5)))
print("weights equal within 0.00001:", bool(np.allclose(keras_weights[0, 0], weights, atol=1e-5)))

# %% [markdown]
# **What goes wrong.** The favourite mistake is softmax along the wrong axis. Everything runs, every number lies between 0 and 1, but now each *key* shares itself out among the queries. A place that nobody's key has much to spare for gets next to nothing:

# %%
wrong = softmax(scores.T).T
print("sums over columns:", wrong.sum(axis=0).round(2))
print("sums over rows:   ", wrong.sum(axis=1).round(2))

# %% [markdown]
# ## Several heads
#
# **In short.** One softmax looks mostly at one thing. Several **heads**, each with small matrices of its own, look at several things at once, and what they fetch is laid side by side.
#
# A word may want to know two things: which word stands before it, and how the sentence began. One head can look half here and half there, but then it fetches the *average* of the two, and nobody can take an average apart. Two heads fetch two separate values.

# %%
places = np.arange(6)
before = 8.0 * (places[None, :] == np.maximum(places[:, None] - 1, 0))
first = 8.0 * (places[None, :] == 0) * np.ones((6, 1))
both = np.minimum(before + first, 8.0)

fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.7), layout="constrained")
for ax, (title, made) in zip(
    axes,
    {
        "head 1: the place before": before,
        "head 2: the beginning": first,
        "one head for both: an average": both,
    }.items(),
):
    draw_matrix(ax, softmax(made), title, "looks at place", "place")
fig.suptitle("Two heads with one job each, and one head with two (weights set by hand)")
plots.show(
    fig,
    alt="Three 6 by 6 maps of attention weights. Head 1 looks at the place before, head 2 always at place 0, both with weights near 1. A single head for both has weights near one half.",
)

# %% [markdown]
# With $h$ heads, each head gets matrices that make short queries, keys and values, usually of $d/h$ numbers. The results are laid side by side, $d$ numbers again, and a last matrix $W_O$ mixes them:
#
# $$\operatorname{multihead}(X) = \bigl[\,\operatorname{head}_1 \mid \dots \mid \operatorname{head}_h\,\bigr]\, W_O$$
#
# Here it is as a loop over the heads, with biases, as Keras has them, checked against Keras with four heads:


# %%
def multi_head_attention(x, w):
    """Self-attention with several heads. x (n, d); w: weights, see helpers.attention.HeadWeights."""
    side_by_side = []
    for head in range(w.query.shape[1]):
        q = x @ w.query[:, head] + w.query_bias[head]
        k = x @ w.key[:, head] + w.key_bias[head]
        v = x @ w.value[:, head] + w.value_bias[head]
        side_by_side.append(attention(q, k, v)[0])
    joined = np.concatenate(side_by_side, axis=-1)  # (n, heads · size)
    return joined @ w.output.reshape(joined.shape[-1], -1) + w.output_bias


keras.utils.set_random_seed(0)
four_heads = layers.MultiHeadAttention(num_heads=4, key_dim=8, bias_initializer="normal")
x = np.random.default_rng(2).normal(size=(10, 32)).astype("float32")
theirs = keras.ops.convert_to_numpy(four_heads(x[None], x[None]))[0]
ours = multi_head_attention(x, att.weights_of(four_heads))
print("four heads, equal within 0.00001:", bool(np.allclose(ours, theirs, atol=1e-5)))

for heads in (1, 2, 4, 8):
    layer = layers.MultiHeadAttention(heads, 32 // heads)
    layer(x[None], x[None])
    print(f"{heads} heads of size {32 // heads:2d}: {layer.count_params():,} weights and biases")

# %% [markdown]
# More heads cost no more weights, because each is smaller: always $4\,(d^2 + d)$.
#
# In the lit room: one pair of eyes for *who was there before me?* and another for *who began?*, each with an envelope of its own.
#
# **What goes wrong.** Heads that are too small. With 32 heads of size 1, a query and a key are one number each, and a dot product of single numbers can hardly say more than "large". Sizes of 32 to 128 are common in large networks, 8 to 32 in ours.
#
# <details>
# <summary>Attention between two sequences</summary>
#
# The queries may come from one sequence and the keys and values from another: a French word asks the English sentence. That is **cross-attention**, and the function above hardly changes: `attention(q, k, v)` never asked that there be as many queries as keys. In Keras, `layer(query, value)` takes both; self-attention is `layer(x, x)`.
#
# </details>

# %% [markdown] quiz="why_heads"

# %% [markdown]
# ## Why divide by √d?
#
# **In short.** Long vectors have large dot products, large scores make softmax all-or-nothing, and then it has no slope left to learn from. Dividing by $\sqrt{d}$ keeps scores at the same size, whatever $d$ is.
#
# Take queries and keys whose numbers are random with mean 0 and variance 1, which is about how a network starts. Their dot product is a sum of $d$ products, each with mean 0 and variance 1. Variances add up: the sum has variance $d$, standard deviation $\sqrt{d}$. That is theory. Measured, with 16 keys for each query:

# %%
generator = np.random.default_rng(3)
sizes = [1, 4, 16, 64, 256, 1024]
measured = {"plain": {"spread": [], "largest": [], "slope": []}}
measured["divided by √d"] = {"spread": [], "largest": [], "slope": []}
for d in sizes:
    q, k = generator.normal(size=(2000, d)), generator.normal(size=(16, d))
    for name, divisor in (("plain", 1), ("divided by √d", np.sqrt(d))):
        scores = q @ k.T / divisor
        a = softmax(scores)
        measured[name]["spread"].append(scores.std())
        measured[name]["largest"].append(a.max(axis=1).mean())
        # How far a weight moves when its own score moves: a (1 - a), summed over the keys.
        measured[name]["slope"].append((a * (1 - a)).sum(axis=1).mean())

fig, axes = plt.subplots(1, 3, figsize=(11, 3.3), layout="constrained")
for name, style, colour in (("plain", "s--", ORANGE), ("divided by √d", "o-", BLUE)):
    for ax, what in zip(axes, ("spread", "largest", "slope")):
        ax.plot(sizes, measured[name][what], style, color=colour, lw=2, label=name)
axes[0].set_yscale("log")
for ax, title, label in zip(
    axes,
    ("size of the scores", "softmax: the largest weight", "slope left to learn from"),
    ("standard deviation", "mean over 2,000 queries", "mean of Σ a (1 − a)"),
):
    ax.set_xscale("log", base=2)
    ax.set(title=title, xlabel="numbers per query, $d$", ylabel=label)
    ax.grid(alpha=0.3)
axes[1].set_ylim(0, 1.05)
axes[2].set_ylim(0, 1)
axes[0].legend()
fig.suptitle("What the division does")
plots.show(
    fig,
    alt="Three plots against d from 1 to 1024. Without division the scores' spread grows like the root of d, the largest of 16 weights goes to 1 and the slope of softmax to 0; divided by root d all three stay about where they are.",
)

for d in (16, 256, 1024):
    at = sizes.index(d)
    print(
        f"d = {d:4d}: spread {measured['plain']['spread'][at]:5.1f}, root of d {np.sqrt(d):4.0f}; "
        f"largest weight {measured['plain']['largest'][at]:.2f}, divided {measured['divided by √d']['largest'][at]:.2f}"
    )

# %% [markdown]
# <details>
# <summary>The variance of a dot product, step by step</summary>
#
# Let all $q_i$ and $k_i$ be independent, with mean 0 and variance 1. Then $q_i k_i$ has the mean $0 \cdot 0 = 0$ and the variance $\overline{q_i^2 k_i^2} = \overline{q_i^2}\;\overline{k_i^2} = 1$. The $d$ products are independent of each other, so their sum has the variance $d$. Divided by $\sqrt{d}$, the variance is divided by $d$: it is 1 again.
#
# </details>
#
# Look at the right panel. A saturated softmax is chapter 1's saturated sigmoid once again: it has made up its mind before training has begun, and "could I still change my mind?" is answered with no. With the division there is slope at every size.
#
# **What goes wrong.** Dividing by $d$ instead of $\sqrt{d}$, or by the root of the *whole* width instead of that of one head. Nothing crashes. The scores are merely too small, all weights are nearly equal, and the network learns slowly because it starts out by averaging everything.

# %% [markdown] quiz="why_the_root"

# %% [markdown]
# ## Masks: no peeking
#
# **In short.** A network that is to predict the next **token** (the next letter, word or digit: one place of the sequence) must not see it. A **causal mask** takes away all places that come later. Forget it, and training looks wonderful while nothing is learned.
#
# In the room with the light on, the rule is: nobody may look at people who stand further down the row. A text model answers at *every* place at once: after the first token it predicts the second, after the second the third. That makes training fast. But attention compares every place with every place, the later ones too, and one of those is the answer. So before softmax the scores of later places are set to $-\infty$. Since $e^{-\infty} = 0$ their weight is exactly 0, and the rest still sums to 1:


# %%
def masked_attention(q, k, v, may_look):
    """Attention where may_look (m, n) is True. Returns (m, e) and weights (m, n)."""
    scores = q @ k.T / np.sqrt(q.shape[-1])
    weights = softmax(np.where(may_look, scores, -np.inf))
    return weights @ v, weights


causal = np.tri(5, dtype=bool)  # row i: True up to column i
_, causal_weights = masked_attention(X @ W_q, X @ W_k, X @ W_v, causal)
print(causal.astype(int))
print("rows still sum to 1:", bool(np.allclose(causal_weights.sum(axis=1), 1)))

single = layers.MultiHeadAttention(num_heads=1, key_dim=3, output_shape=3, use_bias=False)
single(X[None], X[None])
single.set_weights([W_q[:, None], W_k[:, None], W_v[:, None], np.eye(3)[None]])
_, theirs = single(X[None], X[None], use_causal_mask=True, return_attention_scores=True)
print(
    "equal to Keras's use_causal_mask:", bool(np.allclose(theirs[0, 0], causal_weights, atol=1e-5))
)

late = weights * causal  # the mistake: softmax first, mask afterwards
print("mask after softmax, sums of rows:", late.sum(axis=1).round(2))

# %% [markdown]
# The last line shows a common mistake: zeros *after* softmax. Then the rows no longer sum to 1, and worse, the later places have already had their say in the sum by which softmax divides.
#
# **Now the leak itself.** We want a case in which nobody can cheat us with an excuse. So the texts are *pure chance*: twelve digits, each drawn anew. Nothing about the next digit can be predicted. The best anybody can do is to give each of the ten digits a chance of 10 %, which makes a loss of $\ln 10 = 2.303$. We train two small transformers on such digits, one with the mask and one without, and judge them on new digits:

# %% tags=["nbval-ignore-output"]
generator = np.random.default_rng(4)
digits, new_digits = (generator.integers(0, 10, size=(n, 13)) for n in (1_920, 500))
judge = (new_digits[:, :-1], new_digits[:, 1:])
chance = {}
for name, is_causal in (("with mask", True), ("without mask", False)):
    model = transformer.build(10, 12, dim=32, heads=1, blocks=1, causal=is_causal)
    history = transformer.fit(
        model,
        digits[:, :-1],
        digits[:, 1:],
        epochs=4,
        learning_rate=5e-3,
        validation=judge,
        description=name,
    )
    chance[name] = (model, history)

# %%
fig, (left, right) = plt.subplots(
    1, 2, figsize=(10, 3.8), layout="constrained", width_ratios=[1.3, 1]
)
for (name, (_, history)), style, colour in zip(chance.items(), ("o-", "s--"), (BLUE, ORANGE)):
    left.plot(range(1, 5), history["val_loss"], style, color=colour, lw=2, label=name)
left.axhline(np.log(10), color="gray", lw=1)
left.text(1, np.log(10) + 0.12, "guessing: the best that is possible", color="gray", fontsize=9)
left.set(
    title="Loss on new random digits",
    xlabel="epoch",
    ylabel="loss (nats per digit)",
    ylim=(0, 2.9),
    xticks=range(1, 5),
)
left.grid(alpha=0.3)
left.legend(loc="center right")
leak = transformer.attention_maps(chance["without mask"][0], judge[0][:200])[0, :, 0].mean(axis=0)
shown = right.imshow(leak, cmap="Blues", vmin=0, vmax=1)
right.set(title="Without mask: where it looks", xlabel="looks at place", ylabel="place")
fig.colorbar(shown, ax=right, label="weight")
plots.show(
    fig,
    alt="Left: loss on random digits during training. With the mask it stays at 2.3, the loss of guessing; without it it falls to nearly 0. Right: attention map of the network without mask; the weights lie one place to the right of the diagonal, on the digit to be predicted.",
)

leaky, honest = chance["without mask"][1]["val_loss"][-1], chance["with mask"][1]["val_loss"][-1]
print("with mask no better than guessing:", bool(honest > np.log(10) - 0.02))
print("without mask far better than is possible:", bool(leaky < 0.8))

# %% [markdown]
# A network that predicts pure chance! The map says how: each place looks **one to the right**, at the very digit that it is asked for. Take the future away, as it will be when it has to write a text of its own, and see what is left:

# %%
model = chance["without mask"][0]
tokens, place = judge[0].copy(), 5
known = transformer.probabilities(model, tokens, place).argmax(axis=1)
tokens[:, place + 1 :] = 0  # the future hasn't been written yet
hidden = transformer.probabilities(model, tokens, place).argmax(axis=1)
target = judge[1][:, place]
print("future visible, more than 80 % right:", bool(np.mean(known == target) > 0.8))
print("future hidden, less than 20 % right: ", bool(np.mean(hidden == target) < 0.2))

# %% [markdown]
# <details>
# <summary>Why are all places trained at once?</summary>
#
# A text of 1,000 tokens holds 999 exercises: "after these 1, what comes next? After these 2? …" With the mask one pass through the network does them all, since place $i$ behaves as if the text ended there. During training each place gets the *true* tokens before it, also where the network itself would have written something else. That is called **teacher forcing**. When it writes by itself it sees its own tokens, mistakes included, and one mistake may lead to the next.
#
# </details>
#
# **What goes wrong** is always the same: a loss that is too good to be true. A quick test for any model that claims to be causal: change a *later* token, and compare the earlier answers. They must not move at all.

# %%
for name, (model, _) in chance.items():
    changed = judge[0].copy()
    changed[:, 8:] = (changed[:, 8:] + 1) % 10
    before, after = (transformer.probabilities(model, tokens, 4) for tokens in (judge[0], changed))
    print(f"{name}: answers at place 4 unmoved: {bool(np.allclose(before, after, atol=1e-5))}")

# %% [markdown] quiz="what_the_mask_hides"

# %% [markdown]
# ## Padding: rows that were filled up
#
# **In short.** Sequences of different lengths are filled up to a common one. A **padding mask** sees to it that nobody looks at the filling, or else the same sentence means something else in another batch.
#
# Think of a coach that must have all its seats taken: you put dolls into the empty ones. Nobody should ask the dolls. A batch is one array, so all its rows must be equally long. Short ones get **padding** at the end, tokens that mean nothing. To attention they are places like any other: they have keys, and they get weight.

# %%
sentence, filling = X[:3], np.full((1, 4), 0.5)
answers = {}
for extra in (0, 2, 6):
    row = np.concatenate([sentence, np.repeat(filling, extra, axis=0)])
    real = np.arange(len(row)) < 3  # True for the three real places
    q, k, v = row @ W_q, row @ W_k, row @ W_v
    answers[extra] = (attention(q, k, v), masked_attention(q, k, v, real[None, :]))
    without, masked = (out[2].round(2) for out, _ in answers[extra])
    print(f"{extra} places of filling: third answer without mask {without}, with mask {masked}")

fig, axes = plt.subplots(1, 2, figsize=(10, 2.8), layout="constrained")
for ax, title, (_, shares) in zip(axes, ("without mask", "with padding mask"), answers[6]):
    draw_matrix(ax, shares[:3], title, "looks at place (3 to 8 are filling)", "place")
    ax.axvline(2.5, color=ORANGE, lw=2.5)
fig.suptitle("A sentence of three places, filled up to nine")
plots.show(
    fig,
    alt="Attention weights of three real places over nine places, six of which are filling. Without a mask part of the weight of each row lies on the filling; with the mask all of it lies on the three real places.",
)

# %% [markdown]
# The mask has one entry for each *key*. In Keras it is `attention_mask`, or it comes by itself from `Embedding(mask_zero=True)`. Both masks together: multiply them, or `&`.
#
# **What goes wrong.** A row in which *everything* is masked. Softmax of nothing but $-\infty$ is $0/0$, and one NaN in a batch is enough to spoil the gradient of all of it. It happens to padded places that may look at nothing, not even themselves. Libraries write a large negative number in place of $-\infty$, which makes such a row an average over everything, and ignores it afterwards.

# %% [markdown]
# ## Without positions it is a bag
#
# **In short.** Attention compares contents and never asks where something stands. Shuffle the input, and the output is shuffled in the same way, nothing else. To attention, *dog bites man* and *man bites dog* are the same.
#
# Look at the formula again. Nothing in it depends on the numbers of the rows. Let us show it. Three words, each a vector; two orders; one attention layer:

# %%
generator = np.random.default_rng(5)
vector = {word: generator.normal(size=4) for word in ("dog", "bites", "man")}


def read(words, positions=0.0):
    """What attention makes of each word of a sentence, by word."""
    x = np.stack([vector[word] for word in words]) + positions
    return dict(zip(words, attention(x @ W_q, x @ W_k, x @ W_v)[0]))


first_order, second_order = read(["dog", "bites", "man"]), read(["man", "bites", "dog"])
for word in vector:
    print(
        f"{word:6s} the same in both sentences: {np.allclose(first_order[word], second_order[word])}"
    )

positions = att.sinusoidal_positions(3, 4)
with_first = read(["dog", "bites", "man"], positions)
with_second = read(["man", "bites", "dog"], positions)
print(
    "with positions added, still the same:",
    any(np.allclose(with_first[word], with_second[word]) for word in vector),
)

# %%
fig, axes = plt.subplots(1, 2, figsize=(9.6, 3.2), layout="constrained", sharey=True)
for ax, title, pair in (
    (axes[0], "without positions", (first_order, second_order)),
    (axes[1], "with positions added", (with_first, with_second)),
):
    for sentence_number, (found, colour) in enumerate(zip(pair, (BLUE, ORANGE))):
        heights = np.concatenate([found[word] for word in vector])
        label = ("dog bites man", "man bites dog")[sentence_number]
        ax.bar(np.arange(9) + 0.4 * sentence_number - 0.2, heights, 0.4, color=colour, label=label)
    ax.set(title=title, xlabel="three numbers for each word", ylabel="output of attention")
    ax.set_xticks([1, 4, 7], list(vector))
    for border in (2.5, 5.5):
        ax.axvline(border, color="gray", lw=0.8)
axes[0].legend(fontsize="small")
fig.suptitle("Who bites whom?")
plots.show(
    fig,
    alt="Bars: the three output numbers of attention for each of the words dog, bites and man, in two orders of the sentence. Without positions both sentences give the same bars; with positions they differ.",
)

# %% [markdown]
# On the left every pair of bars is equal. For a bag of things that is what one wants. For language it won't do. (In the lit room nobody knows where in the row the others stand. So they get numbers on their backs.) The cure is as simple as it can be: give each place a vector of its own, its **position**, and add it to the word. *"dog, in first place"* is then another input than *"dog, in third place"*.

# %% [markdown] quiz="bag_of_words"

# %% [markdown]
# ## Positions made of waves, or learned
#
# **In short.** A position is a vector per place. One way is fixed: sines and cosines of many wavelengths, like the hands of many clocks. The other is a table that is learned like any other weights.
#
# How do you write the number of a place as a vector of moderate numbers? A clock does it: the second hand turns fast, the minute hand slowly, the hour hand very slowly. Together they tell every moment of half a day from every other. **Sinusoidal positions** have a pair of numbers, sine and cosine, for each hand:
#
# $$p_{t,\,2i} = \sin(t\, \omega_i), \qquad p_{t,\,2i+1} = \cos(t\, \omega_i), \qquad \omega_i = 10000^{-2i/d}$$
#
# - $t$ is the place, $d$ how many numbers a token has, $i$ counts the hands from 0 to $d/2 - 1$;
# - $\omega_i$ is how fast hand $i$ turns. The first makes a turn in about six places, the last in tens of thousands.

# %%
waves = att.sinusoidal_positions(64, 32)
likeness = waves @ waves.T

fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.9), layout="constrained")
shown = left.imshow(waves, cmap="PuOr_r", aspect="auto")
left.set(title="64 positions of 32 numbers", xlabel="number", ylabel="place")
fig.colorbar(shown, ax=left, label="value")
for place, style, colour in ((10, "-", "black"), (32, "--", ORANGE), (50, ":", GREEN)):
    right.plot(
        np.arange(64) - place, likeness[place], style, color=colour, lw=2, label=f"place {place}"
    )
right.set(
    title="How alike two positions are",
    xlabel="distance between them",
    ylabel="dot product",
    xlim=(-30, 30),
)
right.legend()
right.grid(alpha=0.3)
plots.show(
    fig,
    alt="Left: a picture of 64 sinusoidal positions, with fast waves in the first columns and slower and slower ones to the right. Right: dot products of the positions 10, 32 and 50 with all others against distance; the three curves lie on each other, highest at distance 0.",
)

print("all positions different:", len(np.unique(waves.round(6), axis=0)) == 64)
print(
    "the dot product depends on the distance alone:",
    bool(
        np.allclose(likeness[10, 15], likeness[50, 55])
        and np.allclose(likeness[10, 15], likeness[32, 27])
    ),
)

# %% [markdown]
# The right panel shows what makes them so handy: the three curves lie on top of each other. How alike two positions are depends on *how far apart* they are, not on where. So "three places back" can be learned once, for everywhere.
#
# **Learned positions** are a table with one row per place, random at first, trained with the rest. They need no formula, and both networks of this chapter use them. They end with the table.
#
# **What goes wrong.** A sequence longer than any in training. The table has no row for place 65. Waves have one, but the network has never seen it, and that is not much better. Newer networks turn queries and keys by an angle that grows with the place (**rotary positions**; you will write them in the exercises), or lower the score with the distance.
#
# <details>
# <summary>Why does the dot product depend on the distance alone?</summary>
#
# Each hand contributes $\sin(s\omega)\sin(t\omega) + \cos(s\omega)\cos(t\omega) = \cos\bigl((s - t)\,\omega\bigr)$: the place drops out, the distance stays. The sum over all hands has the same property.
#
# </details>

# %% [markdown]
# ## The block: look around, then think
#
# **In short.** A transformer repeats one block: attention fetches from other places, then a small dense network works on each place alone. Both results are *added* to what was there, and the numbers are normalized before each part.
#
# For each place with its vector $x$:
#
# $$x \leftarrow x + \operatorname{multihead}\bigl(\operatorname{norm}(x)\bigr) \qquad\qquad x \leftarrow x + \operatorname{dense}_2\Bigl(\operatorname{relu}\bigl(\operatorname{dense}_1(\operatorname{norm}(x))\bigr)\Bigr)$$
#
# - the **residual connection** is the plus: the block adds a correction and leaves the rest as it is;
# - **layer normalization** brings the numbers of each place to mean 0 and variance 1, times a learned factor, plus a learned shift;
# - $\operatorname{dense}_1$ makes four times as many numbers, $\operatorname{dense}_2$ brings them back. Here a network "thinks about" what it has fetched, and here are most of its weights.


# %%
def draw_block(ax):
    """Draws the parts of a block from left to right, with the two shortcuts above."""
    parts = [
        "tokens +\npositions",
        "norm",
        "attention",
        "+",
        "norm",
        "dense,\nrelu, dense",
        "+",
        "next\nblock",
    ]
    at = [0, 1.5, 3.1, 4.6, 6.0, 7.7, 9.3, 10.6]
    fills = {"attention": "#cfe3f3", "dense,\nrelu, dense": "#f9dcc8"}
    for x, part in zip(at, parts):
        box = {"boxstyle": "round,pad=0.45", "fc": fills.get(part, "white"), "ec": "black"}
        ax.text(x, 0, part, ha="center", va="center", bbox=box)
    for start, end in zip(at, at[1:]):
        ax.annotate(
            "", xy=(end - 0.45, 0), xytext=(start + 0.5, 0), arrowprops={"arrowstyle": "-|>"}
        )
    for start, end in ((0.75, 4.6), (5.1, 9.3)):
        ax.plot([start, start, end], [0.05, 0.95, 0.95], color=ORANGE, lw=2)
        ax.annotate(
            "",
            xy=(end, 0.3),
            xytext=(end, 0.97),
            arrowprops={"arrowstyle": "-|>", "color": ORANGE, "lw": 2},
        )
        ax.text((start + end) / 2, 1.03, "residual connection", ha="center", color=ORANGE)
    ax.set(xlim=(-0.9, 11.4), ylim=(-0.6, 1.35))
    ax.axis("off")


fig, ax = plt.subplots(figsize=(10.5, 2.5), layout="constrained")
draw_block(ax)
ax.set_title("One block of a transformer; it is repeated with new weights")
plots.show(
    fig,
    alt="The block as a chain: tokens plus positions, norm, attention, plus, norm, dense network, plus, next block. Two orange arrows lead past attention and past the dense network to the plus signs.",
)

block = transformer.TransformerBlock(heads=4)
block(np.zeros((1, 5, 64), "float32"))
for name, part in {
    "attention": [block.attention],
    "dense network": [block.widen, block.narrow],
    "two norms": [block.norm_1, block.norm_2],
}.items():
    print(
        f"{name:14s}{sum(one.count_params() for one in part):8,d} weights of a block with 64 numbers per token"
    )

# %% [markdown]
# Why the plus signs? Attention mixes, and mixing makes things alike. Pile up attention layers with nothing else, and after a few all places hold the same mean of everything. We measure how alike the places are, as the mean cosine of the angle between any two of them, in random layers that nobody has trained:


# %%
def likeness_by_depth(residual, depth=12, n=16, d=32):
    """Mean cosine between the places of a random sequence after each layer of attention."""
    generator = np.random.default_rng(6)
    x, path = generator.normal(size=(n, d)), []
    for _ in range(depth + 1):
        x = (x - x.mean(axis=1, keepdims=True)) / x.std(
            axis=1, keepdims=True
        )  # layer normalization
        cosines = x @ x.T / d
        path.append(cosines[~np.eye(n, dtype=bool)].mean())
        q, k, v = (x @ generator.normal(size=(d, d)) / np.sqrt(d) for _ in range(3))
        fetched = attention(q, k, v)[0]
        x = x + fetched if residual else fetched
    return np.array(path)


alone, with_plus = likeness_by_depth(residual=False), likeness_by_depth(residual=True)
fig, ax = plt.subplots(figsize=(6.6, 3.5), layout="constrained")
ax.plot(alone, "s--", color=ORANGE, lw=2, label="attention only")
ax.plot(with_plus, "o-", color=BLUE, lw=2, label="with residual connections")
ax.set(
    title="Attention makes places alike",
    xlabel="layers of attention",
    ylabel="mean cosine between places",
    ylim=(-0.1, 1.05),
)
ax.grid(alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Mean cosine between the places against the number of random attention layers. With attention only it rises to nearly 1 within a few layers; with residual connections it rises more slowly and stays lower.",
)

print(
    f"after 4 layers: attention only {alone[4]:.2f}, with residual connections {with_plus[4]:.2f}"
)

# %% [markdown]
# Without the plus, after four layers there is hardly anything left that would tell one place from another. With it, each place keeps what it was for much longer, and the dense networks in between, which are missing here, work on each place alone. The plus also gives the gradient a straight way back to the first layer, and it was the same plus that made very deep convolutional networks (ResNet, 2015) trainable.
#
# <details>
# <summary>Norm before or norm after?</summary>
#
# The first transformer (Vaswani and others, *Attention Is All You Need*, 2017) normalized *after* each plus. Most networks since then do it *before* each part, as here, because then the straight way back is free of normalizations and deep stacks train without special care. One more normalization stands at the very end.
#
# </details>

# %% [markdown] quiz="what_the_plus_does"

# %% [markdown]
# ## A transformer that turns words around
#
# **In short.** A tiny transformer learns within seconds to write twelve letters backwards, and its attention map shows how: an anti-diagonal.
#
# Time to train one. The task has a right answer, so that we can judge it, and a solution that we can recognise. The network reads twelve letters and a `>`, and then writes the letters backwards, one after the other, each time seeing all that was written before:

# %%
x, y = reversal.examples(3, letters=12, rng=np.random.default_rng(0))
for row in x:
    print(
        "reads",
        reversal.as_text(row[:13]),
        "  then writes",
        reversal.as_text(row[13:]),
        "+ one letter",
    )
print("a row has", x.shape[1], "tokens; judged are the last", int((y[0] != reversal.IGNORED).sum()))

# %% [markdown]
# The words are drawn at random, so they can't be learned by heart: there are $26^{12}$ of them. One block, two heads, 48 numbers per token, a causal mask. To see what positions are worth, we train it twice: with learned ones and with none. (When you have read on, put `"sinusoidal"` into the list and see whether waves do it too.)

# %% tags=["nbval-ignore-output"]
generator = np.random.default_rng(7)
x, y = reversal.examples(9_600, letters=12, rng=generator)
x_new, y_new = reversal.examples(500, letters=12, rng=generator)
turners = {}
for kind in ("learned", None):
    name = f"{kind or 'no'} positions"
    turners[name] = transformer.build(27, 24, dim=48, heads=2, blocks=1, positions=kind)
    transformer.fit(turners[name], x, y, epochs=1, learning_rate=1e-2, description=name)


# %%
def rows_right(model, x, y):
    """Share of rows in which every letter that counts is right."""
    guess = model.predict(x, batch_size=250, verbose=0).argmax(axis=-1)
    return float(np.mean(np.all((guess == y) | (y == reversal.IGNORED), axis=1)))


solved = {name: rows_right(model, x_new, y_new) for name, model in turners.items()}
fig, ax = plt.subplots(figsize=(6.6, 2.6), layout="constrained")
bars = ax.barh(list(solved), [100 * share for share in solved.values()], color=[BLUE, ORANGE])
ax.bar_label(bars, fmt="%.0f %%", padding=3)
ax.invert_yaxis()
ax.set(
    title="New words that are turned around without a mistake",
    xlabel="words (%)",
    ylabel="network with",
    xlim=(0, 112),
)
plots.show(
    fig,
    alt="Bars: share of new words turned around without a mistake. With learned positions nearly all, without positions none.",
)

# %% tags=["nbval-ignore-output"]
report(
    "words turned around, learned positions",
    solved["learned positions"],
    at_least=0.95,
    format=".1%",
)
report("words turned around, no positions", solved["no positions"], at_most=0.05, format=".1%")

# %% [markdown]
# Without positions it is a bag of letters, and nobody turns a bag around. Now let the first network write on its own. It gets a word and `>`, and from then on it only sees what it has written itself:

# %%
turner = turners["learned positions"]
words = ["TRANSFORMERS", "INTELLIGENCE", "CONVERSATION"]
prompts = np.stack([np.append(reversal.as_tokens(word), 0) for word in words])
# 24 tokens fit into a row, so the last of the twelve letters isn't written.
written = transformer.generate(turner, prompts, np.random.default_rng(0), temperature=0)
for row in written:
    print(reversal.as_text(row))

# %% [markdown]
# And how does it do it? We ask for the attention weights of both heads while it reads *TRANSFORMERS*:


# %%
def draw_map(ax, shares, names, title):
    """Draws an attention map with a letter at every row and column."""
    shown = ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ax.set(title=title, xlabel="looks at", ylabel="at this token")
    ax.set_xticks(range(len(names)), names, fontsize=8)
    ax.set_yticks(range(len(names)), names, fontsize=8)
    return shown


x_word, _ = reversal.from_words(reversal.as_tokens("TRANSFORMERS")[None])
maps = transformer.attention_maps(turner, x_word)[0, 0]  # (heads, 24, 24)
fig, axes = plt.subplots(1, 2, figsize=(10.8, 5.2), layout="constrained")
for head, ax in enumerate(axes):
    shown = draw_map(ax, maps[head], list(reversal.as_text(x_word[0])), f"head {head + 1}")
    ax.axhline(11.5, color=ORANGE, lw=1.5)
fig.colorbar(shown, ax=axes, label="weight", shrink=0.8)
fig.suptitle("Where it looks while it turns a word around; it writes below the orange line")
plots.show(
    fig,
    alt="Attention maps of two heads over the 24 tokens of TRANSFORMERS, the sign, and the word backwards. Below the orange line, where the network writes, dark fields run from the last letter of the word back to its first: an anti-diagonal. Everything right of the main diagonal is masked and empty.",
)

looks_at = transformer.attention_maps(turner, x_new[:200])[0].max(axis=1)[:, 12:, :12]
mirror = looks_at[:, np.arange(12), 11 - np.arange(12)].mean()
print(
    "where it writes, the better head gives most of its weight to the mirror place:",
    bool(mirror > 0.5),
)

# %% [markdown]
# Read it row by row, from the orange line down. At `>` it looks at the last letter of the word, one row further at the last but one, and so on: an **anti-diagonal**. The value that it fetches there is the letter, and all that is left to do is to write it. Above the line it isn't asked for anything, and looks wherever it likes.
#
# **What goes wrong.** Has it learned to turn words around? Give it words of eight letters:

# %%
eight = np.random.default_rng(8).integers(1, 27, size=(200, 8))
rows = np.concatenate([eight, np.zeros((200, 1), int), eight[:, ::-1]], axis=1)
x_eight = np.zeros((200, 24), dtype="int32")
x_eight[:, :17] = rows
guess = turner.predict(x_eight, batch_size=200, verbose=0).argmax(axis=-1)[:, 8:16]
eight_right = float(np.mean(np.all(guess == rows[:, 9:], axis=1)))
print("words of eight letters turned around, of 200:", round(200 * eight_right))

# %% [markdown]
# Not one. It has learned "at place 12 look at place 11, at place 13 look at place 10". The sign `>` means nothing to it, because in training it always stood at place 12. **A network learns what is enough for its training data, and no more.** Train it with words of different lengths and it will have to learn something better.
#
# <details>
# <summary>Are attention maps explanations?</summary>
#
# Here, yes: the map is an algorithm that we can read, and one head with this map would do. In general be careful. A map says from where something was fetched, not what, nor what was done with it. Weights on a place whose value is nearly zero mean nothing. In deep networks each place has already collected from others, so "looks at place 5" isn't "looks at the word at place 5". And one can often change a map a lot without changing the answers. To claim that a place matters, change that place and see what happens.
#
# </details>

# %% [markdown]
# ## Against a recurrent network
#
# **In short.** A GRU of the same size, trained on the same words for as long, gets only a small part of the letters right. The transformer looks every letter up, wherever it stands.
#
# Is it the journey or the suitcase that makes it hard? A GRU (chapter 5) with about as many weights gets the same words and the same number of steps. A step of one costs about as much processor time as a step of the other.

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
recurrent = keras.Sequential(
    [
        keras.Input((24,), dtype="int32"),
        layers.Embedding(27, 72),
        layers.GRU(72, return_sequences=True),
        layers.Dense(27),
    ],
    name="gru",
)
transformer.fit(recurrent, x, y, epochs=1, learning_rate=1e-2, description="GRU")
report("words turned around, GRU", rows_right(recurrent, x_new, y_new), at_most=0.2, format=".1%")

# %%
print(f"weights: transformer {turner.count_params():,}, GRU {recurrent.count_params():,}")
fig, ax = plt.subplots(figsize=(7, 3.7), layout="constrained")
back = 2 * np.arange(12)  # letters between the one that is needed and the place where it is written
right_at = {}
for (name, model), style, colour in zip(
    {"transformer": turner, "GRU": recurrent}.items(), ("o-", "s--"), (BLUE, ORANGE)
):
    guess = model.predict(x_new, batch_size=250, verbose=0).argmax(axis=-1)
    right_at[name] = (guess == y_new)[:, 12:].mean(axis=0)
    ax.plot(back, 100 * right_at[name], style, color=colour, lw=2, label=name)
ax.axhline(100 / 26, color="gray", lw=1)
ax.text(22, 6, "guessing", color="gray", fontsize=9, ha="right")
ax.set(
    title="A GRU remembers some letters, the transformer looks up all",
    xlabel="letters read and written since then",
    ylabel="right (%)",
    ylim=(0, 105),
    xticks=back,
)
ax.grid(alpha=0.3)
ax.legend(loc="center right")
plots.show(
    fig,
    alt="Share of letters written rightly against how many letters were read and written since the letter that is needed. The transformer is at 100 per cent throughout; the GRU lies far below it, above guessing, near and far alike.",
)

print(
    "the transformer writes nearly all letters rightly:",
    bool(right_at["transformer"].mean() > 0.95),
)
print(
    "the GRU fewer than half, but more than by guessing:", bool(0.06 < right_at["GRU"].mean() < 0.5)
)

# %% [markdown]
# Look at the GRU's curve before you believe a story about it. One might expect that it knows the letters which it has just read and has forgotten those far back. It isn't so: in our run the curve is nearly flat. Its gates carry a letter over twenty steps without trouble, so here it isn't the journey. It is the **suitcase**: twelve random letters have to be packed into 72 numbers before the first one is written, and then be taken out again one by one, in the opposite order. To learn that is hard. After 150 steps the GRU can do it for a few of them; more steps help, try it. The transformer doesn't pack anything. It leaves the letters where they are, and looks.
#
# **Don't generalise too fast.** The task was made to measure memory. In ordinary text most of what matters stands close by, and there a state that fades is often good enough. On short texts with small data a recurrent network may well do as well. What decided for the transformer is long distances, much data, and hardware that can do everything at once. `python -m tests.bench.sequence_models` holds a longer race on both kinds of text, with equal processor time and several starts.

# %% [markdown]
# ## Names for characters that don't exist
#
# **In short.** The same network, trained to predict the next letter, becomes a writer: ask it for the shares of the next letter, draw one, append it, ask again.
#
# Every character that a computer can show has an official name. Python knows them all: `unicodedata.name("♞")` is `BLACK CHESS KNIGHT`. We take about 2,600 of them, names of European letters, signs, arrows and pictures, up to 31 letters long. No download is needed, and everybody has the same ones.

# %%
names = character_names.load()
order = np.random.default_rng(0).permutation(len(names))
x, y = character_names.encode([names[i] for i in order])
x_new, y_new, x, y = x[:300], y[:300], x[300:], y[300:]  # the first 300 are for judging

print(len(names), "names of", len(character_names.LETTERS), "different letters, such as")
for i in order[[4, 8, 15, 16, 23, 42]]:
    print("   ", names[i])
print("reads  ", "".join(character_names.LETTERS[t] for t in x[0][:20]))
print("predicts", "".join(character_names.LETTERS[t] for t in y[0][:20] if t >= 0))

# %% [markdown]
# What would be a good loss? Measure it against simple guesses. The loss is the mean surprise per letter in **nats**: $-\ln$ of the share that the right letter was given.


# %%
def surprise_of_counts(previous):
    """Loss of guessing by counts: of single letters, or of pairs with the letter before."""
    size = len(character_names.LETTERS)
    counts = np.full((size, size), 0.1)  # a little for pairs that never occurred
    np.add.at(counts, (x[y >= 0] * previous, y[y >= 0]), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.log(shares[x_new[y_new >= 0] * previous, y_new[y_new >= 0]]).mean())


baselines = {
    "all letters alike": np.log(len(character_names.LETTERS)),
    "how frequent letters are": surprise_of_counts(previous=0),
    "how frequent pairs are": surprise_of_counts(previous=1),
}
for name, nats in baselines.items():
    print(f"{name:26s}{nats:.2f} nats per letter")

# %% [markdown]
# Now the transformer: two blocks, four heads, 64 numbers per token, 107,687 weights. Some ten seconds of work.

# %% tags=["nbval-ignore-output"]
writer = transformer.build(len(character_names.LETTERS), character_names.LENGTH)
history = transformer.fit(
    writer, x, y, epochs=4, batch_size=48, learning_rate=5e-3, validation=(x_new, y_new)
)
report("loss on new names (nats per letter)", history["val_loss"][-1], at_most=1.55, format=".2f")

# %%
fig, ax = plt.subplots(figsize=(6.6, 3.6), layout="constrained")
plots.learning_curves(
    {"transformer": history}, title="Learning to spell", ylabel="loss (nats per letter)", ax=ax
)
for (name, nats), style in zip(baselines.items(), ("-.", ":", "--")):
    ax.axhline(nats, color="gray", lw=1.2, ls=style)
    ax.text(4, nats + 0.04, name, color="gray", fontsize=9, ha="right")
ax.set_ylim(0.9, 4)
plots.show(
    fig,
    alt="Loss against epochs on training names (solid) and new names (dashed). Both fall below the three gray lines of simple guesses, all letters alike, letter frequencies and pair frequencies.",
)

# %% [markdown]
# Far below the best of the simple guesses, and the two curves stay close together: what it learns holds for new names too. Were the dashed curve to turn up again, it would be learning names by heart.

# %% [markdown]
# ## Temperature: how bold to draw
#
# **In short.** Dividing the logits by a **temperature** before softmax makes the draw timid (below 1) or bold (above 1). Timid texts are correct and all alike, bold ones are new and full of mistakes.
#
# The network gives a score, a *logit* $z_j$, to every letter. With temperature $T$ the shares become
#
# $$p_j = \frac{e^{z_j / T}}{\sum_i e^{z_i / T}}$$
#
# $T = 1$ draws as the network means it. $T \to 0$ always takes the likeliest letter, which is called **greedy**. A high $T$ makes all letters alike. It is the same effect as the length of the query in our first example. Here is what may follow `LATIN ` at three temperatures:

# %%
start = character_names.encode(["LATIN "])[0]
fig, axes = plt.subplots(1, 3, figsize=(11, 3), layout="constrained", sharey=True)
for ax, temperature, colour in zip(axes, (0.3, 1.0, 2.0), (BLUE, GREEN, ORANGE)):
    shares = transformer.probabilities(writer, start, place=6, temperature=temperature)[0]
    best = np.argsort(shares)[::-1][:8]
    ax.bar([character_names.LETTERS[i].replace(" ", "␣") for i in best], shares[best], color=colour)
    ax.set(
        title=f"temperature {temperature:g}", xlabel="next letter", ylabel="share", ylim=(0, 1.05)
    )
fig.suptitle("What follows “LATIN ”?")
plots.show(
    fig,
    alt="Shares of the eight likeliest letters after LATIN and a blank at temperatures 0.3, 1 and 2. At 0.3 one letter has nearly everything; at 1 two or three letters share it; at 2 many letters get a part.",
)

# %% [markdown]
# And here is what it writes. We draw 40 names at each of five temperatures:

# %% tags=["nbval-ignore-output"]
temperatures = (0.3, 0.6, 0.8, 1.0, 1.5)
drawn = transformer.generate(
    writer,
    np.zeros((200, 1), dtype=int),
    np.random.default_rng(9),
    temperature=np.repeat(temperatures, 40),
)
texts = [character_names.decode(row) for row in drawn]
made_up = {t: texts[40 * i : 40 * (i + 1)] for i, t in enumerate(temperatures)}
for temperature, some in made_up.items():
    print(f"{temperature:3.1f}: " + " · ".join(some[:5]))

# %%
known_names = {names[i] for i in order[300:]}
known_words = {word for name in known_names for word in name.split()}
share_of = {"words that exist": [], "names that are new": [], "different names": []}
for some in made_up.values():
    words = [word for name in some for word in name.split()]
    share_of["words that exist"].append(np.mean([word in known_words for word in words]))
    share_of["names that are new"].append(np.mean([name not in known_names for name in some]))
    share_of["different names"].append(len(set(some)) / len(some))

fig, ax = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
for (name, shares), style, colour in zip(
    share_of.items(), ("o-", "s--", "^:"), (BLUE, ORANGE, GREEN)
):
    ax.plot(temperatures, 100 * np.array(shares), style, color=colour, lw=2, ms=7, label=name)
ax.set(
    title="Right or new? Forty names at each temperature",
    xlabel="temperature",
    ylabel="share (%)",
    ylim=(0, 105),
)
ax.grid(alpha=0.3)
ax.legend(loc="lower left")
plots.show(
    fig,
    alt="Against temperature: the share of words that exist falls steadily, while the share of names that are new and the share of different names rise towards 100 per cent.",
)

print(
    "the bolder, the fewer real words:",
    bool(share_of["words that exist"][0] > share_of["words that exist"][-1] + 0.2),
)
print(
    "the bolder, the more new names:",
    bool(share_of["names that are new"][0] < share_of["names that are new"][-1]),
)

# %% [markdown]
# There is no right temperature, only one that suits the purpose. For an answer that must be correct, low. For a list of ideas, higher.
#
# **What goes wrong.** Greedy drawing gives the same text every time, and on longer texts it likes to run in circles: a phrase makes itself likelier each time it occurs. And at any temperature the network says what *sounds* like a name. It has no idea whether a character of that name exists. Large language models have the same trait, on a larger scale.
#
# <details>
# <summary>Top-k and top-p</summary>
#
# At temperature 1 the many unlikely letters together have a share worth mentioning, and a single one of them can spoil a text. **Top-k** sampling draws from the $k$ likeliest tokens only. **Top-p** (nucleus) sampling draws from the smallest set of likeliest tokens that together have at least the share $p$: few where the network is sure, many where it isn't. You will write it in the exercises.
#
# </details>

# %% [markdown] quiz="what_temperature_does"

# %% [markdown]
# ## What its heads look at
#
# **In short.** Different heads have taken up different work, though nobody told them to. Some look at the letters just before, others far back, at the beginning of the word or of the name.
#
# Two blocks of four heads make eight maps. Here they are for a name that doesn't exist, `BLACK CHESS DRAGON`:

# %%
invented = "BLACK CHESS DRAGON"
tokens, _ = character_names.encode([invented])
n = len(invented) + 1
maps = transformer.attention_maps(writer, tokens)[:, 0, :, :n, :n]
letters = [letter.replace(" ", "␣") for letter in character_names.END + invented]
fig, axes = plt.subplots(2, 4, figsize=(12, 6.4), layout="constrained")
for block_number, row_of_axes in enumerate(axes):
    for head, ax in enumerate(row_of_axes):
        ax.imshow(maps[block_number, head], cmap="Blues", vmin=0, vmax=1)
        ax.set_title(f"block {block_number + 1}, head {head + 1}", fontsize=10)
        ax.set_xticks(range(n), letters, fontsize=6)
        ax.set_yticks(range(n), letters, fontsize=6)
fig.supxlabel("looks at")
fig.supylabel("at this letter")
fig.suptitle("Eight heads reading “BLACK CHESS DRAGON”")
plots.show(
    fig,
    alt="Eight attention maps over the letters of BLACK CHESS DRAGON, one for each head of two blocks. All are empty above the diagonal. Some heads look near the diagonal, at the last letters; others spread over the word or look far back.",
)

# %%
distance = np.arange(n)[:, None] - np.arange(n)[None, :]
reach = (maps * distance).sum(axis=-1)[:, :, 8:].mean(axis=-1)
print(
    "mean distance of a look differs between heads by more than a letter:", bool(np.ptp(reach) > 1)
)
print("nobody looks ahead:", bool(np.all(maps[:, :, distance < 0] == 0)))

# %% [markdown]
# Go through the maps one by one. Dark fields near the diagonal mean: the last few letters. A dark column means: many letters of a word look back at the same place, its first letter perhaps, or the start of the name. In the second block the maps are harder to read, because each place already carries what the first block has fetched for it. And remember the warning: a map is where it looked, not why.

# %% [markdown]
# ## Encoder, decoder, and what for
#
# **In short.** With a causal mask a transformer writes; without it, it reads; two of them together translate. The parts are the same.
#
# | kind | mask | what it is for | known examples |
# |---|---|---|---|
# | **decoder** | causal | writing on: text, code, music, answers | GPT and its relatives; both networks of this chapter |
# | **encoder** | padding only | reading: which class, which mood, which word is missing | BERT; images cut into patches (ViT) |
# | **encoder and decoder** | none in the encoder, causal in the decoder, cross-attention between them | from one sequence to another: translation, speech to text, captions, handwriting | the first transformer of 2017 |
#
# Tokens needn't be letters. Large models use pieces of words, because a text then has a quarter as many places, and places cost $n^2$:

# %%
lengths = np.array([16, 64, 256, 1024, 4096, 16384])
width = 512
pairs = 2 * lengths**2 * width  # scores, and mixing the values
dense = 12 * lengths * width**2  # queries, keys, values, output (4 d²) and the dense network (8 d²)

fig, ax = plt.subplots(figsize=(6.8, 3.7), layout="constrained")
ax.loglog(lengths, pairs, "o-", color=ORANGE, lw=2, label="comparing and mixing, $2 n^2 d$")
ax.loglog(lengths, dense, "s--", color=BLUE, lw=2, label="all matrices of weights, $12 n d^2$")
ax.axvline(6 * width, color="gray", lw=1)
ax.text(6 * width * 0.9, 3e7, "$n = 6d$", color="gray", ha="right")
ax.set(
    title="What one block computes, with 512 numbers per token",
    xlabel="length $n$ of the text (tokens)",
    ylabel="multiplications",
)
ax.grid(alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Multiplications of one block against the length of the text, both axes logarithmic. The part for comparing pairs rises twice as steeply as that for the matrices of weights, and overtakes it at a length of six times the width.",
)

print("from this length on, comparing costs more than everything else:", 6 * width)

# %% [markdown]
# Up to some thousand tokens the comparing is the smaller part. After that it takes over.
#
# <details>
# <summary>From here to a large language model</summary>
#
# What is different in a model that holds a conversation? Nothing in the parts. More blocks (dozens to a hundred), more numbers per token (thousands), pieces of words in place of letters, a large part of the written internet in place of 2,600 names, and some months of thousands of graphics cards in place of ten seconds. After that it is trained further on examples of good answers and on people's judgements. The step "ask for the shares, draw a token, append it" is the one that you have run above.
#
# </details>

# %% [markdown] quiz="which_mask_for_which"

# %% [markdown]
# ## What to take with you
#
# - **Attention** is a soft dictionary look-up: compare a **query** with all **keys**, softmax, mix the **values**. $\operatorname{softmax}(QK^\top/\sqrt{d})\,V$; every *row* of weights sums to 1.
# - **Several heads** look at several things at once, for the same number of weights.
# - **Divide by $\sqrt{d}$**, or long vectors saturate softmax.
# - A **causal mask** hides the future, a **padding mask** the filling. Mask *before* softmax. A loss that is too good to be true is a leak: change a later token and see whether earlier answers move.
# - Without **positions** attention sees a bag. Waves or a learned table are added to the input.
# - A **block** is attention and a dense network, each with normalization and a **residual connection**, without which all places become alike.
# - The **attention map** of a simple task can be read like a program. Of a large one it can't.
# - Writing means drawing one token after the other; **temperature** trades right for new.
# - No journey, no suitcase, no queue; but $n^2$ pairs to compare.
#
# **Can you say it in your own words?** Explain to somebody, with a row of people and a light switch, what query, key and value are, and why the people must wear numbers.
#
# Every word of this chapter is in the [glossary](../glossary.ipynb), and [chapter 11](../11_final_quiz/11_final_quiz_lesson.ipynb) asks it all back.
#
# Now it's your turn: [the exercises](08_transformer_exercises.ipynb). You will look things up by distance, build a mask for a window, turn queries and keys by their place, draw from a nucleus, and build a transformer that reads.
