# %% [markdown]
# # 11 · Everything, asked back
#
# **In one paragraph.** You have read about neurons, layers, filters, gates, codes, forgers, queries and frozen bases. What of it will still be there in a month? That depends less on how often you read it than on how often you *had to fetch it*. So this chapter hardly explains anything. It asks. There is one page with all the architectures and three kinds of memory aids, there are flash cards, the ten questions that everybody asks, an oral exam to listen to, a dozen sentences that sound right and aren't, a mock exam with options, and one with numbers that are new each time. Then comes the final, which is graded.
#
# **A picture to keep in mind.** You know a town not when you have looked at its map for long, but when you have found your way home without it. The first time you take two wrong turnings, and it's just those that you remember. Reading a chapter again is looking at the map. It feels good, since everything seems familiar. A question is being put down somewhere in the dark: which way now? It feels worse and does more.
#
# **After this chapter you can**
#
# - say of each architecture what goes in, what is new about it, and what it is for;
# - choose one for a task, and say why not another;
# - answer the questions that people will ask you about all this;
# - tell which of your own ideas were wrong, and where they are put right.
#
# **How to use it.** Answer first, aloud or on paper, and then open the box. An answer that was wrong is worth more than a box that was opened too early. What you couldn't answer, read up in the chapter that is named. The [first page](../00_start_here.ipynb#The-chapters) links to all chapters that are there, the [glossary](../glossary.ipynb) explains every word. And come back in a week. In an experiment that is often quoted (Roediger and Karpicke, 2006), students who had read a text once and then tried three times to recall it knew more of it a week later than those who had read it four times, although it was the readers who had felt surer.

# %%
import matplotlib.pyplot as plt

from helpers import plots, quiz

BLUE, ORANGE, GREEN = plots.COLOURS[0], plots.COLOURS[5], plots.COLOURS[2]

# %% [markdown]
# ## All architectures on one page
#
# Cover all columns but the first with your hand, and say what stands there.
#
# | | what goes in | what is new | what comes out, and the loss | chapter |
# |---|---|---|---|---|
# | **one neuron** | a few numbers | weighted sum, bias, bend | yes or no, by one straight border | 1 |
# | **network with a hidden layer** | a few numbers | new coordinates, made by lookouts in between | anything a few bends can do: XOR | 1 |
# | **deep dense network** | a row of numbers | layers reuse what layers have made; dropout | classes: softmax with cross-entropy | 2 |
# | **CNN** | a grid: image, sound, series | one small filter for all places; pooling | classes: softmax with cross-entropy | 3, 4 |
# | **RNN, LSTM, GRU** | a sequence, step by step | a state that is carried along; gates that guard it | a forecast (squared error) or a class | 5 |
# | **autoencoder** | anything, without labels | a narrow place in the middle | the input again: squared error or cross-entropy | 6 |
# | **restricted Boltzmann machine** | patterns of zeros and ones | an energy for every pattern | how likely a pattern is; what is missing in one | 6 |
# | **GAN** | noise | two networks, each the other's teacher | new pictures; cross-entropy, for both, with opposite aims | 7 |
# | **transformer** | a sequence, all at once | everybody looks everybody up; positions; masks | the next token, or a class | 8 |
# | **transfer learning** | few labelled examples | a base that has learned elsewhere, frozen; a new head | classes | 9 |
#
# The activation of the last layer follows from the question: *yes or no* is a sigmoid, *one of several* is softmax, *how much* is none at all. In hidden layers take ReLU first, and Adam to train with.

# %%
# (column, row, text, is it an answer?)
boxes = {
    "start": (1.5, 0, "What do you have?", False),
    "labels": (0.75, 1, "labelled examples:\nwhat does one look like?", False),
    "none": (2.6, 1, "no labels:\nwhat do you want?", False),
    "table": (-0.2, 2.1, "a row of a table:\ndense network\n(and trees beside it)", True),
    "grid": (0.75, 2.1, "a grid with neighbours:\nmany examples?", False),
    "sequence": (1.75, 2.1, "a sequence:\nlong, all of it there?", False),
    "squeeze": (2.6, 2.1, "say it in few numbers,\nclean it, find what is odd:\nautoencoder", True),
    "draw": (3.6, 2.1, "draw new ones:\nGAN", True),
    "cnn": (0.2, 3.3, "yes: CNN", True),
    "transfer": (0.95, 3.3, "no: transfer\nlearning", True),
    "transformer": (1.7, 3.3, "yes:\ntransformer", True),
    "lstm": (2.45, 3.3, "no, it comes step\nby step: LSTM, GRU", True),
}
arrows = ["start labels", "start none", "labels table", "labels grid", "labels sequence"]
arrows += ["none squeeze", "none draw", "grid cnn", "grid transfer"]
arrows += ["sequence transformer", "sequence lstm"]

