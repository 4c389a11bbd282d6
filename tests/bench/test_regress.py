"""A notebook that fails, grows too large or takes too long is found."""

import nbformat
import pytest
from rich.console import Console

from autograder.build.targets import Target
from tests.bench import regress


@pytest.fixture
def target(tmp_path):
    def make(*sources):
        path = tmp_path / "small_lesson.ipynb"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, path)
        return Target(path, "lesson", path, None, "small/lesson")

    return make


REPORT = "from helpers import report\nreport('test accuracy', 0.91, at_least=0.9, format='.2%')"


def test_figures_and_memory_are_measured(target):
    found = regress.run(target("print('a: 1 (b)')", REPORT))
    assert found.figures == ["test accuracy: 91.00% (at least 90 %)"]
    assert 20e6 < found.peak < 4e9 and found.seconds > 0 and found.problems == []


def test_a_notebook_over_a_limit_is_named(target, monkeypatch):
    monkeypatch.setitem(regress.SECONDS, "lesson", 0.0)
    found = regress.run(target("'" + "x" * 800_000 + "'", "1 / 0"))
    said = " ".join(found.problems)
    assert "cell 2: ZeroDivisionError" in said and "700 KB are allowed" in said
    assert "0 s are allowed" in said
    console = Console(record=True, width=200)
    console.print(regress.table([found]))
    assert "ZeroDivisionError" in console.export_text()
