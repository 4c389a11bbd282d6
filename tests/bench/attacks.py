"""Hostile submissions against plain nbgrader and against us: `python -m tests.bench attacks`.

Grades every file of tests/autograder/attacks with `nbgrader autograde`, one class of three for each
(an honest student before and one after the attacker), in a box where it hurts nobody; then all of
them in one class with `autograder grade`. Writes docs/attacks.md from what was measured. Needs root
on Linux and two cores. Some attacks stop plain nbgrader for minutes, so its part may be measured in
several sittings: results are kept in attacks_stock.json, with a digest of each attack.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import matplotlib

from tests.autograder.attacks import corpus, course, run, traces
from tests.autograder.attacks.corpus import Attack
from tests.autograder.grading_stock import grades
from tests.autograder.grading_stock import nbgrader as run_nbgrader
from tests.bench import stock_box

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "attacks.md"
KEPT = Path(__file__).with_name("attacks_stock.json")
# Processes that have imported nbgrader already, and nothing of a submission.
BOXES = multiprocessing.get_context("forkserver")
BOXES.set_forkserver_preload(
    [
        "tests.bench.stock_box",
        "nbgrader.converters.autograde",
        "nbconvert.exporters",
        "jupyter_client.provisioning",
        "nbgrader.preprocessors",
    ]
)
SECONDS = 300.0  # until a run of plain nbgrader is ended
BEFORE, ATTACKER, AFTER = "a_honest", "m_attacker", "z_honest"

CONFIG = (
    'c = get_config()\nc.CourseDirectory.course_id = "attacked"\n'
    "c.Execute.timeout = 40\nc.Execute.iopub_timeout = 60\nc.Execute.startup_timeout = 120\n"
)


def template(base: Path, assignment: str) -> Path:
    """Makes a class of two honest students, of whom the first is graded."""
    folder = base / f"template_{assignment}"
    root = folder / "class"
    course.write_instructor(root, [BEFORE, AFTER])
    (root / "nbgrader_config.py").write_text(CONFIG)
    (root / "assignment").write_text(assignment)
    (folder / "token").write_text(course.ENVIRONMENT)
    course.write_victim(root, "honest_1", BEFORE)
    run.write_home(folder / "home")
    shutil.copytree(matplotlib.get_cachedir(), folder / "mpl")
    for arguments in (["generate_assignment", assignment], ["autograde", assignment]):
        done = run_nbgrader(root, *arguments)
        if done.returncode != 0:
            raise RuntimeError(f"nbgrader {arguments[0]}: {done.stderr[-2000:]}")
    course.write_victim(root, "honest_4_otherwise", AFTER)
    return folder


def stock(base: Path, attack: Attack) -> list[str]:
    """Lets plain nbgrader grade one attack. Returns the harm that it did, in the table's words."""
    if attack.earlier is None:
        return _stock(base, attack)[0]
    return _stock(base, attack, _stock(base, attack.earlier)[1])[0]


def _stock(base: Path, attack: Attack, printed: str = "") -> tuple[list[str], str]:
    """The harm, and what the graded notebook shows of the attack's own cells."""
    folder = base / attack.name
    shutil.copytree(base / f"template_{attack.assignment}", folder, symlinks=True)
    root = folder / "class"
    course.write_attack(root, attack, ATTACKER, printed)
    book = root / "gradebook.db"
    rows = traces.rows(book)
    before = traces.snapshot(folder)
    more = ["scripts"] if attack.category in ("output", "notebook") else []
    box = BOXES.Process(target=stock_box.main, args=([str(folder), str(SECONDS), *more],))
    box.start()
    box.join()
    try:
        if box.exitcode != 0:
            raise RuntimeError(f"the box of {attack.name} failed")
        found = json.loads((folder / "box.json").read_text())
        shown = _printed(root, attack)
        return list(dict.fromkeys(_harm(attack, folder, shown, found, rows, before))), shown
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def surely(base: Path, attack: Attack) -> list[str]:
    """As `stock`; what a busy machine alone can cause counts only if it is seen twice."""
    harm = stock(base, attack)
    if any(words in text for text in harm for words in ("hangs", "student", "class", "go on")):
        again = stock(base, attack)
        harm = [text for text in harm if text in again]
    return harm


def digest(attack: Attack) -> str:
    """Tells whether a result is still that of this file."""
    return hashlib.sha256(repr((attack, course.SOURCES, CONFIG)).encode()).hexdigest()


