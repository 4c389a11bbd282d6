# %% [markdown]
# # 3 · Networks that look: convolution
#
# **In one paragraph.** A dense layer treats an image as a long list of numbers and needs one weight for every pixel and every neuron. A convolution takes a small pattern, the *filter*, and slides it over the whole image. Wherever the image resembles the pattern, the answer is high. So a handful of weights serves every place in the image. The map of answers is an image again, so the next layer can look for patterns *in the map*: corners made of edges, loops made of corners. Pooling makes the maps coarser on the way. At the end a dense layer reads the last, small maps and names the digit. The whole is called a **convolutional neural network**, CNN for short. Nobody draws the filters. They are learned, by the same walk downhill as in chapter 1.
#
# **A picture to keep in mind.** You search a meadow for four-leaf clovers. You cut a small window into a piece of cardboard and draw a clover around its edge. Then you walk the meadow row by row, look through the window, and wherever what you see resembles your drawing you stick a pin into a map. You don't need a new drawing for every square foot of the meadow, because a clover looks the same everywhere. When you are done, your map shows where clovers grow. Now somebody else comes with a second cardboard, lays it on *your map* and looks for "three pins in a row". He has never seen a leaf, but he can find a clover hedge. And if the map gets too large to carry, you fold it and keep one pin for every four fields. The cardboard is the filter, the map is the feature map, the second searcher is the next layer, and the folding is pooling.
#
# **After this chapter you can**
#
# - say why a dense layer is a poor way to look at images, with numbers;
# - compute a convolution and a pooling by hand, and check them against Keras;
# - work out the output shape and the number of weights of any convolutional layer;
# - train a network that reads handwritten digits, and judge it honestly;
# - look inside: at its filters, its maps, and its mistakes.
#
# You need chapter 1: weights, activation, loss, gradient descent. Boxes that fold out hold details for a second reading.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from helpers import data, models, plots, report, results, training

BLUE, ORANGE, GREEN = plots.COLOURS[0], plots.COLOURS[5], plots.COLOURS[2]

# %% [markdown]
# ## The data: seventy thousand digits
#
# **In short.** Look at data before anything else: what an example is, what its numbers mean, how many there are of each class, and which part is for what.
#
# MNIST is a collection of digits that were written by hand, scanned and set into the middle of 28×28 pixels. Each comes with its right answer, a number from 0 to 9. Networks have been compared on it since the 1990s.
#
# The next line says which data it has found on this machine. If it says *stand-in*, there was no MNIST and no network connection. Then you work with 1,797 real, smaller digits that come with scikit-learn, enlarged to 28×28. Everything in this chapter runs on both. The figures that we mention in the text are those of MNIST.

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")

# %%
first_of_each = [int(np.flatnonzero(mnist.y_train == digit)[0]) for digit in range(10)]
plots.images(
    mnist.x_train[first_of_each],
    list(range(10)),
    title="One example of each digit",
    columns=10,
    alt="Ten handwritten digits, one of each class from 0 to 9, dark on light.",
)

# %%
print("an image is an array of shape", mnist.x_train.shape[1:], "and type", mnist.x_train.dtype)
print("a label is a whole number, type", mnist.y_train.dtype)
print("lightest and darkest pixel:", mnist.x_train.min(), mnist.x_train.max())

# %% [markdown]
# Two things to find out before anything else. **How many are there of each class?** If 99 % of all images were ones, "it's a one" would be right 99 % of the time, and worth nothing. **And what do the numbers mean?** Here 0 is blank paper and the largest number is full ink.

# %%
counts = np.bincount(mnist.y_train, minlength=10)
fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.bar(range(10), counts, color=BLUE)
ax.axhline(counts.mean(), color=ORANGE, ls="--", label="if all were equally frequent")
ax.set(
    title="Every digit is about equally frequent",
    xlabel="digit",
    ylabel="training images",
    xticks=range(10),
    ylim=(0, 1.35 * counts.max()),
)
ax.legend(loc="upper right")
plots.show(
    fig,
    alt="Bar chart: the number of training images for each digit from 0 to 9. All bars are close to a dashed line, their mean.",
)

print("no class is rarer than 80 % of the mean:", bool(counts.min() > 0.8 * counts.mean()))

# %% [markdown]
# ### Small whole numbers on the shelf, floats in the pot
#
# The files hold whole numbers from 0 to 255, one byte each (`uint8`). A network wants numbers around 0 to 1, because its random start is made for inputs of that size. So we divide by 255. It also wants to be told how many *channels* an image has: one for grey, three for red, green and blue. So `(28, 28)` becomes `(28, 28, 1)`.
#
# Floats cost four bytes a number and more. We therefore leave the data as `uint8` and scale only what we are about to use:

# %%
pixels = 60_000 * 28 * 28
for name, bytes_each in {"uint8": 1, "float32": 4, "float64": 8}.items():
    print(f"60,000 images as {name:8s} {pixels * bytes_each / 1e6:4.0f} MB")

# %%
five = data.images_to_float(mnist.x_train[:5])  # what it does: x.astype("float32")[..., None] / 255
print(
    "shape",
    five.shape,
    " type",
    five.dtype,
    " all from 0 to 1:",
    bool(five.min() >= 0 and five.max() <= 1),
)

# %% [markdown]
# ### Three parts, three jobs
#
# | part | what for | how often may we look? |
# |---|---|---|
# | **training** | to find the weights | always |
# | **validation** | to choose everything else: how many epochs, which layers, which learning rate | as often as we like, knowing that it wears out |
# | **test** | to say how good the finished network is | once, at the end |
#
# Think of exercises, a mock exam and the exam. If you have seen the questions of the exam, its mark says nothing. Below you will meet two well-known networks that were marked in just that way.
#
# MNIST comes in two parts, training and test. We take the validation part from the *training* images, at random, so that no class and no writer is left out:

# %%
order = np.random.default_rng(0).permutation(len(mnist.y_train))
n_validation = len(order) // 12  # 5,000 of MNIST's 60,000
for_validation, for_training = order[:n_validation], order[n_validation:]

print("no image in both parts:", not set(for_validation) & set(for_training))
print("none lost:", len(for_validation) + len(for_training) == len(mnist.y_train))

# %% [markdown] quiz="what_validation_is_for"

# %% [markdown]
# ## Why not simply flatten?
#
# **In short.** A dense layer on pixels needs far too many weights, doesn't know which pixels are neighbours, and knows nothing in one place of what it has learned in another.
#
# We could lay the 28 rows of an image end to end, call it a vector of 784 numbers, and use the dense layers of chapter 1. That works better than you might think: around 98 % on MNIST. So why not stop here?
#
# **First, count the weights.** A dense layer has one for every pair of input and neuron. Now let the images grow. 224×224 in colour is what many networks get to see of a photograph, and it is a thumbnail:


# %%
def dense_weights(height, width, channels, neurons):
    """Weights and biases of a dense layer on a flattened image."""
    return height * width * channels * neurons + neurons


def convolution_weights(size, channels, filters):
    """Weights and biases of a convolution with square filters; the size of the image is not in it."""
    return size * size * channels * filters + filters


images_of = {
    "28×28, grey": (28, 28, 1),
    "32×32, colour": (32, 32, 3),
    "224×224, colour": (224, 224, 3),
    "1000×1000, colour": (1000, 1000, 3),
}
print(f"{'image':20s}{'Dense(128)':>16s}{'Conv2D(128, 3)':>18s}")
for name, shape in images_of.items():
    print(
        f"{name:20s}{dense_weights(*shape, 128):16,d}{convolution_weights(3, shape[2], 128):18,d}"
    )

