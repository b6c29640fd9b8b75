"""Writes resize-pil.json: what Pillow's Image.resize(size, BILINEAR) makes of hashed-counter pixels.

Pixel value i of an input is the top byte of i * 2654435761 mod 2^32, so the test makes its own inputs.
Small results are written out, large ones as SHA-256 of the bytes.

Run (needs numpy, Pillow):
  python3 test/oracle/resize_pil.py && npx prettier --write test/fixtures/images/resize-pil.json
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

SIZES = [
    # from height, from width, to height, to width
    (2, 2, 1, 1),
    (1, 4, 1, 2),
    (5, 7, 3, 4),
    (3, 4, 6, 9),
    (1, 1, 3, 2),
    (4, 6, 4, 3),
    (6, 4, 3, 4),
    (2, 9, 5, 3),
    (97, 131, 64, 64),
    (131, 97, 224, 131),
    (400, 301, 341, 256),
    (512, 512, 224, 224),
    (1024, 1024, 224, 224),
    (333, 1000, 7, 1001),
]


def pixels(count):
    index = np.arange(count, dtype=np.uint64)
    return ((index * 2654435761 % 2**32) >> 24).astype(np.uint8)


def case(from_height, from_width, to_height, to_width):
    image = Image.fromarray(pixels(from_height * from_width * 3).reshape(from_height, from_width, 3))
    data = image.resize((to_width, to_height), Image.BILINEAR).tobytes()
    small = {"data": list(data)} if len(data) <= 200 else {}
    return {
        "from": [from_height, from_width],
        "to": [to_height, to_width],
        **small,
        "sha256": hashlib.sha256(data).hexdigest(),
    }


cases = {"source": f"Pillow {PIL.__version__}", "cases": [case(*sizes) for sizes in SIZES]}
path = Path(__file__).parent.parent / "fixtures" / "images" / "resize-pil.json"
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
