# ---
# item: map_shape
# kind: wrong
# points: 0
# message: did you forget the place where it starts
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    rows = (height + 2 * padding - (dilation * (kernel[0] - 1) + 1)) // stride
    columns = (width + 2 * padding - (dilation * (kernel[1] - 1) + 1)) // stride
    return rows, columns
