# ---
# tries: publishes messages that are no messages
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: the kernel sent nonsense
# ---
# %% answer mean
kernel = get_ipython().kernel
for content in (None, [], {"name": 5}, {"name": "stdout", "text": None}, {"data": [1]}):
    for kind in ("stream", "display_data", "error", "status", "clear_output", "hostile"):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent("shell"))

def mean(x):
    return 2
