# ---
# item: numbers_needed
# kind: alternative
# points: 1
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    left = sorted(variances)
    lost = 0.0
    while left and lost + left[0] <= limit * len(variances):
        lost += left.pop(0)
    return len(left)
