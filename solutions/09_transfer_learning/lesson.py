# %% [markdown]
# # 9 · Standing on the shoulders of others: transfer learning
#
# **In one paragraph.** A deep network that has seen a million photographs has learned two kinds of things. Its last layer knows *its* classes. All layers before it know how to look: edges, strokes, corners, textures, parts. The second kind is useful far beyond the first task. **Transfer learning** keeps it: take a trained network, cut off its head, put on a new one, and train only that, with the few examples that you have. The rest is **frozen**. Where there are enough examples, one goes on and **fine-tunes** the old layers too, in very small steps. This is how most networks are made today, since hardly anybody has a million labelled examples. But it isn't magic. It helps as far as the new task is like the old one, and a few details, if one gets them wrong, quietly spoil everything: how images are prepared, how large the steps are, and what batch normalization does behind your back.
#
# **A picture to keep in mind.** A carpenter has built chairs for twenty years. Now somebody orders a boat. She doesn't learn to saw again, or to read the grain of wood, or to join two boards. What is new is the plan, and that she learns from three boats in the harbour (*a new head on a frozen base*). A beginner with the same three boats would first have to find out at which end to hold the saw (*from scratch*). When the boat is nearly done, she grinds her plane a little differently, since boards of a boat are bent (*fine-tuning*). It would be foolish to throw all tools away at the first board that doesn't fit (*too large a learning rate*). And if the order had been bread, twenty years of wood would have helped very little (*an unlike task*).
#
# **After this chapter you can**
#
# - cut a network, freeze its base, give it a new head, and say how many weights are trained;
# - compute features once and train the head on them, and say when this is the same and when it isn't;
# - fine-tune in two stages, with rates that don't destroy what was learned;
# - keep batch normalization from changing a frozen base, and prepare images as a base expects them;
# - decide, by the number of your images and by their likeness, what is worth trying, and compare honestly.
#
# You need chapters 1 to 3. Each section begins with its gist, marked **In short**. Boxes that fold out are for a second reading. Some cells only draw a picture; there, look at the picture and skip the code.

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from helpers import data, plots, report, results, training, transfer
from helpers.autoencoders import answers

BLUE, ORANGE, GREEN, PINK = (plots.COLOURS[i] for i in (0, 5, 2, 3))

# %% [markdown]
# ## Two tasks: old digits and new digits
#
# **In short.** We pretend that somebody has many images of the digits 0 to 4, and that we have just a few of 5 to 9. The first is the **old task**, or *source task*, the second the **new task**, or *target task*.
#
# Famous bases have learned from ImageNet, 1.3 million photographs. That takes days. To see *how transfer works*, and to check every claim, we pre-train a small base ourselves, in seconds. The great one, VGG16, comes at the end.
#
# If the next line says *stand-in*, there was no MNIST and no network on this machine. Then you have 1,797 smaller digits from scikit-learn, enlarged. Everything runs on both. Figures in the text are those of MNIST.

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")

# %%
SMALL = len(mnist.y_train) < 10_000  # a stand-in: fewer images


def task(images, labels, digits, at_most):
    """The images of some digits, and their classes from 0; float32 (n, 28, 28, 1), int64 (n,)."""
    chosen = np.flatnonzero(np.isin(labels, digits))[:at_most]
    return data.images_to_float(images[chosen]), labels[chosen] - min(digits)


OLD, NEW = range(0, 5), range(5, 10)
x_old, y_old = task(mnist.x_train, mnist.y_train, OLD, 15_000)
x_old_test, y_old_test = task(mnist.x_test, mnist.y_test, OLD, 2_500)
x_new, y_new = task(mnist.x_train, mnist.y_train, NEW, None)
x_new_test, y_new_test = task(mnist.x_test, mnist.y_test, NEW, 2_500)


def draw_few(per_class, seed=0):
    """So many training images of each new digit, drawn at random."""
    random = np.random.default_rng(seed)
    rows = [random.choice(np.flatnonzero(y_new == k), per_class, replace=False) for k in range(5)]
    drawn = random.permutation(np.concatenate(rows))
    return x_new[drawn], y_new[drawn]


x_few, y_few = draw_few(10)
print("old task: classes", *np.unique(y_old), "are the digits", *OLD)
print("new task: classes", *np.unique(y_new), "are the digits", *NEW)
print("what we have of the new task:", len(x_few), "images, ten of each digit")

# %%
one_each = [int(np.flatnonzero(y_few == k)[0]) for k in range(5)]
first_old = [int(np.flatnonzero(y_old == k)[0]) for k in range(5)]
plots.images(
    np.concatenate([x_old[first_old], x_few[one_each]]),
    [f"old, class {k}" for k in range(5)] + [f"new, class {k}" for k in range(5)],
    title="The old task and the new one: other digits, the same kind of strokes",
    columns=5,
    alt="Two rows of five digits. Above the old task: 0 to 4, classes 0 to 4. Below the new task: 5 to 9, again classes 0 to 4.",
)

# %% [markdown] quiz="what_is_transferred"

# %% [markdown]
# ## Pre-training: a base that knows strokes
#
# **In short.** A small convolutional network learns the old task from plenty of images: the pre-training. We keep it. It will never see the old digits again.
#
# Three blocks of convolution, batch normalization, ReLU and pooling (chapters 3 and 4) turn an image into 576 numbers, the **features**. A dense layer, the **head**, weighs them for each of the five classes. The layers have names, since we will cut between them.

# %% tags=["nbval-ignore-output"]
network = transfer.small_network(5, seed=0)
last_run = training.train(
    network,
    x_old,
    y_old,
    epochs=8 if SMALL else 2,
    batch_size=32 if SMALL else 128,
    learning_rate=3e-3,
    description="the old task, 0 to 4",
)
old_accuracy = np.mean(answers(network, x_old_test).argmax(axis=1) == y_old_test)
report("accuracy on the old task", old_accuracy, at_least={"mnist": 0.98, "stand-in": 0.93})

# %%
for layer in network.layers[1:]:
    print(f"{layer.name:9s} {layer.output.shape[1:]!s:14s} {layer.count_params():6,d} weights")

