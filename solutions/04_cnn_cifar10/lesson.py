# %% [markdown]
# # 4 · Photographs in ten classes
#
# **In one paragraph.** Digits are black on white, stand upright in the middle, and have one colour. Photographs have none of these graces. A cat may be grey or ginger, cut off at the ear, seen from behind. The network of chapter 3, which reads 99 % of all digits, gets two thirds of small photographs right. In this chapter we find out what holds it back, and mend it. Four things are usually done about it. **Augmentation** shows every photograph in many versions. **Batch normalization** keeps the numbers inside the network at a good size. A **learning-rate schedule** takes long steps first and short ones at the end. **Label smoothing** keeps the network from being too sure. None of them needs a larger computer: the better network is trained in the time that the old one took. And at the end we measure what each of the four did, with a surprise.
#
# **A picture to keep in mind.** A child learns animals from one picture book. After a week it knows every page. Does it know animals? It knows that the page with the jam stain is the cat. Show it the neighbour's cat, and it says nothing. What would you do? Hold the book up to a mirror, and cover a different edge of the page each evening, so that the stain is no help. That is augmentation. When several people read to the child, one whispering and one shouting, ask them all to speak at room volume: batch normalization. Correct it a lot in the beginning, and only gently when it is nearly right, or it will start to waver: the schedule. And never let it say "that is a cat, and I will bet my life on it". "I'm fairly sure" is good enough, and leaves room to learn: label smoothing.
#
# **After this chapter you can**
#
# - say what a convolution does with three colours, and count its weights;
# - read from two curves whether a network is too weak or knows its examples by heart;
# - augment images, and tell which changes keep the label and which don't;
# - work out batch normalization by hand, in training and in inference;
# - say what a schedule and smoothed labels do, and why losses with them can't be compared with losses without;
# - compare two trainings honestly: same data, same machine, same time.
#
# You need [chapter 3](../03_cnn_mnist/03_cnn_mnist_lesson.ipynb): convolution, pooling, training, validation and test. Each section begins with its gist, marked **In short**. Boxes that fold out are for a second reading. Words are explained in the [glossary](../glossary.ipynb).

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from helpers import data, photos, plots, report, results, training

BLUE, ORANGE, GREEN, PINK = (plots.COLOURS[i] for i in (0, 5, 2, 3))

# %% [markdown]
# ## The data: sixty thousand small photographs
#
# **In short.** **CIFAR-10** has 50,000 photographs to learn from and 10,000 to be tested on, 32×32 pixels in colour, in ten classes of equal size.
#
# If the next line says *stand-in*, there was no CIFAR-10 on this machine and no network. Then you work with small pieces of ten large photographs, and the class is the photograph that a piece comes from. Everything runs on both. Figures in the text are those of CIFAR-10. If it says *JPEG copy*, the photographs have gone through a compression that loses a little, and results are a little lower than those in books.

# %% tags=["nbval-ignore-output"]
cifar = data.load("cifar10")

# %%
two_each = [np.flatnonzero(cifar.y_train == c)[:2] for c in range(10)]
shown = np.array(two_each).T.ravel()
plots.images(
    cifar.x_train[shown],
    [cifar.class_names[c] for c in cifar.y_train[shown]],
    title="Two photographs of each class",
    columns=10,
    alt="Twenty photographs of 32 by 32 pixels in two rows, two of each of the ten classes, each with the name of its class.",
)

print("one photograph:", cifar.x_train.shape[1:], cifar.x_train.dtype)
print("classes:", len(cifar.class_names))
shares = np.bincount(cifar.y_train) / len(cifar.y_train)
print("each class is about a tenth:", bool(np.all(np.abs(shares - 0.1) < 0.01)))

# %% [markdown]
# Guessing gets 10 % right. People get about 94 %: at this size some frogs look like leaves.
#
# To try things out we take **4,000 photographs to learn from and 1,000 to judge on**, both out of the training part. A run then takes seconds. The 10,000 test photographs stay in their drawer. Figures with *all* training photographs come from runs that were made beforehand (`make bench`), and are read from a file.

# %%
# The order is drawn; the classes keep their shares.
few = cifar.subset(train=min(5_000, len(cifar.y_train)), test=1)
n_few = 4 * len(few.y_train) // 5
x_few, y_few = few.x_train[:n_few], few.y_train[:n_few]
x_held, y_held = few.x_train[n_few:], few.y_train[n_few:]
print("four of five to learn from:", len(y_few) == 4 * len(y_held))

# %% [markdown]
# ## Three channels
#
# **In short.** A colour photograph is three grey ones: red, green and blue. A filter has a part for each, and what the three parts answer is added up. So a filter can see what no grey image shows.

# %%
twenty = cifar.x_train[shown].astype(float)
photo = cifar.x_train[shown[np.ptp(twenty, axis=-1).mean(axis=(1, 2)).argmax()]]  # a colourful one
fig, axes = plt.subplots(1, 4, figsize=(8.4, 2.5), layout="constrained")
axes[0].imshow(photo)
axes[0].set_title("photograph")
for ax, channel, name in zip(axes[1:], range(3), ("red", "green", "blue")):
    ax.imshow(photo[:, :, channel], cmap="gray", vmin=0, vmax=255)
    ax.set_title(f"channel {channel}: {name}")
for ax in axes:
    ax.set(xticks=[], yticks=[])
