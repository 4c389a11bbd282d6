# ---
# item: forward
# kind: wrong
# points: 0
# message: "does your code count on other sizes"
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden = activation(x @ weights1 + bias1)
    score = hidden @ weights2 + x[:, 0] * shortcut[0] + x[:, 1] * shortcut[1] + bias2
    return hidden, score
