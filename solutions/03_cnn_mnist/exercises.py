# %% [markdown]
# # 3 · Convolution on MNIST: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it. A test that passes says nothing; one that fails tells you what it has noticed. There are more tests than you see here, with other numbers, so write what the text asks for and not what one example needs.
#
# No exercise needs the result of another one: skip what doesn't work and go on. [The lesson](03_cnn_mnist_lesson.ipynb) has all that you need, in another variant. Twelve points in all.

# %%
import keras
import numpy as np
from keras import layers

from helpers import data, training
from helpers.checks import assert_close, rng

# %% [markdown]
# ## 1 · How large is the map? (1 point)
#
# The lesson's filters were square and had no gaps. Now they may be `(rows, columns)` of any size, and **dilated**: with dilation $d$, neighbours in the filter look at pixels that lie $d$ apart, with gaps of $d - 1$ pixels between them. So a filter of $k$ numbers spans $d\,(k - 1) + 1$ pixels. Dilation 1 is the ordinary filter.

# %%
for d in (1, 2, 3):
    picture = ("." * (d - 1)).join("xxx")
    print(f"3 numbers, dilation {d}:  {picture:8s} spans {len(picture)} pixels")

# %% [markdown]
# Write `map_shape`. Stride and dilation are the same in both directions, and `padding` zeros are put on *each* of the four sides.


# %% exercise="map_shape" todo="rows and columns of the feature map, as whole numbers"
def map_shape(height, width, kernel, stride, padding, dilation):
    """Works out the shape of a feature map.

    Args:
        height: rows of the image.
        width: columns of the image.
        kernel: (rows, columns) of the filter.
        stride: how far the filter moves at a time, in both directions.
        padding: zeros on each side of the image.
        dilation: distance of neighbours in the filter; 1 means no gaps.

    Returns:
        (rows, columns) of the feature map, two ints.
    """

    ### BEGIN SOLUTION
    def side(pixels, numbers):
        span = dilation * (numbers - 1) + 1
        return (pixels + 2 * padding - span) // stride + 1

    return side(height, kernel[0]), side(width, kernel[1])
    ### END SOLUTION


