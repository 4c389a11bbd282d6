"""How JupyterLab is set up for a student. Read beside the student's own settings, not for them."""

import os
from importlib.util import find_spec

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.ServerApp.jpserver_extensions.update(
    {
        "nbgrader.server_extensions.validate_assignment": True,
        "nbgrader.server_extensions.assignment_list": False,
        "nbgrader.server_extensions.course_list": False,
        "nbgrader.server_extensions.formgrader": False,
        "jupyterlab_jupytext": False,  # notebooks only: no text files that open as notebooks
    }
)
if find_spec("autograder.validate") and find_spec("autograder.validate.server_extension"):
    # The button Validate says what `autograder validate` says.
    c.ServerApp.jpserver_extensions.update({"autograder.validate.server_extension": True})

# Nothing asks the network: no news, no versions, no catalogue of extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# Open tabs are remembered with the copy of the course, apart from those of other work.
c.LabApp.workspaces_dir = os.path.abspath(os.path.join(".jupyter", "workspaces"))

# On a machine that others use as well nobody reads what goes to a kernel and comes from it.
c.MappingKernelManager.transport_encryption = "auto"
# The window shows the address, and what went wrong.
c.LabApp.log_level = "ERROR"