# %% [markdown]
# ## Cutting off the head
#
# **In short.** The **base** is the network up to its features. It shares the trained weights, nothing is copied. Images of *new* digits, which the base has never seen, already fall into groups there.
#
# One line of Keras cuts:

# %%
base = keras.Model(network.input, network.get_layer("features").output, name="base")
print("the base makes of an image", base.output_shape[1], "features")
print("its weights are those of the network:", base.layers[1].kernel is network.layers[1].kernel)

# %%
fig, ax = plt.subplots(figsize=(8.6, 3.1), layout="constrained")
for y, colours, names in (
    (1.25, (BLUE, BLUE), ("base", "old head\n0, 1, 2, 3, 4")),
    (0.0, (BLUE, ORANGE), ("base, frozen", "new head\n5, 6, 7, 8, 9")),
):
    for x, width, colour, name in zip((1.3, 5.2), (3.1, 1.5), colours, names):
        ax.add_patch(
            plt.Rectangle((x, y - 0.38), width, 0.76, fc=colour, alpha=0.25, ec=colour, lw=2)
        )
        ax.text(x + width / 2, y, name, ha="center", va="center")
    for x0, x1, text in ((0.7, 1.25, ""), (4.45, 5.15, "576" if y == 0 else ""), (6.75, 7.3, "")):
        ax.annotate("", xy=(x1, y), xytext=(x0, y), arrowprops={"arrowstyle": "->"})
        ax.text((x0 + x1) / 2, y + 0.1, text, ha="center", fontsize=9)
ax.text(0.65, 1.25, "many\nimages", ha="right", va="center", fontsize=9)
ax.text(0.65, 0.0, "few\nimages", ha="right", va="center", fontsize=9)
ax.annotate(
    "",
    xy=(2.85, 0.42),
    xytext=(2.85, 0.83),
    arrowprops={"arrowstyle": "-|>", "lw": 2.5, "color": BLUE},
)
ax.text(3.0, 0.62, "the weights go over", va="center", fontsize=9)
ax.plot([4.8, 4.8], [0.7, 1.8], "--", color="black", lw=1)
ax.text(4.8, 1.84, "cut", ha="center", fontsize=9)
ax.set(
    title="Transfer learning: keep the base, change the head",
    xlim=(-0.2, 7.5),
    ylim=(-0.5, 2.05),
)
ax.axis("off")
plots.show(
    fig,
    alt="Diagram in two rows. Above: many images go into a base, its 576 features into the old head for the digits 0 to 4, with a cut between base and head. Below: few images go into the same base, now frozen, and its features into a new head for 5 to 9. An arrow says that the weights go over.",
)

# %% [markdown]
# Is there anything in those 576 numbers about a 7? Let us look. The picture below lays 1,000 *new* digits out in the plane, by their two principal components (chapter 6). On the left they are described by their pixels, on the right by their features.


# %%
def two_components(rows):
    """The two directions in which the rows differ most, (n, 2)."""
    centred = rows - rows.mean(axis=0)
    return centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T


seen = slice(0, 1_000)
views = {
    "784 pixels": x_new_test[seen].reshape(-1, 784),
    "576 features of the base": answers(base, x_new_test[seen]),
}
fig, axes = plt.subplots(1, 2, figsize=(9.6, 4.4), layout="constrained")
for ax, (name, rows) in zip(axes, views.items()):
    points = two_components(rows)
    for k, colour in enumerate(plots.COLOURS[:5]):
        ax.scatter(*points[y_new_test[seen] == k].T, s=7, color=colour, label=str(k + 5))
        ax.text(
            *np.median(points[y_new_test[seen] == k], axis=0),
            str(k + 5),
            weight="bold",
            fontsize=13,
            ha="center",
            va="center",
            bbox={"boxstyle": "circle,pad=0.15", "fc": "white", "ec": colour, "alpha": 0.9},
        )
    ax.set(title=name, xlabel="first component", ylabel="second component", xticks=[], yticks=[])
fig.suptitle("New digits, which the base has never seen")
plots.show(
    fig,
    alt="Two scatter plots of test digits 5 to 9, coloured by digit, with the digit's number at the middle of its points. By their pixels the digits overlap widely. By the features of the base they form groups that overlap less.",
)

# %% [markdown]
# Nobody has told the base what a 7 is. Still, sevens lie near sevens, since they are made of the same strokes in the same places. All that is left to learn is where to draw the borders. For that a few examples may do.

# %% [markdown]
# ## A new head on a frozen base
#
# **In short.** Freeze the base, put on a dense layer for the new classes, train. With ten images per digit this is mostly better than training a whole network from scratch. A control shows that it is the *pre-training* that helps.
#
# To **freeze** a layer means: training leaves its weights alone. In Keras that is `layer.trainable = False`. Set on a model, it holds for all that is in it.


# %%
def give_new_head(base, classes, seed=0):
    """Puts a new softmax layer on a base and freezes the base."""
    keras.utils.set_random_seed(seed)
    base.trainable = False
    image = keras.Input((28, 28, 1))
    return keras.Model(image, layers.Dense(classes, activation="softmax", name="head")(base(image)))


model = give_new_head(base, 5)
print("weights in all:       ", f"{model.count_params():,}")
print("weights to be trained:", f"{transfer.trainable_weights(model):,}", "= (576 + 1) · 5")

# %% [markdown] quiz="how_many_weights_learn"

# %% [markdown]
# Now three ways to learn the new digits from the same fifty images, each with about 200 steps:
#
# - **from scratch**: the same network, new weights, all of them trained;
# - **frozen base, new head**: what we have just built;
# - **the control**: the same again, with a base whose weights are *random*. If this did as well, pre-training would be worth nothing.

# %% tags=["nbval-ignore-output"]
steps = {"epochs": 60 if SMALL else 100, "batch_size": 32}  # fifty images are two batches


def accuracy_on_new(model):
    """Share of the new test digits that are answered right."""
    return float(np.mean(answers(model, x_new_test).argmax(axis=1) == y_new_test))


