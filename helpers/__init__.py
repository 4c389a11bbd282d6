"""What the lessons import: data, networks, models, training, plots and checks.

`import helpers` loads none of TensorFlow, Keras and matplotlib. Import what you need:

    from helpers import data, networks, plots, report
"""

from helpers.reporting import BelowLimit, report

__all__ = ["BelowLimit", "report"]
