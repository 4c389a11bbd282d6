"""Starts JupyterLab with settings of our own, beside the user's, which stay as they are."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from autograder.lab.problem import LabProblem

SETTINGS = Path(__file__).parent / "jupyter"
# A JupyterLab extension that gives pictures their texts, a template that works without a network.
SHARE = Path(__file__).parent / "share"
PORT = 8888  # Jupyter's; the next free one if it is taken


@dataclass(frozen=True)
class Seat:
    """What somebody sits down to.

    Attributes:
        settings: name of a folder in `jupyter/`: "student" or "instructor".
        folder: what the file browser shows, and where notebooks run.
        page: what is opened, as a path on the server, e.g. "lab/tree/00_start_here.ipynb".
        environment: variables for the server and its kernels, beside those of this process.
    """

    settings: str
    folder: Path
    page: str
    environment: dict[str, str]


def command(seat: Seat, *, port: int | None = None, browser: bool = True) -> list[str]:
    """The command line that starts the server.

    Args:
        seat: what to open.
        port: the port to use, no other; None for the first free one from 8888 on.
        browser: whether to open a browser.

    Returns:
        Program and arguments.
    """
    line = [
        sys.executable, "-m", "jupyterlab",
        f"--ServerApp.root_dir={seat.folder.resolve()}",
        f"--LabApp.default_url=/{quote(seat.page)}",
        f"--ServerApp.port={port or PORT}",
        f"--ServerApp.port_retries={0 if port else 50}",
        "--log-level=ERROR",
    ]  # fmt: skip
    if not browser:
        line.append("--no-browser")
    if _is_root():
        line.append("--allow-root")
    return line


def environment(seat: Seat) -> dict[str, str]:
    """The variables that the server and its kernels get."""
    env = dict(os.environ)
    for name, ours in (
        ("JUPYTER_CONFIG_PATH", SETTINGS / seat.settings),
        ("JUPYTER_PATH", SHARE),
    ):
        others = [env[name]] if env.get(name) else []
        env[name] = os.pathsep.join([str(ours.resolve()), *others])
    # Kernels and extensions of this Python, not those of the same name in the user's folder.
    env["JUPYTER_PREFER_ENV_PATH"] = "1"
    # nbgrader calls `alembic` by its name, and students call `!pip` so.
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", os.defpath)])
    env.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if env.get("COURSE_DATA"):  # the server starts in another folder
        env["COURSE_DATA"] = os.path.abspath(env["COURSE_DATA"])
    return env | seat.environment


def open_seat(seat: Seat, *, port: int | None = None, browser: bool = True) -> int:
    """Starts the server and waits until it ends.

    Args:
        seat: what to open.
        port: the port to use, no other; None for the first free one from 8888 on.
        browser: whether to open a browser, if there is one.

    Returns:
        The server's exit code.

    Raises:
        LabProblem: the port is taken.
    """
    if port is not None and not is_free(port):
        raise LabProblem(
            f"port {port} is taken by another program: name another one, or leave --port out and "
            "a free one is found"
        )
    line, env = command(seat, port=port, browser=browser), environment(seat)
    if os.name == "posix":
        # The server takes this process's place, so that Ctrl+C and signals reach it alone.
        sys.stdout.flush()
        sys.stderr.flush()
        os.chdir(seat.folder)
        os.execve(line[0], line, env)
    try:
        return subprocess.run(line, env=env, cwd=seat.folder, check=False).returncode
    except KeyboardInterrupt:
        return 0


def running(folder: Path) -> str | None:
    """Address of a server that shows this folder already, None if there is none."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        shown = server.get("root_dir") or ""
        if os.path.realpath(shown) == str(folder.resolve()) and not is_free(server["port"]):
            return f"{server['url']}{{page}}?token={server['token']}"
    return None


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(2)
                if probe.connect_ex((host, port)) == 0:
                    return False
        except OSError:
            continue
    return True


def has_browser() -> bool:
    """Whether a browser with windows can be opened from here."""
    if sys.platform.startswith(("win", "darwin")) or os.environ.get("BROWSER"):
        return True
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False  # an ssh session or a container: a browser for terminals would take it over
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
