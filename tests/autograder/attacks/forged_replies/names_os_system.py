# ---
# tries: says that the answer is the judge's own os.system
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# ---
# %% answer mean
# include forge
always({"t": "ref", "m": "os", "q": "system"})
