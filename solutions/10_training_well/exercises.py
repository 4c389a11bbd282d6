# %% [markdown]
# # 10 · Training well: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](10_training_well_lesson.ipynb) has all that you need, in another variant:
#
# | | in the lesson | here |
# |---|---|---|
# | early stopping | patience | **how far above the best** |
# | schedule | one fall | **falls that begin again** |
# | batch normalization | rows, as in Keras | **feature maps, as in PyTorch** |
# | L1 and L2 | in the loss | **in a step of its own**, with exact zeros |
# | a split | images, one by one | **groups that stay together** |
# | precision and recall | $F_1$ of one class | **macro $F_\beta$**, classes without examples |
# | calibration | bins of equal width | **groups of equal size** |
#
# Twelve points in all: 10 for code, 1 for two short questions, 1 for a written answer. No network is trained here, so everything runs in a moment.

# %%
import numpy as np

from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · Stop when it gets clearly worse (1 point)
#
# Patience counts bad epochs. Another rule (L. Prechelt, 1998) asks *how* bad: training stops as soon as the validation loss is **more than** `percent` per cent above the lowest one so far. In the first epochs curves are wild, so the rule isn't asked before epoch number `earliest` has been trained. (The lowest loss so far counts all epochs, the first ones too.)
#
# You know the losses of a whole run. After how many epochs would it have stopped, and the weights of which epoch are put back, if that is the epoch with the lowest loss up to then? Epochs are counted from 1. If several epochs have the lowest loss, take the first of them. If nothing stops it, it runs to the end.


# %% exercise="stop_when_worse" todo="return the epochs that were trained, and the epoch whose weights are put back"
def stop_when_worse(losses, percent, earliest):
    """Early stopping by the distance to the best loss, told from the losses of a whole run.

    Args:
        losses: validation loss after each epoch, all above 0, at least one.
        percent: stop when the loss is more than this above the lowest one so far, at least 0.
        earliest: the first epoch after which training may stop, counted from 1.

    Returns:
        Epochs that are trained, and the epoch whose weights are put back, both counted from 1.
    """
    ### BEGIN SOLUTION
    trained = len(losses)
    for epoch in range(earliest, len(losses) + 1):
        if losses[epoch - 1] > min(losses[:epoch]) * (1 + percent / 100):
            trained = epoch
            break
    return trained, int(np.argmin(losses[:trained])) + 1
    ### END SOLUTION


