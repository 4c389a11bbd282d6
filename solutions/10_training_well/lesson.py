# %% [markdown]
# # 10 · Training well, and knowing how well
#
# **In one paragraph.** A network that fits its training images says little about any others. This chapter is about the two halves of good work. The first half is **getting good results**: early stopping, learning-rate schedules, batch normalization, augmentation, L1 and L2. Each is switched on *alone*, with several seeds and error bars, so that you see what it does and what it doesn't. The second half is **knowing how good the results are**: three piles of data that are never mixed up, precision and recall where accuracy hides too much, and calibration, which asks whether *90 % sure* is right nine times out of ten. At the end we let a program search for good settings, count what the search costs, and take apart what makes a training fast.
#
# **A picture to keep in mind.** Somebody learns to drive. The lessons are the training, always in the same few streets. After a while the learner knows these streets by heart: brake at the bakery, look left at the blue house. That isn't driving. A good instructor therefore does two kinds of things. Some make learning by heart harder: practise in rain and at night (augmentation), with one mirror covered (dropout), forbid notes on the dashboard (penalties on weights), turn the steering wheel ever more gently as the learner gets better (schedule). Others find out what has really been learned: mock exams in streets that no lesson uses (validation), and one real exam, taken **once**, on a route that nobody has driven before (test). Whoever takes the mock exam forty times and reports the best result hasn't become a better driver. And a good driver also knows when she is *not* sure (calibration).
#
# **After this chapter you can**
#
# - split data so that your final figure is honest, and spot a leak;
# - use the usual tricks of training, and say from a measurement what each is worth;
# - read a confusion matrix, precision and recall, and choose a threshold;
# - check whether probabilities can be trusted, and mend them;
# - search for hyperparameters, and say what makes a training fast.
#
# You need chapters 1 to 3. Each section begins with its gist, marked **In short**. Boxes that fold out are for a second reading. Some cells only draw a picture; there, look at the picture and skip the code.

# %%
import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.metrics import precision_recall_curve

from helpers import calibration, data, plots, report, results, tricks

BLUE, ORANGE, GREEN, PINK = (plots.COLOURS[i] for i in (0, 5, 2, 3))

# %% [markdown]
# ## Three piles of data
#
# **In short.** Training data set the weights. Validation data make the choices. Test data give the figure that you report, once. Whatever a choice was made on has become too kind a judge.
#
# We use few images on purpose: 1,000 for training, 1,000 for validation. With so few, learning by heart is easy to see, and every trick has something to do. In practice, too, labelled data are mostly few.
#
# If the next line says *stand-in*, there was no MNIST and no network on this machine. Then you have 1,797 smaller digits from scikit-learn, enlarged. Everything runs on both. Figures in the text are those of MNIST.

# %% tags=["nbval-ignore-output"]
mnist = data.load("mnist")

# %%
SMALL = len(mnist.y_train) < 10_000  # a stand-in: fewer images
n_train = n_validation = 600 if SMALL else 1_000
drawn = mnist.subset(train=n_train + n_validation, seed=0)

x_train, y_train = data.images_to_float(drawn.x_train[:n_train]), drawn.y_train[:n_train]
x_validation, y_validation = data.images_to_float(drawn.x_train[n_train:]), drawn.y_train[n_train:]
x_test, y_test = data.images_to_float(mnist.x_test), mnist.y_test
validation = (x_validation, y_validation)

seen = {image.tobytes() for image in x_train}
print(
    "no training image among the validation images:",
    all(i.tobytes() not in seen for i in x_validation),
)
print("nor among the test images:", all(i.tobytes() not in seen for i in x_test))

# %%
fig, ax = plt.subplots(figsize=(8.6, 2.7), layout="constrained")
for x0, width, colour, name, use in (
    (0.0, 3.4, BLUE, "training", "sets the weights\n(every step)"),
    (
        3.7,
        2.1,
        GREEN,
        "validation",
        "makes the choices: epochs,\nlayers, rates, thresholds\n(as often as you like)",
    ),
    (6.1, 2.1, ORANGE, "test", "gives the figure\nthat you report\n(once, at the end)"),
):
    ax.add_patch(plt.Rectangle((x0, 0), width, 1, fc=colour, alpha=0.25, ec=colour, lw=2))
    ax.text(x0 + width / 2, 0.5, name, ha="center", va="center", fontsize=13)
    ax.text(x0 + width / 2, -0.15, use, ha="center", va="top", fontsize=9.5)
ax.set(
    title="Three piles, three uses, and no image in two of them", xlim=(-0.1, 8.3), ylim=(-1.0, 1.1)
)
ax.axis("off")
plots.show(
    fig,
    alt="Three boxes side by side: training sets the weights, validation makes the choices, test gives the figure that is reported once.",
)

# %% [markdown] quiz="which_pile"

# %% [markdown]
# ## The best of many tries
#
# **In short.** Try forty networks on the test images, report the best, and your figure is too good, even if all forty are equally good. Nobody has cheated on purpose. The choice alone does it.
#
# Here are networks that are *all exactly as good as each other*: each gets a new image right with probability 97 %. We judge each on the same number of images and report the best. What do we report, on the average, and what is true?

# %%
tries = np.array([1, 2, 5, 10, 20, 40, 100])
coins = np.random.default_rng(0)
fig, ax = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
reported = {}
for images, colour, style in ((200, ORANGE, "s-"), (1_000, GREEN, "^-"), (10_000, BLUE, "o-")):
    right = coins.binomial(images, 0.97, size=(4_000, 100)) / images
    reported[images] = [100 * right[:, :k].max(axis=1).mean() for k in tries]
    ax.semilogx(tries, reported[images], style, color=colour, lw=2, label=f"{images:,} test images")
ax.axhline(97, color="gray", ls="--")
ax.text(1, 96.9, "what is true of all of them", color="gray", va="top", fontsize=9)
ax.set(
    title="Report the best of many equal networks",
    xlabel="networks tried",
    ylabel="reported accuracy (%)",
    ylim=(96.5, 100),
)
ax.set_xticks(tries, [str(k) for k in tries])
ax.minorticks_off()
ax.legend()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Reported accuracy of the best of 1 to 100 equally good networks, for 200, 1,000 and 10,000 test images. All curves start at the true 97 % and rise with the number of tries, the steeper the fewer test images there are.",
)
for images in reported:
    print(f"{images:6,} test images, best of 40: {reported[images][5]:.1f} % reported, 97.0 % true")

# %% [markdown]
# Two printed networks of [chapter 3](../03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Two-mistakes-in-the-printed-code) do this: they watch the test set while they train. The remedy costs some images: **choose on validation data**. Their figure for the chosen network is too good as well, for the same reason. But you don't report that one. You report the test figure, and the test images have had no say.
#
# The picture also says how many images a choice needs. With 200 validation images, the best of forty looks 2 to 3 points better than it is, so nearly any ranking is luck.
#
# <details>
# <summary>How uncertain is an accuracy?</summary>
#
# With $n$ test images and a true accuracy $p$, the measured one has the standard error $\sqrt{p(1-p)/n}$. For $p = 0.97$ and $n = 1{,}000$ that is 0.5 points. This is the luck of *which images were drawn*. Another seed for weights and order is a second source of luck, and it isn't in this formula: only repeated training shows it. The best of $k$ equal ones lies about $\sqrt{2 \ln k}$ standard errors above the truth.
#
# **Cross-validation** is for very few data: cut the training data into, say, five parts, train five times, each time with another part as validation data, and average. It costs five trainings. The test pile stays outside of all that.
#
# </details>

# %% [markdown] quiz="best_of_forty"

# %% [markdown]
# ## Leaks
#
# **In short.** Anything that looks at the test data before the final test can leak: a scaler, a choice of features, a copy of an image, another picture of the same person. Split first, then do everything else with the training pile alone.
#
# How bad can it get? Here are 100 "patients" with 5,000 "measurements", all of it pure noise, and coin tosses for labels. There is *nothing to learn*. We keep the 20 measurements that go best with the labels, then train a simple classifier on 70 patients and test it on the other 30. Once we choose the 20 on **all** patients, once on the 70.


# %%
def nearest_mean_accuracy(x, y, x_new, y_new):
    """Puts each new row into the class with the nearer mean; the share that is right."""
    means = np.stack([x[y == c].mean(axis=0) for c in (0, 1)])
    distances = ((x_new[:, None] - means) ** 2).sum(axis=2)
    return np.mean(distances.argmin(axis=1) == y_new)


