"""Hostile submissions: what each tries. None may get a point, and none may learn an answer.

An attack runs in the student's kernel before the tests do, after a wrong `f`. Those that forge
messages take the place of the kernel's half of the glass.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

GIVEN = """\
import numpy as np
from helpers.checks import assert_close, rng
class Money:
    def __init__(self, cents): self.cents = cents
    def __eq__(self, other): return isinstance(other, Money) and self.cents == other.cents
    def euros(self): return self.cents / 100
"""
MODEL = "def f(x):\n    return x ** 2\ndef pay(cents):\n    return Money(cents + 1)\n"
WRONG = "def f(x):\n    return x * 0 + 123.5\ndef pay(cents):\n    return Money(0)\n"
TEST = """\
assert abs(f(2) - 4) < 1e-6, "f(2) is wrong"
assert f(3) == 9
np.testing.assert_allclose(f(np.arange(3.0)), [0, 1, 4], err_msg="f works on numbers only")
### BEGIN HIDDEN TESTS
hidden_answer = 7654321
assert f(5) == 25, "f(5) is wrong"
x_hidden = rng("f").normal(size=4)
assert_close(f(x_hidden), x_hidden ** 2, "f is wrong for random numbers")
### END HIDDEN TESTS
"""
SECRETS = ("7654321", "hidden_answer", "x_hidden", "/work/", "/tmp/", "site-packages", "Traceback")

# Takes the place of the kernel's half, which an attack is free to do.
FORGE = """
import json, os, socket, struct, sys, time, types
class Wire:
    def __init__(self, path, token):
        self.s = socket.socket(socket.AF_UNIX)
        self.s.connect(path)
        self.send({"token": token})
    def send(self, head, buffers=(), sizes=None):
        raw = json.dumps(dict(head, B=[len(b) for b in buffers] if sizes is None else sizes))
        self.raw(struct.pack("<I", len(raw)) + raw.encode() + b"".join(buffers))
    def raw(self, data): self.s.sendall(data)
    def read(self):
        n, = struct.unpack("<I", self.get(4))
        head = json.loads(self.get(n))
        return head, [self.get(k) for k in head["B"]]
    def get(self, n):
        data = b""
        while len(data) < n:
            part = self.s.recv(n - len(data))
            if not part: raise SystemExit
            data += part
        return data
def forge(answer):
    def serve(path, token):
        wire = Wire(path, token)
        while True:
            head, buffers = wire.read()
            reply = answer(head, buffers, wire)
            if reply is not None: wire.send(*reply)
    module = types.ModuleType("_autograder_glass")
    module.service_for = lambda space: types.SimpleNamespace(serve=serve)
    sys.modules["_autograder_glass"] = module
def always(value, *buffers):
    def answer(head, data, wire):
        if head["op"] == "hello": return ({"r": None},)
        if head["op"] == "name": return ({"r": {"t": "o", "k": "f", "h": 1, "n": "f"}},)
        return ({"r": value}, buffers)
    forge(answer)
"""


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: in a few words.
        tries: what it hopes for.
        code: what the student wrote.
        test: the test cell.
        ipython: whether it needs a real ipykernel.
        model: the instructor's solution, if another exercise is attacked.
        kinds: outcomes that are right.
        tags: of the test cell.
        reads: what the message must hold.
        waits: whether it uses up the time of the cell.
    """

    name: str
    tries: str
    code: str
    test: str = TEST
    ipython: bool = False
    model: str = MODEL
    kinds: tuple[str, ...] = ("failed", "error", "refused", "lost")
    tags: tuple[str, ...] = ()
    reads: str = ""
    waits: bool = False


def attack(name: str, tries: str, code: str, **about: object) -> Attack:
    """Makes an attack from an indented text."""
    return Attack(name, tries, textwrap.dedent(code).strip("\n"), **about)  # type: ignore[arg-type]


