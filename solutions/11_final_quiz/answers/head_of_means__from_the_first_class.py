# ---
# item: head_of_means
# kind: alternative
# points: 1
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    means = np.stack([np.mean(features[np.asarray(labels) == k], axis=0) for k in range(classes)])
    squares = (means**2).sum(axis=1)
    return (means - means[0]).T, (squares[0] - squares) / 2
