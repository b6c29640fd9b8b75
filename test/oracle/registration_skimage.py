"""Writes registration-skimage.json: shifts that scikit-image finds between moved pictures.

Run (needs numpy, scipy, scikit-image):
  python3 test/oracle/registration_skimage.py
"""

import json
from pathlib import Path

import numpy as np
import scipy.ndimage
import skimage
from skimage.registration import phase_cross_correlation

rng = np.random.default_rng(20261125)


def case(height, width, shift, upsampling):
    # Whole numbers are short in JSON and exact everywhere.
    scene = scipy.ndimage.gaussian_filter(rng.normal(size=(height + 16, width + 16)), 0.7)
    scene = 2000 * scene / np.abs(scene).max()
    moved = scipy.ndimage.shift(scene, shift, order=3, mode="nearest")
    reference = np.rint(scene[8:-8, 8:-8]).astype(int)
    moving = np.rint(moved[8:-8, 8:-8] + rng.normal(size=(height, width))).astype(int)
    found, _, _ = phase_cross_correlation(
        reference.astype(float), moving.astype(float), upsample_factor=upsampling
    )
    return {
        "shape": [height, width],
        "planted": [float(value) for value in shift],
        "upsampling": upsampling,
        "reference": reference.ravel().tolist(),
        "moving": moving.ravel().tolist(),
        "expected": [float(value) for value in found],
    }


cases = [
    case(16, 32, (2, -5), 1),
    case(32, 32, (-4, 3), 1),
    case(32, 16, (1.3, -2.6), 10),
    case(32, 32, (-2.45, 0.8), 20),
    case(64, 32, (5.21, -1.34), 100),
]
path = Path(__file__).with_name("registration-skimage.json")
path.write_text(json.dumps({"skimage": skimage.__version__, "cases": cases}))