fig.suptitle("One photograph is three grey images")
fig.supxlabel("bright means: much of this colour", fontsize=8, color="#555555")
plots.show(
    fig,
    alt="A photograph and its three channels as grey images: red, green and blue. The three look alike, but not the same.",
)

# %% [markdown]
# In formulas, the sum of chapter 3 gets one more index, $c$, which goes over the channels:
#
# $$y_{i,j} = b + \sum_{c} \sum_{u,v} w_{u,v,c}\; x_{i+u,\,j+v,\,c}$$
#
# - $x$ is the image, $x_{i+u,\,j+v,\,c}$ the number in row $i+u$, column $j+v$, channel $c$;
# - $w$ is **one** filter, 3×3×3 numbers here, and $b$ its bias;
# - $y$ is one map. It has no colours any more. Thirty-two filters give thirty-two maps, and these are the **channels** of the next layer.
#
# Does colour matter? Here is a red disc on green, both equally bright. Turn it grey, and the disc is gone. A filter that takes red and subtracts green sees its rim and its inside:

# %%
rows, columns = np.mgrid[:32, :32]
inside = (rows - 15.5) ** 2 + (columns - 15.5) ** 2 < 90
scene = np.zeros((32, 32, 3), "float32")
scene[..., 0], scene[..., 1] = np.where(inside, 0.7, 0.2), np.where(inside, 0.2, 0.7)
red_minus_green = np.zeros((3, 3, 3), "float32")
red_minus_green[:, :, 0], red_minus_green[:, :, 1] = 1 / 9, -1 / 9


def convolve_colours(image, kernel, bias=0.0):
    """Convolution of one image with one filter: all channels add up.

    Args:
        image: float (height, width, channels).
        kernel: float (k, k, channels).
        bias: added everywhere.

    Returns:
        float (height - k + 1, width - k + 1).
    """
    k = len(kernel)
    height, width, _ = image.shape
    answer = np.full((height - k + 1, width - k + 1), bias)
    for i in range(answer.shape[0]):
        for j in range(answer.shape[1]):
            answer[i, j] += np.sum(image[i : i + k, j : j + k] * kernel)
    return answer


found = convolve_colours(scene, red_minus_green)
fig, axes = plt.subplots(1, 3, figsize=(8.2, 2.9), layout="constrained")
axes[0].imshow(scene)
axes[0].set_title("scene")
axes[1].imshow(scene.mean(axis=2), cmap="gray", vmin=0, vmax=1)
axes[1].set_title("the same in grey")
axes[2].imshow(found, cmap="PuOr_r", vmin=-0.6, vmax=0.6)
axes[2].set_title("red minus green")
for ax in axes:
    ax.set(xticks=[], yticks=[])
fig.suptitle("What colour knows and grey doesn't")
fig.supxlabel(
    "right: orange where the filter answers with more than 0", fontsize=8, color="#555555"
)
plots.show(
    fig,
    alt="Three images: a red disc on green; the same in grey, an even area without a disc; and the map of the filter red minus green, orange inside the disc and violet outside.",
)

layer = layers.Conv2D(1, 3)
layer.build((None, 32, 32, 3))
layer.set_weights([red_minus_green[..., None], np.zeros(1)])
print("grey shows nothing:", bool(np.ptp(scene.mean(axis=2)) < 1e-6))
print(
    "equal to Keras:",
    bool(np.allclose(keras.ops.convert_to_numpy(layer(scene[None]))[0, ..., 0], found, atol=1e-5)),
)
print("weights of Conv2D(32, 3) on colours:", 3 * 3 * 3 * 32, "+", 32, "=", 3 * 3 * 3 * 32 + 32)

# %% [markdown]
# ## The textbooks' exercise
#
# **In short.** The network of chapter 3 with three convolutions, on photographs: ten epochs, batches of 64. It learns slowly, and then begins to learn its photographs by heart.
#
# This is the hands-on exercise of many introductions. It is printed about like this:
#
# ```python
# model = keras.Sequential([
#     layers.Conv2D(32, (3, 3), activation="relu", input_shape=(32, 32, 3)),
#     layers.MaxPooling2D((2, 2)),
#     layers.Conv2D(64, (3, 3), activation="relu"),
#     layers.MaxPooling2D((2, 2)),
#     layers.Conv2D(64, (3, 3), activation="relu"),
#     layers.Flatten(),
#     layers.Dense(64, activation="relu"),
#     layers.Dense(10, activation="softmax"),
# ])
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train / 255.0, y_train, epochs=10, batch_size=64, validation_split=0.2)
# ```
#
# (`input_shape=` on a layer warns in Keras 3. Ours starts with `keras.Input`. Nothing else is changed.)

# %%
printed = photos.printed(seed=0)
print(f"{'layer':16s}{'output':>16s}{'weights':>10s}")
for one in printed.layers:
    size = "×".join(str(n) for n in one.output.shape[1:])
    print(f"{type(one).__name__:16s}{size:>16s}{one.count_params():10,d}")
print(f"{'together':16s}{'':16s}{printed.count_params():10,d}")

# %% tags=["nbval-ignore-output"]
printed.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
by_the_book = printed.fit(
    data.images_to_float(x_few),
    y_few,
    epochs=10,
    batch_size=64,
    validation_data=(data.images_to_float(x_held), y_held),
    verbose=0,
)
last = {name: values[-1] for name, values in by_the_book.history.items()}
print(f"on the photographs that it learns from: {last['accuracy']:.0%} right")
print(f"on others:                              {last['val_accuracy']:.0%} right")