noise = np.random.default_rng(0)
found = {"chosen on all patients": [], "chosen on the 70": []}
for _ in range(40):
    measurements = noise.normal(size=(100, 5_000))
    labels = noise.permutation(np.arange(100) % 2)
    for name, used in (("chosen on all patients", slice(None)), ("chosen on the 70", slice(70))):
        sides = [measurements[used][labels[used] == c].mean(axis=0) for c in (0, 1)]
        best = np.argsort(-np.abs(sides[0] - sides[1]))[:20]
        found[name].append(
            nearest_mean_accuracy(
                measurements[:70, best], labels[:70], measurements[70:, best], labels[70:]
            )
        )

fig, ax = plt.subplots(figsize=(7, 2.9), layout="constrained")
for height, values, colour in zip((1, 0), found.values(), (ORANGE, BLUE)):
    spread = np.random.default_rng(1).uniform(-0.16, 0.16, len(values))
    ax.plot(100 * np.array(values), height + spread, "o", color=colour, alpha=0.7)
    ax.plot([100 * np.mean(values)] * 2, [height - 0.3, height + 0.3], color="black", lw=2)
ax.axvline(50, color="gray", ls="--")
ax.set(
    title="Pure noise, 40 times: test accuracy with a leak and without",
    xlabel="test accuracy (%); dashed: tossing a coin",
    yticks=[],
    ylabel="20 measurements …",
    ylim=(-0.5, 1.5),
)
ax.set_yticks([1, 0], list(found))
plots.show(
    fig,
    alt="Dots for forty repetitions in two rows. With the measurements chosen on all patients the test accuracies lie around 90 %, with those chosen on the 70 training patients they scatter around 50 %, which is a coin's.",
)
for name, values in found.items():
    print(f"{name:24s} {np.mean(values):.0%} right, of labels that are coin tosses")

# %% [markdown]
# Nothing was trained on the 30 patients. They only had a say in *which measurements count*. That was enough.
#
# | leak | what to do |
# |---|---|
# | mean, spread, or largest value taken over all data | take them from the training pile, use them on all piles |
# | features or pixels chosen with all data | choose with the training pile |
# | augmented copies made before the split | split first, augment the training pile only |
# | several pictures of one person, one patient, one machine | keep all of a **group** in one pile |
# | the same image twice in the data | look for copies, as above with `tobytes` |
# | time series cut into windows and mixed ([chapter 5](../05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Windows-that-don't-see-the-future)) | split by time |
# | a "feature" that is only known after the answer (the bill of a treatment) | ask for each column: when is it known? |
#
# A test accuracy that is far better than anybody expected is mostly a leak. Look for it before you celebrate.

# %% [markdown] quiz="where_is_the_leak"

# %% [markdown]
# ## A baseline that learns by heart
#
# **In short.** A small convolutional network, 1,000 images, 20 epochs at a constant learning rate. It soon gets every training image right, while its validation loss stops falling and begins to creep up.
#
# `tricks.network()` builds it. Each trick of this chapter can be switched on in it: `tricks.network(l2=1e-3)`, for instance.

# %%
baseline = tricks.network(seed=0)
for layer in baseline.layers:
    print(
        f"{type(layer).__name__:14s} {layer.output.shape!s:22s} {layer.count_params():6,} weights"
    )

# %%
EPOCHS = tricks.EPOCHS
history = tricks.fit(baseline, x_train, y_train, validation=validation, epochs=EPOCHS, seed=0)

fig, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
for ax, metric in zip(axes, ("loss", "accuracy")):
    plots.learning_curves(history, metric=metric, title=f"Baseline: {metric}", ax=ax)
plots.show(
    fig,
    alt="Loss and accuracy of the baseline against epochs. The training loss falls to nearly zero and the training accuracy reaches 100 %. The validation loss falls at first, then wobbles and ends above its lowest point; the validation accuracy stays level, below the training accuracy.",
)
curves = history.history
print("nearly every training image right at the end:", curves["accuracy"][-1] > 0.95)
print("better on these than on others:", curves["accuracy"][-1] > curves["val_accuracy"][-1])

# %% tags=["nbval-ignore-output"]
baseline_answers = baseline.predict(x_test, batch_size=1_000, verbose=0)
baseline_accuracy = float((baseline_answers.argmax(axis=1) == y_test).mean())
lowest = int(np.argmin(curves["val_loss"])) + 1
print(
    f"lowest validation loss {min(curves['val_loss']):.3f} after epoch {lowest}, at the end {curves['val_loss'][-1]:.3f}"
)
report(
    "test accuracy of the baseline", baseline_accuracy, at_least={"mnist": 0.92, "stand-in": 0.85}
)

# %% [markdown]
# Look at both pictures. The validation *loss* stops falling, wobbles, and ends above its lowest point, while the validation *accuracy* doesn't suffer. How can that be? The network makes about the same mistakes, but makes them ever more firmly: from *55 % sure, and wrong* to *99.9 % sure, and wrong*. Accuracy doesn't see that. The loss does, and so will the section on calibration.

# %% [markdown]
# ## Early stopping
#
# **In short.** Watch the validation loss. When it hasn't improved for some epochs, stop, and put the weights of the best epoch back. It is the only trick that makes training *shorter*.
#
# Three settings matter, and the third is the one that people forget:
#
# - `patience`: how many epochs in a row without improvement are allowed. Curves wobble; with too little patience you stop at the first wobble.
# - `min_delta`: what counts as an improvement. 0 by default.
# - `restore_best_weights=True`: without it Keras keeps the weights of the *last* epoch, which are by definition not the best.

# %%
stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=4, restore_best_weights=True)
stopped = tricks.network(seed=0)
stopped.compile(
    keras.optimizers.Adam(tricks.LEARNING_RATE),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
keras.utils.set_random_seed(0)
short = stopped.fit(
    x_train,
    y_train,
    validation_data=validation,
    epochs=EPOCHS,
    batch_size=tricks.BATCH_SIZE,
    callbacks=[stopper],
    verbose=0,
).history["val_loss"]

best = int(np.argmin(short))
fig, ax = plt.subplots(figsize=(7, 3.5), layout="constrained")
ax.plot(range(1, EPOCHS + 1), curves["val_loss"], "--", color="gray", label="baseline, to the end")
ax.plot(range(1, len(short) + 1), short, "-", color=BLUE, lw=2, label="with early stopping")
ax.plot(best + 1, short[best], "o", color=ORANGE, ms=10, label="these weights are put back")
ax.axvspan(best + 1, len(short), color=ORANGE, alpha=0.15, lw=0)
ax.text(best + 1.15, max(short) * 0.8, "patience", color=ORANGE)
ax.set(
    title="Early stopping",
    xticks=range(0, EPOCHS + 1, 5),
    xlabel="epoch",
    ylabel="validation loss",
    ylim=(0, max(short) * 1.05),
)
ax.legend()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Validation loss against epochs. The run with early stopping follows the baseline, ends a few epochs after its lowest point, and the weights of that lowest point are marked. The baseline goes on.",
)
print("never more than four epochs after the best one:", len(short) - 1 - best <= 4)

# %% tags=["nbval-ignore-output"]
loss_now, accuracy_now = stopped.evaluate(*validation, verbose=0)
print(f"trained {len(short)} of {EPOCHS} epochs; the best was epoch {best + 1}")
print(
    f"validation loss of the weights that were put back {loss_now:.4f}, lowest of the run {short[best]:.4f}"
)

# %% [markdown]
# Look at the dashed line, too. On MNIST the baseline, which simply goes on, finds a lower loss many epochs later. Training stopped at a **wobble**. That is the price of little patience: half of the time saved, and a little lost. Whether it was worth it, the measurement below will say.
#
# What to be careful with: the best epoch was *chosen* by the validation loss, so that loss is a little too good ("the best of many tries"). And early stopping doesn't go with a learning rate that falls to zero: cut such a run short, and you cut off the part in which it gets good.

# %% [markdown] quiz="patience_of_two"

