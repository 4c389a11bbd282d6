"""Measurements that take too long for a lesson: made by tests/bench, plotted by lessons.

    rows = results.load("mnist_cnns")["rows"]

Each is a JSON file beside this module: what was measured, when, on which machine, with which
versions, and the rows of the table.
"""

from helpers.results._store import columns, load, save

__all__ = ["columns", "load", "save"]
