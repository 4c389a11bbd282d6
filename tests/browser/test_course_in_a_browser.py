"""A student's way through the course and an instructor's answer to it, in a real browser.

The tests follow each other: each goes on where the one before has stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import PANEL, Notebook, open_file

pytestmark = [pytest.mark.slow, pytest.mark.alone]

ROOT = Path(__file__).parent.parent.parent
FIRST = "00_start_here.ipynb"
CHAPTER = "01_ann_xor"
LESSON, EXERCISES = f"{CHAPTER}_lesson.ipynb", f"{CHAPTER}_exercises.ipynb"
WRONG = "def softsign(z):\n    return z / (1 + z)\n"
RIGHT = "def softsign(z):\n    return z / (1 + np.abs(z))\n"
MISTAKE = "the result has the sign of z"
COMMENT = "And where is the straight cut?"
ANSWER = "One neuron has one border on the line. Two hidden neurons have two."


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Folders of a student and of a class; nothing of them is in the repository."""
    folder = tmp_path_factory.mktemp("browser")
    room = folder / "classroom"
    (room / "source" / CHAPTER).mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / CHAPTER / EXERCISES, room / "source" / CHAPTER)
    return SimpleNamespace(
        home=folder / "home", work=folder / "work", room=room,
        hand_in=room / "submitted" / "ada" / CHAPTER,
    )  # fmt: skip


@pytest.fixture(scope="module")
def lab(place, serve, watch):
    """JupyterLab on the first page, as `make lab` opens it."""
    server = serve(["lab", "--work", place.work], place.home)
    watched = watch(server.origin)
    watched.page.goto(server.url)
    return watched


@pytest.fixture(scope="module")
def desk(place, serve, watch):
    """Formgrader, as `make desk` opens it."""
    server = serve(["desk", "--course-dir", place.room], place.home)
    watched = watch(server.origin)
    watched.page.goto(server.url)
    return watched


