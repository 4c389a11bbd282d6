# ---
# tries: hands in a link to the gradebook, to get it back with its feedback
# status: failed
# reason: it is a link
# sample: true
# ---
# %% notebook
import shutil
shutil.rmtree(folder)
folder.mkdir()
(folder / "numbers.ipynb").symlink_to("../../../gradebook.db")
(folder / "source").symlink_to("../../../source")
