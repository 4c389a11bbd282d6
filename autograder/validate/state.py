"""What a restarted kernel doesn't have: names of a saved state, imports, the order of running."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Sequence
from typing import Any

from autograder.judge.glass.analysis import names_of
from autograder.judge.notebook import MISSING_NAME
from autograder.judge.sanitize import RunCell, Sanitized
from autograder.kernel.options import KernelOptions
from autograder.kernel.session import CellRun
from autograder.validate.dry_run import DryRun
from autograder.validate.findings import ERROR, NOTE, WARNING, Finding

MISSING_MODULE = re.compile(r"No module named '([\w.]+)'")
ADDRESS = re.compile(r"0x[0-9a-f]+|<ipython-input-[^>]*>")
IGNORE = "nbval-ignore-output"
SLOW_SHARE = 0.75  # of the time limit, from which a cell is on the safe side no more
RESTART = "Kernel → Restart Kernel and Run All Cells"
# How the field imports what it abbreviates.
ALIASES = {
    "np": "import numpy as np", "plt": "import matplotlib.pyplot as plt",
    "pd": "import pandas as pd", "tf": "import tensorflow as tf", "sns": "import seaborn as sns",
    "layers": "from keras import layers", "deque": "from collections import deque",
    "defaultdict": "from collections import defaultdict", "Path": "from pathlib import Path",
    "partial": "from functools import partial", "sqrt": "from math import sqrt",
}  # fmt: skip


def about_run(
    sanitized: Sanitized, run: DryRun, raw_cells: Sequence[Any], options: KernelOptions
) -> list[Finding]:
    """Compares a run from top to bottom in a fresh kernel with what the notebook has stored.

    Args:
        sanitized: the notebook that was run.
        run: what happened.
        raw_cells: the student's cells as they stand in the file.
        options: the limits of the run.
    """
    if not run.kernel:
        return []
    findings: list[Finding] = []
    told: set[str] = set()
    for cell, one in run.ran:
        findings += _time_and_output(cell, one, options)
        if one.error is None:
            continue
        name, text = one.error[:2]
        if name == "NameError" and (match := MISSING_NAME.search(text)):
            if match[1] not in told:
                told.add(match[1])
                if finding := _missing_name(match[1], cell, sanitized, run, raw_cells):
                    findings.append(finding)
        elif name in ("ModuleNotFoundError", "ImportError"):
            if (match := MISSING_MODULE.search(text)) and match[1] not in told:
                told.add(match[1])
                findings.append(_missing_module(match[1], cell, sanitized))
        elif name != "NotImplementedError" and worked(cell, raw_cells):
            told.add(cell.name)
            findings.append(
                Finding(
                    ERROR, "state",
                    f"{_place(cell)} worked when you last ran it, but stops with {name} after a "
                    "restart",
                    f"{RESTART} shows it: make the cell work there", cell=cell.name,
                )
            )  # fmt: skip
    return findings + _order(sanitized, run, raw_cells, bool(told))


def _place(cell: RunCell) -> str:
    """Name of a cell, and its number in the notebook if it has both."""
    if cell.spec is None or cell.number is None:
        return cell.name
    return f"cell {cell.number} ({cell.spec.grade_id!r})"


def _stored(cell: RunCell, raw_cells: Sequence[Any]) -> dict[str, Any]:
    raw = raw_cells[cell.number - 1] if cell.number is not None else None
    return raw if isinstance(raw, dict) else {}


def _count(cell: RunCell, raw_cells: Sequence[Any]) -> int | None:
    count = _stored(cell, raw_cells).get("execution_count")
    return count if type(count) is int else None


def worked(cell: RunCell, raw_cells: Sequence[Any]) -> bool:
    """Whether a cell has run without an error in the session that was saved."""
    if _count(cell, raw_cells) is None:
        return False
    outputs = _stored(cell, raw_cells).get("outputs")
    outputs = outputs if isinstance(outputs, list) else []
    return not any(isinstance(o, dict) and o.get("output_type") == "error" for o in outputs)


def _missing_name(
    name: str, failed: RunCell, sanitized: Sanitized, run: DryRun, raw_cells: Sequence[Any]
) -> Finding | None:
    """Says why a name isn't there, unless the message of the test says it already."""
    if any(run_of.status != "ok" and _binds(cell, name) for cell, run_of in run.ran):
        return None  # the cell that makes it stopped: that is the message
    user = next((cell for cell in sanitized.cells if _own(cell) and _uses(cell, name)), None)
    if user is None:
        if any(name in gone for gone in sanitized.missing):
            return None  # that its cell is missing is said already
        return Finding(
            ERROR, "state", f"{_place(failed)} asks for {name!r}, which no cell makes",
            f"write it with this very name; if it worked before, the cell that made {name!r} was "
            "renamed or deleted", cell=failed.name,
        )  # fmt: skip
    below = sanitized.cells[sanitized.cells.index(failed) + 1 :]
    maker = next((cell for cell in below if _binds(cell, name)), None)
    if maker is not None:
        return Finding(
            ERROR, "order",
            f"{_place(user)} uses {name!r}, which is made further down, in {_place(maker)}",
            f"move one of the two cells until {RESTART} works", cell=user.name,
        )  # fmt: skip
    if imported := _import_of(name):
        return Finding(
            ERROR, "import", f"{_place(user)} uses {name!r}, which no cell imports",
            f"write `{imported}` at the top of that cell", cell=user.name,
        )  # fmt: skip
    saved = " and was only in the memory of the kernel" if worked(failed, raw_cells) else ""
    return Finding(
        ERROR, "state", f"{_place(user)} uses {name!r}, which no cell makes{saved}",
        f"write the line that makes {name!r} again, or correct the name; {RESTART} shows whether "
        "it works", cell=user.name,
    )  # fmt: skip


