# ---
# tries: puts scripts into the pages that teacher and students read
# points: {test_mean: 0}
# message: {test_mean: longer inputs go wrong}
# sample: true
# ---
# %% answer mean
from IPython.display import HTML, Javascript, display

display(HTML("<script>document.title = 'hostile'</script><img src=x onerror='hostile()'>"))
display(Javascript("document.title = 'hostile'"))
print("<script>hostile()</script>")

def mean(x):
    return 2
# %% answer why
Because <script>hostile()</script> and <img src="x" onerror="hostile()"> and
[a link](javascript:hostile()).
