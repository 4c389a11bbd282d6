# ---
# item: forward
# kind: wrong
# points: 0
# message: "hidden: weighted sum of x, plus bias1, and then the activation"
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden = x @ weights1 + bias1
    return hidden, hidden @ weights2 + x @ shortcut + bias2
