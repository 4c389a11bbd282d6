"""No attack gets a point or an answer; an honest solution passes the same test."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import judging
import pytest
from attacks import ATTACKS, GIVEN, MODEL, SECRETS, TEST, WRONG, Attack
from plain_kernel import PlainKernel

from autograder.judge.glass import client
from autograder.judge.glass.boot import prepare_code
from autograder.judge.glass.plan import Plan, PlanCell, without_hidden

# For one test cell: long enough for a slow machine, short where the attack uses all of it.
SECONDS, SHORT = 30.0, 3.0
QUICK = frozenset(
    (
        "honest_mistake", "patched_checks", "patched_given_class", "equals_everything",
        "swallowing_exit", "operator_of_another_class", "stop_iteration", "os_exit", "huge_array",
        "frames", "echo_inputs", "argument_zeros", "object_array", "calls_callbacks",
        "claims_changes", "executed_text", "forbidden_function",
    )
)  # fmt: skip


def seconds_of(attack: Attack) -> float:
    """Time for the test cell of an attack."""
    return SHORT if attack.waits or "timeout" in attack.kinds else SECONDS


@contextmanager
def jupyter_kernel(seconds: float) -> Iterator[Callable[[str], Any]]:
    """A real ipykernel, killed when it doesn't come back."""
    from jupyter_client.manager import start_new_kernel

    manager, kernel = start_new_kernel(kernel_name="python3")

    def execute(code: str) -> None:
        until = time.monotonic() + seconds + 5
        asked = kernel.execute(code, store_history=False) if manager.is_alive() else None
        while asked and manager.is_alive():
            if time.monotonic() > until:
                manager.shutdown_kernel(now=True)
            with suppress(queue.Empty):
                if kernel.get_shell_msg(timeout=0.2)["parent_header"].get("msg_id") == asked:
                    return

    try:
        yield execute
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel(now=True)


def outcome_of(attack: Attack, execute: Callable[[str], Any], code: str) -> client.CellOutcome:
    plan = Plan(
        (
            PlanCell("given", GIVEN, GIVEN, "given_1"),
            PlanCell("solution", attack.model, attack.model, "f__solution"),
            PlanCell("test", attack.test, without_hidden(attack.test), "f", 1.0, attack.tags),
        ),
        changes={},
    )
    cells = [("given_1", GIVEN), ("f__solution", code), ("f", "")]
    options = client.JudgeOptions(seconds=seconds_of(attack))
    (outcome,) = judging.run(plan, cells, execute, options=options, secret="one student's")
    return outcome


def check(attack: Attack, outcome: client.CellOutcome) -> None:
    assert not outcome.passed and outcome.score(1.0) == 0.0, outcome
    assert outcome.kind in attack.kinds, outcome
    assert outcome.message and attack.reads in outcome.message, outcome
    assert not [s for s in SECRETS if s in outcome.message], outcome
    assert not Path("/tmp/judge-was-here").exists()


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.name in QUICK], ids=lambda a: a.name)
def test_attack(attack: Attack) -> None:
    with PlainKernel(seconds_of(attack) + 5) as kernel:
        check(attack, outcome_of(attack, kernel.execute, WRONG + attack.code))


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
def test_attack_in_jupyter(attack: Attack) -> None:
    with jupyter_kernel(seconds_of(attack)) as execute:
        check(attack, outcome_of(attack, execute, WRONG + attack.code))


def test_an_answer_in_the_kernel_would_be_found() -> None:
    """What looks through memory finds the answer where the test runs in the kernel itself."""
    (garbage,) = [attack for attack in ATTACKS if attack.name == "garbage"]
    with PlainKernel() as kernel:
        assert kernel.execute(garbage.code) is None
        assert kernel.execute(garbage.test) is None


@pytest.mark.parametrize("code", [MODEL, "import math\n" + MODEL], ids=["plain", "with_import"])
def test_honest_solution_passes(code: str) -> None:
    attack = Attack("honest", "nothing", code, TEST)
    with PlainKernel() as kernel:
        outcome = outcome_of(attack, kernel.execute, code)
    assert outcome.passed, outcome


def test_same_names_differ_between_students() -> None:
    """An answer made for one student's random inputs fails for another's."""
    test = "x = rng('f').normal(size=2)\nassert_close(f(x), x ** 2, 'squares')"
    drawn = {}
    for secret in ("a", "a", "b"):
        plan = Plan((PlanCell("given", GIVEN), PlanCell("test", test, "", "f", 1.0)))
        with PlainKernel() as kernel, client.Judge(plan, secret=secret) as judge:
            kernel.execute(prepare_code())
            kernel.execute("seen = []\ndef f(x):\n    seen.append(x.tolist())\n    return x ** 2")
            assert judge.test("f", kernel.execute).passed
            kernel.execute(f"open('{kernel.folder.name}/seen', 'w').write(str(seen))")
            drawn.setdefault(secret, set()).add(Path(kernel.folder.name, "seen").read_text())
    assert len(drawn["a"]) == len(drawn["b"]) == 1
    assert drawn["a"] != drawn["b"]
