# ---
# item: head_of_means
# kind: alternative
# points: 1
# ---
# %% exercise="head_of_means"
def head_of_means(features, labels, classes):
    one_hot = np.eye(classes)[labels]
    means = (features.T @ one_hot) / one_hot.sum(axis=0)
    return means, -np.einsum("dk,dk->k", means, means) / 2
