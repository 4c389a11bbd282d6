# ---
# item: forward
# kind: alternative
# points: 1
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden = activation(np.dot(x, weights1) + np.reshape(bias1, (1, -1)))
    heard = np.hstack([hidden, x])
    return hidden, heard @ np.concatenate([weights2, shortcut]) + bias2
