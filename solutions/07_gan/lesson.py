# %% [markdown]
# # 7 · Two networks that teach each other: GANs
#
# **In one paragraph.** A **generative adversarial network**, GAN, consists of two networks with opposite aims. The **generator** turns random numbers into pictures. The **discriminator** looks at pictures, real ones and made ones, and says how likely each is to be real. Both learn at the same time: the discriminator to tell them apart, the generator to make that harder. Nobody tells the generator what a digit is, and it never sees one. All it gets is the answer to the question "which way would you have to change each pixel to look a bit more real?" The idea is simple, and it is easy to get wrong without noticing. The code that is printed in many introductions does get it wrong under Keras 3. So this chapter is as much about **checking that something learns, and measuring what it has learned**, as about making pictures.
#
# **A picture to keep in mind.** A radio station in the old days: everything is played live. Behind a curtain sits a sound maker with rice, tin sheets and coconut shells. In front of it sits a listener with a box of real recordings: rain, thunder, horses. From time to time a recording is played, from time to time the sound maker shakes something, and the listener says how real it sounds. In the beginning both are beginners: the sound maker makes noise, and the listener guesses. After the first hour the listener has noticed that real rain has no clatter in it. So the sound maker leaves out the clatter, and the listener has to listen more closely. The sound maker has never stood in the rain. All he knows of rain is what the listener has let slip. Now think of three mishaps. *The listener is deaf* and gives marks at random: then the sound maker finds out which noise pleases him, and makes that for ever. *The listener is perfect from the start* and says nothing but "no": then nobody learns anything. And *the listener is easily pleased by rain*: then the sound maker makes rain, nothing but rain, excellent rain, and never learns the horses. We will meet all three.
#
# **After this chapter you can**
#
# - say what the two networks are trained to do, and why the generator's usual loss isn't the one from the formula;
# - write a training step that moves the right weights, and *check* that it does;
# - tell a good generator from a bad one by counting, not by looking at its losses;
# - recognize mode collapse, and say what helps;
# - build a generator from transposed convolutions, and walk through its latent space.
#
# You need chapters 1 to 3, and from chapter 6 the words *latent space* and *decoder*. Each section begins with its gist, marked **In short**. Boxes that fold out are for a second reading. Some cells only draw a picture; there, look at the picture and skip the code.

# %%
import inspect
import warnings

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from helpers import (
    data,
    digit_counts,
    gan,
    models,
    pictures_as_text,
    plots,
    report,
    results,
    training,
)

BLUE, ORANGE, GREEN, PINK = (plots.COLOURS[i] for i in (0, 5, 2, 3))

# %% [markdown]
# ## The data, and a reader
#
# **In short.** We work with the digits of chapter 3, without their labels. And we train one small classifier *with* labels. It takes no part in the game. It will be our reader: it counts the digits that a generator makes.
#
# If the next line says *stand-in*, there was no MNIST and no network on this machine. Then you have 1,797 smaller digits from scikit-learn, enlarged. Everything runs on both. Figures in the text are those of MNIST.

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")
SMALL = len(mnist.y_train) < 10_000  # a stand-in
some = mnist.subset(train=min(20_000, len(mnist.y_train)))

# %%
x_train, x_test = data.images_to_float(some.x_train), data.images_to_float(mnist.x_test)
rows = x_train.reshape(len(x_train), 784)
print("one image:", x_train.shape[1:], "of type", x_train.dtype, "or a row of", rows.shape[1])
print("from 0 to 1:", bool(rows.min() == 0 and rows.max() == 1))

# %% tags=["nbval-ignore-output"]
reader = models.build("cnn_two_convolutions", seed=0)
last_run = training.train(
    reader,
    x_train[:12_000],
    some.y_train[:12_000],
    epochs=8 if SMALL else 2,
    batch_size=32 if SMALL else 128,
    learning_rate=3e-3,
    description="the reader",
)
report(
    "the reader's accuracy on test images",
    training.evaluate(reader, x_test, mnist.y_test)["accuracy"],
    at_least={"mnist": 0.96, "stand-in": 0.92},
)

# %% [markdown]
# ## Two players
#
# **In short.** The generator $G$ makes an image $G(z)$ from noise $z$. The discriminator $D$ gives every image a probability of being real. $D$ wants to be right, $G$ wants it to be wrong. Only $D$ sees real images.
#
# $$\min_G \max_D \;\; \underbrace{\mathbb{E}_{x}\,\ln D(x)}_{\text{real ones: say "real"}} \;+\; \underbrace{\mathbb{E}_{z}\,\ln\bigl(1 - D(G(z))\bigr)}_{\text{made ones: say "made"}}$$
#
# - $x$ is a **real image**, drawn from the training data;
# - $z$ is the **noise**, here 100 numbers from a normal distribution; all possible $z$ together are the **latent space**;
# - $G(z)$ is a **made image**; $G$ is built like the decoder of chapter 6;
# - $D(x)$ is the **probability**, between 0 and 1, with which $D$ takes $x$ for real;
# - $\mathbb{E}$ is the mean over many images or many $z$.

# %%
fig, ax = plt.subplots(figsize=(9.4, 3.5), layout="constrained")


def box(x, y, text, colour, width=1.3, height=0.8):
    ax.add_patch(
        plt.Rectangle(
            (x - width / 2, y - height / 2), width, height, fc=colour, alpha=0.25, ec=colour, lw=2
        )
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=10)


def arrow(start, end, colour="black", **style):
    ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "->", "color": colour, **style})


box(0.6, 0, "noise $z$\n100", "#777777", 1.0)
box(2.5, 0, "generator $G$", BLUE)
box(4.4, 0, "made image\n$G(z)$", "#777777")
box(4.4, 1.5, "real image\n$x$", "#777777")
box(6.6, 0.75, "discriminator $D$", ORANGE, 1.7)
box(8.8, 0.75, "probability\nof being real", "#777777", 1.4)
for start, end in (
    ((1.1, 0), (1.85, 0)),
    ((3.15, 0), (3.75, 0)),
    ((5.05, 0), (5.75, 0.55)),
    ((5.05, 1.5), (5.75, 0.95)),
    ((7.45, 0.75), (8.1, 0.75)),
):
    arrow(start, end)
