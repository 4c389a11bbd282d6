# ---
# tries: a kernel that takes a second for each message
# points: {test_mean: 0}
# ---
# %% answer mean
import time

send = get_ipython().kernel.session.send

def slowly(*about, **more):
    time.sleep(0.2)
    return send(*about, **more)

get_ipython().kernel.session.send = slowly

def mean(x):
    return 2
