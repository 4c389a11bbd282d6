# ---
# tries: sends the answer "all went well" to every request, in the kernel's name
# points: {test_mean: 0}
# ---
# %% answer mean
kernel = get_ipython().kernel
kernel.session.send(
    kernel.shell_stream if hasattr(kernel, "shell_stream") else kernel.iopub_socket,
    "execute_reply", {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}},
    parent=kernel.get_parent("shell"), ident=getattr(kernel, "_shell_parent_ident", None),
)

def mean(x):
    return 2
