"""Runs a notebook and keeps of its outputs what should be kept."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable

import nbclient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

# Lines that TensorFlow, XLA and the CUDA libraries write from C++, past Python's sys.stderr.
NATIVE_LOG = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] "
    r"|[IWEF]0000 \d\d:\d\d|WARNING: All log messages before absl::InitializeLog"
    r"|To enable the following instructions:"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d)"
)
CELL_SECONDS = 600


class CellFailed(Exception):
    """A cell raised or took too long.

    Args:
        index: its place in the notebook, from 0.
        error: what happened, in one or a few lines.
    """

    def __init__(self, index: int, error: str) -> None:
        self.index, self.error = index, error
        super().__init__(error)


def execute(notebook: NotebookNode, progress: Callable[[int], None] = lambda done: None) -> None:
    """Runs all cells in an empty folder and stores cleaned outputs in the notebook.

    Args:
        notebook: changed in place.
        progress: called with the number of cells done.

    Raises:
        CellFailed: a cell raised, or ran longer than CELL_SECONDS.
    """
    done = 0

    def count(**_: object) -> None:
        nonlocal done
        done += 1
        progress(done)

    with tempfile.TemporaryDirectory(prefix="build-") as folder:
        client = nbclient.NotebookClient(
            notebook,
            kernel_name=notebook.metadata.kernelspec.name,
            timeout=CELL_SECONDS,
            resources={"metadata": {"path": folder}},
            on_cell_complete=count,
            shutdown_kernel="immediate",
            record_timing=False,
            store_widget_state=False,
        )
        try:
            # What the kernel process itself says (not its cells) is of no use to an author.
            client.execute(stderr=subprocess.DEVNULL)
        except CellExecutionError as error:
            raise CellFailed(_failed(notebook), f"{error.ename}: {error.evalue}") from error
        except DeadKernelError as error:
            raise CellFailed(done, "the kernel died (out of memory?)") from error
        except CellTimeoutError as error:
            raise CellFailed(done, f"took longer than {CELL_SECONDS} s") from error
    for cell in notebook.cells:
        clean(cell)


def clean(cell: NotebookNode) -> None:
    """Removes from a cell what differs from run to run without meaning anything."""
    cell.metadata.pop("execution", None)
    if cell.cell_type != "code":
        return
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            kept = [row for row in output.text.splitlines(True) if not NATIVE_LOG.match(row)]
            output.text = "".join(kept)
            if not output.text.strip():
                continue
        last = outputs[-1] if outputs else None
        if (
            output.output_type == "stream"
            and last is not None
            and last.output_type == "stream"
            and last.name == output.name
        ):
            last.text += output.text  # how a stream is cut into messages is chance
        else:
            outputs.append(output)
    cell.outputs = outputs


def _failed(notebook: NotebookNode) -> int:
    for index, cell in enumerate(notebook.cells):
        if any(o.output_type == "error" for o in cell.get("outputs", [])):
            return index
    return 0