# %%
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
sides = np.array([28, 32, 64, 128, 224, 512, 1000])
ax.loglog(
    sides,
    [dense_weights(s, s, 3, 128) for s in sides],
    "o-",
    color=ORANGE,
    label="dense, 128 neurons",
)
ax.loglog(
    sides,
    [convolution_weights(3, 3, 128)] * len(sides),
    "s-",
    color=BLUE,
    label="convolution, 128 filters 3×3",
)
ax.set(
    title="Weights of one layer on a colour image",
    xlabel="side of the image (pixels)",
    ylabel="weights",
)
ax.set_xticks(sides, [str(s) for s in sides])
ax.minorticks_off()
ax.grid(alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Weights of one layer against the side of a square colour image, both axes logarithmic. The dense layer rises from about 300 thousand to nearly 400 million; the convolution is a flat line at 3,584.",
)

# %% [markdown]
# Nineteen million weights for a *first* layer on a small photograph. They have to be stored, and they have to be learned. A network with that many can learn a few thousand training images by heart instead of learning what a digit is: it **overfits**.
#
# **Second, a dense layer doesn't know what a neighbour is.** Shuffle the 784 pixels, in the same way for all images. You can't read a single digit any more. To a dense layer nothing has happened, since its weights have no order. It has to find out from examples that pixel 300 and pixel 301 have anything to do with each other.

# %%
shuffle = np.random.default_rng(0).permutation(28 * 28)
shuffled = mnist.x_train[first_of_each].reshape(10, -1)[:, shuffle].reshape(10, 28, 28)
plots.images(
    shuffled,
    list(range(10)),
    title="The same ten digits, as hard to a dense layer as before",
    columns=10,
    alt="The ten digits from above with their pixels shuffled: ten squares of dots in which nothing can be recognised.",
)

# %% [markdown]
# **Third, what it has learned in one place it doesn't know in another.** A neuron that has learned the upper bend of a 2 has learned it at *those* pixels. Move the digit by three pixels and that neuron looks past it. We will measure how bad that is once we have a network to compare with.
#
# A convolution answers all three. It has few weights, it looks at neighbours together, and it uses the same weights everywhere.

# %% [markdown]
# ## Convolution by hand
#
# **In short.** Lay a small filter on the image, multiply, add up, write the sum down, move on. The sums form a map of where the pattern is.
#
# Take a tiny image and a filter of 3×3 numbers, also called a **kernel**. Lay the filter on the upper left corner of the image. Multiply each number of the filter with the pixel below it, add up the nine products, write the sum down. Move the filter one pixel to the right and do it again.
#
# $$y_{r,c} = \sum_{i=0}^{k-1}\sum_{j=0}^{k-1} x_{r+i,\;c+j}\; w_{i,j}$$
#
# - $x$ is the **image**, $x_{r+i,\,c+j}$ its pixel in row $r+i$ and column $c+j$;
# - $w$ is the **filter**, $k$ rows and columns of weights;
# - $y_{r,c}$ is the answer at the place $(r, c)$. All answers together are the **feature map**.

# %%
tiny = np.array(
    [
        [0, 0, 0, 9, 9, 9],
        [0, 0, 0, 9, 9, 9],
        [0, 0, 0, 9, 9, 9],
        [0, 0, 9, 9, 9, 9],
        [0, 0, 9, 9, 9, 0],
        [0, 0, 9, 9, 9, 0],
    ]
)
left_edge = np.array(
    [
        [-1, 0, 1],
        [-1, 0, 1],
        [-1, 0, 1],
    ]
)


def draw_numbers(ax, numbers, title, window=None, cmap="gray_r", limit=None):
    """Draws a small array as coloured fields with its numbers; window: (row, column, height, width)."""
    limit = limit or np.abs(numbers).max()
    low, high = (0, 1.6 * limit) if cmap == "gray_r" else (-1.3 * limit, 1.3 * limit)
    ax.imshow(numbers, cmap=cmap, vmin=low, vmax=high)
    for (row, column), value in np.ndenumerate(numbers):
        dark = value > 0.6 * limit
        ax.text(
            column,
            row,
            f"{value:g}",
            ha="center",
            va="center",
            fontsize=10,
            color="white" if dark else "black",
        )
    if window:
        row, column, height, width = window
        ax.add_patch(
            plt.Rectangle(
                (column - 0.5, row - 0.5),
                width,
                height,
                fill=False,
                ec=GREEN,
                lw=3.5,
                clip_on=False,
            )
        )
    ax.set(
        title=title,
        xlabel="column",
        ylabel="row",
        xticks=range(numbers.shape[1]),
        yticks=range(numbers.shape[0]),
    )


def convolve(image, kernel, stride=1):
    """Slides a square kernel over a grey image and writes down the sums of products.

    Args:
        image: (height, width).
        kernel: (k, k).
        stride: how far the kernel moves at a time.

    Returns:
        The feature map, ((height - k) // stride + 1, (width - k) // stride + 1).
    """
    k = len(kernel)
    rows = range(0, image.shape[0] - k + 1, stride)
    columns = range(0, image.shape[1] - k + 1, stride)
    return np.array([[np.sum(image[r : r + k, c : c + k] * kernel) for c in columns] for r in rows])


answer = convolve(tiny, left_edge)
fig, axes = plt.subplots(
    1, 3, figsize=(10.5, 3.8), layout="constrained", width_ratios=[6, 3.4, 4.4]
)
draw_numbers(axes[0], tiny, "image, with the filter's window", window=(2, 1, 3, 3))
draw_numbers(axes[1], left_edge, "filter", cmap="PuOr_r", limit=3)
draw_numbers(axes[2], answer, "feature map", window=(2, 1, 1, 1), cmap="PuOr_r", limit=45)
fig.suptitle("Nine products, one sum, and one step further")
plots.show(
    fig,
    alt="An image of 6 by 6 numbers with a window of 3 by 3 marked at row 2, column 1; a filter with the columns -1, 0, 1; and the feature map of 4 by 4 sums, in which the field at row 2, column 1 is marked. It holds 27.",
)

# %% [markdown]
# Do the marked window yourself. Its rows are `0 0 9`, `0 9 9` and `0 9 9`. The filter takes the left column away from the right one: $(9 + 9 + 9) - (0 + 0 + 0) = 27$. Right.
#
# And what does this filter *find*? Where left and right are equal, in an even area, it answers 0. Where dark begins, going right, it answers with a large positive number. Where dark ends, a negative one. **It is a detector for the left edges of dark shapes.** And since it slides, it finds them everywhere.

# %%
print(answer)
print("the marked window:", np.sum(tiny[2:5, 1:4] * left_edge))

# %% [markdown]
# <details>
# <summary>Isn't a convolution something else in mathematics?</summary>
#
# Yes. There the filter is turned by 180° before it slides: $\sum x_{r-i,\,c-j}\, w_{i,j}$. What every deep-learning library calls convolution is called *cross-correlation* elsewhere. It makes no difference to us, because the filter is learned: a network that needs it turned learns it turned. It does make a difference if you compare with `scipy.signal.convolve2d`, which turns it. `scipy.signal.correlate2d` doesn't.
#
# </details>

# %% [markdown]
# ## Edge filters on a digit
#
# **In short.** Nine well-chosen numbers find edges. A network finds its own nine.
#
# The same with a real digit. Four filters that we write down ourselves; two look for edges, one for slopes, one smooths.

# %%
digit = data.images_to_float(mnist.x_train[first_of_each[2] : first_of_each[2] + 1])[0, :, :, 0]
by_hand = {
    "left edges": left_edge,
    "upper edges": left_edge.T,
    "one diagonal": np.array([[0, 1, 1], [-1, 0, 1], [-1, -1, 0]]),
    "smooth": np.ones((3, 3)) / 3,
}
fig, axes = plt.subplots(1, 5, figsize=(11.5, 2.9), layout="constrained")
axes[0].imshow(digit, cmap="gray_r")
axes[0].set(title="image", ylabel="row")
for ax, (name, kernel) in zip(axes[1:], by_hand.items()):
    shown = ax.imshow(convolve(digit, kernel), cmap="PuOr_r", vmin=-3, vmax=3)
    ax.set(title=name)
