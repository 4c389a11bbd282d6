# ---
# tries: answers with JSON that is nested a hundred thousand times
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# ---
# %% answer mean
# include forge
deep = b"[" * 100_000
forge(lambda head, data, wire: wire.raw(struct.pack("<I", len(deep)) + deep) or time.sleep(1))