# %% [markdown]
# ## Learning-rate schedules
#
# **In short.** A large rate gets you there quickly, a small one lets you settle. So begin large and end small. Adam doesn't do that by itself.
#
# With batches, each step follows the slope of a few examples only, and that slope is noisy. Near the bottom the noise is all that is left. A constant rate then jumps about for ever, the farther the larger it is. Common plans, for step $t$ of $T$ and the rate $\eta_0$:
#
# $$\eta_\text{steps} = \eta_0 \cdot 0.1^{\lfloor 3t/T \rfloor} \qquad \eta_\text{exponential} = \eta_0 \cdot 0.01^{\,t/T} \qquad \eta_\text{cosine} = \tfrac{1}{2}\,\eta_0\,\bigl(1 + \cos(\pi t / T)\bigr)$$
#
# A **warm-up** lets the rate *rise* over the first steps, since with random weights and an Adam that knows no typical slopes yet, large steps do harm. Our `training.train` does both: a tenth of all steps up, then a cosine down.

# %%
T = 400
t = np.arange(T)
warm = T // 10
plans = {
    "constant, large": np.full(T, 0.5),
    "constant, small": np.full(T, 0.005),
    "steps": 0.5 * 0.1 ** (3 * t // T),
    "exponential": 0.5 * 0.01 ** (t / T),
    "warm-up and cosine": np.where(
        t < warm, 0.5 * (t + 1) / warm, 0.25 * (1 + np.cos(np.pi * (t - warm) / (T - warm)))
    ),
}

# A bowl w²/2 whose slope is measured with noise; 2,000 walkers start at w = 5.
walk = np.random.default_rng(0)
shaken = walk.normal(size=(T, 2_000))
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.7), layout="constrained")
ends = {}
for (name, rates), colour, style in zip(plans.items(), plots.COLOURS, ("-", "-", "--", "-.", "-")):
    w = np.full(2_000, 5.0)
    heights = []
    for rate, push in zip(rates, shaken):
        w = w - rate * (w + push)
        heights.append(np.mean(w**2) / 2)
    ends[name] = heights[-1]
    left.plot(t, rates, style, color=colour, lw=2)
    right.semilogy(t, heights, style, color=colour, lw=2, label=name)
left.set(title="The plan …", xlabel="step", ylabel="learning rate")
right.set(title="… and the height above the bottom", xlabel="step", ylabel="mean height (log)")
right.legend(fontsize="small")
for ax in (left, right):
    ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Left, five learning rates against steps: constant large, constant small, falling in steps, exponentially, and warm-up with cosine. Right, the mean height above the bottom of a noisy bowl: the large constant rate is quickly down and then stays high, the small one is slow, and the falling ones get far lower than both.",
)
for name, height in sorted(ends.items(), key=lambda pair: pair[1]):
    print(f"{name:20s} ends at height {height:.4f}")

# %% [markdown]
# Every plan that ends small ends low. Which one is the least important question. In Keras a schedule is an object in the place of the number:

# %%
falling = keras.optimizers.schedules.ExponentialDecay(1e-2, decay_steps=1_000, decay_rate=0.1)
optimizer = keras.optimizers.Adam(falling)
print(
    "rates after 0, 1,000 and 2,000 steps:",
    [f"{float(falling(step)):.4f}" for step in (0, 1_000, 2_000)],
)

# %% [markdown]
# Mind the unit: a Keras schedule counts **steps**, not epochs. 1,000 images in batches of 50 are 20 steps per epoch. A schedule planned for the wrong number of steps is a frequent mistake, and nothing warns you: the rate is at 0 after a tenth of the training, or it never falls.

# %% [markdown] quiz="steps_not_epochs"

# %% [markdown]
# ## Batch normalization
#
# **In short.** Each channel is brought to mean 0 and spread 1 over the batch, then to a learned scale and offset. Training gets faster and less touchy. In inference it uses means and variances that it has *collected*, and that is where things go wrong.
#
# For a channel with the values $x_i$ of a batch, $i = 1 \dots m$:
#
# $$\mu = \frac1m \sum_i x_i \qquad \sigma^2 = \frac1m \sum_i (x_i - \mu)^2 \qquad y_i = \gamma\,\frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta$$
#
# - $\gamma$ and $\beta$ are learned, one of each per channel; they begin at 1 and 0;
# - $\varepsilon$ is small (0.001) and keeps us from dividing by 0.
#
# In **inference** there may be a single image, and its answer mustn't depend on who else is asked at the same time. So a *moving* mean and variance are collected in training, with a momentum $\rho$ (0.99 by default), and used in place of $\mu$ and $\sigma^2$:
#
# $$\mu_\text{moving} \leftarrow \rho\,\mu_\text{moving} + (1 - \rho)\,\mu \qquad\qquad \text{(the variance likewise)}$$


# %%
class BatchNorm:
    """Batch normalization of rows, float (n, features), as Keras has it."""

    def __init__(self, features, momentum=0.99, epsilon=1e-3):
        self.gamma, self.beta = np.ones(features), np.zeros(features)
        self.mean, self.variance = np.zeros(features), np.ones(features)  # moving
        self.momentum, self.epsilon = momentum, epsilon

    def __call__(self, x, training):
        mean, variance = self.mean, self.variance
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
            self.variance = self.momentum * self.variance + (1 - self.momentum) * variance
        return self.gamma * (x - mean) / np.sqrt(variance + self.epsilon) + self.beta


ours, theirs = BatchNorm(3), layers.BatchNormalization()
batch = np.random.default_rng(0).normal([0, 5, -2], [1, 3, 0.1], size=(32, 3)).astype("float32")
same = {}
for step in range(5):
    same[step] = np.allclose(ours(batch, True), theirs(batch, training=True), atol=1e-3)
print("equal to Keras in training:", all(same.values()))
print(
    "and in inference:",
    bool(np.allclose(ours(batch, False), theirs(batch, training=False), atol=1e-3)),
)
print("mean of each channel in training: ", np.abs(ours(batch, True).mean(axis=0)).round(2))
print("the same batch in inference:      ", ours(batch, False).mean(axis=0).round(2))

# %% [markdown]
# The last two lines are one and the same batch. In training its means are 0, in inference they are far from it: after six steps the moving means have hardly left their start. With $\rho = 0.99$ they have come 1 % of the way per step:

# %%
steps = np.arange(0, 401)
fig, ax = plt.subplots(figsize=(6.8, 3.3), layout="constrained")
for momentum, colour, style in ((0.9, GREEN, "--"), (0.99, BLUE, "-"), (0.999, ORANGE, "-.")):
    ax.plot(
        steps, 100 * (1 - momentum**steps), style, color=colour, lw=2, label=f"momentum {momentum}"
    )
ax.set(
    title="How far the moving mean has come",
    xlabel="training steps",
    ylabel="of the way (%)",
)
ax.legend()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Share of the way that the moving mean has come, against steps, for momentum 0.9, 0.99 and 0.999. With 0.9 it is there after 40 steps, with 0.99 after 400, with 0.999 it has come a third of the way by then.",
)
print("after one epoch of 20 steps with momentum 0.99:", f"{1 - 0.99**20:.0%} of the way")

# %% [markdown]
# So with few steps the validation figures of a network with batch normalization can be **wrong in a way that has nothing to do with its weights**. We train it twice for eight epochs, 160 steps, with Keras's momentum of 0.99 and with 0.9. And we ask the first network once more, with the figures of the batch:


# %%
def share_right(answers, y):
    """Share of rows whose largest number stands in the right place."""
    return float((np.asarray(answers).argmax(axis=1) == y).mean())


fig, ax = plt.subplots(figsize=(6.8, 3.5), layout="constrained")
share = {}
for momentum, colour, style in ((0.99, ORANGE, "s--"), (0.9, BLUE, "o-")):
    normalized = tricks.network(batch_norm=True, momentum=momentum, seed=0)
    seen_by = tricks.fit(normalized, x_train, y_train, validation=validation, epochs=8, seed=0)
    ax.plot(
        range(1, 9),
        100 * np.array(seen_by.history["val_accuracy"]),
        style,
        color=colour,
        lw=2,
        label=f"momentum {momentum}",
    )
    share[momentum, "moving"] = share_right(normalized(x_validation, training=False), y_validation)
    share[momentum, "batch"] = share_right(normalized(x_validation, training=True), y_validation)
ax.plot(8, 100 * share[0.99, "batch"], "*", color=ORANGE, ms=15, label="0.99, figures of the batch")
ax.set(
    title="One setting, and the same kind of weights",
    xlabel="epoch",
    ylabel="validation accuracy (%)",
    ylim=(0, 102),
)
ax.legend(loc="center right", fontsize="small")
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Validation accuracy against epochs of two networks with batch normalization. With momentum 0.9 it is above 80 % after a few epochs. With 0.99 it stays far below. A star at the last epoch shows that the latter's weights are as good, if the figures of the batch are used.",
)
print(
    "momentum 0.99: far better with the figures of the batch:",
    share[0.99, "batch"] > share[0.99, "moving"] + 0.15,
)
print(
    "momentum 0.9: both alike:",
    abs(share[0.9, "batch"] - share[0.9, "moving"]) < 0.1,
)

