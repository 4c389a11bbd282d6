"""Pages of feedback are nbconvert's own, though nobody parses them twice."""

from unittest import mock

import nbformat
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.gradebook import files
from autograder.gradebook.book import Shown
from autograder.gradebook.course import Course

PIXEL = "aGVsbG8="  # whatever it shows


def a_page(folder):
    (folder / "source").mkdir(exist_ok=True)
    feedback = files.Feedback(Course(folder))
    picture = new_output("display_data", {"image/png": PIXEL, "text/plain": "<Figure>"})
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Title\n\nText with `code`, $x < y$ and ![alt](a.png)"),
            new_code_cell("x = 1  # one\nx < 2", outputs=[picture], execution_count=1),
            new_code_cell("1 / 0", outputs=[new_output("error", ename="E", evalue="<b>")]),
        ]
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"c{number}"
    return feedback._page("ps1", nbformat.writes(notebook), "ada", Shown(1, 2, 0, {}, {}))


def test_same_page_as_nbconvert_makes(tmp_path):
    ours = a_page(tmp_path)
    with mock.patch.object(files._Pages, "from_notebook_node", HTMLExporter.from_notebook_node):
        theirs = a_page(tmp_path)
    told = "No description has been provided for this image"
    assert str(BeautifulSoup(ours, "html.parser")) == theirs.replace(told, files.NO_ALT)


def test_each_picture_has_a_text(tmp_path):
    pictures = BeautifulSoup(a_page(tmp_path), "html.parser").select("img")
    assert sorted(one["alt"] for one in pictures) == ["alt", files.NO_ALT]
