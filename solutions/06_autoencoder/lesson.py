# %% [markdown]
# # 6 · Through a narrow door: autoencoders
#
# **In one paragraph.** An **autoencoder** is a network that learns to copy its input, through a layer that is far too small for it. The first half, the *encoder*, has to squeeze a picture of 784 pixels into a few numbers, the *code*. The second half, the *decoder*, has to draw the picture again from the code alone. Nobody gives the code a meaning, and no labels are needed: **the target is the input**. What gets through the narrow door is what pictures of this kind have in common. So the halves are good for more than copying: for compressing, for cleaning noisy pictures, for noticing what doesn't belong, and for drawing a map of the data. At the end we meet a **restricted Boltzmann machine**, which is often called a kind of autoencoder. It isn't one, and it can do something that they can't.
#
# **A picture to keep in mind.** Two friends play a game by post. One of them gets a drawing and may write thirty-two numbers on a postcard, nothing else. The other gets the postcard and draws. Then they lay both drawings on top of each other and measure the difference. They begin without any agreement, and the first drawings are grey fog. But after ten thousand rounds they have a shorthand of their own: this number says how far the drawing leans, that one how wide its loop is. No outsider could read their cards, and they never needed to explain them to each other. Now send a drawing with coffee stains through the game. There is no room for stains on the card, so what comes back is clean. Send the picture of a house, and what comes back is put together from the strokes of digits, for they have never practised anything else. If the drawing that comes back is poor, you know that what you sent was unusual. Keep this pair in mind, with all that they can and can't do.
#
# **After this chapter you can**
#
# - build an autoencoder whose encoder and decoder you can use by themselves, and say what its loss means;
# - compare it with PCA at the same size, and tell an honest compression figure from a dishonest one;
# - clean pictures, draw a map of them, and set the threshold of an alarm without looking at the test data;
# - say what a restricted Boltzmann machine is, train one in NumPy, and have it fill in missing pixels.
#
# You need chapters 1 to 3: dense layers, cross-entropy, convolutions, training, validation and test. Each section begins with its gist, marked **In short**. Boxes that fold out are for a second reading. Some cells only draw a picture; there, look at the picture and skip the code.

# %%
import zlib

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.datasets import load_sample_image
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.neighbors import KNeighborsClassifier

from helpers import autoencoders, data, plots, rbm, report, results, training
from helpers.autoencoders import answers

BLUE, ORANGE, GREEN, PINK = (plots.COLOURS[i] for i in (0, 5, 2, 3))

# %% [markdown]
# ## The data: digits without their labels
#
# **In short.** We work with the digits of chapter 3, laid out as rows of 784 numbers from 0 (paper) to 1 (ink). Labels are put aside. We need them once or twice to *judge*, never to train.
#
# If the next line says *stand-in*, there was no MNIST and no network on this machine. Then you have 1,797 smaller digits from scikit-learn, enlarged. Everything runs on both. Figures in the text are those of MNIST.

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")

# %%
order = np.random.default_rng(0).permutation(len(mnist.y_train))
n_validation = len(order) // 12  # 5,000 of MNIST's 60,000
for_validation, for_training = order[:n_validation], order[n_validation:]


def flat(images):
    """uint8 (n, 28, 28) -> float32 (n, 784) from 0 to 1."""
    return data.images_to_float(images).reshape(len(images), -1)


x_train, x_validation = flat(mnist.x_train[for_training]), flat(mnist.x_train[for_validation])
y_train, y_validation = mnist.y_train[for_training], mnist.y_train[for_validation]
x_test, y_test = flat(mnist.x_test), mnist.y_test
SMALL = len(x_train) < 10_000  # a stand-in: fewer images, so more rounds

print("one image: a row of", x_train.shape[1], "numbers of type", x_train.dtype)
print("from 0 to 1:", bool(x_train.min() == 0 and x_train.max() == 1))
print("no image in two parts:", not set(for_validation) & set(for_training))

# %% [markdown]
# ## Two halves and a narrow door
#
# **In short.** Encoder: 784 numbers in, 32 out. Decoder: 32 in, 784 out. They are trained together, end to end, to give back what went in.
#
# $$z = f(x) \qquad\qquad \hat x = g(z)$$
#
# - $x$ is the **input**, here 784 pixels;
# - $f$ is the **encoder**, a network; $z$ is the **code**, here 32 numbers. One also says *latent vector*, and the space of all codes is the **latent space**;
# - $g$ is the **decoder**, a network; $\hat x$ is the **reconstruction**, as large as the input.

# %%
fig, ax = plt.subplots(figsize=(8.4, 2.9), layout="constrained")
for x0, x1, h0, h1, colour, name in (
    (1.2, 3.2, 1.0, 0.25, BLUE, "encoder $f$"),
    (4.2, 6.2, 0.25, 1.0, ORANGE, "decoder $g$"),
):
    ax.fill([x0, x1, x1, x0], [-h0, -h1, h1, h0], color=colour, alpha=0.25, ec=colour, lw=2)
    ax.text((x0 + x1) / 2, 0, name, ha="center", va="center")
for place, height, name in (
    (0.6, 1.0, "input $x$\n784"),
    (6.8, 1.0, "recon-\nstruction $\\hat x$\n784"),
):
    ax.add_patch(plt.Rectangle((place - 0.45, -height), 0.9, 2 * height, fc="white", ec="black"))
    ax.text(place, 0, name, ha="center", va="center", fontsize=9)
ax.add_patch(plt.Rectangle((3.35, -0.25), 0.7, 0.5, fc="white", ec="black"))
ax.text(3.7, 0, "code $z$\n32", ha="center", va="center", fontsize=9)
ax.annotate(
    "",
    xy=(6.8, -1.02),
    xytext=(0.6, -1.02),
    arrowprops={"arrowstyle": "<->", "connectionstyle": "arc3,rad=0.16"},
)
ax.text(3.7, -1.33, "the loss compares these two", ha="center", fontsize=9)
ax.set(
    title="An autoencoder: out comes what went in, by way of a narrow door",
    xlim=(0, 7.4),
    ylim=(-1.75, 1.15),
)
ax.axis("off")
plots.show(
    fig,
    alt="Diagram: an input of 784 numbers goes into a tapering encoder, a code of 32 numbers stands in the middle, a widening decoder makes a reconstruction of 784 numbers. The loss compares input and reconstruction.",
)

# %% [markdown]
# Why the narrow door? With 784 numbers in the middle, copying would be trivial: pass every pixel on. The network would have learned nothing. With 32 it must leave things out. It will leave out whatever costs the least, and that depends on what it is shown. Other doors are possible: noise on the way in, as we will see, or a penalty on the code.

# %% [markdown] quiz="what_is_the_target"

# %% [markdown]
# ## The printed network, 784–32–784
#
# **In short.** Two dense layers, a ReLU in the middle, a sigmoid at the end, Adam, binary cross-entropy. Encoder and decoder are models of their own that share the layers. This code stands in countless introductions. It works. It also has faults, and we will mend them one by one.

# %%
keras.utils.set_random_seed(0)

encoding_dim = 32  # compression of factor 24.5, it says
input_img = keras.Input(shape=(784,))
encoded = layers.Dense(encoding_dim, activation="relu")(input_img)
decoded = layers.Dense(784, activation="sigmoid")(encoded)
autoencoder = keras.Model(input_img, decoded)

encoder = keras.Model(input_img, encoded)  # the first half, by itself
encoded_input = keras.Input(shape=(encoding_dim,))
decoder_layer = autoencoder.layers[-1]  # the last layer …
decoder = keras.Model(encoded_input, decoder_layer(encoded_input))  # … as a model

print("weights of the encoder:", encoder.count_params(), "= 784 · 32 + 32")
print("weights of the decoder:", decoder.count_params(), "= 32 · 784 + 784")
print("both halves together:  ", autoencoder.count_params())

# %% [markdown]
# No training is printed with it. Published versions use 50 epochs with batches of 256. We give it three epochs for now, with the learning rate of chapter 3, which rises and then falls. Note what stands in the place of the labels: `x_train` again.

