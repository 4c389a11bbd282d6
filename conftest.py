"""What pytest collects in this repository.

`pytest` runs tests/. `pytest --nbval`, with nothing else said, runs every lesson and every solved
exercise, and leaves out what students and graders work on.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent
NOTEBOOK_FOLDERS = ("course", "solutions")
NOT_OURS = {"classroom", "work", ".ipynb_checkpoints", ".venv"}


def pytest_configure(config: pytest.Config) -> None:
    asked = config.args_source in (
        pytest.Config.ArgsSource.TESTPATHS,
        pytest.Config.ArgsSource.INVOCATION_DIR,
    )
    if getattr(config.option, "nbval", False) and asked and config.invocation_params.dir == ROOT:
        config.args = [str(ROOT / folder) for folder in NOTEBOOK_FOLDERS]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.suffix != ".ipynb" or ROOT not in collection_path.parents:
        return None
    parts = collection_path.relative_to(ROOT).parts
    stub = parts[0] == "course" and collection_path.stem.endswith("_exercises")
    return True if stub or NOT_OURS & set(parts) else None
