# ---
# tries: writes to the system: /etc, /usr, /proc/sys, /sys, cgroups, devices
# points: {test_mean: 0}
# finds: {wrote: false}
# ---
# %% answer mean
import glob
import os

for path in ["/etc/hostile", "/usr/hostile", "/usr/local/hostile", "/var/hostile", "/hostile",
             "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/dev/mem", "/dev/sda",
             "/sys/kernel/uevent_helper", *glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True)]:
    try:
        with open(path, "a"):
            print("wrote", path)
    except OSError:
        pass

def mean(x):
    return 2