arrow((8.6, 0.35), (6.7, 0.3), ORANGE, ls="--", connectionstyle="arc3,rad=-0.3")
arrow((8.8, 0.3), (2.6, -0.45), BLUE, ls="--", connectionstyle="arc3,rad=-0.28")
ax.text(7.05, -0.22, "be right", color=ORANGE, fontsize=9)
ax.text(5.2, -1.55, "what would have looked more real?", color=BLUE, fontsize=9, ha="center")
ax.set(title="A GAN: two networks, two aims", xlim=(0, 9.6), ylim=(-1.8, 2.1))
ax.axis("off")
plots.show(
    fig,
    alt="Diagram: noise of 100 numbers goes into the generator, which makes an image. Made images and real images go into the discriminator, which gives a probability of being real. A dashed arrow leads from there back to the discriminator: be right. Another one leads back through the discriminator to the generator: what would have looked more real?",
)

# %% [markdown]
# Where does this end, if both play perfectly? The generator's images are then distributed just like the real ones, and the discriminator can do no better than to say 0.5 to everything. At that point its loss is $2 \ln 2 = 1.39$. In practice nobody gets there. One stops when the images are good.

# %% [markdown] quiz="who_sees_what"

# %% [markdown]
# ## The printed code, run
#
# **In short.** Generator 100–128–784, discriminator 784–128–1. The discriminator is compiled, then frozen, then both are stacked and compiled again. This is how it stands in countless introductions. It runs, prints losses, and gives *one* warning.

# %%
keras.utils.set_random_seed(0)

generator = keras.Sequential(
    [
        keras.Input((100,)),  # printed: input_dim=100 on the layer, which warns in Keras 3
        layers.Dense(128, activation="relu"),
        layers.Dense(784, activation="sigmoid"),
    ]
)
discriminator = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ]
)
discriminator.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
discriminator.trainable = False  # so that the stack trains the generator only
stacked = keras.Sequential([keras.Input((100,)), generator, discriminator])
stacked.compile(optimizer="adam", loss="binary_crossentropy")

print(
    "weights of the generator:    ", generator.count_params(), "= 100 · 128 + 128 + 128 · 784 + 784"
)
print("weights of the discriminator:", discriminator.count_params(), "= 784 · 128 + 128 + 128 + 1")

# %% [markdown]
# No training is printed with it. The usual loop is this one. In each step the discriminator gets a batch of real images with the answer 1 and a batch of made ones with the answer 0, then the stack gets noise with the answer 1: "say that these are real". Since the discriminator is frozen in the stack, only the generator follows.
#
# We keep a copy of the weights from before, and we catch the warnings to show them in one place.


# %% tags=["nbval-ignore-output"]
def copies(model):
    return [weight.copy() for weight in model.get_weights()]


before = {"generator": copies(generator), "discriminator": copies(discriminator)}
draw_batch = np.random.default_rng(0)
real_answer, made_answer = np.ones((128, 1)), np.zeros((128, 1))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for step in range(1, 301):
        real = rows[draw_batch.integers(len(rows), size=128)]
        z = draw_batch.normal(size=(128, 100)).astype("float32")
        made = generator.predict_on_batch(z)
        on_real = discriminator.train_on_batch(real, real_answer)
        on_made = discriminator.train_on_batch(made, made_answer)
        fooling = stacked.train_on_batch(z, real_answer)
        if step in (1, 10, 30, 100, 300):
            print(
                f"step {step:3d}   discriminator: loss {on_real[0]:.2f} on real, {on_made[0]:.2f} on made images   generator: loss {fooling:.4f}"
            )

# %% [markdown]
# Numbers come, numbers change. The generator's loss falls to nearly 0: a great success? Here is the warning, and here is what the generator draws:

# %%
for message in sorted({str(warning.message) for warning in caught}):
    print("UserWarning:", message)

moved = {
    "generator": gan.largest_change(before["generator"], generator.get_weights()),
    "discriminator": gan.largest_change(before["discriminator"], discriminator.get_weights()),
}
for name, change in moved.items():
    print(f"largest change of any weight of the {name}:", "0.0" if change == 0 else "more than 0")

# %%
plots.images(
    np.round(7 * gan.draw(generator, gan.noise(6))) / 7,  # eight shades: a small file
    title="What the printed code has learned to draw in 300 steps",
    columns=6,
    alt="Six images that look alike: light and dark pixels scattered over the whole square, without any shape.",
)

# %% [markdown]
# **Not a single weight of the discriminator has moved.** The listener is deaf. The generator has found out which noise pleases this one network with its random weights, and makes that. In a long log of losses you would hardly notice. Note how little it took to find out: copy the weights before, and look afterwards.

# %% [markdown]
# ## Why nothing was learned
#
# **In short.** In Keras 3 `trainable = False` takes effect at once, also on a model that has been compiled before. The printed code relies on the opposite.

# %%
print("trainable arrays of weights of the discriminator:", len(discriminator.trainable_weights))
print("trainable arrays of weights of the stack:        ", len(stacked.trainable_weights))