# %% tags=["nbval-ignore-output"]
for (momentum, which), value in share.items():
    print(f"momentum {momentum}, figures of the {which:6s} {value:.1%} right")

# %% [markdown]
# Nothing is wrong with its weights! In Keras the moving *variance* begins at 1. Behind our first convolution the real variances are about a hundredth of that. After 160 steps a fifth of the start is still in there, so in inference the maps are divided by numbers that are far too large. On 60,000 images nobody notices, since one epoch has a thousand steps. On few images people conclude that batch normalization "doesn't work".
#
# So don't judge by the first hundreds of steps, and with few steps take a momentum of 0.9. (`training=True` was for this experiment only: it makes the answers depend on each other.)
#
# <details>
# <summary>Where to put it, and when not to use it</summary>
#
# - Between the weighted sum and the bend, as its inventors do (S. Ioffe and C. Szegedy, 2015), or behind the bend; both work. The layer before it needs no bias, since the mean is subtracted anyway.
# - The figures of a batch of 4 are noise. With tiny batches take layer or group normalization, which look at one example only. Transformers use layer normalization (chapter 8).
# - Why it helps is disputed. "It keeps the distributions of the inputs steady" was the first explanation; later work (S. Santurkar and others, 2018) found that it smooths the loss. Noise from the batch is also a mild regularizer.
# - When a pre-trained network is fine-tuned, its batch normalization usually stays in inference mode: chapter 9.
#
# </details>

# %% [markdown] quiz="collected_figures"

# %% [markdown]
# ## Augmentation
#
# **In short.** Change the training images in ways that keep their label: move, turn, zoom. The network never sees the same image twice, so there is less to learn by heart. In effect you get more data, made of knowledge that you have and the network doesn't.
#
# In Keras these are layers. They work in training and do nothing in inference, so that they can be part of the model:

# %%
augment = keras.Sequential(
    [
        layers.RandomTranslation(0.08, 0.08, fill_mode="constant"),
        layers.RandomRotation(0.03, fill_mode="constant"),  # of a full turn: 11 degrees
        layers.RandomZoom(0.1, fill_mode="constant"),
    ]
)
keras.utils.set_random_seed(0)
five = np.repeat(x_train[:2], 7, axis=0)
changed = keras.ops.convert_to_numpy(augment(five, training=True))
shown = np.concatenate([x_train[:1], changed[:7], x_train[1:2], changed[7:]])
# Sixteen shades make the file small.
plots.images(
    np.round(np.clip(shown, 0, 1) * 15) / 15,
    ["as it is", *[""] * 7] * 2,
    title="Two training images, and seven versions of each",
    columns=8,
    alt="Two rows of eight digits. The first of each row is the training image, the others are the same digit moved, turned and zoomed a little.",
)
print("in inference nothing happens:", bool(np.array_equal(augment(five, training=False), five)))

# %% [markdown]
# Which changes keep the label is *your* knowledge: a moved 7 is a 7, a mirrored 7 is none, and a 6 turned by half is a 9. For photographs of animals mirroring left to right is fine, for letters it isn't. Too much of a good thing harms as well, when the training images no longer look like what will come. And **only the training images** are changed.

# %% [markdown] quiz="turned_by_half"

# %% [markdown]
# ## L1 and L2: a price on weights
#
# **In short.** Add the sizes of all weights (L1) or their squares (L2) to the loss. L2 makes all weights smaller. L1 pushes every weight towards 0 by the same force, and weights that earn nothing end there.
#
# $$L_\text{total} = L + \lambda_1 \sum_i |w_i| + \lambda_2 \sum_i w_i^2$$
#
# - $\lambda_1$, $\lambda_2$ are prices: hyperparameters, typically from 0.00001 to 0.01;
# - the sums run over weights, as a rule not over biases.
#
# The slopes tell what they do. L2 pulls with $2\lambda_2 w_i$: strongly at large weights, hardly at all at small ones. L1 pulls with $\lambda_1 \operatorname{sign}(w_i)$: always the same, however small the weight is.

# %%
w = np.linspace(-2, 2, 401)
fig, axes = plt.subplots(1, 2, figsize=(9.4, 3.2), layout="constrained")
for ax, title, l1, l2 in (
    (axes[0], "The price of a weight", np.abs(w), w**2),
    (axes[1], "Its pull towards 0 (the slope)", np.sign(w), 2 * w),
):
    ax.plot(w, l2, color=BLUE, lw=2, label="L2: $w^2$")
    ax.plot(w, l1, "--", color=ORANGE, lw=2, label="L1: $|w|$")
    ax.axhline(0, color="gray", lw=0.8)
    ax.set(title=title, xlabel="weight w")
    ax.grid(alpha=0.3)
axes[0].set_ylabel("price")
axes[1].set_ylabel("slope")
axes[0].legend()
plots.show(
    fig,
    alt="Left, the price of a weight: a parabola for L2, a V for L1. Right, its slope: a straight line through 0 for L2, a step from -1 to 1 for L1.",
)

# %% [markdown]
# To *see* weights, we take the simplest network there is: 784 pixels, ten outputs, nothing in between. The weights of one output are then a picture.

# %% tags=["nbval-ignore-output"]
maps, exact_zeros, tiny_weights, heard = {}, {}, {}, {}
for name, price in (
    ("no price", None),
    ("L2", keras.regularizers.L2(1e-3)),
    ("L1", keras.regularizers.L1(1e-3)),
):
    keras.utils.set_random_seed(0)
    plain = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(10, activation="softmax", kernel_regularizer=price),
        ]
    )
    tricks.fit(
        plain,
        x_train,
        y_train,
        validation=(x_validation[:1], y_validation[:1]),
        epochs=15,
        schedule="cosine",
        learning_rate=5e-3,
    )
    weights = plain.get_weights()[0]
    maps[name] = weights.reshape(28, 28, 10)
    exact_zeros[name], tiny_weights[name] = np.sum(weights == 0), np.mean(np.abs(weights) < 0.01)
    heard[name] = share_right(plain(x_validation), y_validation)
    print(
        f"{name:8s} {tiny_weights[name]:4.0%} of the weights below 0.01, validation accuracy {heard[name]:.1%}"
    )

# %%
fig, axes = plt.subplots(1, 3, figsize=(9, 3.3), layout="constrained")
for ax, (name, weights) in zip(axes, maps.items()):
    picture = ax.imshow(
        np.round(np.clip(weights[:, :, 3] / 0.4, -1, 1) * 12) / 12, cmap="PuOr_r", vmin=-1, vmax=1
    )
    ax.set(title=name, xticks=[], yticks=[], xlabel="28 pixels", ylabel="28 pixels")
fig.suptitle("The weights of the output for 3: orange speaks for it, violet against it")
plots.show(
    fig,
    alt="Three maps of 28 by 28 weights for the digit 3. Without a price the whole square is speckled, the rim too. With L2 the rim is blank and the middle soft. With L1 nearly everything is blank but for some pixels in the middle.",
)
never = x_train.max(axis=0)[..., 0] == 0  # pixels that no training image has ink in
rim = {name: float(np.abs(weights[never]).mean()) for name, weights in maps.items()}
print("some pixels never have any ink:", bool(never.any()))
print("their weights without a price are far from 0:", rim["no price"] > 0.03)
print("their weights with L2 and with L1 are near 0:", max(rim["L2"], rim["L1"]) < 0.01)
print("L1 has more tiny weights than L2:", tiny_weights["L1"] > tiny_weights["L2"])

# %% [markdown]
# The rim says the most. Pixels that never have any ink get no gradient, so without a price their weights **stay at their random start**. On the training images that does no harm. A single new image with a spot in its corner gets random answers. A price cleans that up.
#
# And exact zeros? Books say that L1 makes weights exactly 0. Here is what Keras has made:

# %%
print("weights that are exactly 0 with L1:", int(exact_zeros["L1"]))

