"""AnomaVision's PatchCore, used as its own training and inspection do.

  with_anomavision.py fit WEIGHTS DATA OUT   fit; keeps the model in OUT
  with_anomavision.py inspect OUT IMAGES     inspect with that model in PyTorch
"""

import os
from pathlib import Path

from measured import CROP, RATIO, RESIZE, THREADS, measure_fit, measure_inspect, run

import torch
import torchvision

torch.set_num_threads(THREADS)


def fit(weights, data, out):
    # It always asks a hub for pretrained weights: what it would fetch is put in their place.
    torch.hub.load_state_dict_from_url = torchvision.models._api.load_state_dict_from_url = lambda *_, **__: torch.load(weights)
    import anomavision

    images = anomavision.AnodetDataset(os.path.join(data, "train/good"), resize=RESIZE, crop_size=CROP)
    # The same rows as the others: not at most 2,048 of a grid of 14², which are its defaults.
    model = anomavision.PatchCore(
        backbone="wide_resnet50", layer_indices=[1, 2], coreset_ratio=RATIO, max_memory_patches=None, patch_grid=None,
    )

    def fitted():
        model.fit(torch.utils.data.DataLoader(images, batch_size=2, collate_fn=anomavision.datasets.dataset.collate_anodet_batch))
        return len(model.memory_bank)

    measured = measure_fit(fitted)
    torch.save(model, Path(out) / "model.pt")
    return measured


def inspect(out, images):
    import anomavision
    from anomavision.utils import create_image_transform
    from PIL import Image

    model = torch.load(Path(out) / "model.pt", weights_only=False)
    transform = create_image_transform(resize=RESIZE, crop_size=CROP, normalize=True)

    def score(path):
        scores, _ = model.predict(transform(Image.open(path).convert("RGB")).unsqueeze(0))
        return scores[0]

    return measure_inspect(score, images)


run(fit=fit, inspect=inspect)
