# ---
# item: shrink_step
# kind: alternative
# points: 1.5
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    v = weights - rate * slopes
    price = rate * l1
    new = np.where(v > price, v - price, np.where(v < -price, v + price, 0.0))
    return new / (1 + 2 * rate * l2)
