"""Makes a sample class: everything that a real one hands in, out of known answers."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

import nbformat

from autograder.build.answers import load
from autograder.farm.answers import Expected
from autograder.farm.hand_ins import Chapter, first_chapter, further_chapter
from autograder.gradebook.course import WrongCall

CHAPTERS = ("01_ann_xor", "03_cnn_mnist")
MANIFEST = "sample.json"
QUICK_SECONDS = 20  # limit of cells that need milliseconds
PATIENT_SECONDS = 300  # limit of all other cells
CONFIG = '''"""Configuration of the sample class, read by autograder and by nbgrader alike."""

c = get_config()  # noqa: F821

# These cells need milliseconds, so that an endless loop in them is found out soon. All others may
# import libraries or train a network on a slow machine.
QUICK = {quick}


def seconds(cell):
    name = cell.metadata.get("nbgrader", {{}}).get("grade_id")
    return {quick_seconds} if name in QUICK else {patient_seconds}


c.Execute.timeout_func = seconds
'''


def make_sample(root: Path, texts: Path, course: Path, mixed: int = 6) -> int:
    """Writes a class: source/, submitted/, nbgrader_config.py, and what everybody must get.

    Args:
        root: the new course folder.
        texts: folder of chapters with solved notebooks and answers/.
        course: folder of the released notebooks.
        mixed: number of students of the first chapter who mix known answers.

    Returns:
        The number of submissions.

    Raises:
        WrongCall: there is a class already, or the notebooks aren't built.
    """
    chapters = [_read(texts, course, name) for name in _names(texts)]
    _keep_what_is_there(root, texts, chapters)
    handed = first_chapter(chapters[0], mixed)
    for chapter in chapters[1:]:
        handed += further_chapter(chapter)
    root.mkdir(parents=True, exist_ok=True)
    # submitted/ comes last and at once: half a class is no class.
    with tempfile.TemporaryDirectory(prefix=".sample-", dir=root) as folder:
        for one in handed:
            target = Path(folder) / "submitted" / one.student / one.chapter.name
            target.mkdir(parents=True)
            for file, content in one.files.items():
                (target / file).write_bytes(content)
        for chapter in chapters:
            target = root / "source" / chapter.name
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(texts / chapter.name / chapter.file, target / chapter.file)
        quick = chapters[0].quick
        listed = "{\n" + "".join(f"    {json.dumps(name)},\n" for name in quick) + "}"
        config = CONFIG.format(
            quick=listed, quick_seconds=QUICK_SECONDS, patient_seconds=PATIENT_SECONDS
        )
        manifest = [
            {"student": one.student, "assignment": one.chapter.name, **asdict(one.expected)}
            for one in handed
        ]
        (root / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
        (Path(folder) / "submitted").replace(root / "submitted")
    return len(handed)


def expected(root: Path) -> dict[tuple[str, str], Expected]:
    """Reads what everybody in a sample class must get, by student and assignment."""
    listed = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    return {(one.pop("student"), one.pop("assignment")): Expected(**one) for one in listed}


def _keep_what_is_there(root: Path, texts: Path, chapters: list[Chapter]) -> None:
    """A class is never overwritten; what an interrupted call left behind may be."""
    there = [name for name in ("submitted", "gradebook.db") if (root / name).exists()]
    for chapter in chapters:
        mine = root / "source" / chapter.name / chapter.file
        if (
            mine.exists()
            and mine.read_bytes() != (texts / chapter.name / chapter.file).read_bytes()
        ):
            there.append(f"source/{chapter.name}")
    if (root / "nbgrader_config.py").exists() and not (root / MANIFEST).exists():
        there.append("nbgrader_config.py")
    if there:
        raise WrongCall(
            f"{root} holds a class already ({there[0]}): it is never overwritten, name another "
            "folder with --course-dir"
        )


def _names(texts: Path) -> list[str]:
    if not texts.is_dir():
        raise WrongCall(f"there is no folder {texts}: name the folder of chapters with --solutions")
    known = sorted(path.parent.name for path in texts.glob("*/exercises.py"))
    names = [name for name in CHAPTERS if name in known] or known[:2]
    if not names:
        raise WrongCall(
            f"{texts} holds no chapter with exercises.py: name the folder of chapters with "
            "--solutions, or start one with `autograder new 01_my_topic`"
        )
    return names


def _read(texts: Path, course: Path, name: str) -> Chapter:
    file = f"{name}_exercises.ipynb"
    for folder in (texts, course):
        if not (folder / name / file).exists():
            raise WrongCall(
                f"{folder / name / file} isn't built yet: run `autograder build {name}`"
            )
    return Chapter(
        name,
        nbformat.read(texts / name / file, as_version=4),
        nbformat.read(course / name / file, as_version=4),
        load(texts / name),
    )
