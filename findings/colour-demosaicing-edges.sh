#!/usr/bin/env bash
# colour-demosaicing gives wrong colors along the edges of an image, even of one plain color.
#
# The mosaic of a plain scene has one red, one green and one blue value, and linear demosaicing gives
# them back. colour-demosaicing 0.2.7 convolves with the default mode of scipy.ndimage, "reflect", which
# repeats the outermost pixel: its neighbor beyond the edge then has the wrong color of the pattern.
# Mirrored about the outermost pixel (mode "mirror") the pattern goes on as it should.
#
# Observed, of a scene of red 200, green 100 and blue 50:
#   largest error inside 0, at the edges 106, mirrored 0
#
# Exits with 1 once that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet colour-demosaicing==0.2.7 numpy
venv/bin/python -W ignore - <<'SCRIPT'
import sys
import numpy as np
from colour_demosaicing import demosaicing_CFA_Bayer_Malvar2004 as demosaic

color = np.array([200.0, 100.0, 50.0])
mosaic = np.full((10, 12), color[1])
mosaic[0::2, 0::2] = color[0]
mosaic[1::2, 1::2] = color[2]
error = np.abs(demosaic(mosaic, "RGGB") - color).max(axis=2)
mirrored = np.pad(np.pad(mosaic, 2, mode="reflect"), 2, mode="reflect")
whole = np.abs(demosaic(mirrored, "RGGB")[4:-4, 4:-4] - color).max()
inside = error[2:-2, 2:-2].max()
print(f"largest error inside {inside:.3g}, at the edges {error.max():.3g}, mirrored {whole:.3g}")
sys.exit(0 if inside < 1e-9 and whole < 1e-9 and error.max() > 20 else 1)
SCRIPT