# %% [markdown]
# The code was written for the old Keras. There `compile` took a note of which weights are trainable, and kept to it. So a discriminator that was compiled *before* it was frozen went on learning by itself, and stood still within the stack. Since Keras 3 the list of trainable weights is looked up when the training step is built, at the first call of `train_on_batch`. By then the line `discriminator.trainable = False` has long been run.
#
# **What would have told us?** Four things, all cheap, all worth a habit:
#
# 1. the **warning**, if it isn't drowned in others: *"The model does not have any trainable weights."*
# 2. `len(model.trainable_weights)` before training;
# 3. the **change of the weights** after a few steps;
# 4. a loss **on the same images**, before and after: it hasn't changed in a single digit.
#
# <details>
# <summary>The same lines in another order do work, by accident</summary>
#
# If `discriminator.train_on_batch` is called once *before* `trainable = False`, then its training step is built with all its weights, and it keeps them. The stack, built later, finds it frozen. So the printed code can be saved by a single call in the right place. But who reads the code can't see that, and calling `compile` once more undoes it. A program shouldn't depend on when something was first called. The mend that follows needs no freezing at all.
#
# </details>

# %% [markdown] quiz="what_a_frozen_judge_teaches"

# %% [markdown]
# ## The mend: a train_step of our own
#
# **In short.** Keras lets a model define what one training step is. Ours computes two losses, takes each gradient **with respect to the weights of one network only**, and gives each network an optimizer of its own. Nothing is ever frozen.
#
# A Keras model has a method `train_step`, which `fit` calls for every batch. `helpers.gan.GAN` replaces it. Here it is:

# %%
print(inspect.getsource(gan.GAN.train_step))

# %% [markdown]
# Read it together with the picture of the two players:
#
# - A `GradientTape` writes down what is computed, so that gradients can be taken afterwards: what `fit` does behind the scenes.
# - **Step 1.** The images of the generator are made *outside* of the tape. For the discriminator they are data like any other.
# - **Step 2.** Here the images are made *inside* of the tape. The gradient runs back through the discriminator's layers and on into the generator. `tape.gradient(g_loss, weights)` asks for the generator's weights alone.
# - The discriminator has **no sigmoid**. It gives a *logit*, and the sigmoid is part of the loss (chapter 1). A logit above 0 means "real".
# - Each optimizer keeps its own memory of past gradients, and a short one, `beta_1 = 0.5`: the opponent changes all the time, so old gradients are soon out of date.
#
# One step, and a look at the weights. This is the test that the printed code fails:

# %%
mended = gan.dense(seed=0)
one_step = gan.train(mended, rows, steps=1, progress=False)
for name, change in one_step.moved.items():
    print(f"after one step some weight of the {name} has moved:", change > 0)
print("and `train` refuses a network that can't learn:")
frozen = gan.dense(seed=0)
frozen.discriminator.trainable = False
try:
    gan.train(frozen, rows, steps=1, progress=False)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown] quiz="whose_gradient"

# %% [markdown]
# ## Two losses for the generator
#
# **In short.** The formula asks the generator to make $\ln(1 - D(G(z)))$ small. For images that are easily seen through, this loss is flat, and those are the images that need to learn most. So one takes $-\ln D(G(z))$: the same aim, steep where it matters.
#
# In the beginning every made image is bad, and the discriminator soon knows: $D(G(z))$ is close to 0, its logit far below 0. Here are both losses against the logit, and their slopes.

# %%
logit = np.linspace(-6, 6, 300)
probability = 1 / (1 + np.exp(-logit))
fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.5), layout="constrained")
for ax, saturating, usual, title, label in (
    (left, np.log(1 - probability), -np.log(probability), "The loss …", "loss"),
    (right, probability, 1 - probability, "… and how steep it is", "size of the slope"),
):
    ax.plot(logit, saturating, "--", color=ORANGE, lw=2, label="ln(1 − D): saturating")
    ax.plot(logit, usual, color=BLUE, lw=2, label="−ln D: non-saturating")
    ax.axvspan(-6, -3, color="#999999", alpha=0.2)
    ax.set(title=title, xlabel="logit of a made image", ylabel=label)
    ax.grid(alpha=0.3)
left.legend(fontsize="small")
left.text(-5.9, -4.5, "seen\nthrough", fontsize=9)
plots.show(
    fig,
    alt="Two plots against the logit of a made image from -6 to 6. Left: both losses fall; the saturating one is flat on the left and falls on the right, the non-saturating one falls on the left and is flat on the right. Right: the size of the slope, which at the left end is almost 0 for the saturating loss and almost 1 for the non-saturating one.",
)
at_start = 1 / (1 + np.exp(4.0))
print(f"at a logit of -4: slope {at_start:.3f} saturating, {1 - at_start:.3f} non-saturating")

# %% [markdown]
# The discriminator's own loss is the binary cross-entropy of chapter 1, with 1 for real and 0 for made images:
#
# $$L_D = -\,\text{mean} \ln D(x) - \text{mean} \ln (1 - D(G(z)))$$
#
# Both are written with `softplus`, $\ln(1 + e^x)$, since $-\ln \sigma(l) = \text{softplus}(-l)$ and $-\ln(1 - \sigma(l)) = \text{softplus}(l)$. So no logarithm of 0 can come up:

# %%
for function in (gan.discriminator_loss, gan.generator_loss):
    print(inspect.getsource(function).rsplit('"""', 1)[1].strip())

# %% [markdown]
# <details>
# <summary>What is the best discriminator, and what does the formula measure?</summary>
#
# For a fixed generator the best possible discriminator is $D^*(x) = \frac{p_\text{real}(x)}{p_\text{real}(x) + p_\text{made}(x)}$, which one gets by setting the slope to 0 at each $x$ separately. Put into the formula, it gives $-2\ln 2 + 2\,\text{JS}$, with the *Jensen–Shannon divergence* JS between real and made images, a number between 0 and $\ln 2$. So a perfect discriminator would turn the generator's problem into: bring these two distributions together. That is the theory of the first article (Goodfellow et al., 2014). In practice the discriminator isn't perfect, and with the non-saturating loss it isn't this divergence that falls.
#
# </details>

# %% [markdown] quiz="why_not_saturating"

# %% [markdown]
# ## Watching it learn
#
# **In short.** The printed networks, with the mended step. From the same ten noise vectors we draw again and again. The losses look as if nothing happened. The pictures don't.

