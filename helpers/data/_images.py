"""Turning stored images into what networks take."""

from __future__ import annotations

import numpy as np


def images_to_float(x: np.ndarray) -> np.ndarray:
    """Scales images to [0, 1] and gives grey ones the channel axis that convolutions need.

    Args:
        x: uint8 (n, height, width) or (n, height, width, channels), 0 to 255.

    Returns:
        float32 (n, height, width, channels) from 0 to 1.

    Raises:
        ValueError: x isn't uint8 or hasn't one of these shapes.
    """
    x = np.asarray(x)
    if x.dtype != np.uint8:
        raise ValueError(
            f"images_to_float takes uint8 images from 0 to 255, not {x.dtype}; "
            "were they scaled already?"
        )
    if x.ndim not in (3, 4):
        raise ValueError(
            "images_to_float takes images of shape (n, height, width) or "
            f"(n, height, width, channels), not {x.shape}"
        )
    scaled = x.astype(np.float32)
    scaled /= 255
    return scaled[..., np.newaxis] if x.ndim == 3 else scaled