fig, ax = plt.subplots(figsize=(10, 5), layout="constrained")
for arrow in arrows:
    start, end = (boxes[name] for name in arrow.split())
    ax.annotate(
        "",
        xy=(end[0], end[1] - 0.3),
        xytext=(start[0], start[1] + 0.27),
        arrowprops={"arrowstyle": "-|>", "color": "gray"},
    )
for x, y, text, answer in boxes.values():
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        fontsize=9,
        bbox={
            "boxstyle": "round,pad=0.45",
            "fc": "#DCEBF7" if answer else "white",
            "ec": BLUE if answer else "gray",
            "lw": 1.5,
        },
    )
ax.set(title="Which one first? (Blue: what to try)", xlim=(-0.75, 4.1), ylim=(3.75, -0.4))
ax.axis("off")
plots.show(
    fig,
    alt="A tree of questions. With labelled examples: a row of a table leads to a dense network; a grid with many examples to a CNN, with few to transfer learning; a sequence that is long and all there to a transformer, one that comes step by step to LSTM or GRU. Without labels: saying it in few numbers, cleaning or finding what is odd leads to an autoencoder, drawing new ones to a GAN.",
)

# %% [markdown]
# A tree like this one is for the *first* try. Then measure, and compare with something simple: the most frequent class, the value of yesterday, PCA, a linear model. What isn't better than that isn't needed.

# %% [markdown] quiz="which_network_for_customers"

# %% [markdown]
# ## Memory aids
#
# **In short.** A rhyme for the order, a story for the parts, letters for the names. Each limps somewhere, and we say where.
#
# **A rhyme**
#
# > *Dense* hears everything, all at a time;<br>
# > a *CNN's* window goes line after line.<br>
# > The *RNN* whispers what went on before,<br>
# > the *LSTM* has a lock on its door.<br>
# > The *autoencoder* packs, in a case that's too small;<br>
# > the *GAN* has a forger, a judge and a brawl.<br>
# > *Attention* just asks: who of you knows it best?<br>
# > And *transfer* lets others have done all the rest.
#
# **A story: a parcel comes to the museum**
#
# At the door sits a guard who can do one thing only, count and compare with a limit. Since he once let the wrong people in, he has two lookouts, and listens to them and not to the switches (*hidden layer*). Whoever relies on one lookout alone is in trouble: each has a day off now and then, by lot (*dropout*).
#
# In the parcel is a painting. A student goes over it with a magnifying glass, patch by patch, always with the same glass, and sticks pins into a map (*CNN*). With the painting came a long letter. The old archivist used to read such letters word by word and keep everything in his head, and at the end he had forgotten the beginning (*RNN*). His successor has a notebook, an eraser, and a rule about what may be read out (*LSTM*).
#
# A description has to go to the branch in another town, but a telegram has 32 words. What can be left out? The colleague over there draws the painting from the telegram, and the two are paid by how alike it is (*autoencoder*). A forger in the cellar has never seen the original. He only hears, sheet by sheet, what the appraiser says, and the appraiser learns from him what to look for (*GAN*).
#
# In the reading room somebody switches on the light. Everybody holds up a sign with what he knows about, and whoever has a question looks around (*transformer*). Next year the museum opens a second house. The staff is the same, only the lady at the counter is new (*transfer learning*). And the director walks about with a stopwatch and asks: who has chosen, who has tested, and was it on the same paintings? (*training well*)
#
# **Letters**
#
# | | stands for | to remember it by | where that limps |
# |---|---|---|---|
# | **ANN** | artificial neural network | *Add, Nonlinearity, Next layer* | says nothing about learning |
# | **CNN** | convolutional neural network | *Careful: Nearby Numbers* | after a few layers far ones, too |
# | **RNN** | recurrent neural network | *Reads Now, Notes*; in books also "remembering neurons" | the neurons don't remember, the state does |
# | **LSTM** | long short-term memory | *Lock, Store, Then Mention*: forget, input and output gate | the lock isn't yes or no, it leaks a little |
# | **GRU** | gated recurrent unit | *Gates Reduced, Useful* | fewer gates aren't always enough |
# | **AE** | autoencoder | *Again, Exactly?* | exactly is what it can't do |
# | **RBM** | restricted Boltzmann machine | *Random Bits Meet*: only across, never within a side | grey pixels aren't bits |
# | **GAN** | generative adversarial network | *Generator And Nagger*; in books also generator–adversarial–discriminator | the nagger is trained as well, and often forgotten |
# | **QKV** | query, key, value | *Question, Keyword, Valuables* | all three are made from the same numbers |
#
# Better than ours are your own. Make up one for the word that you can't remember. It may be silly.
#
# ## Flash cards
#
# **In short.** A question on the front. Say your answer, then open the card with a click, or with **Tab** and **Enter**. Those you knew can wait a week, the others come again tomorrow.

