"""Fuzzes what reads foreign bytes, for as long as you like: `python -m tests.bench fuzz`.

The targets are those of tests/autograder/test_fuzz.py, with other examples each time. What is found
is printed as small as hypothesis can make it, ready to become a test.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "autograder"))

from fuzz_targets import TARGETS
from hypothesis import HealthCheck, seed, settings

ROUND = 20  # examples between two looks at the clock


def main(arguments: list[str] | None = None) -> int:
    """Fuzzes. Returns the exit code: 1 if something was found."""
    parser = argparse.ArgumentParser(prog="tests.bench fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10, help="in all")
    parser.add_argument("--target", choices=[*TARGETS], action="append", help="only this one")
    given = parser.parse_args(arguments)
    names = given.target or [*TARGETS]
    rules = settings(
        max_examples=ROUND, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    targets = {name: rules(TARGETS[name]) for name in names}  # once: no target takes two settings
    until = time.monotonic() + 60 * given.minutes
    count, found = dict.fromkeys(names, 0), []
    while names and time.monotonic() < until:
        for name in list(names):
            start = secrets.randbits(64)
            try:
                seed(start)(targets[name])()
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                notes = "\n".join(getattr(error, "__notes__", ()))
                found.append(f"{name}, seed {start}: {type(error).__name__}: {error}\n{notes}")
                print(found[-1], flush=True)
                names.remove(name)
            count[name] += ROUND
            if time.monotonic() > until:
                break
    for name, examples in count.items():
        print(f"{name}: about {examples:,} examples")
    print(f"{len(found)} found" if found else "nothing found")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
