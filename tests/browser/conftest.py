"""A real browser on real servers, in a scratch copy of everything that is written to."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # tests import lab_page
ROOT = Path(__file__).parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 240  # seconds that anything may take on a busy machine


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine: install it (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory):
    """Folder for pictures of the pages: $BROWSER_SHOTS, or pytest's own."""
    named = os.environ.get("BROWSER_SHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Watched:
    """A page that remembers what went wrong on it.

    Attributes:
        page: Playwright's page.
        origin: address of the server.
        errors: errors on the console and in scripts.
        outside: addresses on other machines that were asked.
    """

    def __init__(self, browser, origin):
        self.origin, self.errors, self.outside = origin, [], []
        self.context = browser.new_context(viewport={"width": 1400, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url, origin))

    def _console(self, message):
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _request(self, url, origin):
        if not url.startswith((origin, "data:", "blob:", "about:")):
            self.outside.append(url)


class Server:
    """`autograder lab` or `autograder desk`, running.

    Args:
        arguments: of the command.
        home: a folder in place of the user's.
    """

    def __init__(self, arguments, home):
        home.mkdir(exist_ok=True)
        drop = ("JUPYTER", "JPY_", "DISPLAY", "WAYLAND_DISPLAY", "XDG_", "BROWSER")
        env = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        env |= {"HOME": str(home), "COURSE_OFFLINE": "1"}
        self.log = home / f"{arguments[0]}.log"
        line = [sys.executable, "-m", "autograder.cli", *map(str, arguments), "--no-browser"]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                line, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.url = self._wait()
        self.origin = re.match(r"http://[^/]+", self.url)[0]

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            found = re.findall(r"http://127\.0\.0\.1\S+", self.log.read_text())
            if found:
                return found[-1]
            time.sleep(0.2)
        self.stop()
        raise AssertionError(f"the server didn't start:\n{self.log.read_text()}")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@pytest.fixture(scope="session")
def serve():
    """Starts servers, and stops them in the end."""
    started = []

    def start(arguments, home):
        started.append(Server(arguments, home))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def watch(browser):
    """Opens pages that remember what went wrong on them."""
    opened = []

    def open_page(origin):
        opened.append(Watched(browser, origin))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()
