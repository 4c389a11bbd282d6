# ---
# item: best_appraiser
# kind: alternative
# points: 1
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    n, m = sum(real), sum(made)
    answers, loss = [], 0.0
    for r, g in zip(real, made):
        share = (r / n) / (r / n + g / m)
        answers.append(share)
        if r:
            loss -= r / n * np.log(share) / 2
        if g:
            loss -= g / m * np.log(1 - share) / 2
    return answers, loss
