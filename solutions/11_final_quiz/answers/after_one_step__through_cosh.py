# ---
# item: after_one_step
# kind: alternative
# points: 1
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    z = float(np.dot(w, x)) + b
    slope = 1 / np.cosh(z) ** 2
    step = [rate * (np.tanh(z) - y) * slope * value for value in x]
    return np.array([old - move for old, move in zip(w, step)]), b + rate * (y - np.tanh(z)) * slope
