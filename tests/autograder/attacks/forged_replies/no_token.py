# ---
# tries: connects to the judge without the token that it was given
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: the student's kernel did not answer
# ---
# %% answer mean
# include forge
def serve(door, token):
    Wire(door, token, shown=token[:-1])
    time.sleep(1)
replace(serve)