# %% tags=["nbval-ignore-output"]
short = {
    "epochs": 16 if SMALL else 3,
    "batch_size": 64 if SMALL else 256,
    "learning_rate": 1e-2,
    "loss": "binary_crossentropy",
}
last_run = training.train(
    autoencoder, x_train, x_train, description="784–32–784 as printed", **short
)

# %%
halves = answers(decoder, answers(encoder, x_test[:100]))
print(
    "decoder(encoder(x)) is autoencoder(x):",
    bool(np.allclose(halves, answers(autoencoder, x_test[:100]), atol=1e-5)),
)
print("a code is a row of", answers(encoder, x_test[:1]).shape[1], "numbers")


# %%
def draw_rows(rows, title, alt, columns=None):
    """Draws several versions of the same flat images below each other; rows: name -> (n, 784)."""
    n = columns or len(next(iter(rows.values())))
    fig, axes = plt.subplots(
        len(rows),
        n,
        figsize=(min(10, 0.85 * n + 1.6), 0.88 * len(rows) + 0.8),
        layout="constrained",
        squeeze=False,
    )
    for line, (name, images) in zip(axes, rows.items()):
        for ax, image in zip(line, images):
            # Sixteen shades and whole pixels make the file small.
            shades = np.round(15 * np.reshape(image, (28, 28))) / 15
            ax.imshow(shades, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
            ax.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10)
    fig.suptitle(title)
    fig.supxlabel("one column: versions of one image", fontsize=8, color="#555555")
    plots.show(fig, alt=alt)


one_of_each = [int(np.flatnonzero(y_test == digit)[0]) for digit in range(10)]
ten = x_test[one_of_each]
draw_rows(
    {"input": ten, "from 32 numbers": answers(autoencoder, ten)},
    "Ten test digits, and what the printed network makes of them",
    "Two rows of ten digits, 0 to 9: above the inputs, below their reconstructions from 32 numbers. All can be recognised; the reconstructions are a little blurred.",
)

# %% [markdown]
# You can read every one. The network has never seen these digits, and all that its second half got to know of each is a row of 32 numbers. A bit of fog hangs around the strokes: that is what didn't fit on the postcard.

# %% [markdown]
# ## What does a loss of 0.1 mean?
#
# **In short.** With grey pixels, binary cross-entropy has a floor above 0. A *perfect* copy of MNIST still costs 0.058. So compare a loss with that floor, or better, use the mean squared error to judge. Accuracy means nothing here.
#
# Chapter 1 had the binary cross-entropy as a loss for right answers that are 0 or 1. Here it is applied to every pixel, with the pixel's own value $x$ as the right answer:
#
# $$L = -\,x \ln \hat x - (1 - x) \ln (1 - \hat x)$$
#
# It is smallest at $\hat x = x$, as it should be. But is it 0 there?

# %%
guesses = np.linspace(0.001, 0.999, 400)
fig, ax = plt.subplots(figsize=(6.4, 3.5), layout="constrained")
for ink, style, colour in ((0.0, "-", BLUE), (0.2, "--", GREEN), (0.5, "-.", ORANGE)):
    ax.plot(
        guesses,
        -ink * np.log(guesses) - (1 - ink) * np.log(1 - guesses),
        style,
        color=colour,
        lw=2,
        label=f"pixel {ink:.1f}",
    )
    lowest = 0.0 if ink == 0 else -ink * np.log(ink) - (1 - ink) * np.log(1 - ink)
    ax.plot(ink, lowest, "o", color=colour, ms=8)
ax.set(
    title="The loss of one pixel: the lowest point isn't always 0",
    xlabel="answer $\\hat x$",
    ylabel="binary cross-entropy",
    ylim=(-0.05, 2.2),
)
ax.legend()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Binary cross-entropy against the answer for pixels 0, 0.2 and 0.5. Each curve is lowest where the answer equals the pixel, marked by a dot. The lowest point is 0 for pixel 0, about 0.5 for pixel 0.2 and about 0.69 for pixel 0.5.",
)

for ink in (0.2, 0.5):
    print(
        f"a pixel of {ink}, answered perfectly, costs {-ink * np.log(ink) - (1 - ink) * np.log(1 - ink):.3f}"
    )


# %% tags=["nbval-ignore-output"]
def cross_entropy(x, restored):
    """Mean binary cross-entropy over all pixels, in double precision."""
    p = np.clip(restored.astype(float), 1e-7, 1 - 1e-7)
    return -np.mean(x * np.log(p) + (1 - x) * np.log(1 - p))


def squared_error(x, restored):
    """Mean squared error over all pixels."""
    return np.mean((x - restored) ** 2)


mean_image = x_train.mean(axis=0)
for name, restored in {
    "perfect copy": x_test,
    "printed network, 3 epochs": answers(autoencoder, x_test),
    "always the mean image": np.broadcast_to(mean_image, x_test.shape),
}.items():
    print(
        f"{name:28s} cross-entropy {cross_entropy(x_test, restored):.4f}   squared error {squared_error(x_test, restored):.4f}"
    )

# %% [markdown]
# A network at a loss of 0.1 isn't 10 % away from perfection, it is 0.04 above the floor of 0.058. As a loss to *train* with, cross-entropy is fine: it goes well with the sigmoid (chapter 1). To *judge*, we take the **mean squared error** (MSE), which is 0 for a perfect copy.
#
# And accuracy? Some programs ask for `metrics=["accuracy"]` here and print something like 0.01 or 0.8. It counts how often answer and target are equal, which for grey pixels means nothing at all.
#
# <details>
# <summary>Where does the floor come from?</summary>
#
# For a pixel of 0.5 the loss treats the target as a coin: "half of the time ink, half of the time paper". No forecast of a coin can be better than 0.5, and it costs $\ln 2 = 0.693$. This is the **entropy** of the coin. The loss above the floor, $L(x, \hat x) - L(x, x)$, is the Kullback–Leibler divergence between two coins. The floor doesn't depend on the weights, so its slope is 0 and training isn't disturbed.
#
# </details>

# %% [markdown] quiz="loss_above_zero"

# %% [markdown]
# ## Four faults of the printed code
#
# **In short.** "Factor 24.5" counts numbers and not bytes. The ReLU in the code throws half of each number's range away, and a unit can die. `layers[-1]` is the decoder only as long as the decoder is one layer. And nothing warns you if you forget to divide by 255.
#
# **1. The factor 24.5** is 784 / 32: numbers divided by numbers. But a pixel is stored in one byte, and a number of the code in four (`float32`).

# %%
sizes = {
    "image, 784 pixels of one byte": 784,
    "code, 32 numbers as float32": 32 * 4,
    "code, 32 numbers as one byte": 32,
}
for name, size in sizes.items():
    print(f"{name:30s} {size:4d} bytes   factor {784 / size:4.1f}")

# %% [markdown]
# So it is 6.1, unless the numbers survive being rounded to one byte each. Do they? Let us try. And since a compression factor says nothing alone, here is what `zlib`, the method behind *zip*, needs for the same images, **without losing anything**:


# %% tags=["nbval-ignore-output"]
def one_byte_each(codes, reference):
    """Rounds codes to 256 steps between the smallest and the largest value of each number."""
    low, high = reference.min(axis=0), reference.max(axis=0)
    step = np.maximum(high - low, 1e-9) / 255
    return (low + np.round((np.clip(codes, low, high) - low) / step) * step).astype("float32")


codes = answers(encoder, x_test)
rounded = one_byte_each(codes, answers(encoder, x_validation))
zipped = np.mean([len(zlib.compress(image.tobytes(), 9)) for image in mnist.x_test[:1000]])
print(
    f"squared error with codes as they are {squared_error(x_test, answers(decoder, codes)):.5f}, in one byte {squared_error(x_test, answers(decoder, rounded)):.5f}"
)
print(f"zlib, without loss: {zipped:.0f} bytes per image, factor {784 / zipped:.1f}")

