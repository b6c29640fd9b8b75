"""Writes image-filters.json: what scipy's gaussian_filter and PyTorch's interpolate make of small random grids.

Run (needs numpy, scipy, torch):
  python3 test/oracle/image_filters.py && npx prettier --write test/fixtures/images/image-filters.json
"""

import json
from pathlib import Path

import numpy as np
import scipy
import torch
from scipy.ndimage import gaussian_filter

rng = np.random.default_rng(20240607)


def grid(height, width):
    # Multiples of 1/64 are exact in float32 and short in JSON.
    return (np.round(rng.normal(size=(height, width)) * 128) / 64).astype(np.float32)


def values(array):
    return [float(f"{value:.9g}") for value in array.ravel()]


def blur_case(height, width, sigma):
    source = grid(height, width)
    return {
        "shape": [height, width],
        "sigma": sigma,
        "source": values(source),
        "expected": values(gaussian_filter(source, sigma=sigma)),
    }


def resize_case(height, width, to_height, to_width):
    source = grid(height, width)
    result = torch.nn.functional.interpolate(
        torch.from_numpy(source)[None, None],
        size=(to_height, to_width),
        mode="bilinear",
        align_corners=False,
    )
    return {
        "from": [height, width],
        "to": [to_height, to_width],
        "source": values(source),
        "expected": values(result.numpy()),
    }


cases = {
    "source": f"scipy {scipy.__version__}, torch {torch.__version__}",
    # The kernel of sigma 4 is 33 wide: wider than the first two grids, so edges mirror repeatedly.
    "blur": [
        blur_case(*sizes) for sizes in [(3, 5, 4), (1, 9, 4), (20, 18, 4), (7, 6, 0.5), (8, 11, 1.3)]
    ],
    "resize": [
        resize_case(*sizes)
        for sizes in [(2, 2, 4, 4), (1, 1, 3, 2), (3, 4, 11, 10), (7, 5, 4, 3), (4, 4, 4, 4)]
    ],
}
path = Path(__file__).parent.parent / "fixtures" / "images" / "image-filters.json"
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
