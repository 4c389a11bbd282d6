# ---
# tries: never ends
# points: {test_mean: 0}
# reason: stopped after 6 s
# ---
# %% answer mean
while True:
    pass
