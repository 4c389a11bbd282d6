# ---
# item: conv_layer
# kind: alternative
# points: 2
# ---
# %% exercise="conv_layer"
def conv_layer(image, kernels, bias, stride, padding):
    k_rows, k_columns, channels, filters = kernels.shape
    padded = np.pad(image, [(padding, padding), (padding, padding), (0, 0)], mode="constant")
    maps = []
    for r in range(0, padded.shape[0] - k_rows + 1, stride):
        row = []
        for c in range(0, padded.shape[1] - k_columns + 1, stride):
            answers = []
            for f in range(filters):
                total = float(bias[f])
                for i in range(k_rows):
                    for j in range(k_columns):
                        for m in range(channels):
                            total += padded[r + i, c + j, m] * kernels[i, j, m, f]
                answers.append(total)
            row.append(answers)
        maps.append(row)
    return np.array(maps)