# %% [markdown]
# None, or next to none. Adam's step always has some length: a weight near 0 is pushed down to the other side, then up again, and it trembles around 0. Exact zeros need a step that *stops* at 0, or afterwards a threshold below which you set them to 0. (The exercises have such a step.)
#
# <details>
# <summary>L2 or weight decay?</summary>
#
# With plain gradient descent the slope of $\lambda w^2$ makes every weight smaller by the share $2\eta\lambda$ in each step. One calls that **weight decay**. With Adam it isn't the same: Adam divides every slope by its typical size, the pull of the price too, so weights with large gradients are hardly pulled at all. **AdamW** takes the price out of the slope and makes every weight smaller by the same share (I. Loshchilov and F. Hutter, 2019): `keras.optimizers.AdamW(weight_decay=…)`. For large networks that is the usual choice today.
#
# </details>

# %% [markdown] quiz="same_pull"

# %% [markdown]
# ## Each alone, with five seeds
#
# **In short.** Augmentation helps most, about as much as twice the images. Batch normalization and dropout help too. Early stopping and the schedule leave the accuracy where it is, this L2 harms, and all together are no better than the baseline.
#
# Now we measure. The baseline from above, and each trick switched on *alone*, five times with five seeds. A seed stands for other training images, other first weights, another order. All tricks get the same images with the same seed, so that we can compare pair by pair. It was done beforehand (`make bench`); here is the file. A row's *gain* is the mean difference to the baseline in test accuracy, ± its standard error.

# %%
bench = results.load("training_tricks")
print(f"{'':20s} epochs  training     test   gain (points)  test loss  seconds")
for row in bench["rows"]:
    gain = (
        ""
        if row["trick"] == tricks.BASELINE
        else f"{100 * row['gain']:+.2f} ± {100 * row['gain_error']:.2f}"
    )
    print(
        f"{row['trick']:20s} {row['epochs']:6.0f}  {row['train_accuracy']:8.1%} {row['test_accuracy']:8.2%}  {gain:>13s}  {row['test_loss']:9.3f}  {row['seconds']:7.1f}"
    )

# %%
# The row with momentum 0.99 would push all others to the right edge.
names = [
    row["trick"] for row in bench["rows"] if row["trick"] not in (tricks.BASELINE, tricks.SLOW)
]
runs = bench["settings"]["runs"]
clear = {}
fig, axes = plt.subplots(1, 2, figsize=(10, 4.3), layout="constrained", sharey=True)
for ax, key, factor, title, label in (
    (axes[0], "test_accuracy", 100, "Test accuracy: right is better", "gain (points)"),
    (axes[1], "test_loss", 1, "Test loss: left is better", "difference"),
):
    base = {run["seed"]: run[key] for run in runs if run["trick"] == tricks.BASELINE}
    for place, name in enumerate(names):
        each = factor * np.array(
            [run[key] - base[run["seed"]] for run in runs if run["trick"] == name]
        )
        mean, error = each.mean(), each.std(ddof=1) / np.sqrt(len(each))
        clear[name, key] = bool(abs(mean) > 2 * error)
        ax.plot(each, [place] * len(each), "o", color="gray", alpha=0.45, ms=5)
        ax.errorbar(
            mean,
            place,
            xerr=2 * error,
            fmt="D" if clear[name, key] else "s",
            color=BLUE if clear[name, key] else ORANGE,
            capsize=5,
            lw=2,
            ms=7,
        )
    ax.axvline(0, color="black", lw=1)
    ax.set(title=title, xlabel=f"{label} against the baseline of the same seed")
    ax.locator_params(axis="x", nbins=6)
    ax.grid(alpha=0.3, axis="x")
axes[0].set_yticks(range(len(names)), names)
axes[0].set_ylabel("trick")
axes[0].invert_yaxis()
for fmt, colour, name in (
    ("D", BLUE, "more than two standard errors"),
    ("s", ORANGE, "may be luck"),
    ("o", "gray", "single seeds"),
):
    axes[1].plot([], [], fmt, color=colour, label=name)
fig.legend(*axes[1].get_legend_handles_labels(), loc="outside lower center", ncols=3)
fig.suptitle("Each trick alone, 1,000 training images; bars: two standard errors")
plots.show(
    fig,
    alt="Two panels of error bars, one row per trick, against the baseline. Accuracy: batch normalization, augmentation, dropout and twice the images are clearly better, L2 is clearly worse, the others may be luck. Loss: these four and L1 and all tricks together are clearly lower.",
)
print("clearly different accuracy:", [name for name in names if clear[name, "test_accuracy"]])
print("clearly different loss:", [name for name in names if clear[name, "test_loss"]])

# %%
fig, ax = plt.subplots(figsize=(7.6, 3.9), layout="constrained")
looks = {
    tricks.BASELINE: ("black", "-"),
    "batch normalization": (PINK, "-."),
    "augmentation": (BLUE, "-"),
    "L2": (GREEN, "--"),
    "dropout": (ORANGE, ":"),
    tricks.TOGETHER: (BLUE, "--"),
}
for name, (colour, style) in looks.items():
    mean_curve = np.mean([run["curve"] for run in runs if run["trick"] == name], axis=0)
    ax.semilogy(range(1, len(mean_curve) + 1), mean_curve, style, color=colour, lw=2, label=name)
ax.set(
    title="Validation loss, mean of five seeds (with the price, where there is one)",
    xticks=range(0, 21, 5),
    xlabel="epoch",
    ylabel="validation loss (log)",
)
ax.legend(fontsize="small", ncols=2)
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Validation loss against epochs, mean of five seeds. The baseline falls fastest at first and soon stays level. Batch normalization passes it after two epochs; augmentation and dropout are slower. All three end clearly below it. L2 and all tricks together end above it, also because their price is in it.",
)

# %% [markdown]
# What we see, trick by trick:
#
# - **Augmentation** brings the most: 1.1 points, for knowing that a moved digit is the same digit. **Twice the images** bring 0.9. More data is what all tricks try to replace.
# - **Batch normalization** and **dropout** bring 0.6 points each, with errors half as large: just clear. In the loss both are clear by far.
# - The same batch normalization with Keras's **momentum of 0.99** loses 22 points. Nothing else in this table matters as much as this one setting, and it is nobody's headline.
# - **Early stopping** leaves the accuracy where it is, within its error, and saves epochs. It makes the network promise less (see the section on calibration).
# - The **cosine schedule** gains nothing here. There are only 400 steps, and for many of them its rate is small. Where there are thousands of steps, as in chapters 3 and 6, it pays.
# - **L1** at this price leaves the accuracy where it is, and makes the loss a little smaller. **L2** at this price *harms*: 0.001 is too dear for this network. That says nothing of L2 at another price.
# - **All together** are no better than the baseline. Four brakes at once, and too few steps to get far: its training accuracy is lower than with any of the four alone. Tricks don't add up.
#
# Single seeds differ by two points and more. **Had we run each trick once, half of this table could have come out the other way.** And accuracy is the coarser judge: the losses, which count how firm each answer is, tell the tricks apart more clearly.
#
# <details>
# <summary>How to read an error bar, and three honest doubts</summary>
#
# The bars are two standard errors of the mean of five differences. With five seeds the error itself is only roughly known, so take "clear" with a grain of salt. Ten rows are ten comparisons; one of twenty useless tricks would look clear by luck. And prices and rates ($\lambda_1 = 0.0001$, $\lambda_2 = 0.001$, dropout 0.5) are the usual first guesses. They weren't searched for, so a trick that seems useless here may only have had a bad setting. All of this holds for *this* network with *these* 1,000 images. It isn't a law.
#
# </details>

# %% [markdown] quiz="reading_error_bars"

# %% [markdown]
# ## What accuracy hides: precision and recall
#
# **In short.** Of all that were called *nine*, how many are nines? That is precision. Of all nines, how many were found? That is recall. With a rare class, accuracy says next to nothing.
#
# We train once more, with augmentation and with a rate that falls at the end, and then look at where it goes wrong.

# %% tags=["nbval-ignore-output"]
augmented = tricks.network(augment=True, seed=0)
tricks.fit(
    augmented, x_train, y_train, validation=validation, epochs=EPOCHS, schedule="cosine", seed=0
)
answers = augmented.predict(x_test, batch_size=1_000, verbose=0)
accuracy = share_right(answers, y_test)
report("test accuracy with augmentation", accuracy, at_least={"mnist": 0.93, "stand-in": 0.85})

# %%
plots.confusion_matrix(
    y_test,
    answers,
    mnist.class_names,
    title="Test digits: what was taken for what?",
    alt="Confusion matrix of ten digits: rows are the right class, columns the predicted one. Nearly all counts stand on the diagonal; a few mistakes lie beside it.",
)

