"""What a test cell can ask of the kernel: random seeds, and functions that are forbidden."""

from __future__ import annotations

import importlib
import random
import sys
from types import TracebackType
from typing import Any


def set_seeds(seeds: Any, decoder: Any) -> None:
    """Sets random states as the test has set its own.

    Args:
        seeds: None, or a dict with any of "numpy" and "random" (whole states) and "calls" (a
            list of [module, function, number]).
        decoder: decodes its values.
    """
    if not seeds:
        return
    if "numpy" in seeds and "numpy" in sys.modules:
        sys.modules["numpy"].random.set_state(tuple(decoder.decode(seeds["numpy"])))
    if "random" in seeds:
        version, words, gauss = decoder.decode(seeds["random"])
        random.setstate((version, tuple(words), gauss))
    for module, function, number in seeds.get("calls", ()):
        if module.partition(".")[0] in sys.modules:
            target = importlib.import_module(module)
            getattr(target, function)(number)


class Bans:
    """Functions that student code must not call while a test runs.

    Args:
        space: the student's globals, in which the functions may stand under any name.
    """

    def __init__(self, space: dict[str, Any]) -> None:
        self._space = space
        self._undo: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._undo:
            place, name, value = self._undo.pop()
            if isinstance(place, dict):
                place[name] = value
            else:
                setattr(place, name, value)

    def forbid(self, names: list[str]) -> None:
        """Puts a function that raises in place of each of the dotted names."""
        for dotted in names:
            module, _, name = dotted.rpartition(".")
            place = sys.modules.get(module or "builtins")
            value = getattr(place, name, None)
            if place is None or value is None:
                continue

            def refuse(*args: Any, _name: str = dotted, **kwargs: Any) -> Any:
                raise RuntimeError(f"{_name} is not allowed in this exercise")

            self._undo.append((place, name, value))
            setattr(place, name, refuse)
            for own, held in list(self._space.items()):
                if held is value:
                    self._undo.append((self._space, own, value))
                    self._space[own] = refuse
