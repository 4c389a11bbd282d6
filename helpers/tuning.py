"""KerasTuner's searches as this course uses them: without TensorBoard, and with their costs.

    with tempfile.TemporaryDirectory() as folder:
        tuner = tuning.RandomSearch(build, objective="val_accuracy", max_trials=8, directory=folder)
        tuner.search(x, y, validation_data=validation, epochs=9, verbose=0)
        tuning.progress(tuner, epochs=9)

On TensorFlow, KerasTuner 1.4.8 imports `tensorboard` before each trial, even if nobody asks for its
logs, and neither package brings it along. The classes here leave that step out.
"""

from __future__ import annotations

from typing import Any

import keras_tuner
from keras_tuner.oracles import HyperbandOracle


class _WithoutTensorBoard:
    def _configure_tensorboard_dir(self, callbacks: Any, trial: Any, execution: int = 0) -> None:
        """Does nothing: it would only redirect TensorBoard callbacks, and there are none."""


class RandomSearch(_WithoutTensorBoard, keras_tuner.RandomSearch):
    """Draws every setting at random and trains each network to the end; see KerasTuner."""


class Hyperband(_WithoutTensorBoard, keras_tuner.Hyperband):
    """Trains many networks for a short time and drops the worse ones; see KerasTuner."""


def progress(tuner: Any, epochs: int) -> list[tuple[int, float]]:
    """What a finished search had spent and found after each trial, in the order of their ends.

    Args:
        tuner: a tuner whose objective is to be as high as possible, after `search`.
        epochs: of one full training, where the tuner didn't choose that itself.

    Returns:
        Pairs of the epochs spent so far, by all networks together, and the best score so far.
    """
    spent, best, found = 0, float("-inf"), []
    for name in tuner.oracle.end_order:
        trial = tuner.oracle.trials[name]
        values = trial.hyperparameters.values
        spent += values.get("tuner/epochs", epochs) - values.get("tuner/initial_epoch", 0)
        if trial.score is not None:
            best = max(best, float(trial.score))
        found.append((int(spent), best))
    return found


def hyperband_rounds(max_epochs: int, factor: int = 3) -> list[list[tuple[int, int]]]:
    """The plan of KerasTuner's Hyperband.

    Args:
        max_epochs: of one full training.
        factor: one network in so many goes on, for so many times the epochs.

    Returns:
        One list per bracket, the boldest first: pairs of the number of networks and the epoch up
        to which they are trained; survivors go on from where they were.
    """
    oracle = HyperbandOracle(objective="val_accuracy", max_epochs=max_epochs, factor=factor)
    return [
        [
            (oracle._get_size(bracket, turn), oracle._get_epochs(bracket, turn))
            for turn in range(oracle._get_num_rounds(bracket))
        ]
        for bracket in reversed(range(oracle._get_num_brackets()))
    ]


def hyperband_epochs(max_epochs: int, factor: int = 3) -> int:
    """Epochs that one Hyperband trains in all; arguments as for `hyperband_rounds`."""
    total = 0
    for bracket in hyperband_rounds(max_epochs, factor):
        before = 0
        for networks, until in bracket:
            total += networks * (until - before)
            before = until
    return total