# %%
plots.learning_curves(
    by_the_book,
    metric="accuracy",
    title="The printed network on a few thousand photographs",
    alt="Accuracy against epochs: solid on the photographs that it learns from, dashed on others. Both rise; towards the end the solid line is above the dashed one.",
)

# %% [markdown]
# Two curves, and the distance between them is the diagnosis:
#
# | training photographs | other photographs | what is wrong | what helps |
# |---|---|---|---|
# | bad | as bad | too weak, or not trained long enough (**underfitting**) | a larger network, more epochs, another learning rate |
# | good | much worse | knows its examples by heart (**overfitting**) | more examples, or more versions of them; less freedom |
# | good | nearly as good | nothing | stop here |
#
# With 4,000 photographs it is a bit of both. After ten epochs the solid curve is still low and rising: this network learns slowly. And towards the end the dashed one no longer follows: it has begun to learn by heart. Training it longer would mend the first and worsen the second. With all photographs, as printed (40,000 to learn from, 10,000 held out), it gets further:

# %%
stored = results.load("cifar_cnn")
bench = {row["recipe"]: row for row in stored["rows"]}


def in_words(row):
    """Accuracy with its uncertainty, and time, of a row of the bench."""
    a = row["test_accuracy"]
    error = 200 * np.sqrt(a * (1 - a) / 10_000)
    return f"{100 * a:.1f} % ± {error:.1f} of 10,000 test photographs, {row['seconds']:.0f} s"


print(f"data: {stored['settings']['data']}, {stored['machine']['cores']} processor cores")
print("as printed:", in_words(bench["as printed"]))

# %% [markdown]
# About two thirds. The printed code has no mistake in it. But four things could be done better, and each is a section of its own below. Which are they? Have a guess before you read on.

# %% [markdown] quiz="what_the_gap_says"

# %% [markdown]
# ## Augmentation: new photographs for nothing
#
# **In short.** A mirrored cat is a cat, and so is one that sits three pixels further left. Draw such a change anew each time a photograph is shown, and the network never sees quite the same one twice. It has nothing to learn by heart.

# %%
versions = photos.augment(np.repeat(photo[None], 15, axis=0), np.random.default_rng(3), most=3)
plots.images(
    np.concatenate([photo[None], versions]),
    ["as it is"] + ["" for _ in versions],
    title="One photograph, and fifteen versions of it",
    columns=8,
    alt="Sixteen images of the same photograph. The first is as it is; the others are moved by a few pixels, with black margins, and about half of them are mirrored left to right.",
)

print("mirrored or not, moved by -3 … 3 down and right:", 2 * 7 * 7, "versions of each")

# %% [markdown]
# `helpers.photos.augment` does it in NumPy for a whole batch, while the network works on the batch before. Nothing is stored. And only *training* photographs are changed: validation and test stand for what will really come.
#
# **Which changes are allowed?** Those that leave the label as it is. That depends on the data, not on the method:
#
# | change | photographs of animals and vehicles | digits | X-rays of the chest |
# |---|---|---|---|
# | move by a few pixels | yes | yes | yes |
# | mirror left to right | yes | **no**: no digit is a mirrored 3 | **no**: the heart is on the left |
# | upside down | **no**: nobody meets a horse like that | **no**: 6 and 9 | **no** |
# | a little brighter or darker | yes | yes | careful: brightness says something |
# | other colours | careful: a ripe and an unripe tomato | – | – |
#
# Now the experiment. Our network (we will look at its parts later), a small version of it, learns from the same 4,000 photographs, once as they are and once augmented. All else is equal.

# %% tags=["nbval-ignore-output"]
small = {"widths": (16, 32, 64)}
same = {
    "epochs": 12,
    "batch_size": 64,
    "learning_rate": 4e-3,
    "validation": (x_held, y_held),
}
plain_network = photos.build(**small)
plain = photos.fit(plain_network, x_few, y_few, most=None, description="as they are", **same)
network = photos.build(**small)
augmented = photos.fit(network, x_few, y_few, most=3, description="augmented", **same)

for name, history in {"as they are": plain, "augmented": augmented}.items():
    gap = history.history["accuracy"][-1] - history.history["val_accuracy"][-1]
    print(f"gap, {name}: {100 * gap:.0f} points")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.6), layout="constrained", sharey=True)
for ax, history, title in (
    (left, plain, "photographs as they are"),
    (right, augmented, "mirrored and moved"),
):
    plots.learning_curves(history, metric="accuracy", title=title, ax=ax)
fig.suptitle("The same network, the same photographs, twelve epochs")
plots.show(
    fig,
    alt="Two panels of accuracy against epochs, solid on training photographs and dashed on others. Left, without augmentation, the solid line rises far above the dashed one. Right, with augmentation, both rise together, with a much smaller gap.",
)

