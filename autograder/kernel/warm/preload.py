"""Imports ahead of time, and the proof that a fork afterwards is safe."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Iterable

# What every kernel imports sooner or later, also to show the first traceback.
_KERNEL = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.debugger", "IPython.core.completerlib",
    "IPython.core.oinspect", "IPython.core.logger", "IPython.core.pylabtools",
    "IPython.extensions.storemagic", "matplotlib_inline.config", "tornado.platform.asyncio",
    "tornado.queues", "asyncio.selector_events", "sqlite3", "runpy", "jedi", "pdb", "stack_data",
    "executing", "pure_eval", "asttokens", "pygments.lexers.python",
    "pygments.formatters.terminal256", "pygments.styles.default", "comm",
    "psutil", "threadpoolctl", "numpy.random",
)  # fmt: skip
# Modules that name what they load lazily, so that it is loaded as well.
_PARTS = {
    "numpy": ("numpy.random", "numpy.linalg", "numpy.ma", "numpy.testing"),
    "matplotlib": ("matplotlib.pyplot", "matplotlib.backends.backend_agg"),
    "tensorflow": ("tensorflow.python.eager.context",),
    "pandas": ("pandas.io.formats.format",),
}


def modules_of(sources: Iterable[str]) -> tuple[str, ...]:
    """Finds the modules that cells import, for a zygote's list.

    Args:
        sources: code of cells. Lines of IPython's own and broken cells are passed over.

    Returns:
        Sorted names of modules that are installed (not of files beside the notebook), with
        their packages' submodules as far as they are named.
    """
    names: set[str] = set()
    for source in sources:
        lines = ["pass" if line.lstrip().startswith(("%", "!")) else line for line in
                 source.splitlines()]  # fmt: skip
        try:
            tree = ast.parse("\n".join(lines))
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    return tuple(sorted(name for name in names if _is_installed(name)))


def _is_installed(name: str) -> bool:
    top = name.partition(".")[0]
    if top in ("__main__", "__future__", "autograder"):
        return False
    try:
        return importlib.util.find_spec(top) is not None
    except (ImportError, ValueError):
        return False


def load(names: Iterable[str]) -> list[str]:
    """Imports modules, and what a kernel itself needs.

    Args:
        names: modules; ones that can't be imported are passed over: the cell that wants them
            will say why.

    Returns:
        Sentences about modules that couldn't be imported or that started a thread.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # no debugger in these kernels
    problems: list[str] = []
    for name in names:
        for module in (name, *_PARTS.get(name, ())):
            try:
                importlib.import_module(module)
            except Exception as error:
                problems.append(f"{module} can't be imported: {error}")
            if len(threads()) > 1:
                problems.append(f"{module} starts a thread")
                return problems
    for name in _KERNEL:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # Its import connects pictures to the kernel that is running: it has to come after there is one.
    sys.modules.pop("matplotlib_inline.backend_inline", None)
    # The first traceback asks inspect for a module, which then looks at all of them: 0.2 s.
    inspect.getmodule(compile("0", "<preload>", "eval"))
    return problems


def threads() -> list[str]:
    """Returns the names of this process's threads, the first one included."""
    found = []
    for number in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{number}/comm", encoding="utf-8") as file:
                found.append(file.read().strip())
        except OSError:
            continue
    return found


def unsafe() -> str | None:
    """Returns why a fork of this process would not be safe, None if it is.

    A library's threads don't survive a fork, and it doesn't know: TensorFlow hangs in the first
    `fit` if any operation ran before.
    """
    names = threads()
    if len(names) != 1:
        return f"it has {len(names)} threads: {', '.join(sorted(names))}"
    context = sys.modules.get("tensorflow.python.eager.context")
    current = getattr(context, "_context", None)
    if current is not None and getattr(current, "_initialized", True):
        return "a TensorFlow operation ran in it"
    bridge = sys.modules.get("jax._src.xla_bridge")
    if bridge is not None and bridge.backends_are_initialized():
        return "JAX has started its devices in it"
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        return "PyTorch has started CUDA in it"
    return None
