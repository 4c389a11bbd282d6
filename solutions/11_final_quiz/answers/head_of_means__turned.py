# ---
# item: head_of_means
# kind: wrong
# points: 0
# message: "one row per feature, one column per class"
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    means = np.array([features[labels == k].mean(axis=0) for k in range(classes)])
    return means, -0.5 * np.sum(means**2, axis=1)