for ax in axes:
    ax.set(xlabel="column")
fig.colorbar(shown, ax=axes, label="answer")
fig.suptitle("What four filters find in one digit")
plots.show(
    fig,
    alt="A handwritten 2 and its four feature maps. The first is orange along the left rims of the strokes and violet along the right rims, the second along upper and lower rims, the third along one diagonal, the last is a smoothed 2.",
)

# %% [markdown]
# Orange is a positive answer, violet a negative one. Each filter has made its own map of the digit.
#
# Is our little loop the same thing as Keras's `Conv2D`? Give both the same weights and look:

# %%
theirs = layers.Conv2D(filters=1, kernel_size=3, use_bias=False)
theirs.build((None, 28, 28, 1))
for name, kernel in by_hand.items():
    theirs.set_weights([kernel[:, :, None, None]])  # (rows, columns, channels in, filters)
    answers = keras.ops.convert_to_numpy(
        theirs(digit[None, :, :, None])
    )  # (images, rows, columns, channels)
    difference = np.abs(answers[0, :, :, 0] - convolve(digit, kernel)).max()
    print(f"{name:14s} equal within 0.00001: {difference < 1e-5}")

# %% [markdown]
# Keras has more axes than we do: a batch of images goes in, and the last axis counts the channels. The numbers are the same.

# %% [markdown] quiz="which_layer_looks"

# %% [markdown]
# ## Stride and padding: the size of the map
#
# **In short.** How far the filter moves at a time and how many zeros surround the image decide how large the map is.
#
# The feature map is smaller than the image: a window of 3 fits only 4 times into a row of 6. Count with a larger one: 28 pixels, a window of 5 that moves by 2. It can start at 0, 2, 4, …, 22, and that is 12 places. Two settings change the count.
#
# - **Stride** $s$: how far the filter moves at a time. With $s = 2$ it skips every second place, and the map has half the side.
# - **Padding** $p$: how many zeros are put around the image on each side. With $p = 1$ and a 3×3 filter the map is as large as the image. Keras calls this `padding="same"`, and no padding `padding="valid"`.

# %%
fig, axes = plt.subplots(1, 3, figsize=(11, 3.7), layout="constrained")
for ax, (title, pad, stride) in zip(
    axes,
    [("stride 1, no padding", 0, 1), ("stride 2, no padding", 0, 2), ("stride 1, padding 1", 1, 1)],
):
    padded = np.pad(tiny, pad)
    draw_numbers(ax, padded, "", window=(0, 0, 3, 3))
    places = range(0, len(padded) - 2, stride)
    for row in places:
        for column in places:
            ax.add_patch(plt.Circle((column + 1, row + 1), 0.36, fill=False, ec=ORANGE, lw=2))
    ax.set(title=f"{title}: map {len(places)}×{len(places)}")
fig.suptitle("Circles: where the middle of a 3×3 filter comes to lie (green: its first place)")
plots.show(
    fig,
    alt="Three copies of the 6 by 6 image with circles at the places where the middle of a 3 by 3 filter comes to lie. Stride 1 without padding: 4 by 4 places inside. Stride 2: 2 by 2 places. With a rim of zeros around the image: 6 by 6 places.",
)

# %% [markdown]
# The rule behind it:
#
# $$n_\text{out} = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# - $n$ is the side of the image and $n + 2p$ its side with padding;
# - $n + 2p - k$ is how far the filter can travel;
# - divided by the stride $s$ and rounded down ($\lfloor\;\rfloor$), that is the number of steps;
# - the $+1$ is the place where it starts.
#
# It holds for rows and columns alike. Let's check it against Keras, in a few cases by no means picked for their beauty:


