# ---
# item: map_shape
# kind: wrong
# points: 0
# message: rows go with the filter's rows
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    k = dilation * (kernel[0] - 1) + 1
    return (height + 2 * padding - k) // stride + 1, (width + 2 * padding - k) // stride + 1
