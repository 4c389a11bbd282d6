# ---
# item: conv_layer
# kind: alternative
# points: 2
# ---
# %% exercise="conv_layer"
def conv_layer(image, kernels, bias, stride, padding):
    k_rows, k_columns, channels, filters = kernels.shape
    height, width = image.shape[0] + 2 * padding, image.shape[1] + 2 * padding
    padded = np.zeros((height, width, channels), dtype="float32")
    padded[padding : padding + image.shape[0], padding : padding + image.shape[1]] = image
    out_rows, out_columns = (height - k_rows) // stride + 1, (width - k_columns) // stride + 1
    total = np.zeros((out_rows, out_columns, filters), dtype="float32")
    for i in range(k_rows):
        for j in range(k_columns):
            piece = padded[i : i + out_rows * stride : stride, j : j + out_columns * stride : stride]
            total += piece[:out_rows, :out_columns] @ kernels[i, j]
    return total + bias
