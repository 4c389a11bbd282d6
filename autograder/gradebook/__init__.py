"""nbgrader's course folder, configuration, database and feedback. The only writer of grades."""