# %% check="map_shape" points=1
shape_found = tuple(map_shape(28, 28, (3, 3), 1, 0, 1))
assert len(shape_found) == 2, "return two numbers, rows and columns of the map"
assert all(isinstance(side, (int, np.integer)) for side in shape_found), (
    "sizes are whole numbers: divide with // instead of /"
)
assert shape_found == (26, 26), (
    "a 3×3 filter has 26 places in a row of 28: did you forget the place where it starts (+1)?"
)
assert tuple(map_shape(28, 28, (3, 3), 2, 0, 1)) == (13, 13), (
    "with stride 2 a step that doesn't fit whole is not taken: round down"
)
assert tuple(map_shape(10, 10, (3, 3), 1, 1, 1)) == (10, 10), (
    "padding puts zeros on both sides of a row: the row grows by twice the padding"
)
assert tuple(map_shape(10, 20, (3, 5), 1, 0, 1)) == (8, 16), (
    "rows go with the filter's rows, columns with its columns"
)
assert tuple(map_shape(10, 10, (3, 3), 1, 0, 2)) == (6, 6), (
    "with dilation 2 a filter of 3 spans 5 pixels"
)
### BEGIN HIDDEN TESTS
shapes_rng = rng("map_shape")
for _ in range(40):
    rows, columns = (int(n) for n in shapes_rng.integers(18, 60, size=2))
    kernel_rows, kernel_columns = (int(n) for n in shapes_rng.integers(1, 5, size=2))
    stride, padding, dilation = (int(shapes_rng.integers(low, 5)) for low in (1, 0, 1))
    # Counted, not calculated: every place where the first and the last number of the filter fit.
    places = tuple(
        len(range(-padding, pixels + padding - dilation * (k - 1), stride))
        for pixels, k in ((rows, kernel_rows), (columns, kernel_columns))
    )
    sides_found = tuple(
        map_shape(rows, columns, (kernel_rows, kernel_columns), stride, padding, dilation)
    )
    assert sides_found == places, (
        "the shape is wrong when stride, padding and dilation come together: first work out what the filter spans, then how far it can travel"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · How many weights? (1 point)
#
# In a **grouped** convolution a filter doesn't see all the channels. The input channels are divided into `groups` equal parts, the filters too, and each filter sees only the channels of its own group. With 8 channels, 6 filters and 2 groups, the first three filters see channels 0 to 3, the others channels 4 to 7. Networks for phones save most of their weights like that. `groups=1` is the ordinary convolution.
#
# Write `weights_in_layer`: all weights, and one bias for each filter if there are biases.


# %% exercise="weights_in_layer" todo="number of weights, and of biases if there are any"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    """Counts what a grouped convolution has to learn.

    Args:
        channels: channels that go in, a multiple of groups.
        filters: number of filters, a multiple of groups.
        kernel: (rows, columns) of each filter.
        groups: number of groups.
        use_bias: True if each filter has a bias, False if none has.

    Returns:
        The number of weights and biases, an int.
    """
    ### BEGIN SOLUTION
    weights_of_a_filter = kernel[0] * kernel[1] * (channels // groups)
    return filters * (weights_of_a_filter + int(use_bias))
    ### END SOLUTION


# %% check="weights_in_layer" points=1
assert weights_in_layer(1, 16, (5, 5), 1, True) == 416, (
    "one channel, one group: that's the layer of the lesson, and each of the 16 filters has a bias"
)
assert weights_in_layer(3, 10, (3, 3), 1, False) == 270, (
    "without biases only the weights count, and each filter has weights for all three channels"
)
assert weights_in_layer(4, 2, (1, 7), 1, False) == 56, (
    "a filter of 1×7 has 7 weights per channel, not 1 and not 49"
)
assert weights_in_layer(8, 6, (3, 3), 2, False) == 216, (
    "in 2 groups each filter sees half of the channels, but there are as many filters as before"
)
### BEGIN HIDDEN TESTS
weights_rng = rng("weights_in_layer")
for use_bias in (True, False) * 10:
    groups, a, b, k_rows, k_columns = (int(n) for n in weights_rng.integers(1, 6, size=5))
    counted = sum(
        k_rows * k_columns * a + use_bias  # a channels in each group
        for _ in range(groups)
        for _ in range(b)
    )
    found = weights_in_layer(a * groups, b * groups, (k_rows, k_columns), groups, use_bias)
    assert isinstance(found, (int, np.integer)), (
        "a number of weights is a whole number: divide with //"
    )
    assert found == counted, (
        "the count is wrong for groups together with biases: every filter, in whatever group, has one bias and sees channels / groups channels"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · A convolution with everything (2 points)
#
# Write the convolution as it is in a real network: the image has several **channels**, there are several **filters**, each with its **bias**, the filters move with a **stride**, and the image is **padded** with zeros on all four sides. Use NumPy, with loops or without. Filters aren't turned, and there is no ReLU.
#
# $$y_{r,c,f} = b_f + \sum_{i,j,m} x_{s r+i,\; s c+j,\; m}\; w_{i,j,m,f}$$
#
# Here $x$ is the padded image, $s$ the stride, $m$ counts the channels and $f$ the filters.


# %% exercise="conv_layer" todo="pad with zeros, slide every filter with the stride, sum over rows, columns and channels, add the bias"
def conv_layer(image, kernels, bias, stride, padding):
    """Convolves an image with several filters.

    Args:
        image: float (height, width, channels). Must not be changed.
        kernels: float (rows, columns, channels, filters).
        bias: float (filters,).
        stride: how far the filters move at a time, in both directions.
        padding: rows and columns of zeros on each side of the image.

    Returns:
        float (map's rows, map's columns, filters).
    """
    ### BEGIN SOLUTION
    rows, columns, _, filters = kernels.shape
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    out_rows = (padded.shape[0] - rows) // stride + 1
    out_columns = (padded.shape[1] - columns) // stride + 1
    maps = np.empty((out_rows, out_columns, filters))
    for r in range(out_rows):
        for c in range(out_columns):
            window = padded[r * stride : r * stride + rows, c * stride : c * stride + columns]
            maps[r, c] = np.tensordot(window, kernels, axes=3) + bias
    return maps
    ### END SOLUTION


# %% check="conv_layer" points=2
def hand_made(values):
    return np.asarray(values, dtype=float)


maps_found = conv_layer(np.ones((5, 6, 2)), np.ones((3, 3, 2, 4)), np.zeros(4), 2, 1)
assert np.shape(maps_found) == (3, 3, 4), (
    "the shape is wrong: rows and columns of the map, then one channel per filter; pad height and width, not the channels"
)
one_dot = np.zeros((3, 3, 1))
one_dot[1, 1] = 1
numbered = np.arange(9.0).reshape(3, 3, 1, 1)
dots_found = np.asarray(conv_layer(one_dot, numbered, np.zeros(1), 1, 1))[:, :, 0]
assert np.allclose(dots_found[1, 1], 4), (
    "when the filter lies right on the dot, its middle number must come out: did you pad on one side only?"
)
assert np.allclose(dots_found[0, 0], 8), (
    "one row and column above the dot, it lies under the filter's last number: did you turn the filter?"
)
corner_found = np.asarray(conv_layer(np.ones((3, 3, 1)), np.ones((3, 3, 1, 1)), np.zeros(1), 1, 1))[
    0, 0, 0
]
assert np.allclose(corner_found, 4), (
    "at the corner the filter sees four ones and five zeros: pad with zeros, on all four sides"
)
assert np.shape(conv_layer(np.ones((2, 4, 1)), np.ones((1, 3, 1, 1)), np.zeros(1), 1, 0)) == (
    2,
    2,
    1,
), "filters needn't be square: the shape holds rows and columns"
ramp = np.arange(5.0).reshape(1, 5, 1)
assert_close(
    conv_layer(ramp, np.ones((1, 1, 1, 1)), np.zeros(1), 2, 0),
    hand_made([[[0], [2], [4]]]),
    "with stride 2 the windows start at 0, 2, 4: did you move by one, or move in one direction only?",
)
two_channels = np.stack([np.full((2, 2), 10.0), np.ones((2, 2))], axis=-1)
assert_close(
    conv_layer(two_channels, np.ones((2, 2, 2, 1)), np.zeros(1), 1, 0),
    hand_made([[[44]]]),
    "a filter adds up what it sees in all channels, into one number",
)
assert_close(
    conv_layer(np.zeros((2, 2, 2)), np.ones((2, 2, 2, 2)), hand_made([1, -2]), 1, 0),
    hand_made([[[1, -2]]]),
    "each filter's bias is added to its own map, once",
)
### BEGIN HIDDEN TESTS
conv_rng = rng("conv_layer")
for _ in range(6):
    conv_height, conv_width = (int(n) for n in conv_rng.integers(7, 12, size=2))
    k_rows, k_columns, conv_channels, conv_filters, conv_stride = (
        int(n) for n in conv_rng.integers(1, 5, size=5)
    )
    conv_padding = int(conv_rng.integers(0, 3))
    conv_image = conv_rng.normal(size=(conv_height, conv_width, conv_channels))
    conv_kernels = conv_rng.normal(size=(k_rows, k_columns, conv_channels, conv_filters))
    conv_bias = conv_rng.normal(size=conv_filters)
    around = np.zeros(
        (conv_height + 2 * conv_padding, conv_width + 2 * conv_padding, conv_channels)
    )
    around[conv_padding : conv_padding + conv_height, conv_padding : conv_padding + conv_width] = (
        conv_image
    )
    seen = np.lib.stride_tricks.sliding_window_view(around, (k_rows, k_columns), axis=(0, 1))[
        ::conv_stride, ::conv_stride
    ]
    expected_maps = np.einsum("rcmij,ijmf->rcf", seen, conv_kernels) + conv_bias
    image_before = conv_image.copy()
    assert_close(
        conv_layer(conv_image, conv_kernels, conv_bias, conv_stride, conv_padding),
        expected_maps,
        "the maps are wrong when filters aren't square, with several channels, stride and padding together",
        atol=1e-4,
        rtol=1e-4,
    )
    assert np.array_equal(conv_image, image_before), (
        "your function changes the image that it is given: work on a copy"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Average pooling to the ragged edge (1 point)
#
# The lesson's max pooling cut the map into fields side by side and dropped what didn't fill a field. This one is different in three ways. It takes the **mean**. Its windows may **overlap**: windows of `size`×`size` start at rows and columns 0, `stride`, 2·`stride`, …, as long as they start inside the map. And windows that **stick out** over the right or lower edge are kept: their mean is taken over the numbers that are really there.
#
# For the row `[2, 4, 6, 8, 10]` with size 2 and stride 2, the means are `[3, 7, 10]`: the last window holds one number only.


# %% exercise="average_pool" todo="mean of every window, over the numbers that are really in it"
def average_pool(maps, size, stride):
    """Pools maps with overlapping windows, to the very edge.

    Args:
        maps: float (height, width, channels).
        size: side of the windows.
        stride: distance of the windows.

    Returns:
        float (rows, columns, channels): one row for each window that starts inside the map.
    """
    ### BEGIN SOLUTION
    height, width, _ = maps.shape
    return np.array(
        [
            [maps[r : r + size, c : c + size].mean(axis=(0, 1)) for c in range(0, width, stride)]
            for r in range(0, height, stride)
        ]
    )
    ### END SOLUTION


# %% check="average_pool" points=1
rows_of_five = np.array([[2.0, 4, 6, 8, 10]] * 2).reshape(2, 5, 1)
pooled_row = average_pool(rows_of_five, 2, 2)
assert np.shape(pooled_row) == (1, 3, 1), (
    "a row of 5 has three windows at 0, 2 and 4: did you drop the one that sticks out?"
)
assert np.allclose(np.asarray(pooled_row)[0, :2, 0], [3, 7]), (
    "the first two windows lie over 2, 4 and over 6, 8: take the mean, not the largest or the sum"
)
assert np.allclose(np.asarray(pooled_row)[0, 2, 0], 10), (
    "the last window sticks out, nothing in it but 10: divide by how many numbers are really there"
)
assert np.shape(average_pool(rows_of_five, 3, 1)) == (2, 5, 1), (
    "windows start every `stride` numbers, whatever their size"
)
assert np.shape(average_pool(np.ones((4, 4, 3)), 2, 2)) == (2, 2, 3), (
    "every channel is pooled for itself"
)
### BEGIN HIDDEN TESTS
pool_rng = rng("average_pool")
for pool_size, pool_stride in ((2, 2), (3, 2), (4, 1), (3, 3), (2, 3)):
    pool_maps = pool_rng.normal(
        size=(int(pool_rng.integers(5, 10)), int(pool_rng.integers(5, 10)), 2)
    )
    ends = [-(-n // pool_stride) for n in pool_maps.shape[:2]]
    # Sums and counts over a map with a rim of nothing: another way than slicing.
    rim = ((0, pool_size), (0, pool_size), (0, 0))
    sums, numbers = np.pad(pool_maps, rim), np.pad(np.ones_like(pool_maps), rim)
    total, count = (
        sum(
            array[
                i : i + ends[0] * pool_stride : pool_stride,
                j : j + ends[1] * pool_stride : pool_stride,
            ][: ends[0], : ends[1]]
            for i in range(pool_size)
            for j in range(pool_size)
        )
        for array in (sums, numbers)
    )
    assert_close(
        average_pool(pool_maps, pool_size, pool_stride),
        total / count,
        "the means are wrong for some size and stride: windows start at multiples of the stride, and each mean is over the numbers that are there, channel by channel",
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Build a network to a plan (2 points)
#
# Write `build_network`, which returns a Keras model (Sequential or functional, new each time, not compiled) to this plan:
#
# 1. the input: images of the given height, width and channels;
# 2. a convolution with 12 filters 5×5, stride 2, padding "same", ReLU;
# 3. a convolution with 24 filters 3×3, no padding, ReLU;
# 4. average pooling 2×2;
# 5. a convolution with 32 filters 3×3, padding "same", ReLU, **without biases**;
# 6. global max pooling: the largest value of each map;
# 7. a dense layer with one softmax output per class.


# %% exercise="build_network" todo="return a Keras model to the plan above"
def build_network(height, width, channels, classes):
    """Builds the network of the plan.

    Args:
        height: rows of an image.
        width: columns of an image.
        channels: channels of an image.
        classes: number of classes.

    Returns:
        A Keras model: (n, height, width, channels) in, probabilities (n, classes) out.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((height, width, channels)),
            layers.Conv2D(12, 5, strides=2, padding="same", activation="relu"),
            layers.Conv2D(24, 3, activation="relu"),
            layers.AveragePooling2D(2),
            layers.Conv2D(32, 3, padding="same", activation="relu", use_bias=False),
            layers.GlobalMaxPooling2D(),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% check="build_network" points=2
built = build_network(28, 28, 1, 10)
assert isinstance(built, keras.Model), "return the model itself: is there a `return`?"
assert tuple(built.input_shape) == (None, 28, 28, 1), (
    "the model must know the shape of its images: start with keras.Input((height, width, channels))"
)
assert tuple(built.output_shape) == (None, 10), (
    "the model must give one number per class for each image: is there a pooling or a dense layer too few?"
)
assert built.count_params() == 10_170, (
    "the number of weights is off: go through filters, kernel sizes and biases of each layer, and the channels that it gets"
)
assert tuple(build_network(32, 20, 3, 4).input_shape) == (None, 32, 20, 3), (
    "use the arguments: another height, width and number of channels must be possible"
)
assert tuple(build_network(32, 20, 3, 4).output_shape) == (None, 4), (
    "use the arguments: another number of classes must be possible"
)


### BEGIN HIDDEN TESTS
def by_the_plan(
    shape,
    classes,
    *,
    stride=2,
    first="same",
    second="valid",
    third="same",
    relu=("relu",) * 3,
    pool=layers.AveragePooling2D,
    end=layers.GlobalMaxPooling2D,
    last="softmax",
):
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Conv2D(12, 5, strides=stride, padding=first, activation=relu[0]),
            layers.Conv2D(24, 3, padding=second, activation=relu[1]),
            pool(2),
            layers.Conv2D(32, 3, padding=third, activation=relu[2], use_bias=False),
            end(),
            layers.Dense(classes, activation=last),
        ]
    )


