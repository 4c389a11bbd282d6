# ---
# tries: publishes bytes without a signature
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: the kernel sent nonsense
# ---
# %% answer mean
socket = get_ipython().kernel.iopub_socket
for parts in ([b"x"], [b"<IDS|MSG>"] + [b"{}"] * 5, [b"<IDS|MSG>", b"", b"\xff", b"[", b"", b"{"]):
    socket.send_multipart(parts)

def mean(x):
    return 2