def _harm(
    attack: Attack,
    folder: Path,
    text: str,
    box: dict,
    rows: dict[str, list],
    before: dict[str, str],
) -> Iterable[str]:
    root = folder / "class"
    points = course.POINTS[attack.assignment]
    try:
        found = grades(root / "gradebook.db")
        lost = traces.lost_rows(_earlier(rows), traces.rows(root / "gradebook.db"))
    except Exception:  # an attack may have left anything there
        yield "**gradebook destroyed**"
        found, lost = {}, []
    if lost:
        yield "**others' grades rewritten**"

    def got(student: str) -> dict[str, float | None]:
        keys = [(attack.assignment, student, attack.assignment, name) for name in points]
        return {key[-1]: found[key][0] for key in keys if key in found}

    must = course.must_get(attack) if attack.status == "graded" else dict.fromkeys(points, 0.0)
    mine = got(ATTACKER)
    # Only what it hasn't answered: here it may have lost points by breaking its own kernel.
    wrong = [f"test_{name}" for kind, name, _ in attack.cells if kind == "answer" and name != "why"]
    forged = sum(max(0.0, (mine.get(name) or 0.0) - must[name]) for name in wrong)
    if forged and attack.status == "graded":
        yield f"**{forged:g} points forged**"
    # What an attack breaks for itself is its own business; what it breaks for others isn't.
    if box["code"] is None:
        yield f"**the run hangs** (ended after {SECONDS:g} s)"
    if got(AFTER) != points:
        ran = (root / "autograded" / AFTER).exists()
        yield "**next student loses points**" if ran else "**class stops**"
    if got(BEFORE) != points and found:
        yield "**earlier student loses points**"
    seen = [about for about, word in course.SECRETS.items() if word in text]
    if seen:
        yield "reads " + ", ".join(seen)
    elif any(words in text and not wanted for words, wanted in attack.finds.items()):
        yield "does it"
    if box["processes"]:
        yield "processes go on running"
    if box["packages"]:
        yield "Python's packages changed"
    after = traces.snapshot(folder)
    changed = [
        name for name in traces.changes(before, after)
        if name.startswith(("home/", "class/source", "class/submitted", "class/autograded/a_",
                            "class/release")) and traces.MARK in _text(folder / name) + name
    ]  # fmt: skip
    if changed or box["files"]:
        yield "files left outside"
    for feedback in (root / "feedback").glob(f"*/{attack.assignment}/*.html"):
        if traces.scripts(feedback):
            yield "its scripts run in feedback"


def _printed(root: Path, attack: Attack) -> str:
    page = root / "autograded" / ATTACKER / attack.assignment / f"{attack.assignment}.ipynb"
    try:
        return traces.printed(page)
    except Exception:  # not written, or not by nbgrader
        return ""


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() and not path.is_symlink() else ""


def _earlier(rows: dict[str, list]) -> dict[str, list]:
    """Rows that nobody but a person changes: manual grades, students."""
    return {name: rows[name] for name in ("grade", "student", "base_cell", "assignment")
            if name in rows}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measures and writes. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="names or categories; prints, writes nothing")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--afresh", action="store_true", help="forget nbgrader's earlier results")
    parser.add_argument("--minutes", type=float, default=120, help="for nbgrader's part")
    chosen = parser.parse_args(arguments)
    if sys.platform != "linux" or os.geteuid() != 0:
        print("This bench puts nbgrader into a box of its own, which needs root on Linux.")
        return 2
    attacks = [
        attack for attack in corpus.load()
        if not chosen.only or attack.name in chosen.only or attack.category in chosen.only
    ]  # fmt: skip
    base = Path(tempfile.mkdtemp(prefix="box-"))
    base.chmod(0o755)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() and not chosen.afresh else {}
    theirs = {a.name: kept[a.name][1] for a in attacks if kept.get(a.name, [""])[0] == digest(a)}
    until = time.monotonic() + 60 * chosen.minutes

    def measure(attack: Attack) -> list[str] | None:
        if time.monotonic() >= until:
            return None
        try:
            return surely(base, attack)
        except Exception as error:  # it stays unmeasured, and the others are measured
            print(f"nbgrader: {attack.name} could not be measured: {error}", flush=True)
            return None

    waiting = [attack for attack in attacks if attack.name not in theirs]
    try:
        for assignment in {attack.assignment for attack in waiting}:
            template(base, assignment)
        with ThreadPoolExecutor(chosen.workers) as pool:
            running = {pool.submit(measure, attack): attack for attack in waiting}
            for done in as_completed(running):  # one that hangs holds up nobody's result
                attack, harm = running[done], done.result()
                if harm is None:
                    continue
                theirs[attack.name] = harm
                kept[attack.name] = [digest(attack), harm]
                print(f"nbgrader: {attack.name}: {', '.join(harm) or 'no harm'}", flush=True)
                if not chosen.only:
                    KEPT.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n")
    finally:
        shutil.rmtree(base, ignore_errors=True)
    if chosen.only:
        return 0
    ours = run.grade(attacks, chosen.workers)
    for text in (*ours.harm, *(f"{k}: {v}" for k, found in ours.attacks.items() for v in found)):
        print(f"here: {text}")
    PAGE.write_text(page(attacks, theirs, ours), encoding="utf-8")
    print(summary(attacks, theirs, ours))
    return 1 if ours.harm or any(ours.attacks.values()) else 0


