"""Writes test/oracle/images-pil.json: resizing by Pillow and smoothing by SciPy, for images.test.ts.

Run with Debian's python3-pil and python3-scipy: python3 test/oracle/images_pil.py
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

rng = np.random.default_rng(0)
resizes = []
for height, width, to_height, to_width in [(7, 5, 3, 2), (9, 13, 4, 13), (5, 4, 11, 9), (16, 16, 5, 7), (3, 40, 8, 6)]:
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    pixels[0] = 255
    resized = np.asarray(Image.fromarray(pixels).resize((to_width, to_height), Image.BILINEAR))
    resizes.append({
        "height": height, "width": width, "pixels": pixels.ravel().tolist(),
        "toHeight": to_height, "toWidth": to_width, "resized": resized.ravel().tolist(),
    })

blurs = []
for height, width, sigma in [(4, 6, 1.0), (9, 3, 2.5), (12, 11, 4.0)]:
    values = rng.random((height, width)).astype(np.float32)
    blurs.append({
        "height": height, "width": width, "sigmaPx": sigma,
        "values": values.ravel().tolist(),
        "blurred": gaussian_filter(values, sigma).ravel().tolist(),
    })

target = Path(__file__).with_name("images-pil.json")
target.write_text(json.dumps({"resizes": resizes, "blurs": blurs}) + "\n")
