"""Jupyter's own programs use warm kernels unchanged."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from kernels import LONG, box, kernel
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.kernel.sandbox import detect
from autograder.kernel.warm import kernelspec, provisioner, shared, supervisor

WARM = "import sys; print('ipykernel_launcher' in sys.argv[0], 'numpy' in sys.modules)"


@pytest.fixture
def own_zygotes():
    yield
    shared.close_all()


def notebook(*cells: str):
    return new_notebook(cells=[new_code_cell(cell) for cell in cells])


def text(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.slow
def test_nbclient_starts_a_zygote_by_itself(own_zygotes, tmp_path):
    for _ in range(2):
        nb = notebook(WARM, "import os; print(os.getcwd())")
        resources = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(nb, kernel_name=kernelspec.KERNEL_NAME, resources=resources).execute()
        assert text(nb.cells[0]) == "True True\n"
        assert text(nb.cells[1]) == f"{tmp_path}\n"
    assert len(shared._zygotes) == 1


def test_pictures_appear(zygote):
    pytest.importorskip("matplotlib")
    nb = notebook("import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()")
    client = NotebookClient(nb, kernel_name=kernelspec.KERNEL_NAME)
    with client.setup_kernel(zygote=zygote):
        client.execute_cell(nb.cells[0], 0)
    assert "image/png" in nb.cells[0].outputs[0]["data"]


def run(command: list[str], folder: Path, **env: str) -> subprocess.CompletedProcess:
    bin_folder = os.path.dirname(sys.executable)
    full = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", **env}
    return subprocess.run(
        command, cwd=folder, env=full, capture_output=True, text=True, timeout=600
    )


@pytest.mark.slow
def test_nbval(zygote, tmp_path):
    nb = notebook("import sys\nprint('numpy' in sys.modules)", "1 + 1")
    for number, cell in enumerate(nb.cells, start=1):
        cell.execution_count = number
    nb.cells[0].outputs = [new_output("stream", name="stdout", text="True\n")]
    nb.cells[1].outputs = [
        new_output("execute_result", data={"text/plain": "2"}, execution_count=2)
    ]
    nbformat.write(nb, tmp_path / "lesson.ipynb")
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval",
        "--nbval-kernel-name", kernelspec.KERNEL_NAME, "lesson.ipynb",
    ]  # fmt: skip
    done = run(command, tmp_path, **{supervisor.ADDRESS: zygote.address})
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def nbgrader_course(folder: Path) -> None:
    def graded(source: str, name: str, **flags):
        cell = new_code_cell(source)
        base = {"grade": False, "solution": False, "locked": False, "task": False}
        cell.metadata["nbgrader"] = {**base, "grade_id": name, "schema_version": 3, **flags}
        return cell

    solution = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    nb = new_notebook(
        cells=[
            graded(solution, "double", solution=True),
            graded("assert double(2) == 4", "test", grade=True, locked=True, points=3),
            graded(
                "import os, sys\nassert 'numpy' in sys.modules\n"
                "assert os.uname().nodename == 'sandbox'",
                "inside", grade=True, locked=True, points=4,
            ),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}},
    )  # fmt: skip
    (folder / "source/ps1").mkdir(parents=True)
    nbformat.write(nb, folder / "source/ps1/ps1.ipynb")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'test'\n"
        "c.Execute.timeout = 30\nc.ExecutePreprocessor.shutdown_kernel = 'immediate'\n"
    )
    (folder / "submitted/ada/ps1").mkdir(parents=True)


@pytest.mark.slow
def test_nbgrader_autograde_with_warm_confined_kernels(zygote, tmp_path):
    """nbgrader's own command: the usual kernel name, a sandbox through the environment."""
    if detect().level != "namespaces":
        pytest.skip("the cell asks for a namespace")
    course = tmp_path / "course"
    nbgrader_course(course)
    done = run(["nbgrader", "generate_assignment", "ps1"], course)
    assert done.returncode == 0, done.stderr
    nb = nbformat.read(course / "release/ps1/ps1.ipynb", 4)
    nb.cells[0].source = "def double(x):\n    return x + x"
    nbformat.write(nb, course / "submitted/ada/ps1/ps1.ipynb")
    jupyter = tmp_path / "jupyter"
    kernelspec.install(jupyter, name="python3", preload=["numpy"])
    work = course / "autograded/ada/ps1"
    sandbox = box("namespaces").to_json() | {"scratch": str(work)}
    done = run(
        ["nbgrader", "autograde", "ps1"], course,
        JUPYTER_PATH=str(jupyter), HOME=str(tmp_path),
        **{supervisor.ADDRESS: zygote.address, provisioner.SANDBOX: json.dumps(sandbox)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    graded = nbformat.read(work / "ps1.ipynb", 4)
    assert [cell.outputs for cell in graded.cells] == [[], [], []]


def test_falls_back_to_ordinary_kernels_and_says_so(monkeypatch, caplog, own_zygotes):
    def refuse(self):
        raise supervisor.WarmUnavailable("a fork would not be safe: it has 2 threads")

    monkeypatch.setattr(supervisor.Zygote, "start", refuse)
    monkeypatch.setattr(shared, "_warned", set())
    with caplog.at_level(logging.WARNING, "autograder.kernel"):
        for _ in range(2):
            with kernel(None) as running:
                assert running.run("__import__('sys').argv[0].endswith('launcher.py')") == "True"
                assert running.provisioner.level == "none"
    assert [record.getMessage() for record in caplog.records] == [
        "no warm kernels: a fork would not be safe: it has 2 threads; ordinary kernels are used"
    ]
    with (
        pytest.raises(RuntimeError, match="no sandbox without warm kernels"),
        kernel(None, box("namespaces")),
    ):
        pass


def test_falls_back_on_other_systems(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(supervisor.WarmUnavailable, match="only safe on Linux; this is darwin"):
        supervisor.Zygote([]).start()


def test_nobody_at_the_address(monkeypatch, own_zygotes):
    monkeypatch.setenv(supervisor.ADDRESS, "/nowhere/at/all")
    with pytest.raises(Exception, match="no zygote at /nowhere"), kernel(None):
        pass


def test_sandbox_through_the_kernelspec(zygote, jupyter_path, tmp_path):
    level = detect().level
    if level == "none":
        pytest.skip("no sandbox here")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    sandbox = box(level).to_json() | {"scratch": str(scratch)}
    from autograder.kernel.sandbox import Sandbox

    kernelspec.install(jupyter_path, name="boxed", sandbox=Sandbox.from_json(sandbox))
    nb = notebook("open('/etc/hostname').read()", "import os; print(os.environ['HOME'])")
    client = NotebookClient(nb, kernel_name="boxed", allow_errors=True)
    client.resources = {"metadata": {"path": str(scratch)}}
    with client.setup_kernel(zygote=zygote, cwd=str(scratch)):
        for index, cell in enumerate(nb.cells):
            client.execute_cell(cell, index)
        assert client.km.provisioner.level == level
    assert nb.cells[0].outputs[0].ename in ("FileNotFoundError", "PermissionError")
    assert text(nb.cells[1]) == f"{scratch}/.home\n"


def test_restart(zygote):
    with kernel(zygote, box(detect().level)) as running:
        running.run("x = 1")
        running.manager.restart_kernel(now=True)
        running.client.wait_for_ready(timeout=LONG)
        assert "NameError" in running.run("x")


def test_wrong_sandbox_in_the_environment_is_named(zygote, monkeypatch):
    monkeypatch.setenv(provisioner.SANDBOX, '{"level": "strong"}')
    with pytest.raises(ValueError, match="unknown level 'strong'"), kernel(zygote):
        pass
