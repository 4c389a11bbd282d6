"""The student's copy follows the release and is never written over; servers get our settings."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes
from rich.console import Console
from typer.testing import CliRunner

from autograder.cli import app
from autograder.lab import server
from autograder.lab.desk import seat_at
from autograder.lab.problem import LabProblem
from autograder.lab.regrade import literal, regrade
from autograder.lab.working_copy import BESIDE, RECORD, bring_up_to_date, digest

ROOT = Path(__file__).parent.parent.parent
NAME = "01/ex.ipynb"


def notebook(*code, output=None):
    nb = new_notebook(cells=[new_markdown_cell("# T"), *map(new_code_cell, code)])
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number}"
        if output and cell.cell_type == "code":
            cell.outputs = [new_output("stream", name="stdout", text=output)]
    return writes(nb)


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "course"
    (folder / "01").mkdir(parents=True)
    (folder / NAME).write_text(notebook("x = 1"))
    (folder / "00_start_here.ipynb").write_text(notebook("1 + 1"))
    (folder / "01" / "table.csv").write_text("a,b\n")
    (folder / "01" / ".ipynb_checkpoints").mkdir()
    (folder / "01" / ".ipynb_checkpoints" / "ex-checkpoint.ipynb").write_text("{}")
    return folder


@pytest.fixture
def work(tmp_path, release):
    folder = tmp_path / "work"
    bring_up_to_date(release, folder)
    return folder


def listed(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def test_a_copy_has_everything_but_checkpoints(release, tmp_path):
    changes = bring_up_to_date(release, tmp_path / "a" / "work")
    assert changes.new == ["00_start_here.ipynb", NAME, "01/table.csv"]
    assert listed(tmp_path / "a" / "work") == [RECORD, *changes.new]
    again = bring_up_to_date(release, tmp_path / "a" / "work")
    assert (again.new, again.updated, again.beside) == ([], [], {})


def test_what_is_not_edited_follows_the_release(release, work):
    (release / NAME).write_text(notebook("x = 2"))
    (release / "01" / "table.csv").write_text("a,b,c\n")
    changes = bring_up_to_date(release, work)
    assert changes.updated == [NAME, "01/table.csv"] and not changes.beside
    assert (work / NAME).read_text() == notebook("x = 2")
    assert (work / "01" / "table.csv").read_text() == "a,b,c\n"


def test_running_is_not_editing(release, work):
    (work / NAME).write_text(notebook("x = 1", output="mine"))
    assert not bring_up_to_date(release, work).updated
    assert "mine" in (work / NAME).read_text(), "outputs of the same release stay"
    (release / NAME).write_text(notebook("x = 2"))
    assert bring_up_to_date(release, work).updated == [NAME]


def test_new_outputs_of_a_release_come_where_nobody_has_run_it(release, work):
    (release / NAME).write_text(notebook("x = 1", output="of the release"))
    changes = bring_up_to_date(release, work)
    assert not changes.updated and not changes.beside
    assert "of the release" in (work / NAME).read_text()


@pytest.mark.parametrize(
    "mine",
    [notebook("x = 42"), notebook("x = 1", "y = 1"), notebook(), "", '{"cells": <<<<<<<', "{}"],
    ids=["other code", "one more cell", "one cell less", "empty", "conflict", "no cells"],
)
def test_what_is_edited_stays_and_a_new_release_comes_beside_it(release, work, mine):
    (work / NAME).write_text(mine)
    assert not bring_up_to_date(release, work).beside, "no new release, nothing to say"
    (release / NAME).write_text(notebook("x = 2"))
    changes = bring_up_to_date(release, work)
    beside = f"01/ex{BESIDE}.ipynb"
    assert changes.beside == {NAME: beside} and not changes.updated
    assert (work / NAME).read_text() == mine
    assert (work / beside).read_text() == notebook("x = 2")
    assert not bring_up_to_date(release, work).beside, "said once"


def test_a_new_release_that_was_edited_as_well_stays_too(release, work):
    (work / NAME).write_text(notebook("x = 42"))
    for number in (2, 3):
        (release / NAME).write_text(notebook(f"x = {number}"))
        bring_up_to_date(release, work)
    first = work / f"01/ex{BESIDE}.ipynb"
    assert first.read_text() == notebook("x = 3"), "not edited: it follows"
    first.write_text(notebook("x = 43"))
    (release / NAME).write_text(notebook("x = 4"))
    assert bring_up_to_date(release, work).beside == {NAME: f"01/ex{BESIDE}-2.ipynb"}
    assert first.read_text() == notebook("x = 43")
    assert (work / NAME).read_text() == notebook("x = 42")


@pytest.mark.parametrize("record", [None, "", "[]", '{"copied": 1}', '{"copied": {"a": 1}}'])
def test_without_a_record_every_difference_is_the_students(release, work, record):
    (work / RECORD).unlink()
    if record is not None:
        (work / RECORD).write_text(record)
    (work / NAME).write_text(notebook("x = 42"))
    assert bring_up_to_date(release, work).beside == {NAME: f"01/ex{BESIDE}.ipynb"}
    assert (work / NAME).read_text() == notebook("x = 42")
    (release / "00_start_here.ipynb").write_text(notebook("2 + 2"))
    assert bring_up_to_date(release, work).updated == ["00_start_here.ipynb"]


def test_a_deleted_notebook_comes_back_and_a_moved_one_stays(release, work):
    (work / NAME).rename(work / "01" / "mine.ipynb")
    assert bring_up_to_date(release, work).new == [NAME]
    assert (work / "01" / "mine.ipynb").exists()


def test_the_release_is_not_touched_and_nothing_half_written_stays(release, work, monkeypatch):
    before = {name: (release / name).read_bytes() for name in listed(release)}
    (work / NAME).write_text(notebook("x = 42"))
    (release / "00_start_here.ipynb").write_text(notebook("2 + 2"))
    before["00_start_here.ipynb"] = (release / "00_start_here.ipynb").read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device", str(target))

    was = listed(work)
    with monkeypatch.context() as patch, pytest.raises(LabProblem, match="No space left"):
        patch.setattr(Path, "replace", full)
        bring_up_to_date(release, work)
    assert listed(work) == was and (work / NAME).read_text() == notebook("x = 42")
    assert {name: (release / name).read_bytes() for name in listed(release)} == before
    assert bring_up_to_date(release, work).updated == ["00_start_here.ipynb"]


def test_a_released_file_that_cannot_be_written_makes_a_copy_that_can(release, tmp_path):
    (release / NAME).chmod(0o444)
    bring_up_to_date(release, tmp_path / "work")
    assert os.access(tmp_path / "work" / NAME, os.W_OK)
    assert (tmp_path / "work" / NAME).stat().st_mode & 0o200


@pytest.mark.parametrize(
    ("course", "work", "said"),
    [
        ("nowhere", "work", "--course"),
        ("course", "course", "--work"),
        ("course", "course/w", "--work"),
        ("course", "file", "can't be brought up to date"),
    ],
)
def test_wrong_folders_are_refused(release, tmp_path, course, work, said):
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(
        app, ["lab", "--course", str(tmp_path / course), "--work", str(tmp_path / work)]
    )
    assert result.exit_code == 2 and said in result.output
    assert RECORD not in listed(release)


def test_only_cells_count_in_a_digest():
    def of(*cells, name="a.ipynb"):
        return digest(json.dumps({"cells": list(cells)}).encode(), name)

    cell = {"cell_type": "code", "source": "x = 1\ny = 2"}
    lines = {**cell, "source": ["x = 1\n", "y = 2"], "outputs": [1], "metadata": {"a": 1}}
    assert of(cell) == of(lines) != of({**cell, "cell_type": "markdown"})
    assert of(cell) != of({**cell, "attachments": {"a.png": {}}}) and of(cell) != of(cell, cell)
    assert of(cell, name="a.csv") != of(lines, name="a.csv")
    assert digest(b"\xff\xfe", "a.ipynb").startswith("bytes:")
    assert of({**cell, "source": "\ud800"}).startswith("cells:")


def test_links_lead_somewhere_in_a_copy(tmp_path):
    """The copy has the release's shape, and helpers find it as the course."""
    work = tmp_path / "work"
    bring_up_to_date(ROOT / "course", work)
    assert set(listed(work)) == {RECORD, *(n for n in listed(ROOT / "course") if "/." not in n)}
    chapter = work / "01_ann_xor"
    code = (
        "from helpers.quiz import _course; found = _course.folder(); print(found);"
        "print(_course.link(_course.lessons(found)[0].path, found))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=chapter, capture_output=True, text=True, check=True
    )
    found, link = run.stdout.split()
    assert Path(found) == work.resolve() and (chapter / link).exists()


