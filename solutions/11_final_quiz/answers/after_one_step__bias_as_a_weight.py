# ---
# item: after_one_step
# kind: alternative
# points: 1
# ---
# %% exercise="after_one_step"
def after_one_step(w, b, x, y, rate):
    inputs = np.append(x, 1.0)
    everything = np.append(w, b)
    p = np.tanh(everything @ inputs)
    everything = everything + rate * (y - p) * (1 + p) * (1 - p) * inputs
    return everything[:-1], everything[-1]