start = [w.copy() for w in base.get_weights()]
scratch = transfer.small_network(5, seed=1)
control = give_new_head(transfer.cut(transfer.small_network(5, seed=1)), 5)
accuracy = {}
for name, candidate, rate in (
    ("from scratch", scratch, 3e-3),
    ("random base, frozen", control, 1e-2),
    ("pre-trained base, frozen", model, 1e-2),
):
    last_run = training.train(
        candidate, x_few, y_few, learning_rate=rate, description=name, **steps
    )
    accuracy[name] = accuracy_on_new(candidate)
    print(f"    test accuracy {accuracy[name]:.1%}")
report(
    "pre-trained base, frozen, ten images per digit",
    accuracy["pre-trained base, frozen"],
    at_least={"mnist": 0.8, "stand-in": 0.8},
)
# %%
print(
    "better than with a random base:",
    accuracy["pre-trained base, frozen"] > accuracy["random base, frozen"],
)
print(
    "the base is what it was:",
    all(np.array_equal(before, now) for before, now in zip(start, base.get_weights())),
)

# %% [markdown]
# On MNIST the lead over training from scratch is a few points, with this draw of fifty images. (The stand-in's digits are easier. There, both are level.) With another draw it may be larger or smaller, so let us repeat it.
#
# <details>
# <summary>Why is a random base any good at all?</summary>
#
# It isn't nothing: 64 random filters and their maxima at nine places are features too, and a dense layer on top can make something of them, as it can of pixels. That is why the control is needed. "Frozen base plus head gets so many per cent" says nothing about *transfer*, unless one knows what the same base gets without its training.
#
# </details>
#
# <details>
# <summary>Which layer is the best place to cut?</summary>
#
# Early layers hold what is common to all pictures: edges, spots, colours. Later ones get more and more particular to the old task. J. Yosinski and others measured this in 2014 on ImageNet: the farther apart two tasks are, the earlier one should cut. In the [exercises](09_transfer_learning_exercises.ipynb) you take features from several layers at once.
#
# </details>

# %% [markdown]
# ## How many images does it take?
#
# **In short.** The fewer images, the larger the gain. With many, training from scratch catches up. A frozen base has a ceiling; fine-tuning lifts it.
#
# One training is one throw of the dice: which ten images did we draw, where did the weights begin? So `make bench` has repeated it with several seeds and written the results into a file. The bars are standard deviations over the seeds.

# %%
measured = results.load("transfer")
styles = {
    "from scratch": (ORANGE, "s", "--"),
    "random base, frozen": ("gray", "v", ":"),
    "pre-trained base, frozen": (BLUE, "o", "-"),
    "fine-tuned": (GREEN, "D", "-"),
}
fig, ax = plt.subplots(figsize=(7.4, 4.2), layout="constrained")
for shift, (method, (colour, marker, line)) in enumerate(styles.items()):
    rows = [row for row in measured["rows"] if row["task"] == "upright" and row["method"] == method]
    ax.errorbar(
        [row["per_class"] * 1.05 ** (shift - 1.5) for row in rows],
        [100 * row["mean"] for row in rows],
        yerr=[100 * row["spread"] for row in rows],
        color=colour,
        marker=marker,
        ls=line,
        capsize=4,
        lw=2,
        label=method,
    )
ax.set_xscale("log")
ax.set_xticks([10, 50, 500], ["10", "50", "500"])
ax.minorticks_off()
ax.set(
    title=f"The digits 5 to 9 from few images (mean and spread of {measured['rows'][0]['seeds']} seeds)",
    xlabel="training images of each digit",
    ylabel="test accuracy (%)",
)
ax.grid(alpha=0.3)
ax.legend()
plots.show(
    fig,
    alt="Test accuracy on the digits 5 to 9 against the number of training images per digit, 10, 50 and 500, with error bars, for four ways of learning. With 10 images the pre-trained base, frozen or fine-tuned, is ahead of training from scratch, and the random base is last. With 50 images all but the random base are close together. With 500 training from scratch and fine-tuning are at the top, the frozen base is a little below, and the random base far below.",
)

# %%
mean = {(row["task"], row["per_class"], row["method"]): row["mean"] for row in measured["rows"]}
print("test accuracy in %, measured on", measured["settings"]["data"])
print(f"{'images of each digit':26s}" + "".join(f"{n:8d}" for n in (10, 50, 500)))
for method in styles:
    print(
        f"{method:26s}" + "".join(f"{100 * mean['upright', n, method]:8.1f}" for n in (10, 50, 500))
    )

# %% [markdown]
# Read the table honestly. With ten images the pre-trained base leads by a few points, and the error bars say that the draw of the images matters about as much. With fifty they are about level. With 500 the *frozen* base falls behind: it is bound to filters for 0 to 4, while the network from scratch and the fine-tuned one may make filters for 5 to 9. What counts as "many" depends on the task. Digits are easy, so here fifty are many. And mind the gray line: with ten images a *random* base gets four fifths right. Without that control we would have given the pre-training credit for what any convolutions do.
#
# <details>
# <summary>Is this comparison fair?</summary>
#
# All four get the same images and the same number of steps; the learning rates were chosen for each way, roughly, on a first try (they stand in the file of results). What it does not count is the cost of the pre-training. For a base from the shelf somebody else has paid that.
#
# </details>

# %% [markdown]
# ## Features once
#
# **In short.** A frozen base gives the same features for an image in every epoch. So compute them **once**, and train the head on the table of features. The result is the same, and it takes a fraction of the time.
#
# $$\underbrace{\hat y = \text{head}(\text{base}(x))}_{\text{end to end, every image in every epoch}} \qquad\Longleftrightarrow\qquad \underbrace{f = \text{base}(x)}_{\text{once}},\quad \underbrace{\hat y = \text{head}(f)}_{\text{every epoch}}$$
#
# Here $x$ is an image, $f$ its features, $\hat y$ the answer. With a base of millions of weights this is what makes transfer possible on an ordinary computer.

# %% tags=["nbval-ignore-output"]
x_many, y_many = draw_few(50 if SMALL else 200)
epochs = 3

end_to_end = give_new_head(base, 5, seed=4)
begun = time.perf_counter()
training.train(end_to_end, x_many, y_many, epochs=epochs, seed=4, progress=False)
seconds_whole = time.perf_counter() - begun

