# ---
# tries: makes a file of a terabyte that holds nothing
# points: {test_mean: 0}
# ---
# %% answer mean
with open("hostile_file", "wb") as file:
    file.truncate(1 << 40)

def mean(x):
    return 2