# %% tags=["nbval-ignore-output"]
STEPS = 1_000 if SMALL else 1_500
dense = gan.dense(seed=0)
watched = gan.train(
    dense,
    rows,
    steps=STEPS,
    snapshots=(0, 50, 150, 500, STEPS),
    description="100–128–784 against 784–128–1",
    **gan.DENSE_RECIPE,
)


# %%
def draw_strip(snapshots, title, alt):
    """Draws snapshots of a training below each other: step -> (10, 28, 28)."""
    fig, axes = plt.subplots(len(snapshots), 10, figsize=(9, 4.9), layout="constrained")
    for line, (step, pictures) in zip(axes, snapshots.items(), strict=True):
        for ax, picture in zip(line, pictures, strict=True):
            # Ten shades and whole pixels make the file small.
            ax.imshow(
                np.round(9 * picture) / 9, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest"
            )
            ax.set(xticks=[], yticks=[])
        line[0].set_ylabel(f"step {step}", rotation=0, ha="right", va="center")
    fig.suptitle(title)
    fig.supxlabel("one column: one noise vector", fontsize=8, color="#555555")
    plots.show(fig, alt=alt)


draw_strip(
    watched.snapshots,
    "The same ten noise vectors, drawn at five moments",
    "Five rows of ten images. Before training grey noise; after 50 steps a dark blob in the middle; then dots; at the end strokes that look like digits, with spots around them.",
)

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.5), layout="constrained")


def smooth(values, width=50):
    return np.convolve(values, np.ones(width) / width, mode="valid")


for name, colour, style, label in (
    ("discriminator_loss", ORANGE, "-", "discriminator"),
    ("generator_loss", BLUE, "--", "generator"),
):
    left.plot(smooth(watched.losses[name]), style, color=colour, lw=2, label=label)
left.axhline(2 * np.log(2), color=ORANGE, lw=1, ls=":")
left.axhline(np.log(2), color=BLUE, lw=1, ls=":")
left.set(
    title="Losses (dotted: at a draw)",
    xlabel="step",
    ylabel="loss, mean of 50 steps",
    ylim=(0, None),
)
for name, colour, style, label in (
    ("right_on_real", GREEN, "-", "real images"),
    ("right_on_fake", PINK, "--", "made images"),
):
    right.plot(100 * smooth(watched.losses[name]), style, color=colour, lw=2, label=label)
right.set(
    title="What the discriminator gets right",
    xlabel="step",
    ylabel="right verdicts (%)",
    ylim=(0, 102),
)
for ax in (left, right):
    ax.legend(fontsize="small")
    ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Left: losses of discriminator and generator over the steps; after a first swing both wander about without falling to 0. Right: the share of right verdicts on real and on made images, both mostly well above one half.",
)
print("both networks have moved:", min(watched.moved.values()) > 1e-3)

# %% [markdown]
# Compare this with chapters 2 to 6. There a falling loss was progress. Here **neither loss says how good the pictures are.** Each measures how one network stands against the other, and the other one changes. From step 600 on both curves are nearly flat. Yet between step 500 and step 1,500 lies everything that makes a digit out of dots: while the pictures got better, the discriminator got better too. So watch the pictures, and measure them some other way. That is next.
#
# Losses do tell you when something is *broken*. A discriminator's loss that goes to 0 and stays there has won for good. If the generator's goes to 0, the discriminator isn't learning, as above.

# %% [markdown] quiz="what_losses_say"

# %% [markdown]
# ## Counting what it draws
#
# **In short.** Our reader reads 1,000 made images. Two figures: how many are **readable**, and how **evenly** the ten digits come up. The second one is given as an *effective number of digits*, 10 if all come up equally often.
#
# An image is *readable* if the reader gives some digit a probability of at least 0.9. With the shares $q_0, \dots, q_9$ of the digits among the readable images, the effective number is
#
# $$N = e^{H}, \qquad H = -\sum_k q_k \ln q_k$$
#
# - $H$ is the **entropy** of the shares;
# - if $k$ digits come up equally often and the others never, $N$ is exactly $k$.

# %%
for shares in ([1.0], [0.5, 0.5], [0.9, 0.1], [0.1] * 10):
    q = np.array(shares)
    print(
        f"{len(q):2d} digits, the first with a share of {q[0]:.1f}: effective number {np.exp(-np.sum(q * np.log(q))):5.2f}"
    )

# %% tags=["nbval-ignore-output"]
n_judged = min(1_000, len(x_test))
real_features = digit_counts.features(reader, x_test[:n_judged])


def judge(pictures):
    """What the reader counts, and how far the features are from those of test images."""
    verdict = digit_counts.judge(reader, pictures)
    distance = digit_counts.frechet_distance(digit_counts.features(reader, pictures), real_features)
    return verdict, distance


judged_noise = gan.noise(n_judged, seed=1)
judged = {
    "real training images": judge(x_train[-n_judged:]),
    "printed code": judge(gan.draw(generator, judged_noise)),
    "mended": judge(gan.draw(dense.generator, judged_noise)),
}
for name, (verdict, distance) in judged.items():
    print(
        f"{name:22s} readable {verdict.readable:4.0%}   effective digits {verdict.effective:5.2f}   feature distance {distance:7.1f}"
    )
report(
    "mended: effective number of digits",
    judged["mended"][0].effective,
    at_least={"mnist": 4.5, "stand-in": 3.0},
    format=".2f",
)


# %%
def bars(verdicts, title, alt):
    """Counts of readable digits, one panel for each name."""
    fig, axes = plt.subplots(1, len(verdicts), figsize=(9.8, 3), layout="constrained", sharey=True)
    for ax, (name, verdict), colour in zip(axes, verdicts.items(), (GREEN, ORANGE, BLUE)):
        shares = 100 * verdict.counts / n_judged
        ax.bar(range(10), shares, color=colour)
        ax.axhline(10, color="black", lw=1, ls=":")
        ax.set(title=name, xlabel="digit", xticks=range(10))
    axes[0].set_ylabel("share of the images (%)")
    fig.suptitle(title)
    plots.show(fig, alt=alt)


