# %% [markdown]
# # 9 · Transfer learning: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other networks and other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](09_transfer_learning_lesson.ipynb) has all that you need, in another variant:
#
# | | in the lesson | here |
# |---|---|---|
# | freezing | the whole base, or none of it | **all but the last n layers** |
# | features | one layer, laid flat | **several layers**, the **maximum** of each map |
# | preprocessing | BGR, minus means | **scaled, standardized, then BGR**; grey images too |
# | new head | cut at the features, softmax | cut **anywhere**, pooling, dropout, **logits** |
# | learning rates | two stages | **a rate for each layer**, which wake up one after the other |
#
# Eleven points in all: 8 for code, 1 for two short questions, 2 for a written answer.

# %%
import keras
import numpy as np
from keras import layers

from helpers.checks import assert_close, rng


# %% [markdown]
# The cell below builds a small network that plays the part of a pre-trained one. Its weights are random, but its batch normalization has "seen" something: its moving means and variances aren't 0 and 1. You may try your functions on it.


# %%
def example_network(seed, filters=(4, 6), side=8, classes=3):
    """A small network for trying things out, as if it had been trained.

    Args:
        seed: of all its weights.
        filters: of its two convolutions.
        side: height and width of its images, which have three channels.
        classes: outputs.

    Returns:
        A Keras model with the layers conv1, norm1, relu1, pool1, drop1, conv2, norm2, relu2, mean,
        hidden and old_head.
    """
    random = np.random.default_rng(seed)
    inputs = keras.Input((side, side, 3))
    x = layers.Conv2D(filters[0], 3, padding="same", name="conv1")(inputs)
    x = layers.BatchNormalization(name="norm1")(x)
    x = layers.ReLU(name="relu1")(x)
    x = layers.MaxPooling2D(name="pool1")(x)
    x = layers.Dropout(0.25, name="drop1")(x)
    x = layers.Conv2D(filters[1], 3, padding="same", name="conv2")(x)
    x = layers.BatchNormalization(name="norm2")(x)
    x = layers.ReLU(name="relu2")(x)
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    x = layers.Dense(5, activation="relu", name="hidden")(x)
    outputs = layers.Dense(classes, activation="softmax", name="old_head")(x)
    network = keras.Model(inputs, outputs)
    network.set_weights([random.normal(scale=0.5, size=w.shape) for w in network.get_weights()])
    for name, n in zip(("norm1", "norm2"), filters):
        network.get_layer(name).set_weights(
            [
                random.uniform(0.5, 1.5, n),  # scale
                random.normal(size=n),  # offset
                random.normal(size=n),  # moving mean
                random.uniform(0.5, 3, n),  # moving variance
            ]
        )
    return network


for one in example_network(0).layers[1:]:
    print(f"{one.name:9s} {type(one).__name__:22s} {one.count_params():4d} weights")

# %% [markdown]
# ## 1 · All but the last n (1.5 points)
#
# Between "the base is frozen" and "everything is trained" lies a whole range: train the last $n$ layers, and leave the others alone. Write `unfreeze_top`:
#
# - Counted are layers **that have weights**, from the output backwards. Pooling, dropout and activations have none and don't count.
# - **Batch normalization** doesn't count either, and is frozen, wherever it stands.
# - The flags of the model may have been set in any way before, and `n` may be 0 or larger than the number of layers.
#
# Return the model, the number of single weights that training would now move, and the number of all others. (A kernel of 3×4 is 12 weights. The moving means and variances are among the others.)


# %% exercise="unfreeze_top" todo="freeze all but the last n layers with weights, and return model, trained, fixed"
def unfreeze_top(model, n):
    """Freezes a model, all but its last n layers with weights. Batch normalization stays frozen.

    Args:
        model: a Keras model without models inside. The flags `trainable` are set in place.
        n: number of layers to train, at least 0.

    Returns:
        (model, trained, fixed): the model, and two whole numbers.
    """
    ### BEGIN SOLUTION
    model.trainable = True  # a frozen model has no trainable weight, whatever its layers say
    for layer in reversed(model.layers):
        counts = len(layer.weights) > 0 and not isinstance(layer, layers.BatchNormalization)
        layer.trainable = counts and n > 0
        n -= counts
    trained = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    return model, trained, model.count_params() - trained
    ### END SOLUTION


