# ---
# tries: an exception whose class is named like a script
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    raise type("<img src=x onerror=hostile()>", (ValueError,), {})("<script>hostile()</script>")
