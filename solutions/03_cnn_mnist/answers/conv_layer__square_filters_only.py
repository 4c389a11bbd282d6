# ---
# item: conv_layer
# kind: wrong
# points: 0
# message: filters needn't be square
# ---
# %% exercise="conv_layer"
def conv_layer(image, kernels, bias, stride, padding):
    k, filters = kernels.shape[0], kernels.shape[-1]
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    rows = range(0, padded.shape[0] - k + 1, stride)
    columns = range(0, padded.shape[1] - k + 1, stride)
    maps = np.zeros((len(rows), len(columns), filters))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            window = padded[r : r + k, c : c + k]
            maps[i, j] = np.sum(window[..., np.newaxis] * kernels, axis=(0, 1, 2)) + bias
    return maps
