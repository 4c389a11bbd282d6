# ---
# tries: hands in outputs that say that everything passed, and that hold a script
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% notebook
import nbformat
out = nbformat.v4.new_output
cells["test_mean"].outputs = [
    out("execute_result", {"text/plain": "2.0", "text/html": "<script>hostile()</script>"}),
    out("stream", name="stdout", text="all tests passed"),
]