# %% [markdown]
# The codes survive the rounding: 24.5 *can* be reached. But the honest sentence is longer: "32 bytes per image in place of 784, with a visible loss, where *zip* needs about 180 bytes without any loss. And the receiver must have the decoder, another 100 KB." For compressing images people use other methods. **Autoencoders are of use for what their codes are good for.**
#
# **2. ReLU in the code.** Its numbers can't be negative. A unit whose sum is negative for all images answers 0 to everything, gets no gradient, and is **dead**: a place on the postcard that stays empty. Which share of the images does each unit answer to? (On MNIST the first bar is missing: one unit of the 32 is dead, and 31 numbers do the work.)

# %%
fires = (codes > 0).mean(axis=0)
fig, ax = plt.subplots(figsize=(7.6, 3), layout="constrained")
ax.bar(range(32), 100 * np.sort(fires), color=BLUE)
ax.set(
    title="ReLU in the code: how many images each unit answers to",
    xlabel="unit of the code, sorted",
    ylabel="test images (%)",
    ylim=(0, 105),
)
plots.show(
    fig,
    alt="Bars, sorted: the share of test images for which each of the 32 units of the code is above 0. One of them is at 0 or low, the others answer to nearly all images.",
)

print(
    "images for which some unit says nothing:",
    "most" if np.mean((codes == 0).any(axis=1)) > 0.5 else "few",
)

# %% [markdown]
# A hidden layer is glad of ReLU, since it has neurons to spare. The code has none. The cure is to leave the activation of the code away: a **linear code**. Its numbers may be negative, its gradient is never 0, and no unit can die. The next section measures what that brings.
#
# **3. `autoencoder.layers[-1]`.** As soon as the decoder has two layers, its last layer alone is not the decoder:

# %%
deep = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(32),
        layers.Dense(64, activation="relu"),
        layers.Dense(784, activation="sigmoid"),
    ]
)
try:
    keras.Model(encoded_input, deep.layers[-1](encoded_input))
except ValueError:
    print("ValueError: the last layer takes 64 numbers, and the code has 32")

# %% [markdown]
# That is the lucky case, because it fails. With 32 neurons in the last hidden layer too, it would run and decode nonsense. **Build encoder and decoder as two models, and chain them**:

# %%
parts = {
    "encoder": keras.Sequential(
        [keras.Input((784,)), layers.Dense(64, activation="relu"), layers.Dense(32)]
    ),
    "decoder": keras.Sequential(
        [
            keras.Input((32,)),
            layers.Dense(64, activation="relu"),
            layers.Dense(784, activation="sigmoid"),
        ]
    ),
}
chain = keras.Sequential([parts["encoder"], parts["decoder"]])
print(
    "weights of the halves add up:",
    chain.count_params() == sum(part.count_params() for part in parts.values()),
)

# %% [markdown]
# **4. Unscaled pixels.** Forget to divide by 255, and cross-entropy, whose targets should lie between 0 and 1, is asked to hit 255. It doesn't refuse. It goes *below zero* and on towards minus infinity, while every pixel with any ink in it is painted black:

# %%
for answer in (0.5, 0.9, 0.999):
    print(
        f"pixel 255, answer {answer}: loss {-255 * np.log(answer) - (1 - 255) * np.log(1 - answer):10.1f}"
    )

# %% [markdown]
# A cross-entropy below 0 always means: the targets aren't between 0 and 1.

# %% [markdown] quiz="factor_of_compression"

# %% [markdown]
# ## Mended, and in a fraction of the time
#
# **In short.** With a linear code and a learning rate that rises and falls, 8 epochs are as good as all 50 of the printed code, or better.
#
# These are full trainings on MNIST, three seeds each, done beforehand (`make bench`). The middle recipe is the printed network with our training. In the last one the code is linear, too. One and the same training didn't take equally long in every run, so compare the points of one seed first: those were measured right after one another.

# %%
bench = results.load("autoencoders")
for row in bench["rows"]:
    print(
        f"{row['source']} {row['recipe']:30s} {row['epochs']:2d} epochs {row['seconds']:6.1f} s   loss {row['test_loss']:.4f}   dead units in {row['seeds']} runs: {row['dead_units']}"
    )

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
looks = {
    "as printed": (ORANGE, "s"),
    "printed network, our training": (GREEN, "^"),
    "ours: linear code": (BLUE, "o"),
}
for ax, size in ((left, 32), (right, 64)):
    for run in (run for run in bench["settings"]["runs"] if run["size"] == size):
        colour, marker = looks[run["recipe"]]
        ax.plot(run["seconds"], run["test_loss"], marker, color=colour, ms=8, alpha=0.8)
    ax.set(title=f"784–{size}–784", xlabel="training time (seconds)", ylabel="test loss")
    ax.set_xlim(left=0)
    ax.grid(alpha=0.3)
for name, (colour, marker) in looks.items():
    left.plot([], [], marker, color=colour, label=name)
left.legend(fontsize="small", loc="center")
fig.suptitle("Further left is faster, further down is better")
plots.show(
    fig,
    alt="Test loss against training time for the autoencoders with codes of 32 and 64, three seeds each. The printed training lies far to the right. The printed network with our training has about the same loss far further left, and the linear code is as fast and clearly lower.",
)

by_recipe = {(row["size"], row["recipe"]): row for row in bench["rows"]}
for size in (32, 64):
    short_one, long_one = by_recipe[size, "ours: linear code"], by_recipe[size, "as printed"]
    print(
        f"code of {size}: our mean loss is not above the printed code's:",
        short_one["test_loss"] <= long_one["test_loss"],
        "  in at most a third of its time:",
        short_one["times_printed"] <= 1 / 3,
    )

# %% [markdown]
# Eight epochs of fifty, and a good fifth of the time: an epoch of ours takes a little longer than a printed one. Look at the middle recipe, too. The printed network with our training is as quick, but some units of its code have died, and its loss stays above that of the linear code. So the time comes from the training, and the loss from the linear code. Note how little the losses differ, and where the axes begin.
#
# Now we train ours, a little shorter still. `autoencoders.dense` builds the two models and chains them, as above.

# %% tags=["nbval-ignore-output"]
ours = autoencoders.dense(32, seed=0)
last_run = training.train(
    ours.model,
    x_train,
    x_train,
    description="784–32–784, linear code",
    **{**short, "epochs": 16 if SMALL else 6},
)
restored = answers(ours.model, x_test)
report(
    "squared error on test images",
    squared_error(x_test, restored),
    at_most={"mnist": 0.0105, "stand-in": 0.008},
    format=".5f",
)

# %%
print(
    "units of the linear code that never change:",
    int(np.sum(answers(ours.encoder, x_test).std(axis=0) < 1e-6)),
)

# %% [markdown]
# ## 32 numbers or 64?
#
# **In short.** Twice the code, less than half of the error. How wide the door should be depends on what the code is for.
#
# The second printed network is the same with 64 in the middle. It has the same four faults and the same cures.

# %% tags=["nbval-ignore-output"]
wide = autoencoders.printed(64, seed=0)
last_run = training.train(
    wide.model, x_train, x_train, description="784–64–784 as printed", **short
)
print(
    f"squared error with 32 numbers {squared_error(x_test, restored):.4f}, with 64 {squared_error(x_test, answers(wide.model, x_test)):.4f}"
)


# %%
def difference(images):
    """Too much ink is dark, too little light, none of both grey."""
    return 0.5 + 0.5 * (images - ten)


draw_rows(
    {
        "input": ten,
        "from 32": answers(ours.model, ten),
        "from 64": answers(wide.model, ten),
        "32: error": difference(answers(ours.model, ten)),
        "64: error": difference(answers(wide.model, ten)),
    },
    "The wider the door, the less gets lost (error: dark is too much ink, light too little)",
    "Five rows of ten digits: inputs, reconstructions from 32 numbers and from 64, and the errors of both on a grey ground. The errors of 64 are visibly fainter.",
)
print(
    "64 numbers lose less than 32:",
    bool(squared_error(x_test, answers(wide.model, x_test)) < squared_error(x_test, restored)),
)

# %% [markdown]
# More is not always better. For sending pictures, take what the postage allows. For cleaning or for raising an alarm, a door that is too wide lets through what it should keep out. The size is chosen on validation data, by what you want to *do* with the code.

