# ---
# tries: sends what it has found to a server, over TCP, UDP and DNS
# points: {test_mean: 0}
# finds: {reached: false}
# ---
# %% answer mean
import socket

for kind, host, port in (("STREAM", "1.1.1.1", 443), ("DGRAM", "8.8.8.8", 53), ("STREAM", "::1", 80)):
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, getattr(socket, "SOCK_" + kind)) as s:
            s.settimeout(1)
            s.connect((host, port))
            s.send(b"hostile")
            print("reached", host)
    except OSError:
        pass
try:
    print("reached", socket.getaddrinfo("example.org", 80))
except OSError:
    pass

def mean(x):
    return 2
