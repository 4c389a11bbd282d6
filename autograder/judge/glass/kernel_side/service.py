"""Serves the judge's requests from the main thread of a student's kernel.

While a test cell is judged, one silent request keeps the kernel in `serve`. The judge asks for
names, calls functions, reads attributes; what goes back is data, numbers of objects that stay
here, and what was printed. Everything is written for honest code: a student who breaks it breaks
nothing but the own submission, since the judge believes none of it.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import json
import operator
import os
import socket
import stat
import struct
import sys
import threading
import zlib
from typing import Any

from autograder.judge.glass.kernel_side.codec import Encoder, TooDeep
from autograder.judge.glass.kernel_side.crossing import Crossing
from autograder.judge.glass.kernel_side.decoder import PlainDecoder
from autograder.judge.glass.kernel_side.events import Events
from autograder.judge.glass.kernel_side.rules import Bans, set_seeds

MOST_BYTES = 240 << 20  # of one answer; the judge refuses more anyway
CHANGING = frozenset(("call", "op", "fn", "get", "name", "array", "copy"))
AT_START = dict(os.environ)  # a student may change it later
WORTH_A_DIGEST = 4096  # bytes from which on an unchanged value isn't sent again
CONVERSIONS: dict[str, Any] = {
    function.__name__: function
    for function in (len, iter, next, str, repr, float, int, complex, bool, hash, dir, round,
                     operator.index, reversed)
}  # fmt: skip


class Closed(Exception):
    """The judge has hung up."""


class Service:
    """What can be done with a student's objects.

    Args:
        space: the student's globals.
    """

    def __init__(self, space: dict[str, Any]) -> None:
        self.space = space
        self.crossing = Crossing(space, self.call_back)
        self.events = Events(lambda prompt: str(self.call_back("input", (prompt,), {})))
        self.lock = threading.RLock()
        self.bans = Bans(space)
        self.replaced: dict[str, Any] = {}  # what stood where a test has put something

    # -- connection ----------------------------------------------------------------------------

    def serve(self, path: str, token: str) -> None:
        """Answers requests until the judge hangs up.

        Args:
            path: of the judge's socket; or "fd:" and the environment variable with the number of
                an open socket, through which the judge hands over a connection.
            token: shows that this is the kernel that was asked.
        """
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            if path.startswith("fd:"):
                self.socket = self._handed_over(path[3:], token)
            else:
                self.socket.connect(path)
            self._send({"token": token}, [])
            with self.events.captured(), self.bans:
                while True:
                    self._answer(*self._receive())
        except (Closed, OSError, KeyboardInterrupt):
            pass
        finally:
            self.socket.close()
            self._put_back()

    def _put_back(self) -> None:
        """A function of the test can't be called between tests: what stood there before can."""
        for name, before in self.replaced.items():
            if self.crossing.is_of_test(self.space.get(name)):
                self.space[name] = before
        self.replaced.clear()

    def _keep(self, name: str) -> None:
        if name in self.space:
            self.replaced.setdefault(name, self.space[name])

    def _handed_over(self, variable: str, token: str) -> socket.socket:
        # No limit on time: the cell has one, and the judge's end of the door closes with the judge.
        with socket.socket(fileno=os.dup(int(AT_START[variable]))) as door:
            while True:
                said, numbers, _, _ = socket.recv_fds(door, 200, 1, socket.MSG_CMSG_CLOEXEC)
                if not said:
                    raise Closed
                found = [socket.socket(fileno=number) for number in numbers]
                if found and said.decode() == token:
                    return found[0]
                for stale in found:  # of a test that is over
                    stale.close()

    def _send(self, head: dict[str, Any], buffers: list[Any]) -> None:
        sizes = [len(b) for b in buffers]
        if sum(sizes) > MOST_BYTES:
            head = {"err": {"n": [["builtins", "MemoryError"]], "m": "the value is too large"}}
            sizes, buffers = [], []
        raw = json.dumps(dict(head, B=sizes)).encode()
        self.socket.sendall(struct.pack("<I", len(raw)) + raw + b"".join(buffers))

    def _receive(self) -> tuple[dict[str, Any], list[bytes]]:
        head = json.loads(self._read(struct.unpack("<I", self._read(4))[0]))
        return head, [self._read(size) for size in head["B"]]

    def _read(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            part = self.socket.recv(min(1 << 20, size - len(parts)))
            if not part:
                raise Closed
            parts += part
        return bytes(parts)

    def _answer(self, head: dict[str, Any], buffers: list[bytes]) -> None:
        encoder = self.crossing.encoder()
        try:
            self.crossing.forget(head.get("free", ()))
            for number in head.get("unlink", ()):
                self.crossing.links.drop(number)
            answer = getattr(self, "do_" + head["op"])(
                head, self.crossing.decoder(buffers), encoder
            )
            if head["op"] in CHANGING and (news := self.crossing.news(encoder)):
                answer["lk"] = news
        except Closed:
            raise
        except BaseException as error:  # a student's SystemExit and the like included
            encoder = self.crossing.encoder()
            answer = {"err": self._error(error, encoder)}
            if news := self.crossing.news(encoder):
                answer["lk"] = news
        answer["ev"] = self.events.take()
        try:
            self._send(answer, encoder.buffers)
        except (TypeError, ValueError, RecursionError) as error:
            self._send({"err": {"n": [["builtins", "TypeError"]], "m": str(error)[:200]}}, [])

    def _error(self, error: BaseException, encoder: Encoder) -> dict[str, Any]:
        told: dict[str, Any] = {"n": [["builtins", "RuntimeError"]], "m": ""}
        with contextlib.suppress(BaseException):
            told["n"] = [[str(c.__module__), c.__qualname__] for c in type(error).__mro__]
            told["m"] = str(error)[:2000]
            # Frames would keep everything alive that the call has touched.
            error.__traceback__ = None
            told["h"] = self.crossing.number(error)
            if type(error).__module__ == "__main__":
                told["c"] = self.crossing.number(type(error))
            links = self.crossing.links
            mark, count = len(encoder.buffers), links.count()
            try:
                told["a"] = encoder.encode(list(error.args))
            except BaseException:
                del encoder.buffers[mark:]
                links.undo(count)
        return told

    def call_back(self, number: Any, args: Any, kwargs: Any) -> Any:
        """Calls a function of the test, in the judge.

        Args:
            number: which one; the judge knows.
            args, kwargs: what it gets.

        Returns:
            What it returned.
        """
        with self.lock:
            encoder = self.crossing.encoder()
            head = {"cb": number, "a": encoder.encode(list(args)), "k": encoder.encode(kwargs)}
            if news := self.crossing.news(encoder):
                head["lk"] = news
            self._send(dict(head, ev=self.events.take()), encoder.buffers)
            while True:
                head, buffers = self._receive()
                if "op" not in head:
                    break
                self._answer(head, buffers)
        decoder = self.crossing.decoder(buffers)
        if "err" in head:
            raise self.crossing.exception(head["err"], decoder)
        value = decoder.decode(head["r"])
        self._take_links(head, decoder)
        return value

    def _take_links(self, head: dict[str, Any], decoder: PlainDecoder) -> None:
        """Takes what the test has changed of the objects that both sides have."""
        told = head.get("lk", [])
        for number, content in zip(told[::2], told[1::2], strict=True):
            x = self.crossing.links.objects[number]
            self.crossing.fill(x, content, decoder)
            self.crossing.links.settle(self.crossing._image, number)
        self.crossing.settle()

    # -- requests ------------------------------------------------------------------------------

    def _out(self, x: Any, encoder: Encoder, tracked: bool = False) -> dict[str, Any]:
        """The answer that holds a value; with the number of a list or so that may be changed."""
        links = self.crossing.links
        mark, count = len(encoder.buffers), links.count()
        try:
            answer = {"r": encoder.encode(x)}
        except (TooDeep, RecursionError):
            del encoder.buffers[mark:]
            links.undo(count)
            answer = {"r": self.crossing.reference(x)}
        if tracked and self.crossing.is_mutable(x):
            answer["mh"] = self.crossing.number(x)
        return answer

    def do_hello(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        self.crossing.begin(head["keep"], head["given"], head["packages"])
        for statement in head["imports"]:
            with contextlib.suppress(Exception):
                exec(statement, self.space)
        self.bans.forbid(head["forbid"])
        return {"r": None}

    def do_name(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        if head["n"] not in self.space:
            return {"missing": True}
        answer = self._out(self.space[head["n"]], encoder, tracked=True)
        if sum(map(len, encoder.buffers)) >= WORTH_A_DIGEST:
            digest = zlib.crc32(json.dumps(answer).encode())
            for buffer in encoder.buffers:
                digest = zlib.crc32(buffer, digest)
            if digest == head.get("have"):
                encoder.buffers.clear()
                return {"same": True}
            answer["dg"] = digest
        return answer

    def do_setname(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        self._keep(head["n"])
        self.space[head["n"]] = decoder.decode(head["v"])
        return {"r": None}

    def do_delname(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        self._keep(head["n"])
        del self.space[head["n"]]
        return {"r": None}

    def do_call(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        set_seeds(head.get("seeds"), decoder)
        function = self.crossing.objects[head["h"]]
        if "m" in head:
            function = getattr(function, head["m"])
        args, kwargs = decoder.decode(head["a"]), decoder.decode(head["k"])
        self.crossing.settle()
        watched = [(f"{i}", x) for i, x in enumerate(args)] + list(kwargs.items())
        watched = [(key, x) for key, x in watched if self.crossing.is_mutable(x)]
        before = [self._print_of(x) for _, x in watched]
        result = function(*args, **kwargs)
        same = [key for key, x in watched if x is result]
        answer: dict[str, Any] = (
            {"r": {"t": "arg", "k": same[0]}} if same else self._out(result, encoder)
        )
        changed = []
        for (key, x), old in zip(watched, before, strict=True):
            if self._print_of(x) != old:
                changed += [key, encoder.encode(x)]
        if changed:
            answer["mut"] = changed
        return answer

    def _print_of(self, x: Any) -> Any:
        encoder = self.crossing.probe()
        try:
            return json.dumps(encoder.encode(x)), encoder.buffers
        except (TooDeep, TypeError, ValueError, RecursionError):
            return None

    def do_get(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        value = getattr(self.crossing.objects[head["h"]], head["n"])
        return self._out(value, encoder, tracked=True)

    def do_set(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        setattr(self.crossing.objects[head["h"]], head["n"], decoder.decode(head["v"]))
        return {"r": None}

    def do_del(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        delattr(self.crossing.objects[head["h"]], head["n"])
        return {"r": None}

    def do_op(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        set_seeds(head.get("seeds"), decoder)
        x = self.crossing.objects[head["h"]]
        args = decoder.decode(head["a"])
        self.crossing.settle()
        if head["f"] == "pow" and len(args) > 1:
            return self._out(pow(x, *args), encoder)
        if head["f"] == "divmod":
            function: Any = divmod
        else:
            function = getattr(operator, head["f"])
        value = function(*args, x) if head.get("rev") else function(x, *args)
        return self._out(value, encoder, tracked=head["f"] == "getitem")

    def do_fn(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        set_seeds(head.get("seeds"), decoder)
        args = decoder.decode(head.get("a", []))
        self.crossing.settle()
        x = self.crossing.objects[head["h"]]
        name = head["f"]
        if name in ("format", "trunc", "floor", "ceil"):
            return self._out(getattr(type(x), f"__{name}__")(x, *args), encoder)
        return self._out(CONVERSIONS[name](x, *args), encoder)

    def do_array(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        import numpy as np

        return self._out(np.asarray(self.crossing.objects[head["h"]]), encoder)

    def do_class(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        return self.crossing.describe(self.crossing.objects[head["h"]])

    def do_kind(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        return {"r": self.crossing.number(type(self.crossing.objects[head["h"]]))}

    def do_sync(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        self.crossing.overwrite(self.crossing.objects[head["h"]], decoder.decode(head["v"]))
        return {"r": None}

    def do_links(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        self._take_links(head, decoder)
        return {"r": None}

    def do_copy(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        copied = (copy.deepcopy if head["deep"] else copy.copy)(self.crossing.objects[head["h"]])
        return self._out(copied, encoder)

    def do_import(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        module = importlib.import_module(head["n"])
        return {"r": {"t": "mod", "n": head["n"], "h": self.crossing.number(module)}}

    def do_stat(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        try:
            found = os.stat(head["n"])
        except OSError:
            return {"missing": True}
        return {"r": [stat.S_ISDIR(found.st_mode), found.st_size, max(0, int(found.st_mtime))]}

    def do_read(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        with open(head["n"], "rb") as file:
            return self._out(file.read(MOST_BYTES), encoder)

    def do_weights(self, head: Any, decoder: PlainDecoder, encoder: Encoder) -> Any:
        model = self.crossing.objects[head["h"]]
        if "v" in head:
            model.set_weights(decoder.decode(head["v"]))
            return {"r": None}
        return self._out(list(model.get_weights()), encoder)


def service_for(space: dict[str, Any]) -> Service:
    """The one service of this kernel: the judge's numbers of objects outlive a test cell."""
    modules: dict[str, Any] = sys.modules
    service = modules.get("_autograder_service")
    if not isinstance(service, Service):
        service = modules["_autograder_service"] = Service(space)
    return service
