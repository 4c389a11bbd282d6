# ---
# item: forward
# kind: wrong
# points: 0
# message: "no activation"
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden = activation(x @ weights1 + bias1)
    return hidden, activation(hidden @ weights2 + x @ shortcut + bias2)
