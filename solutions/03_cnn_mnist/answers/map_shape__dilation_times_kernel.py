# ---
# item: map_shape
# kind: wrong
# points: 0
# message: with dilation 2 a filter of 3 spans 5 pixels
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    rows = (height + 2 * padding - dilation * kernel[0]) // stride + 1
    columns = (width + 2 * padding - dilation * kernel[1]) // stride + 1
    return rows, columns
