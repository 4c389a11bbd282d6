# %% [markdown]
# # Glossary
#
# The words of the course, in a sentence or two each, with the chapter that treats them. A chapter number with a link leads to the section (in JupyterLab a lesson that wasn't open yet may open at its top; then click once more). Where there is no link, the chapter isn't written yet.
#
# [A](#A) · [B](#B) · [C](#C) · [D](#D) · [E](#E) · [F](#F) · [G](#G) · [H](#H) · [I](#I) · [K](#K) · [L](#L) · [M](#M) · [N](#N) · [O](#O) · [P](#P) · [Q](#Q) · [R](#R) · [S](#S) · [T](#T) · [U](#U) · [V](#V) · [W](#W) · [X](#X)
#
# **Three ways to find a word.** Scroll, or click on a letter above. In JupyterLab the list of headings on the left (*View → Table of Contents*) has them all. Or ask in a cell of any notebook of the course:
#
# ```python
# from helpers import quiz
#
# print(quiz.look_up("learning rate"))
# ```
#
# The beginning of a word is enough. To practise them, draw [flash cards](11_final_quiz/11_final_quiz_lesson.ipynb#Flash-cards).

# %% [markdown]
# ## A
#
# ### accuracy
# The share of examples that are answered right. It says nothing about how firm the answers were, and little if one class is rare. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-data:-seventy-thousand-digits)
#
# ### activation function
# The bend behind a weighted sum: sigmoid, tanh, ReLU. Without it a stack of layers is worth no more than one. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Activation-functions:-the-bend)
#
# ### Adam
# An optimizer: gradient descent with a memory of past slopes and a step length of its own for each weight. A good first choice. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#The-dense-network-for-MNIST)
#
# ### anomaly detection
# Finding what doesn't belong, mostly by how badly it is reconstructed. Needs a threshold, chosen on validation data. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Anomaly-detection:-an-alarm-with-a-threshold)
#
# ### attention
# A soft look-up: a query is compared with all keys, and the answer is a mix of the values, most of those whose keys fit. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Queries,-keys-and-values)
#
# ### attention map
# The table of who looks at whom, and how much. Every row sums to 1. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#A-transformer-that-turns-words-around)
#
# ### augmentation
# Changing training examples in ways that don't change their label: moving, mirroring, turning, other light. New data for nothing, if one chooses well. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#Augmentation:-new-photographs-for-nothing)
#
# ### autoencoder
# An encoder and a decoder with a narrow place in between, trained to bring back their input. It is good only at what it was trained on. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Two-halves-and-a-narrow-door)
#
# ### average pooling
# Pooling that keeps the mean of each field. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Pooling-by-hand)

# %% [markdown]
# ## B
#
# ### backpropagation
# The chain rule, worked from the loss back to the first layer. It gives the slope of the loss by every weight in one pass. Also called the *backward pass*. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Backward-pass:-passing-the-blame-back)
#
# ### bag of words
# A text as a count of its words, without their order. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Words-are-a-sequence-too)
#
# ### base
# The pre-trained part of a network that is reused, without its last layers. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#Cutting-off-the-head)
#
# ### baseline
# The simple result that a new idea has to beat. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#A-baseline-that-learns-by-heart)
#
# ### batch
# The examples that are used together for one step. Small ones make many noisy steps, large ones few calm ones. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#The-dense-network-for-MNIST)
#
# ### batch normalization
# Bringing each channel to mean 0 and spread 1, then to a learned scale and offset. In training it uses the batch, later the means and variances that it has collected. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#Batch-normalization:-all-at-room-volume)
#
# ### bfloat16
# A number of 16 bits: as large and as small as one of 32, but with only two to three digits. Many processors multiply such numbers several times as fast. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#Where-the-seconds-go)
#
# ### bias
# The number that is added to a weighted sum. It shifts the border of a neuron without turning it. (Not to be mixed up with a prejudice in the data.) → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#One-neuron)
#
# ### binary cross-entropy
# The loss for yes-or-no questions: minus the logarithm of the probability that was given to the right answer. It punishes firm mistakes without limit. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Loss:-how-wrong-is-an-answer?)
#
# ### blame
# Our word for the slope of the loss by a neuron's weighted sum. Books write δ. A weight's slope is the blame times what came in over that weight. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Gradient:-which-way-is-downhill?)

