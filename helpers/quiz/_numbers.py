"""Questions with fresh numbers: collects the lists of both halves of the course."""

from helpers.quiz import _numbers_later, _numbers_to_five  # noqa: F401 - they fill TEMPLATES
from helpers.quiz._template import TEMPLATES as _FOUND

TEMPLATES = dict(sorted(_FOUND.items(), key=lambda item: item[1][0]))  # by chapter

__all__ = ["TEMPLATES"]
