# ---
# item: after_one_step
# kind: wrong
# points: 0
# message: "must grow: downhill!"
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    p = np.tanh(x @ w + b)
    blame = (p - y) * (1 - p**2)
    return w + rate * blame * x, b + rate * blame
