# ---
# tries: leaves settings behind that other people's matplotlib, Keras, Jupyter and shell read
# points: {test_mean: 0}
# ---
# %% answer mean
import os

home = os.path.expanduser("~")
for name, text in {
    ".config/matplotlib/matplotlibrc": "backend: hostile", ".keras/keras.json": "{hostile",
    ".jupyter/jupyter_config.py": "hostile", ".bashrc": "echo hostile", ".profile": "hostile",
    ".local/lib/python3.11/site-packages/hostile.pth": "import hostile", ".netrc": "hostile",
}.items():
    for base in {home, os.environ.get("MPLCONFIGDIR", home), "/root"}:
        try:
            os.makedirs(os.path.dirname(f"{base}/{name}"), exist_ok=True)
            with open(f"{base}/{name}", "w") as file:
                file.write(text)
        except OSError:
            pass

def mean(x):
    return 2
