"""What students wrote runs nothing where it is shown, and honest text stays as it is."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from autograder.judge.harmless import harmless_markdown, harmless_output

HONEST = [
    "Rows sum to 1, so `axis=1`: $a<b$ and x<y.",
    "# Head\n\n- [a link](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\nif x<y: print('<script>')\n```",
    "<b>bold</b> and <details><summary>more</summary>text</details>",
    "![a picture](attachment:plot.png)",
    "If a<b then <br> or else",
    "# 1 · Exercises: all of them\n\nSee [the lesson](lesson.ipynb#Pears:-two)",
    "[above](#Pears:-two), [there](./a:b.ipynb)",
]
HOSTILE = [
    "<script>hostile()</script>",
    "<img src=x onerror='hostile()'>",
    "<IMG SRC=x\nONERROR=hostile()>",
    "[a link](javascript:hostile())",
    "[a link](java&#115;cript:hostile())",
    "[a link](  JaVaScRiPt:hostile())",
    "[a link](\x01javascript:hostile())",
    "[a link][1]\n\n[1]: javascript:hostile()",
    "<a href='data:text/html,<script>hostile()</script>'>x</a>",
    "<svg/onload=hostile()>",
    "<iframe srcdoc='<script>hostile()</script>'></iframe>",
    "<div style='position:fixed;top:0'>100 points</div>",
    "``` `<script>hostile()</script>\n",
    "`x <script>hostile()</script> \\`",
    "<form action='http://example.org'><input name=q></form>",
    "![a](missing:plot.png) <object data=x></object>",
]


@pytest.mark.parametrize("source", HONEST)
def test_honest_text_stays(source):
    assert harmless_markdown(source) == source


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_shows_and_does_nothing(source):
    page = markdown2html_mistune(harmless_markdown(source))
    tags = BeautifulSoup(page, "html.parser").find_all(True)
    assert {tag.name for tag in tags} <= {"p", "code", "pre", "div", "span", "a"}
    assert not [tag for tag in tags if set(tag.attrs) - {"class", "href"}]
    assert not [tag for tag in tags if not tag.get("href", "http://").startswith("http://")]
    assert "hostile()" in page or "100 points" in page or "object" in page or "form" in page


def test_outputs_are_cleaned():
    made = nbformat.v4.new_output(
        "display_data",
        {
            "text/html": "<table><tr><td>1</td></tr></table><script>hostile()</script>",
            "application/javascript": "hostile()",
            "image/svg+xml": "<svg onload='hostile()'/>",
            "image/png": "iVBORw0KGgo=",
            "text/plain": "<script>",
        },
    )
    harmless_output(made)
    assert sorted(made.data) == ["image/png", "text/html", "text/plain"]
    assert "<table>" in made.data["text/html"] and "<script>" not in made.data["text/html"]
    only = nbformat.v4.new_output("display_data", {"application/javascript": "hostile()"})
    harmless_output(only)
    assert list(only.data) == ["text/plain"]
    stream = nbformat.v4.new_output("stream", name="stdout", text="<script>")
    harmless_output(stream)
    assert stream.text == "<script>"