# %% [markdown]
# ### Chapter 1 · one neuron, XOR
#
# <details><summary>What can the border of one neuron look like?</summary>
#
# Straight: a line, a plane, a hyperplane. The bias shifts it, the weights turn it.
#
# </details>
#
# <details><summary>Why can't one neuron do XOR?</summary>
#
# The squares and the circles lie on crossing diagonals. A straight line with both squares on one side has the middle of the square there, too, and so has the one for the circles.
#
# </details>
#
# <details><summary>A network answers 0.5 to everything. What does that tell you?</summary>
#
# It can't tell the inputs apart and answers the mean of the targets.
#
# </details>
#
# <details><summary>In which four factors does the blame of a hidden weight fall apart?</summary>
#
# How wrong was the answer; how much did it listen to me; could I still change my mind (the slope of my activation); what did I hear over this weight.
#
# </details>
#
# ### Chapter 2 · deep dense networks
#
# <details><summary>When does a dropout layer switch neurons off?</summary>
#
# In training only. What stays on is divided by 1 − rate, so that sums keep their mean.
#
# </details>
#
# <details><summary>What is wrong with weights that start ten times too small?</summary>
#
# Signals shrink by a factor of ten at each layer, and so does the blame on its way back.
#
# </details>
#
# <details><summary>Three reasons why deep learning took off when it did?</summary>
#
# Better methods (activations, starts, normalization), much labelled data, and GPUs. None of them alone.
#
# </details>
#
# ### Chapters 3 and 4 · convolution
#
# <details><summary>How many weights has a 3×3 filter on 16 channels?</summary>
#
# 3 · 3 · 16 = 144, and one bias. For any size of the image.
#
# </details>
#
# <details><summary>The side of a map?</summary>
#
# (n + 2p − k) / s, rounded down, plus 1.
#
# </details>
#
# <details><summary>What does pooling give, and what does it cost?</summary>
#
# A little invariance against small moves, and smaller maps. It costs the exact place.
#
# </details>
#
# <details><summary>Why not flatten the image and use dense layers?</summary>
#
# A weight for every pixel and neuron, no knowledge of neighbours, and what is learned in one place isn't known in another.
#
# </details>
#
# <details><summary>When is an augmentation a mistake?</summary>
#
# When it changes the label: a mirrored b is a d.
#
# </details>
#
# ### Chapter 5 · sequences
#
# <details><summary>What do the three gates of an LSTM decide?</summary>
#
# Forget: how much of the cell is kept. Input: how much of the news is written. Output: how much of the cell is shown.
#
# </details>
#
# <details><summary>How must a series be split, and why?</summary>
#
# By time: the last part is the test. Windows drawn at random know the values around the target.
#
# </details>
#
# <details><summary>What is a forecast compared with?</summary>
#
# With the naive one, *it will be as it is now*.
#
# </details>
#
# ### Chapter 6 · autoencoders
#
# <details><summary>What is the target of an autoencoder?</summary>
#
# Its input. For denoising, the clean one.
#
# </details>
#
# <details><summary>How do you find out what doesn't belong?</summary>
#
# By its error of reconstruction, with a threshold that was chosen on validation data.
#
# </details>
#
# <details><summary>Is a restricted Boltzmann machine an autoencoder?</summary>
#
# No. It gives every pattern an energy, and so a probability. It can reconstruct, but isn't trained to.
#
# </details>
#
# ### Chapter 7 · GANs
#
# <details><summary>What does the generator get to see of the real pictures?</summary>
#
# Nothing. Only the gradient that comes back through the discriminator.
#
# </details>
#
# <details><summary>How do you notice that the discriminator isn't trained?</summary>
#
# Compare its weights before and after. The losses go on being printed.
#
# </details>
#
# <details><summary>What is mode collapse?</summary>
#
# Few kinds of pictures, however good. Let a trained classifier count them.
#
# </details>
#
# ### Chapter 8 · transformers
#
# <details><summary>What are query, key and value?</summary>
#
# What I am looking for; what I can be found by; what I have to give.
#
# </details>
#
# <details><summary>Why divide by the root of d?</summary>
#
# Dot products of long vectors are large, and softmax would be saturated from the start.
#
# </details>
#
# <details><summary>What does attention not know by itself?</summary>
#
# The order. Positions have to be added.
#
# </details>
#
# <details><summary>A text model's loss is far too good. What do you check?</summary>
#
# Whether a causal mask is missing: change a later token and see if earlier answers move.
#
# </details>
#
# ### Chapter 9 · transfer learning
#
# <details><summary>What is trained first, and what later?</summary>
#
# First the new head, with the base frozen; then, if at all, the last layers of the base with a very small learning rate.
#
# </details>
#
# <details><summary>What must be done to an image exactly as in the first training?</summary>
#
# The preprocessing: size, range, order of the colours.
#
# </details>
#
# ### Chapter 10 · training well
#
# <details><summary>Training, validation, test: what are they for?</summary>
#
# To find the weights; to choose everything else; to say once how good the result is.
#
# </details>
#
# <details><summary>What is the difference between precision and recall?</summary>
#
# Precision: of all alarms, how many are right. Recall: of all cases, how many are found.
#
# </details>
#
# <details><summary>What does “calibrated” mean?</summary>
#
# Of the answers that it gives with 90 %, nine of ten are right.
#
# </details>
#
# <details><summary>One run with a new idea is 0.3 points better. What next?</summary>
#
# The same with several seeds, for both. It may be luck.
#
# </details>

