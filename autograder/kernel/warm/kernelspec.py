"""Writes the kernelspec by which Jupyter's commands find warm kernels."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.kernel.sandbox.spec import Sandbox
from autograder.kernel.warm.provisioner import NAME
from autograder.kernel.warm.supervisor import DEFAULT_PRELOAD

KERNEL_NAME = "autograder-warm"


def install(
    folder: Path,
    *,
    name: str = KERNEL_NAME,
    preload: Iterable[str] = DEFAULT_PRELOAD,
    sandbox: Sandbox | None = None,
) -> Path:
    """Installs a kernelspec for warm kernels.

    Args:
        folder: a folder for $JUPYTER_PATH; the spec goes into FOLDER/kernels/NAME.
        name: what `--nbval-kernel-name` and `kernel_name` are given. "python3" replaces the usual
            kernel for programs that see `folder` first.
        preload: modules to import ahead of time.
        sandbox: what surrounds every kernel, None for no sandbox.

    Returns:
        The path of kernel.json.
    """
    config: dict[str, object] = {"preload": list(preload)}
    if sandbox is not None:
        config["sandbox"] = sandbox.to_json()
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (warm)",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": NAME, "config": config}},
    }
    path = Path(folder) / "kernels" / name / "kernel.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(spec, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m autograder.kernel.warm.kernelspec FOLDER")
    print(install(Path(sys.argv[1])))