same_start = give_new_head(base, 5, seed=4)
feature_input = keras.Input((576,))
head_alone = keras.Model(feature_input, same_start.get_layer("head")(feature_input))
begun = time.perf_counter()
f_many = answers(base, x_many)  # once
training.train(head_alone, f_many, y_many, epochs=epochs, seed=4, progress=False)
seconds_head = time.perf_counter() - begun
print(f"end to end, {epochs} epochs:             {seconds_whole:.2f} s")
print(f"features once, then the head alone: {seconds_head:.2f} s, features included")

# %%
through_both = answers(head_alone, answers(base, x_new_test[:200]))
print(
    "the same answers:",
    bool(np.allclose(through_both, answers(end_to_end, x_new_test[:200]), atol=0.02)),
)
print("the same weights in the head, nearly:", end=" ")
print(
    bool(
        np.allclose(
            same_start.get_layer("head").kernel, end_to_end.get_layer("head").kernel, atol=0.01
        )
    )
)

# %% [markdown]
# Same start, same order of the images, same result, up to rounding. The longer the training, the larger the gain in time.
#
# It is the same only as long as **nothing about an image's features changes**. If images are moved and mirrored anew in each epoch (augmentation, chapter 4), or if the base isn't frozen, the table is out of date as soon as it is written.

# %% [markdown] quiz="features_once_when"

# %% [markdown]
# ## Fine-tuning: small steps, in two stages
#
# **In short.** First train the new head, with the base frozen. Then unfreeze the base and go on with a learning rate that is ten to a hundred times as small. Large steps wipe out what the base has learned.
#
# Why two stages for fine-tuning? At the beginning the head is random. Its answers are wrong, its slopes are large, and they flow back into the base, which they would push somewhere at random. With a trained head the slopes are small, and mean something.
#
# We take fifty images per digit, and start from a trained head three times: base left frozen, fine-tuned gently, and with far too large steps. All that on a *copy* of the base, since we will need the original.


# %% tags=["nbval-ignore-output"]
def copy_of(model):
    """A model with the same layers and weights of its own."""
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    return twin


x_fifty, y_fifty = draw_few(50)
stage_one = give_new_head(transfer.cut(copy_of(network)), 5, seed=5)
fifty_input = keras.Input((576,))
head_first = keras.Model(fifty_input, stage_one.get_layer("head")(fifty_input))
training.train(
    head_first, answers(base, x_fifty), y_fifty, epochs=30, learning_rate=1e-2, progress=False
)
after_stage_one = stage_one.get_weights()
tuned = {"base frozen": accuracy_on_new(stage_one)}

transfer.unfreeze(stage_one)  # all but batch normalization; why, comes in the next section
for name, rate in (("fine-tuned, rate 0.001", 1e-3), ("fine-tuned, rate 1", 1.0)):
    stage_one.set_weights(after_stage_one)
    last_run = training.train(
        stage_one,
        x_fifty,
        y_fifty,
        epochs=8,
        batch_size=32,
        learning_rate=rate,
        description=name,
    )
    tuned[name] = accuracy_on_new(stage_one)
for name, value in tuned.items():
    print(f"{name:24s} test accuracy {value:.1%}")

# %%
print("weights that are trained now:", f"{transfer.trainable_weights(stage_one):,}")
print(
    "large steps have done harm:",
    tuned["fine-tuned, rate 1"] < tuned["base frozen"] - 0.1,
)

# %% [markdown]
# Between "too small to matter" and "too large to survive" lies a wide range. Several seeds of it, from the file of results; the dashed line is the frozen base with a trained head, where each of the trainings began:

# %%
rates = measured["settings"]["rates"]
frozen_level = next(row for row in rates if row["rate"] == 0)
tried = [row for row in rates if row["rate"] > 0]
fig, ax = plt.subplots(figsize=(6.8, 3.8), layout="constrained")
ax.axhline(100 * frozen_level["mean"], color=BLUE, ls="--", label="base frozen")
ax.errorbar(
    [row["rate"] for row in tried],
    [100 * row["mean"] for row in tried],
    yerr=[100 * row["spread"] for row in tried],
    color=GREEN,
    marker="D",
    capsize=4,
    lw=2,
    label="fine-tuned",
)
ax.set_xscale("log")
ax.set(
    title=f"Fine-tuning with {measured['settings']['rates: images per class']} images per digit",
    xlabel="highest learning rate (Adam)",
    ylabel="test accuracy (%)",
)
ax.grid(alpha=0.3)
ax.legend(loc="lower left")
plots.show(
    fig,
    alt="Test accuracy after fine-tuning against the learning rate, on a logarithmic axis from 0.0001 to 1, with error bars. At the smallest rate it is level with the frozen base, shown as a dashed line. It is a little above it at 0.001, level again at 0.01, and far below it from 0.1 on, where the error bars are long.",
)

# %% [markdown]
# You choose the rate on *validation* images, as always. The best rate depends on the base, on the images, and on how long you train.
#
# **A trap of Keras.** `trainable` is read when the model is **compiled**, more exactly when its training step is first built. Flip the switch after that and train on, and you train what was trained before. So compile again after every change; `training.train` does.
#
# **Another one.** `model.trainable = True` reaches the layers inside only if the model was `False` before. Around a frozen base stands a model that is trainable already, so that line does *nothing*, and one "fine-tunes" a base that stays frozen (we fell into this trap while writing the chapter). Unfreeze the base itself, or layer by layer. And look at the number of trainable weights, as we did above. It tells you at once.
#
# <details>
# <summary>More than two stages</summary>
#
# - **Unfreeze from the top.** Late layers are the most particular to the old task, so they are unfrozen first, early ones last or never.
# - **A rate for each layer**, the smaller the earlier. J. Howard and S. Ruder combined both in 2018 for texts (*ULMFiT*). In the [exercises](09_transfer_learning_exercises.ipynb) you write one step of it.
# - **Warm-up.** The rate begins near 0 and rises, so that Adam has seen some slopes before it takes full steps. `training.train` does this.
# - **Stay near the start.** An L2 penalty on the *change* of the weights instead of the weights themselves (*L2-SP*).
#
# </details>

# %% [markdown] quiz="why_small_rates"

