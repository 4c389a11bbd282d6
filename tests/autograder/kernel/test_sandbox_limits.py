"""Bombs and hangers-on, inside of real forked kernels: every limit holds, is named, and is fast."""

from __future__ import annotations

import os

import pytest
from kernels import LEVELS, MIB, box, gone, kernel

from autograder.kernel.sandbox import detect
from autograder.kernel.warm.supervisor import Zygote

COUNTED = ("counted", "watched")  # by cgroups, or by the keeper


@pytest.fixture(scope="module")
def watched():
    with Zygote(["numpy"], use_cgroups=False) as running:
        yield running


FIRST = ("namespaces", "counted")
PLACES = [
    pytest.param(
        (level, how), id=f"{level}-{how}", marks=[pytest.mark.slow] * ((level, how) != FIRST)
    )
    for level in LEVELS
    for how in COUNTED
]


@pytest.fixture(params=PLACES)
def place(request, zygote):
    """A level and a zygote, with and without cgroups."""
    level, how = request.param
    if level == "namespaces" and detect().level != "namespaces":
        pytest.skip(detect().reasons["namespaces"])
    if how == "counted" and not detect().cgroups:
        pytest.skip("cgroups can't be used here")
    return level, zygote if how == "counted" else request.getfixturevalue("watched")


def marker(name: str) -> str:
    return f"autograder-test-{name}-{os.getpid()}"


def test_memory(place):
    level, zygote = place
    with kernel(zygote, box(level, memory=256 * MIB)) as running:
        running.start(
            "import numpy as np, time\nx = []\nwhile True:\n"
            "    x.append(np.ones(1 << 20)); time.sleep(0.005)"
        )
        stop = running.end()
    assert (stop.limit, stop.text) == ("memory", "memory limit 256 MB")


@pytest.mark.slow
def test_memory_at_once(place):
    """Asking for very much at once kills the kernel or fails, but is never given."""
    level, zygote = place
    code = (
        "import os, numpy as np\n"
        "try: np.ones(1 << 28)\n"
        "except MemoryError: os._exit(3)\n"
        "os._exit(4)"
    )
    with kernel(zygote, box(level, memory=256 * MIB)) as running:
        running.start(code)
        stop = running.end()
        assert stop.limit == "memory" or stop.code == 3


@pytest.mark.slow
def test_memory_of_children_and_shared_memory(place):
    level, zygote = place
    code = (
        "import os, mmap, time\n"
        "for _ in range(4):\n"
        "    if os.fork() == 0:\n"
        "        area = mmap.mmap(-1, 100 << 20)\n"
        "        for i in range(0, 100 << 20, 4096): area[i] = 1\n"
        "        time.sleep(60)\n"
        "time.sleep(60)"
    )
    with kernel(zygote, box(level, memory=256 * MIB)) as running:
        running.start(code)
        assert running.end().limit == "memory"


def test_fork_bomb(place):
    level, zygote = place
    name = f"bomb-{os.getpid()}"  # a process's name has at most 15 bytes
    code = (
        f"import ctypes, os; ctypes.CDLL(None).prctl(15, b'{name}', 0, 0, 0)\n"
        "while True:\n    try: os.fork()\n    except OSError: pass"
    )
    with kernel(zygote, box(level, processes=64, memory=None)) as running:
        running.start(code)
        stop = running.end()
        assert (stop.limit, stop.text) == ("processes", "64 processes")
        assert gone(name)


