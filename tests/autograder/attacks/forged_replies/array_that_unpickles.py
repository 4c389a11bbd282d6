# ---
# tries: sends pickled bytes as the content of an object array
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# ---
# %% answer mean
# include forge
import pickle

class Program:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile_was_in_the_judge",)

content = pickle.dumps(Program())
always({"t": "a", "d": "|O", "s": [1], "b": 0, "g": False}, content)
