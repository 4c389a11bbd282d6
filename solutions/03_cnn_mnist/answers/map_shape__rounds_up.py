# ---
# item: map_shape
# kind: wrong
# points: 0
# message: round down
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    import math

    rows = math.ceil((height + 2 * padding - (dilation * (kernel[0] - 1) + 1)) / stride) + 1
    columns = math.ceil((width + 2 * padding - (dilation * (kernel[1] - 1) + 1)) / stride) + 1
    return rows, columns
