from __future__ import annotations

import io
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import progress
from helpers.progress import Progress, bar


def test_a_log_gets_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(bar(range(50), "runs", unit="run")) == list(range(50))
    printed = capsys.readouterr()
    assert printed.err == "" and "\r" not in printed.out and "\x1b" not in printed.out
    assert printed.out.startswith("runs: 50 run in ") and printed.out.count("\n") == 1


def test_milestones_are_for_logs(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(2, "training") as shown:
        for n in (1, 2):
            shown.update(n)
            shown.milestone(f"epoch {n}/2")
        shown.final = "done"
    assert capsys.readouterr().out == "training: epoch 1/2\ntraining: epoch 2/2\ndone\n"


def test_a_terminal_gets_one_line_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_UPDATES", 0.0)
    list(bar(range(3), "runs"))
    written = terminal.getvalue()
    assert written.count("\n") == 1 and written.count("\r") == 4
    assert "runs:  33%" in written
    assert written.rsplit("\r", 1)[1].startswith("runs: 3 it in ")


def test_an_error_ends_the_bar_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), Progress(10, "runs") as shown:
        shown.update(4)
        raise RuntimeError
    out = capsys.readouterr().out
    assert "4/10" in out and out.endswith("(stopped)\n")


def test_unknown_length(capsys: pytest.CaptureFixture[str]) -> None:
    assert sum(bar(iter([1, 2, 3]), "numbers")) == 6
    assert capsys.readouterr().out.startswith("numbers: 3 it in ")


NOTEBOOK = """
import time
from matplotlib import pyplot as plt
from helpers import plots, progress
progress.SECONDS_BETWEEN_UPDATES = 0.0
for _ in progress.bar(range(300), "runs", unit="run"):
    pass
fig, ax = plt.subplots()
ax.set(title="t", xlabel="x", ylabel="y")
plots.show(fig, alt="An empty   plot.")
"""


def test_a_notebook_keeps_one_short_line_and_one_picture() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    line, picture = notebook.cells[0].outputs
    assert line.output_type == "display_data"
    text = line.data["text/plain"]
    assert text.startswith("runs: 300 run in ") and "\n" not in text and len(text) < 100
    assert picture.output_type == "display_data"
    assert set(picture.data) == {"image/png", "text/plain"}
    assert picture.data["text/plain"] == "An empty plot."
    assert picture.metadata["image/png"]["alt"] == "An empty plot."
    nbformat.validate(notebook)