# %% [markdown]
# ## Batch normalization: frozen isn't still
#
# **In short.** Batch normalization has numbers that no slope moves: the means and variances that it collects in training mode. Unless you stop it, they drift to your few images, even with a learning rate of **zero**. Freeze the batch normalization layers themselves, also when everything else is fine-tuned. A recipe that one reads everywhere, `base(x, training=False)`, doesn't do it in Keras 3.
#
# A batch normalization layer has four numbers for each channel. Scale $\gamma$ and offset $\beta$ are trained by gradient descent. The **moving mean** and **moving variance** are collected: in training mode each batch moves them a little towards its own,
#
# $$m \;\leftarrow\; 0.9\, m + 0.1\, \bar x_\text{batch},$$
#
# where $m$ is the moving mean, $\bar x_\text{batch}$ the mean of the channel in this batch, and 0.9 is the *momentum* (ours; by default Keras takes 0.99). When the network is used, it normalizes with $m$.
#
# Now an experiment. We take our network with its old head, which is good at the old digits, and "train" it on the new ones, as *negatives*: paper and ink exchanged. The learning rate is exactly 0. **Training should do nothing at all.** We try it three times:
#
# 1. everything unfrozen, as it is;
# 2. everything unfrozen, and the network called with `training=False` where the model is built, as you can read in many guides;
# 3. everything unfrozen **but the batch normalization layers**.


# %%
def collected(model):
    """All moving means and variances of a model, one after the other."""
    return np.concatenate([w.numpy() for w in model.weights if "moving" in w.name])


negatives, their_labels = 1 - x_new[:300], y_new[:300]
twins = {name: copy_of(network) for name in ("as it is", "training=False", "norms frozen")}
for name, twin in twins.items():
    for layer in twin.layers:
        is_norm = isinstance(layer, layers.BatchNormalization)
        layer.trainable = not (is_norm and name == "norms frozen")
    image = keras.Input((28, 28, 1))
    answer = twin(image, training=False) if name == "training=False" else twin(image)
    outer = keras.Model(image, answer)
    outer.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    outer.fit(negatives, their_labels, epochs=2, batch_size=10, shuffle=False, verbose=0)
    moved = {
        w.path.split("/")[-1]
        for w, v in zip(twin.weights, network.weights)
        if not np.array_equal(w.numpy(), v.numpy())
    }
    print(f"{name:15s} has moved:", ", ".join(sorted(moved)) or "nothing")


# %% tags=["nbval-ignore-output"]
def accuracy_on_old(model):
    """Share of the old test digits that are answered right."""
    return float(np.mean(answers(model, x_old_test).argmax(axis=1) == y_old_test))


on_old = {"before": accuracy_on_old(network)}
on_old |= {name: accuracy_on_old(twin) for name, twin in twins.items()}
for name, value in on_old.items():
    print(f"{name:15s} accuracy on the old digits {value:.1%}")

# %%
before_drift = collected(network)
fig, (ax, bars) = plt.subplots(
    1, 2, figsize=(9.8, 3.8), layout="constrained", gridspec_kw={"width_ratios": [1.1, 1]}
)
reach = np.percentile(np.abs(before_drift), 95)
ax.plot([-reach, reach], [-reach, reach], color="gray", lw=1)
for (name, twin), colour, marker in zip(twins.items(), (ORANGE, PINK, BLUE), ("o", "+", "x")):
    ax.scatter(before_drift, collected(twin), s=22, color=colour, marker=marker, label=name)
ax.set(
    title="Means and variances, before and after",
    xlabel="after pre-training",
    ylabel="after training with rate 0",
    xlim=(-reach, reach),
    ylim=(-reach, reach),
)
ax.legend()
bars.bar(
    ["before", "as it is", "training=\nFalse", "norms\nfrozen"],
    [100 * value for value in on_old.values()],
    color=[GREEN, ORANGE, PINK, BLUE],
)
bars.set(title="The old digits", xlabel="what was done", ylabel="test accuracy (%)", ylim=(0, 100))
fig.suptitle("Training with a learning rate of exactly 0")
plots.show(
    fig,
    alt="Left: each moving mean and variance after the training with rate 0 against its value before. With the normalization layers frozen all lie on the diagonal; as it is and with training=False they have moved off it, both alike. Right: bars of the accuracy on the old digits before and after the three trainings. It is much lower as it is and with training=False, and unchanged with the normalization layers frozen.",
)
print("rate 0 has done harm:", on_old["as it is"] < on_old["before"] - 0.02)
print("with training=False just the same:", on_old["training=False"] == on_old["as it is"])
print("with frozen norms it has done nothing:", on_old["norms frozen"] == on_old["before"])

# %% [markdown]
# Nobody warned us, and the loss of a real training would have looked fine, because in training mode each batch is normalized with *its own* mean. The harm shows only later, when the network is used with the collected ones.
#
# **And the recipe?** `base(x, training=False)` stands in Keras's own guide to transfer learning and in hundreds of tutorials, written for Keras 2. In the Keras 3 of this course (3.15) `fit` calls the outer model with `training=True`, and that is handed down to every layer inside, over what was written when the model was built. No error, no warning. (If the line above says for you that nothing has moved, your Keras is newer and has changed again.) Believe a recipe when you have looked at the weights.
#
# **What holds.** A batch normalization layer with `trainable = False` runs in inference mode, even inside a training step. So a *frozen* base is safe. The danger comes with fine-tuning, when one writes `base.trainable = True`. After that, freeze the normalization layers again. `transfer.unfreeze` does both. Check it on one layer:

# %%
norm = layers.BatchNormalization()
batch = np.array([[1.0], [3.0]], dtype="float32")  # mean 2, variance 1; the layer has 0 and 1
norm.build(batch.shape)
norm.trainable = False
frozen_answer = np.ravel(norm(batch, training=True))
norm.trainable = True
trained_answer = np.ravel(norm(batch, training=True))
print("frozen, called with training=True:  ", np.round(frozen_answer, 2), "as it is used")
print("unfrozen, called with training=True:", np.round(trained_answer, 2), "by the batch's mean")
print("and its moving mean is now", np.round(norm.moving_mean.numpy(), 4))

