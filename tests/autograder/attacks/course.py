"""The small course that is attacked: two assignments, honest victims, and what must not leak."""

from __future__ import annotations

import contextlib
import copy
import datetime
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from tests.autograder.attacks.corpus import Attack
from tests.autograder.grading_notebooks import (
    answered,
    given,
    hand_in,
    notebook,
    save,
    solution,
    test,
    text,
    without,
    written,
)

# Whoever reads one of these words has seen what no submission may see. They are put together here
# so that no attack, and no tool that looks for them, holds them by itself.
SECRETS = {
    "hidden tests": "canary" + "HiddenTest",
    "solutions": "canary" + "Solution",
    "other submissions": "canary" + "Classmate",
    "the gradebook": "canary" + "Gradebook",
    "HOME": "canary" + "Home",
    "the environment": "canary" + "Environment",
    "expected values": "7654" + "321.5",
}
HIDDEN, SOLUTION, CLASSMATE, BOOK, HOME, ENVIRONMENT, EXPECTED = SECRETS.values()


def _solved(head: str, body: str, comment: str = "") -> str:
    indent = "    " if head else ""
    rows = [f"{indent}{row}" for row in body.splitlines()]
    return "\n".join(
        [*([head] if head else []), f"{indent}### BEGIN SOLUTION", f"{indent}# {SOLUTION}{comment}",
         *rows, f"{indent}### END SOLUTION"]
    )  # fmt: skip


NUMBERS = (
    text("# Numbers"),
    given(
        "setup",
        "import numpy as np\nfrom helpers.checks import assert_close, rng\n"
        "table = np.loadtxt('table.csv', delimiter=',')",
    ),
    solution("mean", _solved("def mean(x):", "return np.sum(x) / len(x)")),
    test(
        "test_mean", 2,
        'assert mean(np.array([1.0, 3.0])) == 2, "the mean of 1 and 3 is wrong"\n'
        "### BEGIN HIDDEN TESTS\n"
        f"{HIDDEN} = rng('mean').normal(size=17)\n"
        f"assert_close(mean({HIDDEN}), {HIDDEN}.sum() / 17, 'longer inputs go wrong')\n"
        f"assert_close(mean(np.array([1.0, 15308642.0])), {EXPECTED}, 'large numbers go wrong')\n"
        "### END HIDDEN TESTS",
    ),
    text("Sums of rows."),
    solution("rows", _solved("", "rows = table.sum(axis=1)")),
    test(
        "test_rows", 1,
        'assert rows.shape == (3,), "one number per row"\nassert rows[0] == 6, "1 + 2 + 3"',
    ),
    solution("scale", _solved("def scale(x):", "return 2 * x")),
    test(
        "test_scale", 2,
        'assert scale(2) == 4, "twice 2 is wrong"\n'
        "### BEGIN HIDDEN TESTS\n"
        f"{HIDDEN}_x = rng('scale').normal(size=(2, 3))\n"
        f"assert_close(scale({HIDDEN}_x), 2 * {HIDDEN}_x, 'arrays go wrong')\n"
        "### END HIDDEN TESTS",
    ),
    solution("parts", _solved("def part(k):", "return k * k")),
    test(
        "test_parts", 3,
        "got = 0\nfor k in range(1, 4):\n    try:\n        got += int(part(k) == k * k)\n"
        "    except Exception:\n        pass\ngot",
    ),
    written("why", 2, "Because arrays are arrays."),
)  # fmt: skip
NETWORK = (
    given(
        "setup", "import keras\nimport numpy as np\nfrom helpers.checks import assert_close, rng"
    ),
    solution(
        "model",
        _solved(
            "def build():",
            "return keras.Sequential([keras.layers.Input((4,)), "
            "keras.layers.Dense(3, activation='relu'), keras.layers.Dense(1)])",
        ),
    ),
    test(
        "test_model", 3,
        "model = build()\n"
        'assert model.count_params() == 19, "15 + 4 weights"\n'
        "x = np.ones((2, 4), 'float32')\n"
        'assert model(x).shape == (2, 1), "one number per row"\n'
        "### BEGIN HIDDEN TESTS\n"
        f"{HIDDEN} = rng('model').normal(size=(5, 4)).astype('float32')\n"
        "one, two = rng('one').normal(size=(4, 3)), rng('two').normal(size=(3, 1))\n"
        "model.set_weights([one, np.zeros(3), two, np.ones(1)])\n"
        f"wanted = np.maximum({HIDDEN} @ one, 0) @ two + 1\n"
        f"found = np.asarray(model({HIDDEN}))\n"
        "assert_close(found, wanted, 'not a hidden layer of relu', atol=1e-4)\n"
        "### END HIDDEN TESTS",
    ),
    solution("double", _solved("def double(x):", "return 2 * x")),
    test("test_double", 1, 'assert double(2) == 4, "twice 2"'),
)  # fmt: skip
SOURCES = {"numbers": notebook(*NUMBERS), "network": notebook(*NETWORK)}
TABLE = "1,2,3\n4,5,6\n7,8,9\n"
POINTS = {
    "numbers": {"test_mean": 2.0, "test_rows": 1.0, "test_scale": 2.0, "test_parts": 3.0},
    "network": {"test_model": 3.0, "test_double": 1.0},
}

