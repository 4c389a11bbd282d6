# ---
# item: forward
# kind: wrong
# points: 0
# message: "so the shape is (n,)"
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden = activation(x @ weights1 + bias1)
    score = hidden @ weights2.reshape(-1, 1) + x @ shortcut.reshape(-1, 1) + bias2
    return hidden, score