# %% [markdown]
# <details>
# <summary>Is it ever right to let the statistics move?</summary>
#
# Yes, if the new images look different as a whole and there are enough of them: other light, another scanner, negatives. Then statistics of the new images may fit better than the old ones. Some methods adapt *only* the statistics to a new kind of images, without any labels (*AdaBN*). But do it on purpose, with large batches, and compare on validation images. What hurts is doing it by accident, with small batches, while weights are made for other values.
#
# Layer normalization, which transformers use (chapter 8), collects nothing and knows none of this.
#
# </details>

# %% [markdown] quiz="norm_with_rate_zero"

# %% [markdown] quiz="frozen_or_inference"

# %% [markdown]
# ## The same preparation as in the pre-training
#
# **In short.** A base knows the world only as it was shown to it. Prepare images **exactly** as in the pre-training. Some deviations cost little, others nearly everything, and no error message tells you which.
#
# Our network again, on its own old digits, with its own head. Nothing has changed but the preprocessing:

# %%
prepared = {
    "0 to 1, as trained": x_old_test,
    "0 to 255": 255 * x_old_test,
    "−1 to 1": 2 * x_old_test - 1,
    "inverted": 1 - x_old_test,
    "mean taken away": x_old_test - x_old.mean(),
}
right = {
    name: 100 * float(np.mean(answers(network, images).argmax(axis=1) == y_old_test))
    for name, images in prepared.items()
}
fig, ax = plt.subplots(figsize=(7.2, 3.2), layout="constrained")
ax.barh(list(right), list(right.values()), color=[BLUE] + [ORANGE] * 4)
ax.axvline(20, color="black", ls=":", lw=1.5)
ax.text(21, 4.3, "guessing", fontsize=9, va="center", color="white", weight="bold")
ax.invert_yaxis()
ax.set(
    title="One network, five ways to prepare the same images",
    xlabel="test accuracy on the old digits (%)",
    ylabel="preparation",
    xlim=(0, 100),
)
plots.show(
    fig,
    alt="Bars of the accuracy of one network on the old digits for five ways of preparing them. As trained, from 0 to 1, it is nearly 100 %. With some of the other preparations it is lower, for inverted images by far.",
)
print(
    "none is better than that of the pre-training:",
    max(right.values()) - right["0 to 1, as trained"] < 0.5,
)
print(
    "inverted images lose more than 20 points:",
    right["inverted"] < right["0 to 1, as trained"] - 20,
)

# %% [markdown]
# Look at the second bar and at the last one. Pixels 255 times as large, or with the mean taken away, still do rather well *here*: our network consists of ReLUs and maxima, to which scale means little. One might think that preparation isn't so important. With paper at −1 instead of 0, or with negatives, one learns otherwise, and so one would with a base whose layers have biases, sigmoids or other means. You don't know beforehand. So don't deviate.
#
# A new head would win back some of it, since it can learn to read spoiled features. But what a frozen base has lost, no head can find again. And nothing fails. There is no error message, only a bad result that looks like "transfer doesn't work here".
#
# **VGG16 has its own custom.** It was trained in 2014 with a program (*Caffe*) that kept colours in the order blue, green, red. From each channel the mean of all ImageNet images was taken away. Nothing was divided:
#
# $$(\text{R}, \text{G}, \text{B}) \;\longrightarrow\; (\text{B} - 103.939,\;\; \text{G} - 116.779,\;\; \text{R} - 123.68)$$
#
# Keras has the right function beside each of its models, here `keras.applications.vgg16.preprocess_input`. Once by hand, so that we know what it does:

# %%
IMAGENET_MEANS = np.array([103.939, 116.779, 123.68], dtype="float32")  # blue, green, red


def for_vgg(images):
    """uint8 (n, h, w, 3), red, green, blue, as VGG16 wants them: float32, blue, green, red."""
    return images[..., ::-1].astype("float32") - IMAGENET_MEANS


noise = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 3), dtype=np.uint8)
by_keras = keras.applications.vgg16.preprocess_input(noise)
print("by hand as by Keras:", bool(np.allclose(for_vgg(noise), by_keras, atol=1e-4)))
print("a red pixel, (255, 0, 0):", for_vgg(np.array([[[[255, 0, 0]]]], np.uint8)).ravel())

as_float = noise.astype("float32")
keras.applications.vgg16.preprocess_input(as_float)
print("Keras's function leaves a float array as it was:", bool(np.array_equal(as_float, noise)))

# %% [markdown]
# Mind the last line: given an array of *floats*, Keras's function works **in the array that you gave it**. Call it twice on the same array, and the means are gone twice. Hand over `uint8` images, or a copy.

# %% [markdown] quiz="whose_preprocessing"

# %% [markdown]
# ## VGG16 without its top
#
# **In short.** This is the network of the source: VGG16, trained on ImageNet, without its last layers, frozen, with a new head. We take images of 64×64 pixels instead of 224×224 and compute features once. Then it runs on two cores in seconds.
#
# As it is printed:
#
# ```python
# base_model = VGG16(weights="imagenet", include_top=False, input_shape=(224, 224, 3))
# for layer in base_model.layers:
#     layer.trainable = False
# x = Flatten()(base_model.output)
# x = Dense(256, activation="relu")(x)
# predictions = Dense(num_classes, activation="softmax")(x)
# model = Model(inputs=base_model.input, outputs=predictions)
# ```
#
# It works, with correctly prepared images. No preparation is printed with it, and no training. What does it cost?

# %% tags=["nbval-ignore-output"]
vgg = transfer.vgg16(64)

# %%
convolutions = [layer for layer in vgg.model.layers if isinstance(layer, layers.Conv2D)]
pools = [layer for layer in vgg.model.layers if isinstance(layer, layers.MaxPooling2D)]
print("convolutions:", len(convolutions), "  poolings:", len(pools))
print(f"weights without the top: {vgg.model.count_params():,}")
for side in (224, 64):
    multiplications, now = 0, side
    for layer in vgg.model.layers[1:]:
        if isinstance(layer, layers.MaxPooling2D):
            now //= 2
        else:
            multiplications += now * now * int(np.prod(layer.kernel.shape))
    features_out = now * now * 512
    first_dense = (features_out + 1) * 256
    print(
        f"{side}×{side}: {multiplications / 1e9:5.2f} billion multiplications for one image; "
        f"{now}×{now}×512 = {features_out:,} features; Dense 256 behind them: {first_dense:,} weights"
    )

