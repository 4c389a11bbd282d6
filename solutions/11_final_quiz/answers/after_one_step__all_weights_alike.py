# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "a weight whose input is 0 can't be blamed"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    blame = (p - y) * (1 - p**2)
    return w - rate * blame, b - rate * blame
