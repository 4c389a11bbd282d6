# ---
# item: head_of_means
# kind: wrong
# points: 0
# message: "the factor 1/2 is lost"
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    means = np.array([features[labels == k].mean(axis=0) for k in range(classes)])
    return means.T, -np.sum(means**2, axis=1)