# %% [markdown]
# On the left the network ends up knowing practically every one of its photographs, and little more than half of the others. On the right it is several points better on those others, although it never reached the left one's marks at home. (Compare both with the printed network, which had the same photographs.)
#
# Note what augmentation did *not* do: the solid line is lower. Of course. The task has become harder, since the network has to know each photograph in 98 versions. **Augmentation takes time to pay.** In a short training it can even cost a little. The longer you train and the fewer photographs you have, the more it brings.
#
# <details>
# <summary>Other ways to augment</summary>
#
# - **Turning, zooming, shearing**: as moving, with other angles and sizes. Pixels have to be worked out between the old ones, which costs time.
# - **Light**: brightness, contrast, colour.
# - **Cutout**: a grey square somewhere in the image. The network can't rely on the ear alone.
# - **Mixup**: 70 % of a cat and 30 % of a ship, with the label "70 % cat, 30 % ship". It looks absurd and works well.
# - **At test time**: ask about the photograph and about its mirror image, and average both answers. That costs twice the time per answer, and isn't cheating, as the label isn't used.
#
# Keras has layers for many of them (`RandomFlip`, `RandomTranslation`, `RandomRotation`, `RandomContrast`, …), which work in training only. Put them first in the model.
#
# </details>

# %% [markdown] quiz="which_change_keeps_the_class"

# %% [markdown] quiz="when_to_augment"

# %% [markdown]
# ## Batch normalization: all at room volume
#
# **In short.** Each layer multiplies. If it multiplies by a little too much or too little, ten layers make a lot of it. Batch normalization brings every feature back to mean 0 and spread 1, and then lets the network choose a mean and a spread that it likes.
#
# First the disease. Here are ten layers with random weights and ReLU. The only difference between the three lines is the size of the weights:

# %%
random = np.random.default_rng(0)
start = random.normal(size=(256, 100))
spread = {}
for name, size in {"weights too small": 0.7, "about right": 1.0, "too large": 1.4}.items():
    h = start
    spread[name] = [h.std()]
    for _ in range(10):
        h = np.maximum(h @ random.normal(scale=size * np.sqrt(2 / 100), size=(100, 100)), 0)
        spread[name].append(h.std())
    h = start
    for _ in range(10):
        z = h @ random.normal(scale=size * np.sqrt(2 / 100), size=(100, 100))
        h = np.maximum((z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-3), 0)
        spread.setdefault(f"{name}, normalized", [start.std()]).append(h.std())

fig, ax = plt.subplots(figsize=(7.2, 3.7), layout="constrained")
for (name, values), (colour, marker) in zip(
    ((n, v) for n, v in spread.items() if "normalized" not in n),
    ((BLUE, "v"), (GREEN, "o"), (ORANGE, "^")),
):
    ax.semilogy(values, marker + "-", color=colour, label=name)
    ax.semilogy(spread[f"{name}, normalized"], marker + ":", color=colour, mfc="white")
ax.plot([], [], "k:", label="the same three, normalized")
ax.set(
    title="Ten layers deep: what becomes of the numbers",
    xlabel="layer",
    ylabel="spread of its numbers",
)
ax.legend()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Spread of the numbers against the layer, from 0 to 10, on a logarithmic axis. With weights too small it falls steadily to about a fiftieth, with weights too large it rises about fortyfold. With batch normalization all three lines stay together, flat.",
)

print(
    "too small:",
    f"{spread['weights too small'][-1]:.2f},",
    f"too large: {spread['too large'][-1]:.0f}",
)
print(
    "normalized, all within:",
    f"{max(spread[n][-1] for n in spread if 'norm' in n) - min(spread[n][-1] for n in spread if 'norm' in n):.2f}",
)

# %% [markdown]
# Good initial weights (the middle line; [chapter 2](../02_dnn/02_dnn_lesson.ipynb) has them) help at the start. But training changes weights. Batch normalization helps all the time. It is a layer, and it works on each feature for itself. Take a batch of rows:
#
# $$\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \qquad\qquad y = \gamma\,\hat x + \beta$$
#
# - $\mu$ and $\sigma^2$ are the **mean and variance of this feature over the batch**;
# - $\varepsilon$ is a small number (0.001), so that nobody divides by 0;
# - $\gamma$ and $\beta$ are the scale and the shift that the network **learns**, one of each per feature. They start as 1 and 0.
#
# **And if I ask about one photograph?** A batch of one has no spread. Besides, an answer must not depend on who else is being asked about. So the layer keeps a **moving mean** and a **moving variance** while it trains, and uses those in inference.


# %%
def normalize_rows(x, gamma, beta, epsilon=1e-3):
    """Batch normalization of rows of features, as in training.

    Args:
        x: float (n, features).
        gamma: float (features,), the learned scale.
        beta: float (features,), the learned shift.
        epsilon: keeps the root away from 0.

    Returns:
        float (n, features).
    """
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


batch = np.random.default_rng(1).normal([5.0, -2.0, 0.0], [3.0, 0.1, 1.0], size=(64, 3))
gamma, beta = np.array([1.0, 2.0, 0.5]), np.array([0.0, 1.0, 0.0])
by_keras = layers.BatchNormalization(momentum=0.9)
by_keras.build((None, 3))
by_keras.gamma.assign(gamma)
by_keras.beta.assign(beta)
in_training = keras.ops.convert_to_numpy(by_keras(batch, training=True))
one_row = keras.ops.convert_to_numpy(by_keras(batch[:1], training=False))

print(
    "equal to Keras in training:",
    bool(np.allclose(in_training, normalize_rows(batch, gamma, beta), atol=1e-4)),
)
moving = keras.ops.convert_to_numpy(by_keras.moving_mean)
print(
    "moving mean after one batch: 0.9 · 0 + 0.1 · mean:",
    bool(np.allclose(moving, 0.1 * batch.mean(axis=0), atol=1e-4)),
)
print(
    "one row by itself gets the same answer in inference:",
    bool(
        np.allclose(
            one_row, keras.ops.convert_to_numpy(by_keras(batch, training=False))[:1], atol=1e-5
        )
    ),
)
print("and another one than in training:", not np.allclose(one_row, in_training[:1], atol=0.1))

