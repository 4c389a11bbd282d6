"""The set-up: two ways of installing give the same versions, and nothing private is written."""

import re
import runpy
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONDA = runpy.run_path(str(ROOT / ".ci" / "conda.py"))


def disagreements(root):
    locked = CONDA["locked_versions"](root)
    return [
        f"{name}=={version}"
        for name, version in CONDA["pinned_versions"](root).items()
        if version not in locked.get(name.lower(), set())
    ]


def test_conda_has_the_versions_of_the_lock():
    assert len(CONDA["pinned_versions"](ROOT)) > 15
    assert disagreements(ROOT) == []


def test_other_version_is_seen(tmp_path):
    for name in ("environment.yml", "uv.lock"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    path = tmp_path / "environment.yml"
    path.write_text(path.read_text().replace("nbgrader==0.9.6", "nbgrader==0.9.5"))
    assert disagreements(tmp_path) == ["nbgrader==0.9.5"]
    CONDA["update"](tmp_path)
    assert disagreements(tmp_path) == []
    assert path.read_text() == (ROOT / "environment.yml").read_text()


def test_every_line_of_the_conda_environment_has_a_reason():
    lines = (ROOT / "environment.yml").read_text().splitlines()
    listed = [line for line in lines if re.match(r"\s+- ", line) and line.strip() != "- pip:"]
    assert [line for line in listed if "#" not in line] == []


def test_tensorflow_comes_from_one_extra():
    text = (ROOT / "pyproject.toml").read_text()
    base = text.split("[project.optional-dependencies]")[0]
    assert "tensorflow" not in re.sub(r"#.*", "", base)
    assert 'conflicts = [[{ extra = "cpu" }, { extra = "gpu" }]]' in text


def test_make_alone_prints_a_line_per_target():
    out = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("lab", "course", "grade", "test", "test-all", "bench"):
        assert re.search(rf"make {target} +\S", out), target
