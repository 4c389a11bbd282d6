"""Takes out of a student's code what says whose it is."""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterable

LONGEST = 40  # lines of an example
SHORTEST = 3  # letters of a name
STRING = '"…"'
SUSPICIOUS = re.compile(r"[/\\@~]|\w\.\w+\.\w")  # a path, an address, the name of a machine
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SOMEBODY = "student"
ORDINARY = {*keyword.kwlist, *dir(builtins), "self", "student"}
FSTRING = getattr(tokenize, "FSTRING_MIDDLE", -1)


class Anonymizer:
    """Replaces the names of a class.

    Args:
        people: ids, first and last names, addresses. Parts of them count too: `ada` and `berg` of
            `ada.berg`.
    """

    def __init__(self, people: Iterable[str]) -> None:
        names = set()
        for name in people:
            parts = re.findall(r"[^\W\d_]+", name)
            names |= {one.lower() for one in [name, *parts] if len(one) >= SHORTEST}
        self._names = names - ORDINARY
        listed = "|".join(re.escape(one) for one in sorted(self._names, key=len, reverse=True))
        # A name ends where its letters end: ada_1 and ADA hold one, cadaver doesn't.
        edge = r"[^\W\d_]"
        self._pattern = (
            re.compile(f"(?<!{edge})(?:{listed})(?!{edge})", re.IGNORECASE) if listed else None
        )

    def text(self, text: str, own: str = "") -> str:
        """Returns a text without names and addresses.

        Args:
            text: any text.
            own: what the instructor wrote about the same exercise: its words stay.
        """
        text = ADDRESS.sub("…", text)
        if self._pattern is None:
            return text
        keep = {word.lower() for word in re.findall(r"[^\W\d_]+", own)}
        return self._pattern.sub(
            lambda match: match[0] if match[0].lower() in keep else SOMEBODY, text
        )

    def code(self, code: str, own: str = "") -> str:
        """Returns code without comments, texts on their own, paths, addresses and names.

        Args:
            code: a student's cell. It may be anything, Python or not.
            own: what the instructor wrote about the same exercise: its words and texts stay.

        Returns:
            At most 40 lines.
        """
        lines = self.text(_bare(code, own), own).splitlines()
        kept = [line.rstrip() for line in lines if line.strip()]
        if len(kept) > LONGEST:
            more = len(kept) - LONGEST
            kept = [*kept[:LONGEST], f"… {more} more line{'' if more == 1 else 's'}"]
        return "\n".join(kept)


def _bare(code: str, own: str) -> str:
    # Lines as Python counts them: str.splitlines() knows more ends of a line.
    lines = re.split(r"\r\n|\r|\n", code)
    lines = [line for line in lines if not line.lstrip().startswith(("%", "!"))]
    code = "\n".join(lines)
    try:
        edits = [*_texts_alone(ast.parse(code), lines), *_pieces(code, own)]
    except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError, tokenize.TokenError):
        # Not Python: rather too little than somebody's name.
        return "\n".join(re.sub(r"(['\"]).*?\1", STRING, line.split("#")[0]) for line in lines)
    for (row, start), (last, end), new in sorted(edits, reverse=True):
        head, tail = lines[row - 1][:start], lines[last - 1][end:]
        lines[row - 1 : last] = [head + new + tail, *[""] * (last - row)]
    return "\n".join(lines)


Edit = tuple[tuple[int, int], tuple[int, int], str]


def _texts_alone(tree: ast.Module, lines: list[str]) -> Iterable[Edit]:
    """Docstrings, and texts that stand somewhere as a comment."""
    for node in ast.walk(tree):
        parts = (getattr(node, name, None) for name in ("body", "orelse", "finalbody"))
        for body in [part for part in parts if isinstance(part, list)]:
            for one in body:
                if (
                    isinstance(one, ast.Expr)
                    and isinstance(one.value, ast.Constant)
                    and isinstance(one.value.value, str)
                ):
                    last = one.end_lineno or one.lineno
                    # ast counts bytes, tokenize counts characters.
                    start = len(lines[one.lineno - 1].encode()[: one.col_offset].decode())
                    end = len(lines[last - 1].encode()[: one.end_col_offset or 0].decode())
                    yield (one.lineno, start), (last, end), "..." if len(body) == 1 else ""


def _pieces(code: str, own: str) -> Iterable[Edit]:
    """Comments, and texts that look like a path or an address."""
    alone = {edit[0] for edit in _texts_alone(ast.parse(code), code.split("\n"))}
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end, ""
        elif (
            token.type in (tokenize.STRING, FSTRING)
            and token.start not in alone
            and SUSPICIOUS.search(token.string)
            and token.string not in own
        ):
            yield token.start, token.end, STRING if token.type == tokenize.STRING else "…"
