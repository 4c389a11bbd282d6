"""Practice questions: fresh numbers, known mistakes, and what is read from the course itself."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import yaml

from autograder.build.quiz import load_quiz
from helpers import quiz
from helpers.quiz import _cards, _course
from helpers.quiz._questions import Choice, Numbers, of_lessons

ROOT = Path(__file__).parent.parent.parent
COURSE = ROOT / "course"


def notebook(path: Path, *texts: str) -> None:
    cells = [{"cell_type": "markdown", "source": text.splitlines(True)} for text in texts]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


@pytest.fixture
def small_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with a glossary and one lesson with one question, and nothing beside it."""
    (tmp_path / "quiz.yaml").write_text(
        yaml.safe_dump(
            [
                {
                    "id": "one",
                    "question": "Is `a - b` **less** than *a*?",
                    "options": [
                        {
                            "text": "Yes: always.",
                            "why": "Not if b < 0.",
                            "misconception": "Minus makes small.",
                        },
                        {"text": "It depends.", "why": "On the sign of *b*.", "right": True},
                        {"text": "No", "why": "Try 3 - 1.", "misconception": "A *guess*."},
                    ],
                }
            ]
        )
    )
    (question,) = load_quiz(tmp_path / "quiz.yaml")
    course = tmp_path / "course"
    notebook(
        course / "03_small" / "03_small_lesson.ipynb",
        "# 3 · A small chapter\n\nText.",
        "Words above.\n\n" + question.fold_out(),
    )
    notebook(
        course / "glossary.ipynb",
        "# Glossary",
        "## E\n\n### edge\nWhere dark begins. An edge has two sides. "
        "→ [chapter 3](03_small/03_small_lesson.ipynb#Text)\n\n### epoch\nA pass. → chapter 9",
    )
    monkeypatch.chdir(course / "03_small")
    return course


# -- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for names in quiz.names().values() for name in names])
def test_right_and_wrong_numbers(name):
    answers, messages = set(), set()
    for seed in range(60):
        (question,) = quiz.ask(name, seed=seed).questions
        assert isinstance(question, Numbers)
        assert math.isfinite(question.answer) and question.tolerance > 0
        assert question.judge(question.answer).right is True
        assert question.judge(np.float64(question.answer + question.tolerance / 2)).right is True
        assert question.judge(question.answer + 3 * question.tolerance).right is False
        for value, message in question.mistakes:
            remark = question.judge(value)
            assert remark.right is False and message in remark.text
            assert question.how in remark.text
            messages.add(message)
        assert "nan" not in question.text and "+ −" not in question.how
        answers.add(round(question.answer, 6))
    assert len(answers) >= 4, "the numbers are hardly fresh"
    assert len(messages) >= 3, "too few mistakes are known"


def test_every_chapter_has_questions_with_numbers():
    assert list(quiz.names()) == list(range(1, 11))


def test_same_seed_same_question():
    first, again, other = (quiz.ask("map_side", seed=seed) for seed in (1, 1, 2))
    assert first.questions == again.questions != other.questions
    with pytest.raises(ValueError, match="choose from neuron_answer"):
        quiz.ask("no_such_question")


# -- questions of the lessons --------------------------------------------------------------------


def practice_of(path: Path) -> list[dict]:
    return [q for q in yaml.safe_load(path.read_text(encoding="utf-8")) if not q.get("graded")]


@pytest.mark.parametrize(
    "folder", sorted(p.parent for p in COURSE.glob("*/*_lesson.ipynb")), ids=lambda p: p.name
)
def test_every_question_of_a_lesson_is_read(folder):
    lesson = folder / f"{folder.name}_lesson.ipynb"
    (found,) = [one for one in _course.lessons(COURSE) if one.path.endswith(lesson.name)]
    read = of_lessons([found])
    written = practice_of(ROOT / "solutions" / folder.name / "quiz.yaml")
    assert sorted(q.text for q in read) == sorted(q["question"].strip() for q in written)
    options = {q.text: {o.text: (o.why, o.misconception) for o in q.options} for q in read}
    for question in written:
        assert options[question["question"].strip()] == {
            str(o["text"]): (o["why"], None if o.get("right") else o["misconception"])
            for o in question["options"]
        }


def test_a_question_with_options(small_course):
    (lesson,) = _course.lessons(_course.folder())
    assert (lesson.chapter, lesson.title) == (3, "A small chapter")
    (question,) = of_lessons([lesson])
    assert question.text == "Is `a - b` **less** than *a*?"
    assert question.judge("B").right is True
    wrong = question.judge(" c ")
    assert wrong.right is False and "The idea behind it: A *guess*." in wrong.text
    for unreadable in ("d", "", "ab", 2, True):
        assert question.judge(unreadable).right is None


def test_options_change_places_and_stay_right():
    options = [("right", None), ("wrong", "idea"), ("worse", "idea")]
    question = Choice(1, "?", tuple(_question_option(text, idea) for text, idea in options))
    orders = set()
    for seed in range(20):
        shuffled = question.shuffled(np.random.default_rng(seed))
        right = [option.text for option in shuffled.options].index("right")
        assert shuffled.judge("abc"[right]).right is True
        orders.add(tuple(option.text for option in shuffled.options))
    assert len(orders) > 3


def _question_option(text, idea):
    from helpers.quiz._questions import Option

    return Option(text, "why", idea)


# -- whole tests ---------------------------------------------------------------------------------