# %% [markdown]
# **More of them.** The next cell draws cards from the words of the [glossary](../glossary.ipynb), in both directions. Another seed, other cards; `chapters=[3, 5]` takes only words of these chapters.

# %% tags=["nbval-ignore-output"]
quiz.cards(6, seed=1)

# %% [markdown]
# ## Ten questions that everybody asks
#
# **In short.** Sooner or later somebody will ask you these, at a table or in a job interview. Have a sentence ready for each. Ours stand in the boxes, with a bit more for those who ask on.

# %% [markdown]
# <details><summary><b>1. What is deep learning?</b></summary>
#
# **Programs that learn from examples, with networks of many layers, each of which builds on what the one before has found.**
#
# What is learned are the numbers in the layers. *Deep* means more than one hidden layer. (Chapters 1 and 2.)
#
# </details>
#
# <details><summary><b>2. What is a neural network?</b></summary>
#
# **A large formula, made of many small equal parts: weighted sum, bias, bend.**
#
# The brain gave the name and the first idea, not the working. Nothing in it is alive, thinks or wants. What makes it useful is that the slope of the loss by every single weight can be computed in one pass back. (Chapter 1.)
#
# </details>
#
# <details><summary><b>3. How does it differ from traditional machine learning?</b></summary>
#
# **There people think up the features and a method weighs them; here the features are learned as well.**
#
# For a spam filter of the old kind somebody writes a list: number of exclamation marks, unknown sender … A network gets the text. That pays off where nobody can say what to look for (pixels, sound), and needs more data. For tables of a few thousand rows traditional methods are often as good, faster, and easier to explain. (Chapters 2 and 3.)
#
# </details>
#
# <details><summary><b>4. Why does one need GPUs?</b></summary>
#
# **One doesn't need them; they shorten the waiting, since training is made of large matrix products, and a GPU does thousands of multiplications at once.**
#
# Everything in this course runs on two processor cores. Networks for photographs of full size would take far too long there. A card doesn't help where steps have to wait for each other, as in a recurrent network. (Chapters 2, 5 and 8.)
#
# </details>
#
# <details><summary><b>5. What are CNNs?</b></summary>
#
# **Networks that slide small filters over a grid and find patterns, then patterns of patterns.**
#
# Edges first, then corners, then a nose, then a face. Few weights, since a filter is the same at all places. Not only for images: anything with neighbours, such as sound or series. (Chapters 3 and 4.)
#
# </details>
#
# <details><summary><b>6. What are RNNs?</b></summary>
#
# **Networks that read a sequence step by step and carry a state along.**
#
# The simple ones forget quickly, since gradients fade on their way back. LSTM and GRU guard the state with gates. Today transformers do most of what they did, but where data come one by one, without an end, a state is still practical. (Chapters 5 and 8.)
#
# </details>
#
# <details><summary><b>7. What are GANs?</b></summary>
#
# **Two networks against each other: one makes pictures, the other tells them from real ones.**
#
# They draw sharp pictures, and are hard to train: one side may win too early, and the generator may draw only what works (mode collapse). Many of today's picture generators use another method, diffusion, which removes noise step by step. (Chapter 7.)
#
# </details>
#
# <details><summary><b>8. What is it all used for?</b></summary>
#
# **For seeing, hearing, reading, forecasting and drawing, wherever there are many examples and rules are hard to write down.**
#
# | kind | what for |
# |---|---|
# | **CNN** | image classification, object detection, face recognition, cars that drive themselves, images in medicine |
# | **RNN, transformer** | sorting texts, sentiment, translation, speech, captions for pictures, handwriting; forecasts of demand, weather, stock prices (mind the naive forecast) |
# | **autoencoder** | fewer dimensions, denoising, restoring pictures, finding what is odd (machines, card fraud, heartbeats), data with very unequal classes |
# | **RBM** | filling in missing values |
# | **GAN** | pictures and films that never were, artwork, more training data |
#
# In healthcare nearly all of them are at work: tumours on pictures, heartbeats as series, odd values in the blood. There the questions of chapter 10 (recall, calibration, on whom was it tested?) weigh most. A face recognition that works and one that ought to be used are two things, too.
#
# </details>
#
# <details><summary><b>9. What are the difficulties?</b></summary>
#
# **Data, computing time, overfitting, and that nobody can easily say why a network answers as it does.**
#
# **Data:** thousands of labelled examples, and what is wrong or one-sided in them is learned, too. Help: transfer learning, augmentation, methods without labels. **Computing:** time, money, electricity. Help: smaller networks, better schedules; on MNIST ours need about a third of the time of the printed one. **Overfitting:** dropout, early stopping, and a test that deserves the name. **Interpretability:** filters, attention maps and mistakes can be looked at, and explain part of it. (Chapters 2, 3, 6, 8, 9 and 10.)
#
# </details>
#
# <details><summary><b>10. Which frameworks are there?</b></summary>
#
# **Mostly PyTorch, TensorFlow and JAX; Keras, which this course uses, runs on all three.**
#
# A framework brings layers, automatic slopes, and code for GPUs. What you have learned here holds in all of them, only the names of the functions differ. For the traditional methods there is scikit-learn. And for understanding there is NumPy: you have written most of it yourself.
#
# </details>