# %% [markdown]
# ## Against PCA at the same size
#
# **In short.** Principal component analysis does the same job with straight lines, in a moment, and without any training. With 32 numbers our network loses a third less than PCA. With few numbers it takes a deep network to beat PCA. The fewer numbers, the smaller the gain of a shallow network.
#
# **Principal component analysis**, PCA, looks for the directions in which the images differ most. The code is the image's coordinates along the first 32 of them, the decoder adds the directions up again:
#
# $$z = (x - \mu)\,V \qquad\qquad \hat x = \mu + z\,V^\top$$
#
# - $\mu$ is the mean image;
# - $V$ has 784 rows and 32 columns: the directions, at right angles to each other, each of length 1.
#
# PCA *is* an autoencoder: one layer down, one layer up, no activation. And it is the best one of that kind. No linear encoder and decoder can have a smaller squared error on the training images.


# %%
def principal_directions(x):
    """Directions in which images differ, the strongest first: (784, 784), one per column."""
    centred = x - x.mean(axis=0)
    return np.linalg.eigh(centred.T @ centred / len(x))[1][:, ::-1]


directions = principal_directions(x_train)


def pca(x, size):
    """Encodes with so many principal components and decodes again; pixels are cut to 0 and 1."""
    kept = directions[:, :size]
    return np.clip(mean_image + (x - mean_image) @ kept @ kept.T, 0, 1)


print(
    "directions at right angles, of length 1:",
    bool(np.allclose(directions[:, :32].T @ directions[:, :32], np.eye(32), atol=1e-4)),
)

# %% tags=["nbval-ignore-output"]
report(
    "our error / PCA's error, 32 numbers each",
    squared_error(x_test, restored) / squared_error(x_test, pca(x_test, 32)),
    at_most={"mnist": 0.72, "stand-in": 15},
    format=".2f",
)

# %% [markdown]
# (If you work with the stand-in, PCA wins by far. Those images were enlarged from 8×8 pixels by straight interpolation, so they lie in a flat space of 64 dimensions. That is PCA's home ground.)

# %%
sizes_file = results.load("autoencoder_sizes")
table = results.columns(sizes_file["rows"])
fig, ax = plt.subplots(figsize=(6.8, 3.8), layout="constrained")
for key, name, style, colour in (
    ("pca", "PCA", "s--", ORANGE),
    ("shallow", "784–n–784, linear code", "^-", GREEN),
    ("deep", "784–256–n–256–784", "o-", BLUE),
):
    ax.loglog(table["size"], table[key], style, color=colour, lw=2, label=name)
ax.set(
    title="Error against size of the code (MNIST, 20,000 training images)",
    xlabel="numbers in the code, n",
    ylabel="mean squared error",
)
ax.set_xticks(table["size"], [str(size) for size in table["size"]])
ax.set_yticks([0.003, 0.01, 0.03, 0.06], ["0.003", "0.01", "0.03", "0.06"])
ax.minorticks_off()
ax.grid(alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Mean squared error against the size of the code from 2 to 64, both axes logarithmic, for PCA, a shallow and a deep autoencoder. All fall. With 2 and 4 numbers the shallow one is no better than PCA; from 8 on it is better. The deep one lies far below both for few numbers; with 32 it is level with the shallow one, and with 64 the shallow one is the best.",
)

# %% [markdown]
# Where does the shallow network's gain come from, if PCA is the best linear one? From its only bend, the sigmoid at the end: it can say "paper" very firmly without having to hit 0 exactly. The deep network has bends before the code, too. With few numbers that makes all the difference. With 32 the two are level, and with 64 the deep one is behind: 20,000 images and eight epochs are not enough for its many weights. Deeper isn't better by itself. And nothing of this is a free gift: PCA took a second, has no random start, and its 32 numbers come sorted by importance. **Always draw the PCA line first.** If your network isn't below it, something is wrong with the network.
#
# <details>
# <summary>Why is PCA the best linear autoencoder?</summary>
#
# A linear encoder and decoder together are a matrix of rank 32 at most. The theorem of Eckart and Young says which matrix of rank 32 comes closest to the centred images: the one that keeps the 32 largest singular values. These are the principal components. A linear autoencoder trained with the squared error ends at the same plane (Baldi and Hornik, 1989), only with other, skewed axes in it. One thing is often overlooked in comparisons: PCA's answers may lie below 0 or above 1. We cut them off, which makes PCA look about a tenth better, and is only fair.
#
# </details>

# %% [markdown] quiz="pca_or_network"

# %% [markdown]
# ## It only knows what it has seen
#
# **In short.** An autoencoder is *specific to its data*. Trained on digits, it does poorly on buildings, and on anything else.
#
# From a photograph of a pagoda that scikit-learn carries we cut pieces of 28×28 pixels and send them through our network. The error is given as a share: 100 % would be as bad as answering the piece's mean grey everywhere.

# %%
pagoda = load_sample_image("china.jpg").mean(axis=2)[::3, ::3] / 255
corners = [(row, column) for row in range(20, 110, 14) for column in range(0, 180, 14)]
photos = np.stack([pagoda[r : r + 28, c : c + 28].ravel() for r, c in corners]).astype("float32")
photos = photos[np.argsort(-photos.std(axis=1))[:40]]  # pieces with something on them
upside_down = ten.reshape(-1, 28, 28)[:, ::-1].reshape(10, 784)


def share_lost(x):
    """Squared error of our network as a share of each image's own variance, mean over the images."""
    errors = np.mean((x - answers(ours.model, x)) ** 2, axis=1)
    return float(np.mean(errors / x.var(axis=1)))


draw_rows(
    {
        "photo": photos[:10],
        "comes back": answers(ours.model, photos[:10]),
        "upside down": upside_down,
        "comes back ": answers(ours.model, upside_down),
    },
    "A network for digits is shown a pagoda, and digits on their heads",
    "Four rows: ten pieces of a photograph, which come back as smears that don't resemble them; ten digits turned upside down, which come back blurred but mostly recognisable.",
)
print("photos lose a larger share than digits:", share_lost(photos) > 2 * share_lost(x_test))
print("so do digits upside down:", share_lost(upside_down) > share_lost(ten))

# %% tags=["nbval-ignore-output"]
for name, x in {
    "test digits": x_test,
    "the ten, upside down": upside_down,
    "pieces of a photo": photos,
}.items():
    print(f"{name:22s} {share_lost(x):6.1%} lost")

# %% [markdown]
# The friends have no word for a roof. Upside-down digits fare better, because they are made of the same strokes. The photo's fate isn't the network's fault. It is the price of 32 numbers: a code that fits digits can't fit everything. It is also the idea behind the alarm that we build further down.

# %% [markdown]
# ## The latent space as a picture
#
# **In short.** With a code of *two* numbers every image is a point on a map. Similar digits come to lie together, without any label. PCA draws such a map too; a deep autoencoder's keeps the digits apart better. Between the islands lies land where no digit lives.
#
# For two numbers we need a deeper network, since all the folding has to be done by the layers before and behind: 784–256–64–**2**–64–256–784.

# %% tags=["nbval-ignore-output"]
x_some = x_train[:20_000]
mapper = autoencoders.dense(2, hidden=(256, 64), seed=3)
last_run = training.train(
    mapper.model,
    x_some,
    x_some,
    epochs=20 if SMALL else 12,
    batch_size=64 if SMALL else 256,
    learning_rate=3e-3,
    loss="binary_crossentropy",
    description="a map: code of two numbers",
)

# %%
places = answers(mapper.encoder, x_test)
pca_places = (x_test - mean_image) @ directions[:, :2]
fig, axes = plt.subplots(1, 2, figsize=(10, 4.8), layout="constrained")
for ax, (name, points) in zip(
    axes,
    {
        "first two principal components": pca_places,
        "autoencoder, code of two numbers": places,
    }.items(),
):
    shown = ax.scatter(*points[:1500].T, c=y_test[:1500], cmap="tab10", s=7, vmin=-0.5, vmax=9.5)
    for digit in range(10):
        middle = np.median(points[y_test == digit], axis=0)
        ax.text(
            *middle,
            str(digit),
            ha="center",
            va="center",
            fontsize=13,
            weight="bold",
            bbox={"boxstyle": "circle,pad=0.15", "fc": "white", "ec": "black", "alpha": 0.85},
        )
    low, high = np.percentile(points, [0.5, 99.5], axis=0)
    ax.set(
        title=name,
        xlabel="first number of the code",
        ylabel="second number",
        xlim=(low[0], high[0]),
        ylim=(low[1], high[1]),
    )
