"""Names that learning management systems give to files, and names that nobody may give."""

from __future__ import annotations

import os
import unicodedata

import pytest
from downloads import canvas_name, moodle_name
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.lms.names import Named, read_name, without_copy
from autograder.lms.notebooks import vote
from autograder.lms.paths import Refused, Taken, fold, is_junk, parts, same_key, student_id

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("/\\.: \0\n\x1b~-_\u202e\u0301éÉſKß＝"), st.characters(codec="utf-8")
    ),
    max_size=30,
)
PEOPLE = st.text(st.characters(categories=["L", "Nd", "Zs", "Pd", "Po"]), min_size=1, max_size=20)
NUMBERS = st.integers(1, 10**9)
FILES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12).map(
    "{}.ipynb".format
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("lovelaceada_4711_90001_nb.ipynb",
         Named("canvas", "4711", "lovelaceada", ("nb.ipynb",), False, 90001)),
        ("lovelaceada_LATE_4711_90001_nb-2.ipynb",
         Named("canvas", "4711", "lovelaceada", ("nb-2.ipynb",), True, 90001)),
        ("oneillmary_jo_7_8_a_9_10_b.ipynb",
         Named("canvas", "7", "oneillmary_jo", ("a_9_10_b.ipynb",), False, 8)),
        ("anon_aB3dE_9_nb.ipynb", Named("canvas", "anon_aB3dE", "", ("nb.ipynb",), False, 9)),
        ("LATE_anon_aB3dE_5_nb.ipynb", Named("canvas", "anon_aB3dE", "", ("nb.ipynb",), True, 5)),
        ("lovelaceada_LATE_4711_text.html", Named("canvas", "4711", "lovelaceada", (), True)),
        ("Ada Lovelace_12_assignsubmission_file_/nb.ipynb",
         Named("moodle", "12", "Ada Lovelace", ("nb.ipynb",))),
        ("Ada Lovelace_12_assignsubmission_file_/hw/data/t.csv",
         Named("moodle", "12", "Ada Lovelace", ("hw", "data", "t.csv"))),
        ("Ada Lovelace_12_assignsubmission_file/nb.ipynb",
         Named("moodle", "12", "Ada Lovelace", ("nb.ipynb",))),
        ("Ada Lovelace_12_assignsubmission_file_nb_3_4_x.ipynb",
         Named("moodle", "12", "Ada Lovelace", ("nb_3_4_x.ipynb",))),
        ("Participant_12_assignsubmission_file_nb.ipynb",
         Named("moodle", "12", "Participant", ("nb.ipynb",))),
        ("Ada Lovelace_12_assignsubmission_onlinetext_/onlinetext.html",
         Named("moodle", "12", "Ada Lovelace", ())),
        ("nb.ipynb", None), ("my_notebook.ipynb", None), ("ada/nb.ipynb", None),
    ],
)  # fmt: skip
def test_names_of_the_systems_are_read(path, found):
    assert read_name(tuple(path.split("/"))) == found


def test_the_time_that_blackboard_writes_is_read():
    named = read_name(("hw1_ada_attempt_2016-01-30-15-00-00_nb.ipynb",))
    assert named is not None and named.user == "ada" and named.path == ("nb.ipynb",)
    assert f"{named.handed_in:%Y-%m-%d %H:%M}" == "2016-01-30 15:00"
    assert read_name(("hw1_ada_attempt_2016-13-30-15-00-00_nb.ipynb",)) is None


def test_a_folder_around_everything_doesnt_matter_but_what_students_named_deeper_does_not_count():
    path = ("download", "lovelaceada_4711_90001_nb.ipynb")
    named = read_name(path, wrapped=1)
    assert named is not None and named.user == "4711"
    assert read_name(("eve", "lovelaceada_4711_90001_nb.ipynb")) is None
    inner = "Eve_1_assignsubmission_file_/Ada_2_assignsubmission_file_/nb.ipynb"
    named = read_name(tuple(inner.split("/")))
    assert named is not None and named.user == "1"


@settings(max_examples=50, deadline=None)
@given(PEOPLE, NUMBERS, NUMBERS, FILES, st.booleans())
def test_what_canvas_writes_is_read_back(student, user, number, file, late):
    named = read_name((canvas_name(student, user, number, file, late=late),))
    assert named is not None and (named.user, named.file) == (str(user), number)
    assert named.path == (file,) and named.late == late and named.system == "canvas"


