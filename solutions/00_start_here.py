# %% [markdown]
# # Start here
#
# This course explains how neural networks work, by building them, running them and looking inside. Every chapter has a **lesson**, which you read and run, and **exercises**, which you solve and hand in. This page shows how both work. It takes ten minutes.
#
# You need some Python, and you should know what a matrix and a derivative are. You don't need a graphics card.
#
# [Running cells](#Running-cells) · [Questions](#Fold-outs-and-questions) · [Data](#Where-the-data-come-from) · [Exercises](#Exercises) · [Handing in](#Handing-in) · [Looking things up](#Looking-things-up) · [The chapters](#The-chapters) · [If something doesn't work](#If-something-doesn't-work)

# %% [markdown]
# ## Running cells
#
# What you see is a *notebook*: cells of text and cells of code, in one column. Click on the next cell and press **Shift+Enter**. It runs, its result appears below it, and the next cell is chosen.

# %%
print("This cell works. Two and two make", 2 + 2)

# %% [markdown]
# Change the numbers and press Shift+Enter again. You can do so with every cell of every lesson, and you should: *what happens if I double the learning rate?* is answered fastest by doubling it. Nothing can break. The original is kept by your instructor.
#
# Three things that surprise beginners:
#
# - **Order matters.** A cell knows what the cells that *you have run before it* have defined, wherever they stand on the page. If you get a `NameError`, run the cells from the top.
# - **`[*]` in front of a cell** means that it is still working. A training may take half a minute. **Kernel → Interrupt** stops it.
# - **The results are stored in the file.** You see outputs before you have run anything. They are ours until you run the cell.

# %% [markdown]
# ## Fold-outs and questions
#
# Details that you can skip on a first reading are folded away. Click on the triangle:
#
# <details>
# <summary>What is in such a box?</summary>
#
# A proof, a special case, or a warning for those who want to go on. Nothing later depends on it.
#
# </details>
#
# (Without a mouse: **Tab** goes to the next box, **Enter** opens it.)
#
# In the lessons there are also questions. Decide before you open the answer. It says why the right option is right, and from which idea each of the others comes. Those ideas are common, and a wrong answer here costs nothing.

# %% [markdown]
# ## Where the data come from
#
# A lesson loads real data with one line. The line tells you what it has found. Run it:

# %% tags=["nbval-ignore-output"]
from helpers import data, plots

mnist = data.load("mnist")
print("used here:", mnist.source.label)

# %% [markdown]
# It looks in this order: a folder that you name in the environment variable `COURSE_DATA`, the folder in which the course keeps its data, that of Keras, and then the network. What is downloaded once is kept.
#
# If there is no copy and no network, it makes a **stand-in**: smaller, real data that come with the installed packages. For MNIST these are scikit-learn's handwritten digits, enlarged to the same size. Everything runs with a stand-in, exercises and their tests included. The figures differ a little from those in the text, and the line above says so.

# %%
plots.images(
    mnist.x_train[:8],
    title="Eight of the digits that were loaded",
    columns=8,
    alt="Eight handwritten digits, dark on light, side by side.",
)

# %% [markdown]
# ## Exercises
#
# An exercise is a cell with a line `raise NotImplementedError(...)`. The line says what is to be written in its place. Delete it and write your code there. The other lines of the cell, such as `def`, stay. As long as the line is there, this happens:


# %%
def twice(x):
    """Returns two times x."""
    raise NotImplementedError("twice: multiply x by two")


try:
    twice(4)
except NotImplementedError as what_is_missing:
    print("NotImplementedError:", what_is_missing)

# %% [markdown]
# That isn't a fault of the notebook. It means: *you haven't written this yet*.
#
# Below each exercise is a **test**. Run it when you think that you are done.
#
# - If nothing happens, it has found nothing wrong.
# - If it fails, read the last line. It names the mistake that it has noticed, as far as a test can know.


# %%
def twice(x):
    """Returns two times x, or does it?"""
    return x**2


try:
    assert twice(2) == 4, "two times two is four"
    assert twice(3) == 6, "three times two is six: did you square instead of doubling?"