# %% check="stop_when_worse" points=1
falls_and_rises = np.array([1.0, 0.8, 0.5, 0.52, 0.54, 0.56, 0.7, 0.4])
trained_epochs, best_epoch = stop_when_worse(falls_and_rises, 10, 1)
assert trained_epochs != 5 and best_epoch != 2, "epochs are counted from 1"
assert trained_epochs != 4, (
    "a loss above the lowest one isn't enough: it must be above it by more than so many per cent"
)
assert trained_epochs != 7, (
    "compare with the lowest loss so far, not with the epoch just before: small steps add up"
)
assert trained_epochs != 8 and best_epoch != 8, (
    "training stops at the first epoch that is clearly worse; what comes later is never known"
)
assert best_epoch != 6, "the best weights are put back, not the last ones"
assert (trained_epochs, best_epoch) == (6, 3), (
    "the sixth epoch is the first that lies more than a tenth above the lowest, which is the third"
)
wild = np.array([1.0, 0.2, 0.9, 0.4, 0.21, 0.25])
assert tuple(stop_when_worse(wild, 50, 5)) == (6, 2), "the rule isn't asked before epoch `earliest`"
assert tuple(stop_when_worse(wild, 50, 4)) == (4, 2), (
    "after epoch `earliest` itself the rule is asked already, and the lowest loss counts the epochs before it too"
)
assert tuple(stop_when_worse(np.array([3.0, 2.0, 1.0]), 5, 1)) == (3, 3), (
    "always better: it runs to the end"
)
assert tuple(stop_when_worse(np.array([0.5, 0.25, 0.5, 0.6]), 100, 1)) == (4, 2), (
    "exactly so many per cent above the lowest isn't more than that"
)
assert tuple(stop_when_worse(np.array([0.5, 0.25, 0.5, 0.1]), 50, 1)) == (3, 2), (
    "it may stop after any epoch, the last but one too: is every epoch looked at?"
)
assert tuple(stop_when_worse(np.array([0.5, 0.25, 0.25, 0.25]), 10, 1)) == (4, 2), (
    "if several epochs have the lowest loss, take the first of them"
)
### BEGIN HIDDEN TESTS
stop_rng = rng("stop_when_worse")
for _ in range(15):
    curve = 0.3 + np.exp(-np.arange(30) / 5) + 0.004 * np.arange(30)
    curve = np.round(curve * stop_rng.uniform(0.9, 1.1, size=30), 3)
    how_much, not_before = float(stop_rng.uniform(3, 25)), int(stop_rng.integers(1, 10))
    record, record_epoch, ended = np.inf, 0, len(curve)
    for number, loss in enumerate(curve, start=1):
        if loss < record:
            record, record_epoch = loss, number
        if number >= not_before and 100 * (loss / record - 1) > how_much:
            ended = number
            break
    found_stop = stop_when_worse(curve, how_much, not_before)
    assert int(found_stop[0]) == ended, (
        "stops at a wrong epoch of a fresh run: ask the rule after each epoch from `earliest` on, with the lowest loss so far in your hand"
    )
    assert int(found_stop[1]) == record_epoch, (
        "puts back the weights of a wrong epoch of a fresh run: the lowest loss among the trained epochs"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · A schedule that begins again (1.5 points)
#
# A rate that falls once settles in one place. **Warm restarts** (I. Loshchilov and F. Hutter, 2017) throw it out again: the rate falls along half a cosine from `peak` to `lowest`, jumps back to `peak`, falls again, and so on. Each cycle is `factor` times as long as the one before.
#
# The first cycle has the steps $0, 1, \dots, n_0 - 1$ with $n_0 =$ `first`. The next one has $n_1 = n_0 \cdot$ `factor` steps, and so on. At place $s$ of a cycle of $n$ steps, $s = 0, \dots, n - 1$, the rate is
#
# $$\eta = \eta_\text{lowest} + \tfrac12 (\eta_\text{peak} - \eta_\text{lowest})\,\bigl(1 + \cos(\pi s / n)\bigr)$$
#
# Write `warm_restarts` for an array of steps, in any order.


# %% exercise="warm_restarts" todo="find cycle and place of each step, then the rate"
def warm_restarts(steps, peak, lowest, first, factor):
    """Learning rate with warm restarts.

    Args:
        steps: int array (n,), counted from 0, in any order.
        peak: rate at the beginning of each cycle.
        lowest: rate that each cycle falls to.
        first: steps of the first cycle, at least 1.
        factor: whole number from 1; each cycle is so many times as long as the one before.

    Returns:
        Rates, float (n,).
    """
    ### BEGIN SOLUTION
    place = np.array(steps)
    length = np.full(len(place), first)
    while np.any(over := place >= length):
        place = np.where(over, place - length, place)
        length = np.where(over, length * factor, length)
    return lowest + (peak - lowest) * (1 + np.cos(np.pi * place / length)) / 2
    ### END SOLUTION


# %% check="warm_restarts" points=1.5
first_cycles = np.asarray(warm_restarts(np.arange(14), 1.0, 0.0, 2, 2))
assert first_cycles.shape == (14,), "one rate per step"
assert abs(first_cycles[0] - 1) < 1e-9, "a cycle begins at the peak: place 0, cosine 1"
assert abs(first_cycles[1] - 0.5) < 1e-9, (
    "the second of two steps is half-way down: place 1 of 2, divided by the cycle's length, not by one less"
)
assert abs(first_cycles[2] - 1) < 1e-9, "with a first cycle of two steps, step 2 begins the next"
assert abs(first_cycles[4] - 0.5) < 1e-9, (
    "the second cycle is twice as long, four steps: step 4 is half-way down"
)
assert abs(first_cycles[6] - 1) < 1e-9, "the third cycle begins at step 2 + 4"
assert abs(first_cycles[10] - 0.5) < 1e-9, (
    "the third cycle has eight steps: each is `factor` times as long as the one before, not as the first"
)
floored = np.asarray(warm_restarts(np.array([0, 5]), 0.5, 0.1, 10, 1))
assert abs(floored[0] - 0.5) < 1e-9, "`lowest` isn't added on top of the peak"
assert abs(floored[1] - 0.3) < 1e-9, "half-way down lies the middle of `peak` and `lowest`"
assert_close(
    warm_restarts(np.array([25, 3, 10, 13]), 1.0, 0.0, 10, 1),
    (1 + np.cos(np.pi * np.array([0.5, 0.3, 0.0, 0.3]))) / 2,
    "with the factor 1 all cycles are equally long; and steps may come in any order",
)
### BEGIN HIDDEN TESTS
cycle_rng = rng("warm_restarts")
for times in (1, 2, 3, 2):
    n_first = int(cycle_rng.integers(3, 9))
    top, floor = float(cycle_rng.uniform(0.5, 2)), float(cycle_rng.uniform(0.01, 0.3))
    rates_by_step, n_cycle = [], n_first
    while len(rates_by_step) < 150:
        for s in range(n_cycle):
            rates_by_step.append(floor + (top - floor) * np.cos(np.pi * s / n_cycle / 2) ** 2)
        n_cycle *= times
    asked = cycle_rng.permutation(150)[:60]
    handed_over = asked.copy()
    rates_found = warm_restarts(handed_over, top, floor, n_first, times)
    assert np.array_equal(handed_over, asked), "your function changes the steps that it is given"
    assert_close(
        rates_found,
        np.array(rates_by_step)[asked],
        "wrong rates for other cycles: subtract whole cycles until the step lies within one, and mind its length",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Batch normalization of feature maps (2 points)
#
# Behind a convolution there are maps, (images, height, width, channels). Each **channel** has one mean and one variance, over all images *and* all places. PyTorch does it with two differences to Keras, and both have cost people days:
#
# - its momentum is the share of the **new** figure: $\mu_\text{moving} \leftarrow (1 - \rho)\,\mu_\text{moving} + \rho\,\mu$, and likewise for the variance;
# - the batch is normalized with the variance that divides by $m$ (the number of values in the channel), but the **moving** variance collects the one that divides by $m - 1$.
#
# $$y = \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta \qquad \varepsilon = 10^{-5}$$
#
# Write `normalize_maps`, for training and for inference. In inference the moving figures are used, and stay as they are.


# %% exercise="normalize_maps" todo="return the normalized maps, the moving mean and the moving variance afterwards"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    """Batch normalization of feature maps, as in PyTorch, but with the channels last.

    Args:
        x: maps, float (n, height, width, channels). None of the arrays may be changed.
        gamma: scale of each channel, (channels,).
        beta: offset of each channel, (channels,).
        moving_mean: collected so far, (channels,).
        moving_variance: collected so far, (channels,).
        training: whether to use, and collect, the figures of this batch.
        momentum: share of the new figures.

    Returns:
        Normalized maps, of the shape of x; moving mean and moving variance afterwards.
    """
    ### BEGIN SOLUTION
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        unbiased = x.var(axis=(0, 1, 2), ddof=1)
        moving_mean = (1 - momentum) * moving_mean + momentum * mean
        moving_variance = (1 - momentum) * moving_variance + momentum * unbiased
    out = gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta
    return out, moving_mean, moving_variance
    ### END SOLUTION


# %% check="normalize_maps" points=2
two_maps = np.zeros((2, 1, 2, 1))
two_maps[..., 0] = np.array([[[1.0, 3.0]], [[5.0, 7.0]]])
out_maps, mean_after, variance_after = normalize_maps(
    two_maps, np.ones(1), np.zeros(1), np.zeros(1), np.ones(1), True, 0.25
)
assert np.shape(out_maps) == (2, 1, 2, 1), "the maps keep their shape"
assert np.shape(mean_after) == (1,) and np.shape(variance_after) == (1,), (
    "one mean and one variance per channel: take them over images, height and width"
)
assert abs(np.mean(out_maps)) < 1e-6, "in training each channel must come out with the mean 0"
assert abs(np.std(out_maps) - 1) < 1e-4, (
    "in training each channel must come out with the spread 1: divide by the root of the variance that divides by m"
)
assert abs(mean_after[0] - 3) > 1e-6, (
    "momentum is the share of the new figure here, not of the old one"
)
assert abs(mean_after[0] - 1) < 1e-9, (
    "the moving mean after this batch: a quarter of the way from 0 to the batch's mean, 4"
)
assert abs(variance_after[0] - 2) > 1e-6, (
    "the moving variance collects the variance that divides by m - 1"
)
assert_close(
    variance_after,
    np.array([0.75 + 0.25 * 20 / 3]),
    "the moving variance is wrong: three quarters of the old one, a quarter of the batch's",
)
asked_maps, mean_kept, variance_kept = normalize_maps(
    two_maps, np.full(1, 2.0), np.ones(1), np.full(1, 4.0), np.full(1, 9.0), False, 0.25
)
assert abs(mean_kept[0] - 4) < 1e-9 and abs(variance_kept[0] - 9) < 1e-9, (
    "in inference the moving figures stay as they are"
)
assert_close(
    asked_maps,
    2 * (two_maps - 4) / np.sqrt(9 + 1e-5) + 1,
    "in inference the moving figures are used, then gamma and beta",
    atol=1e-4,
)
### BEGIN HIDDEN TESTS
maps_rng = rng("normalize_maps")
for n_images, high, wide, n_channels in ((3, 4, 2, 5), (2, 3, 3, 2)):
    some_maps = maps_rng.normal(
        maps_rng.normal(size=n_channels),
        maps_rng.uniform(0.02, 3, size=n_channels),
        size=(n_images, high, wide, n_channels),
    )
    scale, offset, old_mean = maps_rng.normal(size=(3, n_channels))
    old_variance, share = (
        maps_rng.uniform(0.5, 2, size=n_channels),
        float(maps_rng.uniform(0.05, 0.4)),
    )
    handed = [a.copy() for a in (some_maps, scale, offset, old_mean, old_variance)]
    maps_out, mean_out, variance_out = normalize_maps(*handed, True, share)
    for before, after in zip(
        (some_maps, scale, offset, old_mean, old_variance), handed, strict=True
    ):
        assert np.array_equal(before, after), "your function changes an array that it is given"
    values = some_maps.reshape(-1, n_channels)
    centred = values - values.sum(axis=0) / len(values)
    squares = (centred**2).sum(axis=0)
    right_maps = scale * centred / np.sqrt(squares / len(values) + 1e-5) + offset
    assert_close(
        maps_out,
        right_maps.reshape(some_maps.shape),
        "in training, with several channels, images and places: each channel by its own figures, epsilon under the root, then gamma and beta",
        atol=1e-5,
    )
    assert_close(
        mean_out,
        old_mean + share * (values.mean(axis=0) - old_mean),
        "the moving mean is wrong for fresh maps",
    )
    assert_close(
        variance_out,
        old_variance + share * (squares / (len(values) - 1) - old_variance),
        "the moving variance is wrong for fresh maps: m counts images times places",
    )
    single = some_maps[:1]
    alone_out, mean_same, variance_same = normalize_maps(
        single, scale, offset, old_mean, old_variance, False, share
    )
    assert_close(
        alone_out,
        scale * (single - old_mean) / np.sqrt(old_variance + 1e-5) + offset,
        "in inference an image alone must be answered with the moving figures",
        atol=1e-5,
    )
    assert_close(mean_same, old_mean, "in inference nothing is collected")
    assert_close(variance_same, old_variance, "in inference nothing is collected")
usual = normalize_maps(
    np.ones((1, 2, 1, 1)), np.ones(1), np.zeros(1), np.zeros(1), np.ones(1), True
)
assert_close(usual[1], np.array([0.1]), "without an argument the momentum is 0.1")
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · A step that makes exact zeros (1.5 points)
#
# In the lesson no weight became exactly 0, because a price *in the loss* only pushes. A **proximal step** takes the price out of the slope and pays it in a step of its own. First go downhill on the plain loss, $v = w - \eta\,g$. Then look for the new weight that is near $v$ and cheap:
#
# $$w_\text{new} = \operatorname*{arg\,min}_{u} \; \frac{(u - v)^2}{2\eta} + \lambda_1 |u| + \lambda_2 u^2$$
#
# Work it out for one weight: set the slope to 0 for $u > 0$, then for $u < 0$. If neither gives a $u$ of its own sign, the minimum is at $u = 0$, exactly. Write `shrink_step` for arrays of any shape.


# %% exercise="shrink_step" todo="a step downhill, then the price: return the new weights"
def shrink_step(weights, slopes, rate, l1, l2):
    """One proximal gradient step with the prices L1 and L2.

    Args:
        weights: w, float array of any shape. Must not be changed.
        slopes: g, of the plain loss without prices, same shape.
        rate: η, above 0.
        l1: λ₁, price of |w|, at least 0.
        l2: λ₂, price of w², at least 0.

    Returns:
        New weights, same shape.
    """
    ### BEGIN SOLUTION
    v = weights - rate * slopes
    return np.sign(v) * np.maximum(np.abs(v) - rate * l1, 0) / (1 + 2 * rate * l2)
    ### END SOLUTION


# %% check="shrink_step" points=1.5
weights_now = np.array([1.0, -1.0, 0.05, -0.05, 0.0])
no_slope = np.zeros(5)
assert np.shape(shrink_step(weights_now, no_slope, 0.5, 0.2, 0.0)) == (5,), (
    "one new weight for each"
)
assert_close(
    shrink_step(weights_now, np.ones(5), 0.5, 0.0, 0.0),
    weights_now - 0.5,
    "without prices it is a plain step downhill",
)
only_l1 = np.asarray(shrink_step(weights_now, no_slope, 0.5, 0.2, 0.0))
assert abs(only_l1[0] - 0.8) > 1e-9, "the price is paid with the learning rate: η λ₁, not λ₁"
assert only_l1[2] >= 0 >= only_l1[3], "a weight mustn't jump to the other side of 0: it stops there"
assert only_l1[2] == 0 and only_l1[3] == 0, (
    "weights that are smaller than what L1 takes must become exactly 0"
)
assert only_l1[1] >= -1, "negative weights get smaller too: towards 0, not downwards"
assert_close(only_l1, np.array([0.9, -0.9, 0.0, 0.0, 0.0]), "L1 takes η λ₁ from the size of each")
assert_close(
    shrink_step(weights_now, no_slope, 0.5, 0.0, 3.0),
    weights_now / 4,
    "L2 alone: set the slope of (u - v)²/(2η) + λ₂u² to 0; it divides by 1 + 2ηλ₂",
)
### BEGIN HIDDEN TESTS
shrink_rng = rng("shrink_step")
for shape_now in ((12,), (4, 3)):
    old_weights, old_slopes = shrink_rng.normal(size=(2, *shape_now))
    step_now = float(shrink_rng.uniform(0.05, 0.8))
    price1, price2 = float(shrink_rng.uniform(0.3, 1.5)), float(shrink_rng.uniform(0.1, 2))
    weights_kept = old_weights.copy()
    shrunk = np.asarray(shrink_step(old_weights, old_slopes, step_now, price1, price2))
    assert np.array_equal(weights_kept, old_weights), (
        "your function changes the weights that it is given: return new ones"
    )
    assert shrunk.shape == shape_now, "the new weights have the shape of the old ones"
    downhill = old_weights - step_now * old_slopes

    def to_pay(u, downhill=downhill, step_now=step_now, price1=price1, price2=price2):
        return (u - downhill) ** 2 / (2 * step_now) + price1 * np.abs(u) + price2 * u**2

    paid = to_pay(shrunk)
    candidates = [np.zeros(shape_now), *(shrunk + d for d in (-1e-3, 1e-3, -0.03, 0.03))]
    assert all((to_pay(u) >= paid - 1e-9).all() for u in candidates), (
        "fresh weights: there is a cheaper u close by, or at 0; go downhill first, then take off ηλ₁, then divide by 1 + 2ηλ₂"
    )
    small = np.abs(downhill) <= step_now * price1
    assert np.array_equal(shrunk == 0, small), (
        "exactly those weights become 0 whose size after the step downhill is at most ηλ₁"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Groups stay together (1.5 points)
#
# A hundred people have written digits, some of them many, some few. If images of one person stand in both piles, the network is examined on handwriting that it knows. Write `split_by_group`: it shuffles the **groups** with the seed and moves whole groups into the validation pile, one after the other, **until it holds at least** `share` of all examples. Then it stops: no group more than needed. All other examples are for training.
#
# Return the two piles as **indices** (places in `groups`), in any order. The same seed must give the same piles, another seed others.


# %% exercise="split_by_group" todo="shuffle the groups, fill the validation pile with whole groups, return indices"
def split_by_group(groups, share, seed):
    """Splits examples into training and validation so that no group is in both.

    Args:
        groups: the group of each example, array (n,) of whole numbers or texts.
        share: of the examples, that validation holds at least; above 0 and below 1.
        seed: of the shuffling, for `np.random.default_rng`.

    Returns:
        Indices of the training examples and of the validation examples, two int arrays.
    """
    ### BEGIN SOLUTION
    chosen = np.zeros(len(groups), bool)
    for group in np.random.default_rng(seed).permutation(np.unique(groups)):
        if chosen.sum() >= share * len(groups):
            break
        chosen |= groups == group
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
    ### END SOLUTION


# %% check="split_by_group" points=1.5
writers = np.array(["ada", "bob", "ada", "cy", "bob", "dee", "ada", "eve", "fay", "cy"])
for_training, for_validation = (np.asarray(pile) for pile in split_by_group(writers, 0.3, 0))
assert for_training.ndim == 1 and for_validation.ndim == 1, "return two arrays of indices"
assert for_training.dtype.kind in "iu" and for_validation.dtype.kind in "iu", (
    "return indices (places in `groups`), whole numbers, not the groups or True and False"
)
assert sorted([*for_training.tolist(), *for_validation.tolist()]) == list(range(10)), (
    "every example belongs into exactly one of the two piles"
)
assert not set(writers[for_training]) & set(writers[for_validation]), (
    "a group stands in both piles: move whole groups, not single examples"
)
assert len(for_validation) >= 3, "validation must hold at least the share: go on until it does"
several = {
    tuple(sorted(np.asarray(split_by_group(writers, 0.3, s)[1]).tolist())) for s in range(12)
}
assert len(several) > 2, "other seeds must give other piles: shuffle the groups with the seed"
### BEGIN HIDDEN TESTS
group_rng = rng("split_by_group")
for n_groups, wanted in ((12, 0.2), (25, 0.35), (8, 0.5), (30, 0.1)):
    sizes = group_rng.integers(1, 12, size=n_groups)
    labels_of = group_rng.permutation(np.repeat(group_rng.permutation(1000)[:n_groups], sizes))
    unchanged = labels_of.copy()
    piles = set()
    for some_seed in group_rng.integers(0, 10_000, size=6):
        train_pile, val_pile = (
            np.asarray(pile) for pile in split_by_group(labels_of, wanted, int(some_seed))
        )
        assert np.array_equal(labels_of, unchanged), "your function changes the groups"
        assert sorted([*train_pile.tolist(), *val_pile.tolist()]) == list(range(len(labels_of))), (
            "fresh groups: every example belongs into exactly one pile"
        )
        val_groups = set(labels_of[val_pile].tolist())
        assert not val_groups & set(labels_of[train_pile].tolist()), (
            "fresh groups: a group stands in both piles"
        )
        assert len(val_pile) >= wanted * len(labels_of) - 1e-9, (
            "fresh groups: validation holds less than its share of the examples; count examples, not groups"
        )
        largest = max(np.sum(labels_of == g) for g in val_groups)
        assert len(val_pile) - largest < wanted * len(labels_of) + 1e-9, (
            "fresh groups: a group more than needed was moved; look at the number of examples before each"
        )
        again = split_by_group(labels_of, wanted, int(some_seed))
        assert sorted(np.asarray(again[1]).tolist()) == sorted(val_pile.tolist()), (
            "the same seed must give the same piles"
        )
        piles.add(tuple(sorted(val_pile.tolist())))
    assert len(piles) > 2, "other seeds must give other piles: shuffle the groups with the seed"
assert len(split_by_group(np.arange(8), 0.25, 0)[1]) == 2, (
    "once validation holds exactly its share, that is enough: it must hold at least that, and no group more than needed"
)
one_writes_most = group_rng.permutation(np.repeat(np.arange(10), [60] + [1] * 9))
moved_first = [
    one_writes_most[np.asarray(split_by_group(one_writes_most, 0.01, s)[1])][0] for s in range(40)
]
assert moved_first.count(0) < 20, (
    "large groups are moved first: shuffle the groups, each of them once, and not the examples"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Macro F-beta (1.5 points)
#
# If it is worse to miss than to ring for nothing, recall should count more than precision. $F_\beta$ does that; with $\beta = 2$ recall counts twice as much:
#
# $$F_\beta = \frac{(1 + \beta^2) \cdot \text{precision} \cdot \text{recall}}{\beta^2 \cdot \text{precision} + \text{recall}}$$
#
# Given is a confusion matrix: `counts[i, j]` examples of class $i$ were called $j$. Write `macro_f`, the plain mean of $F_\beta$ over the classes, with these rules:
#
# - a class that has examples, but none of them was found: $F_\beta = 0$. This includes classes that were never predicted, whose precision is undefined;
# - a class **without examples** (its row is empty) isn't counted in the mean, whether it was predicted or not. (What was wrongly called that class is still missing elsewhere.)


# %% exercise="macro_f" todo="F-beta of every class that has examples, and their mean"
def macro_f(counts, beta):
    """Mean of F-beta over the classes that have examples.

    Args:
        counts: confusion matrix, int (classes, classes): rows are right, columns predicted
            classes. At least one row isn't empty.
        beta: how many times as much recall counts as precision, above 0.

    Returns:
        A float from 0 to 1.
    """
    ### BEGIN SOLUTION
    found, there, called = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    # With precision = found / called and recall = found / there the fraction becomes this one,
    # whose divisor is 0 only for classes that are neither there nor called.
    present = there > 0
    scores = (1 + beta**2) * found[present] / (beta**2 * there[present] + called[present])
    return float(scores.mean())
    ### END SOLUTION


# %% check="macro_f" points=1.5
perfect_counts = np.diag([5, 1, 3])
f_perfect = macro_f(perfect_counts, 2.0)
assert np.ndim(f_perfect) == 0, "return one number, the mean over the classes"
assert abs(f_perfect - 1) < 1e-9, "everything right must give 1"
lopsided = np.array([[9, 1], [0, 10]])
f_of_it = macro_f(lopsided, 2.0)
assert abs(f_of_it - macro_f(lopsided.T, 2.0)) > 1e-6, (
    "with β = 2 it matters what is a row and what a column: is β used?"
)
by_class = [5 * 1 * 0.9 / (4 * 1 + 0.9), 5 * (10 / 11) * 1 / (4 * (10 / 11) + 1)]
by_class_swapped = [5 * 0.9 * 1 / (4 * 0.9 + 1), 5 * 1 * (10 / 11) / (4 * 1 + 10 / 11)]
assert abs(f_of_it - np.mean(by_class_swapped)) > 1e-6, (
    "precision and recall are swapped: precision divides by the column, recall by the row"
)
assert abs(f_of_it - np.mean(by_class)) < 1e-6, (
    "wrong with β = 2: is β squared, and is the mean taken over the classes' own F?"
)
never_called = np.array([[8, 0], [2, 0]])
f_never = macro_f(never_called, 1.0)
assert np.isfinite(f_never), "a class that was never predicted gives nan: its F is 0 by our rule"
assert abs(f_never - (2 * 0.8 / 1.8) / 2) < 1e-6, (
    "a class that has examples and was never predicted counts in the mean, with 0"
)
only_one = np.array([[4, 0], [1, 0]])
assert abs(macro_f(only_one, 1.0) - (2 * 0.8 / 1.8) / 2) < 1e-6, (
    "a class with a single example counts in the mean like any other"
)
empty_row = np.array([[4, 0, 1], [0, 5, 0], [0, 0, 0]])
f_empty = macro_f(empty_row, 1.0)
assert np.isfinite(f_empty), "a class without examples gives nan: leave it out of the mean"
assert abs(f_empty - (2 * 0.8 / 1.8 + 1) / 2) < 1e-6, (
    "a class without examples isn't counted in the mean, but what was called it is still missing in its own row"
)
### BEGIN HIDDEN TESTS
f_rng = rng("macro_f")
for case in range(10):
    n_kinds = int(f_rng.integers(2, 7))
    table = f_rng.integers(0, 12, size=(n_kinds, n_kinds)) + np.diag(
        f_rng.integers(5, 40, size=n_kinds)
    )
    if case % 3 == 1:
        table[:, f_rng.integers(n_kinds)] = 0
    if case % 3 == 2 and n_kinds > 2:
        table[f_rng.integers(n_kinds)] = 0
    weight = float(f_rng.choice([0.5, 1.0, 2.0, 3.0]))
    scores_by_hand = []
    for k in range(n_kinds):
        hits, misses = table[k, k], table[k].sum() - table[k, k]
        alarms = table[:, k].sum() - table[k, k]
        if hits + misses == 0:
            continue
        scores_by_hand.append(
            (1 + weight**2) * hits / ((1 + weight**2) * hits + weight**2 * misses + alarms)
        )
    table_before = table.copy()
    macro_found = macro_f(table, weight)
    assert np.array_equal(table_before, table), "your function changes the table that it is given"
    assert_close(
        macro_found,
        np.mean(scores_by_hand),
        "wrong for a fresh table: F of each class with its own precision and recall, 0 where nothing was found, then the mean over classes that have examples",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · Calibration in groups of equal size (1 point)
#
# Most answers of a good network are 99 % and more sure, so of ten bins of equal width nine are nearly empty. **Groups of equal size** avoid that. A weather service gives a chance of rain for each day. Sort the days by that chance, and cut them into so many groups of equal size. (If it doesn't come out even, the first groups get one day more, as `np.array_split` does.) The gap of a group is the distance between the mean chance and the share of days on which it rained.
#
# Write `calibration_gaps`, which returns the mean gap, each group weighted by its number of days, and the largest gap.


# %% exercise="calibration_gaps" todo="sort, cut into groups, compare chance and share in each: return mean and largest gap"
def calibration_gaps(chances, happened, groups):
    """Calibration error of chances of a yes-or-no event, in groups of equal size.

    Args:
        chances: promised chance of each case, float (n,) from 0 to 1, all different.
        happened: 1 where it happened, else 0, int (n,). Neither array may be changed.
        groups: how many groups, from 1 to n.

    Returns:
        Mean gap, weighted by the sizes of the groups, and largest gap: two floats.
    """
    ### BEGIN SOLUTION
    parts = np.array_split(np.argsort(chances), groups)
    gaps = [abs(chances[part].mean() - happened[part].mean()) for part in parts]
    return float(np.average(gaps, weights=[len(part) for part in parts])), float(max(gaps))
    ### END SOLUTION


# %% check="calibration_gaps" points=1
rain_chances = np.array([0.9, 0.1, 0.8, 0.3, 0.6])
rained = np.array([1, 0, 0, 1, 1])
mean_gap, largest_gap = calibration_gaps(rain_chances, rained, 2)
assert np.ndim(mean_gap) == 0 and np.ndim(largest_gap) == 0, "return two numbers"
assert mean_gap <= largest_gap + 1e-9, "the mean gap comes first, then the largest"
assert abs(mean_gap - (1 / 3 + 0.35) / 2) > 1e-6, (
    "the mean must weight each group by its size: here three days and two"
)
assert_close(
    [mean_gap, largest_gap],
    [(3 * (2 / 3 - 1 / 3) + 2 * (0.85 - 0.5)) / 5, 0.35],
    "sorted by chance, the first group is 0.1, 0.3, 0.6, the second 0.8, 0.9; compare mean chance and share of rain in each",
)
assert_close(
    calibration_gaps(rain_chances, rained, 1),
    [0.06, 0.06],
    "one group: the mean chance of all days against the share of all rainy days",
)
### BEGIN HIDDEN TESTS
gap_rng = rng("calibration_gaps")
for _ in range(8):
    n_days, n_parts = int(gap_rng.integers(20, 60)), int(gap_rng.integers(2, 9))
    said = gap_rng.permutation(np.linspace(0.01, 0.99, n_days) ** float(gap_rng.uniform(0.5, 3)))
    fell = (gap_rng.random(n_days) < said**0.6).astype(int)
    said_before, fell_before = said.copy(), fell.copy()
    gaps_found = calibration_gaps(said, fell, n_parts)
    assert np.array_equal(said, said_before) and np.array_equal(fell, fell_before), (
        "your function changes the arrays that it is given: sort a copy"
    )
    days = sorted(zip(said.tolist(), fell.tolist(), strict=True))
    total_gap, worst_gap, begin = 0.0, 0.0, 0
    for g in range(n_parts):
        size = n_days // n_parts + (g < n_days % n_parts)
        group = days[begin : begin + size]
        begin += size
        off = abs(sum(p for p, _ in group) - sum(r for _, r in group))
        total_gap, worst_gap = total_gap + off / n_days, max(worst_gap, off / size)
    assert_close(
        gaps_found,
        [total_gap, worst_gap],
        "wrong for fresh days: chances and rain must be sorted together, the first groups get one day more, and the gap is a distance",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 8 · Two values to work out (1 point)

# %% [markdown] quiz="f_two"

# %% [markdown] quiz="halving_budget"

# %% [markdown]
# ## 9 · In your own words (1 point)
#
# A colleague reports on a network that finds cracks in photographs of bridges. One photograph in fifty shows a crack.
#
# > "I took ten photographs of each bridge, and split **all photographs at random**. I then compared **30 settings on the test photographs**, one run each. The best has an **accuracy of 98 %**, half a point more than the second."
#
# Name **three** things that are wrong with this report, and say for each what to do in its place. Eight sentences at most. (1 point, graded by a person)

# %% [markdown] written="cracks" points=1
# Photographs of one bridge stand in both piles, so the network may recognise the bridge: split by bridge. The 30 settings were compared on the test photographs, so the best figure is too good: compare on validation photographs, and use the test photographs once, for the chosen one. 98 % accuracy is what "no crack anywhere" gets when one photograph in fifty has one: report precision and recall (or the curve of both), and choose the threshold by what a missed crack costs. Half a point between single runs may be luck: repeat both with several seeds, and report the difference with its standard error.
#
# *For the grader: 0.25 for each of three mistakes with a reason, and 0.25 if for all three it is said what to do instead. Any three of the four count.*

# %% [markdown]
# ## Before you hand in
#
# Choose **Kernel → Restart Kernel and Run All Cells…**, look for red, save, and hand in this notebook.
