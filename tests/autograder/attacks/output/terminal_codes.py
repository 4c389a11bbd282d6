# ---
# tries: writes codes into its error message that clear or retitle the teacher's terminal
# points: {test_mean: 0}
# message: {test_mean: ValueError}
# ---
# %% answer mean
print("\x1b]0;hostile\x07\x1b[2J\x1b[31m")

def mean(x):
    raise ValueError("\x1b]0;hostile\x07\x1b[2J\x1b[31m\r\x08\x9b2J red")
