"""Starts a chapter with one of everything, so that authors change instead of invent."""

from __future__ import annotations

import re
from pathlib import Path

LESSON = """\
# %% [markdown]
# # {title}
#
# **In one paragraph.** What this chapter is about, an analogy, and what you can do at its end.

# %%
import numpy as np

# %% [markdown]
# ## One idea per section
#
# Say it in words, then show it.

# %%
x = np.linspace(0, 1, 5)
print(x)

# %% [markdown] quiz="steps_of_linspace"

# %% [markdown]
# ## What to take with you
#
# - one sentence per idea
"""
EXERCISES = '''\
# %% [markdown]
# # {title}: exercises
#
# Write your code where a cell says `raise NotImplementedError`, and run the test below it.

# %%
import numpy as np

from helpers.checks import assert_close, rng

# %% [markdown]
# ## Square (2 points)
#
# Write `square`, which squares every element of an array.

# %% exercise="square" todo="square every element of x"
def square(x):
    """Squares every element.

    Args:
        x: array of any shape.

    Returns:
        Array of the same shape.
    """
    ### BEGIN SOLUTION
    return np.asarray(x) ** 2
    ### END SOLUTION

# %% check="square" points=2
assert square(np.array([3.0]))[0] == 9, "3 squared is 9: did you double instead of squaring?"
### BEGIN HIDDEN TESTS
x = rng("square").normal(size=(3, 2))
assert_close(square(x), x * x, "square must work on every element of an array of any shape")
### END HIDDEN TESTS

# %% [markdown] quiz="square_of_negative"

# %% [markdown]
# ## In your own words (2 points)
#
# Why is the square of a real number never negative?

# %% [markdown] written="why_positive" points=2
# Because a product of two numbers of the same sign is positive, and 0 times 0 is 0.
'''
QUIZ = """\
- id: steps_of_linspace
  question: "How far apart are the numbers of `np.linspace(0, 1, 5)`?"
  options:
    - text: "0.25"
      right: true
      why: Five numbers have four gaps between them.
    - text: "0.2"
      why: Then the last number would be 0.8.
      misconception: The number of points is the number of gaps.
- id: square_of_negative
  graded: true
  points: 0.5
  question: "What does `square` give for -0.5?"
  answer: "0.25"
  tolerance: 0.001
  alternatives: ["(-0.5) ** 2"]
  wrong:
    - {value: "-0.25", message: "Minus times minus is plus."}
    - {value: "-1.0", message: "That is -0.5 doubled."}
    - {value: "1.0", message: "That is the double without its sign."}
    - {value: "0.5", message: "That is the absolute value."}
"""
ANSWERS = {
    "square__product.py": ("alternative", 2, None, "return np.multiply(x, x)"),
    "square__doubled.py": ("wrong", 0, "double instead of squaring", "return 2 * x"),
    "square__root.py": ("wrong", 0, "3 squared is 9", "return np.sqrt(np.abs(x))"),
    "square__unchanged.py": ("wrong", 0, "3 squared is 9", "return x"),
    "square__one_element.py": (
        "wrong", 0, "every element", "return x ** 2 if x.size == 1 else x * x.flat[0]",
    ),
}  # fmt: skip


def start_chapter(solutions: Path, name: str) -> list[Path]:
    """Writes a small chapter that builds and grades as it stands.

    Args:
        solutions: folder of chapters.
        name: name of the new one, such as "12_diffusion".

    Returns:
        The files that were written.

    Raises:
        ValueError: the name isn't letters, digits and _.
        FileExistsError: there is such a chapter.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]*", name):
        raise ValueError(
            f"{name!r} can't be a chapter: use letters, digits and _, as in 12_my_topic."
        )
    folder = solutions / name
    if folder.exists():
        raise FileExistsError(f"{folder} exists already: choose another name, or edit that one.")
    title = name.lstrip("0123456789_").replace("_", " ").capitalize() or name
    files = {
        "lesson.py": LESSON.format(title=title),
        "exercises.py": EXERCISES.replace("{title}", title),
        "quiz.yaml": QUIZ,
    }
    for file, (kind, points, message, body) in ANSWERS.items():
        header = [f"# item: {file.split('__')[0]}", f"# kind: {kind}", f"# points: {points}"]
        header += [f"# message: {message}"] if message else []
        files[f"answers/{file}"] = "\n".join(
            [
                "# ---",
                *header,
                "# ---",
                '# %% exercise="square"',
                "def square(x):",
                f"    {body}",
                "",
            ]
        )
    written = []
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
