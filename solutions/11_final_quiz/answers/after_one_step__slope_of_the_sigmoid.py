# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "p (1 - p) is the slope of the sigmoid"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    blame = (p - y) * p * (1 - p)
    return w - rate * blame * x, b - rate * blame
