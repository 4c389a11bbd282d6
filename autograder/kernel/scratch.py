"""The folder that a submission runs in, and the environment of its kernels."""

from __future__ import annotations

import os
import re
import shutil
import site
import tempfile
from pathlib import Path
from types import TracebackType

from autograder.kernel.options import KernelOptions
from autograder.kernel.sandbox.spec import Limits, Sandbox
from autograder.kernel.warm.process import OPEN

# A kernel runs code that nobody has read: what looks like a credential stays outside.
CREDENTIAL = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE_?KEY", re.IGNORECASE)
COURSE = "deep-learning-course"  # where the course keeps data sets that it downloaded
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


class Scratch:
    """A temporary folder with a working folder, a HOME and a TMPDIR in it.

    Args:
        files: content by relative path with "/", put into the working folder. Paths must have
            been checked.
        parent: where to make the folder; default where temporary files go.
    """

    def __init__(self, files: dict[str, bytes], parent: Path | None = None) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="autograder-", dir=parent)).resolve()
        self.work = self.root / "work"
        self.home = self.root / "home"
        for folder in (self.work, self.home, self.root / "tmp"):
            folder.mkdir()
        for name, folder in data_caches().items():
            link = self.home / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder, target_is_directory=True)
        for name, content in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def __enter__(self) -> Scratch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Deletes the folder, also if code in it took away its own rights to it."""
        shutil.rmtree(self.root, onerror=_try_harder)

    def sandbox(self, options: KernelOptions, keep: bool = False) -> Sandbox:
        """Returns what surrounds a kernel of the submission, if it is forked.

        Args:
            options: limits and paths.
            keep: whether another kernel comes after it, which finds what this one wrote.
        """
        if options.level == "none":
            return OPEN
        limits = Limits(
            memory=options.memory, disk=options.disk, processes=options.processes,
            # The session's own limits come first; these hold if nobody is left to enforce them.
            wall_seconds=options.total_seconds + options.startup_seconds,
            cpu_seconds=(options.total_seconds + options.startup_seconds) * options.threads,
        )  # fmt: skip
        return Sandbox(
            options.level, limits, str(self.root),
            read_only=(*options.read_only, *map(str, data_folders())),
            hidden=options.hidden, keep_scratch=keep, devices=options.devices,
        )  # fmt: skip

    def environment(self, options: KernelOptions) -> dict[str, str]:
        """Returns the environment of the submission's kernels."""
        env = {
            name: value
            for name, value in os.environ.items()
            if not CREDENTIAL.search(name) and not name.startswith("AUTOGRADER_")
        }
        for name in ("PYTHONSTARTUP", "IPYTHONDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                     "KERAS_HOME", "PWD", "OLDPWD"):  # fmt: skip
            env.pop(name, None)
        env.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # its C++ log says nothing to a student
        env.setdefault("PYTHONUSERBASE", site.getuserbase())  # HOME moves, packages don't
        if data := env.get("COURSE_DATA"):
            env["COURSE_DATA"] = str(Path(data).expanduser().resolve())
        env.update(
            HOME=str(self.home),
            USERPROFILE=str(self.home),
            TMPDIR=str(self.root / "tmp"),
            COURSE_OFFLINE="1",  # grading resolves data once, outside
            NBGRADER_EXECUTION="autograde",
        )
        env.update(dict.fromkeys(THREADS, str(options.threads)))
        env.update(options.env)
        if fonts := options.env.get("MPLCONFIGDIR"):
            # A copy of its own: what a submission writes there, no other one reads.
            own = self.home / ".config" / "matplotlib"
            shutil.copytree(fonts, own, dirs_exist_ok=True)
            env["MPLCONFIGDIR"] = str(own)
        return env


def data_caches() -> dict[str, Path]:
    """Folders where data sets of this user lie, by the path that they get below the new HOME.

    Kernels get a HOME of their own and no network, so that what was fetched before must be
    within reach. $COURSE_DATA is an absolute path and stays as it is.
    """
    home = Path(os.path.expanduser("~"))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    keras = Path(os.environ.get("KERAS_HOME") or home / ".keras")
    places = {
        f".cache/{COURSE}": cache / COURSE,
        f"Library/Caches/{COURSE}": home / "Library" / "Caches" / COURSE,
        ".keras/datasets": keras / "datasets",
    }
    return {name: folder.resolve() for name, folder in places.items() if folder.is_dir()}


def data_folders() -> list[Path]:
    """Folders with data sets that a kernel may read: those of this user, and $COURSE_DATA."""
    folders = set(data_caches().values())
    if data := os.environ.get("COURSE_DATA"):
        folders.add(Path(data).expanduser().resolve())
    return sorted(folder for folder in folders if folder.exists())


def font_cache(folder: Path) -> str | None:
    """Copies matplotlib's list of fonts, which takes seconds to make in an empty HOME.

    Args:
        folder: where the copy goes.

    Returns:
        The folder with the copy, or None without matplotlib.
    """
    try:
        import matplotlib

        cache = Path(matplotlib.get_cachedir())
        if not list(cache.glob("fontlist-*.json")):
            import matplotlib.font_manager  # its import writes the list
    except Exception:  # not installed, or a cache that can't be written: only slower
        return None
    for path in cache.glob("fontlist-*.json"):
        shutil.copy(path, folder / path.name)
    return str(folder)


def _try_harder(function, path, info):  # type: ignore[no-untyped-def]
    try:
        os.chmod(os.path.dirname(path), 0o700)
        os.chmod(path, 0o700)
        function(path)
    except OSError:
        pass  # the operating system's cleaner of temporary files gets another chance
