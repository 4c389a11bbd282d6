"""The secret behind the random inputs of hidden tests: one per class, another one per student."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
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