bars(
    {name: verdict for name, (verdict, _) in judged.items()},
    "What the reader counts (dotted: an even share)",
    "Three bar charts of the share of each digit: real images, about ten per cent each; images of the printed code, hardly any that can be read; images of the mended one, most digits, unevenly.",
)
print(
    "the mended one shows more digits than the printed code:",
    judged["mended"][0].effective > judged["printed code"][0].effective,
)
print("its images are nearer to real ones:", judged["mended"][1] < judged["printed code"][1])

# %% [markdown]
# **What such a count can't do.** The reader was trained on digits only. It has to name a digit, whatever it is shown, and on strange images it may be sure and wrong. So "readable" isn't "beautiful", and a count alone can be fooled. Hence the third figure, the *feature distance*. It compares what the reader's last hidden layer says about made and about real images, as two clouds of points: are they in the same place, and equally wide? It is 0 for equal clouds, and noise is far out. Always use measures of both kinds, and look at pictures that nobody has picked out.
#
# <details>
# <summary>The feature distance in a formula</summary>
#
# For each image take the numbers of the reader's last hidden layer, 64 here. Over many images they have a mean $\mu$ and a covariance matrix $C$. The **Fréchet distance** between two normal distributions is
#
# $$d = \lVert \mu_1 - \mu_2 \rVert^2 + \text{tr}\bigl(C_1 + C_2 - 2\,(C_1 C_2)^{1/2}\bigr)$$
#
# With the features of a large network trained on ImageNet this is the *Fréchet inception distance*, FID, by which image generators are usually compared. Two warnings hold for both: the figure depends on the number of images, and figures from different readers can't be compared.
#
# </details>

# %% [markdown]
# ## Mode collapse
#
# **In short.** A generator may find one kind of image that gets through, and make nothing else. That is **mode collapse**. Each image by itself may be fine; it is the pile that gives it away.
#
# *Mode* is the statistician's word for a peak of a distribution, here a kind of digit. Nothing in the generator's loss asks for variety: it is a mean over images, and it is small when *each* of them is taken for real. Only the discriminator can enforce variety, by noticing "far too many ones today". If it lags behind, the generator can chase its weak spot.
#
# So let us make the listener slow: the same networks, but the generator's learning rate is fifty times the discriminator's.

# %% tags=["nbval-ignore-output"]
collapsed = gan.dense(seed=0)
chasing = gan.train(
    collapsed,
    rows,
    steps=600,
    snapshots=(200, 300, 400, 500, 600),
    description="a discriminator that lags behind",
    **gan.LAGGING_RECIPE,
)
judged["collapsed"] = judge(gan.draw(collapsed.generator, judged_noise))
verdict, distance = judged["collapsed"]
print(
    f"readable {verdict.readable:.0%}   effective digits {verdict.effective:.2f}   feature distance {distance:.1f}"
)
report(
    "collapsed: effective number of digits",
    verdict.effective,
    at_most={"mnist": 3.5, "stand-in": 3.5},
    format=".2f",
)

# %%
draw_strip(
    chasing.snapshots,
    "Mode collapse: ten noise vectors, one picture",
    "Five rows of ten images, at steps 200 to 600. Within a row the ten images are almost the same; from row to row they differ.",
)


def variety(pictures):
    """Mean squared difference between two made images of the pile, per pixel."""
    return float(np.mean(np.var(pictures, axis=0)) * 2)


print(
    "collapsed images differ less from each other than the mended one's:",
    variety(gan.draw(collapsed.generator, judged_noise[:200]))
    < 0.7 * variety(gan.draw(dense.generator, judged_noise[:200])),
)
print(
    "and fewer digits are seen:",
    judged["collapsed"][0].effective < judged["mended"][0].effective,
)

# %% [markdown]
# Look along a row: ten different noise vectors, one picture. The noise has no influence any more. Then look down: the picture doesn't stay what it is. As soon as the discriminator has learned to distrust it, the generator moves on to another one, and the discriminator follows. They chase each other in circles, and no time is ever spent on variety. The losses show nothing remarkable.
#
# Note a trap, too. These pictures are no digits at all. But our reader has to say *something*, and on MNIST it was sure in most cases, always of the same digit. "Readable" alone would have praised this generator. The count and the feature distance didn't. In milder cases a collapsed generator draws two or three *good* digits, and then even the pictures look fine one by one.
#
# **What helps:**
#
# | remedy | why |
# |---|---|
# | a discriminator that keeps up: its rate not below the generator's, or several steps of it for one of the generator | it notices the surplus before it grows |
# | convolutions, batch normalization in the generator | images of a batch depend on each other; see the next section |
# | a discriminator that sees several images at once | then "all the same" is something that it can see |
# | **one-sided label smoothing**: real images get the target 0.9 | it doesn't get so sure that its slope dies out |
# | another loss: **Wasserstein** (further down) | it gives the generator a useful slope even if the discriminator is far ahead |

# %% [markdown] quiz="collapse_or_blur"

# %% [markdown]
# ## With convolutions
#
# **In short.** In place of dense layers, the generator gets **transposed convolutions**, which make maps larger, and batch normalization. The discriminator gets ordinary convolutions. Together they have fewer weights than the dense pair, and make clearly better digits.
#
# A dense generator has to learn for each pixel separately that ink comes in strokes. A convolution knows from the start that neighbours belong together, and that a stroke is a stroke wherever it lies (chapter 3). For a generator we need it backwards: from a small map with many channels to a large one with few. A **transposed convolution** with stride 2 lets each number of the small map paint a patch, a filter times that number, into the large one. Patches lie 2 pixels apart, and where they overlap they add up.

