"""Words of a lesson become links to the glossary, and nothing else changes."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.build.digests import text_digest
from autograder.build.terms import Linker, words_for

GLOSSARY = """# %% [markdown]
# ## L
#
# ### learning rate
# How far a step goes. → [chapter 1](01_a/01_a_lesson.ipynb#x)
#
# ### learning-rate schedule
# How it changes. → chapter 1
#
# ### LSTM
# A cell. → chapter 5
#
# ### value
# What one gets. → chapter 8
"""


@pytest.fixture
def lesson(tmp_path):
    (tmp_path / "glossary.py").write_text(GLOSSARY, encoding="utf-8")
    (tmp_path / "01_a").mkdir()
    path = tmp_path / "01_a" / "lesson.py"
    path.write_text("# %% [markdown]\n# Learning rates, LSTM, learning-rate schedule, value\n")
    return path


def link(lesson, *texts):
    linker = Linker(lesson, list(texts))
    return [linker.link(text) for text in texts]


def test_bold_words_are_linked_once(lesson):
    assert link(lesson, "A **LSTM**, an LSTM", "and an **LSTM**: its **values**") == [
        "A [**LSTM**](../glossary.ipynb#LSTM), an LSTM",
        "and an **LSTM**: its [**values**](../glossary.ipynb#value)",
    ]


def test_own_words_are_linked_where_they_come_first(lesson):
    assert link(lesson, "Its value, the LSTM, a learning rate.", "Learning rates") == [
        "Its value, the LSTM, a [learning rate](../glossary.ipynb#learning-rate).",
        "Learning rates",
    ]
    assert link(lesson, "A learning rate.", "The **learning rate**") == [
        "A learning rate.",
        "The [**learning rate**](../glossary.ipynb#learning-rate)",
    ]


def test_long_words_are_not_taken_apart(lesson):
    assert link(lesson, "a learning-rate schedule, prelearning rate, learning rated") == [
        "a [learning-rate schedule](../glossary.ipynb#learning-rate-schedule), "
        "prelearning rate, learning rated"
    ]


@pytest.mark.parametrize(
    "kept",
    [
        "## Learning rate", "`learning rate`", "$learning rate$", "[learning rate](x.ipynb)",
        "```python\nlearning rate\n```", "<summary>The learning rate</summary>",
        "| learning rate |", "![learning rate](x.png)", "$$learning\nrate$$",
    ],
)  # fmt: skip
def test_what_is_no_text_stays(lesson, kept):
    assert link(lesson, f"a\n{kept}\nb", "the learning rate")[0] == f"a\n{kept}\nb"


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["learning rate", "**LSTM**", "`LSTM`", "value", "\n", "# ", "$x$", "[a](b)", "|"]
            )
        ).map(" ".join)
    )
)
def test_only_links_are_added(texts):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "glossary.py").write_text(GLOSSARY, encoding="utf-8")
        lesson = Path(folder) / "01_a" / "lesson.py"
        lesson.parent.mkdir()
        lesson.write_text("\n".join(texts))
        linked = link(lesson, *texts)
    plain = [re.sub(r"\[([^\]]*)\]\(\.\./glossary[^)]*\)", r"\1", text) for text in linked]
    assert plain == texts
    assert len(re.findall("glossary.ipynb#LSTM", "".join(linked))) <= 1


def test_without_glossary_or_in_exercises_nothing_is_linked(lesson):
    exercises = lesson.with_name("exercises.py")
    exercises.write_text(lesson.read_text())
    assert words_for(exercises) == []
    assert len(words_for(lesson)) == 4
    (lesson.parent.parent / "glossary.py").unlink()
    assert words_for(lesson) == [] and link(lesson, "**LSTM**") == ["**LSTM**"]


def test_a_word_that_comes_into_the_glossary_asks_for_a_new_build(lesson):
    before = text_digest(lesson)
    glossary = lesson.parent.parent / "glossary.py"
    changed = GLOSSARY.replace("What one gets", "What is had")
    glossary.write_text(changed, encoding="utf-8")
    assert text_digest(lesson) == before
    glossary.write_text(changed.replace("### value", "### val"), encoding="utf-8")
    assert text_digest(lesson) != before
