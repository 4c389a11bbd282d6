# ---
# item: head_of_means
# kind: wrong
# points: 0
# message: "what is left of the square if x is 0?"
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    means = np.array([features[labels == k].mean(axis=0) for k in range(classes)])
    return means.T, -0.5 * np.linalg.norm(means, axis=1)
