"""Test cells in the manner of public nbgrader courses, each with a right and a wrong solution.

Every name is used by one case only, so that all cases fit into one notebook.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One exercise.

    Attributes:
        name: its grade id.
        right, wrong: solutions; the test passes for the first one only.
        test: the test cell.
        given: a given cell before the solution.
        tags: of the test cell.
    """

    name: str
    right: str
    wrong: str
    test: str
    given: str = ""
    tags: tuple[str, ...] = ()


def case(name: str, right: str, wrong: str, test: str, given: str = "", *tags: str) -> Case:
    """Makes a case from indented texts."""
    parts = (textwrap.dedent(part).strip("\n") for part in (right, wrong, test, given))
    return Case(name, *parts, tags=tags)


CASES = [
    # -- numbers, texts, collections ---------------------------------------------------------
    case(
        "squares",
        "def squares(n):\n    if n < 1: raise ValueError('n is too small')\n"
        "    return [i ** 2 for i in range(1, n + 1)]",
        "def squares(n):\n    return [i ** 2 for i in range(n)]",
        """
        assert squares(1) == [1]
        assert squares(10) == [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
        for bad in (0, -4):
            try:
                squares(bad)
            except ValueError:
                pass
            else:
                raise AssertionError('did not raise')
        """,
    ),
    case(
        "sum_of_squares",
        "def sum_of_squares(n):\n    return sum(squares(n))",
        "def sum_of_squares(n):\n    return sum(i ** 2 for i in range(1, n + 1))",
        """
        assert sum_of_squares(11) == 506
        original = squares
        del squares
        try:
            sum_of_squares(1)
        except NameError:
            pass
        else:
            raise AssertionError('sum_of_squares does not use squares')
        finally:
            squares = original
        assert sum_of_squares(2) == 5
        """,
    ),
    case(
        "uses_helper",
        "def helper_a(x): return x + 1\ndef twice_helper(x): return helper_a(helper_a(x))",
        "def helper_a(x): return x + 1\ndef twice_helper(x): return x + 2",
        """
        calls = 0
        old_helper = helper_a
        def helper_a(x):
            global calls
            calls += 1
            return old_helper(x)
        try:
            assert twice_helper(3) == 5
            assert calls == 2, 'call helper_a twice'
        finally:
            helper_a = old_helper
        """,
    ),
    case(
        "raises_with_pytest",
        "def parse_age(text):\n    age = int(text)\n"
        "    if age < 0: raise ValueError('negative')\n    return age",
        "def parse_age(text):\n    try: return int(text)\n    except ValueError: return None",
        """
        import pytest
        assert parse_age('41') == 41
        with pytest.raises(ValueError, match='negative'):
            parse_age('-1')
        with pytest.raises(ValueError) as info:
            parse_age('x')
        assert 'invalid literal' in str(info.value)
        """,
    ),
    case(
        "own_exception",
        """
        class TooCold(Exception):
            def __init__(self, degrees):
                super().__init__(f'{degrees} is too cold')
                self.degrees = degrees
        def swim(degrees):
            if degrees < 15: raise TooCold(degrees)
            return 'splash'
        """,
        """
        class TooCold(Exception):
            def __init__(self, degrees): self.degrees = 0
        def swim(degrees):
            if degrees < 15: raise TooCold(degrees)
            return 'splash'
        """,
        """
        import pytest
        assert issubclass(TooCold, Exception)
        assert swim(20) == 'splash'
        with pytest.raises(TooCold) as info:
            swim(4)
        assert info.value.degrees == 4
        try:
            swim(3)
        except TooCold as error:
            assert str(error) == '3 is too cold'
        assert TooCold(7).degrees == 7
        """,
    ),
    case(
        "word_count",
        """
        def word_count(text):
            counts = {}
            for word in text.lower().split():
                counts[word] = counts.get(word, 0) + 1
            return counts
        """,
        "def word_count(text):\n    return {w: 1 for w in text.lower().split()}",
        """
        text = 'The cat saw the other cat'
        assert word_count(text) == {'the': 2, 'cat': 2, 'saw': 1, 'other': 1}
        assert sorted(word_count(text)) == ['cat', 'other', 'saw', 'the']
        assert set(word_count('')) == set()
        assert isinstance(word_count(text), dict)
        """,
    ),
    case(
        "variables",
        "my_int = 42\nmy_float = 2.5\nmy_text = 'hi'\nmy_list = [1, 'two', 3.0]\n"
        "my_tuple = (1, (2, 3))\nmy_set = {1, 2}\nmy_none = None\nmy_complex = 1 + 2j",
        "my_int = 42.0\nmy_float = 2\nmy_text = 5\nmy_list = (1,)\nmy_tuple = [1]\n"
        "my_set = {}\nmy_none = 0\nmy_complex = 1",
        """
        assert type(my_int) is int and my_int == 42
        assert isinstance(my_float, float), "a float"
        assert my_text.upper() == 'HI'
        assert type(my_list) == list and len(my_list) == 3 and my_list[-1] == 3.0
        assert my_tuple[1][0] == 2
        assert 2 in my_set and my_set | {3} == {1, 2, 3}
        assert my_none is None
        assert abs(my_complex) == 5 ** 0.5
        """,
    ),
    case(
        "big_numbers",
        "def factorial_of(n):\n    return 1 if n < 2 else n * factorial_of(n - 1)",
        "def factorial_of(n):\n    return float(n)",
        """
        import math
        assert factorial_of(5) == 120
        assert factorial_of(900) == math.factorial(900)
        """,
    ),
    case(
        "recursion",
        "def flatten(x):\n    return [z for y in x for z in flatten(y)] "
        "if isinstance(x, list) else [x]",
        "def flatten(x):\n    return x",
        "assert flatten([1, [2, [3, [4]], 5]]) == [1, 2, 3, 4, 5]\nassert flatten([]) == []",
    ),
    case(
        "dates_and_fractions",
        """
        import datetime
        from fractions import Fraction
        from decimal import Decimal
        def thirds(): return [Fraction(1, 3), Decimal('0.1')]
        def next_day(day): return day + datetime.timedelta(days=1)
        """,
        """
        import datetime
        def thirds(): return [1 / 3, 0.1]
        def next_day(day): return day
        """,
        """
        from fractions import Fraction as F
        assert thirds()[0] * 3 == 1 and thirds() [0] == F(1, 3)
        assert str(thirds()[1]) == '0.1'
        assert next_day(datetime.date(2024, 2, 28)) == datetime.date(2024, 2, 29)
        """,
    ),
    case(
        "collections_types",
        """
        from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
        Point2 = namedtuple('Point2', 'x y')
        def letters(text): return Counter(text)
        def grouped(words):
            groups = defaultdict(list)
            for word in words: groups[len(word)].append(word)
            return groups
        def rotated(items): d = deque(items); d.rotate(1); return d
        def origin(): return Point2(0, 1)
        """,
        """
        from collections import deque
        def letters(text): return {}
        def grouped(words): return {}
        def rotated(items): return deque(items)
        def origin(): return (0, 0)
        """,
        """
        assert letters('hello').most_common(1) == [('l', 2)]
        assert grouped(['a', 'bc', 'd'])[1] == ['a', 'd']
        assert list(rotated([1, 2, 3])) == [3, 1, 2]
        p = origin()
        assert p.x == 0 and p[1] == 1 and p == (0, 1)
        """,
    ),
    # -- NumPy -------------------------------------------------------------------------------
    case(
        "normalize_rows",
        "def normalize_rows(x):\n    return x / np.linalg.norm(x, axis=1, keepdims=True)",
        "def normalize_rows(x):\n    return x / np.linalg.norm(x)",
        """
        x = np.array([[0.0, 3, 4], [1, 6, 4]])
        out = normalize_rows(x)
        assert out.shape == x.shape
        assert np.allclose(np.sum(out ** 2, axis=1), 1.0), 'each row has length 1'
        ### BEGIN HIDDEN TESTS
        rng_h = np.random.default_rng(3)
        y = rng_h.normal(size=(5, 4))
        np.testing.assert_allclose(normalize_rows(y), y / np.linalg.norm(y, axis=1)[:, None],
                                   err_msg='divide each row by its own length')
        ### END HIDDEN TESTS
        """,
        "import numpy as np",
    ),
    case(
        "array_variables",
        "grid = np.arange(12).reshape(3, 4)\nmask = grid % 2 == 0\nnames = np.array(['a', 'bc'])\n"
        "one = np.float32(0.5)",
        "grid = np.arange(12)\nmask = grid > 100\nnames = ['a']\none = 1",
        """
        assert isinstance(grid, np.ndarray) and grid.dtype.kind == 'i'
        assert grid[1, 2] == 6 and grid.T.shape == (4, 3)
        assert mask.dtype == bool and mask.sum() == 6
        assert names[1] == 'bc'
        assert one.dtype == np.float32
        grid[0, 0] = 99
        assert grid[0, 0] == 99
        """,
    ),
    case(
        "in_place_unchanged",
        "def scaled(x):\n    return x * 2",
        "def scaled(x):\n    x *= 2\n    return x",
        """
        data_in = np.array([1.0, 2.0])
        result_out = scaled(data_in)
        assert np.array_equal(data_in, [1.0, 2.0]), 'scaled must not change its input'
        assert np.array_equal(result_out, [2.0, 4.0])
        """,
    ),
    case(
        "in_place_wanted",
        "def sort_in_place(items):\n    items.sort()\n"
        "def grow(d, s):\n    d['new'] = [1]; s.add(9)",
        "def sort_in_place(items):\n    return sorted(items)\ndef grow(d, s): pass",
        """
        items = [3, 1, 2]
        assert sort_in_place(items) is None
        assert items == [1, 2, 3]
        d, s = {'old': 0}, {1}
        grow(d, s)
        assert d == {'old': 0, 'new': [1]} and s == {1, 9}
        """,
    ),
    case(
        "callbacks",
        "def derivative(f, x, h=1e-6):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
        "def apply_all(functions, x):\n    return [f(x) for f in functions]",
        "def derivative(f, x, h=1e-6):\n    return f(x)\n"
        "def apply_all(functions, x):\n    return []",
        """
        import math
        assert abs(derivative(math.sin, 0.0) - 1) < 1e-6
        assert abs(derivative(lambda t: t ** 3, 2.0) - 12) < 1e-4
        def shifted(t, by=1): return t + by
        assert apply_all([abs, shifted, math.sqrt, np.exp], 4.0)[:3] == [4.0, 5.0, 2.0]
        """,
    ),
    case(
        "functions_from_functions",
        "def compose(f, g):\n    return lambda x: f(g(x))\ndef adder(n):\n"
        "    def add(x): return x + n\n    return add",
        "def compose(f, g):\n    return lambda x: g(f(x))\ndef adder(n): return n",
        """
        plus1 = adder(1)
        assert callable(plus1) and plus1(2) == 3
        assert compose(plus1, lambda x: x * 10)(4) == 41
        assert compose(str, plus1)(1) == '2'
        assert list(map(adder(5), [1, 2])) == [6, 7]
        assert sorted([3, -4, 1], key=compose(abs, lambda x: x)) == [1, 3, -4]
        """,
    ),
    case(
        "decorators",
        """
        import functools
        def counted(f):
            @functools.wraps(f)
            def wrapper(*args, **kwargs):
                wrapper.calls += 1
                return f(*args, **kwargs)
            wrapper.calls = 0
            return wrapper
        """,
        "def counted(f):\n    return f",
        """
        @counted
        def double_it(x):
            "Doubles."
            return 2 * x
        assert double_it(4) == 8
        assert double_it(x=5) == 10
        assert double_it.calls == 2
        assert double_it.__name__ == 'double_it' and double_it.__doc__ == 'Doubles.'
        """,
    ),
    # -- iterators, context managers ---------------------------------------------------------
    case(
        "generators",
        "def countdown(n):\n    while n > 0:\n        yield n\n        n -= 1\n"
        "def naturals():\n    n = 0\n    while True:\n        yield n\n        n += 1",
        "def countdown(n):\n    return list(range(n))\ndef naturals():\n    return iter([0])",
        """
        import types, inspect
        from itertools import islice
        gen = countdown(3)
        assert isinstance(gen, types.GeneratorType), 'use yield'
        assert inspect.isgenerator(gen)
        assert next(gen) == 3 and list(gen) == [2, 1]
        import pytest
        with pytest.raises(StopIteration):
            next(gen)
        assert list(islice(naturals(), 4)) == [0, 1, 2, 3]
        assert [a for a, b in zip(naturals(), 'abc')] == [0, 1, 2]
        """,
    ),
    case(
        "takes_iterators",
        "def first_two(it):\n    it = iter(it)\n    return [next(it), next(it)]",
        "def first_two(it):\n    return [next(iter(it))]",
        """
        def endless():
            n = 10
            while True:
                yield n
                n += 1
        assert first_two(endless()) == [10, 11]
        assert first_two(range(3)) == [0, 1]
        assert first_two({'a': 1, 'b': 2}.keys()) == ['a', 'b']
        """,
    ),
    case(
        "context_manager",
        """
        from contextlib import contextmanager
        class Switch:
            on = False
            def __enter__(self): self.on = True; return self
            def __exit__(self, *about): self.on = False
        class Ignoring:
            def __enter__(self): return self
            def __exit__(self, kind, error, trace): return kind is ZeroDivisionError
        """,
        """
        class Switch:
            on = False
            def __enter__(self): return self
            def __exit__(self, *about): pass
        class Ignoring(Switch): pass
        """,
        """
        switch = Switch()
        with switch as inner:
            assert inner is switch and switch.on
        assert not switch.on
        with Ignoring():
            1 / 0
        """,
    ),
    # -- classes -----------------------------------------------------------------------------
    case(
        "vector_class",
        """
        class Vector:
            "A vector."
            def __init__(self, x, y): self.x, self.y = x, y
            def __add__(self, other): return Vector(self.x + other.x, self.y + other.y)
            def __mul__(self, k): return Vector(self.x * k, self.y * k)
            __rmul__ = __mul__
            def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
            def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
            def __repr__(self): return f'Vector({self.x}, {self.y})'
            def __len__(self): return 2
            def __getitem__(self, i): return (self.x, self.y)[i]
            def __iter__(self): return iter((self.x, self.y))
            def __bool__(self): return bool(self.x or self.y)
            @property
            def norm(self): return abs(self)
            @classmethod
            def zero(cls): return cls(0, 0)
            @staticmethod
            def dimension(): return 2
        """,
        """
        class Vector:
            def __init__(self, x, y): self.x, self.y = x, x
        """,
        """
        v, w = Vector(3, 4), Vector(1, 2)
        assert v.x == 3 and v.y == 4
        assert v + w == Vector(4, 6)
        assert v * 2 == Vector(6, 8) and 2 * v == Vector(6, 8)
        assert v != w and not (v == w)
        assert abs(v) == 5 and v.norm == 5.0
        assert repr(v) == 'Vector(3, 4)' and f'{v}' == 'Vector(3, 4)'
        assert len(v) == 2 and v[1] == 4 and list(v) == [3, 4]
        a, b = w
        assert (a, b) == (1, 2)
        assert isinstance(v, Vector) and type(v) is Vector and not isinstance(3, Vector)
        assert v.__class__.__name__ == 'Vector'
        assert Vector.__doc__ == 'A vector.'
        assert hasattr(Vector, '__add__') and not hasattr(v, 'z')
        assert not Vector.zero() and Vector.dimension() == 2
        v.x = 10
        assert v.x == 10
        import pytest
        with pytest.raises(AttributeError):
            v.norm = 3
        """,
    ),
    case(
        "inheritance",
        """
        from abc import ABC, abstractmethod
        class Animal(ABC):
            def __init__(self, name): self.name = name
            @abstractmethod
            def sound(self): ...
            def speak(self): return f'{self.name} says {self.sound()}'
        class Dog(Animal):
            def sound(self): return 'woof'
        """,
        """
        class Animal:
            def __init__(self, name): self.name = name
        class Dog(Animal):
            def speak(self): return 'woof'
        """,
        """
        import pytest
        rex = Dog('Rex')
        assert issubclass(Dog, Animal) and isinstance(rex, Animal)
        assert rex.speak() == 'Rex says woof'
        assert Dog.__bases__ == (Animal,) and Animal in Dog.__mro__
        assert not issubclass(Animal, Dog)
        with pytest.raises(TypeError):
            Animal('x')
        assert [type(a).__name__ for a in (rex,)] == ['Dog']
        """,
    ),
    case(
        "stack_of_list",
        "class Stack(list):\n    def push(self, x): self.append(x)\n"
        "    def peek(self): return self[-1]",
        "class Stack:\n    def push(self, x): pass\n    def __len__(self): return 0",
        """
        s1 = Stack()
        s1.push(1); s1.push(2)
        assert len(s1) == 2 and s1.peek() == 2 and s1.pop() == 2
        assert list(s1) == [1]
        """,
    ),
    case(
        "linked_list",
        """
        class Node:
            def __init__(self, value, next=None): self.value, self.next = value, next
        def build_list(values):
            head = None
            for value in reversed(values): head = Node(value, head)
            return head
        def reverse_list(head):
            last = None
            while head: head.next, last, head = last, head, head.next
            return last
        """,
        """
        class Node:
            def __init__(self, value, next=None): self.value, self.next = value, next
        def build_list(values): return Node(values[0])
        def reverse_list(head): return head
        """,
        """
        head = reverse_list(build_list([1, 2, 3]))
        found = []
        while head is not None:
            found.append(head.value)
            head = head.next
        assert found == [3, 2, 1]
        one = Node(1)
        assert one.next is None
        one.next = one
        assert one.next is one and one.next.next is one
        """,
    ),
    case(
        "object_lists",
        """
        class Basket:
            def __init__(self): self.items = []; self.prices = {}
            def add(self, item, price=1): self.items.append(item); self.prices[item] = price
            def total(self): return sum(self.prices.values())
        """,
        """
        class Basket:
            def __init__(self): self.items = []; self.prices = {}
            def add(self, item, price=1): pass
            def total(self): return 0
        """,
        """
        basket, other_basket = Basket(), Basket()
        basket.add('egg', price=3)
        assert basket.items == ['egg'] and basket.prices == {'egg': 3}
        assert other_basket.items == [], 'each basket has items of its own'
        basket.items.append('ham')
        basket.prices['ham'] = 4
        assert basket.items[-1] == 'ham' and basket.total() == 7
        """,
    ),
    case(
        "enum_and_dataclass",
        """
        import enum
        from dataclasses import dataclass
        class Color(enum.Enum):
            RED = 1
            BLUE = 2
        @dataclass(order=True)
        class Pair:
            a: int
            b: int = 0
        """,
        "class Color:\n    RED = 1\nclass Pair:\n    def __init__(self, a, b=1): self.a = a",
        """
        assert Color.RED.value == 1 and Color['BLUE'].name == 'BLUE'
        assert len(Color) == 2 and [c.name for c in Color] == ['RED', 'BLUE']
        assert Color(1) is Color.RED
        assert Pair(1) == Pair(1, 0) and Pair(1) < Pair(2)
        assert sorted([Pair(2), Pair(1)])[0].a == 1
        """,
    ),
    case(
        "given_class",
        "def mirror(p):\n    return Dot(p.y, p.x)\ndef move(p, dx):\n    p.x += dx",
        "def mirror(p):\n    return Dot(p.x, p.y)\ndef move(p, dx): pass",
        """
        assert mirror(Dot(1, 2)) == Dot(2, 1)
        assert isinstance(mirror(Dot(0, 0)), Dot)
        p0 = Dot(1, 1)
        move(p0, 4)
        assert p0.x == 5 and p0.length() == 26 ** 0.5
        assert mirror(Mode.FAST if False else Dot(3, 4)).length() == 5
        """,
        """
        import enum
        class Dot:
            def __init__(self, x, y): self.x, self.y = x, y
            def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
            def length(self): return (self.x ** 2 + self.y ** 2) ** 0.5
        class Mode(enum.Enum):
            FAST = 1
        """,
    ),
    case(
        "test_objects",
        "def total_price(cart):\n    return sum(item.price for item in cart.items)\n"
        "def run_model(model, x):\n    model.fit(x)\n    return model.predict(x)",
        "def total_price(cart):\n    return 0\n"
        "def run_model(model, x):\n    return model.predict(x)",
        """
        from unittest.mock import MagicMock
        class Item:
            def __init__(self, price): self.price = price
        class Cart:
            items = [Item(2), Item(3)]
        assert total_price(Cart()) == 5
        model_mock = MagicMock()
        model_mock.predict.return_value = [7]
        assert run_model(model_mock, [1, 2]) == [7]
        model_mock.fit.assert_called_once_with([1, 2])
        """,
    ),
    # -- printing, input, source -------------------------------------------------------------
    case(
        "printing",
        "def greet(name):\n    print('Hello,', name, end='!\\n')\ndef table():\n"
        "    for i in range(3): print(i, i * i, sep=': ')",
        "def greet(name):\n    return 'Hello'\ndef table(): pass",
        """
        import io
        from contextlib import redirect_stdout
        from unittest.mock import patch
        buffer = io.StringIO()
        with redirect_stdout(buffer):
            greet('Ada')
        assert buffer.getvalue() == 'Hello, Ada!\\n'
        import sys
        old_stdout, sys.stdout = sys.stdout, io.StringIO()
        table()
        printed, sys.stdout = sys.stdout.getvalue(), old_stdout
        assert printed.splitlines() == ['0: 0', '1: 1', '2: 4']
        with patch('builtins.print') as fake_print:
            greet('Bob')
        fake_print.assert_called_with('Hello,', 'Bob', end='!\\n')
        """,
    ),
    case(
        "reading_input",
        "def ask_sum():\n    return int(input('a? ')) + int(input('b? '))",
        "def ask_sum():\n    return int(input('a? '))",
        """
        from unittest.mock import patch
        with patch('builtins.input', side_effect=['3', '4']):
            assert ask_sum() == 7
        answers = iter(['10', '20'])
        input = lambda prompt='': next(answers)
        assert ask_sum() == 30
        """,
    ),
    case(
        "source_of",
        "def no_loop(n):\n    'Sum of 1..n, without a loop.'\n    return n * (n + 1) // 2\n"
        "def with_default(a, b=2, *, c: int = 3): return a + b + c",
        "def no_loop(n):\n    total = 0\n    for i in range(n + 1): total += i\n    return total\n"
        "def with_default(a): return a",
        """
        import inspect, ast
        assert no_loop(10) == 55
        assert 'for' not in inspect.getsource(no_loop).split(), 'no loops'
        tree = ast.parse(inspect.getsource(no_loop))
        assert not any(isinstance(n, ast.For) for n in ast.walk(tree))
        signature = inspect.signature(with_default)
        assert list(signature.parameters) == ['a', 'b', 'c']
        assert signature.parameters['b'].default == 2
        assert signature.parameters['c'].annotation is int
        assert no_loop.__doc__ and no_loop.__name__ == 'no_loop'
        assert inspect.isfunction(no_loop) and callable(no_loop)
        """,
    ),
    case(
        "warnings_given",
        "import warnings\ndef old_way():\n    warnings.warn('use new_way', DeprecationWarning)\n"
        "    return 1",
        "def old_way():\n    return 1",
        """
        import pytest
        with pytest.warns(DeprecationWarning, match='new_way'):
            assert old_way() == 1
        """,
    ),
    # -- random numbers, files, globals ------------------------------------------------------
    case(
        "seeds",
        "import random\ndef roll(n):\n    return [random.randint(1, 6) for _ in range(n)]\n"
        "def noise(n):\n    return np.random.randn(n)",
        "def roll(n):\n    return [1] * n\ndef noise(n):\n    return np.zeros(n)",
        """
        import random
        random.seed(5)
        first = roll(20)
        random.seed(5)
        assert roll(20) == first == [random.Random(5).randint(1, 6)] + first[1:]
        assert len(set(first)) > 1
        np.random.seed(1)
        expected_noise = np.random.randn(3)
        np.random.seed(1)
        np.testing.assert_allclose(noise(3), expected_noise)
        """,
    ),
    case(
        "given_seed",
        "mean_of_sample = sample.mean()",
        "mean_of_sample = 0.0",
        "assert abs(mean_of_sample - sample.mean()) < 1e-12",
        "np.random.seed(7)\nsample = np.random.normal(size=50)",
    ),
    case(
        "files",
        "def save_lines(name, lines):\n    with open(name, 'w') as f: f.write('\\n'.join(lines))\n"
        "def count_lines(f):\n    return len(f.readlines())",
        "def save_lines(name, lines): pass\ndef count_lines(f): return 0",
        """
        import io
        save_lines('written_by_student.txt', ['a', 'b'])
        with open('written_by_student.txt') as f:
            assert f.read() == 'a\\nb'
        assert count_lines(io.StringIO('x\\ny\\nz')) == 3
        """,
    ),
    case(
        "files_for_libraries",
        "import pandas as pd\ntable = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})\n"
        "table.to_csv('table.tsv', sep='\\t', index=False)\nnp.save('three.npy', np.arange(3))\n"
        "def add_column():\n    table.assign(c=5).to_csv('table.tsv', sep='\\t', index=False)",
        "import pandas as pd\npd.DataFrame({'a': [1]}).to_csv('table.tsv', index=False)\n"
        "def add_column(): pass",
        """
        import os
        from pathlib import Path
        import pandas as pd
        assert os.path.isfile('table.tsv') and os.path.getsize('table.tsv') > 5
        assert not os.path.exists('chair.tsv') and not os.path.isdir('table.tsv')
        assert pd.read_csv('table.tsv', sep='\\t').shape == (2, 2)
        assert np.loadtxt('table.tsv', skiprows=1).sum() == 10
        assert np.load('three.npy').tolist() == [0, 1, 2]
        add_column()
        assert Path('table.tsv').read_text().splitlines()[1].split() == ['1', '3', '5']
        """,
    ),
    case(
        "imported_by_its_test",
        "def double_copy(x):\n    return copied(x) * 2",
        "def double_copy(x):\n    return copied(x)",
        """
        from copy import copy as copied
        assert double_copy([1]) == [1, 1]
        """,
    ),
    case(
        "test_with_a_helper",
        "def twice(x):\n    return 2 * x",
        "def twice(x):\n    return x",
        "def to_metres(x):\n    return x * 0.3048\nassert twice(to_metres(1)) == 0.6096",
    ),
    case(
        "helper_of_an_earlier_test",
        "def in_metres(x):\n    return to_metres(x)",
        "def in_metres(x):\n    return x",
        "assert abs(in_metres(10) - 3.048) < 1e-9",
    ),
    case(
        "one_of_the_axes",
        "lower = all_axes[1, 1]\nlower.bar([1, 2], [3, 4])",
        "lower = all_axes[0, 1]\nlower.bar([1, 2], [3, 4])",
        """
        import matplotlib
        assert lower == all_axes.flatten()[-1] and lower is whole.axes[3]
        assert lower in whole.axes and lower is not all_axes[0, 0]
        bars = [p for p in lower.get_children() if p.__class__ == matplotlib.patches.Rectangle]
        assert len(bars) == 3 and type(bars[0]) == matplotlib.patches.Rectangle
        assert type(bars[0]) != matplotlib.axes.Axes and bars[0].get_height() == 3
        from matplotlib import pyplot
        assert id(pyplot) == id(plt) and pyplot.figure is not None
        """,
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\n"
        "whole, all_axes = plt.subplots(2, 2)",
    ),
    case(
        "changed_global",
        "visits = 0\ndef visit():\n    global visits\n    visits += 1\nlog = []\n"
        "def note(x): log.append(x)",
        "visits = 0\ndef visit():\n    visits = 1\nlog = []\ndef note(x): pass",
        """
        assert visits == 0
        visit(); visit()
        assert visits == 2
        note('a')
        assert log == ['a']
        log.clear()
        note('b')
        assert log == ['b'] and len(log) == 1
        """,
    ),
    case(
        "own_builtin",
        "def sum(items):\n    total = 0\n    for item in items: total = total + item\n"
        "    return total",
        "def sum(items):\n    return 0",
        "assert sum([1, 2, 3]) == 6\nimport builtins\nassert sum is not builtins.sum\ndel sum",
    ),
    case(
        "names_in_classes",
        "class_size = 12\ndef half(n): return n // 2",
        "class_size = 11\ndef half(n): return n",
        """
        class Settings:
            size = class_size
            halves = [half(n) for n in (2, 4)]
            def check(self): return half(class_size)
        assert Settings.size == 12 and Settings.halves == [1, 2]
        assert Settings().check() == 6
        assert (lambda: class_size)() == 12
        """,
    ),
    case(
        "unittest_style",
        "def is_prime(n):\n    return n > 1 and all(n % k for k in range(2, int(n ** 0.5) + 1))",
        "def is_prime(n):\n    return n % 2 == 1",
        """
        import unittest
        class TestPrime(unittest.TestCase):
            def test_small(self):
                self.assertTrue(is_prime(2))
                self.assertFalse(is_prime(9), 'nine is three times three')
        result = unittest.TextTestRunner(stream=io.StringIO()).run(
            unittest.defaultTestLoader.loadTestsFromTestCase(TestPrime))
        assert result.wasSuccessful(), 'is_prime is wrong'
        """,
    ),
    case(
        "partial_credit",
        "def root_a(x): return x ** 0.5",
        "def root_a(x): return x",
        "score = 0.0\nif root_a(1) == 1: score += 0\nif root_a(4) == 2: score += 2\nscore",
    ),
    case(
        "magic_in_test",
        "magic_value = 3",
        "magic_value = 4",
        "%matplotlib inline\nassert magic_value == 3",
    ),
    case(
        "patched_main",
        "def load_rows(): return [1, 2]\ndef count_rows(): return len(load_rows())",
        "def load_rows(): return [1, 2]\ndef count_rows(): return 2",
        """
        from unittest.mock import patch
        with patch('__main__.load_rows', lambda: [1, 2, 3]):
            assert count_rows() == 3
        assert count_rows() == 2
        """,
    ),
    case(
        "deep_copies",
        "import copy\nclass Tree:\n    def __init__(self): self.kids = []\n"
        "def graft(t):\n    t2 = copy.deepcopy(t); t2.kids.append(Tree()); return t2",
        "class Tree:\n    def __init__(self): self.kids = []\n"
        "def graft(t):\n    t.kids.append(Tree()); return t",
        """
        import copy
        t = Tree()
        t2 = graft(t)
        assert len(t.kids) == 0 and len(t2.kids) == 1
        t3 = copy.deepcopy(t2)
        assert t3 is not t2 and len(t3.kids) == 1
        """,
    ),
    case(
        "library_errors",
        "import json\ndef invert(m): return np.linalg.inv(m)\n"
        "def parse(text): return json.loads(text)",
        "def invert(m): return m\ndef parse(text): return {}",
        """
        import pytest, json
        with pytest.raises(np.linalg.LinAlgError):
            invert(np.zeros((2, 2)))
        with pytest.raises(json.JSONDecodeError):
            parse('{')
        assert parse('{"a": [1, null]}') == {'a': [1, None]}
        """,
    ),
    case(
        "asked_names",
        "velocity = 3.5",
        "speed_of = 3.5",
        """
        if 'velocity' not in dir():
            raise ValueError('there is no velocity')
        assert 'velocity' in globals() and 'velocity' in locals()
        assert globals()['velocity'] == 3.5 and locals().get('no_such_name') is None
        assert 'no_such_name' not in dir()
        def inside(a):
            return sorted(locals())
        assert inside(1) == ['a']
        """,
    ),
    case(
        "member",
        """
        class Member:
            def __init__(self, name): self.name = name
            def join(self, club): self.club = club
        """,
        """
        class Member:
            def __init__(self, name): self.name = name
            def join(self, club): pass
        """,
        """
        person = Member('Ada')
        person.join('chess')
        assert (person.name, person.club) == ('Ada', 'chess')
        """,
    ),
    case(
        "member_joins",
        "emmy.join('algebra')",
        "emmy.name = 'Noether'",
        """
        assert 'club' in dir(emmy)
        assert emmy.club == 'algebra' and emmy.name == 'Emmy'
        """,
        given="emmy = Member('Emmy')",
    ),
]