def summary(attacks: list[Attack], theirs: dict[str, list[str]], ours: run.Result) -> str:
    """Says in two lines what came of it."""
    kinds = {
        "forge points": ("forged",),
        "harm other students or stop the class": (
            "others'", "student loses", "class stops", "gradebook destroyed", "hangs",
        ),
        "read what they must not": ("reads",),
        "leave processes, files or changed packages behind": ("go on", "left", "packages"),
    }  # fmt: skip
    counted = {
        what: sum(any(word in "".join(harm) for word in words) for harm in theirs.values())
        for what, words in kinds.items()
    }
    listed = ", ".join(f"{count} {what}" for what, count in counted.items())
    alone = (
        f"{sum(map(bool, theirs.values()))} of {len(theirs)} hostile submissions do harm under "
        f"nbgrader {_version('nbgrader')} alone: {listed}."
    )
    wrong = [name for name, found in ours.attacks.items() if found]
    if wrong or ours.harm:
        return f"{alone}\nHere {len(wrong)} of {len(attacks)} don't get what they must."
    return (
        f"{alone}\nHere each of {len(attacks)} gets exactly what it must, the "
        f"{len(course.VICTIMS)} honest students graded between them get all their points, and "
        "nothing outside changes."
    )


def page(attacks: list[Attack], theirs: dict[str, list[str]], ours: run.Result) -> str:
    """The published table."""
    lines = [
        "# Hostile submissions: plain nbgrader and here",
        "",
        f"Made by `python -m tests.bench attacks` on {datetime.date.today():%d %B %Y}, Python "
        f"{platform.python_version()}, Linux {platform.release().split('-')[0]}, nbgrader "
        f"{_version('nbgrader')}, IPython {_version('ipython')}, Keras {_version('keras')}; "
        f"{ours.output.strip().splitlines()[-1].partition(';')[0] if ours.output else ''}.",
        "",
        summary(attacks, theirs, ours).replace("\n", " "),
        "",
        "Each attack is a file in [tests/autograder/attacks](../tests/autograder/attacks). With "
        "nbgrader, each was graded by `nbgrader autograde` between two honest students, as an "
        "ordinary user who owns the class, HOME and Python's packages; *no harm* means that the "
        "attacker got no more than it must and nobody else noticed. *Points forged* counts points "
        "for the cells that it attacked; *does it* means that it did what it tries. Here, all were "
        "graded in one class with six honest students by `autograder grade`; the column shows what "
        "the attacker got of the automatic points, and the reason in the table.",
    ]
    for category in dict.fromkeys(sorted(attack.category for attack in attacks)):
        title = category.replace("_", " ")
        lines += ["", f"## {title[0].upper()}{title[1:]}", ""]
        lines += [f"| attack | nbgrader {_version('nbgrader')} | here |", "|---|---|---|"]
        for attack in attacks:
            if attack.category == category:
                lines.append(
                    f"| [{attack.name.replace('_', ' ')}](../tests/autograder/attacks/{category}/"
                    f"{attack.name}.py): {attack.tries} | "
                    f"{_there(theirs.get(attack.name))} | {_here(attack, ours)} |"
                )
    return "\n".join(lines) + "\n"


def _there(harm: list[str] | None) -> str:
    return "not measured" if harm is None else ", ".join(harm) or "no harm"


def _here(attack: Attack, ours: run.Result) -> str:
    verdict = ours.verdicts[attack.name, attack.assignment]
    wrong = ours.attacks[attack.name]
    if wrong:
        return "**not as it must be**: " + "; ".join(wrong)[:200].replace("|", "/")
    reason = (verdict["reason"] or "").partition(";")[0].replace("|", "/")
    if verdict["status"] == "failed":
        return f"not graded: {reason}"
    got, most = sum(run.scores(verdict).values()), sum(course.POINTS[attack.assignment].values())
    return f"{got:g} of {most:g}" + (f"; {reason}" if reason else "")


def _version(package: str) -> str:
    return importlib.metadata.version(package)


if __name__ == "__main__":
    raise SystemExit(main())
