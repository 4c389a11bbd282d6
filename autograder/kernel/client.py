"""nbclient's client with limits that hold: on time per cell and in all, and on output."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.utils import ensure_async
from nbclient import NotebookClient
from nbformat import NotebookNode

PLAIN = "text/plain"
LONGEST_VALUE = 10_000  # characters kept of a cell's value once the cell's output is full


class CellStuck(Exception):
    """A cell ran out of time and didn't stop when it was interrupted."""


class LimitedClient(NotebookClient):
    """Runs one cell after the other; the session tells it the limits of the next one.

    Attributes:
        grace: seconds between an interrupt and giving up.
        room: characters of output that the current cell may still produce.
        room_in_all: the same for all cells together.
        timed_out: whether the current cell was interrupted because its time was up.
        cut: whether output of the current cell was dropped.
        flooded: whether the kernel wrote more than anybody will ever read.
        reply: the kernel's answer to the last cell.
    """

    def __init__(self, *args: Any, grace: float, room_in_all: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grace = grace
        self.room_in_all = room_in_all
        self.room = 0
        self.timed_out = False
        self.cut = False
        self.flooded = False
        self.limit: float | None = None
        self.reply: dict[str, Any] | None = None
        self.on_cell_executed = self._remember

    def prepare(self, room: int, seconds: float | None) -> None:
        """Sets the limits of the next cell."""
        self.room = room
        self.timed_out = self.cut = False
        self.reply = None
        self.limit = seconds

    def _remember(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        self.reply = execute_reply

    def _get_timeout(self, cell: NotebookNode | None) -> Any:
        # nbclient's trait holds whole seconds; what is left of a total isn't whole.
        return self.limit

    async def _async_handle_timeout(
        self, timeout: int, cell: NotebookNode | None = None
    ) -> dict[str, Any] | None:
        """Interrupts the cell and waits a moment for its answer, not the whole time again."""
        assert self.km is not None and self.kc is not None
        self.timed_out = True
        await ensure_async(self.km.interrupt_kernel())
        until = time.monotonic() + self.grace
        try:
            return await ensure_async(
                self.kc.shell_channel.get_msg(timeout=max(0.1, until - time.monotonic()))
            )
        except Empty:
            raise CellStuck from None

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Drops output beyond the limit while it is read, but never a value or an error."""
        content = msg["content"]
        size = _size(content)
        self.room -= size
        self.room_in_all -= size
        if self.room_in_all < 0:
            self.flooded = True
            if self.task_poll_for_reply is not None:
                self.task_poll_for_reply.cancel()  # nbclient takes this for a dead kernel
            return None
        if self.room < 0 and msg["msg_type"] != "status":
            self.cut = True
            if msg["msg_type"] == "execute_result":
                text = str(content.get("data", {}).get(PLAIN, ""))[:LONGEST_VALUE]
                content["data"] = {PLAIN: text}
            elif msg["msg_type"] == "error":
                content["traceback"] = [str(row)[:LONGEST_VALUE] for row in content["traceback"]]
                content["evalue"] = str(content["evalue"])[:LONGEST_VALUE]
            elif msg["msg_type"] != "clear_output":
                return None
        return super().process_message(msg, cell, cell_index)


def _size(value: Any) -> int:
    """Characters of text in a message, nested or not."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(item) + 8 for item in value.values())
    if isinstance(value, list):
        return sum(_size(item) + 2 for item in value)
    return 8
