"""What students wrote, so that it runs nothing in the browser of whoever looks at it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import bleach
from nbformat import NotebookNode

# What a page may hold that shows a student's text and outputs.
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del"),
    *("details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp"),
    *("small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "tt", "u", "ul", "var"),
}
ATTRIBUTES = {
    *("align", "alt", "border", "class", "colspan", "dir", "height", "id", "lang", "open"),
    *("rowspan", "scope", "start", "title", "width"),
}
PROTOCOLS = {"http", "https", "mailto", "data"}
# Outputs that are shown as they are: text and pictures. Everything else may hold a program.
PLAIN = re.compile(r"text/(plain|latex|markdown|html)|image/(png|jpeg|gif|webp)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_PATH = re.compile("[#/?]")
_MARKUP = re.compile(rf"{_TAG.pattern}|\]\(|\]:")


def harmless(html: str) -> str:
    """Returns HTML that shows what it showed, but runs nothing and loads nothing but pictures."""
    return bleach.clean(html, tags=TAGS, attributes=_allowed, protocols=PROTOCOLS)


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay in a page."""
    if name in ("src", "href"):
        picture = tag == "img" and value.startswith("data:image/")
        return picture or not value.lower().startswith("data:")
    return name in ATTRIBUTES


def harmless_markdown(source: str) -> str:
    """Returns markdown that is safe to render: formgrader, for one, shows it as it is.

    Args:
        source: a student's text.

    Returns:
        The same text if its HTML is harmless; otherwise with tags and links to be read, not obeyed.
    """
    if not _MARKUP.search(source):
        return source
    # Imported here: few answers hold a tag or a link.
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    finder = _Finder()
    try:
        # A picture pasted into a cell lies in its attachments, not here.
        finder.feed(markdown2html_mistune(source.replace("](attachment:", "](")))
        finder.close()
    except Exception:  # what can't be rendered here may do anything there
        finder.harmful = True
    if not finder.harmful:
        return source
    return _TAG.sub("&lt;", source).replace("](", "]&#40;").replace("]:", "]&#58;")


class _Finder(HTMLParser):
    """Looks for tags and attributes that `harmless` would take out."""

    def __init__(self) -> None:
        super().__init__()
        self.harmful = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = [name for name, value in attrs if not _allowed(tag, name, value or "")]
        links = [value or "" for name, value in attrs if name in ("src", "href")]
        # Behind a "#", "/" or "?" a colon is a part of a path or of a heading's name.
        begins = [_PATH.split(link)[0] for link in links]
        schemes = [begin.partition(":")[0].strip().lower() for begin in begins if ":" in begin]
        strange = [scheme for scheme in schemes if scheme not in PROTOCOLS]
        self.harmful |= tag not in TAGS or bool(bad) or bool(strange)


def harmless_output(output: NotebookNode) -> None:
    """Takes from one output, in place, what could run where it is shown."""
    data = output.get("data")
    if data is None:
        return
    for kind in list(data):
        if not PLAIN.fullmatch(kind):
            del data[kind]
        elif kind == "text/html":
            data[kind] = harmless(data[kind])
        elif kind == "text/markdown":
            data[kind] = harmless_markdown(data[kind])
    if not data:
        data["text/plain"] = "(an output that can't be shown here)"
