# ---
# tries: says that its class is float
# points: {test_mean: 0}
# message: {test_mean: TypeError}
# ---
# %% answer mean
class Yes:
    __class__ = float
    def __eq__(self, other):
        return True

def mean(x):
    return Yes()