# %% [markdown]
# One row holds all images of one class, one column all that were *called* that class. Let $C_{ij}$ be the number of images of class $i$ that were called $j$. Then for class $k$
#
# $$\text{precision}_k = \frac{C_{kk}}{\sum_i C_{ik}} \qquad \text{recall}_k = \frac{C_{kk}}{\sum_j C_{kj}} \qquad F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}}$$
#
# Precision divides by the column (all alarms), recall by the row (all that should have been found). $F_1$ is their *harmonic mean*: it is only high if both are.


# %%
def confusion_counts(y, called, classes):
    """C[i, j]: how many of class i were called j; int (classes, classes)."""
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (y, called), 1)
    return counts


counts = confusion_counts(y_test, answers.argmax(axis=1), 10)
precision = counts.diagonal() / counts.sum(axis=0)
recall = counts.diagonal() / counts.sum(axis=1)

fig, ax = plt.subplots(figsize=(7.4, 3.3), layout="constrained")
ax.plot(range(10), 100 * precision, "s", color=BLUE, ms=9, label="precision")
ax.plot(range(10), 100 * recall, "D", color=ORANGE, ms=8, label="recall")
for digit in range(10):
    ax.plot(
        [digit, digit], [100 * precision[digit], 100 * recall[digit]], color="gray", lw=1, zorder=0
    )
ax.set(title="Each digit's precision and recall", xlabel="digit", ylabel="%", xticks=range(10))
ax.legend()
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Precision and recall of each of the ten digits, as pairs of marks. They differ by up to a few points, in both directions.",
)
print("all images are in the table:", counts.sum() == len(y_test))
print(
    "the mean of the recalls, each weighted by its class, is the accuracy:",
    bool(np.isclose(np.average(recall, weights=counts.sum(axis=1)), accuracy)),
)

# %% [markdown]
# Now a rare class. Say that only nines matter, and that they are one image in ten. A program that **always says "no nine"** is right in 90 % of all cases:

# %%
lazy = confusion_counts((np.arange(1_000) % 10 == 9).astype(int), np.zeros(1_000, int), 2)
print(
    "the lazy program:",
    f"accuracy {lazy.diagonal().sum() / lazy.sum():.0%},",
    f"recall {lazy[1, 1] / lazy[1].sum():.0%},",
    "precision undefined: it never said nine",
)

# %% [markdown]
# Undefined, because the sum of its column is 0. One has to *say* what one does then; most programs write 0 and warn.
#
# A network gives a number for each image, *how much like a nine?*, and we choose from which number on we call it one. A low threshold finds more nines (recall up) and calls more other digits nines (precision down). Which is better depends on what the mistakes cost.

# %%
nine = (y_validation == 9).astype(int)
like_nine = keras.ops.convert_to_numpy(augmented(x_validation, training=False))[:, 9]
precisions, recalls, thresholds = precision_recall_curve(nine, like_nine)
fig, ax = plt.subplots(figsize=(6.2, 3.6), layout="constrained")
ax.plot(100 * recalls, 100 * precisions, color=BLUE, lw=2)
for threshold, marker, colour in ((0.02, "v", GREEN), (0.5, "o", "black"), (0.98, "^", ORANGE)):
    place = int(np.searchsorted(thresholds, threshold))
    ax.plot(
        100 * recalls[place],
        100 * precisions[place],
        marker,
        color=colour,
        ms=9,
        label=f"threshold {threshold}",
    )
ax.axhline(10, color="gray", ls="--")
ax.text(2, 12, "guessing", color="gray")
ax.set(
    title="Is it a nine? Every threshold is a point",
    xlabel="recall (%)",
    ylabel="precision (%)",
    ylim=(0, 104),
)
ax.legend(loc="center left")
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Precision against recall for the question whether an image is a nine. The curve stays high up and falls at the right end. Three thresholds are marked: the lowest has the highest recall, the highest the highest precision.",
)
print(
    "the lower threshold finds at least as many nines:",
    bool(np.mean(like_nine[nine == 1] > 0.02) >= np.mean(like_nine[nine == 1] > 0.98)),
)

# %% [markdown]
# The threshold is a choice, so it is made on *validation* images, as here. The alarm of [chapter 6](../06_autoencoder/06_autoencoder_lesson.ipynb) uses the ROC curve for the same purpose. With very rare classes the curve above is the stricter one: a hundred false alarms hardly move a ROC curve if there are a million harmless cases, but they spoil the precision.
#
# For several classes at once one takes means. The **macro** mean takes every class as equally important, however rare. The **weighted** mean takes them by their size. A good weighted mean may hide a rare class that is never found.

# %% [markdown] quiz="find_them_all"

# %% [markdown]
# ## Do the probabilities keep their promise?
#
# **In short.** A network is *calibrated* if of all answers with 90 % about nine in ten are right. Networks that have learned by heart promise too much. One number, the temperature, mends most of it.
#
# Sort the test images by how sure the network is of its answer, into bins. In each bin compare the mean promise with the share that was right. The **expected calibration error** (ECE) is the mean distance of the two, each bin weighted by its number of images:
#
# $$\text{ECE} = \sum_b \frac{n_b}{n}\,\bigl|\,\text{promised}_b - \text{kept}_b\,\bigr|$$
#
# And here is the repair. A softmax gets scores $z_k$, the *logits*. Divide all of them by the same **temperature** $T$ first:
#
# $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}$$
#
# $T > 1$ makes the answers less sure. The order of the classes stays, and with it the accuracy. $T$ is a choice, so it is set on validation images: the one with the smallest cross-entropy.

# %%
baseline_on_validation = baseline.predict(x_validation, batch_size=1_000, verbose=0)
temperature = calibration.fit_temperature(baseline_on_validation, y_validation)
mended = calibration.with_temperature(baseline_answers, temperature)
cases = {
    "baseline, 20 epochs": baseline_answers,
    "stopped early": stopped.predict(x_test, batch_size=1_000, verbose=0),
    "baseline, with temperature": mended,
}
fig, axes = plt.subplots(1, 3, figsize=(10, 3.7), layout="constrained", sharey=True)
errors = {}
for ax, (name, probabilities), colour in zip(axes, cases.items(), (ORANGE, GREEN, BLUE)):
    bins = calibration.reliability(probabilities, y_test, 15)
    errors[name] = bins.error
    shown = bins.counts >= 5
    ax.plot([0, 100], [0, 100], "--", color="gray", lw=1)
    ax.plot(100 * bins.promised[shown], 100 * bins.kept[shown], "-", color=colour)
    ax.scatter(
        100 * bins.promised[shown],
        100 * bins.kept[shown],
        s=8 + 200 * bins.counts[shown] / bins.counts.sum(),
        color=colour,
    )
    ax.set(title=name, xlabel="promised (%)", xlim=(15, 103), ylim=(0, 105))
    ax.grid(alpha=0.3)
axes[0].set_ylabel("kept: share that was right (%)")
fig.suptitle("Below the dashed line: promised too much (size: number of images)")
plots.show(
    fig,
    alt="Three reliability diagrams, share of right answers against promised probability. The baseline after 20 epochs lies below the diagonal: it promises too much. Stopped early it lies nearer, and with a temperature it lies about on the diagonal.",
)
print(
    "the same answers, only less sure:",
    bool((mended.argmax(axis=1) == baseline_answers.argmax(axis=1)).all()),
)
print(
    "on validation images the cross-entropy is no higher than before:",
    calibration.negative_log_likelihood(
        calibration.with_temperature(baseline_on_validation, temperature), y_validation
    )
    <= calibration.negative_log_likelihood(baseline_on_validation, y_validation) + 1e-3,
)

# %% tags=["nbval-ignore-output"]
print(f"temperature {temperature:.2f}")
for name, probabilities in cases.items():
    print(
        f"{name:28s} ECE {errors[name]:.4f}   cross-entropy {calibration.negative_log_likelihood(probabilities, y_test):.4f}"
    )
report(
    "ECE with temperature",
    errors["baseline, with temperature"],
    at_most={"mnist": 0.02, "stand-in": 0.06},
)

# %% [markdown]
# This is what the rising validation loss was about. The network went on making its right answers surer, and its wrong ones too.
#
# What calibration is *not*: it isn't accuracy (a program that always says "each digit 10 %" is perfectly calibrated, and useless). It holds for data like those it was measured on, and for nothing else: show the network a letter, and it is still sure of a digit ([chapter 3](../03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Softmax-is-not-certainty)). And an ECE depends on the bins: say how many.