# -- the server ----------------------------------------------------------------------------------


def seat(tmp_path, settings="student"):
    return server.Seat(settings, tmp_path, "lab/tree/a b.ipynb", {"EXTRA": "1"})


def test_a_server_gets_our_settings_beside_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/theirs")
    monkeypatch.setenv("COURSE_DATA", "data")
    env = server.environment(seat(tmp_path))
    ours, theirs = env["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert Path(ours, "jupyter_server_config.py").is_file() and theirs == "/theirs"
    assert env["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
    assert env["COURSE_DATA"] == str(Path("data").absolute()) and env["EXTRA"] == "1"


def test_root_and_ports_in_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "_is_root", lambda: False)
    line = server.command(seat(tmp_path))
    assert "--allow-root" not in line and "--no-browser" not in line
    assert "--ServerApp.port_retries=50" in line
    assert "--LabApp.default_url=/lab/tree/a%20b.ipynb" in line
    monkeypatch.setattr(server, "_is_root", lambda: True)
    line = server.command(seat(tmp_path), port=9000, browser=False)
    assert {"--allow-root", "--no-browser", "--ServerApp.port_retries=0"} <= set(line)


def test_a_taken_port_is_said(release, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        work = str(tmp_path / "w")
        result = CliRunner().invoke(
            app, ["lab", "--course", str(release), "--work", work, "--port", str(port)]
        )
    assert result.exit_code == 2 and f"port {port} is taken" in result.output


def test_without_a_screen_no_browser_is_opened(monkeypatch):
    monkeypatch.setattr(server.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not server.has_browser()
    monkeypatch.setenv("BROWSER", "firefox")
    assert server.has_browser()


def settings_seen(name, tmp_path):
    """What Jupyter itself makes of our folder of settings, in a process of its own."""
    code = """
import json
from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from jupyterlab_server.config import get_page_config
lab = LabApp.initialize_server(argv=["--allow-root", "--port=0"])
app = lab.extension_manager.extension_apps["jupyterlab"].pop()
print("SEEN" + json.dumps({
    "extensions": lab.jpserver_extensions, "news": app.news_url,
    "updates": app.check_for_updates_class.__name__, "manager": app.extension_manager,
    "disabled": get_page_config([])["disabledExtensions"], "workspaces": app.workspaces_dir,
    "labextensions": app.labextensions_path,
}))
"""
    home = tmp_path / "home"
    mine = home / ".jupyter"
    mine.mkdir(parents=True)
    own = {
        "ServerApp": {"jpserver_extensions": {"mine": False}},
        "LabApp": {"news_url": "http://x"},
    }
    (mine / "jupyter_server_config.json").write_text(json.dumps(own))
    drop = ("JUPYTER", "JPY_", "XDG_")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
    made = server.environment(server.Seat(name, tmp_path, "lab", {"AUTOGRADER_CLASS": "/c"}))
    ours = {k: v for k, v in made.items() if k not in os.environ or k == "PATH"}
    ours |= {"JUPYTER_CONFIG_PATH": str(server.SETTINGS / name), "JUPYTER_PATH": str(server.SHARE)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env=clean | ours | {"HOME": str(home)},
    )  # fmt: skip
    assert json.loads((mine / "jupyter_server_config.json").read_text()) == own, "theirs stays"
    return json.loads(run.stdout.partition("SEEN")[2])


def test_a_student_gets_validate_and_nothing_of_an_instructor(tmp_path):
    seen = settings_seen("student", tmp_path)
    on = {name for name, enabled in seen["extensions"].items() if enabled}
    assert "nbgrader.server_extensions.validate_assignment" in on
    assert not [name for name in on if "formgrader" in name or "_list" in name]
    assert "mine" in seen["extensions"], "the student's own settings hold as well"
    assert (seen["news"], seen["updates"]) == (None, "NeverCheckForUpdate")
    assert seen["manager"] == "readonly"
    assert "@jupyter/nbgrader:create-assignment" in seen["disabled"]
    assert "@jupyterlab/apputils-extension:announcements" in seen["disabled"]
    assert "@jupyter/nbgrader:validate-assignment" not in seen["disabled"]
    assert Path(seen["workspaces"]).is_relative_to(tmp_path)
    assert (Path(seen["labextensions"][0]) / "course-alt-texts" / "package.json").is_file()


@pytest.mark.slow
def test_an_instructor_gets_formgrader(tmp_path):
    seen = settings_seen("instructor", tmp_path)
    on = [name for name, enabled in sorted(seen["extensions"].items()) if enabled]
    assert on.index("autograder.lab.regrade") < on.index("nbgrader.server_extensions.formgrader")
    assert "@jupyter/nbgrader:formgrader" not in seen["disabled"]
    assert "@jupyterlab/apputils-extension:announcements" in seen["disabled"]


# -- the desk ------------------------------------------------------------------------------------


def test_a_desk_needs_a_class(tmp_path):
    (tmp_path / "empty").mkdir()
    for name, said in (("nowhere", "autograder sample"), ("empty", "source/")):
        result = CliRunner().invoke(app, ["desk", "--course-dir", str(tmp_path / name)])
        assert result.exit_code == 2 and said in result.output


def test_a_desk_has_an_exchange_and_says_what_is_missing(tmp_path):
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    console = Console(record=True, width=200)
    at = seat_at(tmp_path, console)
    assert (tmp_path / "exchange").is_dir() and at.settings == "instructor"
    assert at.environment["AUTOGRADER_CLASS"] == str(tmp_path)
    assert "autograder grade" in console.export_text()


def test_an_id_with_a_star_means_one_student():
    assert literal("ada") == "ada" and literal("a*[b]?") == "a[*][[]b][?]"


@pytest.mark.slow
def test_the_button_autograde_says_what_went_wrong(tmp_path):
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    result = regrade(str(tmp_path), "ps1", "ada")
    assert not result["success"] and "holds no assignment" in result["error"]


def test_the_first_page_is_left_out_where_there_is_none(release, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(server, "open_seat", lambda at, **_: opened.append(at.page) or 0)
    monkeypatch.setattr(server, "running", lambda folder: None)
    for name in ("with", "without"):
        result = CliRunner().invoke(
            app, ["lab", "--course", str(release), "--work", str(tmp_path / name), "--no-browser"]
        )
        assert result.exit_code == 0, result.output
        shutil.rmtree(tmp_path / name)
        (release / "00_start_here.ipynb").unlink(missing_ok=True)
    assert opened == ["lab/tree/00_start_here.ipynb", "lab/tree/"]


def test_a_lab_that_is_open_already_is_not_opened_twice(release, work, monkeypatch):
    from jupyter_server import serverapp

    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
        info = {"root_dir": str(work), "port": port, "url": "http://localhost:1/", "token": "abc"}
        monkeypatch.setattr(serverapp, "list_running_servers", lambda: iter([info]))
        command = ["lab", "--course", str(release), "--work", str(work), "--no-browser"]
        result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    assert "http://localhost:1/lab/tree/00_start_here.ipynb?token=abc" in result.output
    monkeypatch.setattr(server, "open_seat", lambda at, **_: 0)
    assert "already" not in CliRunner().invoke(app, command).output, "that server has ended"
