# ---
# item: forward
# kind: alternative
# points: 1
# ---
# %% exercise="forward"
def forward(x, weights1, bias1, weights2, bias2, shortcut, activation):
    hidden, score = [], []
    for row in x:
        answers = activation(np.array([row @ column for column in weights1.T]) + bias1)
        hidden.append(answers)
        score.append(sum(answers * weights2) + sum(row * shortcut) + bias2)
    return np.array(hidden), np.array(score)
