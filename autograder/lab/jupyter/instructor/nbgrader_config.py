"""What formgrader is given. The nbgrader_config.py of the class comes later and wins."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# `autograder desk` starts in the folder of the class and names it here.
_class = os.environ.get("AUTOGRADER_CLASS", os.getcwd())

c.CourseDirectory.root = _class
c.CourseDirectory.course_id = os.path.basename(_class)
# Formgrader's buttons Release and Collect work on this folder.
c.Exchange.root = os.path.join(_class, "exchange")
c.FormgradeExtension.debug = False  # no box with the configuration
# What students have written is shown without its scripts.
c.HTMLExporter.sanitize_html = True
