"""The kernel manager whose kernels are forked from a zygote, whatever their kernelspec says."""

from __future__ import annotations

import copy

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from autograder.kernel.warm.provisioner import NAME


class WarmManager(AsyncKernelManager):
    """Starts a Python kernel through the provisioner of warm kernels."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The installed kernelspec, with the provisioner of warm kernels in it."""
        spec = super().kernel_spec
        if spec is None:
            return None
        warm = copy.deepcopy(spec)
        warm.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
        return warm
