# ---
# item: forward
# kind: wrong
# points: 0
# message: "bias2 is missing in the score"
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden = activation(x @ weights1 + bias1)
    return hidden, hidden @ weights2 + x @ shortcut
