"""Keeps the versions in environment.yml equal to those of uv.lock.

python .ci/conda.py          writes uv.lock's versions into environment.yml
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(\s*- )([A-Za-z0-9_.-]+)((?:\[[^]]*\])?)==(\S+)", re.MULTILINE)


def locked_versions(root: Path = ROOT) -> dict[str, set[str]]:
    """Returns every version that uv.lock has of each package."""
    lock = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))
    versions: dict[str, set[str]] = {}
    for package in lock["package"]:
        versions.setdefault(package["name"], set()).add(package.get("version", ""))
    return versions


def pinned_versions(root: Path = ROOT) -> dict[str, str]:
    """Returns the version that environment.yml names for each package."""
    text = (root / "environment.yml").read_text(encoding="utf-8")
    return {match[2]: match[4] for match in PIN.finditer(text)}


def update(root: Path = ROOT) -> None:
    """Writes uv.lock's versions into environment.yml, comments untouched."""
    versions = locked_versions(root)
    path = root / "environment.yml"

    def pin(match: re.Match[str]) -> str:
        newest = max(versions[match[2].lower()])
        old = f"{match[2]}{match[3]}=={match[4]}"
        return f"{match[1]}{match[2]}{match[3]}=={newest}".ljust(len(match[1] + old))

    path.write_text(PIN.sub(pin, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    update()
