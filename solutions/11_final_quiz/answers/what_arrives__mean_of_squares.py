# ---
# item: what_arrives
# kind: alternative
# points: 1
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    mean, variance = 0.0, 0.0
    for value, weight in zip(values, weights):
        on = value * weight / (1 - rate)
        mean += (1 - rate) * on
        variance += (1 - rate) * on**2 - ((1 - rate) * on) ** 2
    return mean, variance**0.5