@pytest.mark.slow
def test_thread_bomb(place):
    level, zygote = place
    code = (
        "import threading, time\n"
        "while True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    with kernel(zygote, box(level, processes=64)) as running:
        running.start(code)
        assert running.end().limit == "processes"


def test_as_many_threads_as_tensorflow_needs(place):
    level, zygote = place
    with kernel(zygote, box(level, processes=64)) as running:
        code = (
            "import threading, time\n"
            "stop = threading.Event()\n"
            "for _ in range(32): threading.Thread(target=stop.wait).start()\n"
            "print(threading.active_count() > 32); stop.set()"
        )
        assert running.run(code) == "True"
        assert running.run("1") == "1"


def test_disk(place):
    level, zygote = place
    with kernel(zygote, box(level, disk=32 * MIB)) as running:
        code = (
            "n = 0\nwhile True:\n    n += 1\n"
            "    with open(f'file{n}', 'wb') as file: file.write(bytes(1 << 20))"
        )
        running.start(code)
        stop = running.end()
        assert (stop.limit, stop.text) == ("disk", "disk limit 32 MB")


@pytest.mark.slow
def test_tmp_and_shared_memory_count_as_disk(place):
    level, zygote = place
    with kernel(zygote, box(level, disk=32 * MIB)) as running:
        code = (
            "import tempfile, os\nfolders = ['/dev/shm', '/tmp', tempfile.gettempdir(), '.']\n"
            "n = 0\nwhile True:\n    n += 1\n    for folder in folders:\n        try:\n"
            "            with open(f'{folder}/f{n}', 'wb') as file: file.write(bytes(1 << 20))\n"
            "        except OSError: pass"
        )
        running.start(code)
        assert running.end().limit == "disk"


@pytest.mark.slow
def test_the_folder_of_its_sockets_counts_as_disk(place):
    level, zygote = place
    with kernel(zygote, box(level, disk=32 * MIB)) as running:
        door = os.path.dirname(running.manager.connection_file)
        code = (
            "n = 0\nwhile True:\n    n += 1\n"
            f"    with open(f'{door}/f{{n}}', 'wb') as file: file.write(bytes(1 << 20))"
        )
        running.start(code)
        assert running.end().limit == "disk"
    assert not os.path.exists(door)


@pytest.mark.slow
def test_many_empty_files_count_as_disk(place):
    level, zygote = place
    with kernel(zygote, box(level, disk=32 * MIB)) as running:
        door = os.path.dirname(running.manager.connection_file)
        running.start(f"n = 0\nwhile True:\n    n += 1; open(f'{door}/f{{n}}', 'w').close()")
        assert running.end().limit == "disk"


def test_size_of_one_file(place):
    level, zygote = place
    with kernel(zygote, box(level, file_size=MIB)) as running:
        answer = running.run("open('large', 'wb').write(bytes(2 << 20))")
        assert "File too large" in answer
        assert running.run("1") == "1"


def test_processor_time(place):
    level, zygote = place
    with kernel(zygote, box(level, cpu_seconds=2.0)) as running:
        running.start("import os\nos.fork()\nwhile True: pass")
        stop = running.end()
        assert (stop.limit, stop.text) == ("cpu_seconds", "2 s processor time")


def test_wall_time_ends_everything(place):
    """Also what has left the kernel's session, lost its parent, and doesn't listen to signals."""
    level, zygote = place
    name = marker("orphan")
    code = (
        "import os, signal, subprocess, sys\n"
        f"orphan = 'import os, signal, time, ctypes; {name.replace('-', '_')} = 1\\n"
        "for n in range(1, 32):\\n"
        "    if n not in (9, 19): signal.signal(n, signal.SIG_IGN) if n < 32 else 0\\n"
        "os.setsid()\\nif os.fork(): os._exit(0)\\nos.setsid()\\ntime.sleep(600)'\n"
        "subprocess.Popen([sys.executable, '-c', orphan], start_new_session=True)\n"
        "import time; time.sleep(600)"
    )
    with kernel(zygote, box(level, wall_seconds=8.0)) as running:
        running.start(code)
        stop = running.end()
        assert (stop.limit, stop.text) == ("wall_seconds", "8 s wall time")
        assert gone(name.replace("-", "_"))


def test_shutdown_ends_orphans(place):
    level, zygote = place
    name = marker("left").replace("-", "_")
    orphan = f"import time; {name} = 1; print(flush=True); time.sleep(600)"
    code = (
        "import subprocess, sys\n"
        f"p = subprocess.Popen([sys.executable, '-c', {orphan!r}], stdout=subprocess.PIPE,"
        " start_new_session=True); p.stdout.readline()"  # it runs: its command line can be seen
    )
    with kernel(zygote, box(level)) as running:
        assert running.run(code) == repr(b"\n")
        assert not gone(name, seconds=0)
    assert gone(name)


def test_interrupt(place):
    level, zygote = place
    with kernel(zygote, box(level)) as running:
        running.start_and_interrupt()
        assert running.run("1") == "1"


def test_limits_hold_without_cgroups_and_namespaces(watched):
    """The weakest place of all, quickly: the rest of its tests are slow ones."""
    with kernel(watched, box("landlock", processes=64, memory=None)) as running:
        running.start("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass")
        assert running.end().text == "64 processes"
    with kernel(watched, box("landlock", memory=128 * MIB)) as running:
        running.start("x = []\nwhile True: x.append(bytes(range(256)) * 4096)")
        assert running.end().text == "memory limit 128 MB"


def test_exit_codes(place):
    level, zygote = place
    for code, expected in (("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", -9), ("os.abort()", -6)):
        with kernel(zygote, box(level)) as running:
            running.start(f"import os; {code}")
            stop = running.end()
            assert (stop.code, stop.limit) == (expected, None)
