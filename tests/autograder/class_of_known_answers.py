"""A class out of known answers, journalled without being graded: what a report needs, in seconds.

Known answers say which points they get and which message; real grading proves that they do.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import nbformat

from autograder.build.answers import Answer, load
from autograder.farm.answers import fill, solutions
from autograder.gradebook.journal import Journal, Record
from autograder.report.classdata import stub_texts
from autograder.types import CellGrade, Graded, GradedNotebook, Verdict

FIRST = [
    "Ada",
    "Ben",
    "Cleo",
    "Dara",
    "Emil",
    "Faye",
    "Gita",
    "Hugo",
    "Iris",
    "Jonas",
    "Kira",
    "Leon",
    "Mara",
    "Nils",
    "Olga",
    "Paul",
]
LAST = ["Abel", "Berg", "Costa", "Diaz", "Engel", "Fuchs", "Gomez", "Haas", "Ito", "Jung"]
CHAPTERS = ("01_ann_xor", "10_training_well", "11_final_quiz")
SOLUTIONS = Path("solutions")
COURSE = Path("course")


def make_class(root: Path, students: int = 80, chapters: tuple[str, ...] = CHAPTERS) -> list[str]:
    """Writes source/ and a journal.

    Args:
        root: the new course folder.
        students: how many there are, at most 160.
        chapters: the assignments, in order.

    Returns:
        The students' ids.
    """
    rnd = random.Random(5)
    everybody = [f"{first}.{last}".lower() for first in FIRST for last in LAST]
    names = rnd.sample(everybody, students)
    skill = {name: rnd.gauss(0, 1) for name in names}
    journal = Journal(root)
    for place, chapter in enumerate(chapters):
        file = f"{chapter}_exercises.ipynb"
        folder = root / "source" / chapter
        folder.mkdir(parents=True)
        shutil.copy(SOLUTIONS / chapter / file, folder / file)
        solved = nbformat.read(folder / file, as_version=4)
        released = nbformat.read(COURSE / chapter / file, as_version=4)
        answers = [one for one in load(SOLUTIONS / chapter) if one.kind == "wrong" and not one.also]
        hard = {one.item: rnd.gauss(-0.3, 0.8) for one in answers}
        for number, name in enumerate(names):
            if number == 3 and place:
                continue  # gave up after the first assignment
            ability = skill[name] - (1.5 * place if number in (4, 5) else 0.0)
            wrong: dict[str, Answer] = {}
            for item in hard:
                if rnd.gauss(0, 0.8) + ability < hard[item]:
                    mine = [one for one in answers if one.item == item]
                    wrong[item] = rnd.choices(mine, [1 / (i + 1) for i in range(len(mine))])[0]
            stopped = 5 if number in (6, 7) and place == 1 else None
            journal.write(_record(name, chapter, solved, released, wrong, stopped, rnd))
    failed = Verdict(names[8], chapters[0], "failed", "the notebook is empty", max_score=10.0)
    journal.write(Record(Graded(failed)))
    return names


def _record(name, chapter, solved, released, wrong, stopped, rnd) -> Record:
    cells = solutions(solved)
    for answer in wrong.values():
        signed = f"# {name.split('.')[0]} was here: /home/{name}/course\n"
        cells.update({exercise: signed + source for exercise, source in answer.cells.items()})
    grades: dict[str, CellGrade] = {}
    stubs = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in released.cells
    }
    order = [cell.metadata.get("nbgrader", {}) for cell in solved.cells]
    tests = [meta for meta in order if meta.get("grade") and not meta.get("solution")]
    untouched = {meta["grade_id"] for meta in tests[stopped:]} if stopped is not None else set()
    for meta in order:
        item, points = meta.get("grade_id"), float(meta.get("points") or 0)
        if not meta.get("grade"):
            continue
        seconds, memory = rnd.lognormvariate(-3, 1), int(rnd.gauss(3e8, 3e7))
        if meta.get("solution"):
            grades[item] = CellGrade(None, points, None, True)
        elif item in untouched:
            cells.pop(item, None)
            (said,) = stub_texts(stubs[f"{item}__solution"])
            grades[item] = CellGrade(0.0, points, said, False, True, seconds, memory)
        else:
            answer = wrong.get(item)
            score = answer.points if answer else points
            message = (answer.message or "not right") if answer else None
            grades[item] = CellGrade(score, points, message, False, True, seconds, memory)
    seen = (
        ("it patched numpy.testing",) if name.startswith("ada") and chapter == CHAPTERS[0] else ()
    )
    most = sum(grade.max_score for grade in grades.values())
    verdict = Verdict(name, chapter, "graded", None, grades, most, rnd.uniform(2, 6), seen)
    notebook = GradedNotebook(
        f"{chapter}_exercises", nbformat.writes(fill(released, cells)), grades
    )
    return Record(Graded(verdict, [notebook]), {}, "2026-01-01T00:00:00+00:00", True)
