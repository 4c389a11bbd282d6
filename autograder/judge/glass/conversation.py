"""The conversation with a student's kernel: requests, callbacks, what it prints."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.judge.glass.errors import CannotCross, Malformed, Refusal
from autograder.judge.glass.kernel_side.links import Shared
from autograder.judge.glass.seeds import Seeds
from autograder.judge.glass.student_errors import StudentErrors
from autograder.judge.glass.translate import Translator
from autograder.judge.glass.wire import Wire

MOST_REPLAYED = 10_000  # prints and warnings of one answer
DIRECT = (int, float, str, bool, type(None))


@dataclass
class Rules:
    """What one test cell allows.

    Attributes:
        operators: whether operators between the test's data and student objects are allowed.
        may_change: whether student code may change an argument, told as "function:argument".
        asked: special methods that the exercise asks for, by class.
        keep_arguments: whether changes of other arguments are not written back.
    """

    operators: bool = False
    may_change: Callable[[str], bool] = lambda where: True
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keep_arguments: bool = False


class Missing(Exception):
    """The student's kernel has no such name."""


class Conversation:
    """The judge's side of the conversation with one student's kernel.

    Args:
        shared: classes that both sides have.
        module: makes of a module's name and number what a test may have of it.
        space: globals of the tests, for the functions that they put in place of input and print.
        signature: signature of a function or class of the student by its label.
        seeds: random seeds of this process.

    Attributes:
        fault: the first refusal of the present test cell.
        changed: arguments that student code has changed, as "function:argument".
    """

    def __init__(
        self, shared: Shared, module: Any, space: dict[str, Any], signature: Any,
        seeds: Seeds,
    ) -> None:  # fmt: skip
        self.translator = Translator(self, shared, module)  # type: ignore[arg-type]
        self.errors = StudentErrors(self.translator)
        self._space, self._signature, self._seeds = space, signature, seeds
        self.rules = Rules()
        self.wire: Wire | None = None
        self.fault: Refusal | None = None
        self.changed: list[str] = []
        self.stale = 0  # grows with everything that can have changed the student's globals

    def open(self, wire: Wire, rules: Rules, hello: dict[str, Any]) -> None:
        """Begins a test cell.

        Args:
            wire: connection to the kernel.
            rules: of this cell.
            hello: what the kernel has to know of it.
        """
        self.wire, self.rules, self.fault, self.changed = wire, rules, None, []
        self.translator.limits = wire.limits
        self.translator.forget_cell()
        self.stale += 1
        self.ask("hello", **hello)

    def close(self) -> None:
        """Ends a test cell."""
        if self.wire is not None:
            self.wire.close()
        self.wire = None

    def refusal(self, message: str) -> Refusal:
        """Makes a refusal; the cell has failed, whatever its code catches."""
        return self.stop(Refusal(message))

    def stop(self, refusal: Refusal) -> Refusal:
        """Remembers why the cell has failed, and returns it."""
        self.fault = self.fault or refusal
        return refusal

    # -- conversation --------------------------------------------------------------------------

    def ask(
        self, op: str, buffers: list[Any] | None = None, **fields: Any
    ) -> tuple[dict[str, Any], list[bytearray]]:
        """Sends a request and waits for the answer.

        Raises:
            Missing: the kernel has no such name.
            Refusal: whatever can't count.
            BaseException: what the student's code raised.
        """
        try:
            if self.wire is None:
                raise CannotCross("given code needs the student's kernel before a test runs")
            self.wire.send(self._head(op, fields), buffers or [])
            while True:
                head, data = self.wire.receive()
                self._replay(head.get("ev"))
                if "cb" not in head:
                    break
                self._serve(head, data)
            if "err" in head:
                error = self.errors.error(head["err"], data, stop=op == "fn")
                self.take_links(head, data, op)
            elif head.get("missing") is True:
                error = Missing()
            else:
                return head, data
        except Refusal as refusal:
            self.fault = self.fault or refusal
            raise
        raise error

    def _head(self, op: str, fields: dict[str, Any]) -> dict[str, Any]:
        head = {"op": op, **fields}
        if self.translator.gone:
            gone = self.translator.gone
            head["free"] = [gone.pop() for _ in range(len(gone))]
        if unlink := self.translator.links.take_gone():
            head["unlink"] = unlink
        return head

    def _replay(self, events: Any) -> None:
        """Prints and warns as the student's code has."""
        if not events:
            return
        if type(events) is not list or len(events) > MOST_REPLAYED:
            raise Malformed("the student's kernel sent nonsense")
        for event in events:
            match event:
                case ["write", str(text)]:
                    sys.stdout.write(text)
                case ["print", list(values), sep, end, *_]:
                    if not all(type(v) in DIRECT for v in values):
                        raise Malformed("the student's kernel sent nonsense")
                    options = {
                        name: str(value)
                        for name, value in (("sep", sep), ("end", end))
                        if value is not None
                    }
                    self._space.get("print", builtins.print)(*values, **options)
                case ["warn", list(names), str(text)]:
                    self.errors.warn(names, text)
                case _:
                    raise Malformed("the student's kernel sent nonsense")

    def _serve(self, head: dict[str, Any], buffers: list[bytearray]) -> None:
        """Calls a function of the test for the student's code."""
        assert self.wire is not None
        number = head["cb"]
        args = self.translator.decode(head.get("a"), buffers)
        kwargs = self.translator.decode(head.get("k"), buffers)
        if type(args) is not list or type(kwargs) is not dict:
            raise Malformed("the student's kernel sent nonsense")
        if not all(type(name) is str for name in kwargs):
            raise Malformed("the student's kernel sent nonsense")
        self.take_links(head, buffers, "callback")
        encoder = self.translator.encoder()
        try:
            value = self._callback(number)(*args, **kwargs)
            answer: dict[str, Any] = {"r": encoder.encode(value)}
            answer["lk"] = self.translator.links.news(encoder)
        except Exception as error:
            encoder = self.translator.encoder()
            answer = {"err": self.errors.told(error, encoder)}
        assert self.wire is not None
        self.wire.send(answer, encoder.buffers)

    def take_links(self, head: dict[str, Any], buffers: list[bytearray], label: str) -> None:
        """Takes what student code has changed of the objects that both sides have."""
        told = head.get("lk")
        if not told:
            self.translator.links.settle()
            return
        if type(told) is not list or len(told) % 2:
            raise Malformed("the student's kernel sent nonsense")
        for number, content in zip(told[::2], told[1::2], strict=True):
            self.translator.links.take(number, content, buffers, self.may_change(label, "*"))
        self.translator.links.settle()

    def may_change(self, label: str, key: str) -> bool:
        """Whether a change of an argument is written back; it is remembered in any case."""
        where = f"{label}:{key}"
        self.changed.append(where)
        return not self.rules.keep_arguments or self.rules.may_change(where)

    def _callback(self, number: Any) -> Any:
        if number == "input":
            return self._input
        callbacks = self.translator.callbacks
        if type(number) is not int or number not in callbacks:
            raise Malformed("the student's kernel sent nonsense")
        return callbacks[number]

    def _input(self, prompt: str = "") -> Any:
        replaced = self._space.get("input", builtins.input)
        if replaced is PLAIN_INPUT and sys.stdin is sys.__stdin__:
            raise EOFError("nobody answers input() in a test")
        return replaced(prompt)


PLAIN_INPUT = builtins.input
