"""Why a test cell ends without a verdict of its own."""

from __future__ import annotations


class Refusal(BaseException):
    """The student's side did something that cannot count.

    Not an Exception, and remembered by the judge once raised: a test that catches exceptions of
    student code, such as `pytest.raises(Exception)`, must not take it for one of them.

    Attributes:
        kind: what `Outcome.kind` becomes.
    """

    kind = "refused"


class Malformed(Refusal):
    """The student's kernel sent something that isn't an answer."""


class OutOfTime(Refusal):
    """The time for the cell is up."""

    kind = "timeout"


class KernelGone(Refusal):
    """The student's kernel has hung up."""

    kind = "lost"


class CannotCross(Refusal):
    """The test needs something that data alone cannot give: a matter of its author.

    `autograder lint` finds such cells before a student sees them.
    """

    kind = "cannot cross"
