"""The report and a student's page in a real browser: phone and desktop, light and dark."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from autograder.gradebook.course import Course
from autograder.report.page import write_class_report
from tests.autograder.class_of_known_answers import make_class

PHONE, DESKTOP = 390, 1280
PATIENCE = 120_000  # milliseconds, for a machine with other work

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("teacher")
    shutil.copytree("course", base / "course")  # beside the class, as in the project
    root = base / "classroom"
    names = make_class(root)
    course = Course(root)
    report, count = write_class_report(course)
    assert count == 80 * 3 - 2
    feedback = root / "feedback"
    failed = feedback / names[8] / "01_ann_xor" / "results.html"
    stopped = feedback / names[6] / "10_training_well" / "results.html"
    return {"report": report, "student": stopped, "failed": failed}


@contextlib.contextmanager
def opened(browser, path: Path, wide: int, scheme: str):
    """A page, and what its console says."""
    context = browser.new_context(
        viewport={"width": wide, "height": 844}, color_scheme=scheme, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page, said, asked
    context.close()


@pytest.mark.parametrize("name", ["report", "student", "failed"])
@pytest.mark.parametrize(
    ("wide", "scheme"),
    [(PHONE, "light"), (DESKTOP, "dark"), (PHONE, "dark"), (DESKTOP, "light")],
)
def test_a_page_fits_and_can_be_read_by_everybody(pages, browser, name, scheme, wide):
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[name], wide, scheme) as (page, said, asked):
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        # Axe looks at every element, for seconds: each width once and each scheme once.
        asks = (wide, scheme) in ((PHONE, "light"), (DESKTOP, "dark"))
        found = Axe().run(page).response["violations"] if asks else []
        bad = [
            (one["id"], one["impact"], one["nodes"][0]["html"])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert bad == []
        assert said == []
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_finding_would_be_found(browser, tmp_path):
    """A planted fault: the checks above can fail."""
    from axe_playwright_python.sync_playwright import Axe

    path = tmp_path / "bad.html"
    path.write_text(
        "<html lang=en><title>x</title><main><h1>x</h1><img src='gone.png'>"
        "<p style='width:900px;color:#bbb'>pale</p></main>"
    )
    with opened(browser, path, PHONE, "light") as (page, said, _):
        assert page.evaluate("document.documentElement.scrollWidth") > PHONE
        ids = {one["id"] for one in Axe().run(page).response["violations"]}
        assert {"image-alt", "color-contrast"} <= ids
        assert said


def test_tables_can_be_downloaded_from_the_page_alone(pages, browser, tmp_path):
    alone = tmp_path / "alone.html"
    alone.write_bytes(pages["report"].read_bytes())
    with opened(browser, alone, DESKTOP, "light") as (page, _, _):
        with page.expect_download() as waiting:
            page.locator("#tables ~ ul a", has_text="exercises.csv").click()
        got = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(got)
    assert got.name == "exercises.csv"
    assert got.read_bytes() == (pages["report"].parent / "report" / "exercises.csv").read_bytes()


def test_a_link_leads_to_the_lesson(pages, browser):
    with opened(browser, pages["student"], PHONE, "light") as (page, _, _):
        links = page.locator("a", has_text="").evaluate_all(
            "all => all.map(one => one.href).filter(one => one.includes('.ipynb'))"
        )
    assert links
    for link in links:
        from urllib.parse import unquote, urlparse

        assert Path(unquote(urlparse(link).path)).is_file(), link
