# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: changes the steps that it is given
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    length = np.full(len(steps), first)
    while (steps >= length).any():
        over = steps >= length
        steps[over] -= length[over]
        length[over] *= factor
    return lowest + (peak - lowest) / 2 * (1 + np.cos(np.pi * steps / length))
