"""What the doctor says: a table, JSON, or text to paste into a question."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import platform
import re
from collections.abc import Sequence

from autograder.doctor.finding import OK, PROBLEM, WARNING, Finding

STYLES = {OK: "green", WARNING: "yellow", PROBLEM: "bold red"}
# Names that half of all machines use: they tell nothing, and are words of sentences.
NOBODY = {"root", "user", "admin", "ubuntu", "jovyan", "student", "home", "runner"}


def summary(findings: Sequence[Finding]) -> str:
    """The last line."""
    problems = sum(one.status == PROBLEM for one in findings)
    warnings = sum(one.status == WARNING for one in findings)
    if not problems and not warnings:
        return "everything is fine"
    return (
        f"{problems} problem{'s' * (problems != 1)}, {warnings} warning{'s' * (warnings != 1)}"
        f"{'' if problems else ': the course runs here'}"
    )


def show(findings: Sequence[Finding]) -> None:
    """Prints a table; plain lines where rich is missing or the output isn't a terminal's."""
    try:
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except Exception:  # missing or broken: this is when a doctor is needed
        print(plain(findings))
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for heading in ("", "what", "found, and how to mend it"):
        table.add_column(heading, overflow="fold")
    for one in findings:
        text = Text(one.text)
        if one.mend:
            text.append(f"\n→ {one.mend}", style="cyan")
        table.add_row(Text(one.status, style=STYLES[one.status]), one.name, text)
    console.print(table)
    console.print(summary(findings), markup=False, highlight=False)


def plain(findings: Sequence[Finding]) -> str:
    """The same in lines."""
    lines = []
    for one in findings:
        lines.append(f"{one.status:8} {one.name}: {one.text}")
        if one.mend:
            lines.append(f"{'':8} -> {one.mend}")
    return "\n".join([*lines, summary(findings)])


def as_json(findings: Sequence[Finding]) -> str:
    """For programs."""
    return json.dumps(
        {
            "fine": not any(one.status == PROBLEM for one in findings),
            "findings": [vars(one) for one in findings],
        },
        indent=2,
        ensure_ascii=False,
    )


def report(findings: Sequence[Finding]) -> str:
    """Text to paste into a question: nobody's name, home folder or password is in it."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    return f"```\n{nameless(f'{system}{os.linesep}{plain(findings)}')}\n```"


def nameless(text: str) -> str:
    """Takes home folders, names of users and of the machine, and passwords out of a text."""
    home = os.path.expanduser("~")
    names = {os.path.basename(home), os.environ.get("USER", ""), os.environ.get("USERNAME", "")}
    with contextlib.suppress(Exception):  # a user without a name
        names.add(getpass.getuser())
    text = re.sub(r"://[^/@\s]+@", "://", text)
    if len(home) > 1:
        text = text.replace(home, "~")
    text = re.sub(r"(/home/|/Users/|\\Users\\)[^/\\\s]+", r"\1USER", text)
    for name in names - {""}:
        if name.lower() not in NOBODY:
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", "USER", text)
    node = platform.node()
    if len(node) > 2 and node.lower() != "localhost":
        text = text.replace(node, "MACHINE")
    return text
