"""Attacks on the walls, from inside of real forked kernels, at each level that exists here."""

from __future__ import annotations

import os
import socket
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from kernels import LEVELS, SHORT, Kernel, box, kernel

from autograder.kernel.sandbox import detect

TRY = """
def attempt(action):
    try:
        return "got through: %r" % (action(),)
    except BaseException as error:
        return "refused: %s" % (error,)
"""
CTYPES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(*args):
    result = libc.syscall(*args)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""


@pytest.fixture(scope="module", params=LEVELS)
def inside(request, zygote, tmp_path_factory):
    """A confined kernel beside things that it must not see."""
    level = request.param
    if level == "namespaces" and detect().level != "namespaces":
        pytest.skip(detect().reasons["namespaces"])
    secrets = Path(tempfile.mkdtemp(prefix="secrets-"))
    os.chmod(secrets, 0o755)
    (secrets / "gradebook.db").write_text("marks")
    os.chmod(secrets / "gradebook.db", 0o666)
    data = tmp_path_factory.mktemp("data")
    (data / "mnist.txt").write_text("digits")
    sandbox = replace(box(level), read_only=(str(data),), hidden=(str(secrets),))
    with kernel(zygote, sandbox, files={"answer.txt": "mine"}) as running:
        running.run(TRY + CTYPES)
        running.secrets, running.data, running.level = secrets, data, level
        yield running


def refused(running: Kernel, action: str) -> str:
    answer = running.run(f"print(attempt(lambda: {action}))")
    assert answer.startswith("refused: "), f"{action}: {answer}"
    return answer


def test_reads_what_it_may(inside):
    assert inside.run("open('answer.txt').read()") == "'mine'"
    assert inside.run(f"open('{inside.data}/mnist.txt').read()") == "'digits'"
    assert inside.run("import wave, numpy.polynomial; 1") == "1"


def test_works_in_its_scratch(inside):
    inside.run("open('own.txt', 'w').write('x'); os.rename('own.txt', 'new.txt')")
    assert inside.run("os.path.exists('new.txt')") == "True"
    assert (
        inside.run("import tempfile, shutil; shutil.copy('new.txt', tempfile.mkdtemp()); 1") == "1"
    )
    home = inside.run("print(os.path.expanduser('~'))")
    assert home.startswith(str(inside.scratch))
    assert inside.run("open(os.path.expanduser('~/x'), 'w').write('yy')") == "2"


@pytest.mark.parametrize("path", ["gradebook.db", "."], ids=["file", "folder"])
def test_sees_nothing_unlisted(inside, path):
    where = inside.secrets / path
    refused(inside, f"open('{where}').read()" if path != "." else f"os.listdir('{where}')")


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "/root/.bashrc", "/proc/1/environ", "/home", "/run", "/var/log"]
)
def test_system_is_closed(inside, path):
    if not os.path.exists(path):
        pytest.skip("not on this machine")
    refused(inside, f"os.listdir('{path}') if os.path.isdir('{path}') else open('{path}').read()")


def test_a_link_in_scratch_leads_nowhere(inside):
    inside.run(f"os.symlink('{inside.secrets}/gradebook.db', 'link')")
    refused(inside, "open('link').read()")
    refused(inside, "open('link', 'a').write('x')")
    refused(inside, f"os.link('{inside.secrets}/gradebook.db', 'hard') or open('hard').read()")
    assert (inside.secrets / "gradebook.db").read_text() == "marks"


@pytest.mark.parametrize("folder", ["/", "/usr", "/etc", "/var", "/root", "/dev", "DATA", "PYTHON"])
def test_system_is_read_only(inside, folder):
    folder = {"DATA": str(inside.data), "PYTHON": os.path.dirname(os.__file__)}.get(folder, folder)
    refused(inside, f"open('{folder}/autograder-test', 'w')")
    assert not os.path.exists(f"{folder}/autograder-test")


def test_files_outside_keep_their_rights(inside):
    target = inside.data / "mnist.txt"
    before = target.stat()
    inside.run(f"attempt(lambda: os.chmod('{target}', 0))")
    inside.run(f"attempt(lambda: os.utime('{target}', (1, 1)))")
    inside.run(f"attempt(lambda: os.truncate('{target}', 0))")
    inside.run(f"attempt(lambda: os.chown('{target}', os.getuid(), -1))")
    inside.run(f"attempt(lambda: os.setxattr('{target}', 'user.x', b'x'))")
    after = target.stat()
    assert (after.st_mode, after.st_mtime, after.st_size) == (
        before.st_mode, before.st_mtime, before.st_size,
    )  # fmt: skip


