# ---
# item: map_shape
# kind: alternative
# points: 1
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    pixels, k = np.array([height, width]), np.array(kernel)
    span = k + (k - 1) * (dilation - 1)
    rows, columns = np.floor_divide(pixels + 2 * padding - span, stride) + 1
    return rows, columns
