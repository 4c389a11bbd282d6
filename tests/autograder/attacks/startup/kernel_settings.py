# ---
# tries: hands in settings for IPython, Jupyter and nbgrader beside the notebook
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% file ipython_kernel_config.py
c.IPKernelApp.exec_lines = ["np = None", "open('/tmp/hostile_was_here', 'w')"]
# %% file profile_default/startup/00-hostile.py
open("/tmp/hostile_was_here", "w")
# %% file nbgrader_config.py
c.ClearSolutions.begin_solution_delimeter = "hostile"
c.Execute.kernel_name = "hostile"
