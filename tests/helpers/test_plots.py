"""Every picture has title, labels and alt text, and shows what it was given."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

matplotlib.use("Agg")

from matplotlib import pyplot as plt

from helpers import plots
from helpers.networks import XOR_X, XOR_Y, Network
from helpers.plots import _figure
from helpers.plots.mistakes import worst_first

Shown = list[tuple[Figure, str]]
RNG = np.random.default_rng(0)
DIGITS = np.tile(np.arange(0, 252, 9, dtype=np.uint8), (12, 28, 1))
PROBABILITIES = RNG.dirichlet(np.ones(3), size=12)
HISTORY = {"loss": [0.5, 0.2, 0.1], "val_loss": [0.4, 0.3, 0.2], "accuracy": [0.8, 0.9, 0.95]}

CALLS: dict[str, Callable[[], None]] = {
    "decision_boundary": lambda: plots.decision_boundary(
        Network([2, 3, 1]).forward, XOR_X, XOR_Y, title="Title"
    ),
    "learning_curves": lambda: plots.learning_curves({"ours": HISTORY}, title="Title"),
    "images": lambda: plots.images(DIGITS, range(12), title="Title"),
    "filters": lambda: plots.filters(RNG.normal(size=(3, 3, 1, 8)), title="Title"),
    "feature_maps": lambda: plots.feature_maps(RNG.random((13, 13, 16)), title="Title"),
    "confusion_matrix": lambda: plots.confusion_matrix(
        [0, 1, 2, 2], [0, 2, 2, 1], "abc", title="Title"
    ),
    "most_wrong": lambda: plots.most_wrong(
        DIGITS, np.zeros(12, dtype=int), PROBABILITIES, title="Title"
    ),
}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    found: Shown = []
    monkeypatch.setattr(_figure, "show", lambda fig, alt: found.append((fig, alt)))
    return found


@pytest.mark.parametrize("name", CALLS)
def test_title_labels_alt_text_and_size(name: str, shown: Shown) -> None:
    CALLS[name]()
    ((fig, alt),) = shown
    data = _figure.png(fig)
    width, height = struct.unpack(">II", data[16:24])
    assert 200 < width < 850 and 100 < height < 850  # pixels: fits beside a notebook's text
    assert len(data) < 60_000
    titles = [fig.get_suptitle(), *(ax.get_title() for ax in fig.axes)]
    assert "Title" in titles
    assert fig.get_supxlabel() or fig.axes[0].get_xlabel()
    assert fig.get_supylabel() or fig.axes[0].get_ylabel()
    assert alt.startswith("Title. ") and len(alt) > 20


def test_the_catalogue_of_plots_is_complete() -> None:
    assert set(CALLS) == set(plots.__all__) - {"show", "COLOURS"}


def test_an_own_alt_text(shown: Shown) -> None:
    plots.images(DIGITS, title="Title", alt="Twelve digits.")
    assert shown[0][1] == "Twelve digits."


def test_equal_pictures_are_equal_files(shown: Shown) -> None:
    for _ in range(2):
        CALLS["learning_curves"]()
    first, second = (_figure.png(fig) for fig, _ in shown)
    assert first == second


def test_show_outside_a_notebook_closes_the_figure(capsys: pytest.CaptureFixture[str]) -> None:
    fig, _ = plt.subplots()
    plots.show(fig, alt="Nothing.")
    assert not plt.fignum_exists(fig.number)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_show_wants_an_alt_text(alt: Any) -> None:
    with pytest.raises(ValueError, match="alt text"):
        plots.show(Figure(), alt=alt)


def test_boundary_is_drawn_only_where_there_is_one(shown: Shown) -> None:
    plots.decision_boundary(lambda points: 0.5 + 1e-12 * points[:, 0], XOR_X, XOR_Y, title="Title")
    plots.decision_boundary(lambda points: points[:, 0] > 0.5, XOR_X, XOR_Y, title="Title")
    flat, step = (fig.axes[0] for fig, _ in shown)
    assert len(step.collections) == len(flat.collections) + 1


def test_several_panels_are_shown_by_the_caller(shown: Shown) -> None:
    fig, axes = plt.subplots(1, 2)
    for ax in axes:
        plots.decision_boundary(
            Network([2, 3, 1]).forward, XOR_X, XOR_Y.ravel(), title="One", ax=ax, xlim=(0, 1)
        )
        assert ax.get_title() == "One" and ax.get_xlim() == (0, 1)
    plots.learning_curves(HISTORY, title="Two", ax=axes[0])
    assert shown == []
    plt.close(fig)


def test_boundary_says_what_is_wrong(shown: Shown) -> None:
    with pytest.raises(ValueError, match=r"shape \(n, 2\)"):
        plots.decision_boundary(lambda p: p[:, 0], XOR_X[:, :1], XOR_Y, title="Title")
    with pytest.raises(ValueError, match="one answer per point"):
        plots.decision_boundary(lambda p: p, XOR_X, XOR_Y, title="Title")


def test_curves_of_histories_of_all_kinds(shown: Shown) -> None:
    class History:
        history = HISTORY

    plots.learning_curves({"Keras": History(), "dict": HISTORY}, title="Title")
    plots.learning_curves(History(), metric="accuracy", title="Title")
    plots.learning_curves({"epoch": [0, 100], "loss": [1.0, 0.5]}, title="Title", log=True)
    both, one, numpy = (fig.axes[0] for fig, _ in shown)
    labels = [text.get_text() for text in both.get_legend().get_texts()]
    assert labels == ["Keras", "dict", "training", "validation"]
    drawn = [line.get_ydata().tolist() for line in both.lines if len(line.get_ydata())]
    assert drawn == [HISTORY["loss"], HISTORY["val_loss"]] * 2
    assert one.get_legend() is None and one.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert numpy.lines[0].get_xdata().tolist() == [0, 100] and numpy.get_yscale() == "log"


def test_curves_say_what_is_wrong(shown: Shown) -> None:
    with pytest.raises(ValueError, match="'ours' has no 'auc', only 'loss'"):
        plots.learning_curves({"ours": HISTORY}, metric="auc", title="Title")
    with pytest.raises(ValueError, match="one entry at least"):
        plots.learning_curves({}, title="Title")


def test_confusion_counts(shown: Shown) -> None:
    plots.confusion_matrix([0, 0, 1, 2], [0, 1, 1, 2], ["a", "b", "c"], title="Title")
    ax = shown[0][0].axes[0]
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    assert cells == {(0, 0): "1", (1, 0): "1", (1, 1): "1", (2, 2): "1"}  # (predicted, right)
    probabilities = np.eye(3)[[0, 1, 1, 2]]
    plots.confusion_matrix([0, 0, 1, 2], probabilities, ["a", "b", "c"], title="Title")
    again = {t.get_position(): t.get_text() for t in shown[1][0].axes[0].texts}
    assert again == cells


def test_confusion_says_what_is_wrong(shown: Shown) -> None:
    with pytest.raises(ValueError, match="2 right classes, but 1 predicted"):
        plots.confusion_matrix([0, 1], [0], "ab", title="Title")
    with pytest.raises(ValueError, match="y_pred must hold classes from 0 to 1"):
        plots.confusion_matrix([0, 1], [0, 2], "ab", title="Title")


def test_worst_mistakes_come_first(shown: Shown) -> None:
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.05, 0.95]])
    y = np.array([0, 0, 0, 1])
    assert worst_first(y, probabilities).tolist() == [2, 1]
    plots.most_wrong(DIGITS[:4], y, probabilities, title="Title", class_names=["no", "yes"])
    titles = [ax.get_title() for ax in shown[0][0].axes]
    assert titles == ["no as yes\n80% sure", "no as yes\n60% sure"]
    with pytest.raises(ValueError, match="no mistake"):
        plots.most_wrong(DIGITS[:1], y[:1], probabilities[:1], title="Title")
    with pytest.raises(ValueError, match="probabilities of shape"):
        plots.most_wrong(DIGITS, y, probabilities, title="Title")


def test_images_of_all_shapes(shown: Shown) -> None:
    for shape in ((3, 8, 8), (3, 8, 8, 1), (3, 8, 8, 3)):
        plots.images(RNG.random(shape), title="Title")
    with pytest.raises(ValueError, match=r"not shape \(8, 8\)"):
        plots.images(RNG.random((8, 8)), title="Title")
    with pytest.raises(ValueError, match="3 images need as many labels, not 2"):
        plots.images(RNG.random((3, 8, 8)), [1, 2], title="Title")
    with pytest.raises(ValueError, match="nothing to show"):
        plots.images(np.zeros((0, 8, 8)), title="Title")


def test_filters_and_maps_say_what_is_wrong(shown: Shown) -> None:
    with pytest.raises(ValueError, match="kernel of a Conv2D"):
        plots.filters(np.zeros((3, 3)), title="Title")
    with pytest.raises(ValueError, match="no channel 2"):
        plots.filters(np.zeros((3, 3, 2, 4)), channel=2, title="Title")
    with pytest.raises(ValueError, match="convolution or a pooling layer"):
        plots.feature_maps(np.zeros(10), title="Title")
    plots.filters(np.zeros((3, 3, 2, 4)), title="Title")  # all zero: no division by zero
