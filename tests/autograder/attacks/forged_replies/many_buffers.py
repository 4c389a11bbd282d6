# ---
# tries: declares a million buffers, and one of -1 bytes
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# ---
# %% answer mean
# include forge
forge(lambda head, data, wire: ({"r": 1}, (), [-1] + [0] * 1_000_000))
