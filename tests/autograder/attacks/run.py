"""Grades a class of attackers and victims by the real command, and looks at what came of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib

from autograder.gradebook.journal import FOLDER as JOURNAL
from autograder.judge.glass.secret import FILE as SECRET_FILE
from tests.autograder.attacks import traces
from tests.autograder.attacks.corpus import Attack
from tests.autograder.attacks.course import (
    ENVIRONMENT,
    HOME,
    POINTS,
    SECRETS,
    VICTIMS,
    must_get,
    write_attack,
    write_class,
    write_instructor,
)

PROJECT = Path(__file__).resolve().parents[3]
OPTIONS = ("--judge", "glass", "--timeout", "10", "--total-timeout", "60")
MADE = {"autograded", "feedback", "gradebook.db", "report.html", "report", SECRET_FILE,
        ".autograder.lock", JOURNAL}  # fmt: skip
OWN_FOLDERS = ("autograder", "helpers", "solutions", "course")


@dataclass
class Result:
    """What a run gave.

    Attributes:
        verdicts: lines of --json, by (student, assignment).
        harm: sentences about what is not as it must be, apart from single attacks.
        attacks: the same by attack.
        output: what the command printed.
        seconds: wall time of the command.
    """

    verdicts: dict[tuple[str, str], dict[str, Any]]
    harm: list[str] = field(default_factory=list)
    attacks: dict[str, list[str]] = field(default_factory=dict)
    output: str = ""
    seconds: float = 0.0


def grade(
    attacks: Sequence[Attack],
    workers: int = 2,
    keep: Path | None = None,
    isolation: str = "auto",
) -> Result:
    """Makes the class, grades it and examines everything. Needs Linux.

    Args:
        attacks: by name.
        workers: submissions graded at a time.
        keep: a folder to which the graded class is moved, to look at it.
        isolation: as of `autograder grade`.
    """
    base = Path(tempfile.mkdtemp(prefix="att"))  # a short name: sockets lie in it
    try:
        base.chmod(0o755)
        options = (*OPTIONS, "--workers", str(workers), "--isolation", isolation)
        return _grade(base, sorted(attacks, key=lambda attack: attack.name), options)
    finally:
        if keep is not None:
            shutil.rmtree(keep, ignore_errors=True)
            shutil.move(base, keep)
        shutil.rmtree(base, ignore_errors=True)


def _grade(base: Path, attacks: list[Attack], options: tuple[str, ...]) -> Result:
    root, home, tmp = base / "class", base / "home", base / "t"
    write_home(home)
    tmp.mkdir()
    (tmp / "left_by_the_teacher").write_text(HOME)
    env = {
        **os.environ, "HOME": str(home), "TMPDIR": str(tmp), "GRADER_TOKEN": ENVIRONMENT,
        "TF_CPP_MIN_LOG_LEVEL": "3", "COURSE_OFFLINE": "1", "COLUMNS": "200",
        "MPLCONFIGDIR": matplotlib.get_cachedir(),  # its list of fonts takes seconds to make
    }  # fmt: skip
    for name in ("COURSE_DATA", "XDG_CACHE_HOME", "KERAS_HOME", "PYTHONDONTWRITEBYTECODE"):
        env.pop(name, None)
    command = str(Path(sys.executable).with_name("autograder"))
    printed, secret = _earlier(base / "earlier", attacks, [command, "grade", *options], env)
    victims = write_class(root, attacks, printed)
    if secret:
        (root / SECRET_FILE).write_text(secret)
    before = {"class": traces.snapshot(root), "home": traces.snapshot(home),
              "temporary files": traces.snapshot(tmp)}  # fmt: skip
    own = {name: traces.snapshot(PROJECT / name) for name in OWN_FOLDERS}
    rows = traces.rows(root / "gradebook.db")
    marked = traces.marked()
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("watch.py")), str(base / "left.json"),
         command, "grade", "--course-dir", str(root),
         "--json", str(base / "grades.jsonl"), *options],
        env=env, cwd=base, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip
    result = Result({}, output=done.stdout, seconds=time.monotonic() - start)
    harm = result.harm
    if done.returncode not in (0, 3) or not (base / "grades.jsonl").exists():
        harm.append(f"the class stopped (exit code {done.returncode}): {done.stdout[-3000:]}")
        return result
    for line in (base / "grades.jsonl").read_text().splitlines():
        verdict = json.loads(line)
        result.verdicts[verdict["student"], verdict["assignment"]] = verdict
    harm += _victims(result, victims)
    left = json.loads((base / "left.json").read_text())
    harm += [f"left behind: {kind} {what}" for kind, found in left.items() for what in found]
    after = {"class": traces.snapshot(root), "home": traces.snapshot(home),
             "temporary files": traces.snapshot(tmp)}  # fmt: skip
    for where in before:
        for name in traces.changes(before[where], after[where]):
            if where != "class" or name.split("/")[0] not in MADE:
                harm.append(f"changed in {where}: {name}")
    for name, old in own.items():
        harm += [f"changed: {name}/{path}" for path in
                 traces.changes(old, traces.snapshot(PROJECT / name))]  # fmt: skip
    harm += [f"left behind: {path}" for path in traces.marked() if path not in marked]
    now = traces.rows(root / "gradebook.db")
    harm += [f"gradebook: {row} is not as before" for row in traces.lost_rows(rows, now)]
    harm += _grades(root / "gradebook.db", result)
    private = {"the class's path": str(root), "HOME's path": str(home), "the project's path":
               str(PROJECT), "Python's path": sys.prefix}  # fmt: skip
    _leaks(base, root, result, victims, private)
    for attack in attacks:
        result.attacks[attack.name] = _check(attack, result, root)
    return result


def _earlier(
    root: Path, attacks: list[Attack], command: list[str], env: dict[str, str]
) -> tuple[dict[str, str], str]:
    """Grades what attackers have handed in before, alone.

    Returns:
        What they could read of it afterwards, by attack; and the secret of the class.
    """
    before = [attack.earlier for attack in attacks if attack.earlier is not None]
    if not before:
        return {}, ""
    write_instructor(root, [])
    for attack in before:
        write_attack(root, attack)
    subprocess.run([*command, "--course-dir", str(root)], env=env, cwd=root, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # fmt: skip
    printed = {
        attack.name: traces.printed(
            root / "autograded" / attack.name / attack.assignment / f"{attack.assignment}.ipynb"
        )
        for attack in before
    }
    return printed, (root / SECRET_FILE).read_text()


def write_home(home: Path) -> None:
    """A teacher's HOME, with what attackers like to find or change there."""
    for name, text in {
        ".bashrc": "# nothing\n", ".ssh/id_ed25519": HOME, ".netrc": HOME,
        ".ipython/profile_default/startup/README": "startup\n",
        ".ipython/profile_default/ipython_config.py": "",
        ".jupyter/jupyter_config.json": "{}", ".keras/keras.json": '{"backend": "tensorflow"}',
        ".config/matplotlib/matplotlibrc": "",
    }.items():  # fmt: skip
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _victims(result: Result, names: dict[str, str]) -> list[str]:
    harm = []
    for victim, student in names.items():
        for assignment, points in POINTS.items():
            verdict = result.verdicts.get((student, assignment))
            must = {**points, **{k: v for k, v in VICTIMS[victim][1].items() if k in points}}
            if verdict is None or scores(verdict) != must:
                harm.append(f"{student} in {assignment} must get {must}: {verdict}")
    return harm