fig.colorbar(shown, ax=axes, ticks=range(10), label="digit (not used in training)", shrink=0.85)
fig.suptitle("Test digits on two maps")
plots.show(
    fig,
    alt="Two scatter plots of test digits, coloured by digit with the digit's number at the middle of its points. With two principal components most digits lie in one heap and overlap. With the autoencoder's code of two numbers they form arms and islands that overlap less.",
)


# %%
def neighbours_agree(train_points, test_points):
    """Share of test points whose digit ten near training points get right by vote."""
    vote = KNeighborsClassifier(10).fit(train_points, y_train[: len(train_points)])
    return vote.score(test_points, y_test)


agree = {
    "PCA": neighbours_agree((x_some - mean_image) @ directions[:, :2], pca_places),
    "autoencoder": neighbours_agree(answers(mapper.encoder, x_some), places),
}
print("both maps tell digits apart better than guessing does:", min(agree.values()) > 0.3)

# %% tags=["nbval-ignore-output"]
print(
    ", ".join(
        f"{name}: {share:.0%} of the digits guessed from their neighbours on the map"
        for name, share in agree.items()
    )
)
report(
    "digits guessed on the autoencoder's map",
    agree["autoencoder"],
    at_least={"mnist": 0.58, "stand-in": 0.45},
    format=".2f",
)

# %% [markdown]
# No label was used to draw this map. The colours were put on afterwards. Yet digits of a kind lie together, since similar pictures need similar codes. Zeros and ones lie far apart. Fours, sevens and nines overlap: two numbers are not enough to tell them apart.
#
# The decoder can draw any place of the map, also where no digit lies. So we lay a grid over it and let the decoder draw at each crossing:

# %%
steps = 14
low, high = np.percentile(places, [3, 97], axis=0)
grid_1, grid_2 = np.meshgrid(
    np.linspace(low[0], high[0], steps), np.linspace(high[1], low[1], steps)
)
drawn = answers(
    mapper.decoder, np.stack([grid_1.ravel(), grid_2.ravel()], axis=1).astype("float32")
)
sheet = drawn.reshape(steps, steps, 28, 28).swapaxes(1, 2).reshape(steps * 28, steps * 28)
fig, ax = plt.subplots(figsize=(5.6, 5.4), layout="constrained")
ax.imshow(
    np.round(15 * sheet) / 15,
    cmap="gray_r",
    vmin=0,
    vmax=1,
    extent=(low[0], high[0], low[1], high[1]),
    aspect="auto",
    interpolation="nearest",
)
ax.set(
    title="What the decoder draws at each place of the map",
    xlabel="first number of the code",
    ylabel="second number",
)
plots.show(
    fig,
    alt="A sheet of 14 by 14 images drawn by the decoder at evenly spaced places of the map. Digits change gradually from one into another; in between there are shapes that are no digit.",
)

# %% [markdown]
# Going across the sheet, one digit turns into another. On the way there are shapes that are none. **Holes** like these are no surprise: nobody ever asked the decoder to draw something sensible there. So an ordinary autoencoder is a poor artist. If you draw codes at random, you get many such in-betweens. A *variational* autoencoder is trained to have a map without holes. The next chapter goes another way.
#
# <details>
# <summary>What not to read from such a map</summary>
#
# Distances between islands and their sizes mean little. With another random start the islands lie elsewhere, and some have grown together. The axes have no meaning of their own, since any smooth bending of the map can be undone by the decoder. What is stable is who is whose neighbour.
#
# </details>

# %% [markdown] quiz="holes_in_the_map"

# %% [markdown]
# ## Denoising, with convolutions
#
# **In short.** Give the network noisy pictures as input and the *clean* ones as target, with fresh noise for each. It learns what digits look like, because that is the only way to tell noise from ink. Convolutions suit it well: noise is local, and so are strokes.
#
# The **convolutional autoencoder** halves height and width twice with convolutions of stride 2. On the way back it uses `Conv2DTranspose`, a convolution run backwards: each number of the small map paints a whole 3×3 patch into a map that is twice as wide.

# %%
convolutional = autoencoders.convolutional(seed=0)
for half in (convolutional.encoder, convolutional.decoder):
    for layer in half.layers:
        print(
            f"{half.name:8s} {type(layer).__name__:16s} {' × '.join(map(str, layer.output.shape[1:])):12s} {layer.count_params():6,d} weights"
        )

# %% [markdown]
# Its code has 7 × 7 × 16 = 784 numbers: as many as there are pixels! The door isn't narrow at all. It need not be, because here copying doesn't solve the task. **The noise is the door.** (And a network with fewer than 8,000 weights couldn't learn the pictures by heart.)


# %%
def with_noise(x, seed):
    """Adds noise with a standard deviation of 0.4 to every pixel and cuts to 0 and 1."""
    noise = np.random.default_rng(seed).normal(scale=0.4, size=x.shape)
    return np.clip(x + noise, 0, 1).astype("float32")


def blurred(x):
    """Mean of each pixel and its eight neighbours: what one does without a network."""
    padded = np.pad(x.reshape(-1, 28, 28), ((0, 0), (1, 1), (1, 1)))
    return (
        sum(padded[:, i : i + 28, j : j + 28] for i in range(3) for j in range(3)).reshape(
            len(x), 784
        )
        / 9
    )


noisy_test = with_noise(x_test, seed=1)
print(
    "the target of training is clean, the input is noisy; input and target differ:",
    bool(np.mean((noisy_test - x_test) ** 2) > 0.01),
)


# %% tags=["nbval-ignore-output"]
def images(x):
    """Flat images as the convolutional network takes them, (n, 28, 28, 1)."""
    return x.reshape(-1, 28, 28, 1)


x_clean = x_train[:12_000]
last_run = training.train(
    convolutional.model,
    images(with_noise(x_clean, seed=0)),
    images(x_clean),
    epochs=12 if SMALL else 4,
    batch_size=32 if SMALL else 64,
    learning_rate=5e-3,
    loss="binary_crossentropy",
    description="convolutional, noisy to clean",
)

# %%
some, noisy_some = x_test[:2_000], noisy_test[:2_000]
cleaned = {
    "noisy": noisy_some,
    "blurred": blurred(noisy_some),
    "32, untaught": answers(ours.model, noisy_some),
    "convolutional": answers(convolutional.model, images(noisy_some)).reshape(-1, 784),
}
shown_digits = [i for i in one_of_each if i < 2_000]
draw_rows(
    {"clean": some[shown_digits], **{name: x[shown_digits] for name, x in cleaned.items()}},
    "Four ways from noisy to clean",
    "Five rows of digits: clean; with strong noise; blurred, with grey spots all over; put through the autoencoder with 32 numbers, which was never taught to clean: smooth but often the wrong shape; and through the convolutional one that was taught: clean and nearly like the originals.",
)

# %% tags=["nbval-ignore-output"]
error_of = {name: squared_error(some, x) for name, x in cleaned.items()}
for name, error in error_of.items():
    print(f"{name:14s} squared error {error:.4f}")
report(
    "convolutional: error / error of the noisy images",
    error_of["convolutional"] / error_of["noisy"],
    at_most={"mnist": 0.2, "stand-in": 0.25},
    format=".3f",
)

# %%
print("blurring helps a little:", bool(error_of["blurred"] < error_of["noisy"]))
print("taught to clean is best: ", min(error_of, key=error_of.get) == "convolutional")

