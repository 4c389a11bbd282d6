"""Kernel clients that begin as soon as the kernel is ready.

jupyter_client waits 0.2 seconds for a silence on the kernel's output channel: it can't know when
its subscription took effect. Kernels since ipykernel 7 say so themselves (`iopub_welcome`, Jupyter
enhancement proposal 65), so waiting for a fixed time isn't needed.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.client import KernelClient
from jupyter_client.utils import ensure_async, run_sync

_ASK_AGAIN = 1.0  # seconds without an answer, after which the question is repeated
_MISSED = 0.1  # seconds after an answer, after which its output must have been missed
_SETTLE = 0.02  # seconds for the last output that belongs to the answer


async def _wait_for_ready(self: Any, timeout: float | None = None) -> None:
    """Waits until the kernel answers and its output arrives.

    Args:
        timeout: seconds, None to wait as long as the kernel lives.

    Raises:
        RuntimeError: if the kernel died or took too long.
    """
    until = time.monotonic() + (float("inf") if timeout is None else timeout)
    ask = 0.0
    answered = subscribed = False
    while not (answered and subscribed):
        if time.monotonic() >= ask:
            self.kernel_info()
            ask = time.monotonic() + _ASK_AGAIN
            answered = False
        if not answered:
            reply = await _next(self.shell_channel, 0.05)
            if reply is not None and reply["msg_type"] == "kernel_info_reply":
                self._handle_kernel_info_reply(reply)
                answered = True
                ask = time.monotonic() + _MISSED
        # Any message shows that output arrives; a new kernel greets each subscriber.
        while await _next(self.iopub_channel, _SETTLE if answered else 0.0) is not None:
            subscribed = True
            if answered:
                break
        if not answered and not await self._async_is_alive():
            raise RuntimeError("Kernel died before replying to kernel_info")
        if time.monotonic() > until:
            raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")
    # What is left belongs to the question; nobody waits for it.
    idle = False
    while not idle and (output := await _next(self.iopub_channel, _SETTLE)) is not None:
        idle = output["content"].get("execution_state") == "idle"


async def _next(channel: Any, seconds: float) -> dict[str, Any] | None:
    try:
        return await ensure_async(channel.get_msg(timeout=seconds))  # type: ignore[no-any-return]
    except Empty:
        return None


class PromptAsyncClient(AsyncKernelClient):
    """AsyncKernelClient without a fixed wait at the start."""

    wait_for_ready = _wait_for_ready


class PromptBlockingClient(BlockingKernelClient):
    """BlockingKernelClient without a fixed wait at the start."""

    wait_for_ready = run_sync(_wait_for_ready)


def prompt_class(ordinary: type[KernelClient]) -> type[KernelClient]:
    """Returns the class to use instead of one of jupyter_client's own; others stay as they are."""
    return {
        AsyncKernelClient: PromptAsyncClient,
        BlockingKernelClient: PromptBlockingClient,
    }.get(ordinary, ordinary)
