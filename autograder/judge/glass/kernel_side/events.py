"""What student code prints, asks and warns of while the judge calls it, kept as data."""

from __future__ import annotations

import builtins
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MOST_EVENTS = 5000  # of one answer
MOST_CHARACTERS = 1_000_000
DIRECT = (int, float, str, bool, type(None))


class Events:
    """Collects prints and warnings.

    Args:
        ask_input: answers input(); gets the prompt.
    """

    def __init__(self, ask_input: Callable[[str], str]) -> None:
        self._ask_input = ask_input
        self._list: list[list[Any]] = []
        self._characters = 0

    def take(self) -> list[list[Any]]:
        """Returns what has happened since the last call."""
        taken, self._list, self._characters = self._list, [], 0
        return taken

    def add(self, *event: Any) -> None:
        """Adds one event, up to a limit."""
        self._characters += sum(len(x) for x in event if isinstance(x, str))
        if len(self._list) < MOST_EVENTS and self._characters < MOST_CHARACTERS:
            self._list.append(list(event))

    @contextmanager
    def captured(self) -> Iterator[None]:
        """Takes the place of sys.stdout, print, input and of showing warnings."""
        plain_print, plain_input, plain_stdout = builtins.print, builtins.input, sys.stdout
        stream = _Stream(self)

        def replay_print(
            *values: Any, sep: Any = None, end: Any = None, file: Any = None, flush: bool = False
        ) -> None:
            if (file is None and sys.stdout is stream) or file is stream:
                shown = [v if type(v) in DIRECT else str(v) for v in values]
                self.add("print", shown, sep, end, *[v for v in shown if isinstance(v, str)][:50])
            else:
                plain_print(*values, sep=sep, end=end, file=file, flush=flush)

        def show_warning(
            message: Any,
            category: Any,
            filename: str,
            lineno: int,
            file: Any = None,
            line: Any = None,
        ) -> None:
            self.add("warn", [c.__name__ for c in category.__mro__], str(message)[:1000])

        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = show_warning
            builtins.print, builtins.input = (
                replay_print,
                lambda prompt="": self._ask_input(str(prompt)),
            )
            sys.stdout = stream  # type: ignore[assignment]
            try:
                yield
            finally:
                builtins.print, builtins.input = plain_print, plain_input
                sys.stdout = plain_stdout


class _Stream:
    encoding = "utf-8"
    closed = False

    def __init__(self, events: Events) -> None:
        self._events = events

    def write(self, text: str) -> int:
        self._events.add("write", str(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True
