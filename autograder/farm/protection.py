"""What stands between submissions and the class: walls around kernels, and the judge."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager

from autograder.gradebook.course import WrongCall
from autograder.gradebook.instructor import Loaded
from autograder.kernel.options import (
    DEFAULT_ISOLATION,
    DEFAULT_JUDGE,
    Isolation,
    JudgeName,
    KernelOptions,
)
from autograder.kernel.scratch import data_folders
from autograder.types import Assignment

ALWAYS = ("numpy", "matplotlib")
OWN = ("helpers",)  # what a kernel must be able to read even if it lies outside of Python's folders


@dataclass
class Protection:
    """How a run protects itself.

    Attributes:
        level: of the sandbox.
        judge: "glass" or "in-kernel".
        notes: what is weaker than it could be, and why.
        settings: fields of KernelOptions.
        unprotected: keys of tests that run in the student's kernel, by assignment.
    """

    level: str = "none"
    judge: str = DEFAULT_JUDGE
    notes: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    unprotected: dict[str, list[str]] = field(default_factory=dict)

    def options(self, options: KernelOptions) -> KernelOptions:
        """Returns the options of a run's kernels with the protection in them."""
        return replace(options, **self.settings)

    def sentence(self) -> str:
        """Says in a few words what a reader has to know."""
        walls = "no isolation" if self.level == "none" else f"isolation: {self.level}"
        judge = "judge: glass"
        if self.judge != "glass":
            judge = "judge: in-kernel (points are not protected)"
        return f"{walls}, {judge}"


@contextlib.contextmanager
def protect(
    loaded: Sequence[Loaded],
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    hidden: Sequence[Path] = (),
) -> Iterator[Protection]:
    """Puts up the protection that was asked for, for as long as a run lasts.

    Args:
        loaded: the assignments; with the glass, their notebooks get plans.
        isolation: level of the sandbox; "auto" for the strongest that works here.
        judge: who runs test cells.
        hidden: what no kernel and no judge may see.

    Yields:
        The protection.

    Raises:
        WrongCall: it can't be had; less has to be asked for by name.
    """
    protection = Protection(judge=judge)
    protection.settings["judge"] = judge
    if judge == "glass":
        _write_plans(loaded, protection)
    else:
        protection.unprotected = {one.assignment.name: _tests(one.assignment) for one in loaded}
    with contextlib.ExitStack() as stack:
        if isolation != "none":
            _check_kernels(loaded)
            _choose_level(isolation, protection)
            _set_paths(loaded, hidden, protection)
        if isolation != "none" or (judge == "glass" and sys.platform == "linux"):
            _start_zygote(stack, loaded, protection)
        yield protection


def _tests(assignment: Assignment) -> list[str]:
    return [
        assignment.key(notebook.name, cell.grade_id)
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.is_test
    ]


def _write_plans(loaded: Sequence[Loaded], protection: Protection) -> None:
    from autograder.judge.glass.plan import plan_of

    for one in loaded:
        notebooks = []
        for spec in one.assignment.notebooks:
            tests = {cell.grade_id: cell.source for cell in spec.cells if cell.is_test}
            shown = {cell.grade_id: cell.visible for cell in spec.cells if cell.is_test}
            plan = plan_of(one.written[spec.name], tests=tests, shown=shown)
            notebooks.append(replace(spec, plan=plan.as_json()))
            alone = [cell.grade_id for cell in plan.cells if cell.kind == "test" and cell.in_kernel]
            if alone:
                listed = protection.unprotected.setdefault(one.assignment.name, [])
                listed += [one.assignment.key(spec.name, name) for name in alone]
        one.assignment = replace(one.assignment, notebooks=tuple(notebooks))


def _check_kernels(loaded: Sequence[Loaded]) -> None:
    """Raises unless all kernels are this Python's: only those can be forked."""
    manager = KernelSpecManager()
    for one in loaded:
        for spec in one.assignment.notebooks:
            kernel = manager.get_kernel_spec(spec.kernel_name)
            program = kernel.argv[0] if kernel.argv else ""
            ours = program in ("python", "python3") or (
                os.path.isabs(program)
                and os.path.dirname(program) == os.path.dirname(sys.executable)
            )
            if kernel.language.lower() != "python" or not ours:
                raise WrongCall(
                    f"{spec.name}.ipynb needs the kernel {spec.kernel_name!r}, which is not this "
                    f"Python ({sys.executable}) and can't be isolated: set c.Execute.kernel_name, "
                    "or ask for --isolation none"
                )


def _choose_level(isolation: Isolation, protection: Protection) -> None:
    from autograder.kernel.sandbox import LEVELS, detect

    found = detect()
    reasons = "; ".join(f"{level}: {reason}" for level, reason in found.reasons.items())
    if found.level == "none":
        raise WrongCall(
            f"submissions can't be isolated on this machine ({reasons}): grade on another one, or "
            "ask for --isolation none if you trust everybody who handed in"
        )
    if isolation == "auto":
        protection.level = found.level
        protection.notes += found.notes
        if found.level != LEVELS[0]:
            protection.notes.append(f"no stronger isolation than {found.level} here ({reasons})")
    elif LEVELS.index(isolation) < LEVELS.index(found.level):
        raise WrongCall(
            f"the isolation {isolation!r} doesn't work on this machine ({reasons}): ask for "
            f"--isolation {found.level}, or auto for the strongest that works"
        )
    else:
        protection.level = isolation
    protection.settings["level"] = protection.level


def _set_paths(loaded: Sequence[Loaded], hidden: Sequence[Path], protection: Protection) -> None:
    from autograder.kernel.sandbox import package_paths, system_paths
    from autograder.kernel.sandbox.paths import refuse_exposure

    readable = package_paths((*_imports(loaded), *OWN))
    closed = tuple(str(path.resolve()) for path in hidden)
    try:
        listed = [*system_paths(), *readable, *map(str, data_folders())]
        refuse_exposure(listed, closed)
    except ValueError as error:
        raise WrongCall(f"{error} (move the class or the data, or use --isolation none)") from None
    protection.settings.update(read_only=tuple(readable), hidden=closed)


def _imports(loaded: Sequence[Loaded]) -> tuple[str, ...]:
    """Modules that given cells and tests import."""
    from autograder.kernel.warm.preload import modules_of

    sources = []
    for one in loaded:
        for notebook in one.written.values():
            for cell in notebook.cells:
                flags = cell.metadata.get("nbgrader", {})
                answer = flags.get("solution") and cell.cell_type == "code"
                if cell.cell_type == "code" and not answer:
                    sources.append(cell.source)
    return modules_of(sources)


def _start_zygote(
    stack: contextlib.ExitStack, loaded: Sequence[Loaded], protection: Protection
) -> None:
    from autograder.judge import forked
    from autograder.kernel.warm.supervisor import WarmUnavailable, Zygote

    names = [*ALWAYS, *_imports(loaded)]
    glass = protection.judge == "glass"
    if glass:
        names += forked.MODULES
    try:
        zygote = stack.enter_context(
            Zygote(names, entries={forked.ENTRY: forked.FUNCTION} if glass else {})
        )
    except WarmUnavailable as error:
        if protection.level != "none":
            raise WrongCall(
                f"submissions can't be isolated: no warm kernels here ({error}); ask for "
                "--isolation none if you trust everybody who handed in"
            ) from None
        protection.notes.append(f"judges start slowly: nothing can be forked here ({error})")
        return
    protection.settings.update(zygote=zygote.address, forked=protection.level != "none")
