# ---
# item: map_shape
# kind: alternative
# points: 1
# ---
# %% exercise="map_shape"
def map_shape(height, width, kernel, stride, padding, dilation):
    sizes = []
    for pixels, k in zip((height, width), kernel):
        last_start = pixels + padding - dilation * (k - 1) - 1
        sizes.append(len(np.arange(-padding, last_start + 1, stride)))
    return sizes
