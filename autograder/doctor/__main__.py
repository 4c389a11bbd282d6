"""`python -m autograder.doctor`: the same as `autograder doctor`, with no package at all."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn


def examine_and_say(as_json: bool = False, as_report: bool = False) -> int:
    """Looks at this machine and prints what was found.

    Returns:
        0 if there is no problem, else 1.
    """
    from autograder.doctor import page
    from autograder.doctor.finding import PROBLEM, Machine
    from autograder.doctor.run import examine

    if not (as_json or as_report) and sys.stderr.isatty():
        print("looking (up to a minute on a slow machine) …", file=sys.stderr)
    findings = examine(Machine())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an arrow must not stop a report on encodings
            stream.reconfigure(errors="replace")
    if as_json:
        print(page.as_json(findings))
    elif as_report:
        print(page.report(findings))
    else:
        page.show(findings)
    return int(any(one.status == PROBLEM for one in findings))


def leave(code: int) -> NoReturn:
    """Ends the process at once: a check that hangs in a library isn't waited for."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> NoReturn:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m autograder.doctor", description=__doc__)
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--json", action="store_true", help="print JSON")
    kinds.add_argument("--report", action="store_true", help="print text for a question")
    options = parser.parse_args()
    leave(examine_and_say(options.json, options.report))


if __name__ == "__main__":
    main()
