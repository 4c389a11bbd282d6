"""`python -m helpers.data`: against a server that misbehaves in every way, killed, and resumed."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from helpers import data
from helpers.data import _catalogue, _download, _failures, _fetch, _load, _places, _prefetch
from helpers.data.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
Printed = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("empty_machine")


class Server:
    """Serves one file, well or badly, and notes who asked for what.

    Attributes:
        content: of every file.
        etag: of it, None for none.
        ranges: whether it knows parts.
        breaks: after how many bytes of an answer the connection is cut, one number per request.
        answer: does the whole answer instead, if set.
        asked: (path, Range, status, bytes sent) of each request.
    """

    def __init__(self) -> None:
        self.content, self.etag, self.ranges = b"", '"one"', True
        self.breaks: list[int] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.asked: list[tuple[str, str | None, int, int]] = []
        self.pause = 0.0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.handle(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/files"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        if self.answer is not None:
            self.asked.append((request.path, request.headers.get("Range"), 0, 0))
            return self.answer(request)
        wanted = request.headers.get("Range")
        condition = request.headers.get("If-Range")
        start, status = 0, 200
        if wanted and self.ranges and condition in (None, self.etag):
            start, status = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]), 206
            if start >= len(self.content):
                status = 416
        body = b"" if status == 416 else self.content[start:]
        request.send_response(status)
        if self.etag:
            request.send_header("ETag", self.etag)
        if status == 206:
            whole = len(self.content)
            request.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        if status == 416:
            request.send_header("Content-Range", f"bytes */{len(self.content)}")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        sent = body[: self.breaks.pop(0)] if self.breaks else body
        try:
            for first in range(0, len(sent), 4096):
                request.wfile.write(sent[first : first + 4096])
                time.sleep(self.pause)
        except OSError:
            pass
        self.asked.append((request.path, wanted, status, len(sent)))
        request.close_connection = True

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


def small_mnist(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "x_train": rng.integers(0, 256, (60, 28, 28), dtype=np.uint8),
        "y_train": np.arange(60, dtype=np.uint8) % 10,
        "x_test": rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        "y_test": np.arange(20, dtype=np.uint8) % 10,
    }


def packed(arrays: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mirror with a small data set that the catalogue knows."""
    served = Server()
    served.content = packed(small_mnist())
    known = dataclasses.replace(
        _catalogue.CATALOGUE["mnist"], copies={_catalogue.digest(small_mnist()): "MNIST"}
    )
    monkeypatch.setitem(_catalogue.CATALOGUE, "mnist", known)
    monkeypatch.delenv("COURSE_OFFLINE")
    monkeypatch.setenv("COURSE_MIRROR", served.url)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield served
    served.close()


def cache() -> list[str]:
    folder = _places.cache_folder()
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


GOOD = [".verified.json", "mnist.npz"]


def test_what_comes_is_what_load_finds(server: Server, monkeypatch, capsys: Printed) -> None:
    assert main(["mnist"]) == 0
    said = capsys.readouterr().out
    assert re.match(r"mnist: MNIST, 0\.1 MB, verified, from a download from the mirror in ", said)
    assert cache() == GOOD
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert data.load("mnist").source.where == "the course's cache folder"
    assert data.load("mnist").source.label == "MNIST"
    assert main(["--only", "mnist"]) == 0  # there already: nobody is asked again
    assert [path for path, *_ in server.asked] == ["/files/mnist.npz"]


def test_a_break_is_mended_within_one_call(server: Server) -> None:
    server.breaks = [20_000, 20_000]
    assert main(["mnist"]) == 0
    whole = len(server.content)
    assert [(wanted, status, sent) for _, wanted, status, sent in server.asked] == [
        (None, 200, 20_000),
        ("bytes=20000-", 206, 20_000),
        ("bytes=40000-", 206, whole - 40_000),
    ]


def test_a_break_that_lasts_keeps_the_part(server: Server, capsys: Printed) -> None:
    server.breaks = [30_000, 0, 0, 0, 0]
    assert main(["mnist"]) == 1
    said = capsys.readouterr().out
    assert "broke off at 0.0 of 0.1 MB; 0.0 MB are kept, and the same command goes on" in said
    assert "Until then: stand-in from scikit-learn" in said
    assert cache() == ["mnist.npz.part", "mnist.npz.part.json"]
    assert main(["mnist", "--status"]) == 1
    assert "have arrived; the download goes on from there" in capsys.readouterr().out
    server.breaks.clear()
    assert main(["mnist"]) == 0
    assert server.asked[-1][1:3] == ("bytes=30000-", 206)
    assert cache() == GOOD