def scores(verdict: dict[str, Any]) -> dict[str, float]:
    """Points per test, without what a person grades."""
    cells = verdict["cells"].items()
    return {name: cell["score"] for name, cell in cells if not cell.get("needs_manual")}


def _grades(book: Path, result: Result) -> list[str]:
    """The gradebook says what --json says."""
    from tests.autograder.grading_stock import grades

    found = {
        (key[1], key[0], key[3]): value[0]
        for key, value in grades(book).items()
        if len(key) == 4 and key[3] != "penalty"
    }
    harm = []
    for (student, assignment), verdict in result.verdicts.items():
        for name, score in scores(verdict).items() if verdict["status"] == "graded" else ():
            if found.get((student, assignment, name)) != score:
                harm.append(f"gradebook: {student} {assignment} {name}")
    return harm


def _leaks(
    base: Path, root: Path, result: Result, victims: dict[str, str], private: dict[str, str]
) -> None:
    words = {**SECRETS, **private}
    printed = base / "printed.txt"
    printed.write_text(result.output.replace(os.path.relpath(root, base), ""))
    if "\x1b" in result.output or "\\u001b" in (base / "grades.jsonl").read_text():
        result.harm.append("codes for a terminal reach the terminal")
    for place in (root / "report.html", base / "grades.jsonl", printed):
        result.harm += [f"{place.name} shows {what}" for _, what in traces.files_with(place, words)]
    for kind in ("autograded", "feedback"):
        for path, what in traces.files_with(root / kind, words):
            student = path.relative_to(root / kind).parts[0]
            if not (student in victims.values() and what == "other submissions"):
                result.harm.append(f"{path.relative_to(root)} shows {what}")
    for page in (root / "report.html", *sorted((root / "feedback").rglob("*.html"))):
        for found in traces.scripts(page):
            result.harm.append(f"{page.relative_to(root)} runs {found}")


def _check(attack: Attack, result: Result, root: Path) -> list[str]:
    """What of one attack's outcome is not as its file says."""
    verdict = result.verdicts.get((attack.name, attack.assignment))
    if verdict is None:
        return ["it has no verdict"]
    wrong = []
    if verdict["status"] != attack.status:
        wrong.append(f"{verdict['status']}, must be {attack.status}: {verdict['reason']}")
    reason = verdict["reason"] or ""
    if not any(words in reason for words in attack.reason.split(" | ")) or (
        reason and not attack.reason
    ):
        wrong.append(f"its reason must say {attack.reason!r}: {reason!r}")
    got = scores(verdict)
    must = must_get(attack) if attack.status == "graded" else {}
    if got != must:
        said = {name: cell.get("message") for name, cell in verdict["cells"].items()}
        wrong.append(f"it must get {must}, not {got}: {said}")
    for name, words in attack.message.items():
        said = verdict["cells"].get(name, {}).get("message") or ""
        if words not in said:
            wrong.append(f"{name} must say {words!r}: {said!r}")
    if attack.finds:
        page = root / "autograded" / attack.name / attack.assignment / f"{attack.assignment}.ipynb"
        text = traces.printed(page)
        for words, wanted in attack.finds.items():
            if (words in text) is not wanted:
                wrong.append(f"it must {'' if wanted else 'not '}print {words!r}: {text[:1500]}")
    return wrong
