"""The zygote proves itself, is watched, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from kernels import LEVELS, LONG, SHORT, box, gone, happens, kernel

from autograder.kernel.sandbox import detect
from autograder.kernel.warm import preload, wire
from autograder.kernel.warm.process import fork
from autograder.kernel.warm.supervisor import WarmUnavailable, Zygote, begin


@pytest.fixture
def place(monkeypatch):
    """A folder for temporary files that nobody else uses."""
    folder = tempfile.mkdtemp(prefix="t-", dir=SHORT)
    monkeypatch.setenv("TMPDIR", folder)
    monkeypatch.setattr(tempfile, "tempdir", folder)
    yield Path(folder)
    shutil.rmtree(folder)


def leftovers(place: Path, name: str) -> set[str]:
    """What a zygote could leave: folders and mounts in a place, groups that begin with a name."""
    found = {str(path) for path in place.glob("autograder-*")}
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    found |= {line for line in mounts if str(place) in line}
    for root, folders, _ in os.walk("/sys/fs/cgroup"):
        found |= {
            f"{root}/{folder}" for folder in folders if folder.startswith(f"autograder-{name}")
        }
    return found


def lives(pid: int) -> bool:
    """Whether a process is there, other than as a zombie that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_proof(zygote):
    assert zygote.proof.threads == 1
    assert "numpy" in zygote.proof.packages
    assert "debugpy" not in zygote.proof.problems
    tasks = os.listdir(f"/proc/{zygote.pid}/task")
    assert len(tasks) == 1
    assert os.stat(zygote.address).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(zygote.address)).st_mode & 0o777 == 0o700


def test_nothing_is_left(place):
    with Zygote([]) as zygote, kernel(zygote, box(detect().level)) as running:
        assert running.run("1") == "1"
        pid, name = zygote.pid, zygote._names[-1]
        assert leftovers(place, name) != set()
    assert leftovers(place, name) == set()
    assert not lives(pid)


@pytest.mark.slow
def test_kernels_end_with_their_zygote_when_it_is_closed():
    with Zygote([]) as zygote, kernel(zygote) as running:
        running.run("import os")
        inner = int(running.run("os.getpid()"))
        zygote.close()
        assert running.end().code == -signal.SIGKILL
        assert happens(lambda: not os.path.exists(f"/proc/{inner}"))


def test_restarted_when_it_dies_and_its_kernels_go_on():
    with Zygote([]) as zygote:
        with kernel(zygote) as running:
            os.kill(zygote.pid, signal.SIGKILL)
            assert happens(lambda: zygote.restarts == 1)
            assert running.run("6 * 7") == "42"
        with kernel(zygote) as running:
            assert running.run("6 * 7") == "42"


@pytest.mark.slow
def test_gives_up_when_it_keeps_dying(monkeypatch):
    from autograder.kernel.warm import supervisor

    monkeypatch.setattr(supervisor, "_MOST_DEATHS", 0)
    with Zygote([]) as zygote:
        os.kill(zygote.pid, signal.SIGKILL)
        with pytest.raises(WarmUnavailable, match="not running"):
            until = time.monotonic() + LONG
            while time.monotonic() < until:
                zygote.connect().close()
                time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "exit", "exception"])
def test_nothing_is_left_when_the_owner_dies(how, place):
    ending = {
        "SIGKILL": "os.kill(os.getpid(), 9)",
        "SIGTERM": "os.kill(os.getpid(), 15); time.sleep(600)",
        "exit": "sys.exit()",
        "exception": "1 / 0",
    }[how]
    sleeper = f"sleep 97{os.getpid()}"
    code = f"""
        import os, sys, time
        sys.path.append({str(Path(__file__).parent)!r})
        from kernels import box, kernel
        from autograder.kernel.sandbox import detect
        from autograder.kernel.warm.supervisor import Zygote
        zygote = Zygote([]).start()
        opened = kernel(zygote, box(detect().level))
        running = opened.__enter__()
        running.run("import subprocess as s; s.Popen({sleeper.split()}, start_new_session=True)")
        print(zygote.pid, flush=True)
        {ending}
    """
    owner = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    pid = int(owner.communicate(timeout=LONG)[0].split()[0])
    assert gone(sleeper)
    assert happens(lambda: not lives(pid))
    assert happens(lambda: not leftovers(place, f"{owner.pid}-"))


@pytest.mark.slow
def test_sigterm_to_the_zygote_ends_its_kernels():
    with Zygote([]) as zygote, kernel(zygote) as running:
        inner = int(running.run("__import__('os').getpid()"))
        os.kill(zygote.pid, signal.SIGTERM)
        running.end()
        assert happens(lambda: not os.path.exists(f"/proc/{inner}"))


