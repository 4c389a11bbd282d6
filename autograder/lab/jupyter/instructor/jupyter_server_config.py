"""How Jupyter is set up for an instructor. Read beside their own settings, not for them."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.ServerApp.jpserver_extensions.update(
    {
        "autograder.lab.regrade": True,  # formgrader's button Autograde grades as we do
        "nbgrader.server_extensions.formgrader": True,
        "nbgrader.server_extensions.validate_assignment": True,
        "nbgrader.server_extensions.assignment_list": False,
        "nbgrader.server_extensions.course_list": False,
    }
)

# Nothing asks the network: no news, no versions, no catalogue of extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.workspaces_dir = os.path.abspath(os.path.join(".jupyter", "workspaces"))

# On a machine that others use as well nobody reads what goes to a kernel and comes from it.
c.MappingKernelManager.transport_encryption = "auto"
# The window shows the address, and what went wrong.
c.LabApp.log_level = "ERROR"
