"""Pictures for the lessons. Each has a title, axis labels, an alt text, and goes through `show`."""

from helpers.plots._figure import COLOURS, show
from helpers.plots.boundaries import decision_boundary
from helpers.plots.curves import learning_curves
from helpers.plots.mistakes import confusion_matrix, most_wrong
from helpers.plots.pictures import feature_maps, filters, images

__all__ = [
    "COLOURS",
    "confusion_matrix",
    "decision_boundary",
    "feature_maps",
    "filters",
    "images",
    "learning_curves",
    "most_wrong",
    "show",
]
