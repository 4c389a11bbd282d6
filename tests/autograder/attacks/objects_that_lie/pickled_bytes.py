# ---
# tries: runs a program in the judge through an object array whose elements unpickle themselves
# points: {test_mean: 0}
# ---
# %% answer mean
import os

class Program:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile_was_in_the_judge",)

def mean(x):
    return np.array([Program()], dtype=object)