# %% [markdown]
# ## C
#
# ### calibration
# Whether *90 % sure* is right in nine of ten cases. Softmax values of large networks mostly promise too much. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Do-the-probabilities-keep-their-promise?)
#
# ### categorical cross-entropy
# The loss for classes that exclude each other: minus the logarithm of the share that softmax gave to the right class. *Sparse* means that labels are class numbers, and not one-hot rows. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Ten-classes:-softmax-and-cross-entropy)
#
# ### causal mask
# Forbids each place to look at those behind it, since it shall forecast them. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Masks:-no-peeking)
#
# ### cell state
# The memory of an LSTM. It is kept and written to through gates, and not squeezed at each step. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#The-LSTM-cell,-by-hand)
#
# ### channel
# One of the maps that lie over each other at a place: red, green and blue at the input, one for each filter further on. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Channels:-16-filters-are-16-passes)
#
# ### CIFAR-10
# 60,000 colour photographs of 32×32 pixels in ten classes. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#The-data:-sixty-thousand-small-photographs)
#
# ### CNN
# Convolutional neural network: small filters slide over a grid, and layers of them find patterns of patterns. For images, sound, series: anything with neighbours. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Convolution-by-hand)
#
# ### code
# The few numbers into which an encoder turns its input; also *latent vector*. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Two-halves-and-a-narrow-door)
#
# ### confusion matrix
# A table of right classes against given classes. It shows which are mixed up. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Look-at-the-mistakes)
#
# ### contrastive divergence
# A way to train a Boltzmann machine: make the data likelier, and what the machine dreams after a step or two less likely. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Contrastive-divergence)
#
# ### convolution
# Sliding one small filter over a grid and writing down the sum of products at each place. The same few weights serve everywhere. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Convolution-by-hand)
#
# ### critic
# A discriminator without a sigmoid: it gives marks in place of probabilities, and isn't allowed to change them too steeply. → [chapter 7](07_gan/07_gan_lesson.ipynb#Another-listener:-the-Wasserstein-critic)

# %% [markdown]
# ## D
#
# ### decoder
# The half that turns a code back into data. In a transformer: the part that writes, one token after the other. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Two-halves-and-a-narrow-door)
#
# ### deep learning
# Learning with networks of several layers, which find their own features. In older methods people design the features. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Why-deep-learning-took-off-when-it-did)
#
# ### deep network
# A network with two hidden layers or more; with one it is called *shallow*. Depth lets layers reuse what earlier layers have made. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#What-depth-buys:-folding)
#
# ### denoising
# Training with damaged inputs and clean targets, so that the network learns to clean. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Denoising,-with-convolutions)
#
# ### dense layer
# A layer in which every neuron hears everything that comes in. Also *fully connected*. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#A-layer-that-knows-its-way-back)
#
# ### discriminator
# The half of a GAN that says how likely a picture is to be real. → [chapter 7](07_gan/07_gan_lesson.ipynb#Two-players)
#
# ### dropout
# Switching neurons off at random in training, so that none can rely on particular others. It lessens overfitting. When the network is used, all are on. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#What-dropout-does-in-training)