# %% check="unfreeze_top" points=1.5
flags_found, n_trained, n_fixed = unfreeze_top(example_network(0), 2)
flags_found = {layer.name: layer.trainable for layer in flags_found.layers if layer.weights}
assert n_trained + n_fixed == 427, (
    "trained and fixed weights together must be all weights of the model: count single numbers, not arrays or layers"
)
assert flags_found["old_head"] and flags_found["hidden"], (
    "with n = 2 the last two layers that have weights must be trained, here hidden and old_head"
)
assert not flags_found["conv2"], (
    "with n = 2 too many layers are trained: conv2 is the third from the end"
)
assert not flags_found["norm1"] and not flags_found["norm2"], (
    "batch normalization must be frozen, wherever it stands"
)
assert n_trained == 53, "the number of trained weights isn't that of hidden and old_head"
three_flags, n_trained, n_fixed = unfreeze_top(example_network(0), 3)
three_flags = {layer.name: layer.trainable for layer in three_flags.layers}
assert three_flags["conv2"], (
    "with n = 3 conv2 must be trained: layers without weights and batch normalization don't count"
)
### BEGIN HIDDEN TESTS
top_rng = rng("unfreeze_top")
for n_top in (0, 1, 2, 3, 4, 9):
    top_filters = tuple(int(f) for f in top_rng.integers(2, 8, size=2))
    n_classes = int(top_rng.integers(2, 7))
    for before in ("all trained", "all frozen", "some"):
        top_model = example_network(int(top_rng.integers(1 << 30)), top_filters, 8, n_classes)
        if before == "all frozen":
            top_model.trainable = False
        elif before == "some":
            for layer in top_model.layers[1:]:
                layer.trainable = bool(top_rng.integers(2))
        sizes = {
            name: top_model.get_layer(name).count_params()
            for name in ("conv1", "conv2", "hidden", "old_head")
        }
        right_names = list(sizes)[max(0, 4 - n_top) :]
        flagged, some_trained, some_fixed = unfreeze_top(top_model, n_top)
        for name in sizes:
            wanted = name in right_names
            assert flagged.get_layer(name).trainable == wanted, (
                "wrong layers are trained: the last n with weights, whatever the flags were before; with n = 0 none"
            )
        assert not any(flagged.get_layer(name).trainable for name in ("norm1", "norm2")), (
            "batch normalization must be frozen, whatever n is and whatever its flag was"
        )
        right_count = sum(sizes[name] for name in right_names)
        assert sum(int(np.prod(w.shape)) for w in flagged.trainable_weights) == right_count, (
            "training would not move the right weights: a model that is frozen as a whole trains nothing, whatever its layers say"
        )
        assert some_trained == right_count, "the number of trained weights is wrong"
        assert some_fixed == top_model.count_params() - right_count, (
            "the number of fixed weights is wrong: all the others, moving means and variances included"
        )
