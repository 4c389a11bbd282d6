"""The doctor: a fault is planted for each check, and it must be named, with its mend."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from autograder.doctor import data, hardware, jupyter, network, packages, page
from autograder.doctor.finding import OK, PROBLEM, ROOT, WARNING, Finding, Machine
from autograder.doctor.run import CHECKS, Check, examine

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def machine(tmp_path: Path, **changes) -> Machine:
    """This machine, with a home folder of its own and without what the user has set."""
    dropped = {*PROXIES, *(name.upper() for name in PROXIES), *network.INDEX_VARIABLES}
    dropped |= {"COURSE_MIRROR", "COURSE_DATA", "KERAS_BACKEND", "XDG_CACHE_HOME", "PYTHONPATH"}
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    env |= {"HOME": str(tmp_path), "KERAS_HOME": str(tmp_path / "keras"), "COURSE_OFFLINE": "1"}
    return Machine(**{"env": env | changes.pop("env", {}), **changes})


def only(findings: Iterator[Finding], name: str) -> Finding:
    """The finding of that name; every problem must come with its mend."""
    found = list(findings)
    assert all(one.mend for one in found if one.status == PROBLEM), found
    (one,) = [one for one in found if one.name == name]
    return one


# --- hardware ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "status", "text"),
    [
        ((3, 11, 2), OK, "3.11.2"),
        ((3, 10, 9), PROBLEM, "too old"),
        ((3, 14, 0), PROBLEM, "too new"),
    ],
)
def test_python(version, status, text, tmp_path: Path) -> None:
    found = only(hardware.python(machine(tmp_path, version=version)), "Python")
    assert found.status == status and text in found.text


def test_python_outside_an_environment(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    here = machine(tmp_path, version=(3, 12, 0))
    here.env.pop("CONDA_PREFIX", None)
    assert only(hardware.python(here), "Python").status == WARNING
    here.env["CONDA_PREFIX"] = "/conda"
    assert only(hardware.python(here), "Python").status == OK


@pytest.mark.parametrize(
    ("free", "limit", "status"),
    [(12, "max", OK), (5, "max", WARNING), (1, "max", PROBLEM), (12, str(2 * 10**9), PROBLEM)],
)
def test_memory(free: int, limit: str, status: str, tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(
        f"MemTotal: {16 * 10**6} kB\nMemFree: 1 kB\nMemAvailable: {free * 10**6} kB\n"
    )
    (tmp_path / "memory.max").write_text(f"{limit}\n")
    here = machine(tmp_path, proc=tmp_path, cgroup=tmp_path)
    found = only(hardware.memory(here), "memory")
    assert found.status == status
    assert ("this container may use 2.0 GB" in found.text) == (limit != "max")


@pytest.mark.parametrize(("free", "status"), [(50e9, OK), (3e9, WARNING), (0.2e9, PROBLEM)])
def test_disk_room(free: float, status: str, tmp_path: Path, monkeypatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=int(free))
    monkeypatch.setattr(hardware.shutil, "disk_usage", lambda _: usage)
    assert only(hardware.disk(machine(tmp_path)), "disk: the cache").status == status


def test_disk_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")  # a file in a folder's place stops root too
    here = machine(tmp_path, env={"XDG_CACHE_HOME": str(tmp_path / "file" / "cache")})
    found = only(hardware.disk(here), "disk: the cache")
    assert found.status == PROBLEM and "cannot be written to" in found.text
    assert "XDG_CACHE_HOME" in found.mend
    here = machine(tmp_path, env={"TMPDIR": str(tmp_path / "file")})
    assert only(hardware.disk(here), "disk: temporary files").status == PROBLEM


@pytest.mark.parametrize(
    ("flags", "kind", "status", "text"),
    [
        ("fpu avx avx2 avx512f avx512_bf16", "x86_64", OK, "AVX512 yes, bf16 yes"),
        ("fpu avx", "x86_64", WARNING, "AVX2 no"),
        ("fpu sse2", "AMD64", PROBLEM, "illegal instruction"),
        ("", "arm64", OK, "arm64"),
    ],
)
def test_processor(flags: str, kind: str, status: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    found = only(hardware.processor(machine(tmp_path, proc=tmp_path, processor=kind)), "processor")
    assert found.status == status and text in found.text


@pytest.mark.parametrize("name", ["a folder", "50%", "x" * 130])
def test_folder_names(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    found = list(hardware.names(machine(tmp_path, root=folder)))
    assert found[0].name == "folder's name" and found[0].status == WARNING and found[0].mend


def test_encoding(tmp_path: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    found = only(hardware.names(machine(tmp_path, env=env)), "encoding")
    assert found.status == WARNING and "PYTHONUTF8=1" in found.mend
    found = only(hardware.names(machine(tmp_path, env={**env, "PYTHONUTF8": "1"})), "encoding")
    assert found.status == OK  # the mend mends


# --- packages ------------------------------------------------------------------------------------

LOCK = """
[[package]]
name = "deep-learning-course"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "numpy" },
    { name = "nbgrader" },
]

