"""Brings data sets and the weights of VGG16 into the cache folder: `python -m helpers.data`.

What is there already is left alone; a download that broke off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import time
from pathlib import Path

from tqdm import tqdm

from helpers.data import _places, _prefetch
from helpers.data._download import NoDownload


def main(arguments: list[str] | None = None) -> int:
    """Brings the named data sets, or all of them, or says what is there.

    Returns:
        0 if all of them are there, 1 if lessons would use a stand-in or random weights for one.
    """
    parser = argparse.ArgumentParser(
        prog="python -m helpers.data",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = ", ".join(_prefetch.NAMES)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"by default all: {names}")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="the same; repeatable"
    )
    parser.add_argument(
        "--mirror", metavar="URL", help="a folder that has the same files: an address or a path"
    )
    parser.add_argument("--status", action="store_true", help="fetch nothing: say what is there")
    parser.add_argument(
        "--unverified", action="store_true", help="keep copies that read well but aren't known"
    )
    parser.add_argument("--quick", action="store_true", help="with --status: don't read the files")
    parser.add_argument("--json", action="store_true", help="with --status: as JSON")
    options = parser.parse_args(arguments)
    wanted = list(dict.fromkeys(options.names + options.only)) or list(_prefetch.NAMES)
    unknown = [name for name in wanted if name not in _prefetch.NAMES]
    if unknown:
        parser.error(f"no data set {', '.join(unknown)}; choose from {names}")
    if (options.quick or options.json) and not options.status:
        parser.error("--quick and --json go with --status")
    if options.mirror:
        mirror = options.mirror
        if "://" not in mirror:
            if not Path(mirror).is_dir():
                parser.error(f"--mirror {mirror} is neither an address (https://…) nor a folder")
            mirror = Path(mirror).resolve().as_uri()
        os.environ["COURSE_MIRROR"] = mirror
    try:
        if options.status:
            return _say_status(wanted, read=not options.quick, as_json=options.json)
        return _bring(wanted, options.unverified)
    except KeyboardInterrupt:
        print("\nstopped; what has arrived is kept, and the same command goes on from there")
        return 130


def _bring(names: list[str], unverified: bool) -> int:
    missing = []
    for name in names:
        bar = _Bar(name)
        try:
            found = _prefetch.bring(name, bar, unverified=unverified)
        except NoDownload as problem:
            bar.close()
            missing.append(name)
            print(
                f"{name}: {_prefetch.title(name)}: missing, since {problem}. "
                f"Until then: {_prefetch.instead(name)}.",
                flush=True,
            )
        else:
            bar.close()
            print(
                f"{name}: {found.label}, {found.megabytes:.1f} MB, {found.state}, from "
                f"{found.where}{bar.took()}",
                flush=True,
            )
    if missing:
        print(
            f"{len(names) - len(missing)} of {len(names)} are there; missing: {', '.join(missing)}"
        )
    else:
        print(f"all {len(names)} are there")
    return 1 if missing else 0


def _say_status(names: list[str], *, read: bool, as_json: bool) -> int:
    found = [_prefetch.status(name, read=read) for name in names]
    if as_json:
        sets = [
            {**dataclasses.asdict(one), "path": str(one.path) if one.path else None}
            for one in found
        ]
        print(json.dumps({"cache": str(_places.cache_folder()), "sets": sets}))
    else:
        rows = [("name", "state", "MB", "what", "where")]
        for one in found:
            what, where = one.label, one.where
            if not one.usable:
                where = f"{where}; " * bool(where) + f"lessons use: {one.instead}"
            if one.part:
                where += f" ({one.part / 1e6:.1f} MB have arrived; the download goes on from there)"
            rows.append((one.name, one.state, f"{one.megabytes:.1f}", what, where))
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for name, state, size, what, where in rows:
            print(
                f"{name:{widths[0]}}  {state:{widths[1]}}  {size:>{widths[2]}}  "
                f"{what:{widths[3]}}  {where}".rstrip()
            )
        print(f"cache folder: {_places.cache_folder()}")
    return 0 if all(one.usable for one in found) else 1


class _Bar:
    """A progress bar in a terminal; nothing in a log. Appears with the first byte."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar: tqdm | None = None
        self._started: float | None = None

    def __call__(self, there: int, total: int | None) -> None:
        self._started = self._started or time.monotonic()
        if self._bar is None:
            self._bar = tqdm(
                desc=self._name, total=total, initial=there, unit="B", unit_scale=True,
                leave=False, disable=not sys.stderr.isatty(),
            )  # fmt: skip
        self._bar.total = total
        self._bar.update(there - self._bar.n if not self._bar.disable else 0)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def took(self) -> str:
        """How long the download took, "" if there was none."""
        return "" if self._started is None else f" in {time.monotonic() - self._started:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