# %%
def side_of_map(n, k, stride, padding):
    """Side of the feature map for an image of side n; padding is "valid" or "same"."""
    if padding == "same":
        return -(-n // stride)  # as many zeros as it takes: n / stride, rounded up
    return (n - k) // stride + 1


print(f"{'image':>6s}{'filter':>8s}{'stride':>8s}  {'padding':8s}{'ours':>5s}{'Keras':>7s}")
for n, k, stride, padding in [
    (28, 3, 1, "valid"),
    (28, 5, 1, "valid"),
    (28, 3, 1, "same"),
    (28, 3, 2, "valid"),
    (28, 3, 2, "same"),
    (13, 2, 1, "valid"),
    (27, 5, 3, "same"),
]:
    theirs = layers.Conv2D(1, k, strides=stride, padding=padding).compute_output_shape(
        (None, n, n, 1)
    )[1]
    print(
        f"{n:6d}{k:8d}{stride:8d}  {padding:8s}{side_of_map(n, k, stride, padding):5d}{theirs:7d}"
    )

# %% [markdown]
# Why pad at all? Without it every layer shaves off a rim, and after many layers nothing is left. The pixels at the rim also get seen by fewer windows than those in the middle. With padding they get a fairer share, though part of what a window sees at the rim is made up.
#
# <details>
# <summary>"same" with a stride: where do the zeros go?</summary>
#
# Keras puts as many zeros as it takes for $\lceil n/s \rceil$ places: $p_\text{total} = \max\bigl((\lceil n/s \rceil - 1)\,s + k - n,\; 0\bigr)$. If that is odd, the extra zero goes to the right and to the bottom. For $n = 28$, $k = 3$, $s = 2$ it is 1: no zero on the left and one on the right. PyTorch pads alike on both sides. So the same weights give slightly different maps in the two libraries. People have lost days with that.
#
# </details>

# %% [markdown]
# ## Channels: 16 filters are 16 passes
#
# **In short.** Each filter gives one map, and maps are stacked as channels. A filter of the next layer looks at all of them.
#
# One filter finds one kind of thing. So a layer has many: `Conv2D(16, 5)` has 16 filters of 5×5. It slides each over the image, which makes 16 passes and 16 maps. The maps are stacked, like the red, green and blue of a photograph: 16 **channels**.

# %%
sixteen = np.random.default_rng(0).normal(size=(5, 5, 16))
passes = np.stack([convolve(digit, sixteen[:, :, f]) for f in range(16)], axis=-1)

layer = layers.Conv2D(16, 5, use_bias=False)
layer.build((None, 28, 28, 1))
layer.set_weights([sixteen[:, :, None, :]])
at_once = keras.ops.convert_to_numpy(layer(digit[None, :, :, None]))[0]
print("16 passes give the shape", passes.shape)
print("Keras does them at once; equal:", bool(np.allclose(passes, at_once, atol=1e-4)))

# %%
plots.feature_maps(
    passes,
    title="Sixteen random filters, sixteen maps of one digit",
    columns=8,
    alt="Sixteen feature maps of the same handwritten 2, one for each random filter. In every one the digit shows, each time with other parts bright.",
)

# %% [markdown]
# And the *next* layer? Its input has 16 channels. Its filters must look at all of them, so they get a third side: a "2×2 filter" on 16 channels has $2 \cdot 2 \cdot 16$ weights. It multiplies all of them with what it sees in all 16 maps, and adds everything up into *one* number. One filter, one map, however many channels go in. And each filter has one bias:
#
# $$\text{weights} = (k \cdot k \cdot c_\text{in} + 1) \cdot c_\text{out}$$
#
# - $k$ is the side of the filter, $c_\text{in}$ the number of channels that go in;
# - $c_\text{out}$ is the number of filters, and so of channels that come out.

# %%
first, second = layers.Conv2D(16, 5), layers.Conv2D(8, 2)
first.build((None, 28, 28, 1))
second.build((None, 12, 12, 16))
print("16 filters 5×5 on 1 channel:  ", first.count_params(), "=", (5 * 5 * 1 + 1) * 16)
print(" 8 filters 2×2 on 16 channels:", second.count_params(), "=", (2 * 2 * 16 + 1) * 8)

# %% [markdown] quiz="weights_of_a_colour_layer"

# %% [markdown]
# ## ReLU keeps what was found
#
# **In short.** ReLU keeps the places where the pattern is and forgets those where its opposite is.
#
# After the sum comes the bend, as in chapter 1. Convolutions mostly use ReLU, $\max(0, y)$: it **keeps the positive part** of the map and sets the rest to 0.
#
# Read the map as a searcher's report. A positive answer means "here is what I look for", a negative one "here is its opposite". With ReLU the filter reports finds only.

# %%
found = convolve(digit, left_edge)
fig, axes = plt.subplots(1, 3, figsize=(9.6, 3.2), layout="constrained")
for ax, (title, shown_map) in zip(
    axes,
    {
        "filter's answer": found,
        "after ReLU": np.maximum(found, 0),
        "opposite filter, after ReLU": np.maximum(-found, 0),
    }.items(),
):
    shown = ax.imshow(shown_map, cmap="PuOr_r", vmin=-3, vmax=3)
    ax.set(title=title, xlabel="column", ylabel="row")
fig.colorbar(shown, ax=axes, label="answer")
fig.suptitle("ReLU keeps the positive part")
plots.show(
    fig,
    alt="Left: the map of left edges with positive answers in orange and negative ones in violet. Middle: after ReLU only the orange left rims remain. Right: the filter with opposite signs, after ReLU, has the right rims.",
)

# %% [markdown]
# The right edges are gone from the middle map. They are not lost to the network: it can afford another filter with opposite signs, on the right. Left edges and right edges then come in separate channels, and the next layer can weigh them separately. "A left edge here *and* a right edge three pixels on" is a vertical stroke. (Without the bend, that layer would collapse into this one. You know why from chapter 1.)

# %% [markdown]
# ## Pooling by hand
#
# **In short.** Pooling keeps one number of each little field: smaller maps, less work, and a little less fuss about where exactly something was.
#
# A map says precisely where something was found, and is large. **Pooling** cuts it into fields of 2×2 and keeps one number of each. *Max pooling* keeps the largest: "was there a find in this field?" *Average pooling* keeps the mean: "how much was there on the whole?"


# %%
def max_pool(feature_map, size=2):
    """Largest value of each field of size×size; a rim that fills no field is dropped."""
    height, width = feature_map.shape[0] // size, feature_map.shape[1] // size
    fields = feature_map[: height * size, : width * size].reshape(height, size, width, size)
    return fields.max(axis=(1, 3))


report_of_finds = np.array(
    [
        [0, 0, 1, 0, 2, 2],
        [0, 9, 0, 1, 2, 2],
        [0, 3, 4, 0, 0, 0],
        [0, 2, 5, 0, 8, 0],
    ]
)
means = report_of_finds.reshape(2, 2, 3, 2).mean(axis=(1, 3))  # the same cut into fields

fig, axes = plt.subplots(
    1, 3, figsize=(10.5, 3.2), layout="constrained", width_ratios=[6, 3.6, 3.6]
)
draw_numbers(axes[0], report_of_finds, "feature map, in fields of 2×2")
for line in (1.5, 3.5):
    axes[0].axvline(line, color=GREEN, lw=3)
axes[0].axhline(1.5, color=GREEN, lw=3)
draw_numbers(axes[1], max_pool(report_of_finds), "max pooling", limit=9)
draw_numbers(axes[2], means, "average pooling", limit=9)
fig.suptitle("Six fields, two ways of summing up")
plots.show(
    fig,
    alt="A feature map of 4 by 6 numbers cut into six fields of 2 by 2. Max pooling keeps 9, 1, 2 and 3, 5, 8. Average pooling gives 2.25, 0.5, 2 and 1.25, 2.25, 2.",
)

# %%
pooled = layers.MaxPooling2D(2)(report_of_finds[None, :, :, None].astype("float32"))
averaged = layers.AveragePooling2D(2)(report_of_finds[None, :, :, None].astype("float32"))
print(
    "max pooling, ours and Keras's equal:    ",
    bool(np.all(pooled[0, :, :, 0] == max_pool(report_of_finds))),
)
print("average pooling, ours and Keras's equal:", bool(np.all(averaged[0, :, :, 0] == means)))

# %% [markdown]
# Look at the first field and at the third. One clear find, the 9, among nothing. And a weak "2" all over. Max pooling tells them apart, 9 against 2. Average pooling makes them nearly equal, 2.25 against 2. **If finds are rare and clear, the maximum keeps them and the mean waters them down.** That is why networks that look for things mostly use max pooling. The mean is right where everything counts a little, for instance at the very end of a network, to sum a whole map up in one number.
#
# Pooling has no weights. It learns nothing. It makes the maps smaller, so that the next layers have a quarter of the work, and a 3×3 filter there sees twice as far in the image.

# %%
clear_find, faint_everywhere = np.zeros((4, 4)), np.full((4, 4), 1.0)
clear_find[1, 2] = 4.0
for name, example in {"one clear find": clear_find, "faint everywhere": faint_everywhere}.items():
    print(
        f"{name:17s} largest after max pooling {max_pool(example).max():.0f}, after average pooling {example.reshape(2, 2, 2, 2).mean(axis=(1, 3)).max():.0f}"
    )

# %% [markdown]
# ### Does it still know the digit if it moves?
#
# You will read that pooling "provides spatial variance". It is the other way round: **in**variance. If a find moves by one pixel but stays in its field, the pooled map doesn't change at all. How much invariance is that? Don't believe, measure. First with a single bright pixel that moves one step to the right:

# %%
unchanged = 0
for column in range(27):
    before, after = np.zeros((28, 28)), np.zeros((28, 28))
    before[14, column], after[14, column + 1] = 1, 1
    unchanged += np.array_equal(max_pool(before), max_pool(after))
print(f"{unchanged} of 27 steps change nothing after max pooling")

# %% [markdown]
# About half: every second step crosses the border of a field. Now with 200 real digits, all moved by one pixel. We compare the map of left edges before and after the move. 0 means "the map hasn't noticed", and around 1 means "the difference is as large as the map itself".


# %%
def pool_all(maps, size, how):
    """Pools a stack of maps, (n, height, width), with np.max or np.mean."""
    n, height, width = len(maps), maps.shape[1] // size, maps.shape[2] // size
    return how(
        maps[:, : height * size, : width * size].reshape(n, height, size, width, size), axis=(2, 4)
    )


def left_edges_of(images):
    """ReLU of the left-edge filter for many images at once. (n, h, w) -> (n, h - 2, w - 2)."""
    columns = images[:, :, 2:] - images[:, :, :-2]  # right minus left
    return np.maximum(columns[:, :-2] + columns[:, 1:-1] + columns[:, 2:], 0)


def change(a, b):
    """|a - b| / |a|, with | | the length of all maps together."""
    return np.linalg.norm(a - b) / np.linalg.norm(a)


some = mnist.x_test[:200] / 255
maps, moved_maps = left_edges_of(some), left_edges_of(np.roll(some, 1, axis=2))
sizes = (1, 2, 4, 8)
ways = {
    "max pooling": [
        change(pool_all(maps, s, np.max), pool_all(moved_maps, s, np.max)) for s in sizes
    ],
    "average pooling": [
        change(pool_all(maps, s, np.mean), pool_all(moved_maps, s, np.mean)) for s in sizes
    ],
    "only leaving out": [
        change(maps[:, s // 2 :: s, s // 2 :: s], moved_maps[:, s // 2 :: s, s // 2 :: s])
        for s in sizes[:3]
    ],
}
fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
for (name, values), style, colour in zip(ways.items(), ("o-", "s--", "^:"), (BLUE, ORANGE, GREEN)):
    ax.plot(range(len(values)), values, style, color=colour, lw=2, ms=7, label=name)
ax.set(
    title="How much a map changes when the digit moves by one pixel",
    xlabel="side of the pooling field (pixels)",
    ylabel="relative change of the map",
    ylim=(0, 1.1),
)
ax.set_xticks(range(4), ["1 (none)", "2", "4", "8"])
ax.grid(alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Relative change of the map of left edges when digits move by one pixel, against the side of the pooling field. For max and average pooling it falls steadily as the field grows, max a little below average for small fields; for merely leaving out rows and columns it doesn't fall.",
)

print(
    "2×2 max pooling lessens the change:",
    bool(ways["max pooling"][1] < 0.9 * ways["max pooling"][0]),
)
print(
    "2×2 average pooling lessens it, but less:",
    bool(ways["max pooling"][1] < ways["average pooling"][1] < ways["average pooling"][0]),
)
print(
    "leaving out rows and columns doesn't:",
    bool(ways["only leaving out"][2] > 0.9 * ways["only leaving out"][0]),
)

# %% [markdown]
# So the claim is right in spirit and often overstated. **One 2×2 pooling gives a little invariance against small moves, not more.** Max and average both do; it is the summing up that helps, not the shrinking. And it has a price: the more a map forgets where something was, the less it can tell a 6 from a 9.
#
# The convolution itself isn't invariant at all. It does something else that is just as good: if the digit moves, the map moves with it. That is called **equivariance**.

# %%
moved = np.roll(digit, 2, axis=1)
print(
    "map of the moved digit = moved map of the digit:",
    bool(np.allclose(convolve(moved, left_edge)[:, 2:], convolve(digit, left_edge)[:, :-2])),
)

# %% [markdown] quiz="what_pooling_gives"

# %% [markdown]
# ## Five networks from the textbooks
#
# **In short.** Most weights of a small CNN sit in the dense layer behind `Flatten`, so deeper can be smaller.
#
# Now we have all the parts: convolution, ReLU, pooling, and at the end `Flatten` and dense layers. Here are five networks for MNIST as introductions print them. `helpers.models` builds them by name.
#
# | name | layers |
# |---|---|
# | `cnn_two_convolutions` | Conv 32 3×3 · pool · Conv 64 3×3 · pool · flatten · Dense 64 · Dense 10 |
# | `cnn_three_convolutions` | the same with another Conv 64 3×3 before flatten |
# | `cnn_one_set` | Conv 16 5×5 · pool · flatten · Dense 100 · Dense 10 |
# | `cnn_two_sets` | Conv 16 5×5 · pool · Conv 8 2×2 · pool · flatten · Dense 100 · Dense 10 |
# | `cnn_dense_128` | as the first, with Dense 128 in place of Dense 64 |
#
# All convolutions and hidden dense layers have ReLU, all pools take the maximum of 2×2, and the last layer is a softmax: ten probabilities that sum to 1. Before you read on: which one has the most weights? The one with three convolutions?

# %%
weights_of = {}
print(f"{'network':24s}{'into dense part':>16s}{'convolutions':>14s}{'dense':>9s}{'all':>9s}")
for name in models.NAMES:
    model = models.build(name)
    in_convolutions = sum(
        one.count_params() for one in model.layers if isinstance(one, layers.Conv2D)
    )
    flat = next(one for one in model.layers if isinstance(one, layers.Flatten)).output.shape[-1]
    weights_of[name] = (in_convolutions, model.count_params() - in_convolutions)
    print(
        f"{name:24s}{flat:16,d}{in_convolutions:14,d}{weights_of[name][1]:9,d}{model.count_params():9,d}"
    )

# %%
fig, ax = plt.subplots(figsize=(7.4, 3), layout="constrained")
names = list(weights_of)
of_convolutions, of_dense = np.array(list(weights_of.values())).T / 1000
ax.barh(names, of_convolutions, color=BLUE, label="in convolutions")
ax.barh(
    names,
    of_dense,
    left=of_convolutions,
    color=ORANGE,
    hatch="//",
    edgecolor="white",
    label="in dense layers",
)
ax.invert_yaxis()
ax.set(title="Where the weights are", xlabel="weights (thousands)", ylabel="network")
ax.legend()
plots.show(
    fig,
    alt="Stacked bars of the weights of five networks. The network with one convolution has by far the most, nearly all of them in its dense layers; the one with three convolutions has fewer, most of them in its convolutions.",
)

# %% [markdown]
# The one with a *single* convolution, by far! Its maps are still 12×12 when they get flattened, 16 of them: 2,304 numbers, each tied to 100 neurons. The dense layer after `Flatten` is where the weights are. One more convolution shrinks the maps to 3×3, and so the network with *three* convolutions has the second-fewest weights of all. Deeper can be smaller.
#
# Look at the path of one image through that network:

# %%
three = models.build("cnn_three_convolutions")
sees, jump = (
    1,
    1,
)  # how wide a piece of the image one number stands for; how far neighbours lie apart
print(f"{'layer':16s}{'output':>16s}{'weights':>9s}{'one number sees':>18s}")
for one in three.layers:
    size = (
        one.kernel_size[0]
        if isinstance(one, layers.Conv2D)
        else one.pool_size[0]
        if isinstance(one, layers.MaxPooling2D)
        else None
    )
    step = one.strides[0] if size else 1
    sees, jump = (sees + (size - 1) * jump, jump * step) if size else (28, 28)
    print(
        f"{type(one).__name__:16s}{' × '.join(map(str, one.output.shape[1:])):>16s}{one.count_params():9,d}{f'{sees}×{sees} pixels':>18s}"
    )

# %% [markdown]
# The last column is the **receptive field**: how much of the image stands behind one number. It grows by $(k - 1)$ times the distance between neighbours, and each pooling doubles that distance. The first layer sees 3×3 pixels, enough for an edge. The third convolution sees 18×18, enough for a loop. That is the second searcher with the map of pins.

# %% [markdown] quiz="why_deeper_is_smaller"

# %% [markdown]
# ## Two mistakes in the printed code
#
# **In short.** Whoever chooses by the test images can't report on them. And an accuracy without its uncertainty says little.
#
# `cnn_one_set` and `cnn_two_sets` are printed with the following training, in many places and with few changes. We run it as printed, only on fewer images, to save time:

# %% tags=["nbval-ignore-output"]
fewer = mnist.subset(train=min(5_000, len(mnist.y_train)), test=min(2_000, len(mnist.y_test)))
x_train, y_train = (
    data.images_to_float(fewer.x_train),
    keras.utils.to_categorical(fewer.y_train, 10),
)
x_test, y_test = data.images_to_float(fewer.x_test), keras.utils.to_categorical(fewer.y_test, 10)

model = models.build("cnn_one_set")
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
printed = model.fit(
    x_train, y_train, validation_data=(x_test, y_test), epochs=10, batch_size=200, verbose=0
)
scores = model.evaluate(x_test, y_test, verbose=0)
print("Accuracy:", scores[1])
print("Error:", 100 - scores[1] * 100)

# %% [markdown]
# The network is fine. What is done with it isn't.
#
# **Mistake 1: the exam was the mock exam.** `validation_data=(x_test, y_test)` shows the accuracy on the *test* images after every epoch. Whoever watches it will stop at a good moment, or change a layer and look again. Each look is a choice, and choices made on the test images are a kind of training on them. The number at the end is then no longer an honest forecast for new images.
#
# How much is it off? Imagine forty networks that are all *equally* good: each gets 98.8 % of all digits in the world right. We test each on 10,000 images. By sheer luck they get a little more or less. Then we report the best:

# %%
luck = np.random.default_rng(0)
right = luck.binomial(n=10_000, p=0.988, size=(2_000, 40)) / 10_000  # 2,000 times forty networks

fig, ax = plt.subplots(figsize=(6.6, 3.4), layout="constrained")
bins = np.arange(0.983, 0.9935, 0.0005) * 100
ax.hist(
    right[:, 0] * 100,
    bins=bins,
    color=BLUE,
    alpha=0.75,
    label="one network, tested once",
    density=True,
)
ax.hist(
    right.max(axis=1) * 100,
    bins=bins,
    color=ORANGE,
    alpha=0.75,
    hatch="//",
    edgecolor="white",
    label="the best of forty, all alike",
    density=True,
)
ax.axvline(98.8, color="black", ls="--", label="the truth")
ax.set(
    title="Choose on the test images, and luck looks like skill",
    xlabel="accuracy on 10,000 test images (%)",
    ylabel="how often (density)",
)
ax.legend(fontsize="small")
plots.show(
    fig,
    alt="Two histograms of accuracy. Tested once, a network scores around the truth of 98.8 per cent, a little more or less. The best of forty equal networks scores around 99.0, clearly to the right of the truth.",
)

print(
    f"truth 98.80 %, tested once {right[:, 0].mean():.2%} on average, best of forty {right.max(axis=1).mean():.2%}"
)

# %% [markdown]
# Almost a quarter of a percentage point, for nothing. People write papers about less. The cure costs nothing: **choose on validation images, taken from the training part; open the test images once.**
#
# **Mistake 2: `Error: 100 - accuracy * 100`.** The number is called "error", but it isn't the loss, it has no unit, and it comes with a tail of digits, as in `1.1499999999999915`, that means nothing. More important is what's missing: how sure are we of it? If a network with true accuracy $a$ is tested on $n$ images, its measured accuracy spreads by the **standard error**
#
# $$\text{SE} = \sqrt{\frac{a\,(1 - a)}{n}}$$
#
# - $a$ is the accuracy, for which we put in the measured one;
# - $n$ is the number of test images. Four times as many halve the standard error.
#
# The truth lies within two standard errors of it in about 19 of 20 cases. Put right, the last line reads like this:


# %%
def in_words(accuracy, n):
    """An accuracy as one should print it: with its count, its unit and its uncertainty."""
    error = np.sqrt(accuracy * (1 - accuracy) / n)
    return (
        f"{round((1 - accuracy) * n):,} of {n:,} wrong, accuracy {accuracy:.2%} ± {2 * error:.2%}"
    )


print("as printed:    Error:", 100 - 0.9885 * 100)
print("put right:    ", in_words(0.9885, 10_000))
print("a second one: ", in_words(0.9880, 10_000))

# %% [markdown]
# These two accuracies are those that the printed code reaches with one convolution and with two. Is one better than the other? They differ by 5 images, and each is uncertain by about 21. **Nobody can say.** A table that ranks networks by the second digit after the point ranks their luck.

# %% [markdown] quiz="which_network_is_better"

# %% [markdown]
# ## The five compared
#
# **In short.** On MNIST all of them are good, and the differences between the best are smaller than their uncertainty.
#
# We have trained them all on full MNIST. Where a training is printed, we used it as it is. Two of the five come without one, and these we trained in *our* way: a larger batch, a learning rate that rises for a moment and then falls to zero, and few epochs. The network with three convolutions was trained in both ways. All that takes some minutes, so it was done beforehand (`make bench`); the picture shows the figures that were written down then.

# %% tags=["nbval-ignore-output"]
bench = results.load("mnist_cnns")
rows = sorted(bench["rows"], key=lambda row: (models.NAMES.index(row["name"]), row["recipe"]))
for row in rows:
    print(
        f"{row['name']:24s}{row['recipe']:12s}{row['seconds']:5.0f} s   {in_words(row['test_accuracy'], 10_000)}"
    )

# %%
fig, (left, right_ax) = plt.subplots(1, 2, figsize=(10.5, 3.6), layout="constrained", sharey=True)
labels = [f"{row['name'].removeprefix('cnn_').replace('_', ' ')}, {row['recipe']}" for row in rows]
for i, row in enumerate(rows):
    ours = row["recipe"] == "ours"
    colour, marker = (BLUE, "o") if ours else (ORANGE, "s")
    two_errors = 200 * np.sqrt(row["test_accuracy"] * (1 - row["test_accuracy"]) / 10_000)
    left.errorbar(
        100 * row["test_accuracy"], i, xerr=two_errors, fmt=marker, color=colour, capsize=4
    )
    right_ax.barh(i, row["seconds"], color=colour, hatch=None if ours else "//", edgecolor="white")
left.set_yticks(range(len(rows)), labels)
left.invert_yaxis()
left.set(
    title="Test accuracy ± two standard errors",
    xlabel="accuracy (%)",
    ylabel="network and training",
)
right_ax.set(title=f"Time to train ({bench['machine']['cores']} processor cores)", xlabel="seconds")
for ax in (left, right_ax):
    ax.grid(axis="x", alpha=0.3)
fig.suptitle("Five networks on MNIST, as printed and trained in our way")
plots.show(
    fig,
    alt="Left: test accuracy of the five networks with bars of two standard errors, as printed (squares) and trained in our way (circles). Most bars overlap. Right: training times in seconds. For the network with three convolutions our way takes less than half of the printed time.",
)

# %% [markdown]
# Look at the bars on the left before you look at the points. Where bars overlap widely, there is nothing to tell apart, and most of them do. All are close to 99 %. What does differ, by a lot, is the time.

# %% [markdown]
# ## We train one
#
# **In short.** Larger batches and a rate that rises and then falls give the same accuracy in a fraction of the time.
#
# We take the network with three convolutions and train it ourselves, in our way. A batch of 128 images instead of 32 makes better use of the processor. The learning rate starts low, rises to 0.003 and then falls along half a cosine: long steps while there is far to go, short ones at the end. And the validation images are our own. Half a minute, please.

# %%
print(models.FAST_RECIPE)

# %% tags=["nbval-ignore-output"]
x_train, y_train = data.images_to_float(mnist.x_train[for_training]), mnist.y_train[for_training]
x_validation, y_validation = (
    data.images_to_float(mnist.x_train[for_validation]),
    mnist.y_train[for_validation],
)

recipe = dict(models.FAST_RECIPE)
if len(x_train) < 10_000:
    recipe["epochs"] = 40  # a small stand-in needs more rounds
network = models.build("cnn_three_convolutions", seed=0)
history = training.train(
    network, x_train, y_train, validation=(x_validation, y_validation), **recipe
)

# %% [markdown]
# Two points don't make a curve, so here it is together with the run of ten epochs from above. That was the network with one convolution, on 5,000 images only:

# %%
plots.learning_curves(
    {
        f"three convolutions, {len(x_train):,} images": history,
        f"one convolution, {len(fewer.x_train):,} images": printed,
    },
    metric="accuracy",
    title="Two networks learn to read digits",
    alt="Accuracy against epochs for two runs, solid on training images and dashed on images that weren't trained on. For one run the two lines end close together near 1. For the run of ten epochs the solid line goes on rising while the dashed one stays behind it.",
)

# %% [markdown]
# Read such a picture like this. **All curves rise: both networks learn.** With MNIST's many images the dashed curve keeps up with the solid one: what the network learns holds for images that it hasn't seen. With few images a gap opens. The solid curve goes on towards 1 while the dashed one stays behind: the network has begun to learn its training images by heart. That is overfitting. More data are the best cure; a smaller network or an earlier stop also help.
#
# A dashed curve can start *above* its solid one. That is no mistake. The training accuracy is the average over an epoch in which the network was still learning. The validation accuracy is taken at its end.
#
# We have made all our choices. Now, once, the test images:

# %% tags=["nbval-ignore-output"]
x_test = data.images_to_float(mnist.x_test)
probabilities = network.predict(x_test, batch_size=500, verbose=0)
answers = probabilities.argmax(axis=1)
accuracy = np.mean(answers == mnist.y_test)

report("test accuracy", accuracy, at_least={"mnist": 0.988, "stand-in": 0.95})
print(in_words(accuracy, len(mnist.y_test)))

# %% [markdown]
# `report` prints the figure and stops the notebook if it isn't as good as we claim. So you can take our word for it.

# %% [markdown]
# ## Move a digit
#
# **In short.** Convolutions don't mind if a digit moves. The dense layer behind `Flatten` does.
#
# We still owe you an experiment. A dense layer, we said, doesn't know in one place what it has learned in another. Here is a dense network with about as many weights as ours, trained on the same images for as many epochs. Then the test digits are moved to the right or to the left, pixel by pixel. Digits in MNIST have a margin of about four pixels, so at first nothing is cut off.
#
# We add a third network, for a reason that you will see. It uses *our trained convolutions as they are*, but what comes after them is different: each of the 64 last maps is summed up by its largest value, **wherever that is** (`GlobalMaxPooling2D`). Only two small dense layers on top are new.

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
dense = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        layers.Dense(115, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ],
    name="dense_network",
)
training.train(dense, x_train, y_train, **recipe)

last_maps = [one for one in network.layers if isinstance(one, layers.Conv2D)][-1].output
anywhere = keras.Model(network.inputs[0], layers.GlobalMaxPooling2D()(last_maps))
head = keras.Sequential(
    [
        keras.Input((64,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ],
    name="new_head",
)
training.train(
    head,
    anywhere.predict(x_train[:12_000], batch_size=500, verbose=0),
    y_train[:12_000],
    epochs=15,
    learning_rate=5e-3,
)
wherever = keras.Sequential([anywhere, head])


# %%
def move_sideways(images, by):
    """Moves images (n, height, width, channels) to the right, or left if by is negative; blank comes in."""
    moved = np.zeros_like(images)
    width = images.shape[2]
    moved[:, :, max(by, 0) : width + min(by, 0)] = images[:, :, max(-by, 0) : width - max(by, 0)]
    return moved


moves = np.arange(-6, 7)
x_some, y_some = x_test[:1_000], mnist.y_test[:1_000]
accuracy_of = {}
for name, model in {
    "dense": dense,
    "convolutions, then flatten": network,
    "convolutions, then largest anywhere": wherever,
}.items():
    accuracy_of[name] = np.array(
        [
            np.mean(
                model.predict(move_sideways(x_some, move), batch_size=500, verbose=0).argmax(axis=1)
                == y_some
            )
            for move in moves
        ]
    )

fig, ax = plt.subplots(figsize=(7.2, 3.9), layout="constrained")
for (name, values), style, colour in zip(
    accuracy_of.items(), ("s--", "o-", "^:"), (ORANGE, BLUE, GREEN)
):
    ax.plot(moves, 100 * values, style, color=colour, lw=2, label=name)
ax.axhline(10, color="gray", lw=1)
ax.text(-6, 12, "guessing", color="gray", fontsize=9)
ax.set(
    title="Test digits moved sideways",
    xlabel="moved by (pixels; right is positive)",
    ylabel="accuracy (%)",
    ylim=(0, 102),
    xticks=moves[::2],
)
ax.grid(alpha=0.3)
ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, frameon=False, fontsize="small")
plots.show(
    fig,
    alt="Accuracy of three networks against how far the test digits are moved, from 6 pixels left to 6 right. All peak at 0. The dense network falls fastest, convolutions with flatten more slowly, and convolutions with the largest value anywhere stay high the longest.",
)

print(
    "moved by 3, convolutions beat dense:",
    all(
        accuracy_of["convolutions, then flatten"][moves == m]
        > accuracy_of["dense"][moves == m] + 0.05
        for m in (-3, 3)
    ),
)
print(
    "moved by 5, the largest anywhere beats flatten:",
    all(
        accuracy_of["convolutions, then largest anywhere"][moves == m]
        > accuracy_of["convolutions, then flatten"][moves == m]
        for m in (-5, 5)
    ),
)

# %% [markdown]
# Three pixels, and the dense network gets a large part of the digits wrong that it could read a moment ago. The convolutions hold out longer. But they don't save the day: at five pixels our network is bad too. "CNNs don't care where things are" is another claim that is too simple.
#
# The third curve says why. The *convolutions* are the same in the second and third network. What differs is what comes after. `Flatten` gives every place of every map its own weights again, and the dense layer behind it has learned where things were in the training images. Ask "was it found anywhere?" instead, and the place matters much less. It costs something where nothing has moved: look at the middle of the picture.
#
# Whether you want that depends on the task. If digits always sit in the middle, place is a good hint. If they don't, use a head like the third one, or show the network moved digits while it learns.

# %% [markdown]
# ## Look inside: filters
#
# **In short.** The first layer has taught itself edges and spots.
#
# What has the first layer learned? Here are its 32 filters. Nobody drew them; they began as random numbers.

# %%
plots.filters(network.layers[0], title="The 32 filters that our network has learned", columns=16)

# %% [markdown]
# Many have blue on one side and orange on the other: edge detectors, in various directions, much like those that we wrote down. Others look like spots or lines. Some seem to be of no use, and perhaps they aren't of any.
#
# <details>
# <summary>How does gradient descent work for a filter?</summary>
#
# As in chapter 1: the slope of the loss for each weight, by the chain rule. There is one difference. A weight of a filter is used at every place of the image, 26·26 times here. Turn it a little, and all 676 answers change. So its slope is the *sum* of the slopes over all places:
#
# $$\frac{\partial L}{\partial w_{i,j}} = \sum_{r,c} \frac{\partial L}{\partial y_{r,c}}\; x_{r+i,\,c+j}$$
#
# "How wrong was the answer at each place, and what did this weight see there?" Compare the formula with that of the convolution itself: it is a convolution again, of the image with the map of blame.
#
# </details>

# %% [markdown]
# ## Look inside: feature maps
#
# **In short.** Going through the network, *where* turns into *what*.
#
# And what does it do with a digit? The same 2 as above, after the first and after the last convolution:

# %%
plots.feature_maps(
    network,
    digit[:, :, None],
    network.layers[0].name,
    title="After the first convolution: 32 maps of 26×26",
    columns=16,
    alt="Thirty-two feature maps of a handwritten 2 after the first convolution. In most of them one can recognise the 2, with different rims and strokes bright.",
)

# %%
last = [one.name for one in network.layers if isinstance(one, layers.Conv2D)][-1]
plots.feature_maps(
    network,
    digit[:, :, None],
    last,
    title="After the third convolution: 64 maps of 3×3",
    columns=16,
    alt="Sixty-four feature maps of 3 by 3 fields after the third convolution. Many fields are dark, some are bright; the digit can no longer be recognised.",
)

# %% [markdown]
# In the first maps you still see the 2, its rims and strokes. In the last ones you don't. Each says something like "in the lower left there is a turn from a slope into a flat line", and many say nothing, because they wait for something that this 2 doesn't have. Going through the network, *where* turns into *what*. From edges to parts to the whole, as one recognises a face.

# %% [markdown]
# ## Look at the mistakes
#
# **In short.** One number hides a lot. Look at what gets mixed up, and at the worst mistakes.
#
# One number hides a lot. Which digits get mixed up?

# %%
plots.confusion_matrix(
    mnist.y_test, answers, mnist.class_names, title="Which digit is taken for which"
)

# %% [markdown]
# Rows are the right digits, columns the answers. A perfect network has everything on the diagonal. Find the darkest field off it, and ask yourself whether a person would mix those two up.
#
# The best thing to do with a network is to look at what it gets wrong. Here are the mistakes in which it gave the right answer the least chance:

# %%
if np.any(answers != mnist.y_test):
    plots.most_wrong(
        mnist.x_test,
        mnist.y_test,
        probabilities,
        n=12,
        title="The digits that it got most wrong",
        alt="The test images that were most confidently put into a wrong class, each with its right digit, the answer, and the probability that the network gave to its answer.",
    )

# %% [markdown]
# Some of these you can't read either. For some you would side with the network. And a few are plain mistakes: there is work left. You only find out by looking.

# %% [markdown]
# ## Softmax is not certainty
#
# **In short.** Ten numbers that sum to 1 are not a promise, least of all for things that are no digits.
#
# Under each mistake stands how "sure" the network was, and some of these numbers are high. The last layer gives ten numbers that sum to 1, and we call them probabilities. They are not a promise. Show it things that are no digits at all:


# %%
def oddities(size=28):
    """Six images that are no digits, float32 (6, size, size, 1) from 0 to 1, by name."""
    random = np.random.default_rng(0)
    rows, columns = np.mgrid[:size, :size]
    odd = {
        "noise": random.random((size, size)),
        "checkerboard": (rows // 4 + columns // 4) % 2,
        "disc": (rows - 13.5) ** 2 + (columns - 13.5) ** 2 < 64,
        "letter T": ((rows > 5) & (rows < 10) & (columns > 5) & (columns < 22))
        | ((rows > 5) & (rows < 23) & (columns > 11) & (columns < 16)),
        "blank": np.zeros((size, size)),
        "full ink": np.ones((size, size)),
    }
    return {name: image.astype("float32")[:, :, None] for name, image in odd.items()}


odd = oddities()
odd_answers = network.predict(np.stack(list(odd.values())), verbose=0)
plots.images(
    np.stack(list(odd.values())),
    [f"{name}:\n{p.argmax()}, {p.max():.0%}" for name, p in zip(odd, odd_answers)],
    title="Six things that are no digits, and what our network calls them",
    columns=6,
    alt="Noise, a checkerboard, a disc, a letter T, a blank and a black image, each with the digit that the network sees in it and the probability that it gives.",
)

# %%
print("answers for each image sum to 1:", bool(np.allclose(odd_answers.sum(axis=1), 1, atol=1e-5)))
print("and every one of them names a digit:", odd_answers.shape == (6, 10))

# %% [markdown]
# The network *must* divide 100 % among ten digits. "None of these" isn't on its list. It has never seen a letter, so nothing has taught it what to do with one. A high number means: *among the digits that I know, this one fits far better than the others*. It doesn't mean: *this is a digit, and I am right*. Chapter 10 measures how far such numbers can be trusted, and mends them.

# %% [markdown] quiz="what_softmax_says"

# %% [markdown]
# ## Not only images
#
# **In short.** A convolution needs a grid, numbers whose neighbours have to do with each other. Sound, series and text are such grids.
#
# "CNNs are for images" is what most people say. But nothing in this chapter needed an image. It needed a **grid**: numbers in an order in which neighbours have to do with each other, and patterns that mean the same wherever they are.
#
# | data | the grid | layer |
# |---|---|---|
# | photographs, digits, X-rays | rows × columns | `Conv2D` |
# | sound, heartbeat, stock prices, any series | time | `Conv1D` |
# | speech as a spectrogram | time × pitch | `Conv2D` |
# | text, one vector per word | place in the sentence | `Conv1D` |
# | video, scans of a body | time × rows × columns, or three lengths | `Conv3D` |
#
# With images it finds what is on them (*image classification*), where the objects are (*object detection*), whose face it is (*face recognition*), and whether a car may go on (*self-driving cars*). With a series it works just as well. Here a filter of ten numbers looks for sudden rises in a noisy series: the mean of five values, minus the mean of the five before.

# %%
random = np.random.default_rng(3)
level = np.repeat([1.0, 3.0, 2.0, 4.0, 4.5, 2.5], 50)
series = level + random.normal(scale=0.4, size=300)
rise = np.repeat([-0.2, 0.2], 5)

answers_1d = np.array([np.sum(series[t : t + 10] * rise) for t in range(291)])
conv1d = layers.Conv1D(1, 10, use_bias=False)
conv1d.build((None, 300, 1))
conv1d.set_weights([rise[:, None, None]])
print(
    "equal to Keras's Conv1D:",
    bool(np.allclose(conv1d(series[None, :, None])[0, :, 0], answers_1d, atol=1e-5)),
)
print(
    "strongest rise between time", int(answers_1d.argmax()) + 4, "and", int(answers_1d.argmax()) + 5
)

fig, (top, bottom) = plt.subplots(2, 1, figsize=(7.6, 4), layout="constrained", sharex=True)
top.plot(series, color="gray", lw=1)
top.plot(level, color="black", lw=1.5, label="without noise")
top.set(title="A noisy series with sudden steps", ylabel="value")
top.legend(loc="lower right")
bottom.plot(np.arange(291) + 5, np.maximum(answers_1d, 0), color=BLUE)
bottom.set(
    title="The filter's answer after ReLU: it has found the rises", xlabel="time", ylabel="answer"
)
plots.show(
    fig,
    alt="Above: a noisy series with five steps, three up and two down, one of those up very small. Below: the answer of the filter after ReLU has tall peaks at the two large steps up, a low one at the small step, and is near zero elsewhere.",
)

# %% [markdown]
# Where a convolution is *out of place*: a table with age, income and postal code in its columns. There a column has no neighbours. Swap two, and nothing has changed. That is what our shuffled digits were to the dense layer, and it is the question to ask of any data: **would it matter if I shuffled the columns?**

# %% [markdown]
# ## What to take with you
#
# - **Flattening** an image throws away who is whose neighbour, needs a weight for every pixel and neuron, and knows nothing in one place of what it has learned in another.
# - A **convolution** slides one small filter over the image, multiplies and adds. $k \cdot k \cdot c_\text{in} + 1$ weights per filter, whatever the size of the image. 16 filters are 16 passes and give 16 maps.
# - The **map's side** is $\lfloor (n + 2p - k)/s \rfloor + 1$.
# - **ReLU** keeps the positive part: what was found. **Max pooling** keeps the strongest find of each field. Pooling gives a *little* invariance against small moves. After a `Flatten`, place matters again.
# - Most weights of a small CNN sit in the **dense layer after `Flatten`**. Deeper can be smaller.
# - **Choose on validation images, report on test images, once**, with the number of images and the uncertainty. Differences below two standard errors are luck.
# - Look at filters, maps and above all at **mistakes**. **Softmax isn't certainty.**
# - It takes a **grid**, not an image.
#
# **Can you say it in your own words?** Explain to somebody, with a piece of cardboard and a page of print, why a filter with nine weights can do what nineteen million can't.
#
# Every word of this chapter is in the [glossary](../glossary.ipynb), and [chapter 11](../11_final_quiz/11_final_quiz_lesson.ipynb) asks it all back.
#
# Now it's your turn: [the exercises](03_cnn_mnist_exercises.ipynb). You will slide filters with another stride through several channels, pool to the ragged edge, build a network to a plan, and train one that has to prove itself on digits that you don't choose.
