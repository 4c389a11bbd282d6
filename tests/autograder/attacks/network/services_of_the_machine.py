# ---
# tries: reaches the machine's own services, such as a database or another kernel
# points: {test_mean: 0}
# finds: {reached: false}
# ---
# %% answer mean
import socket

for port in (22, 80, 443, 3306, 5432, 6379, 8000, 8080, 8786, 8888, 11211):
    try:
        with socket.create_connection(("127.0.0.1", port), 0.5):
            print("reached", port)
    except OSError:
        pass

def mean(x):
    return 2
