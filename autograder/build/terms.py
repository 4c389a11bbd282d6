"""Links the words of a lesson to the glossary, where each is mentioned first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

GLOSSARY = "glossary.py"
ENTRY = re.compile(r"^# ### (?P<name>.+)\n# .*→ \[?chapter (?P<chapter>\d+)", re.MULTILINE)
# What stays as it is: code, formulas, links, headings, tables, HTML with what a summary says.
KEPT = re.compile(
    r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|!?\[[^\]]*\]\([^)]*\)|^#.*?$|^\|.*?$"
    r"|<summary>.*?</summary>|<[^>]*>",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Word:
    """An entry of the glossary: its name, and the number of the chapter that treats it."""

    name: str
    chapter: int

    @property
    def pattern(self) -> str:
        """Matches the word and its plural, in lower case or with a capital."""
        first = self.name[0]
        start = f"[{first.upper()}{first.lower()}]" if self.name[1:].islower() else first
        rest = re.escape(self.name[1:]).replace(r"\ ", r"\s")
        return rf"(?<![\w-]){start}{rest}(?:s|es)?(?![\w-])"


def words_for(lesson: Path) -> list[Word]:
    """Reads the glossary beside a lesson's chapter.

    Args:
        lesson: the percent file of a lesson, `solutions/CHAPTER/lesson.py`.

    Returns:
        The words that the lesson mentions; none where there is no glossary or the file is no
        lesson.
    """
    glossary = lesson.parent.parent / GLOSSARY
    if lesson.name != "lesson.py" or not glossary.exists():
        return []
    text = lesson.read_text(encoding="utf-8")
    found = ENTRY.findall(glossary.read_text(encoding="utf-8"))
    words = [Word(name, int(chapter)) for name, chapter in found]
    return [word for word in words if re.search(word.pattern, text)]


class Linker:
    """Makes links in the text cells of one lesson, in their order.

    A word in bold becomes a link where it is in bold first. A word of this very chapter that is
    nowhere in bold becomes one where it is mentioned first.

    Args:
        lesson: its percent file.
        texts: all its text cells, in order.
    """

    def __init__(self, lesson: Path, texts: list[str]) -> None:
        number = re.match(r"\d+", lesson.parent.name)
        chapter = int(number[0]) if number else None
        plain = "\n\n".join(KEPT.sub("", text) for text in texts)
        self._waiting: list[tuple[Word, str]] = []
        # Long words first: "learning-rate schedule" is not "learning rate".
        for word in sorted(words_for(lesson), key=lambda word: -len(word.name)):
            if re.search(bold := rf"\*\*{word.pattern}\*\*", plain):
                self._waiting.append((word, bold))
            elif word.chapter == chapter:
                self._waiting.append((word, word.pattern))

    def link(self, text: str) -> str:
        """Returns a text cell with links to the words that are mentioned here first."""
        for word, pattern in list(self._waiting):
            kept = [match.span() for match in KEPT.finditer(text)]
            for match in re.finditer(pattern, text):
                if not any(start < match.end() and match.start() < end for start, end in kept):
                    place = quote(word.name.replace(" ", "-"))
                    link = f"[{match[0]}](../glossary.ipynb#{place})"
                    text = text[: match.start()] + link + text[match.end() :]
                    self._waiting.remove((word, pattern))
                    break
        return text
