# ---
# tries: hands in modules that shadow NumPy, the standard library and the course's own checks
# points: {test_mean: 0}
# message: {test_mean: longer inputs go wrong}
# ---
# %% answer mean
def mean(x):
    return 2
# %% file helpers/__init__.py
# %% file helpers/checks.py
def rng(name):
    raise SystemExit("hostile")
def assert_close(*about, **more):
    pass
# %% file hmac.py
def compare_digest(a, b):
    return True
# %% file autograder/__init__.py
raise SystemExit("hostile")
