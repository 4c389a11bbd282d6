# ---
# tries: returns a float that equals everything
# points: {test_mean: 0}
# message: {test_mean: the mean of 1 and 3 is wrong}
# ---
# %% answer mean
class Yes(float):
    def __eq__(self, other):
        return True
    def __sub__(self, other):
        return 0.0
    __rsub__ = __sub__
    __hash__ = None

def mean(x):
    return Yes(7)