bare_model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2, use_bias=False)])
assert unfreeze_top(bare_model, 1)[1] == 6, (
    "a layer without a bias has weights as well: with n = 1 it is the one that is trained"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Features of several layers, computed once (1.5 points)
#
# Which layer is the best place to cut? One may take several. Early layers know about strokes, later ones about parts. Write `features_of`, which runs images through a pre-trained network and collects the maps of **several layers**:
#
# - of each map, the **maximum** over all places, so one number per channel;
# - first all channels of the first layer named, then those of the second, and so on, in the order of `names`;
# - in pieces of at most `batch` images, since thousands of images don't fit into memory at once; the last piece may be smaller;
# - as the network answers **when it is used, not when it is trained**.


# %% exercise="features_of" todo="maximum of each map of the named layers, for all images, piece by piece"
def features_of(model, names, images, batch):
    """Features of several layers of a frozen network.

    Args:
        model: a Keras model; isn't changed.
        names: names of layers whose outputs are maps, (n, height, width, channels).
        images: as the model takes them, float32 (n, height, width, 3).
        batch: images at a time, at least 1.

    Returns:
        float32 array (n, all channels of the named layers).
    """
    ### BEGIN SOLUTION
    taps = keras.Model(model.input, {name: model.get_layer(name).output for name in names})
    pieces = []
    for start in range(0, len(images), batch):
        maps = taps(images[start : start + batch], training=False)
        largest = [keras.ops.convert_to_numpy(maps[name]).max(axis=(1, 2)) for name in names]
        pieces.append(np.concatenate(largest, axis=1))
    return np.concatenate(pieces)
    ### END SOLUTION


# %% check="features_of" points=1.5
tapped = example_network(1)
seven_images = np.random.default_rng(0).random((7, 8, 8, 3)).astype("float32")


def maps_of(network, name, images, training=False):
    inner = keras.Model(network.input, network.get_layer(name).output)
    return np.asarray(keras.ops.convert_to_numpy(inner(images, training=training)))


some_features = np.asarray(features_of(tapped, ["relu1", "relu2"], seven_images, 3))
assert some_features.ndim == 2, (
    "one row of features per image: take the maximum over height and width"
)
assert len(some_features) == 7, (
    "seven images in pieces of three need seven rows: is the last, smaller piece there?"
)
assert some_features.shape == (7, 10), (
    "4 channels of relu1 and 6 of relu2 make 10 features per image, side by side"
)
assert not np.allclose(
    some_features[:, :4], maps_of(tapped, "relu1", seven_images).mean(axis=(1, 2)), atol=1e-4
), "that is the mean over all places; the maximum was asked for"
assert_close(
    some_features[:, :4],
    maps_of(tapped, "relu1", seven_images).max(axis=(1, 2)),
    "the first four columns aren't the largest answers of relu1, in inference mode",
    atol=1e-4,
    rtol=1e-4,
)
### BEGIN HIDDEN TESTS
features_rng = rng("features_of")
for names, batch in (
    (["relu2", "pool1"], 4),
    (["conv2"], 1),
    (["norm1", "drop1", "relu1"], 50),
    (["relu1", "norm2"], 5),
):
    drawn_network = example_network(
        int(features_rng.integers(1 << 30)), tuple(int(f) for f in features_rng.integers(2, 7, 2))
    )
    drawn_images = features_rng.random((int(features_rng.integers(9, 14)), 8, 8, 3)).astype(
        "float32"
    )
    weights_before = [w.copy() for w in drawn_network.get_weights()]
    right_maps = [maps_of(drawn_network, name, drawn_images) for name in names]
    right_features = np.concatenate([m.max(axis=(1, 2)) for m in right_maps], axis=1)
    found_features = np.asarray(features_of(drawn_network, names, drawn_images, batch))
    assert all(np.array_equal(a, b) for a, b in zip(weights_before, drawn_network.get_weights())), (
        "the network isn't to be changed"
    )
    assert found_features.shape == right_features.shape, (
        "one row per image and one column per channel of each named layer, for any batch size"
    )
    assert found_features.dtype == np.float32, "return float32, as the network answers"
    trained_mode = np.concatenate(
        [maps_of(drawn_network, name, drawn_images, True).max(axis=(1, 2)) for name in names],
        axis=1,
    )
    drawn_network.set_weights(weights_before)
    in_pieces = batch >= len(drawn_images) and "drop1" not in names
    assert not (
        in_pieces
        and np.allclose(found_features, trained_mode, atol=1e-4)
        and not np.allclose(right_features, trained_mode, atol=1e-4)
    ), "the network was called in training mode: batch normalization used the batch"
    assert_close(
        found_features,
        right_features,
        "wrong features: the maximum of each map, layers in the order of names, every image once, and the network in inference mode (training=False), where dropout does nothing and batch normalization uses what it has collected",
        atol=1e-4,
        rtol=1e-4,
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · What it says on the card (1.5 points)
#
# On the card of a pre-trained network you read:
#
# > Images in colour. Pixels **from 0 to 1**. Then each channel **minus its mean, divided by its standard deviation**. The network takes the channels in the order **blue, green, red**. Means and standard deviations are given **in the order red, green, blue**.
#
# Write `prepare`, which makes this of images as they come: `uint8`, in colour as red, green, blue, or **grey**, `(n, height, width)`. A grey image counts as one whose three channels are equal.


# %% exercise="prepare" todo="uint8 images, in colour or grey, made what the card asks for"
def prepare(images, means, deviations):
    """Prepares images as a card asks.

    Args:
        images: uint8 (n, height, width, 3), red, green, blue; or grey, uint8 (n, height, width).
            Must not be changed.
        means: of the channels red, green, blue, for pixels from 0 to 1.
        deviations: standard deviations, likewise.

    Returns:
        float32 (n, height, width, 3): blue, green, red.
    """
    ### BEGIN SOLUTION
    if images.ndim == 3:
        images = np.stack([images] * 3, axis=-1)
    standardized = (images / 255 - np.asarray(means)) / np.asarray(deviations)
    return standardized[..., ::-1].astype(np.float32)
    ### END SOLUTION


# %% check="prepare" points=1.5
card_means, card_deviations = (0.5, 0.4, 0.2), (0.25, 0.5, 0.1)
one_pixel = np.array([[[[255, 51, 0]]]], dtype=np.uint8)  # much red, a little green, no blue
prepared = np.asarray(prepare(one_pixel, card_means, card_deviations))
assert prepared.shape == (1, 1, 1, 3), "colour images keep their shape, (n, height, width, 3)"
assert prepared.dtype == np.float32, "return float32"
blue, green, red = (float(value) for value in prepared[0, 0, 0])
assert abs(green) < 100, "pixels go from 0 to 255 here: bring them to 0 to 1 first"
assert abs(green + 0.4) < 1e-5, (
    "green is off: (51 / 255 - mean) / standard deviation, with the second mean and deviation"
)
assert abs(blue - 2) > 1e-5, "red stands in the place of blue: the network takes blue, green, red"
assert abs(blue + 2) < 1e-5 and abs(red - 2) < 1e-5, (
    "blue or red is off: their means and deviations are given in the order red, green, blue"
)
grey_pixel = np.asarray(prepare(np.full((2, 4, 5), 51, np.uint8), card_means, card_deviations))
assert grey_pixel.shape == (2, 4, 5, 3), "grey images must get three channels, at the end"
### BEGIN HIDDEN TESTS
card_rng = rng("prepare")
for grey in (False, True):
    height, width = (int(side) for side in card_rng.integers(4, 9, size=2))
    raw = card_rng.integers(
        0, 256, size=(5, height, width) if grey else (5, height, width, 3), dtype=np.uint8
    )
    drawn_means, drawn_deviations = card_rng.uniform(0.2, 0.6, 3), card_rng.uniform(0.1, 0.4, 3)
    raw_before = raw.copy()
    found = np.asarray(prepare(raw, tuple(drawn_means), tuple(drawn_deviations)))
    assert np.array_equal(raw, raw_before), "the images that are given must not be changed"
    right = np.empty((5, height, width, 3))
    for place, channel in enumerate((2, 1, 0)):
        pixels = (raw if grey else raw[..., channel]) / 255
        right[..., place] = (pixels - drawn_means[channel]) / drawn_deviations[channel]
    assert_close(
        found,
        right,
        "grey images: three equal channels, each with its own mean and deviation, then blue, green, red"
        if grey
        else "colour images: first 0 to 1, then each channel with its own mean and deviation, then blue, green, red",
        atol=1e-4,
        rtol=1e-4,
    )
    assert found.dtype == np.float32, "return float32"
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · A new head, wherever you cut (2 points)
#
# Write `replace_head`, which makes a new model of a pre-trained one:
#
# 1. everything from the input up to **and including** the layer of the given name, with its weights. Its output are maps;
# 2. then **global max pooling**, **dropout of 0.3**, and a dense layer called `new_head`, with one output per class and **no activation** (logits);
# 3. With `fine_tune=False` only the new head is to be trained. With `fine_tune=True` all layers are, **except batch normalization**.
# 4. In both cases batch normalization uses the statistics that it has collected, and collects no more, also while the model is trained.


# %% exercise="replace_head" todo="the model up to the named layer, then pooling, dropout and new_head; set what is trained"
def replace_head(model, layer_name, classes, fine_tune):
    """Cuts a model behind a layer and puts a new head on.

    Args:
        model: a Keras model without models inside.
        layer_name: name of the last layer to keep; its output are maps.
        classes: outputs of the new head.
        fine_tune: whether the layers before the new head are trained, too.

    Returns:
        A Keras model, not compiled.
    """
    ### BEGIN SOLUTION
    base = keras.Model(model.input, model.get_layer(layer_name).output)
    for layer in base.layers:
        layer.trainable = fine_tune and not isinstance(layer, layers.BatchNormalization)
    inputs = keras.Input(model.input_shape[1:])
    x = layers.GlobalMaxPooling2D()(base(inputs))
    x = layers.Dropout(0.3)(x)
    return keras.Model(inputs, layers.Dense(classes, name="new_head")(x))
    ### END SOLUTION


# %% check="replace_head" points=2
donor = example_network(2)
reheaded = replace_head(donor, "relu2", 5, False)
assert isinstance(reheaded, keras.Model), "return a Keras model"
assert tuple(reheaded.input_shape) == (None, 8, 8, 3), "the new model takes the same images"
assert tuple(reheaded.output_shape) == (None, 5), "the new model has one output per new class"
assert "new_head" in [layer.name for layer in reheaded.layers], (
    "the new dense layer must be called new_head"
)
assert sum(int(np.prod(w.shape)) for w in reheaded.trainable_weights) > 0, (
    "nothing would be trained: the new head mustn't be frozen"
)
assert sum(int(np.prod(w.shape)) for w in reheaded.trainable_weights) == (6 + 1) * 5, (
    "more or less than the new head would be trained: freeze the base; 6 maps, pooled to 6 numbers, and 5 classes make 35 weights"
)
to_tune = replace_head(example_network(2), "relu2", 5, True)
assert sum(int(np.prod(w.shape)) for w in to_tune.trainable_weights) != 389, (
    "with fine_tune=True the scales and offsets of batch normalization would be trained, too: freeze these layers"
)
assert sum(int(np.prod(w.shape)) for w in to_tune.trainable_weights) == 112 + 222 + 35, (
    "with fine_tune=True both convolutions and the new head are trained, and nothing else"
)


def answers_in(model, images, training):
    return np.asarray(keras.ops.convert_to_numpy(model(images, training=training)))


### BEGIN HIDDEN TESTS
head_rng = rng("replace_head")
for cut_at, channels, fine_tuned in (
    ("relu2", 1, False),
    ("pool1", 0, True),
    ("norm2", 1, True),
    ("relu1", 0, False),
):
    n_filters = tuple(int(f) for f in head_rng.integers(3, 9, size=2))
    drawn_donor = example_network(int(head_rng.integers(1 << 30)), n_filters)
    n_maps, n_new = n_filters[channels], int(head_rng.integers(2, 7))
    drawn_model = replace_head(drawn_donor, cut_at, n_new, fine_tuned)
    to_train = (n_maps + 1) * n_new
    if fine_tuned:
        to_train += drawn_donor.get_layer("conv1").count_params()
        to_train += drawn_donor.get_layer("conv2").count_params() if channels else 0
    assert sum(int(np.prod(w.shape)) for w in drawn_model.trainable_weights) == to_train, (
        "the wrong weights would be trained, for another place of the cut"
    )
    pictures = head_rng.random((40, 8, 8, 3)).astype("float32")
    upper = keras.Model(drawn_donor.input, drawn_donor.get_layer(cut_at).output)
    right_maps = answers_in(upper, pictures, False)
    right_row = right_maps.max(axis=(1, 2))
    kernel = head_rng.normal(size=(n_maps, n_new)).astype("float32")
    drawn_model.get_layer("new_head").set_weights([kernel, np.zeros(n_new, "float32")])
    answered = answers_in(drawn_model, pictures, False)
    assert not np.allclose(answered.sum(axis=1), 1, atol=1e-3), (
        "the new head must have no activation, and not a softmax"
    )
    assert not np.allclose(answered, right_maps.mean(axis=(1, 2)) @ kernel, atol=1e-3), (
        "that is average pooling; global max pooling was asked for"
    )
    assert_close(
        answered,
        right_row @ kernel,
        "with given weights in the head the model answers other numbers than the plan: does it have the weights of the old one, up to and including the named layer, and no activation at the end?",
        atol=1e-3,
        rtol=1e-3,
    )
    # In training mode, as in a step of fit.
    kept = [np.array(w) for w in drawn_model.get_weights()]
    drawn_model.get_layer("new_head").set_weights([kernel, np.zeros(n_new, "float32")])
    in_training = answers_in(drawn_model, pictures, True)
    assert all(np.array_equal(a, b) for a, b in zip(kept, drawn_model.get_weights())), (
        "in training mode batch normalization collects new statistics: freeze these layers; calling the base with training=False doesn't stop it"
    )
    twice = answers_in(drawn_model, pictures, True)
    assert not np.allclose(in_training, twice, atol=1e-6), (
        "in training, dropout must switch off something else each time: is there a dropout layer before the head?"
    )
    # One map at a time goes through: each column of the head then shows whether it was dropped.
    single = np.zeros((n_maps, n_new), "float32")
    single[0] = 1.0
    drawn_model.get_layer("new_head").set_weights([single, np.zeros(n_new, "float32")])
    many = np.repeat(pictures[:1], 1500, axis=0)
    first_map = right_row[0, 0]
    shares = answers_in(drawn_model, many, True)[:, 0]
    if channels == 0 and abs(first_map) > 1e-3:  # behind relu2 the old dropout is at work, too
        off = np.abs(shares) < 1e-6
        assert abs(float(off.mean()) - 0.3) < 0.07, (
            "dropout must switch off 30 % of the pooled numbers, behind the pooling and before the head"
        )
        assert_close(
            shares[~off],
            np.full(int((~off).sum()), first_map / 0.7),
            "in training the numbers that aren't dropped aren't those of the frozen base: batch normalization must use its collected statistics, and dropout comes behind the pooling",
            atol=1e-2,
            rtol=1e-2,
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · A learning rate for each layer (1.5 points)
#
# In the lesson there were two stages: first the head, then everything with a smaller rate. J. Howard and S. Ruder went further (2018): layers **wake up one after the other**, and each has **a rate of its own**. Layers are numbered from the input to the head.
#
# - In the first `every` steps, 0 to `every - 1`, only the last layer, the head, moves. In the next `every` steps the last two move, and so on, until all are awake.
# - The head moves with `rate`. The layer below it moves with `rate / factor`, the next one with `rate / factor`², and so on.
# - Layers that sleep don't move at all.
#
# Write `tune_step`, one step of gradient descent by these rules.


# %% exercise="tune_step" todo="one step downhill, each layer with its own rate, sleeping layers not at all"
def tune_step(weights, gradients, step, every, rate, factor):
    """One step of gradient descent, in which layers wake up from the head downwards.

    Args:
        weights: one float array per layer, of any shape, from the input to the head. Must not be
            changed.
        gradients: likewise, slopes of the loss.
        step: number of this step, from 0.
        every: after so many steps one more layer wakes up.
        rate: learning rate of the head.
        factor: how many times as small the rate gets from a layer to the one below it.

    Returns:
        List of new arrays, one per layer.
    """
    ### BEGIN SOLUTION
    moved = []
    for layer, (weight, gradient) in enumerate(zip(weights, gradients)):
        below_head = len(weights) - 1 - layer
        awake = below_head <= step // every
        moved.append(weight - awake * rate / factor**below_head * gradient)
    return moved
    ### END SOLUTION


# %% check="tune_step" points=1.5
three_layers = [np.zeros(2), np.zeros((2, 2)), np.zeros(1)]
three_slopes = [np.ones(2), np.ones((2, 2)), np.ones(1)]
first_step = tune_step(three_layers, three_slopes, 0, 10, 0.8, 2.0)
assert len(first_step) == 3, "return as many arrays as there are layers"
assert [np.shape(w) for w in first_step] == [(2,), (2, 2), (1,)], "each layer keeps its shape"
assert first_step[2][0] != 0, "the head, which is the last layer, moves from the first step on"
assert first_step[2][0] < 0, "downhill: against the gradient"
assert abs(first_step[2][0] + 0.8) < 1e-9, "the head moves with the rate itself"
assert not np.any(first_step[0]) and not np.any(first_step[1]), (
    "in the first steps only the head is awake, all others sleep"
)
assert not np.any(tune_step(three_layers, three_slopes, 9, 10, 0.8, 2.0)[1]), (
    "with every = 10 the second layer wakes up at step 10, not before"
)
eleventh = tune_step(three_layers, three_slopes, 10, 10, 0.8, 2.0)
assert abs(eleventh[1][0, 0] + 0.4) < 1e-9, (
    "at step 10 the layer below the head moves, with half the rate if factor is 2"
)
assert not np.any(eleventh[0]), "at step 10 the layer next to the input still sleeps"
### BEGIN HIDDEN TESTS
tune_rng = rng("tune_step")
for _case in range(8):
    n_layers, pause = int(tune_rng.integers(2, 7)), int(tune_rng.integers(1, 9))
    head_rate, shrink = float(tune_rng.uniform(0.01, 1)), float(tune_rng.uniform(1.5, 4))
    shapes = [
        tuple(tune_rng.integers(1, 4, size=int(tune_rng.integers(1, 4)))) for _ in range(n_layers)
    ]
    some_weights = [tune_rng.normal(size=shape) for shape in shapes]
    some_slopes = [tune_rng.normal(size=shape) for shape in shapes]
    for step in (0, pause - 1, pause, 2 * pause, int(tune_rng.integers(0, 60)), 100 * pause):
        before = [w.copy() for w in some_weights]
        slopes_before = [g.copy() for g in some_slopes]
        moved = tune_step(some_weights, some_slopes, step, pause, head_rate, shrink)
        assert all(np.array_equal(a, b) for a, b in zip(before, some_weights)) and all(
            np.array_equal(a, b) for a, b in zip(slopes_before, some_slopes)
        ), "your function changes the arrays that it is given: make new ones"
        assert len(moved) == n_layers, "return as many arrays as there are layers"
        n_awake = min(n_layers, 1 + step // pause)
        current = head_rate
        for depth in range(n_layers):
            place = n_layers - 1 - depth
            right = before[place] - (current if depth < n_awake else 0.0) * slopes_before[place]
            assert_close(
                moved[place],
                right,
                "wrong step: count from the head, one more layer awake after each `every` steps, each with the rate of the one above divided by factor",
                atol=1e-9,
                rtol=1e-9,
            )
            current /= shrink
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Two values to work out (1 point)

# %% [markdown] quiz="moved_mean"

# %% [markdown] quiz="first_channel"

# %% [markdown]
# ## 7 · In your own words (2 points)
#
# A bird club has 900 photographs of 12 kinds of birds. A member reports:
#
# > "I took a network that was trained on ImageNet, put a new head with random weights on it and trained **everything at once with a learning rate of 0.01**. Its card says 'pixels from −1 to 1'; ours go **from 0 to 255, but a network learns that by itself**. It has **batch normalization, which I left as it was**, with batches of four photographs. I tried six learning rates and **took the one that was best on the 200 test photographs**. Even so I get 41 %. So transfer learning **doesn't work for birds**."
#
# 1. Name three mistakes in this report, and say for each why it is one.
# 2. How would you do it? Say what you train in which order and with what rates, how you choose them, and with what you compare at the end.
# 3. What would you do otherwise with 900 pictures from an electron microscope? And with 200,000 photographs of birds?
#
# Write your answer into the cell below, twelve sentences at most. (2 points, graded by a person)

# %% [markdown] written="birds" points=2
# 1. Any three of these. *Everything at once with a large rate*: the random head sends large, meaningless slopes into the base, and steps of this size wipe out what it has learned. *Pixels from 0 to 255*: the base has learned from inputs between −1 and 1; on others its features mean little, and a frozen or slowly trained base can't learn that. *Batch normalization left to train* with batches of four: its statistics get noisy and drift away from those that the weights were made for, so that the network answers otherwise in use than in training. *The rate was chosen on the test photographs*, so even the 41 % is too good. *The conclusion*: what failed is this training; there is no comparison with a frozen base or a network from scratch.
# 2. Split into training, validation and test photographs, all pictures of one bird on the same side. Prepare the images as the card says. Freeze the base with batch normalization in inference mode, compute the features once, and train the head with an ordinary rate. Then unfreeze the last layers, keep batch normalization's statistics, and train on with a rate that is ten to a hundred times as small; rates, epochs and the number of layers are chosen on validation photographs. Compare on the test photographs, once: the frozen base, the fine-tuned one, a small network from scratch, and a base of random weights, with several seeds.
# 3. Microscope: the pictures are little like photographs, so cut earlier, where features are still general, and compare carefully with a small network from scratch; transfer may gain little. 200,000 photographs of birds: enough to fine-tune everything, and training from scratch becomes a serious rival; the pre-trained start mainly saves time.
#
# *For the grader: 0.75 for three mistakes with reasons (0.25 each), 0.75 for the plan: head first and then fine-tuning with a smaller rate (0.25), preprocessing and frozen statistics (0.25), choice on validation data and a comparison (0.25), 0.5 for the two other cases (0.25 each).*