def grade(room):
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "grade", "--course-dir", str(room), "--workers",
         "1", "--json", str(room / "grades.jsonl")],
        cwd=ROOT, capture_output=True, text=True, env=os.environ | {"COURSE_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((room / "grades.jsonl").read_text())["cells"]


def serious(page, *inside):
    """What axe finds inside of elements that would keep somebody from reading them."""
    context = {"include": [[selector] for selector in inside]}
    found = Axe().run(page, context=context).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_the_first_page_opens_and_nothing_gets_in_the_way(lab, shots):
    first = Notebook(lab.page, FIRST)
    lab.page.wait_for_timeout(2000)  # a pop-up would come now
    lab.page.screenshot(path=shots / "1_first_page.png")
    assert lab.page.locator(".jp-Dialog, .Toastify__toast, .jp-toast-message").count() == 0
    assert first.panel.get_by_text("Python 3 (ipykernel)").is_visible()
    named = " ".join(lab.page.locator(".lm-TabBar-tab, .lm-MenuBar-item").all_inner_texts())
    assert "Create Assignment" not in named and "Nbgrader" not in named
    assert first.run(first.cell("This cell works")) == "This cell works. Two and two make 4"
    assert serious(lab.page, f"{PANEL} .jp-RenderedMarkdown", f"{PANEL} .jp-OutputArea") == []
    assert (lab.errors, lab.outside) == ([], [])


def test_the_lesson_of_chapter_01_runs_to_its_end(lab, place, shots):
    lab.page.locator(".jp-RenderedMarkdown a", has_text="From one neuron to XOR").first.click()
    lesson = Notebook(lab.page, LESSON)
    lesson.menu("Run", "Run All Cells")
    lab.page.wait_for_timeout(1000)
    lesson.wait_until_idle(600)
    assert lesson.panel.locator(".jp-RenderedText[data-mime-type$=stderr]").count() == 0
    lesson.save()
    cells = json.loads((place.work / CHAPTER / LESSON).read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert not [out for cell in code for out in cell["outputs"] if out["output_type"] == "error"]
    lesson.cell("XOR with a hidden layer").locator("img").scroll_into_view_if_needed()
    lab.page.screenshot(path=shots / "2_lesson.png")
    assert (lab.errors, lab.outside) == ([], [])


def test_a_wrong_answer_is_told_mended_validated_and_handed_in(lab, place, shots):
    page = lab.page
    open_file(page, CHAPTER, EXERCISES)
    exercises = Notebook(page, EXERCISES)
    answer, check = exercises.cell("def softsign(z)"), exercises.cell("divide z by (1 + |z|)")
    exercises.run(exercises.cell("from helpers.checks import"))

    exercises.write(answer, WRONG)
    exercises.run(answer)
    assert MISTAKE in exercises.run(check)
    check.locator(".jp-OutputArea-output").last.scroll_into_view_if_needed()
    page.screenshot(path=shots / "3_wrong.png")
    dialog = exercises.validate()
    assert MISTAKE in dialog.inner_text()
    page.screenshot(path=shots / "4_validate_wrong.png")
    exercises.close_dialog(dialog)

    exercises.write(answer, RIGHT)
    exercises.run(answer)
    assert exercises.run(check) == ""
    exercises.write(exercises.cell("YOUR ANSWER HERE"), ANSWER)
    page.keyboard.press("Control+Enter")
    dialog = exercises.validate()
    told = dialog.inner_text()
    assert MISTAKE not in told and "softsign_slope" in told, "the others are still to do"
    page.screenshot(path=shots / "5_validate_mended.png")
    exercises.close_dialog(dialog)
    exercises.save()
    assert (lab.errors, lab.outside) == ([], [])

    place.hand_in.mkdir(parents=True)
    shutil.copy(place.work / CHAPTER / EXERCISES, place.hand_in)


def test_it_is_graded_and_the_feedback_says_what_is_missing(lab, place, watch, shots):
    cells = grade(place.room)
    assert cells["softsign"]["score"] == 0.5 and cells["forward"]["score"] == 0
    assert cells["moisture"]["needs_manual"]
    file = place.room / "feedback" / "ada" / CHAPTER / EXERCISES.replace(".ipynb", ".html")
    watched = watch("file:")
    watched.page.goto(file.as_uri())
    watched.page.screenshot(path=shots / "6_feedback.png")
    text = watched.page.locator("body").inner_text()
    assert "0.5 / 10" in text and ANSWER in text
    assert serious(watched.page, "body") == []
    # Formulas on nbgrader's page come from MathJax's network; without it they stay as written.
    ours = [told for told in watched.errors + watched.outside if "/mathjax/" not in told]
    assert ours == []


def test_a_grade_given_by_hand_in_formgrader_survives_a_regrade(desk, place, shots):
    page, table = desk.page, desk.page.locator("#main-table")
    table.get_by_text(CHAPTER).wait_for()
    page.screenshot(path=shots / "7_desk.png")
    assert page.locator(".alert").count() == 0

    page.get_by_role("link", name="Manual Grading").click()
    for name in (CHAPTER, EXERCISES.removesuffix(".ipynb"), "Submission #1"):
        table.get_by_role("link", name=name, exact=True).click()
    page.locator("input.score").last.wait_for()
    page.wait_for_load_state("networkidle")  # scores that arrive late replace what was typed
    graded = page.url
    page.locator("input.score").last.fill("1.5")
    with page.expect_response(lambda response: "/api/grade/" in response.url):
        page.locator("input.score").last.blur()
    page.locator("textarea.comment").last.fill(COMMENT)
    with page.expect_response(lambda response: "/api/comment/" in response.url):
        page.locator("textarea.comment").last.blur()
    page.wait_for_timeout(1500)
    page.screenshot(path=shots / "8_graded_by_hand.png")

    # The desk's own button, and then the command, on a file that has changed.
    page.goto(f"{desk.origin}/formgrader/manage_submissions/{CHAPTER}")
    table.locator("td.autograde a").click()
    said = page.locator(".modal-body")
    said.wait_for()
    assert "Successfully autograded" in said.inner_text()
    assert "1 graded, 0 failed" in said.inner_text(), "autograder grade has done it"
    page.wait_for_timeout(500)
    page.screenshot(path=shots / "9_regraded.png")
    notebook = place.hand_in / EXERCISES
    notebook.write_text(notebook.read_text().replace(ANSWER, ANSWER + " So it is."))
    assert grade(place.room)["moisture"]["score"] == 1.5

    page.goto(graded)
    page.get_by_text("So it is.").wait_for()
    page.locator("input.score").last.wait_for()
    page.wait_for_function("document.querySelector('.comment:last-of-type') !== null")
    page.wait_for_timeout(1500)
    assert page.locator("input.score").last.input_value() == "1.5"
    assert page.locator("textarea.comment").last.input_value() == COMMENT
    page.locator("textarea.comment").last.scroll_into_view_if_needed()
    page.screenshot(path=shots / "10_after_a_regrade.png")
    with sqlite3.connect(place.room / "gradebook.db") as book:
        found = book.execute("select manual_score from grade where manual_score > 0").fetchall()
    assert found == [(1.5,)]
    assert [told for told in desk.errors + desk.outside if "/mathjax/" not in told] == []
