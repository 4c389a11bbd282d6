"""The Validate button's question, asked of a real Jupyter server over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import accidents
import pytest
from accidents import NAME, RELEASE

TOKEN = "a-token"
EXTENSIONS = {"nbgrader": True, "autograder.validate.server_extension": True}


class Server:
    """A Jupyter server with nbgrader's extensions and ours."""

    def __init__(self, folder):
        self.root = folder / "root"
        self.root.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        home = folder / "home"
        home.mkdir()
        env = {
            **os.environ, "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home),
            "JUPYTER_RUNTIME_DIR": str(home), "JUPYTER_NO_CONFIG": "1",
        }  # fmt: skip
        self.log = open(folder / "log", "w+b")  # noqa: SIM115 (closed by `close`)
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root",
                f"--ServerApp.root_dir={self.root}", f"--ServerApp.port={self.port}",
                "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}",
                f"--ServerApp.jpserver_extensions={EXTENSIONS}", "--ServerApp.base_url=/me/",
            ],
            env=env, cwd=home, stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def wait(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            assert self.process.poll() is None, self.said()
            try:
                self.get("api/status")
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(self.said())

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode()

    def ask(self, path: str, data=None, token: str = TOKEN):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/me/{path}",
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.loads(answer.read())

    def get(self, path: str):
        return self.ask(path)

    def validate(self, path: str):
        return self.ask("assignments/validate", {"path": path})

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    one = Server(tmp_path_factory.mktemp("server"))
    try:
        # As `make lab` lays it out: the release beside the student's copy.
        (one.root / "course" / "01_ann_xor").mkdir(parents=True)
        shutil.copy(RELEASE, one.root / "course" / "01_ann_xor" / NAME)
        one.wait()
        yield one
    finally:
        one.close()


@pytest.mark.slow
def test_the_button_gives_findings_messages_and_success(server):
    work = server.root / "work" / "01_ann_xor"
    accidents.save(work, accidents.solved())
    assert server.validate(f"work/01_ann_xor/{NAME}") == {"success": True, "value": {}}

    notebook = accidents.solved()
    at = accidents.index(notebook, "softsign__solution")
    notebook.cells[at].source = "def softsign(z):\n    return z / (1 + z)"
    del notebook.cells[accidents.index(notebook, "forward")]
    accidents.save(work, notebook)
    answer = server.validate(f"work/01_ann_xor/{NAME}")
    failed = answer["value"]["failed"]
    assert answer["success"] and [one["source"] for one in failed] == [
        "7.5 of 8 points as far as your tests can tell", "Before you hand in",
    ]  # fmt: skip
    # What the check says, not a traceback.
    assert failed[0]["raw_error"].startswith("softsign (0 of 0.5 points): negative z: the result")
    assert "the test cell 'forward' was missing" in failed[1]["raw_error"]
    assert "&#x27;forward&#x27;" in failed[1]["error"] and "'" not in failed[1]["error"]
    assert answer["autograder"]["release"].startswith(str(server.root))
    # Other questions of nbgrader's are answered as before.
    assert server.get("nbgrader_version?version=0.9.6")["success"]

    (work / "empty.ipynb").touch()
    [only] = server.validate("work/01_ann_xor/empty.ipynb")["value"]["failed"]
    assert "is empty" in only["error"]
    missing = server.validate("work/nothing.ipynb")
    assert not missing["success"] and "there is no file" in missing["value"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("../log", TOKEN, 403),
        ("../../etc/passwd", TOKEN, 403),
        (None, TOKEN, 400),
        ("x", "no", 403),
    ],
)
def test_the_button_reads_nothing_outside_and_answers_nobody_else(server, path, token, status):
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.ask("assignments/validate", {"path": path}, token)
    assert caught.value.code == status
    caught.value.close()