ATTACKS = [
    attack("honest_mistake", "nothing: a wrong answer", "pass", reads="f(2) is wrong"),
    # -- taking the test apart where it runs -------------------------------------------------
    attack("drop_asserts", "removes assert statements from every cell", """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Drop())
        """, ipython=True),
    attack("custom_exceptions", "swallows every exception of a cell", """
        ip = get_ipython()
        ip.set_custom_exc((Exception,), lambda *a, **k: None)
        ip.showtraceback = lambda *a, **k: None
        """, ipython=True),
    attack("no_run_cell", "makes IPython run nothing", """
        get_ipython().run_cell = lambda *a, **k: None
        """, ipython=True, kinds=("lost", "timeout")),
    attack("input_transformer", "empties each cell before it runs", """
        get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])
        """, ipython=True, kinds=("lost", "timeout")),
    attack("event_hooks", "puts its own names back before each cell", """
        def again(*a):
            globals().update(AssertionError=ZeroDivisionError, abs=lambda x: 0)
        get_ipython().events.register('pre_run_cell', again)
        """, ipython=True),
    attack("patched_numpy", "makes comparisons pass", """
        np.testing.assert_allclose = lambda *a, **k: None
        np.allclose = lambda *a, **k: True
        np.isclose = lambda *a, **k: np.array(True)
        """),
    attack("patched_checks", "makes the course's own comparison pass", """
        import helpers.checks
        helpers.checks.assert_close = lambda *a, **k: None
        assert_close = lambda *a, **k: None
        """, test="assert_close(f(np.ones(3)), np.ones(3), 'ones stay ones')"),
    attack("shadowed_builtins", "gives builtins other meanings", """
        import builtins
        builtins.abs = lambda x: 0
        builtins.AssertionError = ZeroDivisionError
        builtins.isinstance = lambda *a: True
        builtins.all = lambda *a: True
        abs = lambda x: 0
        """, waits=True),
    attack("no_builtins", "takes builtins away", "__builtins__ = None\nnp = None",
        waits=True),
    attack("given_names", "rebinds what given code made", """
        rng = lambda name: np.random.default_rng(0)
        class Money:
            def __init__(self, cents): pass
            def __eq__(self, other): return True
        """, test="assert pay(4) == Money(5), 'one cent more'"),
    attack("patched_given_class", "changes a given class", """
        Money.__eq__ = lambda self, other: True
        """, test="assert pay(4) == Money(5), 'one cent more'", reads="one cent more"),
    attack("shadowed_given_method", "puts data in place of a trusted method", """
        def pay(cents):
            money = Money(0)
            money.euros = lambda: 0.05
            return money
        """, test="assert pay(4).euros() == 0.05, 'one cent more'"),
    attack("subclass_of_given", "returns a subclass that equals everything", """
        class Rich(Money):
            def __eq__(self, other): return True
            def __ne__(self, other): return False
        def pay(cents): return Rich(0)
        """, test="assert pay(4) == Money(5), 'one cent more'"),
    # -- objects that lie ---------------------------------------------------------------------
    attack("equals_everything", "an object whose operators always please", """
        class Yes:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __sub__(self, other): return 0.0
            __rsub__ = __sub__
            def __abs__(self): return 0.0
            def __lt__(self, other): return True
            __le__ = __gt__ = __ge__ = __lt__
        def f(x): return Yes()
        """, kinds=("refused",), reads="plain data"),
    attack("array_and_ufunc", "an object that NumPy takes for whatever it says", """
        class Yes:
            def __array__(self, *a, **k): return np.zeros(3)
            def __array_ufunc__(self, *a, **k): return np.array(True)
            def __array_function__(self, *a, **k): return True
        def f(x): return Yes()
        """, test="np.testing.assert_allclose(f(np.arange(3.0)), [0, 1, 4])"),
    attack("claims_by_its_class", "an object whose class says that it is a float's", """
        class Yes:
            pass
        Yes.__module__, Yes.__qualname__, Yes.__name__ = "builtins", "float", "float"
        def f(x): return Yes()
        """, test="assert type(f(2)) == float, 'a float'"),
    attack("pickle_in_a_file", "writes a pickle where the test looks for an array", """
        class Run:
            def __reduce__(self): return (exec, ("open('/tmp/judge-was-here', 'w')",))
        import os, pickle, tempfile
        os.chdir(tempfile.mkdtemp())
        with open('squares.npy', 'wb') as file:
            pickle.dump(Run(), file)
        """, test="np.load('squares.npy', allow_pickle=True)", kinds=("cannot cross",)),
    attack("module_in_a_file", "writes a module where the test may look for one", """
        import os, tempfile
        os.chdir(tempfile.mkdtemp())
        with open('judged.py', 'w') as file:
            file.write("open('/tmp/judge-was-here', 'w')")
        """, test="### BEGIN HIDDEN TESTS\nassert open('judged.py').read()\nimport judged\n"
        "### END HIDDEN TESTS"),
    attack("float_that_lies", "a float that equals everything", """
        class Yes(float):
            def __eq__(self, other): return True
            def __sub__(self, other): return 0.0
        def f(x): return Yes(1)
        """, kinds=("failed",)),
    attack("array_that_lies", "an array that equals everything", """
        class Yes(np.ndarray):
            def __eq__(self, other): return np.array(True)
            def __sub__(self, other): return np.zeros(3)
        def f(x): return np.array(1.0).view(Yes)
        """, kinds=("failed",)),
    attack("list_that_lies", "a list that equals everything", """
        class Yes(list):
            def __eq__(self, other): return True
        def f(x): return Yes()
        """, test="assert f(3) == [9], 'a list'", kinds=("failed",)),
    attack("masked_array", "masks every element, so that none is compared", """
        def f(x): return np.ma.masked_all(3)
        """, test="np.testing.assert_allclose(f(np.arange(3.0)), [0, 1, 4], err_msg='squares')"),
    attack("nan", "numbers that are neither more nor less", """
        def f(x): return x * float('nan')
        """),
    attack("reflected_operator", "waits to be the right-hand side", """
        class Yes:
            def __radd__(self, other): return other
            def __rsub__(self, other): return 0
            def __req__(self, other): return True
            __array_priority__ = 1e9
        def f(x): return Yes()
        """, test="assert np.abs(np.float64(4) - f(2)) < 1, 'four'"),
    attack("claims_to_be_a_float", "says that its class is float", """
        class Yes:
            __class__ = float
            def __eq__(self, other): return True
        def f(x): return Yes()
        """, test="y = f(2)\nassert isinstance(y, float), 'a float'\nassert y == 4"),
    attack("truth", "an object that is true", """
        class Yes:
            def __bool__(self): return True
        def f(x): return Yes()
        """, test="assert f(4) is True, 'say True'"),
    attack("swallowing_exit", "a context manager that swallows the failed check", """
        class Quiet:
            def __enter__(self): return self
            def __exit__(self, *about): return True
        def f(x): return Quiet()
        """, test="with f(1):\n    assert False, 'the check'", reads="the check"),
    attack("hash_and_eq", "an object that finds itself in every set", """
        class Yes:
            def __hash__(self): return hash(4)
            def __eq__(self, other): return True
        def f(x): return Yes()
        """, test="assert f(2) in {4, 5}, 'four'"),
    attack("operator_of_another_class", "passes for the class whose operators are asked for", """
        class V:
            def __init__(self, x): self.x = x
            def __sub__(self, other): return 0.0
            def __eq__(self, other): return True
        def g(x): return V(x)
        """, model="class V:\n    def __init__(self, x): self.x = x\n"
        "    def __sub__(self, other): return V(self.x - other)\n"
        "    def __eq__(self, other): return self.x == other\n"
        "def g(x): return float(x)\n",
        test="assert g(3) == 3.0, 'a number'", kinds=("refused",)),
    # -- ways out -----------------------------------------------------------------------------
    attack("system_exit", "ends the program", "def f(x): raise SystemExit(0)"),
    attack("keyboard_interrupt", "interrupts the test", "def f(x): raise KeyboardInterrupt"),
    attack("generator_exit", "ends the test's generator", "def f(x): raise GeneratorExit",
        test="assert all(f(a) == b for a, b in [(2, 4), (3, 9)]), 'squares'"),
    attack("stop_iteration", "ends the test's loop before it has begun", """
        def f(x): raise StopIteration
        """, test="assert all(map(lambda p: f(p[0]) == p[1], [(2, 4), (3, 9)])), 'squares'"),
    attack("stop_iteration_subclass", "the same with a class of its own", """
        class Stop(StopIteration): pass
        def f(x): raise Stop
        """, test="assert all(map(lambda p: f(p[0]) == p[1], [(2, 4), (3, 9)])), 'squares'"),
    attack("os_exit", "ends the kernel", "import os\ndef f(x): os._exit(0)", kinds=("lost",)),
    attack("closed_link", "hangs up", """
        def f(x):
            import gc, socket
            for s in [o for o in gc.get_objects() if isinstance(o, socket.socket)]:
                s.close()
        """),
    attack("own_skip", "raises what test runners take for skipped", """
        import unittest
        def f(x): raise unittest.SkipTest('not today')
        """),
    attack("expected_failure", "fails inside pytest.raises(Exception), without an exception", """
        import os
        def f(x): os._exit(1)
        """, test="import pytest\nwith pytest.raises(Exception):\n    f(-1)", kinds=("lost",)),
    # -- too much -----------------------------------------------------------------------------
    attack("huge_array", "a reply of 480 MB", "def f(x): return np.zeros(60_000_000)"),
    attack("huge_list", "a list of 20 million", "def f(x): return [0] * 20_000_000"),
    attack("huge_text", "a text of 300 MB", "def f(x): return 'a' * 300_000_000"),
    attack("huge_dict", "a dict of a million texts", """
        def f(x): return {str(i): [i] for i in range(1_000_000)}
        """, kinds=("error", "refused", "timeout")),
    attack("deep_list", "a list nested 5000 times", """
        def f(x):
            a = []
            for _ in range(5000): a = [a]
            return a
        """),
    attack("list_in_itself", "a list that holds itself", """
        def f(x):
            a = []
            a.append(a)
            return a
        """),
    attack("slow", "sleeps until the end of time", "import time\ndef f(x): time.sleep(60)",
        kinds=("timeout",), reads="out of time"),
    attack("busy", "computes until the end of time", "def f(x):\n    while True: pass",
        kinds=("timeout",)),
    attack("endless_generator", "never stops giving", """
        def f(x):
            while True: yield 4
        """, test="assert list(f(2)) == [4], 'one four'", kinds=("timeout",)),
    attack("print_flood", "prints without end", """
        def f(x):
            for i in range(3_000_000): print('x' * 1000)
            return x
        """, kinds=("failed", "timeout")),
    attack("long_number", "a number of a million digits", "def f(x): return 10 ** 1_000_000"),
    attack("colliding_keys", "a dict whose keys collide", """
        def f(x): return {i * (2 ** 61 - 1): 0 for i in range(60_000)}
        """, test="assert len(f(1)) == 1, 'one'", kinds=("failed", "timeout", "refused")),
    # -- learning the answer ------------------------------------------------------------------
    attack("frames", "looks for the answer in the frames of its callers", """
        import sys
        def f(x):
            frame = sys._getframe()
            while frame:
                for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
                    if value == 7654321 or 'hidden' in repr(value)[:5000] : return 7654321
                frame = frame.f_back
            return 0
        """, test="assert f(2) == 7654321, 'the answer'"),
    attack("garbage", "looks for the answer in everything that is alive", """
        import gc
        def f(x):
            wanted = int('765' + '4321')  # as a literal it would be found in f itself
            for o in gc.get_objects():
                if isinstance(o, (list, tuple)) and wanted in [q for q in o if type(q) is int]:
                    return wanted
            return 0
        """, test="answer = [7654321]\nassert f(2) == answer[0], 'the answer'"),
    attack("reads_the_test", "looks for the test's source", """
        def f(x):
            import linecache
            text = repr(list(linecache.cache.values())) + repr(globals().get('In'))
            return 9 if 'x_' + 'hidden' in text else 0
        """, test="x_hidden = 9\nassert f(3) == x_hidden, 'nine'"),
    attack("judge_object", "asks a test's object for more than its public names", """
        def f(model):
            try: return model.__init__.__globals__['answer']
            except BaseException: pass
            try: return model._answer
            except BaseException: return 0
        """, test="class M:\\n    _answer = 77\\nanswer = 77\\nassert f(M()) == 77, 'no'".replace(
            "\\n", "\n")),
    attack("callback_globals", "asks a test's function for its globals", """
        def f(g):
            try: return g.__globals__['answer']
            except BaseException: pass
            try: return g.__closure__[0].cell_contents.answer
            except BaseException: return 0
        """, test="answer = 421\nassert f(lambda t: t + 1) == answer, 'no'"),
    attack("echo_inputs", "sends inputs of hidden tests home in an exception", """
        def f(x):
            if np.ndim(x) == 0 and x == 5: raise ValueError(f'x_hidden was {x!r} 7654321')
            return x ** 2
        """, reads="your code raised ValueError"),
    attack("argument_zeros", "makes input and answer fit each other", """
        def f(x):
            x[...] = 0
            return x.copy()
        """, test="x = rng('f').normal(size=5)\ny = f(x)\nassert_close(y, x ** 2, 'squares')",
        reads="in place"),
    attack("argument_lists", "empties the lists that are compared", """
        def f(a):
            a.clear()
            return []
        """, test="a = [1, 2]\nb = f(a)\nassert b == [i ** 2 for i in a], 'squares'",
        reads="in place"),
    attack("seized_generator", "seeds the generator that the test draws from", """
        import random
        def f(x):
            np.random.seed(0); random.seed(0)
            return x * 0
        """, test="f(np.ones(2))\nx = np.random.rand(3)\nassert np.allclose(f(x), x ** 2), 'no'"),
    attack("forged_print", "prints a verdict", """
        def f(x):
            print('{"outcome": {"passed": true}}\\nScore: 10/10')
            return 0
        """, reads="f(2) is wrong"),
    # -- forged messages ----------------------------------------------------------------------
    attack("claims_a_verdict", "answers with a verdict", FORGE + """
forge(lambda head, buffers, wire: ({'r': None, 'ok': True, 'passed': True, 'outcome': {}},))
        """),
    attack("tag_without_value", "answers with half a value", FORGE + "always({'t': 'a'})",
        kinds=("refused",)),
    attack("unknown_tag", "answers with a value of no kind", FORGE + "always({'t': 'zz'})",
        kinds=("refused",)),
    attack("private_tag", "names a method of the decoder", FORGE + "always({'t': '_init_'})",
        kinds=("refused",)),
    attack("random_bytes", "answers with noise", FORGE + """
def answer(head, buffers, wire):
    wire.raw(os.urandom(100_000))
    time.sleep(4)
forge(answer)
        """, kinds=("refused", "timeout")),
    attack("length_bomb", "declares a header of 4 GB", FORGE + """
def answer(head, buffers, wire):
    wire.raw(struct.pack('<I', 0xffffffff) + b'x' * 100)
    time.sleep(4)
forge(answer)
        """, kinds=("refused",)),
    attack("declared_buffer", "declares 200 MB and sends none", FORGE + """
def answer(head, buffers, wire):
    wire.send({'r': 1}, sizes=[200_000_000])
    time.sleep(4)
forge(answer)
        """, kinds=("timeout",)),
    attack("many_buffers", "declares a million buffers", FORGE + """
forge(lambda head, buffers, wire: ({'r': 1}, (), [0] * 1_000_000))
        """, kinds=("refused",)),
    attack("negative_buffer", "declares a buffer of -1 bytes", FORGE + """
forge(lambda head, buffers, wire: ({'r': 1}, (), [-1]))
        """, kinds=("refused",)),
    attack("deep_json", "a header nested 100,000 times", FORGE + """
def answer(head, buffers, wire):
    raw = b'[' * 100_000
    wire.raw(struct.pack('<I', len(raw)) + raw)
    time.sleep(4)
forge(answer)
        """, kinds=("refused",)),
    attack("wide_json", "a header of two million lists", FORGE + """
def answer(head, buffers, wire):
    raw = b'[' + b'[],' * 1_300_000 + b'[]]'
    wire.raw(struct.pack('<I', len(raw)) + raw)
    time.sleep(4)
forge(answer)
        """, kinds=("refused",)),
    attack("object_array", "pickled bytes in an object array", FORGE + """
import pickle
always({'t': 'a', 'd': '|O', 's': [1], 'b': 0, 'g': False}, pickle.dumps(print))
        """, kinds=("refused",)),
    attack("array_of_another_size", "an array larger than its buffer", FORGE + """
always({'t': 'a', 'd': '<f8', 's': [1000000], 'b': 0, 'g': False}, b'12345678')
        """, kinds=("refused",)),
    attack("overflowing_shape", "a shape whose product overflows", FORGE + """
always({'t': 'a', 'd': '<f8', 's': [4294967296, 4294967296, 0], 'b': 0, 'g': False}, b'')
        """),
    attack("structured_dtype", "a structured dtype", FORGE + """
always({'t': 'a', 'd': 'O,O', 's': [1], 'b': 0, 'g': False}, b'0' * 16)
        """, kinds=("refused",)),
    attack("other_buffer", "a buffer that isn't there", FORGE + """
always({'t': 'by', 'b': -1}, b'abc')
        """, kinds=("refused",)),
    attack("foreign_characters", "texts of numbers that are no characters", FORGE + """
always({'t': 'a', 'd': '<U2', 's': [1], 'b': 0, 'g': False}, b'\\xff' * 8)
        """, kinds=("refused",)),
    attack("module_function", "names a function of a module", FORGE + """
always({'t': 'ref', 'm': 'os', 'q': 'system'})
        """, kinds=("refused",)),
    attack("not_a_ufunc", "names a NumPy function that isn't plain", FORGE + """
always({'t': 'uf', 'n': 'load'})
        """, kinds=("refused",)),
    attack("module_for_np", "gives the test another module under a usual name", FORGE + """
def answer(head, buffers, wire):
    if head['op'] == 'hello': return ({'r': None},)
    return ({'r': {'t': 'mod', 'n': 'os', 'h': 1}},)
forge(answer)
        """, test="import math\nassert f.getcwd() == 'x', 'no'", kinds=("cannot cross",)),
    attack("calls_callbacks", "calls functions that the test hasn't handed over", FORGE + """
def answer(head, buffers, wire):
    if head['op'] != 'call': return ({'r': None if head['op'] == 'hello' else
        {'t': 'o', 'k': 'f', 'h': 1, 'n': 'f'}},)
    wire.send({'cb': 5, 'a': {'t': 'l', 'v': []}, 'k': {'t': 'd', 'k': '', 'v': []}})
    wire.read()
    return ({'r': 4},)
forge(answer)
        """, kinds=("refused",)),
    attack("claims_changes", "says that it has changed arguments to what fits", FORGE + """
def answer(head, buffers, wire):
    if head['op'] == 'hello': return ({'r': None},)
    if head['op'] == 'name': return ({'r': {'t': 'o', 'k': 'f', 'h': 1, 'n': 'f'}},)
    zero = {'t': 'a', 'd': '<f8', 's': [5], 'b': 0, 'g': False}
    return ({'r': zero, 'mut': ['0', zero]}, [bytes(40)])
forge(answer)
        """, test="x = rng('f').normal(size=5)\ny = f(x)\nassert_close(y, x ** 2, 'squares')",
        reads="in place"),
    attack("returns_argument", "says that the answer is the argument, and that it has changed",
        FORGE + """
def answer(head, buffers, wire):
    if head['op'] == 'hello': return ({'r': None},)
    if head['op'] == 'name': return ({'r': {'t': 'o', 'k': 'f', 'h': 1, 'n': 'f'}},)
    zero = {'t': 'a', 'd': '<f8', 's': [5], 'b': 0, 'g': False}
    return ({'r': {'t': 'arg', 'k': '0'}, 'mut': ['0', zero]}, [bytes(40)])
forge(answer)
        """, test="x = rng('f').normal(size=5)\ny = f(x)\nassert_close(y, x ** 2, 'squares')",
        reads="in place"),
    attack("forged_class", "describes classes in circles", FORGE + """
def answer(head, buffers, wire):
    if head['op'] == 'hello': return ({'r': None},)
    if head['op'] == 'class': return ({'n': 'A', 'm': 'b', 'mro': [], 'b': [head['h'] + 1],
        's': [], 'x': False, 'r': None},)
    return ({'r': {'t': 'o', 'k': 'o', 'h': 1, 'c': 2}},)
forge(answer)
        """, kinds=("refused",)),
    attack("forged_exception", "raises an exception that no test expects", FORGE + """
def answer(head, buffers, wire):
    if head['op'] == 'hello': return ({'r': None},)
    if head['op'] == 'name': return ({'r': {'t': 'o', 'k': 'f', 'h': 1, 'n': 'f'}},)
    return ({'err': {'n': [['autograder.judge.glass.court', 'Court']], 'm': 'x'}},)
forge(answer)
        """, test="import pytest\nwith pytest.raises(ValueError):\n    f(1)"),
    attack("dripping", "answers one byte a second", FORGE + """
def answer(head, buffers, wire):
    for _ in range(99):
        wire.raw(b'\\x01')
        time.sleep(1)
forge(answer)
        """, kinds=("timeout", "refused")),
    attack("answers_early", "sends answers before it is asked", FORGE + """
def serve(path, token):
    wire = Wire(path, token)
    for _ in range(50): wire.send({'r': True})
    time.sleep(4)
module = types.ModuleType("_autograder_glass")
module.service_for = lambda space: types.SimpleNamespace(serve=serve)
sys.modules["_autograder_glass"] = module
        """),
    attack("no_token", "connects without the token", FORGE + """
def serve(path, token):
    for guess in ('', 'x', None, 5, token[:-1]):
        wire = Wire(path, guess)
    time.sleep(4)
module = types.ModuleType("_autograder_glass")
module.service_for = lambda space: types.SimpleNamespace(serve=serve)
sys.modules["_autograder_glass"] = module
        """, kinds=("lost",), waits=True),
    attack("rival_connections", "a thread that connects before the kernel does", """
        import glob, socket, threading, time
        def knock():
            while True:
                for path in glob.glob('/tmp/judge-*/judge-*'):
                    try:
                        s = socket.socket(socket.AF_UNIX)
                        s.connect(path)
                        s.sendall(b'\\x02\\0\\0\\0{}')
                    except OSError: pass
                time.sleep(0.001)
        threading.Thread(target=knock, daemon=True).start()
        """),
    # -- running code in the judge ------------------------------------------------------------
    attack("executed_text", "returns code where a test evaluates texts", """
        def f(x): return "__import__('os').system('touch /tmp/judge-was-here') or 4"
        """, test="assert eval(f(2)) == 4, 'four'", kinds=("cannot cross",)),
    attack("formatted_text", "returns a format that reads attributes", """
        def f(x): return '{0.__globals__}'
        """, test="def g(): pass\nassert f(2).format(g) == 'four', 'four'"),
    attack("decompressing_bytes", "returns bytes that unpack to much more", """
        import zlib
        def f(x): return zlib.compress(bytes(900_000_000))
        """, test="import zlib\nassert len(zlib.decompress(f(1), bufsize=10)[:4]) == 5, 'five'",
        kinds=("failed", "error", "refused", "timeout", "judge")),
    attack("forbidden_function", "uses a function that the cell forbids", """
        def f(a): return np.linalg.inv(a)
        """, test="assert f(np.eye(2))[0, 0] == 1, 'one'", tags=("forbid: numpy.linalg.inv",),
        reads="not allowed"),
    attack("forbidden_by_another_name", "hides a forbidden function under another name", """
        inverse = getattr(np.linalg, 'i' + 'nv')
        def f(a): return getattr(np.linalg, 'i' + 'nv')(a)
        """, test="assert f(np.eye(2))[0, 0] == 1, 'one'", tags=("forbid: numpy.linalg.inv",)),
    attack("forbidden_kept", "keeps a forbidden function in a global", """
        inverse = getattr(np.linalg, 'i' + 'nv')
        def f(a): return inverse(a)
        """, test="assert f(np.eye(2))[0, 0] == 1, 'one'", tags=("forbid: numpy.linalg.inv",)),
]  # fmt: skip
