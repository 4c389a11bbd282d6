# ---
# tries: says that its own grading is over, by a shutdown message
# points: {test_mean: 0}
# ---
# %% answer mean
kernel = get_ipython().kernel
for kind in ("shutdown_reply", "kernel_info_reply", "interrupt_reply"):
    kernel.session.send(kernel.iopub_socket, kind, {"status": "ok", "restart": True},
                        parent=kernel.get_parent("shell"))

def mean(x):
    return 2
