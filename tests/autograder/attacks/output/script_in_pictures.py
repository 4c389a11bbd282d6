# ---
# tries: scripts in pictures, frames, styles and Markdown that a cell displays
# points: {test_mean: 0}
# ---
# %% answer mean
from IPython.display import display

for kind, text in {
    "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='hostile()'></svg>",
    "text/markdown": "<script>hostile()</script> [x](javascript:hostile())",
    "text/latex": "$\\href{javascript:hostile()}{x}$ <script>hostile()</script>",
    "text/html": "<iframe srcdoc='hostile'></iframe><style>@import 'http://hostile'</style>"
    "<form action='http://hostile'><a href='jAvAsCrIpT:hostile()'>x</a><svg onload=hostile()>"
    "<object data='http://hostile'></object><math><mtext><style><img onerror=hostile()></style>",
    "application/javascript": "hostile()",
    "application/vnd.jupyter.widget-view+json": {"model_id": "hostile", "version_major": 2},
    "image/png": "'><script>hostile()</script>",
}.items():
    display({kind: text, "text/plain": "<script>hostile()</script>"}, raw=True)
    display({kind: text}, raw=True, metadata={kind: {"isolated": True, "width": "1' onload='hostile()"}})

def mean(x):
    return 2