# %% [markdown]
# (`GlobalAveragePooling2D` in the place of `Flatten`, the mean of each map, leaves 512 features whatever the size of the image, and 131,328 weights behind them.)
#
# With 224×224 the *new* head alone has 6.4 million weights, all trained from your few hundred images. And one pass of one image costs 15 billion multiplications. With 64×64 both shrink to a twelfth. The filters don't mind; a convolution works on any size. (Details of a photograph get lost, of course. With a graphics card, use the size of the pre-training.)
#
# **Which route is this?** If the line above says *ImageNet weights*, the figures below show what they are worth. If it says *random weights*, there were none on this machine, and no network to get them from. Then everything below runs as well, and shows *how it is done*. But nothing is transferred, and the figures are those of the control. `make data`, once, with a network, fetches the weights (59 MB) into the course's cache folder; then run the lesson again.

# %% tags=["nbval-ignore-output"]
cifar = data.load("cifar10")

# %%
each = 20 if cifar.source.kind == "stand-in" else 60
KINDS = (1, 3, 7, 8)


def photographs(images, labels):
    """The first `each` images of each of four classes, enlarged; uint8 (n, 64, 64, 3), (n,)."""
    rows = [row for kind in KINDS for row in np.flatnonzero(labels == kind)[:each]]
    large = keras.ops.image.resize(images[rows].astype("float32"), (64, 64))
    rounded = np.clip(np.round(keras.ops.convert_to_numpy(large)), 0, 255).astype(np.uint8)
    return rounded, np.repeat(np.arange(len(KINDS)), each)


photos, photo_labels = photographs(cifar.x_train, cifar.y_train)
test_photos, test_photo_labels = photographs(cifar.x_test, cifar.y_test)
kinds = [cifar.class_names[kind] for kind in KINDS]
print("four classes, images of", photos.shape[1:], photos.dtype)

# %%
shown = [each * k + i for k in range(4) for i in range(2)]
plots.images(
    np.concatenate([photos[shown], photos[shown][..., ::-1]]),
    title="Above: photographs, enlarged. Below: the same with red and blue exchanged",
    columns=8,
    alt="Two rows of eight small photographs, two of each of four classes. Below, the same photographs with red and blue exchanged, so that warm colours have become cold ones.",
)

# %% [markdown]
# The lower row is what VGG16's filters "see" if one forgets to turn the channels around. One can still tell what it is, and so can the network, somewhat worse.
#
# **Where to cut, if we want to fine-tune later?** We compute once what stays frozen in *both* stages: everything up to the end of the fourth block. The fifth block is run on top of that. It is a small part of the work, and it can be trained afterwards without running the rest again.

# %% tags=["nbval-ignore-output"]
trunk = keras.Model(vgg.model.input, vgg.model.get_layer("block4_pool").output, name="trunk")
maps_input = keras.Input((4, 4, 512))
x = maps_input
for layer in vgg.model.layers[-4:]:  # block5_conv1, 2, 3 and block5_pool
    x = layer(x)
block5 = keras.Model(maps_input, x, name="block5")

begun = time.perf_counter()
maps = answers(trunk, for_vgg(photos), batch_size=20)
test_maps = answers(trunk, for_vgg(test_photos), batch_size=20)
seconds_trunk = time.perf_counter() - begun
begun = time.perf_counter()
vgg_features, vgg_test_features = answers(block5, maps), answers(block5, test_maps)
seconds_block5 = time.perf_counter() - begun
print(f"blocks 1 to 4, {2 * len(photos)} images: {seconds_trunk:.1f} s, once and never again")
print(f"block 5: {seconds_block5:.1f} s")

# %%
whole_way = answers(vgg.model, for_vgg(photos[:4]))
print("trunk, then block 5, is VGG16:", bool(np.allclose(whole_way, vgg_features[:4], atol=1e-3)))
print("features of an image:", vgg_features.shape[1:])

# %% [markdown]
# Now the head: as printed, dense 256 with ReLU, then a softmax. In front of it stands a `Normalization` layer, which brings each of the 512 channels to mean 0 and spread 1 over our training images. It has nothing to do with batch normalization: it is set once, and helps Adam, since features of VGG16 aren't of the size of ordinary inputs. For comparison, the same head gets the pixels themselves.


# %% tags=["nbval-ignore-output"]
def head_for(inputs_to_it, classes, seed=0):
    """Normalization, dense 256, softmax, for such inputs; not compiled."""
    keras.utils.set_random_seed(seed)
    scale = layers.Normalization(name="scale")
    scale.adapt(inputs_to_it)
    return keras.Sequential(
        [
            keras.Input(inputs_to_it.shape[1:]),
            scale,
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(classes, activation="softmax"),
        ],
        name="head",
    )


small_photos, small_test_photos = (
    p[:, ::4, ::4].astype("float32") / 255 for p in (photos, test_photos)
)
vgg_accuracy = {}
for name, ins, test_ins in (
    ("head on 16×16 pixels", small_photos, small_test_photos),
    ("head on frozen VGG16", vgg_features, vgg_test_features),
):
    vgg_head = head_for(ins, len(KINDS))
    last_run = training.train(vgg_head, ins, photo_labels, epochs=20, batch_size=20, progress=False)
    found = answers(vgg_head, test_ins).argmax(axis=1)
    vgg_accuracy[name] = float(np.mean(found == test_photo_labels))
    print(f"{name}: test accuracy {vgg_accuracy[name]:.0%} ({len(test_photos)} images)")
print("weights of VGG16 here:", vgg.weights)

# %% [markdown]
# A word about the figures. With so few test images, an accuracy is uncertain by three points or more (one standard error), so don't make much of small differences. And with *random* weights don't expect VGG16 to beat the pixels clearly. Thirteen random layers make features, too, but not better ones. That is the lesson of the control: what helps is the pre-training, not the size of the network.

# %% [markdown]
# ## Fine-tuning VGG16's last block
#
# **In short.** Put block 5 and the trained head together, unfreeze block 5, and train on with a tiny rate, on the maps that we already have.
#
# Seven million weights against a hundred images: small steps, few of them. VGG16 has no batch normalization, so there are no statistics to watch.