def test_no_network(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        inside.run("import socket")
        refused(inside, f"socket.create_connection(('127.0.0.1', {port}), 1)")
        refused(inside, f"socket.create_connection(('localhost', {port}), 1)")
        refused(inside, "socket.create_connection(('192.0.2.1', 80), 1)")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.2)
        target = server.getsockname()
        refused(inside, f"socket.socket(2, socket.SOCK_DGRAM).sendto(b'x', {target})")
        with pytest.raises(TimeoutError):
            server.recv(1)
    refused(inside, "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'x', ('::1', 9))")
    refused(inside, "socket.socket(40, socket.SOCK_STREAM)")  # AF_VSOCK: to the host of a VM
    refused(inside, "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)")


def test_no_sockets_of_others(inside, tmp_path, zygote):
    abstract = f"\0autograder-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as first, socket.socket(socket.AF_UNIX) as second:
        first.bind(abstract)
        first.listen()
        path = tempfile.mktemp(prefix="sock-", dir=SHORT)
        second.bind(path)
        os.chmod(path, 0o777)
        second.listen()
        try:
            refused(inside, f"socket.socket(socket.AF_UNIX).connect({abstract!r})")
            refused(inside, f"socket.socket(socket.AF_UNIX).connect({path!r})")
        finally:
            os.unlink(path)
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        refused(inside, f"socket.socket(socket.AF_UNIX, {int(kind)}).connect({zygote.address!r})")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(abstract)
        refused(inside, f"socket.socket(socket.AF_UNIX, 2).sendto(b'x', {abstract!r})")
        refused(inside, f"socket.socketpair(socket.AF_UNIX, 2)[0].sendto(b'x', {abstract!r})")


def test_other_kernels_are_out_of_sight(inside, zygote):
    with kernel(zygote, box(inside.level), files={"theirs.txt": "secret"}) as other:
        other.run("open('made.txt', 'w').write('x')")
        connection = other.manager.connection_file
        for path in (other.scratch / "theirs.txt", other.scratch / "made.txt", connection):
            refused(inside, f"open('{path}').read()")
        refused(inside, f"os.listdir('{os.path.dirname(connection)}')")
        pid = other.provisioner.process.pid
        for number in (pid, zygote.pid, os.getpid()):
            refused(inside, f"open('/proc/{number}/environ').read()")
            refused(inside, f"os.listdir('/proc/{number}/fd')")
            refused(inside, f"open('/proc/{number}/mem', 'rb')")
            refused(
                inside, f"os.readlink('/proc/{number}/root') and os.listdir('/proc/{number}/root')"
            )


FLOOD = """
import socket
held = []
def flood():
    for _ in range(400):
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        held.append(pair)
        socket.send_fds(pair[0], [b"x"], [0] * 250)
"""


def test_files_in_flight_keep_nobody_from_getting_a_kernel(inside, zygote):
    """Linux counts what is on its way through sockets per user, and a request brings files."""
    inside.run(FLOOD)
    refused(inside, "flood()")
    try:
        with kernel(zygote, box(inside.level)) as other:
            assert other.run("1") == "1"
    finally:
        inside.run("for one in held: one[0].close(), one[1].close()")


def test_no_signals_to_others(inside, zygote):
    with kernel(zygote, box(inside.level)) as other:
        keeper = other.provisioner.process.pid
        for number in (keeper, zygote.pid, os.getpid(), os.getppid()):
            refused(inside, f"os.kill({number}, 9)")
        refused(inside, "os.kill(1, 15)") if inside.level == "landlock" else None
        inside.run("attempt(lambda: os.kill(1, 15)); attempt(lambda: os.kill(1, 9))")
        assert inside.run("1") == "1"
        assert other.run("1") == "1"
    assert zygote.pid is not None and os.path.exists(f"/proc/{zygote.pid}")


CALLS = [
    "call(272, 0x10000000)", "call(272, 0x20000)", "call(272, 0x40000000)",  # unshare
    "call(56, 0x10000000 | 17, 0, 0, 0, 0)", "call(56, 0x20000000 | 17, 0, 0, 0, 0)",  # clone
    "call(435, ctypes.create_string_buffer(88), 88)",  # clone3
    "call(308, 3, 0)",  # setns
    "call(101, 0, 0, 0, 0)",  # ptrace(TRACEME)
    "call(310, os.getpid(), 0, 0, 0, 0, 0)", "call(311, os.getpid(), 0, 0, 0, 0, 0)",
    "call(165, b'none', b'/tmp', b'tmpfs', 0, 0)", "call(166, b'/', 2)",  # mount, umount2
    "call(155, b'.', b'.')", "call(161, b'.')",  # pivot_root, chroot
    "call(428, -100, b'/', 1)", "call(430, b'tmpfs', 0)", "call(442, -100, b'/', 0, 0, 0)",
    "call(321, 0, 0, 0)", "call(298, 0, 0, -1, -1, 0)",  # bpf, perf_event_open
    "call(323, 0)", "call(425, 8, 0)",  # userfaultfd, io_uring_setup
    "call(250, 0, 0)", "call(248, b'user', b'x', b'y', 1, -3)",  # keyctl, add_key
    "call(304, -100, 0, 0)", "call(29, 1, 4096, 0o1600)", "call(240, b'/x', 0o102, 0o600, 0)",
    "call(438, 0, 0, 0)", "call(312, 1, 1, 0, 0, 0)",  # pidfd_getfd, kcmp
    "call(103, 3, 0, 0)", "call(170, b'x', 1)", "call(169, 1, 2, 3, 0)",  # syslog …
    "call(135, 0x0004000)",  # personality: no randomized addresses
    "os.setuid(0)", "os.setgid(0)", "os.chroot('.')", "os.mknod('device', 0o60600, 0x700)",
]  # fmt: skip