# %% [markdown] quiz="what_temperature_changes"

# %% [markdown]
# ## Searching for hyperparameters
#
# **In short.** Don't try settings on a grid, draw them at random. Don't train all of them to the end, drop the bad ones early. And count what it costs: every trial is a training, and the best validation figure of many is too good.
#
# Learning rate, price, dropout, number of filters: nobody can compute the best ones. So one tries. With nine tries for two settings, a grid gives three values of each. Nine random draws give **nine** values of each. If only one of the two matters, as is often so, that is three times as many tries of what matters (J. Bergstra and Y. Bengio, 2012).

# %%
grid = np.array([(a, b) for a in (1 / 6, 0.5, 5 / 6) for b in (1 / 6, 0.5, 5 / 6)])
thrown = np.random.default_rng(3).random((9, 2))
fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.7), layout="constrained", sharey=True)
line = np.linspace(0, 1, 200)
matters = np.exp(-(((line - 0.34) / 0.09) ** 2))
for ax, points, name in ((axes[0], grid, "grid"), (axes[1], thrown, "at random")):
    ax.fill_between(line, 1.05, 1.05 + 0.35 * matters, color=GREEN, alpha=0.4)
    ax.plot(points[:, 0], points[:, 1], "o", color=BLUE, ms=8)
    ax.plot(points[:, 0], np.full(9, 1.05), "|", color=BLUE, ms=14)
    ax.axhline(1.05, color="gray", lw=0.8)
    ax.set(title=f"Nine tries, {name}", xlabel="setting that matters", xlim=(0, 1), ylim=(0, 1.42))
axes[0].set_ylabel("setting that doesn't")
axes[0].text(0.5, 1.28, "how good", color=GREEN)
plots.show(
    fig,
    alt="Two squares with nine points each. On the grid they stand above each other at three values of the setting that matters, and all miss the narrow hill drawn on top. At random they have nine different values, and one of them is near its summit.",
)
print(
    "values of the setting that matters:",
    {name: len(set(p[:, 0].round(6))) for name, p in (("grid", grid), ("at random", thrown))},
)

# Was that luck? 10,000 times, with the hill in another place and other draws each time:
luck = np.random.default_rng(0)
hills = luck.uniform(0.1, 0.9, size=(10_000, 1))
for name, tried in (("grid", grid[:, 0]), ("at random", luck.random((10_000, 9)))):
    height = np.exp(-(((tried - hills) / 0.09) ** 2)).max(axis=1).mean()
    print(f"{name:10s} mean height of the best of nine, 1 is the summit: {height:.2f}")

# %% [markdown]
# Settings such as a learning rate are drawn on a **logarithmic** scale. Between 0.0001 and 0.1 drawn evenly, nine of ten draws would lie above 0.01.
#
# **Successive halving** saves on the bad ones. Train many for a short time, keep the best third, train these three times as long, and so on. The danger is a slow starter, such as a network with a small learning rate or with dropout, that is thrown out before it gets going. **Hyperband** (L. Li and others, 2018) hedges: it runs several such tournaments, from "many networks, very short" to "few, full length". This is its plan for at most 9 epochs:

# %%
from helpers import tuning  # loads KerasTuner

brackets = tuning.hyperband_rounds(9)
fig, ax = plt.subplots(figsize=(8.4, 3.2), layout="constrained")
total, place = 0, 0
for bracket, colour in zip(brackets, (BLUE, GREEN, ORANGE)):
    before = 0
    for networks, until in bracket:
        ax.bar(place, networks, width=0.8, color=colour, alpha=0.85)
        ax.text(place, networks + 0.2, f"{networks} to\nepoch {until}", ha="center", fontsize=9)
        total += networks * (until - before)
        before, place = until, place + 1
    place += 0.7
ax.set(
    title="Hyperband: three tournaments, from bold to careful",
    xlabel="round after round",
    ylabel="networks",
    ylim=(0, 11.5),
    xticks=[],
)
plots.show(
    fig,
    alt="Bars in three groups. First tournament: 9 networks trained to epoch 1, 3 of them to epoch 3, 1 to epoch 9. Second: 5 networks to epoch 3, 2 to epoch 9. Third: 3 networks to epoch 9.",
)
print("networks to begin with:", [bracket[0][0] for bracket in brackets])
print(
    "epochs in all:",
    total,
    "   at random, nine epochs each, that is the price of",
    total // 9,
    "networks",
)

# %% [markdown]
# **KerasTuner** does both. You write a function that builds a network from an object `hp`, which draws the settings. Here is a tiny search, three networks of two epochs, to show the form. KerasTuner writes files; we give it a folder that disappears. (`tuning.RandomSearch` is `keras_tuner.RandomSearch` but for one step: before each trial KerasTuner imports TensorBoard, which TensorFlow no longer brings along. If you use KerasTuner by itself, install `tensorboard` too.)


