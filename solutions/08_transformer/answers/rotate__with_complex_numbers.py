# ---
# item: rotate
# kind: alternative
# points: 1.5
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    half = x.shape[1] // 2
    arrows = x[:, :half] + 1j * x[:, half:]
    speeds = base ** -(np.arange(half) / half)
    arrows = arrows * np.exp(1j * np.asarray(places)[:, np.newaxis] * speeds)
    return np.concatenate([arrows.real, arrows.imag], axis=1)
