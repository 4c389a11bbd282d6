"""Each mistake of an author stops the build with file, line and what to write instead."""

import pytest

from autograder.build.answers import load
from autograder.build.mistakes import AuthorMistake
from autograder.build.new import start_chapter
from autograder.build.notebook import assemble
from autograder.build.quiz import load_quiz

EXERCISE = """\
# %% exercise="f"
def f():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% check="f" points=1
assert f() == 1, "f gives 1"
"""


def stopped(tmp_path, text, role="exercises"):
    path = tmp_path / ("exercises.py" if role == "exercises" else "lesson.py")
    path.write_text(text)
    with pytest.raises(AuthorMistake) as caught:
        assemble(path, role)
    assert str(caught.value).startswith(f"{tmp_path}/")
    assert f":{caught.value.line}: " in str(caught.value)
    assert ". Instead: " in str(caught.value)
    return caught.value


def test_the_example_itself_is_right(tmp_path):
    path = tmp_path / "exercises.py"
    path.write_text(EXERCISE)
    ids = [cell.id for cell in assemble(path, "exercises").cells]
    assert ids == ["f__solution", "f"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (EXERCISE.replace("points=1", "points=1 weight=2"), 7, "unknown key"),
        (EXERCISE.replace('check="f"', "check=f"), 7, "unknown key"),
        (EXERCISE.replace('# %% check="f"', '# %% chekc="f"'), 7, "'chekc'"),
        (EXERCISE.replace(" points=1", ""), 7, "has no points"),
        (EXERCISE.replace("points=1", "points=0"), 7, "not above 0"),
        (EXERCISE.replace("points=1", 'points="1"'), 7, "not a number"),
        (EXERCISE + '\n# %% check="f" points=2\nassert f()\n', 10, "two graded items are called"),
        (EXERCISE + "\n" + EXERCISE, 10, "two exercises are called"),
        (EXERCISE.replace("    ### END SOLUTION\n", ""), 3, "BEGIN SOLUTION without END"),
        (EXERCISE.replace("    ### BEGIN SOLUTION\n", ""), 4, "END SOLUTION without BEGIN"),
        (EXERCISE.replace("return 1", "### BEGIN SOLUTION\n    return 1"), 4, "inside another"),
        (EXERCISE + "### BEGIN HIDDEN TESTS\n", 9, "BEGIN HIDDEN TESTS without END"),
        (EXERCISE.replace('# %% exercise="f"', "# %%"), 1, "a solution outside an exercise cell"),
        (
            EXERCISE + "\n# %%\n### BEGIN HIDDEN TESTS\nx = 1\n### END HIDDEN TESTS\n",
            10,
            "hidden tests outside a check cell",
        ),
        (
            EXERCISE.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", ""),
            1,
            "no solution to take out",
        ),
        (EXERCISE.replace("def f():", "def f(:"), 2, "doesn't parse"),
        (
            EXERCISE.replace("def f():\n    ### BEGIN SOLUTION\n", "### BEGIN SOLUTION\ndef f():\n")
            .replace("    ### END SOLUTION", "    if 1:\n### END SOLUTION\n        pass"),
            1,
            "what students get of 'f' doesn't parse",
        ),
        (EXERCISE.replace('# %% exercise="f"', '# %% [markdown] exercise="f"'), 1, "markdown cell"),
        (EXERCISE.replace('exercise="f"', 'exercise="f" points=1'), 1, "without check or written"),
        (EXERCISE.replace('check="f"', 'check="f" todo="x"'), 7, "todo on a cell without exercise"),
        (EXERCISE.replace('check="f"', 'check="f f"'), 7, "not a name"),
        (EXERCISE.replace('# %% check="f"', '# %% check="f" exercise="g"'), 7, "can't be exercise"),
        ("x = 1\n" + EXERCISE, 1, "doesn't start with a cell header"),
        (EXERCISE + '\n# %% [markdown] quiz="nothing"\n', 10, "no question 'nothing'"),
        (EXERCISE.replace("points=1", 'points=1 tags="a"'), 7, "not a list"),
    ],
)  # fmt: skip
def test_mistakes_in_exercises(tmp_path, text, line, what):
    mistake = stopped(tmp_path, text)
    assert what in str(mistake)
    assert mistake.line == line


