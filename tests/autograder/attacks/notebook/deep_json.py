# ---
# tries: hands in JSON that is nested so deeply that readers crash
# status: failed
# reason: nested too deeply
# ---
# %% notebook
raw = '{"cells": ' + "[" * 200_000