plan_rng = rng("build_network")
plan_shape = tuple(int(n) for n in plan_rng.integers((24, 24, 1), (41, 41, 5)))
plan_classes = int(plan_rng.integers(3, 13))
given_back = build_network(*plan_shape, plan_classes)
plan = by_the_plan(plan_shape, plan_classes)
assert [tuple(w.shape) for w in given_back.get_weights()] == [
    tuple(w.shape) for w in plan.get_weights()
], (
    "the layers have other weights than those of the plan: compare filters, kernel sizes and biases in their order"
)
plan_weights = [
    plan_rng.normal(scale=0.5 / np.sqrt(w[..., 0].size), size=w.shape) for w in plan.get_weights()
]
given_back.set_weights(plan_weights)
some_images = plan_rng.normal(size=(6, *plan_shape)).astype("float32")
answered = np.asarray(keras.ops.convert_to_numpy(given_back(some_images, training=False)))
assert np.isfinite(answered).all(), "the model answers NaN or infinity"
plan.set_weights(plan_weights)
as_planned = np.allclose(
    answered, keras.ops.convert_to_numpy(plan(some_images, training=False)), atol=1e-5
)
mistakes = {
    "the last layer needs a softmax": {"last": None},
    "the last layer needs a softmax: classes exclude one another, and a sigmoid doesn't know that": {
        "last": "sigmoid"
    },
    "a ReLU is missing behind the first convolution": {"relu": (None, "relu", "relu")},
    "a ReLU is missing behind the second convolution": {"relu": ("relu", None, "relu")},
    "a ReLU is missing behind the third convolution": {"relu": ("relu", "relu", None)},
    "there is no ReLU behind the convolutions": {"relu": (None, None, None)},
    "the pooling between the convolutions takes the maximum, not the mean": {
        "pool": layers.MaxPooling2D
    },
    "the last pooling takes the mean of each map, not its largest value": {
        "end": layers.GlobalAveragePooling2D
    },
    "the first convolution has no stride of 2": {"stride": 1},
    "the first convolution has no padding": {"first": "valid"},
    "the second convolution must not be padded": {"second": "same"},
    "the third convolution has no padding": {"third": "valid"},
}
for mistake, variant in mistakes.items():
    if as_planned:
        break
    other = by_the_plan(plan_shape, plan_classes, **variant)
    other.set_weights(plan_weights)
    other_answers = keras.ops.convert_to_numpy(other(some_images, training=False))
    assert answered.shape != other_answers.shape or not np.allclose(
        answered, other_answers, atol=1e-5
    ), mistake