# %% [markdown]
# ## E
#
# ### early stopping
# Ending the training when the validation loss hasn't improved for some epochs, and putting the best weights back. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Early-stopping)
#
# ### effective number of digits
# A measure of variety: as many as would give the same entropy if all came up equally often. 1 if it is always the same one. → [chapter 7](07_gan/07_gan_lesson.ipynb#Counting-what-it-draws)
#
# ### embedding
# A learned vector for each word or token. Words that are used alike end up near each other. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Words-are-a-sequence-too)
#
# ### encoder
# The half that turns data into a code. In a transformer: the part that reads the whole text at once. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Two-halves-and-a-narrow-door)
#
# ### epoch
# One pass over all training examples. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Gradient-descent:-a-step-downhill,-again-and-again)

# %% [markdown]
# ## F
#
# ### F1
# The harmonic mean of precision and recall: high only if both are. With *Fβ* recall counts β times as much. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#What-accuracy-hides:-precision-and-recall)
#
# ### feature
# A number that says something useful about an example. Deep networks find their own. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#Cutting-off-the-head)
#
# ### feature map
# The answers of one filter at all places. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Convolution-by-hand)
#
# ### filter
# A small array of weights that a convolution looks for; also *kernel*. Its size is the *kernel size*. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Convolution-by-hand)
#
# ### fine-tuning
# Training some layers of the base on, with a very small learning rate, after the new head has been trained. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#Fine-tuning:-small-steps,-in-two-stages)
#
# ### flatten
# Laying all numbers end to end in one row. Who was whose neighbour is lost. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Why-not-simply-flatten?)
#
# ### forward pass
# Computing the answer from the input, layer by layer. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Forward-pass:-from-input-to-answer)
#
# ### frozen
# Said of layers whose weights training leaves alone. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#A-new-head-on-a-frozen-base)

# %% [markdown]
# ## G
#
# ### GAN
# Generative adversarial network: a generator makes pictures, a discriminator tells them from real ones, and each learns from the other. → [chapter 7](07_gan/07_gan_lesson.ipynb#Two-players)
#
# ### gate
# Numbers between 0 and 1 that something is multiplied with: 0 shuts it out, 1 lets it through. A gate is computed from input and state, and learned. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#The-LSTM-cell,-by-hand)
#
# ### generator
# The half of a GAN that turns noise into pictures. It never sees a real one; it learns from what the discriminator says. → [chapter 7](07_gan/07_gan_lesson.ipynb#Two-players)
#
# ### global average pooling
# The mean of each map, one number per channel. Needs far fewer weights behind it than flattening. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#VGG16-without-its-top)
#
# ### gradient
# All slopes of the loss together, one for each weight and bias. It points uphill, the steepest way. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Gradient:-which-way-is-downhill?)
#
# ### gradient check
# Comparing slopes that were derived with slopes that were measured by moving one weight at a time. It finds wrong backward passes. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Is-it-right?-Ask-the-loss-itself)
#
# ### gradient descent
# Moving every weight a little against its slope, again and again. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Gradient-descent:-a-step-downhill,-again-and-again)
#
# ### GRU
# Gated recurrent unit: like an LSTM with two gates and no separate cell. Simpler, often as good. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#GRU:-two-gates-will-do)

# %% [markdown]
# ## H
#
# ### head
# One of several attentions side by side, each with queries, keys and values of its own. (In transfer learning: the last layers of a network.) → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Several-heads)
#
# ### hidden layer
# Neurons between input and output. They give the data new coordinates, in which the last neuron has an easy job. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Lookouts-in-between:-a-hidden-layer)
#
# ### Hyperband
# A search for hyperparameters in several tournaments, from many networks for a short time to few in full length. The worse ones are dropped early. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Searching-for-hyperparameters)
#
# ### hyperparameter
# A choice that isn't learned: learning rate, number of layers, dropout rate. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Searching-for-hyperparameters)

# %% [markdown]
# ## I
#
# ### initialization
# The random numbers that training starts from. Equal ones never grow apart, and ones of a wrong size make signals fade or explode. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#A-good-start)
#
# ### invariance
# The answer stays the same if the input is changed in some way, such as moved a little. Pooling gives a little of it. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Move-a-digit)

