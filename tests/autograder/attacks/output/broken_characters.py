# ---
# tries: prints what is no text: halves of characters, null bytes, direction marks
# points: {test_mean: 0}
# ---
# %% answer mean
print("\ud800 \0 \u202e \ufeff \uffff \x1b \x07")

def mean(x):
    raise ValueError("\ud800 \0 \u202e")