# %% [markdown]
# In a convolutional network one **channel** is one feature: one mean and one variance for a whole stack of maps, over all photographs and all places. That is your exercise. The order is convolution, batch normalization, ReLU. The convolution before it needs no biases, because the mean is subtracted anyway.
#
# **Why does it help?** Steps can be longer: a learning rate that would blow the plain network up is fine with it. And since each photograph's numbers depend a little on who else is in the batch, there is some noise, which makes learning by heart harder.
#
# <details>
# <summary>What can go wrong with it</summary>
#
# - **Tiny batches.** Mean and variance of four photographs are mostly chance. From about 16 on it is fine. Otherwise take layer normalization ([chapter 8](../08_transformer/08_transformer_lesson.ipynb)), which never looks at other examples.
# - **Forgotten `training=`.** Whoever writes a training loop by hand has to say `model(x, training=True)`. Without it the moving values are used, and never learned.
# - **Too short a training.** Keras keeps 99 % of the old moving values at each step (`momentum=0.99`). After 100 steps they still hold 37 % of what they began with. We take 0.9.
# - **Fine-tuning.** In a frozen layer it must stay in inference mode, or a few new photographs overwrite what many have taught (chapter 9).
#
# In inference a convolution and its batch normalization are two linear steps in a row. Programs that only answer fold them into one convolution with other weights. It then costs nothing.
#
# </details>

# %% [markdown] quiz="batch_norm_in_inference"

# %% [markdown] quiz="why_no_bias"

# %% [markdown]
# ## The schedule: long steps first, short ones at the end
#
# **In short.** A large learning rate gets you near the goal quickly, and then keeps you jumping around it. A small one would settle, but takes forever to get there. So begin large and end small.
#
# A batch of 128 photographs shows the slope only roughly. Here is the simplest model of that: walk down a parabola, and each time you ask for the slope you are told something wrong, by chance.

# %%
n_steps = 300
chance = np.random.default_rng(0).normal(size=(200, n_steps))  # the same for all three


def walk(rates):
    """Mean distance from the lowest point of a parabola, over 200 walks with noisy slopes."""
    place = np.full(200, 10.0)
    distances = []
    for step, rate in enumerate(rates):
        place = place - rate * (place + 4 * chance[:, step])
        distances.append(np.abs(place).mean())
    return np.array(distances)


warm_up_and_cosine = training.warm_up_and_cosine(0.3, n_steps)
plans = {
    "large all the time": np.full(n_steps, 0.3),
    "small all the time": np.full(n_steps, 0.006),
    "up, then down along a cosine": np.array(
        [float(warm_up_and_cosine(s)) for s in range(n_steps)]
    ),
}
distance = {name: walk(rates) for name, rates in plans.items()}

fig, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.6), layout="constrained")
for (name, rates), style, colour in zip(plans.items(), ("--", ":", "-"), (ORANGE, GREEN, BLUE)):
    left.plot(rates, style, color=colour, lw=2, label=name)
    right.semilogy(distance[name], style, color=colour, lw=2)
left.set(title="Three plans for the learning rate", xlabel="step", ylabel="learning rate")
left.legend(fontsize=8)
right.set(title="How far from the goal", xlabel="step", ylabel="mean distance (200 walks)")
right.grid(alpha=0.3)
plots.show(
    fig,
    alt="Left: three learning rates against the step: one large and constant, one small and constant, one that rises for the first tenth and then falls along half a cosine to 0. Right: the mean distance from the goal. The large rate gets near at once and then stays at the same distance; the small one comes closer slowly and ends further away; the third gets near as fast as the first and then ever nearer.",
)

print("at the end nearest to the goal:", min(distance, key=lambda name: distance[name][-1]))
print(
    "how much nearer than with the large rate:",
    f"{distance['large all the time'][-1] / distance['up, then down along a cosine'][-1]:.0f} times",
)

# %% [markdown]
# `training.warm_up_and_cosine(peak, steps)` is the plan that we used in chapter 3 already: for the first tenth of all steps the rate rises from a tenth of the peak to the peak $p$, then it falls along half a cosine,
#
# $$r(t) = \tfrac12\,p\,\bigl(1 + \cos(\pi\,t/T)\bigr)$$
#
# - $t$ counts the steps after the rise, $T$ is how many of them there are.
#
# The rise at the beginning (*warm-up*) is for the first steps, when weights are random, slopes are steep, and Adam hasn't seen enough of them to know how steep. One price has to be paid: **you have to say beforehand how long you train.** Stopping such a training halfway gives you a network that is still jumping.

# %% [markdown]
# ## Label smoothing: never bet your life
#
# **In short.** With a target of exactly 1 the network is never done: it could always be a bit surer. A target of 0.91 can be reached. The network stops pushing. What that is good for, and what not, we will see.
#
# Take a share $s$ of the target and give it in equal parts to all $C$ classes. With $s = 0.1$ and ten classes:

# %%
s, n_classes = 0.1, 10
target = (1 - s) * np.eye(n_classes)[3] + s / n_classes
p_right = np.linspace(0.3, 0.9999, 800)


def loss_of(p, smoothing):
    """Cross-entropy if the right class gets p and the nine others share the rest evenly."""
    rest = (1 - p) / (n_classes - 1)
    of_right, of_others = 1 - smoothing + smoothing / n_classes, smoothing / n_classes
    return -of_right * np.log(p) - (n_classes - 1) * of_others * np.log(rest)


fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.5), layout="constrained")
left.bar(range(n_classes), target, color=[ORANGE if c == 3 else BLUE for c in range(n_classes)])
left.set(
    title="Smoothed target of a photograph of class 3",
    xlabel="class",
    ylabel="target",
    xticks=range(n_classes),
)
for smoothing, style, colour in ((0.0, "--", ORANGE), (s, "-", BLUE)):
    losses = loss_of(p_right, smoothing)
    right.plot(p_right, losses, style, color=colour, lw=2, label=f"smoothing {smoothing:.1f}")
    lowest = losses.argmin()
    if smoothing:
        right.plot(p_right[lowest], losses[lowest], "o", color=colour, ms=8)
right.set(
    title="With smoothing, too sure costs something",
    xlabel="probability of the right class",
    ylabel="loss",
)
right.legend()
right.grid(alpha=0.3)
plots.show(
    fig,
    alt="Left: bars of the smoothed target, 0.91 for class 3 and 0.01 for each other class. Right: loss against the probability of the right class. Without smoothing it falls to 0 at probability 1. With smoothing it is lowest at 0.91, where it is about 0.5, and rises steeply towards 1.",
)

floor = -(target * np.log(target)).sum()
print("target of the right class:", round(target[3], 3), "  of each other:", round(target[0], 3))
print(
    "the loss is lowest at a probability of", round(float(p_right[loss_of(p_right, s).argmin()]), 2)
)
print("and there it isn't 0 but", round(float(floor), 3))
keras_loss = keras.losses.CategoricalCrossentropy(label_smoothing=s)
print(
    "equal to Keras:",
    bool(np.isclose(float(keras_loss(np.eye(10)[[3]], target[None])), floor, atol=1e-4)),
)

# %% [markdown]
# So a loss of 0.5 is as good as it gets. **Never compare a loss with smoothing with one without.** Accuracies can be compared. In Keras it is an argument of the loss, `CategoricalCrossentropy(label_smoothing=0.1)`, and it wants one-hot labels.
#
# Some labels are wrong, too. Of CIFAR-10's, about half a percent are, people have found. A network that is punished without limit for doubting such a label bends itself out of shape to please it.

# %% [markdown] quiz="what_smoothing_costs"

# %% [markdown]
# ## Where the seconds go
#
# **In short.** Most of the time goes where maps are large. Making maps coarse early, and multiplying shorter numbers, pays for twice as many filters.
#
# Here is our network beside the printed one. What counts is not the weights but how often each is used: **filter size × channels × filters × places**.


# %%
def multiplications(model):
    """Name, side of its maps, multiplications per photograph, weights of each layer that multiplies."""
    found = []
    for one in model.layers:
        if isinstance(one, (layers.Conv2D, layers.Dense)):
            shape = one.output.shape[1:]
            places = int(np.prod(shape[:-1]))
            found.append(
                (
                    type(one).__name__,
                    "×".join(str(n) for n in shape),
                    places * int(np.prod(one.kernel.shape)),
                    one.count_params(),
                )
            )
    return found


ours = photos.build()
million = {}
for name, model in (("printed", printed), ("ours", ours)):
    million[name] = [(n, m / 1e6, w) for n, _, m, w in multiplications(model)]
    print(
        f"{name}: {sum(m for _, m, _ in million[name]):.1f} million multiplications per photograph"
    )
    for layer_name, size, m, w in multiplications(model):
        print(f"    {layer_name:8s}{size:>12s}{m / 1e6:8.2f} million{w:10,d} weights")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.2), layout="constrained")
for ax, what, title in (
    (left, 1, "multiplications per photograph (million)"),
    (right, 2, "weights (thousand)"),
):
    for row, name in enumerate(("printed", "ours")):
        edge = 0.0
        for number, part in enumerate(million[name]):
            width = part[what] if what == 1 else part[what] / 1e3
            dense_part = part[0] == "Dense"
            ax.barh(
                row,
                width,
                left=edge,
                color=ORANGE if dense_part else (BLUE, GREEN)[number % 2],
                hatch="//" if dense_part else None,
                edgecolor="white",
            )
            edge += width
    ax.set_yticks([0, 1], ["printed", "ours"])
    ax.invert_yaxis()
    ax.set(title=title.split(" (")[0], xlabel=title)
fig.suptitle("Layer by layer, first to last; hatched orange: dense layers")
plots.show(
    fig,
    alt="Stacked bars for the printed network and ours, one piece per layer. Left: multiplications per photograph; ours needs about three times as many, spread over its convolutions. Right: weights; about half of the printed network's sit in a dense layer, ours has nearly none there.",
)

# %% [markdown]
# Ours multiplies three times as often. How can it be trained in the same time?
#
# - **Coarse early.** Its first convolution takes steps of two pixels (*stride 2*), so that all maps after it have a quarter of the places. The same network at full resolution would need four times as long.
# - **The mean of each map at the end** (**global average pooling**) in place of `Flatten` and a large dense layer. The network is asked *whether* something was found, not where.
# - **A shortcut.** In each block, the second convolution's answer is *added* to the first one's. It only has to find what is missing. This is a **residual connection**. (You will build one in the exercises.)
# - **Pool first, then normalize.** Multiplying isn't everything. Batch normalization goes through its maps again and again, and took more than two fifths of our network's time when it stood everywhere. Behind the pooling it has a quarter of the numbers to go through; behind the first convolution we leave it out.
# - **Photographs stay bytes.** As `uint8` they take a quarter of the memory of `float32`. The model's first layer scales them.
# - **Half as many bits.** Where the processor can do it, the convolutions multiply numbers of 16 bits (**bfloat16**), which it does several times as fast as with 32. Weights are still kept with 32. `photos.fast_precision()` looks whether it can.
# - **Six epochs instead of ten.** With a schedule that ends at 0, fewer are enough.
#
# The last point looks reckless. A `bfloat16` has seven bits after the point, between two and three decimal digits:

