# ---
# item: head_of_means
# kind: wrong
# points: 0
# message: "the bias is missing"
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    means = np.array([features[labels == k].mean(axis=0) for k in range(classes)])
    return means.T, np.zeros(classes)
