"""Opens JupyterLab for a student, on a copy of the course, and formgrader for an instructor."""
