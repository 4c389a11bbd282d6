# ---
# tries: returns an array that equals everything
# points: {test_mean: 0}
# message: {test_mean: the mean of 1 and 3 is wrong}
# ---
# %% answer mean
class Yes(np.ndarray):
    def __eq__(self, other):
        return np.array(True)
    def __sub__(self, other):
        return np.zeros(())
    __rsub__ = __sub__
    def __array_ufunc__(self, *about, **more):
        return np.array(True)
    def __array_function__(self, *about, **more):
        return True

def mean(x):
    return np.array(7.0).view(Yes)
