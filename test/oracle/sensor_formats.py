"""Oracle for the pixel formats of cameras: demosaicing by colour-demosaicing 0.2.7 (Malvar 2004), luma and
chroma by OpenCV, packed values by NumPy's bits.

Run from the checkout with Python 3.11: pip install numpy colour-demosaicing opencv-python-headless, then
python test/oracle/sensor_formats.py; it writes test/fixtures/images/sensor-formats.json.
"""

import base64
import json
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
from colour_demosaicing import demosaicing_CFA_Bayer_Malvar2004

rng = np.random.default_rng(7)


def coded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def mosaics():
    for order in ["RGGB", "GRBG", "GBRG", "BGGR"]:
        for height, width, bits in [(3, 3, 8), (8, 11, 8), (7, 6, 12)]:
            mosaic = rng.integers(0, 2**bits, (height, width), dtype=np.uint16)
            # That package repeats the outermost pixels, and with it the wrong colors: mirrored here.
            mirrored = np.pad(mosaic.astype(np.float64), 2, mode="reflect")
            mirrored = np.pad(mirrored, 2)
            rgb = demosaicing_CFA_Bayer_Malvar2004(mirrored, order)[4:-4, 4:-4]
            rgb = np.clip(np.floor(rgb + 0.5), 0, 2**bits - 1).astype(np.uint16)
            # "RGGB" is called RG in PFNC: the first two letters.
            yield {
                "order": order[:2],
                "height": height,
                "width": width,
                "bits": bits,
                "mosaic": coded(mosaic),
                "rgb": coded(rgb),
            }


def streams():
    """Values one after the other, from the lowest bit of the first byte on."""
    for bits in [10, 12, 14]:
        values = rng.integers(0, 2**bits, 13, dtype=np.uint16)
        flat = ((values[:, None] >> np.arange(bits)) & 1).astype(np.uint8).ravel()
        yield {
            "bits": bits,
            "values": coded(values),
            "bytes": coded(np.packbits(flat, bitorder="little")),
        }


def limited_yuv():
    """YUY2 of video range, in which OpenCV's conversion is defined."""
    height, width = 4, 6
    yuyv = rng.integers(40, 200, (height, width, 2), dtype=np.uint8)
    rgb = cv2.cvtColor(yuyv, cv2.COLOR_YUV2RGB_YUY2)
    return {"height": height, "width": width, "yuyv": coded(yuyv), "rgb": coded(rgb)}


def full_yuv():
    height, width = 5, 7
    rgb = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    ycrcb = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
    back = cv2.cvtColor(ycrcb, cv2.COLOR_YCrCb2RGB)
    return {"height": height, "width": width, "ycrcb": coded(ycrcb), "rgb": coded(back)}


result = {
    "versions": {
        name: version(name)
        for name in ["numpy", "colour-demosaicing", "opencv-python-headless"]
    },
    "mosaics": list(mosaics()),
    "streams": list(streams()),
    "limited": limited_yuv(),
    "full": full_yuv(),
}
Path("test/fixtures/images/sensor-formats.json").write_text(json.dumps(result, indent=1) + "\n")