_RIGHT = {
    "mean": f"def mean(x):  # {CLASSMATE}\n    return x.mean()",
    "rows": "rows = np.array([sum(row) for row in table])",
    "scale": "def scale(x):\n    return x * 2",
    "parts": "def part(k):\n    return k ** 2",
    "why": f"They are fast. {CLASSMATE}",
    "model": f"# {CLASSMATE}\ndef build():\n    return keras.Sequential([\n"
    "        keras.layers.Input((4,)), keras.layers.Dense(3, 'relu'), keras.layers.Dense(1)])",
    "double": "def double(x):\n    return x + x",
}
_WRONG_PARTS = {"parts": "def part(k):\n    return 1 if k == 1 else 4"}
_WARNS = {
    "rows": "import warnings, sys\nwarnings.warn('harmless')\n"
    "print('a log line', file=sys.stderr)\nrows = table.sum(axis=1)",
    "model": "import logging\nlogging.warning('harmless')\n" + _RIGHT["model"],
}
_OTHERWISE = {
    "mean": "def mean(x):\n    total = 0.0\n    for value in x:\n        total += float(value)\n"
    "    return total / len(x)",
    "rows": "def row_sums(t):\n    return t @ np.ones(t.shape[1])\nrows = row_sums(table)",
    "scale": "from functools import partial\nscale = partial(np.multiply, 2)",
    "parts": "class Squares(dict):\n    def __missing__(self, k):\n        return k * k\n"
    "part = Squares().__getitem__",
    "model": "def build():\n    x = keras.Input((4,))\n"
    "    y = keras.layers.Dense(1)(keras.layers.Dense(3, 'relu')(x))\n"
    "    return keras.Model(x, y)",
}
# Honest students: what differs from the right answers, and what they get where it isn't everything.
VICTIMS: dict[str, tuple[dict[str, str], dict[str, float]]] = {
    "honest_1": ({}, {}),
    "honest_2_warns": (_WARNS, {}),
    "honest_3_partly": (_WRONG_PARTS, {"test_parts": 2.0}),
    "honest_4_otherwise": (_OTHERWISE, {}),
    "honest_5": ({}, {}),
    "honest_6_prints": ({"double": "print('x' * 1000)\n" + _RIGHT["double"],
                         "rows": "rows = table.sum(axis=1)\nprint(rows)\nrows"}, {}),
}  # fmt: skip


def released(assignment: str) -> NotebookNode:
    """The notebook as students get it, with right answers in it."""
    stub = copy.deepcopy(SOURCES[assignment])
    for cell in stub.cells:
        kept, hidden = [], False
        for row in cell.source.splitlines():
            hidden = hidden or row.startswith("### BEGIN HIDDEN")
            if not hidden:
                kept.append(row)
            hidden = hidden and not row.startswith("### END HIDDEN")
        cell.source = "\n".join(kept)
    return answered(stub, **_RIGHT)


