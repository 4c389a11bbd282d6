# ---
# tries: answers the judge with random bytes
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# ---
# %% answer mean
# include forge
forge(lambda head, data, wire: wire.raw(os.urandom(100_000)) or time.sleep(1))
