"""The journal gives back what was written, and never half of it."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.journal import Journal, Record
from autograder.types import CellGrade, Graded, GradedNotebook, Verdict

NAMES = st.text(min_size=1, max_size=20).filter(lambda name: name not in (".", ".."))


def a_record(student="ada", assignment="01_ann_xor"):
    cells = {"softsign": CellGrade(0.5, 1.0, "halved", seconds=0.25, memory=1 << 20)}
    verdict = Verdict(student, assignment, "graded", None, cells, 1.0, 2.5, ("a forged message",))
    notebook = GradedNotebook("n", "{}", cells, frozenset({"why", "how"}))
    return Record(Graded(verdict, [notebook], log="l"), {"code": "1"}, "2026-01-01T00:00:00Z", True)


def test_gives_back_what_was_written(tmp_path):
    journal = Journal(tmp_path)
    journal.write(a_record())
    assert journal.read("ada", "01_ann_xor") == a_record()
    assert list(journal.records()) == [a_record()]
    journal.forget("ada", "01_ann_xor")
    assert journal.read("ada", "01_ann_xor") is None


@given(student=NAMES, assignment=NAMES)
def test_any_name_stays_inside_the_folder(tmp_path_factory, student, assignment):
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(folder / "class")
    journal.write(a_record(student, assignment))
    assert journal.read(student, assignment) == a_record(student, assignment)
    assert {path.name for path in folder.iterdir()} == {"class"}


def test_a_file_that_is_cut_or_of_another_version_counts_as_none(tmp_path):
    journal = Journal(tmp_path)
    journal.write(a_record())
    (path,) = tmp_path.rglob("*.json")
    whole = path.read_text()
    for broken in (whole[: len(whole) // 2], whole.replace('"version": 1', '"version": 0'), "[]"):
        path.write_text(broken)
        assert journal.read("ada", "01_ann_xor") is None
        assert list(journal.records()) == []
