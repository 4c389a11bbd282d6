# ---
# item: conv_layer
# kind: wrong
# points: 0
# message: did you pad on one side only
# ---
# %% exercise="conv_layer"
def conv_layer(image, kernels, bias, stride, padding):
    rows, columns, _, filters = kernels.shape
    padded = np.pad(image, ((0, 2 * padding), (0, 2 * padding), (0, 0)))
    out_rows = (padded.shape[0] - rows) // stride + 1
    out_columns = (padded.shape[1] - columns) // stride + 1
    maps = np.zeros((out_rows, out_columns, filters))
    for r in range(out_rows):
        for c in range(out_columns):
            window = padded[r * stride : r * stride + rows, c * stride : c * stride + columns]
            maps[r, c] = np.tensordot(window, kernels, axes=3) + bias
    return maps
