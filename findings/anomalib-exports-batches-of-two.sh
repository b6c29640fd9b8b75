#!/usr/bin/env bash
# anomalib 2.7.0 exports its PatchCore to ONNX and OpenVINO for batches of exactly two images, so that its own
# OpenVINOInferencer refuses a single one.
#
# One expects an export whose batch is free, as the exporter asks for (dynamic axis "batch_size"), or of one image.
# But the search for nearest neighbors walks over the patches in chunks of 1,024. The exporter traces it with an
# example of two images; once these have more than 1,024 patches, the loop fixes the batch at two. That is so for
# the default input of 256 x 256 and for the paper's crop of 224. With fewer patches the batch stays free.
#
# Observed, input shape of the exported model: [?,3,64,64] for an input of 64 x 64, [2,3,256,256] for 256 x 256.
# With onnx_kwargs={"dynamic_axes": {}} and an input size it is [1,3,256,256], which works.
#
# Needs Python 3.11 and 7 GB below the temporary folder, since PyTorch of PyPI brings the packages for graphics
# cards. Exits with 0 while this is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python=${ANOMALIB_PYTHON:-$folder/environment/bin/python} # an environment that has these packages saves the download
if [ -z "${ANOMALIB_PYTHON:-}" ]; then
  python3 -m venv environment
  "$python" -m pip install --quiet --no-cache-dir 'anomalib[cpu,openvino]==2.7.0' openvino==2026.4.1 torch==2.15.0
fi
cat > run.py <<'SCRIPT'
import logging
import sys
import warnings

import openvino
import torch

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
from anomalib.deploy import OpenVINOInferencer
from anomalib.models import Patchcore


def exported(side, **options):
    resize = Patchcore.configure_pre_processor((side, side))
    model = Patchcore(backbone="resnet18", pre_trained=False, pre_processor=resize, evaluator=False, visualizer=False)
    model.model.memory_bank = torch.rand(100, 384)  # As after a fit.
    return model.eval().to_openvino(f"of-{side}", input_size=(side, side), **options)


def shape(path):
    return str(openvino.Core().read_model(path).input(0).partial_shape)


def inspects_one(path, side):
    try:
        OpenVINOInferencer(path, device="CPU").predict(torch.rand(3, side, side))
        return True
    except RuntimeError as error:
        print(str(error).strip().splitlines()[-1], file=sys.stderr)
        return False


small, usual = exported(64), exported(256)
seen = [shape(small), inspects_one(small, 64), shape(usual), inspects_one(usual, 256)]
fixed = exported(256, onnx_kwargs={"dynamic_axes": {}})
seen += [shape(fixed), inspects_one(fixed, 256)]
print("Seen:", seen)
sys.exit(seen != ["[?,3,64,64]", True, "[2,3,256,256]", False, "[1,3,256,256]", True])
SCRIPT
"$python" run.py | grep Seen
