"""Digests that tell whether a built notebook still belongs to its text, and to itself."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
import tomllib
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from autograder.build.terms import words_for

MODULE = re.compile(r"helpers(\.[a-z_]+)+")
# Packages whose versions outputs depend on.
SHOWN = {
    "ipykernel", "ipython", "keras", "keras-tuner", "matplotlib", "numpy", "pillow", "scikit-image",
    "scikit-learn", "scipy", "statsmodels", "tensorflow", "tensorflow-cpu",
}  # fmt: skip
BUILD = "course_build"  # notebook metadata written by the builder


def text_digest(path: Path) -> str:
    """Digest of a percent file and of what it uses.

    That is its quiz.yaml, modules of helpers with their results, and words of the glossary.

    Args:
        path: the percent file.

    Returns:
        16 hex digits. They change when rebuilding may give another notebook.
    """
    text = path.read_text(encoding="utf-8")
    parts = [text]
    quiz = path.parent / "quiz.yaml"
    if 'quiz="' in text and quiz.exists():
        parts.append(quiz.read_text(encoding="utf-8"))
    parts += [f"{word.name} {word.chapter}" for word in words_for(path)]
    for module in sorted(used_modules(text)):
        parts.append(f"{module.name}\n{module.read_text(encoding='utf-8')}")
        if (module.parent.name, module.name) == ("results", "__init__.py"):
            for results in sorted(module.parent.glob("*.json")):
                if f'"{results.stem}"' in text:
                    parts.append(results.read_text(encoding="utf-8"))
    return _digest("\0".join(parts))


def notebook_digest(notebook: NotebookNode) -> str:
    """Digest of everything in a notebook (sources, outputs, metadata) but the digest itself."""
    content = json.loads(json.dumps(notebook))
    content["metadata"].get(BUILD, {}).pop("notebook", None)
    return _digest(json.dumps(content, sort_keys=True, ensure_ascii=False))


def lock_digest(start: Path) -> str | None:
    """Digest of the versions of `SHOWN` in the uv.lock in a folder or above it, None without one.

    Packages that no output depends on can come and go without any notebook being built again.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        lock = folder / "uv.lock"
        if lock.exists():
            packages = tomllib.loads(lock.read_text(encoding="utf-8")).get("package", [])
            found = {f"{one['name']} {one.get('version')}" for one in packages}
            return _digest("\n".join(sorted(one for one in found if one.split()[0] in SHOWN)))
    return None


def used_modules(text: str) -> set[Path]:
    """Files of the package `helpers` that a text imports, directly or through one another."""
    found: set[Path] = set()
    waiting = _imports(text)
    while waiting:
        name = waiting.pop()
        for path in _files(name):
            if path not in found:
                found.add(path)
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                waiting |= _imports(path.read_text(encoding="utf-8"), package)
    return found


def _imports(text: str, package: str = "") -> set[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a text with IPython magics: look line by line
        lines = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
        tree = ast.parse("\n".join(line for line in lines if "(" not in line))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                above = parts[: len(parts) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # a lazily imported module stands in a string
            names |= {node.value} if MODULE.fullmatch(node.value) else set()
    return {name for name in names if name.split(".")[0] == "helpers"}


@cache
def _files(name: str) -> tuple[Path, ...]:
    spec = importlib.util.find_spec("helpers")
    if spec is None or not spec.submodule_search_locations:
        return ()
    root = Path(next(iter(spec.submodule_search_locations)))
    path = root.joinpath(*name.split(".")[1:])
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return tuple(candidate for candidate in candidates if candidate.is_file())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
