# ---
# tries: chooses the kernel that runs it: one that doesn't check anything
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% notebook
nb.metadata.kernelspec = {"name": "bash", "language": "bash", "display_name": "Bash"}
nb.metadata.language_info = {"name": "bash"}
