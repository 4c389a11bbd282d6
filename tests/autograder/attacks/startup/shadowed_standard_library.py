# ---
# tries: hands in modules of the standard library that grading itself imports
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% file json.py
raise SystemExit("hostile")
# %% file socket.py
raise SystemExit("hostile")
# %% file ast.py
class NodeVisitor:
    pass
# %% file sitecustomize.py
open("/tmp/hostile_was_here", "w")
# %% file random.py
raise SystemExit("hostile")