[[package]]
name = "numpy"
version = "2.4.0"

[[package]]
name = "nbgrader"
version = "0.9.6"

[[package]]
name = "tensorflow-cpu"
version = "2.21.0"

[[package]]
name = "six"
version = "1.17"
"""
ALL = {"numpy": "2.4.0", "nbgrader": "0.9.6", "tensorflow_cpu": "2.21.0", "six": "1.17"}


def with_packages(tmp_path: Path, installed: dict[str, str]) -> Machine:
    (tmp_path / "uv.lock").write_text(LOCK)
    for name, version in installed.items():
        folder = tmp_path / "packages" / f"{name}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}")
    return machine(tmp_path, root=tmp_path, packages=[str(tmp_path / "packages")])


@pytest.mark.parametrize(
    ("change", "name", "status", "text"),
    [
        ({}, "packages", OK, "4 packages in the versions of uv.lock"),
        ({"numpy": "1.26"}, "packages", PROBLEM, "numpy 1.26 (lock: 2.4.0)"),
        ({"six": "1.16"}, "packages", WARNING, "six 1.16 (lock: 1.17)"),
        ({"nbgrader": None}, "packages", PROBLEM, "not installed: nbgrader"),
        ({"tensorflow_cpu": None}, "packages", PROBLEM, "not installed: tensorflow"),
        ({"tensorflow": "2.21.0"}, "two TensorFlows", PROBLEM, "overwrite each other"),
        ({"tensorflow-metal": "1.2.0"}, "tensorflow-metal", PROBLEM, "wrong numbers"),
    ],
)
def test_versions(change, name: str, status: str, text: str, tmp_path: Path) -> None:
    installed = {key: value for key, value in {**ALL, **change}.items() if value}
    found = only(packages.versions(with_packages(tmp_path, installed)), name)
    assert found.status == status and text in found.text
    if name == "tensorflow-metal":
        assert "fall back to the CPU" in found.mend and "set_visible_devices" in found.mend


def test_no_lock(tmp_path: Path) -> None:
    found = only(packages.versions(machine(tmp_path, root=tmp_path)), "packages")
    assert found.status == WARNING


def with_module(tmp_path: Path, name: str, text: str, **more: str) -> Machine:
    """A module of that name stands before the installed one."""
    folder = tmp_path / "modules"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(text)
    return machine(tmp_path, env={"PYTHONPATH": str(folder), **more})


KILLED = "import os, signal; os.kill(os.getpid(), signal.{})"


@pytest.mark.parametrize(
    ("module", "text", "said", "mend"),
    [
        ("tensorflow", KILLED.format("SIGILL"), "imported: .*SIGILL, an ill", "AVX"),
        ("tensorflow", KILLED.format("SIGSEGV"), "ended by SIGSEGV", "make setup"),
        ("tensorflow", "import not_there", "No module named 'not_there'", "make setup"),
        ("numpy", "raise ImportError('libblas')", "numpy .*: .*libblas", "make setup"),
        pytest.param(
            "tensorflow", "import time; time.sleep(99)", "no answer within 20 s .* tensorflow",
            "again", marks=pytest.mark.slow,
        ),
    ],
)  # fmt: skip
def test_a_tensorflow_that_does_not_start(
    module: str, text: str, said: str, mend: str, tmp_path: Path, monkeypatch
) -> None:
    import re

    monkeypatch.setattr(packages, "IMPORT_SECONDS", 20.0 if "sleep" in text else 100.0)
    found = only(packages.tensorflow(with_module(tmp_path, module, text)), "TensorFlow")
    assert found.status == PROBLEM and re.search(said, found.text) and mend in found.mend


# Says what TensorFlow says of its devices; computing is NumPy's.
FAKE = """
import contextlib, types
import numpy as np
__version__ = "9"
float32 = "float32"
constant = lambda x, kind: np.asarray(x)
device = lambda name: contextlib.nullcontext()
class config:
    list_logical_devices = staticmethod(lambda: [
        types.SimpleNamespace(name=n, device_type=n) for n in {devices}])
