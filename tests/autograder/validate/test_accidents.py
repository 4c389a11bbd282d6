"""Ten accidents: each gets a sentence that leads to the mend, and the points it still deserves."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from accidents import ACCIDENTS, ALL, CHAPTER, NAME, RELEASE, SOLVED, solved

from autograder.farm.run import grade_class
from autograder.gradebook.course import Course
from autograder.kernel.options import KernelOptions
from autograder.validate.check import look, open_notebook, validate
from autograder.validate.dry_run import Kernels
from autograder.validate.findings import NOTE
from autograder.validate.mend import mend_notebook

SEEN = [name for name in ACCIDENTS if name not in ("stale_state", "missing_import")]


def said(findings):
    return [finding.sentence for finding in findings if finding.level != NOTE]


@pytest.mark.parametrize("name", SEEN)
def test_an_accident_is_seen_and_mended(tmp_path, name):
    accident = ACCIDENTS[name]
    path = accident.make(tmp_path)
    before = path.read_bytes()
    findings = look(open_notebook(path, RELEASE))
    [finding] = [one for one in findings if accident.says[0] in one.sentence]
    assert accident.says[1] in finding.mend
    assert accident.mended == all(one.automatic for one in findings)

    done = mend_notebook(path, RELEASE)
    assert bool(done.sentences) == accident.mended
    if not accident.mended:
        assert path.read_bytes() == before and done.copy is None
        return
    assert done.copy.read_bytes() == before and ".before-mend" in done.copy.name
    assert done.path.name == NAME
    assert said(look(open_notebook(done.path, RELEASE))) == []
    mended = nbformat.read(done.path, 4)
    nbformat.validate(mended)
    assert [(c.cell_type, c.source) for c in mended.cells] == [
        (c.cell_type, c.source) for c in solved().cells
    ]
    assert mend_notebook(done.path, RELEASE).sentences == []  # once is enough


@pytest.fixture(scope="module")
def kernels():
    with Kernels(KernelOptions()) as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("name", ACCIDENTS)
def test_validate_says_it_and_the_points(tmp_path, kernels, name):
    accident = ACCIDENTS[name]
    report = validate(accident.make(tmp_path), kernels, RELEASE)
    assert report.kernel and report.score == accident.score and report.max_score == ALL
    assert not report.fine and report.by_hand == 2
    assert len(report.findings) == (2 if name == "duplicated_cell" else 1)
    finding = report.findings[0]
    assert accident.says[0] in finding.text and accident.says[1] in finding.mend
    for cell, words in accident.lost.items():
        assert words in report.cells[cell].message


@pytest.mark.slow
def test_grading_gives_the_points_that_are_still_deserved(tmp_path):
    source = tmp_path / "source" / CHAPTER
    source.mkdir(parents=True)
    shutil.copy(SOLVED, source / NAME)
    for name, accident in ACCIDENTS.items():
        accident.make(tmp_path / "submitted" / name / CHAPTER)
    outcome = grade_class(Course(tmp_path), [], cell_seconds=60)
    got = {verdict.student: verdict for verdict in outcome.verdicts}
    assert {name: (v.status, v.score) for name, v in got.items()} == {
        name: ("graded", accident.score) for name, accident in ACCIDENTS.items()
    }
    for name, accident in ACCIDENTS.items():
        assert got[name].cells["moisture"].needs_manual
        for cell, words in accident.lost.items():
            assert words in got[name].cells[cell].message
    # Grading says what it had to do, in the words that validating has for it.
    for name in ("duplicated_cell", "deleted_test", "renamed_file", "merge_conflict",
                 "huge_output"):  # fmt: skip
        assert ACCIDENTS[name].says[0] in got[name].reason