# %%
painted = keras.layers.Conv2DTranspose(1, 4, strides=2, padding="valid", use_bias=False)
painted.build((None, 3, 3, 1))
patch = np.array([[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]], "float32") / 4
painted.set_weights([patch[:, :, None, None]])
fig, axes = plt.subplots(1, 3, figsize=(8.4, 3), layout="constrained")
for ax, corner in zip(axes, ([(0, 0)], [(0, 0), (0, 1)], [(0, 0), (0, 1), (2, 2)]), strict=True):
    small_map = np.zeros((1, 3, 3, 1), "float32")
    for row, column in corner:
        small_map[0, row, column, 0] = 1
    large_map = keras.ops.convert_to_numpy(painted(small_map))[0, :, :, 0]
    ax.imshow(large_map, cmap="gray_r", vmin=0, vmax=2)
    ax.set(
        title=f"{len(corner)} of the 9 numbers {'is' if len(corner) == 1 else 'are'} 1",
        xlabel="column",
        xticks=range(8),
        yticks=range(8),
    )
axes[0].set_ylabel("row")
fig.suptitle("Transposed convolution, 4×4, stride 2: a map of 3×3 paints one of 8×8")
plots.show(
    fig,
    alt="Three maps of 8 by 8. In the first, one number of the small map has painted a patch of 4 by 4 in the upper left corner. In the second, its neighbour has painted another one two pixels further right, and they add up where they overlap. In the third, a patch in the lower right corner is there too.",
)
print("3×3, kernel 4, stride 2, nothing cut off:", large_map.shape, "since (3 − 1) · 2 + 4 = 8")

# %% [markdown]
# **How large does it get?** With padding `"valid"` nothing is cut off: $(n - 1) \cdot \text{stride} + \text{kernel}$, as long as the kernel isn't smaller than the stride. With `"same"` the border is cut so that the result is $n \cdot \text{stride}$. Choose a kernel that is a multiple of the stride, such as 4 for a stride of 2. Then every pixel is painted by the same number of patches. Otherwise a checkerboard shows through.

# %%
convolutional = gan.convolutional(seed=0)
for half in (convolutional.generator, convolutional.discriminator):
    for layer in half.layers:
        if layer.count_params() or layer.name.startswith(("reshape", "flatten")):
            print(
                f"{half.name:13s} {type(layer).__name__:18s} {' × '.join(map(str, layer.output.shape[1:])):12s} {layer.count_params():7,d} weights"
            )


def weights_of(model):
    return model.generator.count_params() + model.discriminator.count_params()


print(
    "weights in all:",
    f"{weights_of(convolutional):,}",
    "convolutional,",
    f"{weights_of(dense):,}",
    "dense",
)

# %% [markdown]
# This follows most of the rules of DCGAN (Radford, Metz and Chintala, 2015): strides in place of pooling, batch normalization and ReLU in the generator, **leaky ReLU** in the discriminator ($x$ for $x > 0$, else $0.2\,x$), so that its slope never dies on the way back to the generator. The normalization uses means over the batch: if all images of a batch become alike, the differences between them are blown up. That alone works against collapse.
#
# Convolutions take longer per step. What fits into this lesson is a short training:

# %% tags=["nbval-ignore-output"]
strips = (0, 50, 100, 200, 350) if SMALL else (0, 50, 150, 300, 600)
grown = gan.train(
    convolutional,
    x_train,
    steps=strips[-1],
    snapshots=strips,
    description="convolutional",
    **gan.CONVOLUTIONAL_RECIPE,
)
judged["convolutional"] = judge(gan.draw(convolutional.generator, judged_noise))
for name in ("mended", "convolutional"):
    verdict, distance = judged[name]
    print(
        f"{name:14s} readable {verdict.readable:4.0%}   effective digits {verdict.effective:5.2f}   feature distance {distance:6.1f}"
    )
report(
    "convolutional: effective number of digits",
    judged["convolutional"][0].effective,
    at_least={"mnist": 6.0, "stand-in": 3.0},
    format=".2f",
)
report(
    "its feature distance / the dense one's",
    judged["convolutional"][1] / judged["mended"][1],
    at_most={"mnist": 0.85, "stand-in": 4},
    format=".2f",
)

# %%
draw_strip(
    grown.snapshots,
    "The convolutional GAN, drawn at five moments",
    "Five rows of ten images. Before training grey; then blobs, stripes and strokes; at the end bold strokes without spots, some of which can be read as digits.",
)

# %% [markdown]
# And if both are given more time? These are longer trainings, three seeds each, done beforehand (`make bench`). The reader is one that was trained on all 60,000 images, and it reads 2,000 made ones, so the figures aren't quite those from above.

# %%
bench = results.load("gans")
real_row = bench["settings"]["real"]
print(
    f"{'real images':26s} {'':11s} readable {real_row['readable']:4.0%}   effective digits {real_row['effective']:5.2f}   feature distance {real_row['distance']:6.1f}"
)
for row in bench["rows"]:
    print(
        f"{row['kind']:26s} {row['steps']:5,d} steps readable {row['readable']:4.0%}   effective digits {row['effective']:5.2f}   feature distance {row['distance']:6.1f}"
    )

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.8), layout="constrained")
for kind, colour, style in (("mended", ORANGE, "s--"), ("convolutional", BLUE, "o-")):
    for n, run in enumerate(run for run in bench["settings"]["runs"] if run["kind"] == kind):
        points = results.columns(run["curve"])
        label = {"mended": "dense, mended"}.get(kind, kind) if n == 0 else None
        left.semilogx(points["step"], points["effective"], style, color=colour, label=label)
        right.loglog(points["step"], points["distance"], style, color=colour, label=label)