# %% [markdown]
# ## An oral exam, overheard
#
# **In short.** The examiner asks one question about each architecture, and always a second one that goes further. Read one line at a time and answer before the student does. She is good, but not always right: find her **two** mistakes.
#
# **Examiner.** Let us begin easily. I give you four points, XOR. How many neurons do you need?
#
# **Student.** Two hidden ones and one for the output.
#
# **Examiner.** So I train a network with two hidden neurons, and it learns XOR?
#
# **Student.** It *can* represent it. Whether it gets there depends on the start. With three hidden neurons it went well from 37 of 40 random starts, with two less often.
#
# **Examiner.** Good. Images. Why a convolution?
#
# **Student.** Because what is a corner here is a corner over there. One small filter does for all places.
#
# **Examiner.** Then your network doesn't mind if I move the digit by ten pixels?
#
# **Student.** No, it doesn't, the pooling takes care of that.
#
# **Examiner.** Hm. We'll come back to that. A series of temperatures. You draw windows, mix them, train, test. What will you report?
#
# **Student.** Nothing, before I have split it by time. If I mix, the neighbours of the test values are in the training.
#
# **Examiner.** And then your LSTM has an error of 1.3 degrees.
#
# **Student.** And "as yesterday"? Without that number the 1.3 says nothing.
#
# **Examiner.** I like you. An autoencoder brings back pictures of cars beautifully. What will it make of a cathedral?
#
# **Student.** Something blurred and car-like. Which is handy if I want to find cathedrals among cars.
#
# **Examiner.** A GAN. The discriminator is right in 50 % of the cases. Are you content?
#
# **Student.** At the very end, perhaps. First I would look whether its weights have moved at all. Then I would let a classifier count what is on the pictures.
#
# **Examiner.** Attention. You have 100 tokens, and I ask for twice as many. What happens to the table of scores?
#
# **Student.** It becomes twice as large.
#
# **Examiner.** Hm. And your ten doctors, who want to know whether a shadow is a tumour, and have 300 pictures?
#
# **Student.** A pre-trained base, frozen, and a new head. Split by patients. Then how many it misses and how many false alarms it gives, with the uncertainty, since the test has 60 pictures. And I would look whether its "90 %" is right in nine of ten cases.
#
# **Examiner.** You pass. But you know that two of your answers were wrong, don't you?
#
# <details>
# <summary>Which two?</summary>
#
# **The moved digit.** Pooling gives a *little* invariance, against moves of a pixel or two. After a `Flatten` the place matters again. Chapter 3 measures it: far moves hurt a lot. What helps is augmentation, or global average pooling in place of `Flatten`.
#
# **The table of scores.** Twice the tokens make *four* times the pairs, 40,000 in place of 10,000. That is the price of looking everything up directly.
#
# </details>
#
# ## Sentences that sound right
#
# **In short.** Each of these sentences can be found in print, in this form or a similar one. In each something is wrong, or half right. What? Say it before you open the box.