def _missing_module(module: str, failed: RunCell, sanitized: Sanitized) -> Finding:
    top = module.partition(".")[0]
    users = [cell for cell in sanitized.cells if top in cell.source and _own(cell)]
    user = users[0] if users else failed
    return Finding(
        ERROR, "import",
        f"{_place(user)} imports {module!r}, which isn't installed in the course's environment",
        "correct the name, do it with a library of the course, or, if it is a file of yours, keep "
        f"{top}.py beside the notebook and hand it in too", cell=user.name,
    )  # fmt: skip


def _import_of(name: str) -> str:
    """The statement by which a name usually gets into a notebook; "" if none is known."""
    if name in ALIASES:
        return ALIASES[name]
    if name.startswith("_"):
        return ""
    try:
        found = name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return ""
    return f"import {name}" if found else ""


def _own(cell: RunCell) -> bool:
    return cell.spec is None or cell.spec.solution


def _uses(cell: RunCell, name: str) -> bool:
    if cell.cell_type != "code":
        return False
    return bool(re.search(rf"\b{name}\b", cell.source)) and not _binds(cell, name)


def _binds(cell: RunCell, name: str) -> bool:
    return cell.cell_type == "code" and name in names_of(cell.source).binds


def _time_and_output(cell: RunCell, run: CellRun, options: KernelOptions) -> list[Finding]:
    findings = []
    limit = options.cell_seconds
    if run.status in ("timeout", "lost"):
        findings.append(
            Finding(
                ERROR, "time", f"{_place(cell)}: {run.why}",
                "let it do less (fewer epochs, fewer steps), and look for a loop without an end",
                cell=cell.name,
            )
        )  # fmt: skip
    elif limit is not None and run.seconds > SLOW_SHARE * limit and _own(cell):
        findings.append(
            Finding(
                WARNING, "time",
                f"{_place(cell)} took {run.seconds:.0f} s, and after {limit} s it is stopped",
                "let it do less: the machine that grades may be slower than yours", cell=cell.name,
            )
        )  # fmt: skip
    if run.outputs and "[output cut after" in str(run.outputs[-1].get("text", "")):
        findings.append(
            Finding(
                WARNING, "output",
                f"{_place(cell)} prints more than the {options.cell_output / 1e6:.0f} MB that are "
                "kept", "print less there", cell=cell.name,
            )
        )  # fmt: skip
    return findings


def _order(
    sanitized: Sanitized, run: DryRun, raw_cells: Sequence[Any], told: bool
) -> list[Finding]:
    """Looks whether cells were run in another order, and whether that makes a difference."""
    counted = [(cell, one, _count(cell, raw_cells)) for cell, one in run.ran]
    counts = [count for _, _, count in counted if count is not None]
    if counts == sorted(counts):
        return []
    other = [
        cell
        for cell, one, count in counted
        if count is not None and _shown(_stored(cell, raw_cells).get("outputs"))
        != _shown(one.outputs) and IGNORE not in str(_stored(cell, raw_cells).get("metadata"))
    ]  # fmt: skip
    if other and not told:
        return [
            Finding(
                WARNING, "order",
                f"cells were run out of order, and {_place(other[0])} shows something else after a "
                "restart", f"{RESTART}, look at the outputs, and save", cell=other[0].name,
            )
        ]  # fmt: skip
    if told:
        return []
    return [Finding(NOTE, "order", "cells were run out of order; a restart gives the same")]


def _shown(outputs: Any) -> str:
    """The text of outputs, as far as it is the same each time."""
    texts = []
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        text = output.get("text", data.get("text/plain", "") if isinstance(data, dict) else "")
        if output.get("output_type") == "error":
            text = str(output.get("ename"))
        texts.append("".join(text) if isinstance(text, list) else str(text))
    return ADDRESS.sub("", "".join(texts)).strip()