left.axhline(real_row["effective"], color="black", lw=1, ls=":")
left.set(
    title="How many digits (dotted: real images)",
    xlabel="step",
    ylabel="effective number of digits",
    ylim=(0, 10.5),
)
right.set(title="How far from real images", xlabel="step", ylabel="feature distance")
right.set_yticks([20, 50, 100, 200, 300], ["20", "50", "100", "200", "300"])
for ax in (left, right):
    ax.set_xticks([100, 250, 500, 1000, 1500], ["100", "250", "500", "1,000", "1,500"])
    ax.minorticks_off()
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
plots.show(
    fig,
    alt="Two plots against the step, three runs each of the dense and of the convolutional GAN. Left: the effective number of digits is higher and steadier for the convolutional one. Right: its feature distance falls, and stays well below that of the dense one.",
)
by_kind = {row["kind"]: row for row in bench["rows"]}
print(
    "convolutional: more even digits than the dense one, in its worst run against the dense one's mean:",
    by_kind["convolutional"]["worst_effective"] > by_kind["mended"]["effective"],
)
print(
    "convolutional: at most half of the feature distance:",
    by_kind["convolutional"]["distance"] <= 0.5 * by_kind["mended"]["distance"],
)

# %% [markdown]
# After 500 steps the convolutional GAN has, on average, got further than the dense one after 1,500. Each of its steps takes longer, three to four times as long on our machine, which had other work to do as well. It isn't perfect either: less than half of its images are readable, and 1,500 steps aren't the end.
#
# Look at the first line once more. A third of what the *printed* code draws is "readable"? In one of three runs the reader was sure of every single image, always of the same digit. They are all noise. So never rely on a classifier's certainty alone.

