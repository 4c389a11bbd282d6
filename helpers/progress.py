"""A progress bar that is right in a notebook, in a terminal and in a log.

In a notebook it is one output that is rewritten in place and ends as one short line, which is all
that the file keeps. In a terminal it is tqdm's bar. Anywhere else (a log, a pipe) it prints whole
lines only, no carriage returns. Everything goes to stdout: stderr is for warnings.
"""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

from tqdm import tqdm

T = TypeVar("T")
SECONDS_BETWEEN_UPDATES = 0.3
WIDTH = 88


def bar(
    items: Iterable[T], description: str = "", total: int | None = None, unit: str = "it"
) -> Iterator[T]:
    """Goes through items and shows how far it is, as tqdm does.

    Args:
        items: what to go through.
        description: stands before the bar.
        total: number of items; by default `len(items)` where that is known.
        unit: what one item is, "run" say.

    Yields:
        The items.
    """
    if total is None and isinstance(items, Sized):
        total = len(items)
    started, n = time.monotonic(), 0
    with Progress(total or 0, description, unit) as progress:
        for item in items:
            yield item
            n += 1
            progress.update(n)
        progress.final = _line(description, f"{n:,} {unit} in {_took(started)}")


class Progress:
    """One bar. As a context manager it closes by itself, with `final` or as it stands.

    Args:
        total: steps until the end; 0 if nobody knows.
        description: stands before the bar.
        unit: what one step is.

    Attributes:
        final: the line that stays, set by whoever knows how it ended.
    """

    def __init__(self, total: int, description: str = "", unit: str = "it") -> None:
        self.total, self.description, self.unit = total, description, unit
        self.final = ""
        self._n, self._note = 0, ""
        self._started = time.monotonic()
        self._shown_at = float("-inf")
        self._view = _view()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if error is not None:
            self.final = f"{self._text(self._n, self._note)} (stopped)"
        self.close(self.final)

    def close(self, line: str = "") -> None:
        """Ends the bar with a line that stays; by default with the bar as it stands."""
        self._view.close(line or self._text(self._n, self._note))

    def update(self, n: int, note: str = "") -> None:
        """Shows that n steps are done, unless the last look was a moment ago.

        Args:
            n: steps since the beginning.
            note: figures to show behind the bar.
        """
        self._n, self._note = n, note
        now = time.monotonic()
        if now - self._shown_at >= SECONDS_BETWEEN_UPDATES:
            self._shown_at = now
            self._view.show(self._text(n, note))

    def milestone(self, line: str) -> None:
        """Prints a line for good where no bar can be drawn: the end of an epoch in a log."""
        self._view.milestone(_line(self.description, line))

    def _text(self, n: int, note: str) -> str:
        return tqdm.format_meter(
            n,
            self.total or None,  # type: ignore[arg-type]  # tqdm takes None for unknown
            time.monotonic() - self._started,
            ncols=WIDTH,
            prefix=self.description,
            unit=self.unit,
            postfix=note or None,
        )


def _line(description: str, text: str) -> str:
    return f"{description}: {text}" if description else text


def _took(started: float) -> str:
    seconds = time.monotonic() - started
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


class _Notebook:
    """One output, rewritten in place under its display id."""

    def __init__(self) -> None:
        self._id: str | None = None

    def show(self, text: str) -> None:
        from IPython.display import display, update_display

        data = {"text/plain": text}
        if self._id is None:
            self._id = uuid.uuid4().hex
            display(data, raw=True, display_id=self._id)
        else:
            update_display(data, raw=True, display_id=self._id)

    def milestone(self, line: str) -> None:
        pass

    close = show


class _Terminal:
    """One line, overwritten by carriage returns."""

    def show(self, text: str) -> None:
        # Erase to the end of the line: the old text may have been longer.
        sys.stdout.write(f"\r{text}\x1b[K")
        sys.stdout.flush()

    def milestone(self, line: str) -> None:
        pass

    def close(self, text: str) -> None:
        self.show(text)
        sys.stdout.write("\n")
        sys.stdout.flush()


class _Log:
    """Whole lines, and only at milestones and at the end."""

    def show(self, text: str) -> None:
        pass

    def milestone(self, line: str) -> None:
        print(line, flush=True)

    def close(self, text: str) -> None:
        print(text, flush=True)


def _view() -> Any:
    # A kernel has imported IPython; nobody else has to.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is not None:
        return _Notebook()
    return _Terminal() if sys.stdout.isatty() else _Log()