# %%
for value in (1.0, 1.001, 1.01, 3.14159, 1e-30, 1e30):
    short = float(keras.ops.cast(np.float32(value), "bfloat16"))
    print(f"{value:<10g} becomes {short:<14.6g} off by {abs(short - value) / value:.2%}")

# %% [markdown]
# 1.001 becomes 1. But very small and very large numbers survive, and that is what matters here. Slopes can be tiny, and a slope that is off by a fifth of a percent is nothing beside the chance in which photographs the batch holds.
#
# <details>
# <summary>What if my processor can't?</summary>
#
# Then `helpers.photos` takes `float32` and everything works. An epoch took about one and a half times as long that way when we tried. On a graphics card, `mixed_float16` or `mixed_bfloat16` do the same there. Chapter 10 has more about what makes training fast.
#
# </details>

# %% [markdown]
# ## Side by side, in the same time
#
# **In short.** Same photographs, same machine, no more time: 79 of 100 photographs instead of 68.
#
# `make bench` trains both networks, a few epochs of one and then of the other in turn. Whatever else the machine has to do slows both alike (it had other work here, so look at the ratio of the times more than at the seconds). The printed code holds 10,000 of the 50,000 training photographs out to watch them, and nothing follows from that. Ours learns from all, six epochs instead of ten. The test photographs were used to draw these curves and to report the end. Nothing was chosen by them.

# %%
runs = stored["settings"]["runs"]
fig, (left, right) = plt.subplots(
    1, 2, figsize=(10, 3.9), layout="constrained", width_ratios=[3, 2]
)
for recipe, style, colour, marker in (("as printed", "--", ORANGE, "s"), ("ours", "-", BLUE, "o")):
    for run in (run for run in runs if run["recipe"] == recipe):
        seconds, right_share = np.array(run["curve"]).T
        left.plot(
            seconds,
            100 * right_share,
            style,
            color=colour,
            marker=marker,
            ms=4,
            label=recipe if run["seed"] == 0 else None,
        )
        a = run["test_accuracy"]
        right.errorbar(
            run["seed"] + (0.12 if recipe == "ours" else -0.12),
            100 * a,
            yerr=200 * np.sqrt(a * (1 - a) / 10_000),
            fmt=marker,
            color=colour,
            capsize=4,
        )
left.set(title="While training (2,000 test photographs)", xlabel="seconds", ylabel="accuracy (%)")
left.legend(loc="lower right")
right.set(title="At the end (all 10,000)", xlabel="seed", ylabel="accuracy (%)")
seeds = sorted({run["seed"] for run in runs})
right.set_xticks(seeds)
right.set_xlim(seeds[0] - 0.7, seeds[-1] + 0.7)
for ax in (left, right):
    ax.grid(alpha=0.3)
fig.suptitle("CIFAR-10: the printed network and ours")
plots.show(
    fig,
    alt="Left: accuracy against seconds of training for the printed network, dashed with squares, and ours, solid with circles. Ours ends clearly higher in no more time. Right: accuracy at the end for each seed with bars of two standard errors; ours is far above the printed one.",
)

print("as printed:", in_words(bench["as printed"]))
print("ours:      ", in_words(bench["ours"]))

# %%
report("ours, test accuracy, worst of all runs", bench["ours"]["worst_accuracy"], at_least=0.75)
report(
    "ours minus printed, in points",
    100 * (bench["ours"]["test_accuracy"] - bench["as printed"]["test_accuracy"]),
    at_least=8,
    format=".1f",
)
report("time of ours / time of printed", bench["ours"]["times_printed"], at_most=1, format=".2f")

# %% [markdown]
# ## Which part does how much?
#
# **In short.** Leave one part out at a time, several times, and look at the spread before you believe a difference.
#
# On a small scale, so that it can be repeated: a small version of our network, 5,000 photographs, ten epochs, two seeds. Each line leaves out **one** part and keeps all others. It is judged on 5,000 *training* photographs that were held out. Nothing here has seen a test photograph.

# %%
parts = results.load("cifar_parts")
names = list(dict.fromkeys(row["left_out"] for row in parts["rows"]))
fig, ax = plt.subplots(figsize=(7.6, 3.4), layout="constrained")
mean_of = {}
for place, name in enumerate(names):
    of_part = [row for row in parts["rows"] if row["left_out"] == name]
    for key, colour, marker, label in (
        ("held_out_accuracy", BLUE, "o", "held-out photographs"),
        ("training_accuracy", ORANGE, "s", "training photographs"),
    ):
        values = [100 * row[key] for row in of_part]
        mean_of[name, key] = np.mean(values)
        ax.plot(
            values,
            [place + (0.12 if key[0] == "t" else -0.12)] * len(values),
            marker,
            color=colour,
            alpha=0.75,
            label=label if place == 0 else None,
        )