# %%
fig, axes = plt.subplots(3, 1, figsize=(9.6, 4.2), layout="constrained")
first_runs = {run["kind"]: run for run in bench["settings"]["runs"] if run["seed"] == 0}
for ax, kind in zip(axes, ("discriminator lags behind", "mended", "convolutional"), strict=True):
    shown = pictures_as_text.from_text(first_runs[kind]["pictures"])[:16]
    ax.imshow(np.hstack(shown), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    ax.set(title=f"{kind}, after {first_runs[kind]['steps']:,} steps", xticks=[], yticks=[])
fig.suptitle("Sixteen made images each, not picked out")
fig.supxlabel("one column: one noise vector", fontsize=8, color="#555555")
plots.show(
    fig,
    alt="Three rows of sixteen made images from the longer trainings. With a discriminator that lags behind they are all alike. Those of the dense GAN are digits with spots, some unreadable. Those of the convolutional one are clean strokes, about half of them readable digits.",
)

# %% [markdown] quiz="up_to_28"

# %% [markdown]
# ## A walk through the latent space
#
# **In short.** Every noise vector is an image. Between two of them lie others, and the images change gradually: the generator has learned a space, not a list. That it hasn't copied its training images can be checked as well.
#
# In chapter 6 the map of an ordinary autoencoder had holes: places that no image's code ever came to. Here it is the other way round. The noise was drawn from a normal distribution, and *every* place where noise is likely was used in training. We walk straight from one vector to another, $z(t) = (1 - t)\,z_1 + t\,z_2$:


# %%
def straight(start, end, n):
    """n points on the straight line between two noise vectors, ends included."""
    share = np.linspace(0, 1, n, dtype="float32")[:, None]
    return (1 - share) * start + share * end


ends = gan.noise(8, seed=3)
walks = [gan.draw(convolutional.generator, straight(ends[i], ends[i + 4], 10)) for i in range(4)]
fig, axes = plt.subplots(4, 10, figsize=(9, 4), layout="constrained")
for ax, picture in zip(axes.ravel(), np.concatenate(walks), strict=True):
    ax.imshow(np.round(9 * picture) / 9, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
fig.suptitle("Four walks through the latent space, ten steps each")
fig.supxlabel("from one noise vector to another", fontsize=9)
plots.show(
    fig,
    alt="Four rows of ten images. In each row a drawing changes step by step into another one; neighbours look alike.",
)
steps_apart = np.mean(np.diff(np.array(walks), axis=1) ** 2)
ends_apart = np.mean([(walk[0] - walk[-1]) ** 2 for walk in walks])
print("a step changes much less than the whole walk:", bool(steps_apart < 0.3 * ends_apart))

# %% [markdown]
# **Has it learned the training images by heart?** For each made image we look for the nearest training image. Copies would have a distance close to 0. As a yardstick we take fresh real images, the test set, which lie at *some* distance from the training images too.


# %%
def nearest(pictures):
    """Distance to the nearest training image, and its number, for each picture."""
    flat = pictures.reshape(len(pictures), -1)
    squared = (flat**2).sum(axis=1)[:, None] - 2 * flat @ rows.T + (rows**2).sum(axis=1)
    return np.sqrt(np.maximum(squared.min(axis=1), 0)), squared.argmin(axis=1)


made = gan.draw(convolutional.generator, gan.noise(200, seed=5))
of_made, twin = nearest(made)
of_fresh, _ = nearest(x_test[:200])
fig, axes = plt.subplots(2, 10, figsize=(9, 2.4), layout="constrained")
for column in range(10):
    for ax, picture in (
        (axes[0, column], made[column]),
        (axes[1, column], x_train[twin[column], ..., 0]),
    ):
        ax.imshow(np.round(9 * picture) / 9, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
for ax, name in zip(axes[:, 0], ("made", "nearest\nreal one"), strict=True):
    ax.set_ylabel(name, rotation=0, ha="right", va="center")
fig.suptitle("Made images and the nearest training image of each")
fig.supxlabel("one column: a made image and its neighbour", fontsize=8, color="#555555")
plots.show(
    fig,
    alt="Two rows of ten images: made ones above, below each the most similar training image. They resemble each other, but none is a copy.",
)
print("made images are no copies:", bool(np.median(of_made) > 0.5 * np.median(of_fresh)))

# %% [markdown] quiz="copied_or_made"

# %% [markdown]
# ## Another listener: the Wasserstein critic
#
# **In short.** A discriminator that is far ahead teaches nothing: its sigmoid is flat. A **critic** without a sigmoid gives marks in place of probabilities. As long as its marks can't change too steeply, it always has a useful slope.
#
# $$L_C = \text{mean}\,C(G(z)) - \text{mean}\,C(x) \qquad\qquad L_G = -\,\text{mean}\,C(G(z))$$
#
# - $C(x)$ is the **mark** of an image, any number, high for real ones. There is no sigmoid and no logarithm;
# - $L_C$ is the critic's loss: real images are to get higher marks than made ones;
# - $L_G$ is the generator's.
#
# By themselves these losses have no floor: the critic could multiply all its marks by a thousand. So its marks must not change faster than the image does: moving an image by a distance of 1 may change the mark by at most 1. There are two ways to see to that:
#
# - **Clipping:** after each of its steps, every weight of the critic is cut to a small range, $-0.01$ to $0.01$ for instance. Crude, but two lines.
# - **Gradient penalty:** the critic's loss gets an addition, $\lambda \cdot \text{mean}\,(\lVert \nabla C(\hat x) \rVert - 1)^2$, at places $\hat x$ between real and made images. $\lVert \nabla C \rVert$ is the length of the gradient *with respect to the image*, and $\lambda$ is 10 as a rule.
#
# The critic usually makes about five steps for each one of the generator. Here it *should* be ahead. Then $-L_C$ estimates the **Wasserstein distance**: how far the made images would have to be moved, on average, to turn the whole pile into the pile of real ones. Unlike the losses above, it does fall when the images get better. You will write both in the exercises.

# %%
positions = np.linspace(-4, 4, 400)
real_at, made_at = 2.0, -2.0
sure = 1 / (1 + np.exp(-6 * positions))  # a discriminator that is far ahead
mark = np.clip(positions, -2.5, 2.5)  # a critic whose slope is at most 1
fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.2), layout="constrained")
for ax, values, colour, title, label in (
    (left, sure, ORANGE, "A discriminator far ahead: flat", "probability D"),
    (right, mark, BLUE, "A critic: always a slope", "mark C"),
):
    ax.plot(positions, values, color=colour, lw=2)
    ax.plot(
        [real_at], [np.interp(real_at, positions, values)], "o", color=GREEN, ms=9, label="real"
    )
    ax.plot(
        [made_at], [np.interp(made_at, positions, values)], "X", color="black", ms=9, label="made"
    )
    ax.set(title=title, xlabel="images, laid out on a line", ylabel=label)
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
plots.show(
    fig,
    alt="Two curves over images laid out on a line, with a made image on the left and a real one on the right. Left: a steep sigmoid that is flat at the made image. Right: a critic that rises evenly, also at the made image.",
)
slope_of_d = 6 * np.interp(made_at, positions, sure * (1 - sure))
print(f"slope at the made image: discriminator {slope_of_d:.6f}, critic 1")

# %% [markdown]
# <details>
# <summary>Is it simply better?</summary>
#
# No. It is steadier, and costs more: several steps of the critic for each of the generator, and for the penalty a gradient of a gradient. In large comparisons (Lucic et al., "Are GANs created equal?", 2018) most losses came out about equally good, once each had been given enough tuning. Clipping in particular can make a critic so tame that it learns hardly anything.
#
# </details>

# %% [markdown]
# ## What GANs are used for
#
# **In short.** Making and changing images and videos, adding training data, and as a part of other networks. For making pictures from text, diffusion models have overtaken them. They are still the fastest: one pass, one picture.
#
# - **Image and video synthesis, artwork.** Faces of people who don't exist (StyleGAN), photographs in the style of a painter, horses turned into zebras (CycleGAN). Then the generator starts from an image in place of noise.
# - **Sharpening.** Small images made large. A squared error gives fog where several answers are possible (chapter 6). A discriminator doesn't let fog pass.
# - **More training data** (augmentation). Tempting, and to be done with care: a GAN can't know more than its training data hold. If it has collapsed, it adds the common and leaves out the rare. So test on *real* data that neither the GAN nor the classifier has seen, with and without the made ones.
# - **Fakes.** What looks real can be used to deceive. Who publishes a generator of faces should think about that first, and made images should be labelled as such.
#
# **And the others?** An autoencoder gives you codes, a GAN doesn't: there is no encoder. A restricted Boltzmann machine or a variational autoencoder gives likelihoods, a GAN doesn't. In exchange its pictures are crisp.

# %% [markdown]
# ## What to take with you
#
# - Two networks, two losses, two optimizers. Each gradient is taken with respect to **one** network's weights. Nothing needs to be frozen.
# - Check that what should learn **does move**. The printed code left its discriminator without a trainable weight, said so in one warning, and went on printing losses.
# - The generator's usual loss is $-\ln D(G(z))$, since the one from the formula is flat where it matters.
# - **Losses don't say how good the images are.** Look at images that nobody has picked out, and measure them: how many are readable, how evenly the kinds come up, how far their features are from real ones.
# - **Mode collapse** is a lack of variety. One image can't show it, a count does.
# - Convolutions make better images. A transposed convolution with padding "same" multiplies the size by its stride.
#
# A way to remember the three letters: **G** for *guess* (from noise), **A** for *argue* (real or made?), **N** for *next try*.
#
# **Can you say it in your own words?** Explain to somebody how the sound maker can learn to make rain without ever having heard rain. And what he would make if the listener were deaf.
#
# Now it's your turn: [the exercises](07_gan_exercises.ipynb). You will write losses from logits, a round of Wasserstein training, a gradient penalty by hand, a count against the mix of real data, a generator in colour, and a walk along an arc. The next chapter is about [transformers](../08_transformer/08_transformer_lesson.ipynb). Words are explained in the [glossary](../glossary.ipynb).