def write_instructor(root: Path, students: Collection[str]) -> None:
    """Writes what a teacher has: source/, configuration, and a gradebook with earlier grades."""
    for assignment, nb in SOURCES.items():
        save(nb, root / "source" / assignment / f"{assignment}.ipynb")
    (root / "source" / "numbers" / "table.csv").write_text(TABLE)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "attacked"\n'
    )
    with _programs(), Gradebook(f"sqlite:///{root}/gradebook.db", "attacked") as book:
        for student in students:
            book.update_or_create_student(student, email=f"{student}@{BOOK}.example")
        book.update_or_create_assignment("earlier")
        book.add_notebook("essay", "earlier")
        book.add_grade_cell("text", "essay", "earlier", max_score=10, cell_type="markdown")
        when = datetime.datetime(2024, 1, 1)
        for number, student in enumerate(students):
            book.add_submission("earlier", student, timestamp=when)
            grade = book.find_grade("text", "essay", "earlier", student)
            grade.manual_score, grade.needs_manual_grade = 5.0 + number / 2, False
        book.db.commit()


@contextlib.contextmanager
def _programs() -> Iterator[None]:
    """nbgrader calls a program that lies beside Python, wherever that is."""
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def write_victim(root: Path, name: str, student: str | None = None) -> None:
    """Hands in both assignments for an honest student."""
    changes, _ = VICTIMS[name]
    for assignment in SOURCES:
        hand_in(
            root, student or name, answered(released(assignment), **changes),
            assignment=assignment, name=f"{assignment}.ipynb",
        )  # fmt: skip


def write_attack(root: Path, attack: Attack, student: str | None = None, printed: str = "") -> None:
    """Hands in an attack: the right answers but for its own cells.

    Args:
        root: the course folder.
        attack: what is handed in.
        student: whose folder; the attack's name if None.
        printed: what the graded notebook of its earlier hand-in has shown.
    """
    nb = released(attack.assignment)
    for cell in nb.cells:  # an attacker doesn't know what its classmates write
        cell.source = cell.source.replace(CLASSMATE, "mine")
    folder = root / "submitted" / (student or attack.name) / attack.assignment
    folder.mkdir(parents=True)
    place = folder / f"{attack.assignment}.ipynb"
    edits = []
    for kind, name, source in attack.cells:
        if kind == "answer":
            nb = answered(nb, **{name: source.rstrip("\n")})
        elif kind == "after":
            index = [c.metadata.get("nbgrader", {}).get("grade_id") for c in nb.cells].index(name)
            own = nbformat.v4.new_code_cell(source.rstrip("\n"))
            nb.cells.insert(index + 1, own)
        elif kind == "file":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(source)
        elif kind == "notebook":
            edits.append(source)
    nbformat.write(nb, place)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in
             cell.metadata}  # fmt: skip
    raw: str | bytes | None = None
    for source in edits:  # ours, and not the attacker's: it makes the file that is handed in
        names: dict[str, object] = {
            "nb": nb, "cells": cells, "folder": folder, "raw": raw, "os": os, "without": without,
            "printed": printed,
        }  # fmt: skip
        exec(compile(source, f"{attack.name}: notebook", "exec"), names)
        raw = names["raw"]  # type: ignore[assignment]
        nb = names["nb"]  # type: ignore[assignment]
    if edits and raw is None and place.exists() and not place.is_symlink():
        nbformat.write(nb, place)
    elif raw is not None:
        place.write_bytes(raw if isinstance(raw, bytes) else raw.encode())


def interleaved(attacks: list[Attack]) -> dict[str, str]:
    """Names for the honest students, so that each is graded between attackers.

    Args:
        attacks: by name.

    Returns:
        For each victim, a student's id that stands between two attacks in the alphabet.
    """
    step = max(1, len(attacks) // len(VICTIMS))
    places = [min(k * step + step // 2, len(attacks) - 1) for k in range(len(VICTIMS))]
    return {
        victim: f"{attacks[place].name}_then_{victim}"
        for victim, place in zip(VICTIMS, places, strict=True)
    }


def write_class(root: Path, attacks: list[Attack], printed: Mapping[str, str]) -> dict[str, str]:
    """Writes the whole course folder, `printed` as for `write_attack`, by attack.

    Returns:
        The students' ids of the victims.
    """
    names = interleaved(attacks)
    write_instructor(root, names.values())
    for attack in attacks:
        write_attack(root, attack, printed=printed.get(attack.name, ""))
    for victim, student in names.items():
        write_victim(root, victim, student)
    return names


def must_get(attack: Attack) -> dict[str, float]:
    """Points per test that an attack must get."""
    return {**POINTS[attack.assignment], **attack.points}