# %% [markdown]
# <details><summary>1. “A neuron with a sigmoid learns XOR if it is only trained long enough.”</summary>
#
# It ends at 0.5 for all four inputs and stays there. No straight border can do it. (Chapter 1)
#
# </details>
#
# <details><summary>2. “With a hidden layer XOR is solved.”</summary>
#
# It *can be* solved. The printed 2-3-1 network gets there from 37 of 40 random starts; the others get stuck on flat ground. (Chapter 1)
#
# </details>
#
# <details><summary>3. “CNNs always take images as their input.”</summary>
#
# They take grids: numbers in an order in which neighbours belong together. Sound, series and texts are grids as well. (Chapter 3)
#
# </details>
#
# <details><summary>4. “Pooling gives spatial variance.”</summary>
#
# In*variance* is meant, and a little of it: the answer changes less when something moves a little. (Chapter 3)
#
# </details>
#
# <details><summary>5. “The error is 100 − accuracy, measured after each epoch on the test set; we keep the best epoch.”</summary>
#
# Whoever chooses on the test set can't report on it. The figure is too good by the luck of the choice. Choose on validation data. (Chapters 3 and 10)
#
# </details>
#
# <details><summary>6. “MNIST: 99 %. CIFAR-10: 70 %.”</summary>
#
# About, and one run. We measured 98.9 % for the printed CNN on MNIST (ours: 99.2 %, in about a third of the time) and 66.7 % for the printed one on CIFAR-10. Without the number of test images, the seeds and the spread such a figure says little. (Chapters 3 and 4)
#
# </details>
#
# <details><summary>7. “<code>LSTM(50)</code> on <code>(timesteps, features)</code>: that's all there is to it.”</summary>
#
# As printed, neither the sizes nor the data are defined. Which steps, which features, which target and which split make the difference between a forecast and a leak. (Chapter 5)
#
# </details>
#
# <details><summary>8. “LSTMs don't have vanishing gradients.”</summary>
#
# They fade far less, along the cell, if the forget gate is open. With a gate at 0.5 half is lost at every step. (Chapter 5)
#
# </details>
#
# <details><summary>9. “An autoencoder is a good way to compress files.”</summary>
#
# Only of the kind that it was trained on, always with a loss, and the decoder has to be sent, too. (Chapter 6)
#
# </details>
#
# <details><summary>10. “Restricted Boltzmann machines are a popular kind of autoencoder.”</summary>
#
# They have no decoder and aren't trained to reconstruct. They are a probability over patterns, and today not very popular either. (Chapter 6)
#
# </details>
#
# <details><summary>11. “Compile the discriminator, set <code>trainable = False</code>, compile the stack: the GAN is ready.”</summary>
#
# So it was, long ago. Under Keras 3 the discriminator is left without a single trainable weight. A warning, and losses that look quite normal. (Chapter 7)
#
# </details>
#
# <details><summary>12. “The softmax value says how certain the network is.”</summary>
#
# It says how the classes on the list compare. For the letter T a digit network says *7, 98 %*. Whether nine of ten answers with 90 % are right has to be measured: calibration. (Chapters 3 and 10)
#
# </details>
#
# <details><summary>13. “Dropout makes the network smaller, so it runs faster.”</summary>
#
# In use all neurons work. In training nothing is saved either. (Chapter 2)
#
# </details>
#
# <details><summary>14. “This head looks at the subject of the sentence, you see it on the attention map.”</summary>
#
# You see that it has fetched something from there. What is done with it later the map doesn't show. (Chapter 8)
#
# </details>

