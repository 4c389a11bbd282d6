# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "the weights that were given have changed"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    blame = (p - y) * (1 - p**2)
    w -= rate * blame * x
    return w, b - rate * blame
