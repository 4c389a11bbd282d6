"""The secret behind the random inputs of hidden tests: per class, student and hand-in.

Student code can print what a hidden test has passed into it, and its author reads that in the
feedback. So a changed hand-in gets other numbers: what was learnt from the one before is of no use.
The same hand-in gets the same numbers at every regrade.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

FILE = ".judge_secret"


def class_secret(folder: Path) -> str:
    """Reads the secret of a class, or makes one.

    Args:
        folder: where the gradebook lies. No kernel and no judge may see it.

    Returns:
        64 hexadecimal digits, the same at every regrade.
    """
    path = folder / FILE
    with contextlib.suppress(FileExistsError):
        fresh = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        try:
            fresh.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
            os.link(fresh, path)  # whole or not at all, also with several graders at a time
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def student_secret(secret: str, student: str, assignment: str) -> str:
    """The secret of one student for one assignment.

    Args:
        secret: that of the class.
        student: the student's id.
        assignment: the assignment's id.
    """
    about = f"{student}\0{assignment}".encode()
    return hmac.new(secret.encode(), about, hashlib.sha256).hexdigest()


def hand_in_secret(
    secret: str, cells: Iterable[tuple[str, str, str]], files: Mapping[str, bytes]
) -> str:
    """The secret of one hand-in: another one whenever student code could know more than before.

    Args:
        secret: that of the student.
        cells: (notebook, grade id, source) of the code cells that are run, in order. The source
            is empty where it is the instructor's, so that a mended test draws what it drew.
        files: the student's other files, which the kernel can read, by relative path.
    """
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    about = json.dumps([list(cells), digests]).encode()
    return hmac.new(secret.encode(), about, hashlib.sha256).hexdigest()