ax.axvline(mean_of["nothing", "held_out_accuracy"], color="gray", lw=1, ls=":")
ax.set_yticks(range(len(names)), names)
ax.invert_yaxis()
ax.set(
    title="One part left out at a time (a point per run)",
    xlabel="accuracy (%)",
    ylabel="left out",
)
ax.grid(axis="x", alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="For each part that is left out, and for nothing left out, the accuracy of two runs on training photographs (squares) and on held-out ones (circles). A dotted line marks the held-out accuracy with nothing left out.",
)

for name in names:
    print(
        f"without {name:22s} held out {mean_of[name, 'held_out_accuracy']:.1f} %   "
        f"training {mean_of[name, 'training_accuracy']:.1f} %"
    )

# %% [markdown]
# **Batch normalization** does most, by far: without it, and with the smaller learning rate that it then needs, the network has hardly got going after ten epochs. The **schedule** comes next. Without **augmentation** the network is only a little worse on held-out photographs after so short a training. But look at its squares: it knows its own photographs almost by heart, so more epochs would bring it nothing. Augmentation is what leaves room to go on.
#
# And **label smoothing**? With or without it the circles lie equally far to the right. Here it does nothing for the accuracy that we could see: 5,000 photographs and two runs can't tell anything below a point or two. It isn't useless for that. It is about *how sure* the network is, which accuracy doesn't measure, and chapter 10 does. But "we switched it on, and the result was good" would have been no argument for it.
#
# Chapter 10 asks the opposite question, what each part brings *alone*, with more seeds.

# %% [markdown]
# ## What it mixes up
#
# **In short.** Not all mistakes are equal. Count which class is taken for which.
#
# One of the runs above has written down its answers to all test photographs. Rows are the right classes, columns the answers:

# %%
counts = np.array(next(run for run in runs if run["recipe"] == "ours")["confusion"])
classes = stored["settings"]["class_names"]
of_class, answered = np.indices(counts.shape)
plots.confusion_matrix(
    np.repeat(of_class.ravel(), counts.ravel()),
    np.repeat(answered.ravel(), counts.ravel()),
    classes,
    title="Our network on 10,000 test photographs",
    alt="Table of ten by ten classes, right class against answer. Most counts lie on the diagonal. The darkest fields off it are cats taken for dogs and dogs taken for cats.",
)

off = counts - np.diag(np.diag(counts))
for place in np.argsort(-off, axis=None)[:3]:
    i, j = np.unravel_index(place, off.shape)
    print(f"{off[i, j]:4d} times {classes[i]} was called {classes[j]}")
living = np.isin(np.arange(10), [2, 3, 4, 5, 6, 7])
crossing = counts[np.ix_(living, ~living)].sum() + counts[np.ix_(~living, living)].sum()
print(f"of all mistakes, between animals and vehicles: {crossing / off.sum():.0%}")

# %% [markdown]
# Cats and dogs, as one would think. Between animals and vehicles few mistakes are made: it has understood something. Nobody told it that there are two kinds of classes.
#
# And what does a really bad mistake look like? Here is the small network that we trained above with augmentation, on photographs that it has not learned from:

# %%
probabilities = photos.classify(network, x_held)
short_name = {"airplane": "plane", "automobile": "car"}
plots.most_wrong(
    x_held,
    y_held,
    probabilities,
    n=12,
    class_names=[short_name.get(name, name) for name in cifar.class_names],
    title="Sure, and wrong",
    alt="Twelve photographs that the small network got most confidently wrong, each with its right class, the answer, and the probability that the network gave to its answer.",
)

# %% tags=["nbval-ignore-output"]
answers = probabilities.argmax(axis=1)
report(
    "small network, a few thousand photographs: accuracy on others",
    np.mean(answers == y_held),
    at_least={"cifar10": 0.45, "stand-in": 0.75},
    source=cifar,
)
second = np.argsort(-probabilities, axis=1)[:, :2]
print(f"right class among its best two: {np.mean((second == y_held[:, None]).any(axis=1)):.0%}")

# %% [markdown]
# The last line is **top-2 accuracy**. Where classes overlap, it often is the fairer figure: "cat 45 %, dog 40 %" is not a bad answer to a dog.

# %% [markdown]
# ## What to take with you
#
# - A filter on colours has a part **per channel**; the parts' answers add up to one map. $k \cdot k \cdot c_\text{in} + 1$ weights, as before.
# - **Training and validation curve together** tell what is wrong. Both bad: too weak. A gap: knows its examples by heart.
# - **Augmentation** changes training photographs in ways that keep the label, anew each time. It closes the gap, and takes time to pay.
# - **Batch normalization** brings each channel to mean 0 and spread 1, by the batch in training, by moving values in inference. It makes long steps possible.
# - **A schedule** goes fast first and settles at the end. You have to know the end.
# - **Label smoothing** makes the goal reachable. Losses with and without it can't be compared.
# - **Time goes where maps are large.** Coarse early, global average pooling, short numbers.
# - Compare **at equal time, on equal data, in the same run**. And look at the mistakes.
#
# **Can you say it in your own words?** Explain to somebody, with a picture book in your hand, why a network that gets everything right may have learned nothing.
#
# Now it's your turn: [the exercises](04_cnn_cifar10_exercises.ipynb). You will mirror and move with a margin that nobody notices, normalize whole stacks of maps, smooth labels without overflowing, and let the learning rate jump up again.
