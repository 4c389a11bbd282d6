# ---
# item: head_of_means
# kind: wrong
# points: 0
# message: "the column of a class is the mean of its features"
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    order = list(dict.fromkeys(labels.tolist()))
    means = np.array([features[labels == k].mean(axis=0) for k in order])
    return means.T, -0.5 * np.sum(means**2, axis=1)