# %% [markdown]
# ## K
#
# ### key
# What a place can be found by. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Queries,-keys-and-values)

# %% [markdown]
# ## L
#
# ### L1 and L2
# A price on large weights that is added to the loss: their sizes (L1, makes many weights tiny or 0) or their squares (L2, makes all of them smaller). → [chapter 10](10_training_well/10_training_well_lesson.ipynb#L1-and-L2:-a-price-on-weights)
#
# ### label smoothing
# Asking for a little less than 100 % for the right class, so that the network doesn't become surer than is good. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#Label-smoothing:-never-bet-your-life)
#
# ### latent space
# The space of all codes. Near each other in it lie things that the network takes for alike. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#The-latent-space-as-a-picture)
#
# ### layer normalization
# Brings the numbers of each place to mean 0 and spread 1. Unlike batch normalization it doesn't look at other examples. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#The-block:-look-around,-then-think)
#
# ### leak
# Knowledge in training or input that nobody has when the network is used: the future, the test set, the label. Results are too good to be true. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Windows-that-don't-see-the-future)
#
# ### leaky ReLU
# ReLU that lets a small share of negative numbers through, 0.2 of them for instance, so that its slope is never 0. → [chapter 7](07_gan/07_gan_lesson.ipynb#With-convolutions)
#
# ### learning rate
# How long a step is for a given slope. Too small wastes time, too large jumps over the valley. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Gradient-descent:-a-step-downhill,-again-and-again)
#
# ### learning-rate schedule
# A plan for the learning rate: for instance a short *warm-up*, then down along a cosine. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Learning-rate-schedules)
#
# ### linearly separable
# Two groups of points that one straight line (plane, hyperplane) can part. AND is, XOR isn't. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Why-one-line-is-not-enough)
#
# ### logits
# The numbers that go into softmax: scores of any size, of either sign. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Ten-classes:-softmax-and-cross-entropy)
#
# ### loss
# One number that says how wrong the answers are; the smaller the better. It is what training makes smaller. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Loss:-how-wrong-is-an-answer?)
#
# ### LSTM
# Long short-term memory: a recurrent layer whose cell is kept and changed by three gates (forget, input, output), so that it remembers over many steps. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#The-LSTM-cell,-by-hand)

# %% [markdown]
# ## M
#
# ### max pooling
# Pooling that keeps the largest number of each field: was it found here, and how clearly? → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Pooling-by-hand)
#
# ### mixed precision
# Calculating with 16 bits and keeping the weights in 32. Faster where the hardware has units for it. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#What-makes-a-training-fast)
#
# ### MNIST
# 70,000 handwritten digits of 28×28 pixels. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-data:-seventy-thousand-digits)
#
# ### mode collapse
# A generator that draws only a few kinds of things, however well. Measured by counting what a trained classifier sees. → [chapter 7](07_gan/07_gan_lesson.ipynb#Mode-collapse)
#
# ### moving mean
# A mean that forgets slowly: most of the old one, and a little of the new value. Batch normalization keeps one for inference. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#Batch-normalization:-all-at-room-volume)

# %% [markdown]
# ## N
#
# ### naive forecast
# *It will be as it is now.* A forecast is worth something if its error is smaller. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Better-than-%22the-same-as-last-month%22?)
#
# ### neuron
# A weighted sum, a bias and a bend. Its border is one straight line. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#One-neuron)
#
# ### noise
# The random numbers that a generator starts from, here 100 of them. Other noise, another picture. → [chapter 7](07_gan/07_gan_lesson.ipynb#Two-players)

# %% [markdown]
# ## O
#
# ### one-hot
# A class written as a row of zeros with a single 1 at its place. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Ten-classes:-softmax-and-cross-entropy)
#
# ### overfitting
# Knowing the training examples by heart and new ones badly. You see it where the training loss falls and the validation loss rises. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Learning-by-heart)