def test_calls_that_break_walls(inside):
    if os.uname().machine != "x86_64":
        pytest.skip("numbers of x86_64")
    actions = ", ".join(f"{action!r}: lambda: {action}" for action in CALLS)
    answers = eval(inside.run("{k: attempt(f) for k, f in {" + actions + "}.items()}"))
    # Refused by the filter itself, not because the arguments are bad.
    words = ("refused: [Errno 1] Operation not permitted", "refused: [Errno 38] Function not impl")
    assert {
        k: a for k, a in answers.items() if not a.startswith((*words, "refused: [Errno 13]"))
    } == {}


def test_no_typing_into_a_terminal(inside):
    refused(inside, "__import__('fcntl').ioctl(0, 0x5412, b'x')")


def test_no_privileges(inside):
    status = inside.run("print(open('/proc/self/status').read())")
    found = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    note = any("privilege to read" in note for note in inside.provisioner.process.notes)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        allowed = {0, 2, 4} if note and name in ("CapPrm", "CapEff") else {0}
        if name == "CapBnd" and os.geteuid() != 0 and inside.level == "landlock":
            continue  # only privilege can lower it; NoNewPrivs makes it meaningless
        assert int(found[name], 16) in allowed, name
    assert found["NoNewPrivs"] == "1"
    assert found["Seccomp"] == "2"
    if os.geteuid() == 0:
        assert "0" not in found["Uid"].split()
        assert "0" not in found["Groups"].split()


def test_no_files_left_open(inside):
    """Nothing of the zygote's, the keeper's or another kernel's is open in a kernel."""
    listed = inside.run(
        "print([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')"
        " if os.path.islink(f'/proc/self/fd/{n}')])"
    )
    for word in ("cgroup", "autograder-z", "/root", "deleted"):
        assert word not in listed
    # /dev/null for 0, 1, 2; everything else is a kernel's own: sockets, events, pipes.
    paths = [path for path in eval(listed) if path.startswith("/")]
    assert all(p == "/dev/null" or p.startswith(("/dev/pts", "/proc")) for p in paths), paths


def test_children_are_confined_as_well(inside):
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        f"'open(\"{inside.secrets}/gradebook.db\")'], capture_output=True).stderr.decode()[-200:]"
    )
    assert "Error" in inside.run(code)


def test_own_processes_only(zygote):
    if detect().level != "namespaces":
        pytest.skip(detect().reasons["namespaces"])
    with kernel(zygote, box("namespaces")) as running:
        seen = running.run("import os; print([n for n in os.listdir('/proc') if n.isdigit()])")
        assert "'1'" not in seen  # not even the one that keeps it
        assert running.run("os.uname().nodename") == "'sandbox'"
        assert running.run("import subprocess; subprocess.run(['true']).returncode") == "0"


def test_environment_is_the_requests_only(zygote, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "42")
    level = detect().level
    with kernel(zygote, box(level) if level != "none" else None) as running:
        own = running.manager._launch_args["env"]
        assert "SECRET_OF_THE_TEACHER" in own  # given by this test, so it may be seen
        at_start = running.run("open('/proc/self/environ').read()")
        assert "SECRET_OF_THE_TEACHER" not in at_start


@pytest.mark.parametrize("level", LEVELS)
def test_a_listed_folder_must_not_hold_what_is_hidden(zygote, tmp_path, level):
    (tmp_path / "course" / "solutions").mkdir(parents=True)
    if level == "namespaces" and detect().level != "namespaces":
        pytest.skip(detect().reasons["namespaces"])
    sandbox = replace(
        box(level), read_only=(str(tmp_path),), hidden=(str(tmp_path / "course/solutions"),)
    )
    with pytest.raises(RuntimeError, match="must be hidden"), kernel(zygote, sandbox):
        pass
