"""Random seeds that a test sets go to the student's kernel; nothing of them comes back."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

# Functions that seed a library which has no state that could be copied.
SEEDERS = (("keras.utils", "set_random_seed"), ("tensorflow.random", "set_seed"),
           ("torch", "manual_seed"))  # fmt: skip


class Seeds:
    """Watches the seeds of the judge's process while a test runs."""

    def __init__(self) -> None:
        self._watching = False
        self._numpy = self._random = False
        self._sent: dict[str, Any] = {}
        self._calls: list[list[Any]] = []
        self._hook(np.random, "seed", self._saw_numpy)
        self._hook(random, "seed", self._saw_random)
        self._hooked: set[str] = set()

    def _hook(self, module: Any, name: str, saw: Callable[..., None]) -> None:
        plain = getattr(module, name)

        def seed(*args: Any, **kwargs: Any) -> Any:
            value = plain(*args, **kwargs)
            if self._watching:
                saw(*args, **kwargs)
            return value

        seed.__name__ = name
        setattr(module, name, seed)

    def hook_libraries(self) -> None:
        """Watches the libraries that have been imported by now."""
        for module, name in SEEDERS:
            found = sys.modules.get(module)
            if module in self._hooked or found is None or not hasattr(found, name):
                continue
            self._hooked.add(module)

            def saw(number: Any = None, *, _m: str = module, _n: str = name, **kwargs: Any) -> None:
                number = kwargs.get("seed", number)
                if _m == "keras.utils":
                    self._saw_numpy()
                    self._saw_random()
                if type(number) is int:
                    self._calls.append([_m, _n, number])

            self._hook(found, name, saw)

    def _saw_numpy(self, *args: Any, **kwargs: Any) -> None:
        self._numpy = True
        self._sent.pop("numpy", None)  # the same seed again is news for the kernel

    def _saw_random(self, *args: Any, **kwargs: Any) -> None:
        self._random = True
        self._sent.pop("random", None)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watches the seeds of one test cell."""
        self._numpy = self._random = False
        self._sent, self._calls = {}, []
        self._watching = True
        try:
            yield
        finally:
            self._watching = False

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """For given code that seeds for its own use, and leaves no trace in the test's state."""
        before, self._watching = self._watching, False
        state, numpy_state = random.getstate(), np.random.get_state()
        try:
            yield
        finally:
            random.setstate(state)
            np.random.set_state(numpy_state)
            self._watching = before

    def news(self) -> dict[str, Any] | None:
        """What the kernel has to set before its next call, or None.

        Nothing is sent before the test seeds: states that the test hasn't chosen would tell
        which numbers it will draw.
        """
        told: dict[str, Any] = {}
        if self._calls:
            told["calls"], self._calls = self._calls, []
        if self._numpy:
            name, keys, position, has_gauss, gauss = np.random.get_state()
            mark = (bytes(keys), position, gauss)  # type: ignore[arg-type]
            if self._sent.get("numpy") != mark:
                self._sent["numpy"] = mark
                told["numpy"] = [name, keys, position, has_gauss, gauss]
        if self._random:
            state = random.getstate()
            if self._sent.get("random") != state:
                self._sent["random"] = state
                told["random"] = [state[0], list(state[1]), state[2]]
        return told or None
