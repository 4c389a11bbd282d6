"""Links between the course's pages lead somewhere, and the glossary is in order."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from helpers.quiz import _cards, _course

COURSE = Path(__file__).parent.parent.parent / "course"
PAGES = sorted(p for p in COURSE.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def headings(page):
    """Ids of a page's headings, as JupyterLab makes them."""
    found = set()
    for text in _course.text_cells(page):
        for line in FENCE.sub("", text).splitlines():
            if line.startswith("#"):
                found.add(re.sub(r"[*`]", "", line.lstrip("#").strip()).replace(" ", "-"))
    return found


def dead_links(page):
    found = []
    for text in _course.text_cells(page):
        for target in LINK.findall(CODE.sub("", text)):
            if target.startswith(("http:", "https:", "mailto:", "attachment:")):
                continue
            path, _, place = target.partition("#")
            file = (page.parent / unquote(path)).resolve() if path else page
            if not file.exists():
                found.append(f"{target}: no such file")
            elif place and file.suffix == ".ipynb" and unquote(place) not in headings(file):
                found.append(f"{target}: no such heading")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_dead_links(page):
    assert dead_links(page) == []


def test_a_dead_link_is_found(tmp_path):
    def write(name, text):
        cell = {"cell_type": "markdown", "source": text}
        (tmp_path / name).write_text(json.dumps({"cells": [cell]}))

    write("b.ipynb", "# B\n\n## What is *it*, really? (No)")
    write(
        "a.ipynb",
        "# A\n[1](b.ipynb) [2](b.ipynb#What-is-it,-really?-%28No%29) [3](#A) "
        "[4](https://example.org) `[5](code)`\n[6](c.ipynb) [7](b.ipynb#Nothing) [8](#B)",
    )
    assert dead_links(tmp_path / "a.ipynb") == [
        "c.ipynb: no such file",
        "b.ipynb#Nothing: no such heading",
        "#B: no such heading",
    ]


def test_the_glossary_is_in_order():
    text = "\n".join(_course.text_cells(COURSE / _course.GLOSSARY))
    written = re.findall(r"^### (.+)$", text, re.MULTILINE)
    terms = _cards.terms(COURSE)
    assert [term.name for term in terms] == written, "every entry ends with → and its chapter"
    names = [term.name.lower() for term in terms]
    assert names == sorted(names) and len(set(names)) == len(names)
    letters = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert letters == sorted({name[0].upper() for name in names})
    assert {term.chapter for term in terms} == set(range(1, 11)), "every chapter has words"


def test_glossary_links_lead_to_the_chapter_that_they_name():
    for term in _cards.terms(COURSE):
        assert len(term.text) > 20, term.name
        if term.path:
            assert int(term.path[:2]) == term.chapter, term.name


def test_lessons_link_their_words_to_the_glossary():
    lessons = {COURSE / term.path.partition("#")[0] for term in _cards.terms(COURSE) if term.path}
    assert lessons
    for lesson in lessons:
        text = "\n".join(_course.text_cells(lesson))
        linked = re.findall(r"\]\(\.\./glossary\.ipynb#([^)]+)\)", text)
        assert len(linked) >= 8, lesson.stem
        assert len(linked) == len(set(linked)), lesson.stem
