"""What stands between submissions and the class: walls around kernels, and the judge."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager

from autograder.farm.start import ALWAYS, begun_zygote
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


@dataclass(frozen=True)
class Needs:
    """What a machine that grades has to have. Plain data: it travels to other machines.

    Attributes:
        isolation: level that is asked for; "auto" for the strongest that works there.
        judge: who runs test cells.
        kernels: notebook and kernel names.
        imports: modules that given cells and tests import.
        hidden: absolute paths that no kernel and no judge may see.
    """

    isolation: Isolation
    judge: JudgeName
    kernels: tuple[tuple[str, str], ...]
    imports: tuple[str, ...]
    hidden: tuple[str, ...]


def plan_protection(
    loaded: Sequence[Loaded],
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    hidden: Sequence[Path] = (),
) -> tuple[Protection, Needs]:
    """Does the instructor's side of `protect`: with the glass, notebooks get plans.

    Args:
        loaded, isolation, judge, hidden: as for `protect`.

    Returns:
        What is known of the protection before it is put up, and what `put_up` needs.
    """
    protection = Protection(judge=judge)
    if judge == "glass":
        _write_plans(loaded, protection)
    else:
        protection.unprotected = {one.assignment.name: _tests(one.assignment) for one in loaded}
    kernels = tuple(
        (spec.name, spec.kernel_name) for one in loaded for spec in one.assignment.notebooks
    )
    closed = tuple(str(path.resolve()) for path in hidden)
    return protection, Needs(isolation, judge, kernels, _imports(loaded), closed)


@contextlib.contextmanager
def put_up(needs: Needs, protection: Protection) -> Iterator[Protection]:
    """Puts up the protection on this machine. Kernels are forked here, and nowhere else.

    Args:
        needs: of the run.
        protection: gets level, settings and notes.

    Raises:
        WrongCall: it can't be had; less has to be asked for by name.
    """
    protection.settings["judge"] = needs.judge
    with contextlib.ExitStack() as stack:
        if needs.isolation != "none":
            _check_kernels(needs)
            _choose_level(needs.isolation, protection)
            _set_paths(needs, protection)
        if needs.isolation != "none" or (needs.judge == "glass" and sys.platform == "linux"):
            _start_zygote(stack, needs, protection)
        yield protection


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
    protection, needs = plan_protection(loaded, isolation, judge, hidden)
    with put_up(needs, protection):
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


def _check_kernels(needs: Needs) -> None:
    """Raises unless all kernels are this Python's: only those can be forked."""
    manager = KernelSpecManager()
    for notebook, name in needs.kernels:
        kernel = manager.get_kernel_spec(name)
        program = kernel.argv[0] if kernel.argv else ""
        ours = program in ("python", "python3") or (
            os.path.isabs(program) and os.path.dirname(program) == os.path.dirname(sys.executable)
        )
        if kernel.language.lower() != "python" or not ours:
            raise WrongCall(
                f"{notebook}.ipynb needs the kernel {name!r}, which is not this "
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


def _set_paths(needs: Needs, protection: Protection) -> None:
    from autograder.kernel.sandbox import package_paths, system_paths
    from autograder.kernel.sandbox.paths import refuse_exposure

    readable = package_paths((*needs.imports, *OWN))
    # On another machine a path may be missing, or lead somewhere else.
    closed = tuple(str(Path(path).resolve()) for path in needs.hidden)
    try:
        listed = [*system_paths(), *readable, *map(str, data_folders())]
        refuse_exposure(listed, closed)
    except ValueError as error:
        raise WrongCall(f"{error} (move the class or the data, or use --isolation none)") from None
    protection.settings.update(read_only=tuple(readable), hidden=closed)


def _imports(loaded: Sequence[Loaded]) -> tuple[str, ...]:
    """Modules that given cells and tests import, but for files beside a notebook.

    A module of an assignment can have the name of something that is installed: whoever imports it
    ahead of time gets the other one.
    """
    from autograder.kernel.warm.preload import modules_of

    sources = []
    beside = {PurePosixPath(name).parts[0] for one in loaded for name in one.assignment.files}
    beside |= {name.removesuffix(".py") for name in beside}
    for one in loaded:
        for notebook in one.written.values():
            for cell in notebook.cells:
                flags = cell.metadata.get("nbgrader", {})
                answer = flags.get("solution") and cell.cell_type == "code"
                if cell.cell_type == "code" and not answer:
                    sources.append(cell.source)
    return tuple(name for name in modules_of(sources) if name.partition(".")[0] not in beside)


def _start_zygote(stack: contextlib.ExitStack, needs: Needs, protection: Protection) -> None:
    from autograder.judge import forked
    from autograder.kernel.warm.supervisor import WarmUnavailable, Zygote

    names = [*ALWAYS, *needs.imports]
    glass = protection.judge == "glass"
    if glass:
        names += forked.MODULES
    try:
        zygote = stack.enter_context(
            Zygote(
                names,
                entries={forked.ENTRY: forked.FUNCTION} if glass else {},
                begun=begun_zygote(),
            )
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
