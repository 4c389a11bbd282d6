# ---
# item: head_of_means
# kind: wrong
# points: 0
# message: "you added the features up"
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    means = np.array([features[labels == k].sum(axis=0) for k in range(classes)])
    return means.T, -0.5 * np.sum(means**2, axis=1)
