# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "is its slope there, taken from p?"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    blame = (p - y) * (1 - np.tanh(p) ** 2)
    return w - rate * blame * x, b - rate * blame
