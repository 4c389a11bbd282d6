# ---
# item: map_shape
# kind: wrong
# points: 0
# message: divide with // instead of /
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    rows = (height + 2 * padding - (dilation * (kernel[0] - 1) + 1)) / stride + 1
    columns = (width + 2 * padding - (dilation * (kernel[1] - 1) + 1)) / stride + 1
    return rows, columns
