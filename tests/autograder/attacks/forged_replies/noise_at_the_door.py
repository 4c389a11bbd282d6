# ---
# tries: sends noise into the socket through which the judge hands over its connections
# points: {test_mean: 0}
# ---
# %% answer mean
import os
import socket

for name, number in os.environ.items():
    if "DOOR" in name:
        with socket.socket(fileno=os.dup(int(number))) as door:
            door.settimeout(0.5)
            try:
                for _ in range(10_000):
                    door.send(b'{"outcome": {"passed": true}}')
            except OSError:
                pass

def mean(x):
    return 2
