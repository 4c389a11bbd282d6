"""Fetches data sets into the cache folder: `python -m helpers.data [NAME …] [--mirror URL]`."""

from __future__ import annotations

import argparse
import os
import sys

from helpers.data import load
from helpers.data._catalogue import CATALOGUE


def main(arguments: list[str] | None = None) -> int:
    """Loads the named data sets, or all of them.

    Returns:
        0 if all of them are real data, 1 if a stand-in had to do for one.
    """
    parser = argparse.ArgumentParser(prog="python -m helpers.data", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all: mnist, …")
    parser.add_argument("--mirror", help="address of a folder that has the same files")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in CATALOGUE]
    if unknown:
        parser.error(f"no data set {', '.join(unknown)}; choose from {', '.join(CATALOGUE)}")
    if options.mirror:
        os.environ["COURSE_MIRROR"] = options.mirror
    sources = [load(name).source for name in options.names or CATALOGUE]
    return 1 if any(source.kind == "stand-in" for source in sources) else 0


if __name__ == "__main__":
    sys.exit(main())