# %% [markdown]
# Look at the third way. Our 32-number network was never shown noise. It does remove some of it: there is no room for noise on the postcard. But it is also led astray. Its encoder reads the noise as if it meant something.
#
# **What goes wrong.** *Noisy input, noisy target*: then the network learns to copy, noise and all. *The same noise in every epoch* with few images: it learns the noise by heart. *Another noise* than in training, stripes for instance: it has learned to remove what you showed it, nothing else.

# %% [markdown] quiz="denoising_target"

# %% [markdown]
# ## Anomaly detection: an alarm with a threshold
#
# **In short.** Train on normal examples only. What comes back badly is suspicious. The threshold is set on *validation* data, its quality is measured on *test* data, and the ROC curve shows all thresholds at once.
#
# A machine sorts sheets. Only fives should arrive at this gate. We have thousands of fives, and no collection of everything that might come by mistake. That is the usual situation with broken machines, fraud, or rare diseases: plenty of normal cases, few of the others, and no two of those alike. So we train on fives only, with a narrow code of 8, and use the reconstruction error as a **score** of how strange a sheet is.

# %% tags=["nbval-ignore-output"]
normal_train, normal_validation = x_train[y_train == 5], x_validation[y_validation == 5]
guard = autoencoders.dense(8, hidden=(128,), seed=0)
last_run = training.train(
    guard.model,
    normal_train,
    normal_train,
    epochs=30 if SMALL else 15,
    batch_size=16 if SMALL else 64,
    learning_rate=3e-3,
    loss="binary_crossentropy",
    description="only fives",
)


# %%
def strangeness(x):
    """Mean squared error of the reconstruction, one number per image."""
    return np.mean((x - answers(guard.model, x)) ** 2, axis=1)


threshold = np.quantile(strangeness(normal_validation), 0.95)
alarm = strangeness(x_test) > threshold
is_five = y_test == 5
print(
    "few false alarms on validation, by construction:",
    bool(np.mean(strangeness(normal_validation) > threshold) <= 0.1),
)
print(
    "strangers raise the alarm far more often than fives:",
    bool(alarm[~is_five].mean() > 4 * alarm[is_five].mean()),
)

# %%
fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
score = strangeness(x_test)
bins = np.linspace(0, np.quantile(score, 0.995), 50)
ax.hist(score[is_five], bins, density=True, color=BLUE, alpha=0.7, label="fives")
ax.hist(
    score[~is_five],
    bins,
    density=True,
    color=ORANGE,
    alpha=0.6,
    hatch="//",
    edgecolor="white",
    label="other digits",
)
ax.axvline(threshold, color="black", ls="--", label="threshold: 5 % of validation fives lie above")
ax.set(
    title="How strange the test images are",
    xlabel="reconstruction error",
    ylabel="how often (density)",
)
ax.legend()
plots.show(
    fig,
    alt="Two histograms of the reconstruction error on test images. Fives lie at low errors, other digits mostly at higher ones, with some overlap. A dashed threshold cuts off the upper end of the fives.",
)

# %% [markdown]
# The threshold was set with validation *fives* alone: "of normal sheets I accept 5 % false alarms." No stranger was needed for that, and no test image. What it is worth is now measured on the test images, with two rates:
#
# - **false positive rate**: which share of the fives raises the alarm?
# - **true positive rate**: which share of the strangers is caught?
#
# Another threshold would trade one for the other. Let it run from high to low and draw both rates: the **ROC curve**. The area below it, **AUC**, is a figure for the score as a whole: the chance that a stranger gets a higher score than a five. 0.5 is guessing.

# %%
scores = {
    "autoencoder, code of 8": (score, BLUE, "-"),
    "distance to the mean five": (
        np.mean((x_test - normal_train.mean(axis=0)) ** 2, axis=1),
        ORANGE,
        ":",
    ),
}
fives_mean = normal_train.mean(axis=0)
fives_directions = principal_directions(normal_train)[:, :8]
fives_pca = fives_mean + (x_test - fives_mean) @ fives_directions @ fives_directions.T
scores["PCA, 8 components"] = (
    np.mean((x_test - np.clip(fives_pca, 0, 1)) ** 2, axis=1),
    GREEN,
    "--",
)

fig, ax = plt.subplots(figsize=(5.6, 4.6), layout="constrained")
for name, (values, colour, style) in scores.items():
    false_alarms, caught, _ = roc_curve(~is_five, values)
    ax.plot(100 * false_alarms, 100 * caught, style, color=colour, lw=2, label=name)
ax.plot([0, 100], [0, 100], color="gray", lw=1, label="guessing")
ax.plot(
    100 * alarm[is_five].mean(), 100 * alarm[~is_five].mean(), "ko", ms=8, label="our threshold"
)
ax.set(
    title="ROC curves: strangers among fives",
    xlabel="fives that raise the alarm (%)",
    ylabel="strangers that are caught (%)",
)
ax.grid(alpha=0.3)
ax.legend(loc="lower right", fontsize="small")
plots.show(
    fig,
    alt="Three ROC curves: strangers caught against fives that raise the alarm. The autoencoder's lies nearest to the upper left corner, PCA's just below it, the distance to the mean five clearly lower. A dot on the autoencoder's curve marks our threshold at about 5 per cent false alarms.",
)

# %% tags=["nbval-ignore-output"]
area = {name: roc_auc_score(~is_five, values) for name, (values, _, _) in scores.items()}
for name, value in area.items():
    print(f"AUC {value:.3f}  {name}")
print(
    f"at our threshold: {alarm[is_five].mean():.1%} of the fives raise the alarm, {alarm[~is_five].mean():.1%} of the strangers are caught"
)
report(
    "area under the ROC curve",
    area["autoencoder, code of 8"],
    at_least={"mnist": 0.95, "stand-in": 0.97},
    format=".3f",
)

# %%
best = max(area.values())
print(
    "the autoencoder is the best of the three, or within 0.01 of it:",
    bool(area["autoencoder, code of 8"] >= best - 0.01),
)
print(
    "both beat the distance to the mean five:",
    bool(
        min(area["autoencoder, code of 8"], area["PCA, 8 components"])
        > area["distance to the mean five"]
    ),
)

# %% [markdown]
# Compare the curves before you praise the network. PCA with as many numbers comes close. It needs no training and should always be tried first.
#
# **What goes wrong.** The method rests on a hope: "what is strange is hard to draw." It can fail:

# %% tags=["nbval-ignore-output"]
blank = strangeness(np.zeros((1, 784), "float32"))[0]
print(
    f"strangeness of an empty sheet {blank:.4f}, of a typical five {np.median(strangeness(normal_validation)):.4f}, threshold {threshold:.4f}"
)

# %% [markdown]
# An empty sheet isn't a five, and yet it passes the gate with a better mark than most fives. There is hardly anything on it that could be drawn wrongly. **Easy is not the same as normal.** In the same way a network trained on all digits but 1 gives ones *smaller* errors than the digits that it knows. We tried: the AUC was 0.43, worse than guessing. Other ways to fail: strangers among the training images, which the network then learns too; a code so wide that it can draw anything; and a threshold chosen on the very test images that it is then praised for.

# %% [markdown] quiz="where_the_threshold_comes_from"

