# ---
# tries: breaks table and report by markup in its error message
# points: {test_mean: 0, test_scale: 0}
# message: {test_mean: "[/red]", test_scale: "{{ hostile }}"}
# ---
# %% answer mean
def mean(x):
    raise ValueError("[/red][bold] <script>hostile()</script> </td></table> & \" ' </title>")
# %% answer scale
def scale(x):
    raise ValueError("{{ hostile }} {% hostile %} %(hostile)s {0.__class__} $hostile `hostile`")
