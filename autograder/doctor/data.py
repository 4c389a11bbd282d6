"""Data sets and weights in the cache, as `make data` sees them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

from autograder.doctor.finding import OK, PROBLEM, WARNING, Finding, Machine
from autograder.doctor.packages import SETUP


def data(machine: Machine) -> Iterator[Finding]:
    """Which data sets would be stand-ins? Files are compared with their digests by `make data`."""
    folder = machine.env.get("COURSE_DATA")
    if folder and not machine.root.joinpath(folder).expanduser().is_dir():
        yield Finding(
            "COURSE_DATA",
            PROBLEM,
            f"it names {folder}, which is no folder",
            "let it name the folder with the data sets, or unset it",
        )
    command = [machine.python, "-m", "helpers.data", "--status", "--quick", "--json"]
    try:
        done = machine.run(command, 90)
        sets = json.loads(done.stdout.strip().splitlines()[-1])["sets"]
    except subprocess.TimeoutExpired:
        yield Finding("data", WARNING, "looking at the data took too long", "make data")
        return
    except (IndexError, ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["no word"])[-1][:200]
        yield Finding("data", PROBLEM, f"helpers.data doesn't run: {why}", SETUP)
        return
    there = [one for one in sets if one["state"] in ("verified", "unverified", "unread")]
    broken = [one for one in sets if one["state"] == "broken"]
    for one in broken:
        yield Finding(
            f"data: {one['name']}",
            PROBLEM,
            f"{one['label']} ({one['path']})",
            f"delete this file, then: make data DATA={one['name']}",
        )
    missing = [f"{one['name']} ({one['instead']})" for one in sets if one["state"] == "missing"]
    said = ", ".join(one["name"] for one in there)
    if missing:
        yield Finding(
            "data",
            WARNING,
            f"{'there: ' + said + '; ' if said else ''}lessons use instead: {', '.join(missing)}",
            "make data brings them, where there is a network; lessons run all the same",
        )
    elif not broken:
        yield Finding("data", OK, f"{said} are there")
