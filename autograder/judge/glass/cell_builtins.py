"""Builtins of test cells: a few differ from Python's own, since student objects aren't here."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import sys
import types
from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

from autograder.judge.glass import remote
from autograder.judge.glass.errors import CannotCross, Refusal

if TYPE_CHECKING:
    from autograder.judge.glass.names import Globals
    from autograder.judge.glass.peer import Peer

# Modules whose state lives with the student: a test that asks for them asks the kernel.
REMOTE_MODULES = frozenset(("matplotlib.pyplot", "pylab"))


class _Package:
    """matplotlib with the student's pyplot in it."""

    def __init__(self, peer: Peer) -> None:
        self._peer, self._module = peer, importlib.import_module("matplotlib")

    def __getattr__(self, name: str) -> Any:
        if name == "pyplot":
            return self._peer.import_module("matplotlib.pyplot")
        try:
            return getattr(self._module, name)
        except AttributeError:
            if not name.islower():
                raise
        # pyplot, which isn't loaded here, would have loaded it.
        return importlib.import_module(f"matplotlib.{name}")


class Builtins(dict[str, Any]):
    """Builtins of test cells.

    Python asks a class body's names here when the globals, looked into as a plain dict, don't
    have them. A few functions differ from Python's own, since student objects aren't here.
    """

    def __init__(self, space: Globals) -> None:
        super().__init__(vars(builtins))
        self._space = space
        self._texts: set[str] = set()
        self.update(
            isinstance=_isinstance, issubclass=_issubclass, __import__=self._import,
            eval=self._guarded(eval), exec=self._guarded(exec), get_ipython=lambda: SHELL,
            dir=self._dir, globals=self._globals, locals=self._locals,
        )  # fmt: skip

    def __missing__(self, name: str) -> Any:
        return self._space[name]

    def __getitem__(self, name: str) -> Any:
        if name in ("print", "input"):
            return vars(builtins)[name]  # a test may have patched it
        return dict.__getitem__(self, name) if name in self else self.__missing__(name)

    def allow_texts(self, source: str) -> None:
        """Lets eval and exec run the texts that stand in a trusted cell."""
        with contextlib.suppress(SyntaxError, ValueError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    self._texts.add(node.value)

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(source: Any, *args: Any) -> Any:
            args = tuple(self._space if isinstance(arg, _Names) else arg for arg in args)
            if not isinstance(source, str) or source not in self._texts:
                raise self._refusal(f"{function.__name__} of a text that isn't the test's own")
            return function(source, *(args or (self._space,)))

        guarded.__name__ = function.__name__
        return guarded

    def _dir(self, *args: Any) -> list[str]:
        return dir(*args) if args else _Dir(self._space)

    def _globals(self) -> _Names:
        return _Names(self._space)

    def _locals(self) -> Any:
        frame = sys._getframe(1)
        return _Names(self._space) if frame.f_code.co_name == "<module>" else frame.f_locals

    def _refusal(self, message: str) -> Refusal:
        peer = self._space.peer
        refusal = CannotCross(message)
        if peer is not None:
            peer.fault = peer.fault or refusal
        return refusal

    def _import(
        self, name: str, space: Any = None, local: Any = None, parts: Any = (), level: int = 0
    ) -> Any:
        peer = self._space.peer
        if peer is not None and peer.wire is not None and not level:
            if name in REMOTE_MODULES and (parts or name == "pylab"):
                return peer.import_module(name)
            if name == "matplotlib" or (name.startswith("matplotlib.") and not parts):
                if name not in REMOTE_MODULES:
                    builtins.__import__(name)
                return _Package(peer)
        module = builtins.__import__(name, space, local, parts, level)
        self._space._seeds.hook_libraries()
        return module


class _Names(MutableMapping[str, Any]):
    """What globals() gives in a test: the student's names are in it as well when asked for."""

    def __init__(self, space: Globals) -> None:
        self._space = space

    def __getitem__(self, name: str) -> Any:
        return self._space[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._space[name] = value

    def __delitem__(self, name: str) -> None:
        del self._space[name]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._space))

    def __len__(self) -> int:
        return len(self._space)


class _Dir(list[str]):
    """What dir() gives in a test: as `_Names`."""

    def __init__(self, space: Globals) -> None:
        super().__init__(sorted(space))
        self._names = _Names(space)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def _claimed(x: Any) -> tuple[tuple[str, str], ...]:
    """Modules and names of the classes that the kernel says a student's object is of."""
    if type(x) is remote.RemoteFunction:
        return (("builtins", "function"),)
    kind = x if type(x) is remote.RemoteMeta else type(x)
    if type(kind) is remote.RemoteMeta:
        return type.__getattribute__(kind, "_mro_names")
    return ()


def _is_a(x: Any, kinds: Any, plain: Callable[[Any, Any], bool]) -> bool:
    if isinstance(kinds, tuple):
        return any(_is_a(x, kind, plain) for kind in kinds)
    if isinstance(kinds, types.UnionType):
        return any(_is_a(x, kind, plain) for kind in kinds.__args__)
    names = _claimed(x)
    if names and isinstance(kinds, type) and type(kinds) is not remote.RemoteMeta:
        if remote.is_data(kinds):
            return False
        if (kinds.__module__, kinds.__qualname__) in names:
            return True
    return plain(x, kinds)


def _isinstance(x: Any, kinds: Any) -> bool:
    if kinds is type and type(x) is remote.RemoteMeta:
        return True
    return _is_a(x, kinds, isinstance)


def _issubclass(x: Any, kinds: Any) -> bool:
    return _is_a(x, kinds, issubclass)


class _Shell:
    """What a test finds of IPython: magics about display and loading are no matter here."""

    NOTHING = frozenset(
        ("matplotlib", "config", "load_ext", "reload_ext", "autoreload", "precision")
    )

    def run_line_magic(self, name: str, line: str, *args: Any) -> None:
        if name not in self.NOTHING:
            raise CannotCross(f"the magic %{name} works in the student's kernel only")

    def __getattr__(self, name: str) -> Any:
        raise CannotCross("get_ipython() works in the student's kernel only")


SHELL = _Shell()
