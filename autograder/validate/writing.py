"""Writes a mended notebook, and keeps the original."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

KEPT = ".before-mend"


def notebook_text(cells: list[dict[str, Any]], metadata: dict[str, Any]) -> str:
    """Returns a valid notebook of the current format, as Jupyter writes it.

    Args:
        cells: cells as they stand in a file.
        metadata: of the notebook.
    """
    nodes = []
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        kind = cell.get("cell_type")
        kind = kind if kind in ("code", "markdown", "raw") else "raw"
        node: dict[str, Any] = {
            "cell_type": kind,
            "source": _joined(cell.get("source", "")),
            "metadata": cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {},
        }
        name = cell.get("id")
        if not isinstance(name, str) or not name or name in seen:
            name = f"mended-{number}"
        seen.add(name)
        node["id"] = name
        if kind == "code":
            outputs = cell.get("outputs")
            count = cell.get("execution_count")
            node["outputs"] = outputs if isinstance(outputs, list) else []
            node["execution_count"] = count if type(count) is int else None
        elif isinstance(cell.get("attachments"), dict):
            node["attachments"] = cell["attachments"]
        nodes.append(node)
    notebook: NotebookNode = nbformat.from_dict(
        {"cells": nodes, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        for node in notebook.cells:  # what some other program wrote there
            if "outputs" in node:
                node["outputs"] = []
    return str(nbformat.writes(notebook)) + "\n"


def _joined(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    text = source if isinstance(source, str) else ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def keep(path: Path, content: bytes) -> Path:
    """Writes the original beside the notebook, under a name that is free."""
    for number in range(1, 1000):
        mark = KEPT if number == 1 else f"{KEPT}-{number}"
        target = path.with_name(f"{path.stem}{mark}.ipynb")
        try:
            with open(target, "xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return target
    raise AssertionError("a thousand copies of the original are there already")


def write(path: Path, text: str) -> None:
    """Writes the notebook whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".mend-", suffix=".part", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    if path.exists():
        os.chmod(name, path.stat().st_mode & 0o777)
    else:
        os.chmod(name, 0o644)
    os.replace(name, path)