# %% [markdown]
# ## Mock exam: one answer is right
#
# **In short.** Five questions that stand in every introduction, then eight from all over the course. In an exam you would have twenty minutes.

# %% [markdown] quiz="one_of_twelve_chutes"

# %% [markdown] quiz="the_point_of_dropout"

# %% [markdown] quiz="five_hundred_images"

# %% [markdown] quiz="eyes_of_a_network"

# %% [markdown] quiz="the_word_at_the_start"

# %% [markdown]
# ### From all over the course

# %% [markdown] quiz="mirrored"

# %% [markdown] quiz="depends_on_the_others"

# %% [markdown] quiz="cars_and_houses"

# %% [markdown] quiz="fifty_percent"

# %% [markdown] quiz="always_the_same_seven"

# %% [markdown] quiz="gentle_hands"

# %% [markdown] quiz="louder_and_louder"

# %% [markdown] quiz="which_search"

# %% [markdown]
# ## Mock exam: your own numbers
#
# **In short.** A question with fixed numbers can be answered from memory. With fresh numbers you have to know the way. `quiz.ask` asks one question; another seed, other numbers.

# %%
quiz.ask("map_side", seed=1)

# %% [markdown]
# Work it out before you read on. To check an answer, hand it to `check`. It knows the usual mistakes. Here somebody has forgotten a part of the formula:

# %%
question = quiz.ask("map_side", seed=1)
question.check(9)

# %% [markdown]
# With the padding, once on each side:

# %%
question.check((39 + 2 * 3 - 5) // 4 + 1)

# %% [markdown]
# And the same question with other numbers:

# %%
quiz.ask("map_side", seed=2)

# %% [markdown]
# These are all the questions of this kind, about two for each chapter:

# %%
for chapter, names in quiz.names().items():
    print(f"chapter {chapter:2d}:", ", ".join(names))

# %% [markdown]
# ### A whole test
#
# `quiz.draw` makes a test over all chapters: questions with options from the lessons that are there, and questions with fresh numbers. **The seed is the number of the test.** Take test 1 today and test 2 in a week; or agree on a number with a friend and compare. `seed=None` makes one that nobody has seen. `chapters=[1, 3]` asks about these chapters only.

# %% tags=["nbval-ignore-output"]
test = quiz.draw(8, seed=1)
test

# %% [markdown]
# Write your answers here, a letter in quotes or a number, and run the cell. What you leave at `None` isn't judged.

# %% tags=["nbval-ignore-output"]
answers = {1: None, 2: None, 3: None, 4: None, 5: None, 6: None, 7: None, 8: None}
test.check(answers)

# %% [markdown]
# ## What to take with you
#
# - **Choose by the data, not by the fashion.** Do neighbours matter, or the order, are there labels, how many examples? Then measure, against something simple.
# - **A figure needs its circumstances**: on which data, chosen where, how many examples, how many runs.
# - **Training that runs isn't training that works.** Look at weights that should move, at samples, at mistakes, at the slopes.
# - **Most mistakes have a reason that sounds right.** If you know the reason, you won't make them twice.
# - **Ask yourself**, again in a week. What you can fetch is yours.
#
# **Can you say it in your own words?** Take the table of the first section, cover it, and explain to somebody who has never programmed what the ten rows are for. Two minutes for each.
#
# Now it's your turn: [the final](11_final_quiz_exercises.ipynb). Ten predictions, one for each chapter.
