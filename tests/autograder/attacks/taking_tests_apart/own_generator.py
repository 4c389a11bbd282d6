# ---
# tries: replaces the generator of the hidden tests' inputs by zeros
# points: {test_mean: 0}
# message: {test_mean: longer inputs go wrong}
# ---
# %% answer mean
import helpers.checks

class Zeros:
    def normal(self, size=None):
        return np.zeros(size)

helpers.checks.rng = rng = lambda name: Zeros()
helpers.checks.set_secret("mine")
np.random.default_rng = lambda *seed: Zeros()

def mean(x):
    return 0.0 if len(x) == 17 else x[0] / 2 + x[1] / 2
