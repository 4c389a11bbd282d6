# ---
# tries: reads the judge's memory through an array that is larger than what was sent
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# ---
# %% answer mean
# include forge
always({"t": "a", "d": "<f8", "s": [1_000_000], "b": 0, "g": False}, b"12345678")
