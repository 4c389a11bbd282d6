# ---
# item: map_shape
# kind: wrong
# points: 0
# message: the row grows by twice the padding
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    rows = (height + padding - (dilation * (kernel[0] - 1) + 1)) // stride + 1
    columns = (width + padding - (dilation * (kernel[1] - 1) + 1)) // stride + 1
    return rows, columns