def test_a_test_goes_through_the_chapters(small_course):
    for seed in range(10):
        test = quiz.draw(10, seed=seed)
        assert [question.chapter for question in test.questions] == list(range(1, 11))
    kinds = {type(q) for seed in range(10) for q in quiz.draw(2, chapters=[3], seed=seed).questions}
    assert kinds == {Choice, Numbers}
    assert quiz.draw(6, seed=1).questions == quiz.draw(6, seed=1).questions
    assert quiz.draw(6, seed=1).questions != quiz.draw(6, seed=2).questions
    assert len(quiz.draw(100, chapters=[3], seed=1).questions) == 3  # all that there are
    with pytest.raises(ValueError, match="choose from 1 to 10"):
        quiz.draw(3, chapters=[12])


def test_the_own_chapter_is_not_drawn(small_course):
    text = (small_course / "03_small/03_small_lesson.ipynb").read_text()
    own = small_course / "11_final_quiz"
    own.mkdir()
    (own / "11_final_quiz_lesson.ipynb").write_text(text)
    assert {q.chapter for q in quiz.draw(100, seed=1).questions} == set(range(1, 11))


def test_answers_are_checked(small_course):
    test = quiz.draw(4, chapters=[3, 9], seed=3)
    right = {}
    for number, question in enumerate(test.questions, 1):
        if isinstance(question, Numbers):
            right[number] = question.answer
        else:
            ideas = [option.misconception for option in question.options]
            right[number] = "abc"[ideas.index(None)]
    assert test.check(right).right == 4
    assert "**4 of 4 right.**" in test.check(right)._repr_markdown_()
    shown = test.check({1: -1.5, 2: None})._repr_markdown_()
    assert "**0 of 4 right.**" in shown and "Not answered yet: 2, 3, 4." in shown
    three = quiz.ask("map_side", seed=1).check(-1)._repr_markdown_()
    assert "[chapter 3](../03_small/03_small_lesson.ipynb)" in three
    nine = quiz.ask("still_norm", seed=1).check(-1)._repr_markdown_()
    assert "Look it up: chapter 9." in nine, "chapter 9 isn't there, so nothing may link to it"
    with pytest.raises(ValueError, match="numbered 1 to 4"):
        test.check({5: 1})


def test_what_is_shown_in_a_notebook(small_course):
    test = quiz.draw(3, chapters=[3], seed=1)
    shown = test._repr_markdown_()
    assert shown.startswith("1. *Chapter 3.* ") and "\n    - **a** · " in shown
    assert "right" not in repr(test) and repr(test) == "a test of 3 questions"
    assert repr(test.check({})) == "0 of 3 right"


# -- cards ---------------------------------------------------------------------------------------


def test_cards_ask_in_both_directions(small_course):
    deck = quiz.cards(5, seed=1)
    assert len(deck.cards) == 2
    shown = deck._repr_markdown_()
    assert shown.count("<details>") == shown.count("</details>") == 2
    assert "What is meant by <b>" in shown and "Which word is meant? " in shown
    everything = "".join(quiz.cards(5, seed=seed)._repr_markdown_() for seed in range(8))
    assert "→ [chapter 3](../03_small/03_small_lesson.ipynb#Text)" in everything
    assert "→ chapter 9" in everything
    for seed in range(8):
        for front, back in quiz.cards(5, seed=seed).cards:
            if front.startswith("Which") and "**edge**" in back:
                assert "edge" not in front.lower() and "…" in front
    with pytest.raises(ValueError, match="no word of these chapters"):
        quiz.cards(3, chapters=[1])


def test_look_up(small_course):
    assert quiz.look_up("EDGE") == "edge: Where dark begins. An edge has two sides. (chapter 3)"
    assert quiz.look_up("ep").startswith("epoch: A pass.")
    for nothing in ("zebra", "  "):
        with pytest.raises(KeyError, match="no word that begins"):
            quiz.look_up(nothing)


# -- the course on this machine ------------------------------------------------------------------


def test_found_from_a_chapter_from_the_root_and_from_elsewhere(small_course, monkeypatch, tmp_path):
    assert _course.folder() == small_course
    assert _course.folder(tmp_path) == small_course
    assert _course.link("a/b.ipynb", small_course) == "../a/b.ipynb"
    monkeypatch.chdir(small_course)
    assert _course.link("a/b.ipynb", small_course) == "a/b.ipynb"
    elsewhere = tmp_path.parent
    assert _course.folder(elsewhere) in (COURSE, None)  # None: helpers was copied into a wheel


def test_a_course_that_is_not_there(monkeypatch):
    monkeypatch.setattr(_course, "folder", lambda start=None: None)
    test = quiz.draw(5, seed=1)
    assert len(test.questions) == 5 and test.links == {}
    with pytest.raises(ValueError, match="the glossary isn't here"):
        quiz.cards()


def test_broken_notebooks_are_left_out(small_course):
    for name, text in {"04_no_json": "{", "05_no_cells": "[]", "06_empty": ""}.items():
        notebook(small_course / name / f"{name}_lesson.ipynb")
        (small_course / name / f"{name}_lesson.ipynb").write_text(text)
    assert [lesson.chapter for lesson in _course.lessons(small_course)] == [3, 4, 5, 6]
    assert len(of_lessons(_course.lessons(small_course))) == 1
    (small_course / "glossary.ipynb").write_text("{")
    assert _cards.terms(small_course) == []
