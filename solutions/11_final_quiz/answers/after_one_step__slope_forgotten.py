# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "is its slope there, taken from p?"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    return w - rate * (p - y) * x, b - rate * (p - y)