def test_a_killed_process_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.pause = 0.1
    command = [sys.executable, "-m", "helpers.data", "mnist", "--unverified"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    part = _places.cache_folder() / "mnist.npz.part"
    deadline = time.monotonic() + 60
    while (not part.exists() or part.stat().st_size < 8192) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    arrived = part.stat().st_size
    assert 8192 <= arrived < len(server.content)
    server.pause = 0.0
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.asked[-1][1:] == (f"bytes={arrived}-", 206, len(server.content) - arrived)
    assert (_places.cache_folder() / "mnist.npz").read_bytes() == server.content


def test_a_server_without_parts_sends_all_of_it(server: Server) -> None:
    server.ranges, server.breaks = False, [30_000]
    assert main(["mnist"]) == 0
    assert [status for _, _, status, _ in server.asked] == [200, 200]
    assert (_places.cache_folder() / "mnist.npz").read_bytes() == server.content


def half_of_another(server: Server, etag: str | None) -> None:
    """Leaves a part of an older version in the cache."""
    old = packed(small_mnist(1))
    folder = _download.writable(_places.cache_folder())
    (folder / "mnist.npz.part").write_bytes(old[:30_000])
    notes = {"url": f"{server.url}/mnist.npz", "validator": etag, "total": len(old)}
    (folder / "mnist.npz.part.json").write_text(json.dumps(notes))


def test_a_changed_etag_begins_again(server: Server) -> None:
    half_of_another(server, '"older"')
    assert main(["mnist"]) == 0
    assert [(wanted, status) for _, wanted, status, _ in server.asked] == [("bytes=30000-", 200)]
    assert cache() == GOOD


def test_a_server_that_ignores_the_condition(server: Server, monkeypatch) -> None:
    half_of_another(server, '"older"')
    monkeypatch.setattr(_prefetch._fetch.time, "sleep", lambda _: None)
    good = server.handle

    def careless(request: BaseHTTPRequestHandler) -> None:
        del request.headers["If-Range"]
        good(request)

    monkeypatch.setattr(server, "handle", careless)
    assert main(["mnist"]) == 0
    assert [(wanted, status) for _, wanted, status, _ in server.asked] == [
        ("bytes=30000-", 206),
        (None, 200),
    ]


def test_halves_of_two_versions_are_noticed_by_their_digest(server: Server) -> None:
    server.etag = None  # nothing tells the versions apart
    half_of_another(server, None)
    assert main(["mnist"]) == 0
    assert [status for _, _, status, _ in server.asked] == [206, 200]
    assert (_places.cache_folder() / "mnist.npz").read_bytes() == server.content


def test_a_part_that_is_complete_already(server: Server) -> None:
    folder = _download.writable(_places.cache_folder())
    (folder / "mnist.npz.part").write_bytes(server.content)
    notes = {"url": f"{server.url}/mnist.npz", "validator": '"one"', "total": len(server.content)}
    (folder / "mnist.npz.part.json").write_text(json.dumps(notes))
    assert main(["mnist"]) == 0
    assert [status for _, _, status, _ in server.asked] == [416]
    assert cache() == GOOD


# --- each way in which a network fails -----------------------------------------------------------


def replies(
    status: int, body: bytes = b"", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def do(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return do


PAGE = b"<!DOCTYPE html><html><title>Welcome to our hotel</title></html>"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (replies(404), r"has no mnist\.npz \(404\): if it is a mirror"),
        (replies(403), r"doesn't give mnist\.npz to this machine \(403\)"),
        (replies(407), r"wants a name and a password \(407\)"),
        (replies(418), "answered 418"),
        (replies(503, Retry_After="0"), r"out of order or overloaded \(503"),
        (replies(511), r"wants a log-in first \(511\)"),
        (replies(200, PAGE, Content_Type="text/html; charset=utf-8"), "a web page instead of"),
        (replies(200, PAGE), "a web page instead of the file"),
        (replies(302, Location="/login"), r"sends in circles \(302\)"),
        (replies(200, b""), "it isn't MNIST: it is empty"),
        (replies(200, packed(small_mnist(5))), "its digest is that of no known copy of MNIST"),
        (replies(200, packed(small_mnist())[:-500]), "damaged or only half there"),
        (lambda request: request.connection.close(), "broke off"),
        (lambda request: request.wfile.write(b"\0\1nonsense\r\n\r\n"), "broke off"),
    ],
)
def test_a_wrong_answer_is_one_sentence(
    answer: Callable[[BaseHTTPRequestHandler], None], reason: str, server: Server, capsys: Printed
) -> None:
    server.answer = answer
    assert main(["mnist"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and lines[1] == "0 of 1 are there; missing: mnist"
    assert re.search(reason, lines[0]), lines[0]
    assert lines[0].endswith("Until then: stand-in from scikit-learn.")
    assert cache() == []


def test_an_unknown_copy_can_be_kept(server: Server, capsys: Printed) -> None:
    server.content = packed(small_mnist(5))
    assert main(["mnist", "--unverified"]) == 0
    assert "MNIST, unverified copy" in capsys.readouterr().out
    assert main(["mnist", "--status"]) == 0
    assert "unverified" in capsys.readouterr().out


def said_of(url: str, capsys: Printed) -> str:
    assert main(["mnist", "--mirror", url]) == 1
    return capsys.readouterr().out


def test_no_such_name(server: Server, capsys: Printed) -> None:
    # .invalid is promised never to exist (RFC 2606); a look-up may be slow to say so.
    said = said_of("http://no-such-host.invalid/files", capsys)
    assert "no-such-host.invalid cannot be found" in said or "didn't answer within 3 s" in said


def test_no_name_service(server: Server, monkeypatch, capsys: Printed) -> None:
    def none(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    assert "the name host.example cannot be found" in said_of("http://host.example/files", capsys)


def test_nobody_listens(server: Server, capsys: Printed) -> None:
    with socket.socket() as bound:  # bound but not listening: refused, and nobody else's
        bound.bind(("127.0.0.1", 0))
        said = said_of(f"http://127.0.0.1:{bound.getsockname()[1]}/files", capsys)
    assert "refuses the connection" in said


def test_nobody_answers(server: Server, monkeypatch, capsys: Printed) -> None:
    assert _download.PROBE_SECONDS == 3.0
    monkeypatch.setattr(_download, "PROBE_SECONDS", 0.3)
    released = threading.Event()
    server.answer = lambda request: released.wait(20)
    try:
        assert "didn't answer within 0.3 s" in said_of(server.url, capsys)
    finally:
        released.set()


def test_a_download_that_stands_still(server: Server, monkeypatch, capsys: Printed) -> None:
    monkeypatch.setattr(_download, "STALL_SECONDS", 0.3)
    released = threading.Event()

    def stalls(request: BaseHTTPRequestHandler) -> None:
        # Nothing but the head and a few bytes ever come.
        request.send_response(200)
        request.send_header("Content-Length", "50000")
        request.end_headers()
        request.wfile.write(b"PK")
        released.wait(20)

    server.answer = stalls
    try:
        said = said_of(server.url, capsys)
        assert "stood still, and was given up" in said
        assert len(server.asked) > 1  # tried again, since something had come
    finally:
        released.set()


def test_no_encryption_there(server: Server, capsys: Printed) -> None:
    said = said_of(server.url.replace("http:", "https:"), capsys)
    assert "no encrypted connection" in said and "is it https at all" in said


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate")
def test_a_certificate_that_nobody_trusts(
    server: Server, tmp_path: Path, monkeypatch, capsys: Printed
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
    url = server.url.replace("http:", "https:")
    said = said_of(url, capsys)
    assert "isn't trusted (self" in said and "SSL_CERT_FILE" in said
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # the mend that the sentence names
    assert main(["mnist", "--mirror", url]) == 0


def test_a_proxy_that_wants_a_password(server: Server, monkeypatch, capsys: Printed) -> None:
    def asks(request: BaseHTTPRequestHandler) -> None:
        replies(407, Proxy_Authenticate="Basic")(request)

    monkeypatch.setattr(server.http.RequestHandlerClass, "do_CONNECT", asks, raising=False)
    proxy = server.url.removesuffix("/files")
    monkeypatch.setenv("https_proxy", proxy.replace("//", "//ada:secret@"))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    said = said_of("https://files.example/files", capsys)
    assert "wants a name and a password (407)" in said and proxy.removeprefix("http://") in said
    assert "secret" not in said


def test_a_place_that_cannot_be_written_to(server: Server, empty_machine, capsys: Printed) -> None:
    (empty_machine / "cache").write_text("")  # stops root too
    assert main(["mnist"]) == 1
    assert "cannot be written to (Not a directory)" in capsys.readouterr().out
    assert server.asked == []


def test_no_permission_for_the_part(server: Server, monkeypatch, capsys: Printed) -> None:
    said = _failures.of("http://h/f", PermissionError(errno.EACCES, "Permission denied", "/c/f"))
    assert "/c/f cannot be written to (Permission denied)" in str(said)


def test_too_little_room_is_seen_before(server: Server, monkeypatch, capsys: Printed) -> None:
    usage = shutil.disk_usage("/")._replace(free=10_000)
    monkeypatch.setattr(_fetch.shutil, "disk_usage", lambda _: usage)
    assert main(["mnist"]) == 1
    assert "there is no room for it: it needs 0 MB" in capsys.readouterr().out
    assert cache() == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"),
    reason="a small disk can be made by root on Linux only",
)
def test_a_disk_that_runs_full(server: Server, empty_machine: Path, capsys: Printed) -> None:
    server.etag = None
    small = _places.cache_folder()
    small.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount anything")
    good = server.handle

    def without_length(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)  # no length: nobody can see beforehand that it won't fit
        request.end_headers()
        request.wfile.write(server.content)
        request.close_connection = True

    try:
        server.answer = without_length
        assert main(["mnist"]) == 1
        assert "the disk is full (No space left on device)" in capsys.readouterr().out
        server.answer, server.handle = None, good
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_at_once(server: Server, capsys: Printed) -> None:
    pytest.importorskip("fcntl")
    part = _download.writable(_places.cache_folder()) / "mnist.npz.part"
    with _fetch._alone(part):
        assert main(["mnist"]) == 1
    assert "another process is downloading into the same folder" in capsys.readouterr().out
    assert main(["mnist"]) == 0


# --- mirrors and status --------------------------------------------------------------------------


def test_a_mirror_may_hold_another_form(server: Server, tmp_path: Path, capsys: Printed) -> None:
    rng = np.random.default_rng(0)
    part = {"x": rng.integers(0, 256, (20, 32, 32, 3), dtype=np.uint8), "y": np.arange(20) % 10}
    arrays = {f"{name}_{half}": part[name] for name in "xy" for half in ("train", "test")}
    stick = tmp_path / "stick"
    stick.mkdir()
    np.savez(stick / "cifar10.npz", **arrays)
    assert main(["cifar10", "--mirror", str(stick), "--unverified"]) == 0
    assert "cifar10.npz" in cache()
    assert main(["imdb", "--mirror", str(stick)]) == 1
    assert "there is no file file:///" in capsys.readouterr().out


def test_a_broken_copy_is_replaced(server: Server, capsys: Printed) -> None:
    path = _download.writable(_places.cache_folder()) / "mnist.npz"
    path.write_bytes(server.content[:9000])
    assert main(["mnist", "--status"]) == 1
    said = capsys.readouterr().out
    assert "broken" in said and "MNIST: it is damaged or only half there" in said
    assert "lessons use: stand-in from scikit-learn" in said
    assert main(["mnist"]) == 0
    assert path.read_bytes() == server.content


def test_status_follows_the_file(server: Server, monkeypatch) -> None:
    monkeypatch.setattr(_prefetch, "SMALL", 0.0)
    assert main(["mnist"]) == 0
    path = _places.cache_folder() / "mnist.npz"
    assert _prefetch.status("mnist", read=False).state == "verified"  # remembered
    path.write_bytes(packed(small_mnist(3)))
    assert _prefetch.status("mnist", read=False).state == "unread"  # it is another file now
    assert _prefetch.status("mnist").state == "unverified"
    path.write_bytes(server.content[:-100])
    assert _prefetch.status("mnist", read=False).state == "broken"  # its end says so


def test_status_of_an_empty_machine(capsys: Printed) -> None:
    assert main(["--status", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["sets"]] == [*_catalogue.CATALOGUE, "vgg16"]
    assert {one["state"] for one in found["sets"]} == {"missing"}
    assert found["sets"][-1]["instead"] == "random weights"


def test_the_weights_must_be_the_published_ones(server: Server, monkeypatch, capsys) -> None:
    server.content = b"\x89HDF\r\n\x1a\n" + bytes(1000)
    assert main(["vgg16"]) == 1
    assert "no known copy of ImageNet weights" in capsys.readouterr().out
    server.content = b"something else"
    assert main(["vgg16"]) == 1
    assert "it is no HDF5 file" in capsys.readouterr().out
    server.content = b"\x89HDF\r\n\x1a\n" + bytes(1000)
    monkeypatch.setattr(_prefetch.weights, "MD5", hashlib.md5(server.content).hexdigest())
    assert main(["vgg16"]) == 0
    assert next(_prefetch.weights.at_hand()).where == "the course's cache folder"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["minst"], "no data set minst; choose from mnist"),
        (["--only", "minst"], "no data set minst"),
        (["--mirror", "nowhere"], "neither an address (https://…) nor a folder"),
        (["--json"], "go with --status"),
    ],
)
def test_a_wrong_call(arguments: list[str], said: str, capsys: Printed) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2 and said in capsys.readouterr().err


def test_lessons_import_none_of_it() -> None:
    """Notebooks would have to be built anew with each change here."""
    code = "import sys, helpers.data, helpers.data.weights; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "helpers.data._load" in loaded
    assert not {f"helpers.data.{name}" for name in ("_fetch", "_failures", "_prefetch")} & loaded
    assert _load._loaded == {}
