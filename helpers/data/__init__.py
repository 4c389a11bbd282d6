"""Data sets of the course, from wherever this machine can get them.

mnist = load("mnist")       # prints what was loaded, and from where
x_train = images_to_float(mnist.x_train)
"""

from helpers.data._images import images_to_float
from helpers.data._load import last_source, load
from helpers.data._series import Series
from helpers.data._types import Dataset, Source

__all__ = ["Dataset", "Series", "Source", "images_to_float", "last_source", "load"]