assert as_planned, (
    "with the same weights your model answers other numbers than the plan: compare stride, padding, activation and pooling of each layer"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Prepare images and labels (1.5 points)
#
# Before training, images and labels need some work. Write `prepare`. It
#
# 1. **shuffles** images and labels together, with `np.random.default_rng(seed)`, since data often come sorted by class;
# 2. **splits** them: `n_validation` images for validation, all others for training, none in both;
# 3. gives the images a **channel axis** and the type `float32`;
# 4. **standardizes** them: subtracts the mean $\mu$ and divides by the standard deviation $\sigma$. One $\mu$ and one $\sigma$ for all pixels, worked out **from the training images only** and used for both parts. Validation images stand for images that nobody has seen yet: nothing may be computed from them;
# 5. makes the labels **one-hot**: a row of zeros with a 1 at the place of the class, `float32`.


# %% exercise="prepare" todo="shuffle, split, standardize with the training part's mean and deviation, one-hot"
def prepare(images, labels, classes, n_validation, seed):
    """Turns stored images and class numbers into what a network takes.

    Args:
        images: uint8 (n, height, width). Must not be changed.
        labels: int (n,), from 0 to classes - 1. Must not be changed.
        classes: number of classes.
        n_validation: how many images are for validation.
        seed: of the shuffling.

    Returns:
        (x_train, y_train, x_validation, y_validation): images as float32
        (…, height, width, 1), labels as float32 (…, classes).
    """
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(len(images))
    for_validation, for_training = order[:n_validation], order[n_validation:]
    mean, deviation = images[for_training].mean(), images[for_training].std()

    def scaled(chosen):
        return ((images[chosen][..., np.newaxis] - mean) / deviation).astype("float32")

    one_hot = np.eye(classes, dtype="float32")[labels]
    return (
        scaled(for_training),
        one_hot[for_training],
        scaled(for_validation),
        one_hot[for_validation],
    )
    ### END SOLUTION


# %% check="prepare" points=1.5
def marked_images(generator, n):
    """Images of different brightness, sorted by class, that carry their number in three pixels."""
    pixels = generator.integers(0, 256, size=(n, 6, 5)) * generator.random((n, 1, 1))
    pixels[:, 0, 0], pixels[:, 0, 1], pixels[:, 1, 0] = 0, 255, 4 * np.arange(n)
    return pixels.astype("uint8"), np.sort(generator.integers(0, 4, size=n))


def numbers_of(x):
    """Reads the images' numbers back, however the pixels were scaled."""
    low, high, mark = x[:, 0, 0, 0], x[:, 0, 1, 0], x[:, 1, 0, 0]
    return np.rint(255 * (mark - low) / (high - low) / 4).astype(int)


raw_images, raw_labels = marked_images(np.random.default_rng(5), 60)
images_before, labels_before = raw_images.copy(), raw_labels.copy()
x_part, y_part, x_held, y_held = (
    np.asarray(part) for part in prepare(raw_images, raw_labels, 4, 15, 1)
)
assert np.array_equal(raw_images, images_before) and np.array_equal(raw_labels, labels_before), (
    "your function changes the arrays that it is given: work on copies"
)
assert len(x_held) == 15 and len(y_held) == 15, (
    "n_validation images and labels belong to the validation part"
)
assert len(x_part) == 45 and len(y_part) == 45, (
    "all images that aren't for validation belong to the training part, and no others"
)
assert x_part.shape[1:] == (6, 5, 1) and x_held.shape[1:] == (6, 5, 1), (
    "images need a channel axis at the end: (n, height, width, 1)"
)
assert y_part.shape[1:] == (4,) and y_held.shape[1:] == (4,), (
    "labels must be one-hot: one row per image, one column per class"
)
assert all(part.dtype == np.float32 for part in (x_part, y_part, x_held, y_held)), (
    "all four arrays must be float32"
)
assert np.allclose(x_part.mean(), 0, atol=1e-3) and np.allclose(x_part.std(), 1, atol=1e-3), (
    "over all pixels together, the training images must have mean 0 and standard deviation 1: work both out from the training images and nothing else"
)
### BEGIN HIDDEN TESTS
prepare_rng = rng("prepare")
for n_all, n_held in ((60, 20), (48, 7)):
    kept_images, kept_labels = marked_images(prepare_rng, n_all)
    chosen_seed = int(prepare_rng.integers(1, 1_000_000))
    parts = [np.asarray(part) for part in prepare(kept_images, kept_labels, 5, n_held, chosen_seed)]
    x_a, y_a, x_b, y_b = parts
    assert [len(part) for part in parts] == [n_all - n_held, n_all - n_held, n_held, n_held], (
        "the parts have wrong lengths: images and labels of a part belong together"
    )
    assert x_a.ndim == x_b.ndim == 4 and y_a.shape[1:] == y_b.shape[1:] == (5,), (
        "images are (n, height, width, 1), labels (n, classes), also if a class doesn't occur"
    )
    training_numbers, validation_numbers = numbers_of(x_a), numbers_of(x_b)
    assert not set(training_numbers) & set(validation_numbers), (
        "some images are in both parts: the network would be judged on images that it was trained on"
    )
    assert sorted([*training_numbers, *validation_numbers]) == list(range(n_all)), (
        "some images got lost or came twice"
    )
    assert not np.all(np.diff(training_numbers) > 0) and not np.all(
        np.diff(np.sort(validation_numbers)) == 1
    ), (
        "the images aren't shuffled: sorted by class, the validation part would hold a few classes only"
    )
    right_rows = [
        np.eye(5)[kept_labels[numbers]] for numbers in (training_numbers, validation_numbers)
    ]
    for rows_found, rows_right in zip((y_a, y_b), right_rows):
        assert np.allclose(np.sort(rows_found, axis=1), np.eye(5)[-1]), (
            "each row of the labels must hold a single 1 and zeros"
        )
        assert np.allclose(rows_found, rows_right), (
            "images and labels don't belong together any more: shuffle both in the same order"
        )
    flat_train, flat_held = (
        kept_images[numbers].astype(float) for numbers in (training_numbers, validation_numbers)
    )
    scaled_alike = [
        np.allclose(x_found[..., 0], (flat - flat_train.mean()) / flat_train.std(), atol=1e-3)
        for x_found, flat in ((x_a, flat_train), (x_b, flat_held))
    ]
    own = (flat_held - flat_held.mean()) / flat_held.std()
    assert scaled_alike[1] or not np.allclose(x_b[..., 0], own, atol=1e-3), (
        "the validation images are scaled by their own mean and deviation: use those of the training images for both"
    )
    assert all(scaled_alike), (
        "standardize both parts with one mean and one deviation, those of the training pixels: nothing may be computed from validation images"
    )
    again = [np.asarray(part) for part in prepare(kept_images, kept_labels, 5, n_held, chosen_seed)]
    assert all(np.array_equal(one, two) for one, two in zip(parts, again)), (
        "the same seed must give the same parts"
    )
    others = np.asarray(prepare(kept_images, kept_labels, 5, n_held, chosen_seed + 1)[0])
    assert not np.array_equal(numbers_of(others), training_numbers), (
        "another seed must give another order: use np.random.default_rng(seed)"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · Train a network that reads digits (1.5 points)
#
# Here are some thousand digits, a small part of MNIST (or of the stand-in, if there is no MNIST on this machine):

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")
few = mnist.subset(train=min(4_000, len(mnist.y_train)), test=1)
few_images, few_labels = few.x_train, few.y_train

# %%
print(
    "few_images:",
    few_images.dtype,
    "of shape (n, 28, 28), from",
    few_images.min(),
    "to",
    few_images.max(),
)
print(
    "few_labels:", few_labels.dtype, "of shape (n,), from", few_labels.min(), "to", few_labels.max()
)

# %% [markdown]
# Build a network of your choice, train it on them, and write `read_digits`, which takes raw images (`uint8`) and returns one digit for each. `training.train` of [the lesson](03_cnn_mnist_lesson.ipynb#We-train-one) is at your service, Keras's `compile` and `fit` too. A few seconds of training are enough, if the learning rate and the number of epochs go together.
#
# The test shows your function digits that aren't among these. It must read **at least 93 %** of them (90 % with the stand-in).

# %% exercise="read_digits" todo="build and train a network on few_images and few_labels, then write read_digits(images)"
### BEGIN SOLUTION
keras.utils.set_random_seed(1)
reader = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
training.train(
    reader,
    data.images_to_float(few_images),
    few_labels,
    epochs=8,
    batch_size=32,
    learning_rate=2e-3,
    progress=False,
)


def read_digits(images):
    """Reads digits.

    Args:
        images: uint8 (n, 28, 28), from 0 (paper) to 255 (ink).

    Returns:
        int (n,): a digit for each image.
    """
    return reader.predict(data.images_to_float(images), verbose=0).argmax(axis=1)


### END SOLUTION

# %% check="read_digits" points=1.5
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):  # it would say once more what was loaded
    held_out = data.load("mnist")
read_few = np.asarray(read_digits(held_out.x_test[:20]))
assert read_few.shape == (20,), (
    "return one digit for each image, shape (n,): with a softmax output, take the argmax along the last axis"
)
assert read_few.dtype.kind in "iu", "return whole numbers from 0 to 9, not probabilities"
assert read_few.min() >= 0 and read_few.max() <= 9, "digits are numbers from 0 to 9"
### BEGIN HIDDEN TESTS
drawn = rng("read_digits").permutation(len(held_out.y_test))[:1000]
share_right = float(
    np.mean(np.asarray(read_digits(held_out.x_test[drawn])) == held_out.y_test[drawn])
)
share_needed = {"mnist": 0.93, "stand-in": 0.90}[held_out.source.kind]
assert share_right > 0.3, (
    f"only {share_right:.0%} of new digits are read rightly, hardly better than guessing: was the network trained, with each image and its own label, and are new images prepared in the same way?"
)
assert share_right >= share_needed, (
    f"only {share_right:.0%} of new digits are read rightly: train longer, with a suitable learning rate, on all of the images, or take a better network"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 8 · Where is it weakest? (1 point)
#
# "97 % right" may hide that one class is hardly ever recognised. The lesson [looked at single mistakes](03_cnn_mnist_lesson.ipynb#Look-at-the-mistakes); now count them class by class. Write `weakest_class`. For each class, look at the examples that *are* of this class and work out which share of them was answered rightly (its **recall**). Return the class with the smallest share, and that share. Classes of which there is no example don't count. If two classes are equally weak, return the one with the smaller number.


# %% exercise="weakest_class" todo="the class with the smallest share of right answers, and that share"
def weakest_class(probabilities, y_true):
    """Finds the class that a network recognises worst.

    Args:
        probabilities: float (n, classes), the network's answers.
        y_true: int (n,), the right classes.

    Returns:
        (class, share): an int, and a float from 0 to 1.
    """
    ### BEGIN SOLUTION
    answers = np.argmax(probabilities, axis=1)
    present = np.unique(y_true)
    shares = [np.mean(answers[y_true == one] == one) for one in present]
    worst = int(np.argmin(shares))
    return int(present[worst]), float(shares[worst])
    ### END SOLUTION


# %% check="weakest_class" points=1
# Class 0 eight times, five right. Class 1 three times, one right. Class 2 once, right.
twelve_answers = np.eye(3)[[0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 2, 2]] * 0.7 + 0.1
twelve_right = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2])
weak_class, weak_share = weakest_class(twelve_answers, twelve_right)
assert weak_class == 1, (
    "class 1 has one right of three, class 0 five of eight: compare shares of each class, not numbers of mistakes"
)
assert abs(weak_share - 1 / 3) < 1e-6, (
    "the share of right answers among the examples that are of this class"
)
assert weakest_class(np.eye(4)[[0, 1, 1]], np.array([0, 1, 0]))[0] == 0, (
    "classes 2 and 3 don't occur here, so they can't be the weakest"
)
### BEGIN HIDDEN TESTS
weak_rng = rng("weakest_class")
for _ in range(20):
    n_classes = int(weak_rng.integers(3, 9))
    absent = int(weak_rng.integers(0, n_classes))
    right_classes = weak_rng.choice([one for one in range(n_classes) if one != absent], size=80)
    raw = weak_rng.random((80, n_classes)) + 0.8 * np.eye(n_classes)[
        right_classes
    ] * weak_rng.random(n_classes)
    raw /= raw.sum(axis=1, keepdims=True)
    table = np.zeros((n_classes, n_classes))
    np.add.at(table, (right_classes, raw.argmax(axis=1)), 1)
    recalls = np.where(table.sum(axis=1) > 0, np.diag(table) / np.maximum(table.sum(axis=1), 1), 2)
    class_found, share_found = weakest_class(raw, right_classes)
    precisions = np.where(
        table.sum(axis=0) > 0, np.diag(table) / np.maximum(table.sum(axis=0), 1), 2
    )
    assert recalls.min() == precisions.min() or abs(share_found - precisions.min()) > 1e-9, (
        "that is the share among the images that were given this answer: divide by how many images there are of the class"
    )
    assert abs(share_found - recalls.min()) < 1e-6, (
        "the share is wrong: right answers of the class, divided by the examples of the class"
    )
    assert class_found == int(recalls.argmin()), (
        "the share is right but the class isn't: classes are numbered as in y_true, and of equally weak ones the smaller number counts"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 9 · Two values to work out (1 point)

# %% [markdown] quiz="standard_error"

# %% [markdown] quiz="receptive_field"

# %% [markdown]
# ## Before you hand in
#
# Choose **Kernel → Restart Kernel and Run All Cells…** and look through the notebook from top to bottom. What works only because of a cell that you have deleted since will fail now, and not when it is graded.