# %% [markdown]
# ## P
#
# ### padding
# A border of zeros, so that a filter can also be laid on the edge. (For sequences: filling up to a common length.) → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Stride-and-padding:-the-size-of-the-map)
#
# ### padding mask
# Keeps filling out of the attention. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Padding:-rows-that-were-filled-up)
#
# ### PCA
# Principal component analysis: the best *linear* way to say much in few numbers. What an autoencoder has to be compared with. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Against-PCA-at-the-same-size)
#
# ### perplexity
# How surprised a language model is by a text: as unsure as a fair die with so many sides. → [chapter 8](08_transformer/08_transformer_lesson.ipynb)
#
# ### plateau
# A stretch of the loss where all slopes are nearly 0, so that training hardly moves. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#A-run-that-got-stuck)
#
# ### pooling
# Making a map coarser: one number for each small field. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Pooling-by-hand)
#
# ### positional encoding
# Numbers that tell a transformer where in the sequence a token stands. Without them it sees a bag. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Positions-made-of-waves,-or-learned)
#
# ### pre-training
# Training a network on a task with many examples, so that its base can be used for others. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#Pre-training:-a-base-that-knows-strokes)
#
# ### precision
# Of all that were called positive, the share that is. Asks about false alarms. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#What-accuracy-hides:-precision-and-recall)
#
# ### preprocessing
# What is done to an input before the network sees it. A pre-trained network needs the very same as in its own training. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#The-same-preparation-as-in-the-pre-training)

# %% [markdown]
# ## Q
#
# ### query
# What a place is looking for. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Queries,-keys-and-values)

# %% [markdown]
# ## R
#
# ### random search
# Trying hyperparameters drawn at random. With the same number of runs it tries more values of each than a grid. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Searching-for-hyperparameters)
#
# ### RBM
# Restricted Boltzmann machine: gives every pattern an energy, and so a probability, with visible and hidden units that are on or off at random. Not an autoencoder. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Restricted-Boltzmann-machines:-not-an-autoencoder)
#
# ### recall
# Of all that are positive, the share that was found. Asks about what is missed. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#What-accuracy-hides:-precision-and-recall)
#
# ### receptive field
# The piece of the input that one number further on has seen. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Pooling-by-hand)
#
# ### reconstruction
# What comes back from a code. Its distance from the input is the loss. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Two-halves-and-a-narrow-door)
#
# ### regularization
# Whatever makes learning by heart harder: dropout, augmentation, early stopping, L1 and L2. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Each-alone,-with-five-seeds)
#
# ### ReLU
# An activation that keeps what is positive and makes everything else 0. Its slope doesn't fade for large sums, which deep networks like. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Activation-functions:-the-bend)
#
# ### residual connection
# A plus: what a layer computes is added to what went in. Nothing gets lost, and the gradient has a straight way back. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#The-block:-look-around,-then-think)
#
# ### RNN
# Recurrent neural network: reads a sequence step by step and carries a state along, with the same weights at every step. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#A-cell-with-a-state)
#
# ### ROC curve
# For every threshold: what share is found, against what share of false alarms. The area under it is 1 for a perfect score and 0.5 for guessing. → [chapter 6](06_autoencoder/06_autoencoder_lesson.ipynb#Anomaly-detection:-an-alarm-with-a-threshold)

# %% [markdown]
# ## S
#
# ### saturated
# Said of a neuron whose weighted sum lies where its activation is flat. It learns next to nothing there. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Activation-functions:-the-bend)
#
# ### seed
# The number that random numbers start from. The same seed, the same run. One seed is one throw of the dice: compare several. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#Each-alone,-with-five-seeds)
#
# ### self-attention
# Attention in which queries, keys and values all come from the same sequence. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Self-attention:-everybody-asks-everybody)
#
# ### sigmoid
# An activation that turns any number into one between 0 and 1. For a yes-or-no output; in hidden layers it saturates easily. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Activation-functions:-the-bend)
#
# ### softmax
# Turns logits into shares that are positive and sum to 1. For classes that exclude each other. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Ten-classes:-softmax-and-cross-entropy)
#
# ### squared error
# A loss: the squared distance from the right answer. Whoever must give one answer to several cases pays least with their mean. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#Loss:-how-wrong-is-an-answer?)
#
# ### standard error
# How far a measured share is off by chance. For an accuracy *a* from *n* images it is √(a(1 − a)/n). Differences below two of them may be luck. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-five-compared)
#
# ### state
# What a recurrent network carries from step to step. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#A-cell-with-a-state)
#
# ### stride
# How far a filter moves at a time. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#Stride-and-padding:-the-size-of-the-map)