# %% [markdown]
# ## Restricted Boltzmann machines: not an autoencoder
#
# **In short.** A restricted Boltzmann machine (RBM) is a *probability model*. It gives every picture an energy: low for likely ones, high for unlikely ones. It has no decoder and no reconstruction loss. What it shares with an autoencoder is the look: pixels on one side, hidden units on the other, and weights in between.
#
# You will read that RBMs are "a popular type of autoencoder". Put them side by side:
#
# | | autoencoder | RBM |
# |---|---|---|
# | what it is | a function: input → code → output | a probability for each picture |
# | units | numbers, computed | 0 or 1, **drawn at random** |
# | weights | one set down, another set up | one set, used both ways |
# | trained to | give back its input | make the training pictures likely |
# | can do by itself | encode, decode | draw new pictures, complete parts, compare how likely two pictures are |
#
# **A picture for it.** An autoencoder is a pair of friends with postcards. An RBM is a choir. Below stand the pixels, above the hidden units, and each hidden unit is tied by strings to all the pixels. A taut string says "we like to stand up together" or "never both". The energy is the tension in all the strings. The choir shifts about, up, down, up, down, and settles where the tension is low. Clamp some of the pixels and the rest of the choir arranges itself around them.
#
# $$E(v, h) = -\,a \cdot v \;-\; b \cdot h \;-\; v\,W h \qquad\qquad p(v, h) = \frac{e^{-E(v, h)}}{Z}$$
#
# - $v$ are the **visible units**, the pixels, each 0 or 1; $h$ are the **hidden units**, each 0 or 1;
# - $W$ holds the weights between the two sides. *Restricted* means: there are none within a side;
# - $a$ and $b$ are the biases of the two sides;
# - $Z$ is the sum of $e^{-E}$ over all patterns. With 784 pixels nobody can compute it.
#
# Without strings within a side, all hidden units can be drawn at once when the pixels are known, and the other way round. And there they are, the neurons of chapter 1:
#
# $$p(h_j = 1 \mid v) = \sigma\bigl(b_j + \textstyle\sum_i v_i W_{ij}\bigr) \qquad\qquad p(v_i = 1 \mid h) = \sigma\bigl(a_i + \textstyle\sum_j W_{ij} h_j\bigr)$$
#
# Drawing back and forth like this is called **Gibbs sampling**. Do it long enough, and patterns come up as often as their probability says. Believe it? With 4 pixels and 3 hidden units we can list all 128 patterns, compute $Z$, and check. `helpers.rbm` has the machine, about a hundred lines of NumPy:

# %%
tiny = rbm.RBM(4, 3)
tiny_random = np.random.default_rng(8)
tiny.weights = tiny_random.normal(scale=2, size=(4, 3))
tiny.visible_bias, tiny.hidden_bias = tiny_random.normal(size=4), tiny_random.normal(size=3)

all_v = np.array(list(np.ndindex(2, 2, 2, 2)), dtype=float)  # all 16 pictures
all_h = np.array(list(np.ndindex(2, 2, 2)), dtype=float)
energies = np.array([[tiny.energy(v, h) for h in all_h] for v in all_v])
p_exact = np.exp(-energies).sum(axis=1) / np.exp(-energies).sum()

v = np.zeros((4_000, 4))
for _ in range(40):
    v = rbm.draw(tiny.gibbs(v, 1, tiny_random), tiny_random)
counts = np.bincount(v.astype(int) @ [8, 4, 2, 1], minlength=16) / len(v)

fig, ax = plt.subplots(figsize=(7.4, 3.2), layout="constrained")
ax.bar(np.arange(16) - 0.2, 100 * p_exact, 0.4, color=BLUE, label="exact, from the energies")
ax.bar(
    np.arange(16) + 0.2,
    100 * counts,
    0.4,
    color=ORANGE,
    hatch="//",
    edgecolor="white",
    label="counted in 4,000 Gibbs samples",
)
ax.set_xticks(range(16), ["".join(f"{int(bit)}" for bit in v_) for v_ in all_v], rotation=60)
ax.set(
    title="A tiny machine: 16 pictures of four pixels", xlabel="picture", ylabel="probability (%)"
)
ax.legend()
plots.show(
    fig,
    alt="Pairs of bars for the 16 pictures of four pixels: their exact probability and how often they came up in 4,000 Gibbs samples. The bars of each pair are nearly equal.",
)

print(
    "free energy in closed form = sum over all hidden patterns:",
    bool(np.allclose(np.exp(-tiny.free_energy(all_v)), np.exp(-energies).sum(axis=1))),
)
print("samples come up as often as they should:", bool(np.abs(counts - p_exact).max() < 0.03))

# %% [markdown]
# The check speaks of the **free energy** $F(v)$: the energy of a picture with all its hidden patterns taken together, $e^{-F(v)} = \sum_h e^{-E(v,h)}$. It can be written in one line, and it is what we compare pictures by, since $Z$ cancels:
#
# $$F(v) = -\,a \cdot v - \sum_j \ln\bigl(1 + e^{\,b_j + \sum_i v_i W_{ij}}\bigr) \qquad\qquad \ln\frac{p(v)}{p(v')} = F(v') - F(v)$$

# %% [markdown] quiz="what_an_rbm_is"

# %% [markdown]
# ## Contrastive divergence
#
# **In short.** To make the training pictures likelier, strengthen what the machine does with *them*, and weaken what it does with pictures that it has *dreamt*. A true dream would take very long, so contrastive divergence starts at a training picture and dreams for just $k$ rounds.
#
# The slope of the log-likelihood has a beautiful form:
#
# $$\frac{\partial \ln p(v)}{\partial W_{ij}} = \underbrace{\langle v_i h_j \rangle_\text{data}}_{\text{how often both are on, with the pictures}} - \underbrace{\langle v_i h_j \rangle_\text{model}}_{\text{how often, left to itself}}$$
#
# The first part is easy. The second needs samples of the machine itself, hence Gibbs sampling until it has forgotten where it began. G. Hinton's shortcut from 2002, **CD-k**: start at the picture, make $k$ rounds, and take what you have. This isn't the gradient of anything. Is it any good? In the tiny machine we can compute the true slope, and compare directions:


# %%
def true_slope(machine, pictures):
    """Slope of the mean log-likelihood by the weights, from all 16 pictures."""
    p = np.exp(-machine.free_energy(all_v))
    p /= p.sum()
    with_data = pictures.T @ machine.hidden_probabilities(pictures) / len(pictures)
    return with_data - (all_v * p[:, None]).T @ machine.hidden_probabilities(all_v)


def cosine(one, other):
    """1 for the same direction, 0 at right angles, -1 for opposite ones."""
    return np.sum(one * other) / np.linalg.norm(one) / np.linalg.norm(other)


pictures = np.tile(all_v[[3, 12, 15]], (2_000, 1))  # three pictures, many copies: little noise
truth = true_slope(tiny, pictures)
rounds = (1, 2, 5, 10, 30)
agreement = [
    cosine(rbm.contrastive_divergence(tiny, pictures, k, np.random.default_rng(0))[0], truth)
    for k in rounds
]

fig, ax = plt.subplots(figsize=(6, 3.3), layout="constrained")
ax.semilogx(rounds, agreement, "o-", color=BLUE, lw=2)
ax.axhline(1, color="gray", lw=1)
ax.text(1, 1.012, "the true direction", color="gray", fontsize=9)
ax.set(
    title="The more rounds, the nearer to the true slope",
    xlabel="rounds k",
    ylabel="cosine with the true slope",
    ylim=(min(agreement) - 0.1, 1.06),
)
ax.set_xticks(rounds, [str(k) for k in rounds])
ax.minorticks_off()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Cosine between the step of CD-k and the true slope against the number of rounds k. It is clearly positive at k = 1 and comes close to 1 from k = 5 on.",
)

print(
    "CD-1 points uphill:",
    bool(agreement[0] > 0),
    "  CD-30 almost along the true slope:",
    bool(agreement[-1] > 0.98),
)
print("more rounds are nearer:", bool(agreement[0] < agreement[2] < agreement[-1]))

# %% [markdown]
# Good enough to walk by. We train 128 hidden units on 12,000 digits, with three rounds. Grey pixels are taken as probabilities of ink.

# %% tags=["nbval-ignore-output"]
machine = rbm.RBM(784, 128, seed=0)
history = rbm.fit(machine, x_train[:12_000], epochs=25 if SMALL else 10, k=3, learning_rate=0.05)

# %% [markdown]
# Beware of the figure behind the bar. The reconstruction error falls, and CD doesn't minimize it. A machine that hardly moves from where it is put also has a low reconstruction error. Better questions are: does it find digits likelier than other pictures? And: which digits' pixels does it know how to complete?

