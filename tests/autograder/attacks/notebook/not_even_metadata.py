# ---
# tries: puts numbers, lists and nothing where dictionaries belong
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% notebook
import json
data = json.loads(json.dumps(nb))
data["metadata"] = []
data["cells"] += [None, 5, {"cell_type": 7, "source": {"a": 1}, "metadata": None}]
for cell in data["cells"][:3]:
    cell["outputs"] = {"hostile": None}
raw = json.dumps(data)
