"""Whatever is handed in or said by a kernel: no crash, no hang, no hoard. A short run.

The long one, with examples that are different each time: `python -m tests.bench fuzz --minutes 30`.
"""

from __future__ import annotations

import os
import signal

import pytest
from fuzz_mutations import MOST_MEMORY, alone, hold
from fuzz_targets import TARGETS, packed, recorded, replay
from hypothesis import HealthCheck, settings

EXAMPLES = {"conversations": 150, "streams": 80}  # the others: 100
STEADY = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_holds(name: str) -> None:
    settings(STEADY, max_examples=EXAMPLES.get(name, 100))(TARGETS[name])()


@pytest.mark.slow
def test_recordings_are_real_and_damage_is_noticed() -> None:
    plan, talks = recorded()
    assert len(talks) >= 10
    assert all(len(heard) > 1 for _, _, heard in talks)
    for name, ran, heard in talks[:5]:
        whole = b"".join(map(packed, heard))
        told = alone(lambda raw=whole, n=name, r=ran: replay(plan, n, r, raw).passed)
        assert told["value"] is True, (name, told)
        cut = alone(lambda raw=whole, n=name, r=ran: replay(plan, n, r, raw[:-20]).kind)
        assert cut["value"] in ("refused", "lost", "cannot cross"), (name, cut)


def _loop() -> None:
    while True:
        pass


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault, told",
    [
        (lambda: {}["x"], "KeyError"),
        (lambda: bytearray(b"x") * (2000 * MOST_MEMORY) and None, "kB more"),
        (_loop, "SIGXCPU"),
        (_crash, "SIGKILL"),
    ],
    ids=["error", "hoard", "hang", "crash"],
)
def test_faults_are_found(fault, told, monkeypatch) -> None:
    monkeypatch.setattr("fuzz_mutations.MOST_SECONDS", 2)
    with pytest.raises(AssertionError, match=told):
        hold(fault)
