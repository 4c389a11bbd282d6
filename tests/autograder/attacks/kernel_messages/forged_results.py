# ---
# tries: publishes results, errors and idle states that belong to other requests
# points: {test_mean: 0}
# ---
# %% answer mean
kernel = get_ipython().kernel
for parent in (kernel.get_parent("shell"), {}, {"header": {"msg_id": "hostile"}}):
    for kind, content in {
        "execute_result": {"data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1},
        "stream": {"name": "stdout", "text": "passed"},
        "update_display_data": {"data": {}, "metadata": {}, "transient": {"display_id": "x"}},
        "status": {"execution_state": "idle"},
        "comm_open": {"comm_id": "hostile", "target_name": "x", "data": {}},
    }.items():
        kernel.session.send(kernel.iopub_socket, kind, content, parent=parent, ident=b"hostile")

def mean(x):
    return 2