def test_exercise_in_a_lesson(tmp_path):
    assert "in a lesson" in str(stopped(tmp_path, EXERCISE, "lesson"))


QUESTION = """\
- id: first
  question: What?
  options:
    - {text: a, why: because, right: true}
    - {text: b, why: no, misconception: m}
"""
GRADED = """\
- id: value
  graded: true
  points: 1
  question: How much?
  answer: "0.5"
  tolerance: 0.01
  alternatives: ["1/2"]
  wrong: [{value: "2", message: "the other way round"}]
"""


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (QUESTION.replace("right: true", "misconception: x"), "exactly one option"),
        (QUESTION.replace(", misconception: m", ""), "no 'misconception'"),
        (QUESTION.replace("why: no, ", ""), "has no 'why'"),
        (QUESTION.replace("question:", "qestion:"), "unknown key 'qestion'"),
        (QUESTION + QUESTION, "two questions are called"),
        (QUESTION + "  x: [", "not YAML"),
        (GRADED.replace('"1/2"', '"0.6"'), "not within the tolerance"),
        (GRADED.replace('value: "2"', 'value: "0.505"'), "within the tolerance of the right"),
        (GRADED.replace('"0.5"', '"nonsense"'), "can't be worked out"),
        (GRADED.replace("  tolerance: 0.01\n", ""), "no 'tolerance'"),
    ],
)
def test_mistakes_in_a_quiz(tmp_path, text, what):
    path = tmp_path / "quiz.yaml"
    path.write_text(text)
    with pytest.raises(AuthorMistake, match=what):
        load_quiz(path)


def test_questions_that_no_cell_shows(tmp_path):
    (tmp_path / "quiz.yaml").write_text(QUESTION)
    assert "no cell of lesson.py shows 'first'" in str(stopped(tmp_path, "# %%\nx = 1\n", "lesson"))


def test_graded_questions_carry_few_points(tmp_path):
    (tmp_path / "quiz.yaml").write_text(GRADED)
    text = EXERCISE + '\n# %% [markdown] quiz="value"\n'
    assert "carry 1 of 2 points" in str(stopped(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("# kind: wrong\n", "# kind: bad\n", "kind is 'bad'"),
        ("# points: 0\n", "", "no 'points'"),
        ("# message: ", "# massage: ", "unknown header key 'massage'"),
        ("# message: double instead of squaring\n", "", "names no message"),
        ('# %% exercise="square"', "# %%", "exercise cells only"),
        ("# ---\n# item", "# item", "starts with a header"),
    ],
)
def test_mistakes_in_an_answer(tmp_path, old, new, what):
    start_chapter(tmp_path, "demo")
    path = tmp_path / "demo" / "answers" / "square__doubled.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(AuthorMistake, match=what):
        load(tmp_path / "demo")


def test_answers_of_a_new_chapter(tmp_path):
    start_chapter(tmp_path, "demo")
    answers = load(tmp_path / "demo")
    wrong = [a for a in answers if a.item == "square" and a.kind == "wrong"]
    assert len(wrong) == 4 and all(a.message for a in wrong)
    quiz = [a for a in answers if a.item == "square_of_negative"]
    assert [a.kind for a in quiz] == ["alternative"] + ["wrong"] * 4
    assert "square_of_negative = -0.25" in quiz[1].cells["square_of_negative"]


def test_a_chapter_is_never_overwritten(tmp_path):
    start_chapter(tmp_path, "demo")
    with pytest.raises(FileExistsError, match="exists already"):
        start_chapter(tmp_path, "demo")
    with pytest.raises(ValueError, match="letters, digits"):
        start_chapter(tmp_path, "../demo")
