"""One zygote for all tests that only need a kernel, and Jupyter's search path."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))


def pytest_collection_modifyitems(items):
    if sys.platform != "linux":
        for item in items:
            if Path(item.path).parent == Path(__file__).parent:
                item.add_marker(pytest.mark.skip(reason="warm kernels and sandboxes need Linux"))


@pytest.fixture(scope="session", autouse=True)
def jupyter_path(tmp_path_factory):
    """A folder in which Jupyter finds the kernelspec of warm kernels."""
    from autograder.kernel.warm import kernelspec

    folder = tmp_path_factory.mktemp("jupyter")
    kernelspec.install(folder, preload=["numpy"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield folder


@pytest.fixture(scope="session")
def zygote(jupyter_path):
    """A zygote with little in it, so that it starts fast."""
    from autograder.kernel.warm.supervisor import Zygote

    with Zygote(["numpy", "json", "socket", "multiprocessing"]) as running:
        yield running
