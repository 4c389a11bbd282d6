"""`autograder collect`: from downloads to submitted/, honest ones and others."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from downloads import Raw, canvas_name, moodle_name, raw_zip, write_zip, zipped
from grading_notebooks import notebook, save, text
from typer.testing import CliRunner

from autograder.lms.cli import register

app = typer.Typer()
register(app)
NB = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


@pytest.fixture
def root(tmp_path):
    """A course with two assignments, one of them with two notebooks."""
    folder = tmp_path / "class"
    for path in ("hw1/sums.ipynb", "hw2/problem1.ipynb", "hw2/problem2.ipynb"):
        save(notebook(text("# Exercise")), folder / "source" / path)
    return folder


def collect(root: Path, *arguments: object) -> tuple[int, str]:
    """Runs `autograder collect`. Returns exit code and output, with single spaces."""
    call = ["collect", "--course-dir", str(root), *map(str, arguments)]
    result = CliRunner().invoke(app, call)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def tree(root: Path) -> dict[str, bytes]:
    """All files in submitted/, by path."""
    folder = root / "submitted"
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_download_from_canvas(root, tmp_path):
    zipped_class = write_zip(tmp_path / "submissions.zip", {
        canvas_name("Lovelace, Ada", 101, 9001, "sums.ipynb"): NB,
        canvas_name("Hopper, Grace", 102, 9002, "sums-3.ipynb", late=True): NB + b" ",
        canvas_name("Turing, Alan", 103, 9003, "my own.ipynb"): NB,
        canvas_name("Turing, Alan", 103, 9004, "notes (1).txt"): b"hello",
        "emmynoether_104_text.html": b"<p>typed in</p>",
    })  # fmt: skip
    code, output = collect(root, zipped_class)
    assert tree(root) == {
        "101/hw1/sums.ipynb": NB, "102/hw1/sums.ipynb": NB + b" ",
        "103/hw1/my own.ipynb": NB, "103/hw1/notes (1).txt": b"hello",
    }  # fmt: skip
    assert "marked as late, but the download doesn't say when" in output
    assert "it was typed in, not uploaded" in output and "3 new, 1 refused" in output
    assert code == 3
    before = {path: path.stat().st_mtime_ns for path in (root / "submitted").rglob("*")}
    code, output = collect(root, zipped_class)
    assert "3 unchanged, 1 refused" in output
    assert before == {path: path.stat().st_mtime_ns for path in (root / "submitted").rglob("*")}


@pytest.mark.parametrize("folders", [True, False])
def test_a_download_from_moodle(root, tmp_path, folders):
    zipped_class = write_zip(tmp_path / "hw1.zip", {
        moodle_name("Ada Lovelace", 7001, "sums.ipynb", folders=folders): NB,
        moodle_name("Zoë Müller-Łuk", 7002, "Sums (2).ipynb", folders=folders): NB + b" ",
        moodle_name("Participant", 7003, "sums.ipynb", folders=folders): NB,
    })  # fmt: skip
    code, output = collect(root, zipped_class)
    assert code == 0, output
    assert tree(root) == {
        "Ada_Lovelace/hw1/sums.ipynb": NB, "Zoë_Müller-Łuk/hw1/sums.ipynb": NB + b" ",
        "Participant_7003/hw1/sums.ipynb": NB,
    }  # fmt: skip


def test_nested_folders_and_zips_of_students(root, tmp_path):
    own = zipped({"hw/sums.ipynb": NB, "hw/data/t.csv": b"1", "__MACOSX/hw/._sums.ipynb": b"x",
                  "hw/.ipynb_checkpoints/sums-checkpoint.ipynb": b"old"})  # fmt: skip
    deep = zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"sums.ipynb": NB})})})})
    zipped_class = write_zip(tmp_path / "hw1.zip", {
        moodle_name("Ada", 1, "homework.zip"): own,
        moodle_name("Bob", 2, "my/work/sums.ipynb"): NB,
        moodle_name("Bob", 2, "my/work/data/t.csv"): b"2",
        moodle_name("Bob", 2, "report.pdf"): b"%PDF",
        moodle_name("Cem", 3, "deep.zip"): deep,
        moodle_name("Dot", 4, "sums.rar"): b"Rar!",
        moodle_name("Eve", 5, "broken.zip"): own[:100],
        moodle_name("Fay", 6, "one.zip"): zipped({"two.zip": zipped({"sums.ipynb": NB})}),
    })  # fmt: skip
    code, output = collect(root, zipped_class)
    assert tree(root) == {
        "Ada/hw1/sums.ipynb": NB, "Ada/hw1/data/t.csv": b"1",
        "Bob/hw1/sums.ipynb": NB, "Bob/hw1/data/t.csv": b"2", "Bob/hw1/report.pdf": b"%PDF",
        "Fay/hw1/sums.ipynb": NB,
    }  # fmt: skip
    assert code == 3 and "3 new, 3 refused" in output
    assert "a zip in 3 zips" in output and "an archive, but no zip" in output
    assert "broken.zip was not taken" in output


def test_of_several_attempts_the_last_counts_and_the_others_are_named(root, tmp_path):
    first = write_zip(tmp_path / "first.zip", {
        canvas_name("Lovelace, Ada", 101, 9001, "sums.ipynb"): b"first",
    }, (2026, 3, 1, 10, 0, 0))  # fmt: skip
    second = write_zip(tmp_path / "second.zip", {
        canvas_name("Lovelace, Ada", 101, 9020, "sums-2.ipynb"): b"third",
        canvas_name("Lovelace, Ada", 101, 9010, "sums-1.ipynb"): b"second",
    }, (2026, 3, 2, 10, 0, 0))  # fmt: skip
    code, output = collect(root, second, first)  # the order on the command line doesn't matter
    assert code == 0 and tree(root) == {"101/hw1/sums.ipynb": b"third"}
    assert "a later one is in second.zip" in output and "1 new, 1 older attempt" in output
    assert "sums-1.ipynb is an earlier one of sums.ipynb" in output
    # A later call with the older download doesn't bring it back.
    code, output = collect(root, first)
    assert code == 3 and tree(root) == {"101/hw1/sums.ipynb": b"third"}
    assert "submitted/ has one of 2026-03-02 10:00, this one is of 2026-03-01" in output
    code, output = collect(root, first, "--force")
    assert code == 0 and tree(root) == {"101/hw1/sums.ipynb": b"first"} and "--force" in output
    code, output = collect(root, second)
    assert code == 0 and tree(root) == {"101/hw1/sums.ipynb": b"third"}
    assert "replaces what is of 2026-03-01 10:00 with what is of 2026-03-02 10:00" in output


def test_what_somebody_changed_in_submitted_is_kept(root, tmp_path):
    download = write_zip(tmp_path / "a.zip", {moodle_name("Ada", 1, "sums.ipynb"): NB})
    assert collect(root, download)[0] == 0
    mended = root / "submitted" / "Ada" / "hw1" / "sums.ipynb"
    mended.write_bytes(b"mended by hand")
    code, output = collect(root, download)
    assert code == 3 and "1 kept" in output and mended.read_bytes() == b"mended by hand"


def test_nothing_is_written_by_a_dry_run(root, tmp_path):
    download = write_zip(tmp_path / "a.zip", {moodle_name("Ada", 1, "sums.ipynb"): NB})
    code, output = collect(root, download, "--dry-run")
    assert code == 0 and "1 new; nothing was written" in output
    assert not (root / "submitted").exists()


def test_the_assignment_is_found_by_the_notebooks(root, tmp_path):
    download = write_zip(tmp_path / "a.zip", {
        moodle_name("Ada", 1, "Problem 1.ipynb"): NB, moodle_name("Ada", 1, "problem2.ipynb"): NB,
        moodle_name("Bob", 2, "problem2-1.ipynb"): NB,
        moodle_name("Cem", 3, "sums.ipynb"): NB,
        moodle_name("Dot", 4, "homework.zip"): zipped({"x/problem1.ipynb": NB}),
    })  # fmt: skip
    code, output = collect(root, download)
    assert code == 3 and sorted(tree(root)) == [
        "Ada/hw2/problem1.ipynb", "Ada/hw2/problem2.ipynb", "Bob/hw2/problem2.ipynb",
        "Dot/hw2/problem1.ipynb",
    ]  # fmt: skip
    assert "its notebook is one of hw1, the others of this download are of hw2" in output
    code, output = collect(root, download, "--assignment", "hw1")
    assert (root / "submitted" / "Cem" / "hw1" / "sums.ipynb").exists()
    unknown = write_zip(tmp_path / "b.zip", {moodle_name("Eve", 5, "x.ipynb"): NB})
    code, output = collect(root, unknown)
    assert code == 3 and "name it by --assignment" in output


def test_plain_folders_and_those_of_another_course(root, tmp_path):
    (tmp_path / "other" / "ada" / "hw2").mkdir(parents=True)
    (tmp_path / "other" / "bob").mkdir()
    (tmp_path / "other" / "ada" / "hw2" / "problem1.ipynb").write_bytes(NB)
    (tmp_path / "other" / "ada" / "hw2" / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    (tmp_path / "other" / "bob" / "sums.ipynb").write_bytes(NB)
    code, output = collect(root, tmp_path / "other")
    assert code == 0, output
    stamp = b"2026-03-01 10:00:00.000000 UTC"
    assert tree(root) == {"ada/hw2/problem1.ipynb": NB, "ada/hw2/timestamp.txt": stamp,
                          "bob/hw1/sums.ipynb": NB}  # fmt: skip


def test_a_student_cannot_set_the_time_of_the_hand_in(root, tmp_path):
    files = {moodle_name("Ada", 1, "sums.ipynb"): NB,
             moodle_name("Ada", 1, "timestamp.txt"): b"2020-01-01 00:00:00 UTC"}  # fmt: skip
    code, output = collect(root, write_zip(tmp_path / "a.zip", files))
    assert code == 0 and list(tree(root)) == ["Ada/hw1/sums.ipynb"]
    assert "students don't set the time" in output


def test_rosters_give_ids_and_times(root, tmp_path):
    worksheet = tmp_path / "Grades-hw1.csv"
    worksheet.write_text(
        "Identifier,Full name,Email address,ID number,Status,Last modified (submission),Grade\n"
        'Participant 7001,Ada Lovelace,ada@uni.example,m-17,Submitted,'
        '"Tuesday, 3 March 2026, 4:05 PM",\n'
        "Participant 7002,Bob Bit,bob@uni.example,m-18,Submitted,-,\n", encoding="utf-8-sig"
    )  # fmt: skip
    download = write_zip(tmp_path / "a.zip", {
        moodle_name("Ada Lovelace", 7001, "sums.ipynb"): NB,
        moodle_name("Bob Bit", 9999, "sums.ipynb"): NB,
        moodle_name("Eve Nobody", 7003, "sums.ipynb"): NB,
    })  # fmt: skip
    code, output = collect(root, download, "--students", worksheet, "--timezone", "Europe/Berlin")
    assert code == 0 and tree(root) == {
        "m-17/hw1/sums.ipynb": NB, "m-18/hw1/sums.ipynb": NB, "Eve_Nobody/hw1/sums.ipynb": NB,
        "m-17/hw1/timestamp.txt": b"2026-03-03 15:05:00.000000 UTC",
    }  # fmt: skip
    assert "Eve Nobody isn't in the roster" in output
    code, output = collect(root, download, "--students", worksheet, "--student-column",
                           "Email address")  # fmt: skip
    assert (root / "submitted" / "ada@uni.example" / "hw1" / "sums.ipynb").exists()


def test_the_gradebook_of_canvas_is_a_roster(root, tmp_path):
    book = tmp_path / "Grades.csv"
    book.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,sums (55)\n"
        "    Points Possible,,,,,10\n"
        '"Lovelace, Ada",101,S1,ada1,A,\n"Hopper, Grace",102,S2,grace2,A,\n'
    )
    download = write_zip(tmp_path / "a.zip", {
        canvas_name("Lovelace, Ada", 101, 1, "sums.ipynb"): NB,
        canvas_name("Somebody, Else", 102, 2, "sums.ipynb"): NB,
    })  # fmt: skip
    code, output = collect(root, download, "--students", book)
    assert sorted(tree(root)) == ["ada1/hw1/sums.ipynb", "grace2/hw1/sums.ipynb"]
    assert code == 3 and "called somebodyelse here, Hopper, Grace in the roster" in output


def test_two_who_would_be_one_are_told_apart_or_refused(root, tmp_path):
    download = write_zip(tmp_path / "a.zip", {
        moodle_name("Jo Smith", 1, "sums.ipynb"): NB, moodle_name("Jo Smith", 2, "sums.ipynb"): NB,
        moodle_name("ANN LEE", 3, "sums.ipynb"): NB, moodle_name("Ann Lee", 4, "sums.ipynb"): NB,
    })  # fmt: skip
    code, output = collect(root, download)
    assert code == 3 and tree(root) == {}
    assert "several students are called Jo_Smith (numbers 1, 2)" in output
    assert "one folder on some systems" in output
    # Who calls himself "eve_101" would hand in for number 101.
    spoof = write_zip(tmp_path / "b.zip", {
        canvas_name("Lovelace, Ada", 101, 9001, "sums.ipynb"): NB,
        "eve_101_666_9002_sums.ipynb": b"not Ada's",
    })  # fmt: skip
    code, output = collect(root, spoof)
    assert code == 3 and tree(root) == {}
    assert "the number 101 belongs to eve and to lovelaceada" in output
    # A roster finds it out also if Ada has handed in nothing.
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID,Section\n"Lovelace, Ada",101,A\n"eve_101",666,A\n')
    alone = write_zip(tmp_path / "c.zip", {"eve_101_666_9002_sums.ipynb": b"not Ada's"})
    code, output = collect(root, alone, "--students", roster)
    assert code == 3 and tree(root) == {} and "is part of the name" in output


def test_hostile_downloads_get_a_reason_and_the_rest_goes_on(root, tmp_path):
    def moodle(path: str) -> bytes:
        return f"Ada_1_assignsubmission_file_/{path}".encode()

    hostile = tmp_path / "hostile.zip"
    hostile.write_bytes(raw_zip([
        Raw(moodle("sums.ipynb"), NB),
        Raw(moodle("../../../outside.txt"), b"x"),
        Raw(b"/absolute.txt", b"x"),
        Raw(moodle("link"), b"/etc/passwd", mode=0o120777),
        Raw(moodle("huge.bin"), b"x", size=2_147_483_648),
        Raw(moodle("secret.txt"), b"x", flags=0x801),
        Raw(moodle("SUMS.ipynb"), b"another"),
        Raw(moodle("t.csv"), b"1"), Raw(moodle("T.csv"), b"2"),
        Raw(moodle("cafe\u0301"), b"1"), Raw(moodle("caf\u00e9"), b"2"),
        Raw(moodle("t.csv/inside"), b"3"),
    ]))  # fmt: skip
    cut = tmp_path / "cut.zip"
    cut.write_bytes(hostile.read_bytes()[:200])
    code, output = collect(root, hostile, cut)
    assert code == 3
    kept = {"Ada/hw1/sums.ipynb", "Ada/hw1/t.csv", "Ada/hw1/cafe\u0301"}
    assert set(tree(root)) == kept
    for reason in ("leads out of the folder", "its path is absolute", "it is a link", "2,147 MB",
                   "it is encrypted", "T.csv was not taken: its name is that of", "no zip",
                   "caf\u00e9 was not taken", "is a file as well",
                   "SUMS.ipynb was not"):  # fmt: skip
        assert reason in output, reason
    assert {path.name for path in tmp_path.iterdir()} == {"class", "hostile.zip", "cut.zip"}


def test_a_zip_of_zips_is_not_unpacked_without_end(root, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.lms.reader.MOST_UNPACKED", 300_000)
    part = zipped({"filler": os.urandom(1) * 100_000})
    bomb = zipped({f"{number}.zip": part for number in range(20)})
    download = write_zip(tmp_path / "a.zip", {
        moodle_name("Ada", 1, "bomb.zip"): bomb, moodle_name("Bob", 2, "sums.ipynb"): NB,
    })  # fmt: skip
    code, output = collect(root, download)
    assert code == 3 and "would have to be unpacked" in output
    assert "Bob/hw1/sums.ipynb" in tree(root)


def test_names_of_students_reach_no_terminal_as_they_are(root, tmp_path):
    evil = tmp_path / "evil.zip"
    evil.write_bytes(raw_zip([Raw(b"Ada_1_assignsubmission_file_/\x1b[2Jx", b"x")]))
    result = CliRunner().invoke(app, ["collect", "--course-dir", str(root), str(evil)])
    assert result.exit_code == 3 and "\x1b[2J" not in result.output


def test_links_in_submitted_are_not_written_through(root, tmp_path):
    (root / "submitted").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "submitted" / "Ada").symlink_to(tmp_path / "elsewhere")
    download = write_zip(tmp_path / "a.zip", {moodle_name("Ada", 1, "sums.ipynb"): NB})
    code, output = collect(root, download)
    assert code == 3 and "is a link: remove it" in output
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_wrong_calls_say_how_to_mend_them(root, tmp_path):
    download = write_zip(tmp_path / "a.zip", {moodle_name("Ada", 1, "sums.ipynb"): NB})
    (tmp_path / "odd.csv").write_text("colour,size\nred,1\n")
    (tmp_path / "twins.csv").write_text("student_id,name\nx,A\nx,B\n")
    for arguments, words in [
        ((tmp_path / "none.zip",), "there is no"),
        ((download, "--assignment", "hw9"), "use one of hw1, hw2"),
        ((download, "--students", tmp_path / "none.csv"), "can't be read"),
        ((download, "--students", tmp_path / "odd.csv"), "none of the columns"),
        ((download, "--students", tmp_path / "twins.csv"), "several students the id x"),
        ((download, "--students", tmp_path / "twins.csv", "--student-column", "x"), "no column"),
        ((download, "--timezone", "Mars"), "no time zone"),
    ]:
        code, output = collect(root, *arguments)
        assert code == 2 and words in output, output
    assert collect(tmp_path / "nowhere", download)[0] == 2


def test_as_a_process(root, tmp_path):
    download = write_zip(tmp_path / "a.zip", {moodle_name("Ada", 1, "sums.ipynb"): NB})
    call = [sys.executable, "-m", "autograder.cli", "collect", str(download), "--course-dir",
            str(root), "--quiet"]  # fmt: skip
    done = subprocess.run(call, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "1 new\n"), done.stderr
    path = root / "submitted" / "Ada" / "hw1" / "sums.ipynb"
    assert path.read_bytes() == NB
    when = datetime.datetime.fromtimestamp(path.stat().st_mtime)
    assert f"{when:%Y-%m-%d %H:%M}" == "2026-03-03 16:05"
