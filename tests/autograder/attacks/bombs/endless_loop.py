# ---
# tries: never ends
# points: {test_mean: 0}
# reason: stopped after 10 s
# ---
# %% answer mean
while True:
    pass
