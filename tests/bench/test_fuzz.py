"""The long fuzz run goes round after round, and tells what it finds."""

from hypothesis import given
from hypothesis import strategies as st

from tests.bench import fuzz


def test_rounds_follow_each_other_until_something_is_found(monkeypatch, capsys):
    seen = []

    @given(st.integers(0, 100))
    def sound(number):
        seen.append(number)

    @given(st.integers(0, 100))
    def faulty(number):
        assert number < 50, "too large"

    monkeypatch.setattr(fuzz, "TARGETS", {"sound": sound})
    assert fuzz.main(["--minutes", "0.01"]) == 0
    assert len(seen) > 2 * fuzz.ROUND
    assert "nothing found" in capsys.readouterr().out
    monkeypatch.setattr(fuzz, "TARGETS", {"faulty": faulty})
    assert fuzz.main(["--minutes", "0.01"]) == 1
    assert "too large" in capsys.readouterr().out
