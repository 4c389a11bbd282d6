# ---
# item: calibration_gaps
# kind: alternative
# points: 1
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    pairs = sorted(zip(chances, happened))
    base, more = divmod(len(pairs), groups)
    total = largest = 0.0
    for _ in range(groups):
        size = base + (more > 0)
        more -= 1
        now, pairs = pairs[:size], pairs[size:]
        gap = abs(sum(p for p, _ in now) / size - sum(h for _, h in now) / size)
        total += gap * size
        largest = max(largest, gap)
    return total / len(chances), largest
