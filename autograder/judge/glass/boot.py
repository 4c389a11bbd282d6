"""The code that brings the kernel's half of the glass into a student's kernel."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from autograder.judge.glass import kernel_side

# In order of need.
MODULES = ("tables", "codec", "decoder", "events", "rules", "links", "crossing", "service")
OWN_IMPORT = re.compile(
    r"^from (?:autograder\.[\w.]+|__future__) import (?:\([^)]*\)|[^\n]*)\n", re.MULTILINE
)
NOT_LOADED = ("LookupError", "_autograder_glass")  # name and text of what `serve_code` raises
_LOAD = """\
def _autograder_glass():
    import builtins, sys, types
    module = types.ModuleType("_autograder_glass")
    module.__dict__["__builtins__"] = dict(vars(builtins))
    sys.modules["_autograder_glass"] = module
    builtins.exec(%s, module.__dict__)
_autograder_glass()
del _autograder_glass
"""
_SERVE = """\
def _autograder_glass():
    import sys
    module = sys.modules.get("_autograder_glass")
    if module is None or not hasattr(module, "service_for"):
        raise LookupError("_autograder_glass")
    return module
_autograder_glass().service_for(globals()).serve(%r, %r)
del _autograder_glass
"""


@functools.cache
def kernel_source() -> str:
    """The kernel's half as one text: its modules, one after the other."""
    folder = Path(kernel_side.__file__).parent
    parts = [OWN_IMPORT.sub("", (folder / f"{name}.py").read_text("utf-8")) for name in MODULES]
    return "from __future__ import annotations\n" + "\n".join(parts)


def prepare_code() -> str:
    """Code for a fresh kernel, before any cell of the student: loads the kernel's half.

    Loaded then, it has Python's own functions even if a student later puts others in their place.
    """
    return _LOAD % f'builtins.compile({kernel_source()!r}, "<autograder>", "exec")'


def warm_code() -> str:
    """The same for a kernel whose zygote has imported `compiled`; raises an error in others."""
    return _LOAD % 'sys.modules["autograder.judge.glass.compiled"].CODE'


def serve_code(path: str, token: str) -> str:
    """Code that keeps a kernel answering the judge until the judge hangs up.

    Args:
        path: of the judge's socket, as the kernel sees it.
        token: shows that the connection comes from this kernel.
    """
    return _SERVE % (path, token)
