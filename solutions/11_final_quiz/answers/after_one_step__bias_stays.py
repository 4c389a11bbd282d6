# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "the bias hasn't moved"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    return w - rate * (p - y) * (1 - p**2) * x, b