# %% tags=["nbval-ignore-output"]
tuning_input = keras.Input((4, 4, 512))
tuning = keras.Model(tuning_input, vgg_head(block5(tuning_input)), name="tuning")
first_kernel = block5.layers[1].kernel.numpy().copy()
tuning.compile(keras.optimizers.Adam(1e-5), "sparse_categorical_crossentropy", metrics=["accuracy"])
begun = time.perf_counter()
tuning.fit(maps, photo_labels, epochs=3, batch_size=20, verbose=0)
seconds_tuning = time.perf_counter() - begun
found = answers(tuning, test_maps).argmax(axis=1)
vgg_accuracy["block 5 fine-tuned"] = float(np.mean(found == test_photo_labels))
for name, value in vgg_accuracy.items():
    print(f"{name:22s} test accuracy {value:.0%}")
print(f"fine-tuning took {seconds_tuning:.1f} s; weights of VGG16 here: {vgg.weights}")

# %%
moved = np.abs(block5.layers[1].kernel.numpy() - first_kernel).max()
print("weights that were trained:", f"{transfer.trainable_weights(tuning):,}")
print("block 5 has moved, by less than 0.001:", bool(0 < moved < 1e-3))

# %% [markdown]
# No weight has moved by more than a thousandth. That is what fine-tuning means: the tools are ground a little, not thrown away.

# %% [markdown]
# ## What to do when
#
# **In short.** Two questions decide: how many examples do you have, and how like is your task to the one that the base has learned? Then measure, with a control.
#
# Likeness can be measured, too. The bench has changed the *new* task step by step away from the old one: the digits 5 to 9 lying on their side, inverted, and with their pixels shuffled, in the same way for each image. A shuffled digit holds the same information, but no strokes any more. With ten images per digit:

# %%
TASKS = ("upright", "turned", "inverted", "shuffled")
fig, ax = plt.subplots(figsize=(7.6, 3.9), layout="constrained")
for shift, method in zip((-0.2, 0.2), ("from scratch", "pre-trained base, frozen")):
    rows = [
        next(
            row
            for row in measured["rows"]
            if (row["task"], row["per_class"], row["method"]) == (name, 10, method)
        )
        for name in TASKS
    ]
    ax.bar(
        np.arange(4) + shift,
        [100 * row["mean"] for row in rows],
        0.38,
        yerr=[100 * row["spread"] for row in rows],
        capsize=3,
        color=styles[method][0],
        label=method,
    )
ax.set_xticks(range(4), TASKS)
ax.set(
    title="The less the new task is like the old one, the less is transferred",
    xlabel="new task: the digits 5 to 9, ten images of each",
    ylabel="test accuracy (%)",
    ylim=(0, 100),
)
ax.legend(loc="lower left", fontsize="small")
plots.show(
    fig,
    alt="Pairs of bars for four new tasks: digits upright, turned, inverted, and with shuffled pixels. For each, the accuracy from scratch and with the pre-trained base frozen, with error bars. The pre-trained base leads for upright digits, is about level for turned ones, and is behind for inverted and still more for shuffled ones.",
)

# %%
print("lead of the frozen base over training from scratch, in points:")
for name in TASKS:
    lead = mean[name, 10, "pre-trained base, frozen"] - mean[name, 10, "from scratch"]
    print(f"    {name:10s} {100 * lead:+5.1f}")

# %% [markdown]
# With shuffled pixels, and with negatives already, the pre-trained base is *worse* than no pre-training at all: it looks for strokes where there are none, and being frozen, it can't learn to look for anything else. This is called **negative transfer**.
#
# From this, and from the curves above, comes the usual advice:
#
# | | **task like the old one** | **task unlike the old one** |
# |---|---|---|
# | **few examples** (tens per class) | frozen base, new head, features once | hard. Cut earlier, take general features; compare with a small network from scratch |
# | **many examples** (thousands per class) | fine-tune everything, in small steps | fine-tune, or train from scratch; the pre-trained start mostly saves time |
#
# And four habits:
#
# 1. **Start with the frozen base.** It takes minutes, and shows whether anything is transferred.
# 2. **Have a control.** From scratch, and a base of random weights.
# 3. **Choose on validation images**: the place of the cut, rates, epochs. The test images are for the end.
# 4. **Repeat with other seeds**, if you have few examples. Look at the error bars above: with ten images per class, luck in the draw is worth several points.
#
# <details>
# <summary>Beyond images, and what one should know about a base</summary>
#
# In language it is the same, and larger: BERT, GPT and their kin are bases, pre-trained on piles of text (chapter 8). What was "a new head" is there often only a new question.
#
# A base of others comes with its history. Its training data may be one-sided, and so are its features then. Its licence may forbid your use. Test images may have been among its training images, which makes results too good. Write down which weights you used, from where, and how images were prepared.
#
# </details>

# %% [markdown] quiz="which_plan"

# %% [markdown]
# ## What to take with you
#
# - A deep network is a **base** that makes features and a **head** that weighs them. The base can be reused: cut, freeze, new head.
# - **Count the trainable weights** before you train. A dense layer behind `Flatten` may be larger than you think.
# - With a frozen base, **compute features once**. It is the same calculation, unless images change from epoch to epoch.
# - **Fine-tune in two stages**: head first, then the base with a rate ten to a hundred times as small. Compile after each change of `trainable`.
# - **Batch normalization collects statistics** whatever the learning rate is. Freeze its layers, also while the others are fine-tuned, and look whether they have really stayed.
# - **Prepare images as in the pre-training**, exactly. Nothing fails if you don't, except the result.
# - The gain is largest with **few examples of a like task**. It shrinks with more examples and with less likeness. Only a comparison, with a control and several seeds, tells you which case is yours.
#
# **Can you say it in your own words?** Explain to somebody what the carpenter keeps, what she learns, what she grinds a little, and when she should rather send the customer to the baker.
#
# Now it's your turn: [the exercises](09_transfer_learning_exercises.ipynb). You will freeze all but the last layers, collect features from several layers, prepare images by a card, put a head on wherever you cut, and let layers wake up one after the other.