except AssertionError as message:
    print("AssertionError:", message)

# %% [markdown]
# Look at the first of the two tests: the wrong function passes it! One example isn't a proof. That is why there are more tests than you see, with other numbers, when your work is graded. Write what the text asks for, and you needn't fear them.
#
# A few more rules:
#
# - **Test cells and given cells can't be edited**, and needn't be. Add cells of your own wherever you like.
# - **No exercise needs the result of another.** If one doesn't work, go on with the next.
# - A few questions want a number or a text. Write it into the cell below the question. Texts are read by a person.

# %% [markdown]
# ## Handing in
#
# 1. Choose **Kernel → Restart Kernel and Run All Cells…**. It forgets everything and runs the notebook from top to bottom, as grading does. Whatever only worked because of a cell that you have changed or deleted since shows up now.
# 2. **Save** (Ctrl+S, on a Mac ⌘S).
# 3. Hand in the **notebook itself**, the file that ends with `_exercises.ipynb`, under the name that it has, in the way that your instructor has told you. Nothing else is needed, no data and no screenshots.
#
# You may hand in a notebook that isn't finished: what works gets its points. Each exercise is graded on its own, without a network, with the tests that you see and some more. What comes back is a page with your points and, where points are missing, a sentence that names the mistake. Answers in words are read by a person, so their points come later.

# %% [markdown]
# ## Looking things up
#
# | you want to know | look here |
# |---|---|
# | what a **word** means | the [glossary](glossary.ipynb). It links to the section that explains the word. Or run the next cell |
# | what a **function** does | write its name, a question mark behind it, and run: `plots.images?` |
# | **where** something was said | *Edit → Find…* (Ctrl+F) in a lesson; its headings are under *View → Table of Contents* |
# | whether you have **understood** it | the questions in the lessons, and the [practice tests and flash cards](11_final_quiz/11_final_quiz_lesson.ipynb) of chapter 11, at any time |

# %%
from helpers import quiz

print(quiz.look_up("epoch"))

# %% [markdown]
# ## The chapters
#
# | | lesson | what it is for | |
# |---|---|---|---|
# | 1 | [From one neuron to XOR](01_ann_xor/01_ann_xor_lesson.ipynb) | deciding by a straight border, and by a bent one: what a neuron is and how it learns | [exercises](01_ann_xor/01_ann_xor_exercises.ipynb) |
# | 2 | [Deep networks: layers on layers](02_dnn/02_dnn_lesson.ipynb) | sorting rows of numbers into classes; what depth and dropout do | [exercises](02_dnn/02_dnn_exercises.ipynb) |
# | 3 | [Networks that look: convolution on MNIST](03_cnn_mnist/03_cnn_mnist_lesson.ipynb) | anything with neighbours: images, sound, series | [exercises](03_cnn_mnist/03_cnn_mnist_exercises.ipynb) |
# | 4 | [Photographs in ten classes: CIFAR-10](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb) | getting more out of a network: augmentation, batch normalization | [exercises](04_cnn_cifar10/04_cnn_cifar10_exercises.ipynb) |
# | 5 | [Networks that remember: sequences](05_rnn_lstm/05_rnn_lstm_lesson.ipynb) | forecasts, texts, whatever comes one after the other | [exercises](05_rnn_lstm/05_rnn_lstm_exercises.ipynb) |
# | 6 | [Through a narrow door: autoencoders](06_autoencoder/06_autoencoder_lesson.ipynb) | learning without labels: compressing, cleaning, finding what is odd | [exercises](06_autoencoder/06_autoencoder_exercises.ipynb) |
# | 7 | [Two networks that teach each other: GANs](07_gan/07_gan_lesson.ipynb) | drawing pictures that never were | [exercises](07_gan/07_gan_exercises.ipynb) |
# | 8 | [Transformers: looking things up](08_transformer/08_transformer_lesson.ipynb) | texts and other sequences in which anything may depend on anything | [exercises](08_transformer/08_transformer_exercises.ipynb) |
# | 9 | [Standing on the shoulders of others: transfer learning](09_transfer_learning/09_transfer_learning_lesson.ipynb) | few examples: building on what another network has learned | [exercises](09_transfer_learning/09_transfer_learning_exercises.ipynb) |
# | 10 | [Training well, and knowing how well](10_training_well/10_training_well_lesson.ipynb) | getting good results, and knowing how good they are | [exercises](10_training_well/10_training_well_exercises.ipynb) |
# | 11 | [Everything, asked back](11_final_quiz/11_final_quiz_lesson.ipynb) | practice tests, flash cards, memory aids, and the final | [the final](11_final_quiz/11_final_quiz_exercises.ipynb) |
#
# Read chapter 1 first. Chapters 3 and 8 can be read right after it; the practice tests of chapter 11 ask about any chapters that you choose.

