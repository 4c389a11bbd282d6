"""Each gate by a planted fault: it is quiet about a sound chapter, and names the fault."""

import nbformat
import pytest

from autograder.build import gates
from autograder.build.builder import release_all, stamp, without_todo, write_notebook
from autograder.build.new import start_chapter
from autograder.build.notebook import assemble
from autograder.build.targets import find_targets

NAME = "12_demo"


@pytest.fixture
def course(tmp_path):
    """A chapter with its release; nothing executed, gates only look."""
    start_chapter(tmp_path / "solutions", NAME)
    make(tmp_path)
    return tmp_path


def make(root):
    targets = find_targets(root / "solutions", root / "course")
    notebooks = {target.label: assemble(target.source, target.role) for target in targets}
    released = release_all(targets, notebooks)
    for target in targets:
        notebook = without_todo(notebooks[target.label])
        write_notebook(stamp(notebook, target.source), target.executed)
        if target.released:
            write_notebook(released[target.label], target.released)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def leaks(root):
    return gates.leaks(root / "solutions" / NAME / "exercises.py", root / "course")


def test_no_leak(course):
    assert leaks(course) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("exercises", "# square: write", "return np.asarray(x) ** 2  # write"),
        ("exercises", "YOUR ANSWER HERE", "Because a product of two numbers of the same sign is "
         "positive, and 0 times 0 is 0."),
        ("exercises", "assert square(", "assert_close(square(x), x * x, 'x')\\nassert square("),
        ("exercises", "## Square", "### BEGIN HIDDEN TESTS"),
        ("lesson", "Say it in words", "return np.asarray(x) ** 2"),
    ],
)  # fmt: skip
def test_planted_leak(course, file, old, new):
    path = course / "course" / NAME / f"{NAME}_{file}.ipynb"
    text = path.read_text()
    if old not in text:  # the stub's text
        old = "raise NotImplementedError"
        new = "return np.asarray(x) ** 2\\n    raise NotImplementedError"
    if "assert_close" in new:
        new = new.replace("'x'", '\\"square must work on every element of an array of any shape\\"')
    path.write_text(text.replace(old, new, 1))
    nbformat.read(path, as_version=4)
    assert leaks(course)


def test_leak_in_stored_output(course):
    path = course / "course" / NAME / f"{NAME}_lesson.ipynb"
    notebook = nbformat.read(path, as_version=4)
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("stream", text="    return np.asarray(x) ** 2\n")]
    nbformat.write(notebook, path)
    assert any("whole solution" in sentence for sentence in leaks(course))


def test_unparsable(course):
    path = course / "course" / NAME / f"{NAME}_exercises.ipynb"
    assert gates.unparsable(path) == []
    edit(path, "def square(x):", "def square(x:")
    assert "cell 4" in gates.unparsable(path)[0]


def notebook(path, *cells):
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


def cell(*outputs, tags=()):
    made = nbformat.v4.new_code_cell("x", metadata={"tags": list(tags)})
    made.outputs = list(outputs)
    return made


TEXT = nbformat.v4.new_output("stream", text="1\n")


def picture(alt):
    metadata = {"image/png": {"alt": alt}} if alt else {}
    data = {"image/png": "eA==", "text/plain": alt or "<Figure>"}
    return nbformat.v4.new_output("display_data", data, metadata=metadata)


def test_compared(tmp_path):
    path = tmp_path / "n.ipynb"
    ignored = cell(TEXT, tags=["nbval-ignore-output"])
    alt = "A line that rises from 0 to 1"
    assert gates.not_compared(notebook(path, cell(TEXT), cell(TEXT), ignored)) == []
    assert "1 are compared" in gates.not_compared(notebook(path, cell(TEXT), ignored))[0]
    # pictures don't count, whatever their alt text says
    assert gates.not_compared(notebook(path, cell(TEXT), ignored, cell(picture(alt))))


def test_pictures_and_errors(tmp_path):
    path = tmp_path / "n.ipynb"
    assert gates.mute_pictures(notebook(path, cell(picture("A line from 0 to 1, rising")))) == []
    assert "no alt text" in gates.mute_pictures(notebook(path, cell(picture(None))))[0]
    error = nbformat.v4.new_output("error", ename="NameError", evalue="y", traceback=[])
    assert "ended with NameError" in gates.mute_pictures(notebook(path, cell(error)))[0]
    assert gates.mute_pictures(notebook(path, cell(error, tags=["raises-exception"]))) == []


def test_stand_in(tmp_path):
    path = tmp_path / "n.ipynb"
    assert gates.on_stand_in(notebook(path, cell(TEXT))) == []
    told = nbformat.v4.new_output("stream", text="mnist: stand-in: scikit-learn's digits, 1,438\n")
    assert "run on a stand-in" in gates.on_stand_in(notebook(path, cell(told)))[0]


def test_size(tmp_path):
    path = notebook(tmp_path / "n.ipynb", nbformat.v4.new_markdown_cell("x" * 100))
    assert gates.too_large(path) == []
    notebook(path, nbformat.v4.new_markdown_cell("x" * 800_000))
    assert "more than 700" in gates.too_large(path)[0]


def test_unproven(course):
    chapter = course / "solutions" / NAME
    assert [s for s in gates.unproven(chapter) if "item" in s] == []
    (chapter / "answers" / "square__root.py").unlink()
    assert any("1 right and 3 wrong" in sentence for sentence in gates.unproven(chapter))


def test_borrowed(course):
    chapter = course / "solutions" / NAME
    assert gates.borrowed(chapter) == []
    lesson = chapter / "lesson.py"
    lesson.write_text(
        lesson.read_text()
        + "\n# %%\ndef power(a):\n    return a * a\n\ndef half(a):\n    return a\n"
    )
    assert gates.borrowed(chapter) == ["12_demo: lesson.power passes as square: ask for a variant"]