# %%
def build_for(hp):
    """A compiled network with the settings that the tuner has drawn."""
    network = tricks.network(
        filters=hp.Choice("filters", [8, 16]),
        dropout=hp.Float("dropout", 0.0, 0.6, step=0.1),
    )
    rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    network.compile(
        keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return network


keras.utils.set_random_seed(0)
with tempfile.TemporaryDirectory() as folder:
    tuner = tuning.RandomSearch(
        build_for, objective="val_accuracy", max_trials=3, seed=0, directory=folder, overwrite=True
    )
    tuner.search(x_train, y_train, validation_data=validation, epochs=2, verbose=0)
    trials = tuner.oracle.get_best_trials(3)
print("networks trained:", len(trials))
print("settings of each:", sorted(trials[0].hyperparameters.values))

# %% tags=["nbval-ignore-output"]
for trial in trials:
    drawn_values = trial.hyperparameters.values
    print(
        f"validation accuracy {trial.score:.1%} with rate {drawn_values['learning_rate']:.5f}, {drawn_values['filters']} filters, dropout {drawn_values['dropout']:.1f}"
    )

# %% [markdown]
# For Hyperband the class is `tuning.Hyperband(build_for, objective=…, max_epochs=9, factor=3)`, and the rest stays. Which one is better? Measured beforehand (`make bench`): five settings to find (filters, batch normalization, dropout, L2, learning rate), 1,000 training images, three seeds, **about the same number of epochs** for both.

# %%
tuning = results.load("tuning")
print(f"{'':10s} networks  epochs  best validation   its test   worst    best  seconds")
for row in tuning["rows"]:
    print(
        f"{row['way']:10s} {row['networks']:8.0f} {row['epochs']:7.0f} {row['validation_accuracy']:16.2%} {row['test_accuracy']:10.2%} {row['worst']:7.2%} {row['best']:7.2%} {row['seconds']:8.0f}"
    )

# %%
fig, ax = plt.subplots(figsize=(7.4, 3.8), layout="constrained")
for way, colour, style in (("random", ORANGE, "--"), ("hyperband", BLUE, "-")):
    paths = [run["path"] for run in tuning["settings"]["runs"] if run["way"] == way]
    spent = np.arange(0, max(path[-1][0] for path in paths) + 1)
    levels = []
    for path in paths:
        epochs, heights = np.array(path).T
        place = np.searchsorted(epochs, spent, side="right") - 1
        levels.append(np.where(place >= 0, 100 * heights[place], np.nan))
        ax.step(spent, levels[-1], where="post", color=colour, alpha=0.25, lw=1)
    begun = np.all(np.isfinite(levels), axis=0)
    ax.step(
        spent[begun],
        np.mean(levels, axis=0)[begun],
        where="post",
        color=colour,
        ls=style,
        lw=2.5,
        label=f"{way}, mean of {len(paths)} seeds",
    )
ax.set(
    title="What a search has found, against what it has spent",
    xlabel="epochs spent, all networks together",
    ylabel="best validation accuracy so far (%)",
    ylim=(85, 100),
)
ax.legend(loc="lower right")
ax.grid(alpha=0.3)
plots.show(
    fig,
    alt="Best validation accuracy so far against the epochs spent, for random search and Hyperband, three seeds each and their means. Both rise in steps and end close together, within the spread of the seeds.",
)

# %% [markdown]
# With three seeds **nobody can say which way is better**: what differs from seed to seed is more than what differs from way to way. Look at the costs, then. Hyperband has tried three times as many networks for the same epochs. In seconds it took about twice as long, because every network has to be built before it can be trained. And what has the search brought? About 95 % on the test images, for 75 epochs. Augmentation alone, switched on without any search, has as much after 20 (see the table above). **Think first, then search**: a search finds the best of what you offer it.
#
# Compare also the two accuracies. The validation figure is that of the winner among many, so one expects the test figure to be a little lower. Over all six searches it is, by 0.2 points, though not in each.
#
# <details>
# <summary>What the fair comparison leaves out</summary>
#
# - **Time isn't epochs.** Each network must be built and its graph traced, and KerasTuner writes its weights after each good epoch. With trainings as short as ours that takes longer than the epochs themselves. Hyperband builds three times as many networks. With trainings of hours it doesn't matter.
# - **Survivors don't quite go on.** KerasTuner's Hyperband loads the *weights* of a survivor, but builds the optimizer anew: Adam forgets its typical slopes, and a schedule begins again at its first step.
# - **Slow starters.** A rate that is good after 9 epochs needn't be the best after 1. Nine networks are judged after one epoch.
# - **Batch normalization** after one epoch has collected little (see above), so it looks worse in early rounds than it is.
#
# </details>

# %% [markdown] quiz="who_gets_thrown_out"

# %% [markdown]
# ## What makes a training fast
#
# **In short.** The course's short trainings come from larger batches **together with** a higher rate that rises and falls, and from enough steps for that. Compiled code and half-precision numbers make each step cheaper on some machines, and dearer on others. Keeping images as bytes saves memory.
#
# **1. Batch size and schedule.** Two epochs in place of five: this is what our recipe did to the printed network with three convolutions in [chapter 3](../03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-five-compared), on MNIST, three seeds each:

# %%
for row in results.load("mnist_cnns")["rows"]:
    if row["source"] == "S5":
        print(
            f"{row['recipe']:12s} {row['epochs']} epochs, batches of {row['batch_size']:3d}   {row['test_accuracy']:.2%}   {row['seconds']:5.1f} s"
        )

# %% [markdown]
# Which of the changes does it? We take the recipe apart, one change after the other. To make it cheap, only 6,000 images and three epochs (±: spread of three seeds):

# %%
speed = results.load("training_speed")
for row in speed["settings"]["steps"]:
    print(
        f"{row['step']:32s} {row['test_accuracy']:.2%} ± {row['spread']:.2%}   {row['seconds']:5.1f} s"
    )

# %% [markdown]
# Read it line by line. A batch four times as large makes four times **fewer steps**, and costs two points. Three times the rate gives them back. And the schedule? Here it *loses*. There are 141 steps in all, and while it warms up and cools down it hardly moves; nobody gets near the bottom, so nothing needs settling. On 60,000 images the same two epochs have 938 steps, and there the recipe as a whole is better than five epochs as printed. **A recipe belongs to a number of steps.** (The seconds differ little here: the machine had other work to do.)
#
# **2. What one step costs.** The same network, images per second:

# %%
ways = speed["rows"]
fig, ax = plt.subplots(figsize=(7.6, 3.2), layout="constrained")
bars = ax.barh([row["way"] for row in ways], [row["images_per_second"] for row in ways], color=BLUE)
for bar, row in zip(bars, ways):
    ax.text(
        bar.get_width(),
        bar.get_y() + bar.get_height() / 2,
        f"  {row['images_per_second']:,}  ({row['times_batch_128']:.2f} ×)",
        va="center",
        fontsize=9,
    )
ax.invert_yaxis()
ax.set_xlim(0, 1.25 * max(row["images_per_second"] for row in ways))
ax.set(
    title=f"Training speed on {speed['machine']['cores']} cores (× batch 128)",
    xlabel="images per second",
    ylabel="way",
)
plots.show(
    fig,
    alt="Bars of images per second for five ways to train the same network: batches of 32, 128 and 512, and batches of 128 with jit_compile and with bfloat16. Of the three batch sizes 128 is the fastest here; bfloat16 is faster still, jit_compile is the slowest.",
)
for row in ways:
    print(f"{row['way']:24s} first epoch, with getting ready: {row['first_epoch_seconds']:5.1f} s")
print("this processor multiplies bfloat16 by itself:", speed["settings"]["bfloat16_in_hardware"])

# %% [markdown]
# Take the figures as rough: other programs were running on the two cores. What they show is that nothing is fast everywhere. On this processor, for this network, `bfloat16` helped and `jit_compile` did harm, and its first epoch took several times as long. On another machine it may be the other way round. **Measure on yours**: it takes a minute.
#
# - **Batch size.** A step has fixed costs (calling, looking after the optimizer). With large batches they are shared by more images. But a network needs a certain number of *steps*, and a larger batch makes fewer of them. That is why batch size and learning rate go up together.
# - **`jit_compile`** has the XLA compiler melt many small operations into few. Compiling costs seconds, each time a new shape comes. On graphics cards it mostly pays. On processors without one Keras leaves it off, unless you say `model.compile(…, jit_compile=True)`.
# - **Mixed precision** calculates with 16 bits in place of 32, and keeps the weights in 32. It can only pay where the hardware has such units: graphics cards, and processors with AMX or AVX-512 BF16. One line switches it on, before the network is built: `keras.config.set_dtype_policy("mixed_bfloat16")`. `bfloat16` has the range of `float32` and only 8 significant bits. So the last layer should answer in `float32`: `layers.Dense(10, activation="softmax", dtype="float32")`.
#
# **3. Bytes, not floats.** An image of MNIST is 784 bytes on disk. As `float32` it takes four times as much, as `float64`, into which NumPy turns it if you divide without care, eight times.

# %%
for kind, size in {"uint8": 1, "float32": 4, "float64": 8}.items():
    print(
        f"60,000 digits as {kind:8s} {60_000 * 784 * size / 1e6:5.0f} MB    50,000 photographs of CIFAR-10: {50_000 * 3_072 * size / 1e6:6.0f} MB"
    )
print("dividing uint8 by 255 gives", (mnist.x_test[:1] / 255).dtype)

# %% [markdown]
# So the data sets of this course stay `uint8`, and only what is needed next is scaled. With large data let the network do that, batch by batch: a `Rescaling` layer in front takes the bytes as they are.

# %%
whole = keras.Sequential([keras.Input((28, 28, 1)), layers.Rescaling(1 / 255), *baseline.layers])
bytes_in = drawn.x_train[:100, :, :, None]
print(
    "takes",
    bytes_in.dtype,
    "and answers the same:",
    bool(np.allclose(whole(bytes_in), baseline(data.images_to_float(bytes_in)), atol=1e-5)),
)

# %% [markdown]
# And the cheapest second is the one that isn't spent. Try your code on 1,000 images before you start a night's run. Compute once what doesn't change, such as the answers of a frozen network (chapter 9). Stop early.

# %% [markdown] quiz="larger_batch"

# %% [markdown]
# ## What to take with you
#
# - **Three piles**: training sets weights, validation makes choices, test gives one figure, once. The best of many tries looks better than it is.
# - **Split first.** Scalers, chosen features, thresholds and temperatures come from training or validation data. Groups stay together.
# - **Early stopping** puts the best weights back. A **schedule** begins large and ends small, and counts steps.
# - **Batch normalization** uses collected figures in inference. They need some hundred steps, or a smaller momentum.
# - **Augmentation** brings in what you know about labels. Tricks don't add up by themselves. **L2** makes all weights smaller, **L1** most of them tiny, but Adam makes none exactly 0.
# - **One change at a time, several seeds, the same images for all, error bars.** A difference below two standard errors may be luck.
# - **Precision** asks about false alarms, **recall** about what is missed. **Calibration** asks whether 90 % means 90 %. A temperature mends it, and leaves the accuracy alone.
# - **Search at random**, on a logarithmic scale, and stop the bad ones early. Count epochs, and seconds.
# - **Speed**: larger batch, higher rate, schedule, and enough steps go together. `jit_compile` and `bfloat16` have to be measured where you train.
#
# **Can you say it in your own words?** Explain to a friend who learns to drive why the mock exam she took forty times says little, and what would.
#
# Every word of this chapter is in the [glossary](../glossary.ipynb), and [chapter 11](../11_final_quiz/11_final_quiz_lesson.ipynb) asks it all back.
#
# Now it's your turn: [the exercises](10_training_well_exercises.ipynb). You will stop a training by another rule, restart a schedule, normalize feature maps, take a step that makes exact zeros, and judge a classifier that never says one of its classes.