class test:
    is_built_with_cuda = staticmethod(lambda: {cuda})
class nn:
    def conv2d(x, k, stride, padding):
        w = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
        r = np.einsum("nijcab,abco->nijo", w, k) {wrong}
        return types.SimpleNamespace(numpy=lambda: r)
"""
KERAS = """
__version__ = "9"
class backend:
    backend = staticmethod(lambda: "{backend}")
class config:
    image_data_format = staticmethod(lambda: "{format}")
    floatx = staticmethod(lambda: "float32")
"""


def with_fake(
    tmp_path: Path, devices=("CPU",), cuda=False, wrong="", backend="tensorflow", last=True
) -> Machine:
    form = "channels_last" if last else "channels_first"
    with_module(tmp_path, "keras", KERAS.format(backend=backend, format=form))
    text = FAKE.format(devices=list(devices), cuda=cuda, wrong=wrong)
    return with_module(tmp_path, "tensorflow", text)


def with_card(here: Machine, tmp_path: Path, script: str) -> Machine:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "nvidia-smi").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "nvidia-smi").chmod(0o755)
    here.env["PATH"] = f"{folder}:{here.env['PATH']}"
    return here


def test_a_device_that_computes_wrongly(tmp_path: Path) -> None:
    right = only(packages.tensorflow(with_fake(tmp_path)), "TensorFlow")
    assert right.status == OK
    wrong = only(packages.tensorflow(with_fake(tmp_path, ("GPU",), wrong="+ 0.2")), "TensorFlow")
    assert wrong.status == PROBLEM and "GPU computes a convolution wrongly" in wrong.text
    assert "fall back to the CPU" in wrong.mend


@pytest.mark.parametrize("change", [{"backend": "jax"}, {"last": False}])
def test_settings_of_keras(change, tmp_path: Path) -> None:
    found = only(packages.tensorflow(with_fake(tmp_path, **change)), "Keras's settings")
    assert found.status == PROBLEM and "keras.json" in found.mend


CARD = "echo 'NVIDIA H200, 550.54, 143771 MiB'"


@pytest.mark.parametrize(
    ("devices", "cuda", "script", "status", "text"),
    [
        (("CPU", "GPU"), True, CARD, OK, "TensorFlow uses 1: NVIDIA H200, 550.54"),
        (("CPU",), False, CARD, WARNING, "is the one for the CPU"),
        (("CPU",), True, CARD, WARNING, "TensorFlow doesn't see it"),
        (("CPU",), True, "echo 'driver/library mismatch' >&2; exit 9", WARNING, "mismatch"),
    ],
)
def test_graphics_card(devices, cuda, script, status, text, tmp_path: Path) -> None:
    here = with_card(with_fake(tmp_path, devices, cuda), tmp_path, script)
    found = only(packages.tensorflow(here), "GPU")
    assert found.status == status and text in found.text


def test_an_import_that_crashes(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(packages, "LIGHT", ("json", "typer"))
    assert only(packages.imports(machine(tmp_path)), "imports").status == OK
    here = with_module(tmp_path, "typer", KILLED.format("SIGSEGV"))
    found = only(packages.imports(here), "imports")
    assert found.status == PROBLEM and "typer cannot be imported" in found.text


@pytest.mark.slow
def test_an_import_that_hangs(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(packages, "LIGHT", ("json", "typer"))
    monkeypatch.setattr(packages, "IMPORT_SECONDS", 10.0)
    here = with_module(tmp_path, "typer", "import time; time.sleep(60)")
    assert "importing typer hangs" in only(packages.imports(here), "imports").text


def test_tools(tmp_path: Path) -> None:
    here = machine(tmp_path, env={"PATH": str(tmp_path)}, python=str(tmp_path / "python"))
    found = {one.name: one for one in packages.tools(here)}
    assert found["git"].status == WARNING and found["make"].status == PROBLEM
    assert found["uv"].status == OK and "not needed" in found["uv"].text


# --- network -------------------------------------------------------------------------------------


@pytest.fixture
def index() -> Iterator[tuple[str, list[int]]]:
    """A package index that answers with the status in the list; and its address."""
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            if status[0] == 0:
                time.sleep(15)
            self.send_response(status[0] or 200)
            self.end_headers()

        def do_CONNECT(self) -> None:
            self.send_response(407)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads, http.block_on_close = True, False
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}", status
    http.shutdown()
    http.server_close()


@pytest.mark.parametrize(
    ("status", "expected", "text"),
    [(200, OK, "answers"), (401, WARNING, "answers 401"), (503, WARNING, "answers 503"),
     (0, WARNING, "didn't answer")],
)  # fmt: skip
def test_package_index(status: int, expected: str, text: str, index, tmp_path, monkeypatch) -> None:
    url, answers = index
    answers[0] = status
    monkeypatch.setattr(network, "SECONDS", 1.0 if status == 0 else 20.0)
    secret = url.replace("//", "//ada:secret@")
    here = machine(tmp_path, env={"PIP_INDEX_URL": secret if status else url})
    found = only(network.package_index(here), "package index")
    assert found.status == expected and text in found.text and "PIP_INDEX_URL" in found.text
    assert "secret" not in found.text + found.mend


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        found = only(
            network.package_index(machine(tmp_path, env={"UV_INDEX_URL": url})), "package index"
        )
    assert found.status == WARNING and "refuses the connection" in found.text


def test_a_proxy_that_wants_a_password(index, tmp_path: Path) -> None:
    env = {"https_proxy": index[0], "PIP_INDEX_URL": "https://index.example/simple"}
    found = only(network.package_index(machine(tmp_path, env=env)), "package index")
    assert found.status == PROBLEM and "407" in found.text and "NAME:PASSWORD" in found.mend


def test_mirror(index, tmp_path: Path) -> None:
    assert list(network.mirror(machine(tmp_path))) == []
    index[1][0] = 404
    found = only(network.mirror(machine(tmp_path, env={"COURSE_MIRROR": index[0]})), "data mirror")
    assert found.status == WARNING and "is COURSE_MIRROR right?" in found.mend


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate")
def test_a_certificate_that_nobody_trusts(index, tmp_path: Path) -> None:
    import ssl

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    env = {"PIP_INDEX_URL": f"https://127.0.0.1:{http.server_port}"}
    try:
        found = only(network.package_index(machine(tmp_path, env=env)), "package index")
        assert found.status == PROBLEM and "isn't trusted: self" in found.text
        assert "SSL_CERT_FILE" in found.mend
        env["SSL_CERT_FILE"] = str(certificate)  # the mend mends
        found = only(network.package_index(machine(tmp_path, env=env)), "package index")
        assert found.status == OK
    finally:
        http.shutdown()
        http.server_close()


def test_proxy_variables(index, tmp_path: Path) -> None:
    assert only(network.proxies(machine(tmp_path)), "proxy").text == "none is set"
    env = {"https_proxy": index[0].replace("//", "//ada:secret@"), "HTTP_PROXY": "proxy:3128"}
    found = list(network.proxies(machine(tmp_path, env=env)))
    assert [(one.name, one.status) for one in found] == [
        ("proxy: https_proxy", OK),
        ("proxy: HTTP_PROXY", PROBLEM),
    ]
    assert "secret" not in found[0].text and "http://HOST:PORT" in found[1].mend
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        env = {"HTTPS_PROXY": f"http://127.0.0.1:{bound.getsockname()[1]}"}
        found = list(network.proxies(machine(tmp_path, env=env)))
    assert found[0].status == PROBLEM and "nobody listens" in found[0].text


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificate_variables(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    if content:
        path.write_text(content)
    here = machine(tmp_path, env={"SSL_CERT_FILE": str(path)})
    found = only(network.certificates(here), "certificates: SSL_CERT_FILE")
    assert found.status == PROBLEM and "unset it" in found.mend


# --- Jupyter, data, grading ----------------------------------------------------------------------


def test_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        here = machine(tmp_path, port=taken.getsockname()[1])
        found = only(jupyter.port(here), "port")
        assert found.status == WARNING and "jupyter lab stop" in found.mend
    assert only(jupyter.port(here), "port").status == OK


def kernelspec(tmp_path: Path, argv: list[str]) -> Machine:
    folder = tmp_path / "share" / "kernels" / "python3"
    folder.mkdir(parents=True)
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    here = machine(tmp_path, env={"JUPYTER_PATH": str(tmp_path / "share")})
    here.env["JUPYTER_PREFER_ENV_PATH"] = "0"
    return here


@pytest.mark.slow
def test_kernel(tmp_path: Path) -> None:
    found = only(jupyter.kernel(machine(tmp_path)), "kernel")
    assert found.status == OK and sys.prefix in found.text


@pytest.mark.slow
def test_a_kernel_that_is_not_there_any_more(tmp_path: Path) -> None:
    here = kernelspec(tmp_path, ["/old/conda/bin/python", "-m", "ipykernel_launcher"])
    found = only(jupyter.kernel(here), "kernel")
    assert found.status == PROBLEM and "/old/conda/bin/python" in found.text
    assert str(tmp_path / "share") in found.text and "ipykernel install" in found.mend


@pytest.mark.slow
def test_a_kernel_that_dies(tmp_path: Path, monkeypatch) -> None:
    found = only(jupyter.kernel(kernelspec(tmp_path, ["false"])), "kernel")
    assert found.status == PROBLEM and "doesn't start" in found.text


@pytest.mark.slow
def test_a_kernel_of_another_python(tmp_path: Path) -> None:
    """An environment beside ours, which borrows our packages."""
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", other], check=True)
    (site,) = other.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(packages_folder())
    argv = [str(other / "bin" / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    found = only(jupyter.kernel(kernelspec(tmp_path, argv)), "kernel")
    assert found.status == PROBLEM and f"is the Python of {other}" in found.text


def packages_folder() -> str:
    import ipykernel

    return str(Path(ipykernel.__file__).parents[1])


@pytest.mark.slow
def test_extensions(tmp_path: Path) -> None:
    here = machine(tmp_path)
    assert only(jupyter.extensions(here), "JupyterLab").status == OK
    folder = tmp_path / "config"
    (folder / "jupyter_server_config.d").mkdir(parents=True)
    off = {"ServerApp": {"jpserver_extensions": {jupyter.VALIDATE: False}}}
    (folder / "jupyter_server_config.d" / "nbgrader.json").write_text(json.dumps(off))
    (folder / "labconfig").mkdir()
    page_config = {"disabledExtensions": {jupyter.BUTTONS: True}}
    (folder / "labconfig" / "page_config.json").write_text(json.dumps(page_config))
    here.env |= {"JUPYTER_CONFIG_DIR": str(folder), "JUPYTER_PREFER_ENV_PATH": "0"}
    found = only(jupyter.extensions(here), "JupyterLab")
    assert found.status == PROBLEM and f"{jupyter.VALIDATE} is off" in found.text
    assert f"{jupyter.BUTTONS} is disabled" in found.text
    broken = with_module(tmp_path, "jupyterlab", "raise ImportError('no lab')")
    assert "no lab" in only(jupyter.extensions(broken), "JupyterLab").text


def test_data(tmp_path: Path) -> None:
    here = machine(tmp_path, env={"COURSE_DATA": str(tmp_path / "nowhere")})
    assert only(data.data(here), "COURSE_DATA").status == PROBLEM
    cache = tmp_path / ".cache" / "deep-learning-course"
    cache.mkdir(parents=True)
    (cache / "mnist.npz").write_bytes(b"PK" + bytes(2_000_000))  # cut off
    here = machine(tmp_path)
    found = list(data.data(here))
    missing = next(one for one in found if one.name == "data")
    assert missing.status == WARNING and "vgg16 (random weights)" in missing.text
    broken = next(one for one in found if one.name == "data: mnist")
    assert broken.status == PROBLEM and "damaged or only half there" in broken.text
    assert "make data DATA=mnist" in broken.mend


def test_isolation(tmp_path: Path) -> None:
    found = only(jupyter.isolation(machine(tmp_path)), "isolation")
    assert found.status in (OK, WARNING)
    # As on a Mac: nothing is tried there.
    here = with_module(tmp_path, "sitecustomize", "import sys; sys.platform = 'darwin'")
    found = only(jupyter.isolation(here), "isolation")
    assert found.status == WARNING and "needs Linux, this is darwin" in found.text
    assert "--isolation none" in found.mend


# --- together ------------------------------------------------------------------------------------


def test_a_check_that_breaks_or_hangs_stops_nobody(tmp_path: Path) -> None:
    def breaks(_: Machine) -> Iterator[Finding]:
        yield Finding("first", OK, "still said")
        raise RuntimeError("in the check")

    def hangs(_: Machine) -> Iterator[Finding]:
        time.sleep(30)
        yield Finding("never", OK, "")

    def good(_: Machine) -> Iterator[Finding]:
        yield Finding("last", OK, "fine")

    checks = [Check("breaks", breaks, 5), Check("hangs", hangs, 0.5), Check("good", good, 5)]
    found = examine(machine(tmp_path), checks)
    assert [(one.name, one.status) for one in found] == [
        ("first", OK), ("breaks", WARNING), ("hangs", WARNING), ("last", OK),
    ]  # fmt: skip
    assert "RuntimeError: in the check" in found[1].text and "within 0.5 s" in found[2].text


def test_every_check_is_called() -> None:
    modules = (hardware, packages, network, jupyter, data)
    looks = {check.look for check in CHECKS}
    for module in modules:
        for name, thing in vars(module).items():
            public = callable(thing) and getattr(thing, "__module__", "") == module.__name__
            if public and not name.startswith("_") and "Machine" in str(thing.__annotations__):
                assert thing in looks or name == "cache_folder", name


def test_a_report_names_nobody(monkeypatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada.lovelace")
    monkeypatch.setenv("USER", "ada.lovelace")
    monkeypatch.setattr(page.platform, "node", lambda: "adas-laptop")
    findings = [
        Finding("a", PROBLEM, "/home/ada.lovelace/course and /Users/bob/x", "ask ada.lovelace"),
        Finding("b", OK, r"C:\Users\carol\course on adas-laptop, http://dora:pass@proxy:1"),
    ]
    said = page.report(findings)
    for word in ("ada", "bob", "carol", "dora", "pass"):
        assert word not in said, said
    assert "~/course" in said and "http://proxy:1" in said and "1 problem" in said


def test_table_and_json(capsys) -> None:
    findings = [Finding("what", PROBLEM, "[red]broken[/red]", "mend it"), Finding("b", OK, "fine")]
    page.show(findings)
    out = capsys.readouterr().out
    assert "[red]broken[/red]" in out and "→ mend it" in out and "1 problem, 0 warnings" in out
    found = json.loads(page.as_json(findings))
    assert found["fine"] is False and found["findings"][0]["mend"] == "mend it"


def test_without_rich(capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    page.show([Finding("what", WARNING, "odd", "mend it")])
    assert capsys.readouterr().out.splitlines() == [
        "warning  what: odd", "         -> mend it", "0 problems, 1 warning: the course runs here",
    ]  # fmt: skip


def test_a_wrong_call() -> None:
    for arguments in (["--nonsense"], ["--json", "--report"]):
        command = [sys.executable, "-m", "autograder.doctor", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True)
        assert done.returncode == 2


def old_pythons() -> list[str]:
    """Pythons on the PATH, and those that pyenv keeps beside this one."""
    names = ("python3.8", "python3.9", "python3.10")
    beside = [next(Path(sys.base_prefix).parent.glob(f"*/bin/{name}"), None) for name in names]
    return [str(path) for path in [*map(shutil.which, names), *beside] if path]


@pytest.mark.slow
def test_an_old_python_without_any_package(tmp_path: Path) -> None:
    for python in old_pythons():
        command = [python, "-I", "-c", "pass"]
        if subprocess.run(command, capture_output=True).returncode == 0:
            break
    else:
        pytest.skip("no Python older than 3.11 here")
    env = machine(tmp_path).env
    command = [python, "-m", "autograder.doctor", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, timeout=300)
    assert done.returncode == 1, done.stderr
    found = {one["name"]: one for one in json.loads(done.stdout)["findings"]}
    assert "too old" in found["Python"]["text"]
    assert found["TensorFlow"]["status"] == PROBLEM and found["processor"]["text"]
    assert not [one for one in found.values() if "check itself failed" in one["text"]]


@pytest.mark.slow
def test_the_whole_command(tmp_path: Path) -> None:
    env = {**machine(tmp_path).env, "PIP_INDEX_URL": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "autograder", "doctor", "--json"]
    command[2:4] = ["autograder.cli", "doctor"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, timeout=400)
    found = json.loads(done.stdout)
    problems = [one for one in found["findings"] if one["status"] == PROBLEM]
    assert done.returncode == int(bool(problems)), done.stderr
    names = {one["name"] for one in found["findings"]}
    assert {"TensorFlow", "kernel", "JupyterLab", "data", "isolation", "package index"} <= names