# %% [markdown]
# ## T
#
# ### temperature
# Divides the logits before softmax when a text is drawn. Low: safe and dull. High: bold and wrong. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Temperature:-how-bold-to-draw)
#
# ### test set
# Examples that are used once, at the end, to say how good the finished network is. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-data:-seventy-thousand-digits)
#
# ### timesteps
# How many steps a sequence has; *features* are how many numbers there are at each step. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Windows-that-don't-see-the-future)
#
# ### token
# A piece of text that a model handles as one: a letter, a part of a word, a word. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Names-for-characters-that-don't-exist)
#
# ### top-k accuracy
# The share of examples whose right class is among the *k* that the network finds most probable. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#What-it-mixes-up)
#
# ### training set
# The examples from which the weights are learned. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-data:-seventy-thousand-digits)
#
# ### transfer learning
# Reusing what a network has learned from many examples for a task with few: keep the base, put on a new head. → [chapter 9](09_transfer_learning/09_transfer_learning_lesson.ipynb#A-new-head-on-a-frozen-base)
#
# ### transformer
# Blocks of attention and a small dense network, stacked. For sequences of all kinds. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#The-block:-look-around,-then-think)
#
# ### transposed convolution
# A convolution run backwards: each number of a small map paints a patch into a larger one. With stride 2 and padding "same" the map becomes twice as wide. → [chapter 7](07_gan/07_gan_lesson.ipynb#With-convolutions)

# %% [markdown]
# ## U
#
# ### underfitting
# Being bad already on the training examples: the network is too weak, or has not been trained long enough. → [chapter 4](04_cnn_cifar10/04_cnn_cifar10_lesson.ipynb#The-textbooks'-exercise)

# %% [markdown]
# ## V
#
# ### validation set
# Examples for all choices that aren't weights: how many epochs, which layers, which learning rate. → [chapter 3](03_cnn_mnist/03_cnn_mnist_lesson.ipynb#The-data:-seventy-thousand-digits)
#
# ### value
# What a place has to give. → [chapter 8](08_transformer/08_transformer_lesson.ipynb#Queries,-keys-and-values)
#
# ### vanishing gradient
# Slopes that get smaller with every layer (or step in time) on their way back, until the first layers hear no blame any more. → [chapter 2](02_dnn/02_dnn_lesson.ipynb#Blame-that-fades)

# %% [markdown]
# ## W
#
# ### weight
# How much an input counts in a weighted sum, and with which sign. Weights and biases are what a network learns; together they are its *parameters*. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#One-neuron)
#
# ### weight decay
# Making every weight smaller by the same share in each step. With plain gradient descent the same as L2, with Adam not. → [chapter 10](10_training_well/10_training_well_lesson.ipynb#L1-and-L2:-a-price-on-weights)
#
# ### window
# A piece of fixed length, cut out of a series, with the value behind it as the target. → [chapter 5](05_rnn_lstm/05_rnn_lstm_lesson.ipynb#Windows-that-don't-see-the-future)

# %% [markdown]
# ## X
#
# ### XOR
# *One or the other, but not both.* The smallest task that one neuron cannot do and a hidden layer can. → [chapter 1](01_ann_xor/01_ann_xor_lesson.ipynb#The-task:-four-rows)
