"""GPUs of this machine: who gets one, and what a kernel needs to use it."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.kernel.options import KernelOptions

if TYPE_CHECKING:  # workers need no nbgrader
    from autograder.gradebook.instructor import Loaded

VISIBLE = "CUDA_VISIBLE_DEVICES"
NONE = "-1"  # as CUDA reads it: no GPU at all
RESOURCE = "GPU"  # name of the resource of a Dask worker
KEY = "autograder"  # in a notebook's metadata: {"autograder": {"gpu": true}}
# Files that CUDA opens. A worker's slot is chosen by CUDA_VISIBLE_DEVICES, not by these.
FILES = ("/dev/nvidia[0-9]*", "/dev/nvidiactl", "/dev/nvidia-uvm*", "/dev/nvidia-caps/*")


def here() -> list[str]:
    """GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them."""
    given = os.environ.get(VISIBLE)
    if given is None:
        return [str(n) for n in range(len(glob.glob("/proc/driver/nvidia/gpus/*")))]
    names = []
    for name in (part.strip() for part in given.split(",")):
        if name in ("", NONE):  # CUDA ignores what comes after it
            break
        names.append(name)
    return names


def slots(count: int) -> list[str]:
    """GPUs for the slots that a Dask worker has announced as its resource.

    Args:
        count: amount of the resource GPU.
    """
    return (here() or [str(number) for number in range(count)])[:count]


def with_device(options: KernelOptions, device: str | None) -> KernelOptions:
    """Returns options for a kernel that sees one GPU, or none of them.

    Args:
        options: of the run.
        device: a name out of `here`, None to hide all GPUs.
    """
    env = {**options.env, VISIBLE: NONE if device is None else device}
    files = [] if device is None else sorted(path for name in FILES for path in glob.glob(name))
    return replace(options, env=env, devices=tuple(files))


def mark(loaded: Sequence[Loaded], asked: Collection[str]) -> None:
    """Finds out which assignments ask for a GPU: by a notebook's metadata, or by name.

    Args:
        loaded: their assignments are marked.
        asked: names from `--gpu`.
    """
    for one in loaded:
        wants = any(
            dict(notebook.metadata.get(KEY, {})).get("gpu") is True
            for notebook in one.written.values()
        )
        if wants or one.assignment.name in asked:
            one.assignment = replace(one.assignment, gpu=True)