# %%
import matplotlib.pyplot as plt

# (column, row, chapter, name, is it there?)
architectures = [
    (0, 0, "1", "one neuron", True),
    (0, 1, "1", "network with a\nhidden layer", True),
    (0, 2, "2", "deep dense\nnetwork", True),
    (1, 2, "3", "convolutional\nnetwork (CNN)", True),
    (2, 3, "5", "RNN, LSTM", True),
    (1, 4, "6", "autoencoder", True),
    (1, 5, "7", "generator and\ndiscriminator (GAN)", True),
    (2, 5, "8", "transformer", True),
]
steps = [  # from, to, what is new
    (0, 1, "lookouts in between"),
    (1, 2, "more layers"),
    (1, 3, "the same small pattern\nlooked for everywhere"),
    (3, 4, "a memory of\nwhat came before"),
    (3, 5, "the target is\nthe input"),
    (5, 6, "two rivals"),
    (4, 7, "everything looks\nat everything"),
]
fig, ax = plt.subplots(figsize=(9, 7), layout="constrained")
for start, end, new in steps:
    x1, y1 = architectures[start][:2]
    x2, y2 = architectures[end][:2]
    colour = "black" if architectures[end][-1] else "gray"
    ax.annotate(
        "",
        xy=(x2, y2 - 0.27),
        xytext=(x1, y1 + 0.27),
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "ls": "-" if architectures[end][-1] else "--",
        },
    )
    ax.text(
        (x1 + x2) / 2 + 0.05,
        (y1 + y2) / 2,
        new,
        fontsize=8.5,
        color=colour,
        style="italic",
        va="center",
        bbox={"fc": "white", "ec": "none", "pad": 1, "alpha": 0.85},
    )
for column, row, chapter, name, there in architectures:
    ax.text(
        column,
        row,
        f"{chapter} · {name}",
        ha="center",
        va="center",
        color="black" if there else "gray",
        bbox={
            "boxstyle": "round,pad=0.45",
            "fc": "#DCEBF7" if there else "white",
            "ec": plots.COLOURS[0] if there else "gray",
            "ls": "-" if there else "--",
            "lw": 1.5,
        },
    )
ax.set(
    title="The architectures of this course, with their chapters (dashed: planned)",
    xlabel="what goes in",
    ylabel="from simple to involved",
    xlim=(-0.5, 2.5),
    ylim=(5.5, -0.5),
    yticks=[],
)
ax.set_xticks([0, 1, 2], ["a few numbers", "a grid, such as an image", "a sequence"])
plots.show(
    fig,
    alt="Map of architectures by what goes in. One neuron leads to a network with a hidden layer (chapter 1), that to the deep dense network (2) and, for grids, to the convolutional network (3). From there on to RNN and LSTM for sequences (5) and to the transformer (8), and to the autoencoder (6) and generator and discriminator (7). Chapters that are only planned are dashed.",
)

# %% [markdown]
# ## If something doesn't work
#
# - **A cell fails that you haven't touched:** Kernel → Restart Kernel and Run All Cells…. It helps nearly always.
# - **`ModuleNotFoundError`:** the notebook runs in another Python than that of the course. Start it with `make lab`.
# - **It is slow:** close other notebooks (Kernel → Shut Down All Kernels…). Each keeps its own data in memory.
#
# And now: [chapter 1, From one neuron to XOR](01_ann_xor/01_ann_xor_lesson.ipynb).
