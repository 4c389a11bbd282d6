"""The command `autograder`. Each room brings its own commands; here they are put together."""

from __future__ import annotations

import importlib

import typer

app = typer.Typer(
    help="Build notebooks from text, grade a class, and see what it has not understood.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ROOMS = (
    "autograder.build",
    "autograder.lint",
    "autograder.lab",
    "autograder.validate",
    "autograder.doctor",
    "autograder.farm",
    "autograder.report",
    "autograder.lms",
    "autograder.mutate",
)
for room in ROOMS:
    importlib.import_module(f"{room}.cli").register(app)

if __name__ == "__main__":
    app()
