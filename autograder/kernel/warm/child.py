"""A forked kernel becomes like one that was started by itself."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
from typing import Any

_INLINE = "module://matplotlib_inline.backend_inline"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def freshen(env: dict[str, str], folder: str | None) -> None:
    """Takes away what a fork inherits and a new process would not have.

    Args:
        env: the whole environment.
        folder: working folder, None to keep the present one.

    Raises:
        OSError: if the folder can't be entered.
    """
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.umask(0o077)
    for name in ("HOME", "TMPDIR"):
        with contextlib.suppress(OSError, KeyError):
            os.makedirs(os.environ[name], exist_ok=True)
    if folder is not None:
        os.chdir(folder)
    _fresh_chance()
    tempfile: Any = sys.modules.get("tempfile")
    if tempfile is not None:
        tempfile.tempdir = None
        tempfile._name_sequence = None
    _move_home()
    _share_cores()
    _python_path()


def _fresh_chance() -> None:
    """A fork shares the state of random generators: all kernels would draw the same."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _move_home() -> None:
    """Some libraries remember at their import where HOME is."""
    config: Any = sys.modules.get("keras.src.backend.config")
    if config is not None and hasattr(config, "_KERAS_DIR"):
        home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
        config._KERAS_DIR = home
    matplotlib: Any = sys.modules.get("matplotlib")
    if matplotlib is not None:
        for name in ("get_configdir", "get_cachedir"):
            clear = getattr(getattr(matplotlib, name, None), "cache_clear", None)
            if clear is not None:
                clear()


def _share_cores() -> None:
    """TensorFlow reads its variables at its first operation, the others at their import."""
    given = next((os.environ[name] for name in _THREADS if os.environ.get(name)), "")
    count = int(given) if given.isdigit() else os.cpu_count() or 1
    control: Any = sys.modules.get("threadpoolctl")
    if count != 1 and control is not None:
        with contextlib.suppress(Exception):
            control.threadpool_limits(limits=count)


def _python_path() -> None:
    for folder in reversed(os.environ.get("PYTHONPATH", "").split(os.pathsep)):
        if folder and folder not in sys.path:
            sys.path.insert(0, folder)


def _look_beside_the_notebook() -> None:
    """Puts the working folder where IPython puts it: not in a process that began with `-P`."""
    packages = [i for i, path in enumerate(sys.path)
                if os.path.basename(path) in ("site-packages", "dist-packages")]  # fmt: skip
    if "" not in sys.path:
        sys.path.insert(packages[0] if packages else 0, "")


def run_kernel(arguments: list[str]) -> int:
    """Runs IPython's kernel until it is told to end.

    Args:
        arguments: of ipykernel_launcher.

    Returns:
        Exit code.
    """
    from ipykernel.kernelapp import IPKernelApp

    os.environ.setdefault("MPLBACKEND", _INLINE)
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    _look_beside_the_notebook()
    sys.argv = ["ipykernel_launcher", *arguments]
    # 1 is what ipykernel takes for "somebody else sees to my end": neither a look-out for a parent
    # (in a PID namespace it would miss one at once) nor a note on how to stop a kernel by hand.
    app = IPKernelApp.instance(parent_handle=1)
    app.initialize(arguments)
    # A debugger's line to the kernel: it would try to connect for ever where that is refused.
    debug_line = getattr(app, "debug_shell_socket", None)
    if debug_line is not None:
        debug_line.close()
    app.start()
    return 0