@settings(max_examples=50, deadline=None)
@given(PEOPLE, NUMBERS, FILES, st.booleans())
def test_what_moodle_writes_is_read_back(student, number, file, folders):
    name = moodle_name(student, number, file, folders=folders)
    named = read_name(tuple(name.split("/")))
    assert named is not None and named.system == "moodle"
    assert (named.user, named.path) == (str(number), (file,))


@pytest.mark.parametrize(
    ("stem", "found"),
    [("nb-2", ("nb", 2)), ("nb (1)", ("nb", 1)), ("nb - Copy", ("nb", 1)), ("nb", ("nb", 0)),
     ("nb copy 2", ("nb", 1)), ("-1", ("-1", 0)), ("problem1", ("problem1", 0))],
)  # fmt: skip
def test_what_marks_a_copy_is_taken_off(stem, found):
    assert without_copy(stem) == found


@settings(max_examples=50, deadline=None)
@given(NASTY)
def test_no_name_leads_out_of_its_folder(name):
    try:
        found = parts(name)
    except Refused as refusal:
        assert str(refusal)
        return
    root = os.path.abspath("/some/where")
    path = os.path.normpath(os.path.join(root, *found))
    assert path.startswith(root + os.sep) and os.path.relpath(path, root) == os.path.join(*found)
    assert not any(unicodedata.category(letter) == "Cc" for part in found for letter in part)
    assert parts("/".join(found)) == found


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x", "leads out"), ("a/../../x", "leads out"), ("..\\x", "leads out"),
        ("/etc/passwd", "absolute"), ("\\\\server\\x", "absolute"), ("C:/x", "absolute"),
        ("C:x", "absolute"), ("a\0b", "zero byte"), ("a\x1b[2J", "control"),
        ("a\u202etxt", "control"), ("nul.ipynb", "device"), ("x/COM1", "device"),
        (". .", "no name"),
        ("/".join("a" * 17), "deeply"), ("a" * 201, "too long"), ("", "no name"),
        ("/".join(["a" * 150] * 8), "path is too long"),
    ],
)  # fmt: skip
def test_names_that_are_refused(name, reason):
    with pytest.raises(Refused, match=reason):
        parts(name)


@settings(max_examples=50, deadline=None)
@given(NASTY)
def test_a_students_id_is_one_folder_and_stays_as_it_is(text):
    try:
        found = student_id(text)
    except Refused:
        return
    assert parts(found) == (found,) and not found.startswith(".") and student_id(found) == found


@settings(max_examples=50, deadline=None)
@given(st.lists(NASTY.map(lambda text: text.replace("/", "_")), max_size=6))
def test_taken_paths_are_one_file_each_on_every_system(names):
    taken, kept = Taken(), []
    for name in names:
        try:
            path = parts(f"folder/{name}")
            taken.add(path)
        except Refused:
            continue
        kept.append(same_key(path))
    assert len(set(kept)) == len(kept)


@pytest.mark.parametrize(
    ("first", "second"),
    [("a.ipynb", "A.IPYNB"), ("caf\u00e9", "cafe\u0301"), ("stra\u00dfe", "STRASSE"), ("a", "a/b"),
     ("a/b", "a"), ("A/x", "a/y"), ("\ufb01le", "file")],
)  # fmt: skip
def test_names_that_are_one_on_some_systems_collide(first, second):
    taken = Taken()
    taken.add(parts(first))
    with pytest.raises(Refused):
        taken.add(parts(second))


def test_names_that_are_harmless_here_and_not_elsewhere_are_mended():
    assert parts("Why? /homework: 2. ") == ("Why_", "homework_ 2")


def test_junk_is_known():
    assert is_junk(("__MACOSX", "._nb.ipynb")) and is_junk((".ipynb_checkpoints", "x.ipynb"))
    assert is_junk(("hw", ".DS_Store")) and not is_junk(("hw", "nb.ipynb"))
    assert fold("ſ") == fold("S")


def test_a_download_has_the_assignment_of_most():
    assert vote([{"a"}, {"a"}, {"b"}]) == "a"
    assert vote([{"a"}, {"b"}]) is None and vote([]) is None
    assert vote([{"a", "b"}, {"a", "b"}]) is None and vote([{"a", "b"}, {"a"}]) == "a"