@pytest.mark.slow
def test_a_process_that_was_begun_becomes_the_zygote():
    begun = begin(["numpy"])
    with Zygote(["numpy", "colorsys"], begun=begun) as running:
        assert running.pid == begun.process.pid
        assert running.proof is not None and running.proof.packages >= {"numpy", "colorsys"}
        with kernel(running, box("landlock")) as one:
            assert one.run("import sys; 'colorsys' in sys.modules") == "True"
        os.kill(begun.process.pid, signal.SIGKILL)  # the next one is begun anew
        assert happens(lambda: running.restarts == 1 and running.pid is not None, LONG)
    assert running.pid is None


def test_a_process_that_was_begun_for_nothing_ends():
    begun = begin()
    assert begun.process.stdin is not None
    begun.process.stdin.close()  # as it happens when this process ends
    assert begun.process.wait(LONG) == 1


def test_a_process_that_was_begun_and_died_is_told():
    begun = begin()
    begun.process.kill()
    begun.process.wait(LONG)
    with pytest.raises(WarmUnavailable, match="did not start"):
        Zygote(["numpy"], begun=begun).start()


def test_a_module_that_starts_a_thread_is_left_out(tmp_path, monkeypatch):
    (tmp_path / "restless.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Zygote(["json", "restless"]) as zygote:
        assert "restless starts a thread" in zygote.proof.problems
        assert zygote.proof.threads == 1
        with kernel(zygote, env={"PYTHONPATH": str(tmp_path)}) as running:
            assert running.run("import restless; 1") == "1"


@pytest.mark.slow
def test_a_module_that_is_missing_or_broken_is_passed_over(tmp_path, monkeypatch):
    (tmp_path / "broken.py").write_text("1 / 0")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Zygote(["broken", "not_there"]) as zygote:
        assert len(zygote.proof.problems) == 2
        with kernel(zygote) as running:
            assert "ZeroDivisionError" in running.run("import broken")


PLANTED = """
import sys, threading
from autograder.kernel.warm import preload
assert preload.unsafe() is None, preload.unsafe()
used = type(sys)("tensorflow.python.eager.context")
used._context = type("Context", (), {"_initialized": True})()
sys.modules[used.__name__] = used
assert preload.unsafe() == "a TensorFlow operation ran in it", preload.unsafe()
used._context._initialized = False
assert preload.unsafe() is None, preload.unsafe()
stop = threading.Event()
threading.Thread(target=stop.wait).start()
assert preload.unsafe().startswith("it has 2 threads"), preload.unsafe()
stop.set()
"""


def test_proof_fails_with_a_thread_or_an_operation():
    """Planted faults in a process of its own: this one has whatever other tests left in it."""
    done = subprocess.run([sys.executable, "-c", PLANTED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_module_beside_the_notebook_is_found(zygote):
    with kernel(zygote, files={"beside.py": "x = 5"}) as running:
        assert running.run("from beside import x; x") == "5"


def test_modules_of_cells():
    cells = [
        "import numpy as np, os.path\nfrom json import loads",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\n!ls",
        "def f(:",
        "from . import sibling\nimport no_such_module_anywhere\nimport autograder.judge",
        "if True:\n    from numpy.linalg import norm",
    ]
    assert preload.modules_of(cells) == (
        "json", "matplotlib.pyplot", "numpy", "numpy.linalg", "os.path",
    )  # fmt: skip


@pytest.mark.parametrize("garbage", [b"x", b"{}", b"[1]", b"\xff" * 100, b'{"start": 1}'])
def test_nonsense_is_answered_and_harmless(zygote, garbage):
    with zygote.connect() as channel:
        channel.send(garbage)
        channel.settimeout(LONG)
        message, _ = wire.receive(channel)
        assert "failed" in message
    with kernel(zygote) as running:
        assert running.run("1") == "1"


def test_silence_is_harmless(zygote):
    with zygote.connect(), kernel(zygote) as running:
        assert running.run("1") == "1"


def test_a_closed_connection_ends_the_kernel(zygote):
    with kernel(zygote) as running:
        inner = int(running.run("__import__('os').getpid()"))
        running.provisioner.process._channel.shutdown(socket.SHUT_RDWR)
        assert happens(lambda: not os.path.exists(f"/proc/{inner}"))


@pytest.mark.parametrize("level", ["none", *LEVELS])
def test_a_keeper_that_is_killed_leaves_nothing(zygote, level):
    if level == "namespaces" and detect().level != level:
        pytest.skip(detect().reasons[level])
    sandbox = None if level == "none" else box(level)
    name = f"sleep 98{os.getpid()}"
    with kernel(zygote, sandbox) as running:
        code = f"import subprocess as s; s.Popen({name.split()}, start_new_session=True).pid > 0"
        assert running.run(code) == "True"
        os.kill(running.provisioner.process.pid, signal.SIGKILL)
        assert running.end().code == -signal.SIGKILL
        assert gone(name)
    with kernel(zygote, sandbox) as running:
        assert running.run("1") == "1"


def test_other_users_get_nothing(zygote):
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    os.chmod(os.path.dirname(zygote.address), 0o755)
    os.chmod(zygote.address, 0o666)
    try:
        code = (
            "import os, socket, sys; os.setgid(54321); os.setuid(54321)\n"
            "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); s.connect(sys.argv[1])\n"
            "print(s.recv(1000))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, zygote.address],
            capture_output=True,
            text=True,
            timeout=LONG,
        )
        assert "get no kernels" in done.stdout
    finally:
        os.chmod(zygote.address, 0o600)
        os.chmod(os.path.dirname(zygote.address), 0o700)


def test_kernels_get_no_kernels(zygote):
    """Also at level none, where nothing but this keeps them from asking."""
    code = (
        "import socket; s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        f"s.connect({zygote.address!r}); print(s.recv(1000))"
    )
    with kernel(zygote) as running:
        assert "get no kernels" in running.run(code)


def test_a_fork_is_fresh(zygote):
    code = "import random, numpy, tempfile, os; (random.random(), numpy.random.rand())"
    with kernel(zygote) as one, kernel(zygote) as two:
        assert one.run(code) != two.run(code)
        assert one.run("tempfile.gettempdir()") == two.run("tempfile.gettempdir()")
        names = {k.run("tempfile.mkdtemp(prefix='autograder-test-')") for k in (one, two)}
        assert len(names) == 2
        for name in names:
            os.rmdir(eval(name))
        assert one.run("os.getsid(0) == os.getpid()") == "True"
        assert one.run("'JPY_PARENT_PID' in os.environ") == "False"
        handlers = "import signal; [signal.getsignal(n) for n in (15, 17)]"
        assert one.run(handlers) == "[<Handlers.SIG_DFL: 0>, <Handlers.SIG_DFL: 0>]"
        assert "zygote" not in one.run("sys = __import__('sys'); print(sys.argv)")


def test_environment_and_threads_as_asked(zygote):
    env = {"MY_OWN": "1", "OMP_NUM_THREADS": "2", "PYTHONPATH": "/somewhere"}
    with kernel(zygote, env=env) as running:
        running.run("import os, sys")
        assert running.run("os.environ['MY_OWN']") == "'1'"
        assert running.run("'/somewhere' in sys.path") == "True"
        threads = (
            "import threadpoolctl; {i['num_threads'] for i in threadpoolctl.threadpool_info()}"
        )
        assert running.run(threads) == "{2}"


def test_files_that_a_request_brings(zygote):
    reader, writer = os.pipe()
    with kernel(zygote, box(detect().level), pass_files={"LINK": writer}) as running:
        running.run("import os; os.write(int(os.environ['LINK']), b'hello')")
        assert os.read(reader, 10) == b"hello"
        os.close(writer)
        running.provisioner.process.kill()
        assert os.read(reader, 10) == b""  # nobody else holds it open
    os.close(reader)


def test_other_entries_than_kernels(tmp_path, monkeypatch):
    """What the judge needs: a function of ours in a fresh, confined process, with a line to it."""
    (tmp_path / "adder.py").write_text(
        "import os\n"
        "def main(a, b):\n"
        "    os.write(int(os.environ['LINE']), str([a + b, os.getcwd()]).encode())\n"
        "    return 3\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    sandbox = replace(box(detect().level), scratch=str(scratch))
    reader, writer = os.pipe()
    with Zygote([], entries={"add": "adder:main"}) as zygote:
        done = fork(
            zygote, "add", [40, 2], env={}, cwd=str(scratch), sandbox=sandbox,
            files={"LINE": writer},
        )  # fmt: skip
        assert done.wait(timeout=LONG) == 3
        assert os.read(reader, 1000).decode() == str([42, str(scratch)])
        with pytest.raises(RuntimeError, match="KeyError"):
            fork(zygote, "unknown", env={})
    os.close(reader)
    os.close(writer)