# %%
shuffle_pixels = np.random.default_rng(0)
few = x_test[:300]
shuffled = shuffle_pixels.permuted(few, axis=1)  # the same ink, in no order
energy_of = {
    "test digits": machine.free_energy(few),
    "upside down": machine.free_energy(few.reshape(-1, 28, 28)[:, ::-1].reshape(-1, 784)),
    "pixels shuffled": machine.free_energy(shuffled),
}
fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
for (name, values), colour, hatch in zip(
    energy_of.items(), (BLUE, GREEN, ORANGE), (None, "..", "//")
):
    ax.hist(
        values,
        np.linspace(
            min(v.min() for v in energy_of.values()), max(v.max() for v in energy_of.values()), 60
        ),
        color=colour,
        alpha=0.6,
        hatch=hatch,
        edgecolor="white",
        label=name,
    )
ax.set(title="Free energy: low means likely", xlabel="free energy", ylabel="images (of 300)")
ax.legend()
plots.show(
    fig,
    alt="Histograms of the free energy of 300 test digits, of the same digits upside down and of the same digits with their pixels shuffled. The digits lie lowest, upside-down ones higher with some overlap, shuffled ones far to the right.",
)

print(
    "digits are likelier than their shuffled pixels, for how many of 300:",
    int(np.sum(energy_of["test digits"] < energy_of["pixels shuffled"])),
)
print(
    "on the average likelier than upside down:",
    bool(energy_of["test digits"].mean() < energy_of["upside down"].mean()),
)

# %% [markdown]
# ## Filters and reconstructions
#
# **In short.** Each hidden unit's weights form a picture of what it likes and dislikes. One walk up and down gives a reconstruction, although nobody trained for one.

# %%
strongest = np.argsort(-np.linalg.norm(machine.weights, axis=0))[:24]
plots.filters(
    machine.weights[:, strongest].reshape(28, 28, 1, 24),
    title="What 24 hidden units like (orange) and dislike (blue)",
    columns=12,
    alt="Twenty-four filters of 28 by 28 weights of the restricted Boltzmann machine. Most show strokes or blobs in orange beside blue ones, in different places; the rim is white.",
)

# %%
draw_rows(
    {
        "input": ten,
        "RBM, up and down": machine.reconstruct(ten),
        "autoencoder, 32": answers(ours.model, ten),
    },
    "Reconstructions by a machine that wasn't trained for them",
    "Three rows of ten digits: inputs, reconstructions by the restricted Boltzmann machine, and by the autoencoder with 32 numbers. All can be recognised.",
)
print(
    "up and down gives the digits back better than the mean image:",
    bool(
        squared_error(x_test, machine.reconstruct(x_test)) < 0.4 * squared_error(x_test, mean_image)
    ),
)

# %% [markdown]
# Strokes, ends of strokes, "ink here and none beside it". Together 128 such opinions pin a digit down. Don't compare the two lower rows too closely: the machine has 128 hidden units, the autoencoder 32 numbers, and only one of them was trained for this.

# %% [markdown]
# ## Filling in missing pixels
#
# **In short.** Clamp the pixels that you know, and let the machine draw the others, again and again. One trained machine completes *any* gap. With scattered gaps it is far better than guessing the mean. With half of the picture gone it makes a digit, though not always the right one.

# %%
gaps = {
    "every second pixel": np.random.default_rng(0).random((28, 28)) > 0.5,
    "a bar": np.ones((28, 28), bool),
    "the lower half": np.ones((28, 28), bool),
}
gaps["a bar"][12:17] = False
gaps["the lower half"][14:] = False
gaps = {name: known.ravel() for name, known in gaps.items()}

completed, holes = {}, {}
for name, known in gaps.items():
    completed[name] = machine.fill_in(few, known, steps=60, random=np.random.default_rng(0))
    holes[name] = np.where(known, few, 0.5)

shown = [i for i in one_of_each if i < 300][:10]
rows = {"whole": few[shown]}
for name in gaps:
    rows[f"{name} missing"] = holes[name][shown]
    rows["filled in" + " " * len(rows)] = completed[name][shown]
draw_rows(
    rows,
    "Three kinds of gaps (grey), and how the machine fills them",
    "Seven rows of digits: whole; with every second pixel missing and filled in; with a bar across the middle missing and filled in; with the lower half missing and filled in. Scattered gaps are filled almost perfectly, the bar mostly well, the lower half with strokes that often belong to another digit.",
)
print(
    "known pixels stay as they are:",
    all(np.array_equal(completed[name][:, known], few[:, known]) for name, known in gaps.items()),
)

# %% tags=["nbval-ignore-output"]
better_than_mean = {}
for name, known in gaps.items():
    machine_error = squared_error(few[:, ~known], completed[name][:, ~known])
    mean_error = squared_error(few[:, ~known], mean_image[~known])
    better_than_mean[name] = machine_error / mean_error
    print(
        f"{name:20s} squared error on the missing pixels {machine_error:.4f}, with the mean image {mean_error:.4f}: {better_than_mean[name]:.0%}"
    )
report(
    "every second pixel missing: error / error of the mean image",
    better_than_mean["every second pixel"],
    at_most={"mnist": 0.38, "stand-in": 0.3},
    format=".2f",
)

# %%
print(
    "better than the mean image for scattered gaps and for the bar:",
    bool(better_than_mean["every second pixel"] < 0.8 and better_than_mean["a bar"] < 0.8),
)
print(
    "the larger the gap, the smaller the gain:",
    bool(
        better_than_mean["every second pixel"]
        < better_than_mean["a bar"]
        < better_than_mean["the lower half"]
    ),
)

# %% [markdown]
# **Be fair about the lower half.** There the squared error is no better than that of the mean image. The upper half of a digit leaves several ways to go on. The mean image hedges its bets with grey fog, which costs little. The machine commits itself to one way, which costs a lot when it is the wrong one. Judge by what you need: a small error, or a picture that could be real. And a method made for one fixed gap, such as a regression from the known pixels to the missing ones, does better there. The machine's strength is that it was trained once, and fills any gap.
#
# RBMs were stacked to start deep networks in 2006, when nobody knew how to train them from random weights. Today one rarely needs them for that. The ideas live on: energies, sampling, and models that *dream*.
#
# <details>
# <summary>What else can go wrong with an RBM</summary>
#
# - **Learning rate too large**: weights explode, all hidden units are on for every picture. Look at a histogram of the hidden probabilities.
# - **Unscaled pixels**: a "probability" of 255 makes no sense; `helpers.rbm.fit` refuses.
# - **Chains that don't mix**: starting at a picture, a few rounds stay near it, so the machine never learns about far-away dreams that it should unlearn. CD-1 suffers most. *Persistent* CD keeps its dreams going from step to step.
# - **Reading the reconstruction error as the goal**: see above.
#
# </details>

# %% [markdown] quiz="which_gap_is_hard"

# %% [markdown]
# ## What to take with you
#
# - An **autoencoder** learns to give back its input through a narrow door. The target is the input; labels aren't needed. Encoder and decoder are two models. Build them so.
# - **Binary cross-entropy on grey pixels has a floor above 0**; judge by the squared error. A loss below 0 means unscaled pixels.
# - A **compression factor** counts bytes, says what is lost, and stands beside what *zip* does without loss. A **linear code** has no dead units, and with a rising and falling learning rate a few epochs do as much as fifty.
# - **PCA is the best linear autoencoder.** Draw its line first; bends must earn their keep.
# - It is **specific to its data**. That is a weakness for compression and the idea behind **anomaly detection**: normal data to train, *validation* data for the threshold, test data to judge, ROC and AUC for all thresholds. Easy isn't normal.
# - **Denoising**: noisy in, clean target, fresh noise. Then the door needn't be narrow.
# - A code of two numbers is a **map**, with holes.
# - A **restricted Boltzmann machine** isn't an autoencoder. It is a probability over pictures, trained by contrastive divergence, and fills in what is missing.
#
# **Can you say it in your own words?** Explain to somebody, with a postcard in your hand, why what comes back from a noisy drawing is clean, and why what comes back from a house is no house.
#
# Every word of this chapter is in the [glossary](../glossary.ipynb), and [chapter 11](../11_final_quiz/11_final_quiz_lesson.ipynb) asks it all back.
#
# Now it's your turn: [the exercises](06_autoencoder_exercises.ipynb). You will build a deep autoencoder in three parts, set an alarm by what mistakes cost, work out an RBM whose units are −1 and +1, and restore damaged digits.
