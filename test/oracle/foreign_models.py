"""PatchCore models as other programs save them, and the scores that those programs give.

  npm run build
  /usr/bin/python3 test/oracle/foreign_models.py DATA        checks "nominal import" with a WideResNet-50-2 of random
                                                             weights on real images (DATA/mtd); prints JSON
  /usr/bin/python3 test/oracle/foreign_models.py --fixtures  rewrites test/fixtures/imports (a thin ResNet)

The original implementation's model: its patch features (bench/speed/reference.py), an index that faiss
writes, and its parameters as a pickle. anomalib's: a module of the same equations (arXiv 2106.08265)
with anomalib's names, exported by torch.onnx as its versions 0.7 (images prepared outside, described
in metadata.json) and 1.x (prepared in the graph) do. Needs Debian's python3-torch, -torchvision,
-faiss, -onnx, -pil and -sklearn.
"""

import json
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import warnings

import faiss
import numpy as np
import torch
import torch.nn.functional as F
import torchvision.models as models
from PIL import Image
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "bench/speed"), str(ROOT / "test/oracle")]
import backbones_torchvision as backbones  # noqa: E402
import reference  # noqa: E402

FIXTURES = ROOT / "test/fixtures/imports"
MEAN, STD = reference.MEAN, reference.STD
TOLERANCE = 1e-3  # of the largest score
warnings.filterwarnings("ignore")


class Extractor(nn.Module):
    """The network up to layer3, giving layer2 and layer3."""

    def __init__(self, net):
        super().__init__()
        self.conv1, self.bn1, self.maxpool = net.conv1, net.bn1, net.maxpool
        self.layer1, self.layer2, self.layer3 = net.layer1, net.layer2, net.layer3

    def forward(self, x):
        x = self.layer1(self.maxpool(F.relu(self.bn1(self.conv1(x)))))
        second = self.layer2(x)
        return second, self.layer3(second)


class Patchcore(nn.Module):
    """Average-pooled neighborhoods, the nearest row of the bank, and the density weight of equation 7."""

    def __init__(self, extractor, num_neighbors):
        super().__init__()
        self.feature_extractor, self.num_neighbors = extractor, num_neighbors
        self.feature_pooler = nn.AvgPool2d(3, 1, 1)
        self.register_buffer("memory_bank", torch.empty(0))

    def embed(self, image):
        first, second = [self.feature_pooler(tap) for tap in self.feature_extractor(image)]
        second = F.interpolate(second, size=first.shape[-2:], mode="bilinear")
        grid = torch.cat((first, second), 1)
        return grid.permute(0, 2, 3, 1).reshape(-1, grid.shape[1]), grid.shape

    def distances(self, x, y):
        square = x.pow(2).sum(-1, keepdim=True) - 2 * x @ y.transpose(-2, -1) + y.pow(2).sum(-1, keepdim=True).transpose(-2, -1)
        return square.clamp(min=0).sqrt()

    def forward(self, image):
        rows, (n, _, height, width) = self.embed(image)
        scores, nearest = self.distances(rows, self.memory_bank).min(1)
        scores, nearest = scores.reshape(n, -1), nearest.reshape(n, -1)
        highest, every = torch.argmax(scores, dim=1), torch.arange(n)
        score = scores[every, highest]
        if self.num_neighbors > 1:
            query = rows.reshape(n, scores.shape[1], -1)[every, highest]
            around = self.distances(self.memory_bank[nearest[every, highest]], self.memory_bank)
            support = around.topk(self.num_neighbors, largest=False, dim=1)[1]
            apart = self.distances(query.unsqueeze(1), self.memory_bank[support]).squeeze(1)
            score = (1 - F.softmax(apart, 1))[..., 0] * score
        patches = scores.reshape(n, 1, height, width)
        return F.interpolate(patches, size=(image.shape[-2], image.shape[-1])), score


class Prepared(nn.Module):
    """The preparation of images in the graph, as anomalib exports it from version 1.0 on: without antialias."""

    def __init__(self, model, resize, crop):
        super().__init__()
        self.model, self.resize, self.crop = model, resize, crop

    def forward(self, image):
        image = F.interpolate(image, size=self.resize, mode="bilinear")
        top, left = [(a - b) // 2 for a, b in zip(self.resize, self.crop)]
        image = image[..., top:top + self.crop[0], left:left + self.crop[1]]
        return self.model((image - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None])


def prepare(path, resize, crop):
    """As the originals train: Pillow's resize with antialias (keeping the aspect if one number is given), center crop."""
    image = Image.open(path).convert("RGB")
    if isinstance(resize, int):
        short = min(image.size)
        resize = [int(resize * side / short) for side in reversed(image.size)]
    image = image.resize(resize[::-1], Image.BILINEAR)
    left, top = [int(round((a - b) / 2)) for a, b in zip(image.size, crop[::-1])]
    pixels = np.asarray(image.crop((left, top, left + crop[1], top + crop[0])), np.float32) / 255
    return torch.from_numpy(((pixels - np.float32(MEAN)) / np.float32(STD)).transpose(2, 0, 1)[None].copy())


def batches(paths, resize, crop):
    return [prepare(path, resize, crop) for path in paths]


def write_original(folder, extractor, dimension, train, test, side, keep):
    """What the original saves, and its image scores: squared distances."""
    folder.mkdir(parents=True)
    resize = round(side * 256 / 224)
    rows = np.concatenate([reference.embed(extractor, image, dimension)[0] for image in batches(train, resize, (side, side))])
    bank = np.ascontiguousarray(rows[np.random.default_rng(0).permutation(len(rows))[:keep]])
    index = faiss.IndexFlatL2(dimension)
    index.add(bank)
    faiss.write_index(index, str(folder / "nnscorer_search_index.faiss"))
    parameters = {
        "backbone.name": "wideresnet50", "layers_to_extract_from": ["layer2", "layer3"], "input_shape": (3, side, side),
        "pretrain_embed_dimension": 1024, "target_embed_dimension": dimension, "patchsize": 3, "patchstride": 1,
        "anomaly_scorer_num_nn": 1,
    }
    with open(folder / "patchcore_params.pkl", "wb") as file:
        pickle.dump(parameters, file, pickle.HIGHEST_PROTOCOL)
    squared = [index.search(reference.embed(extractor, image, dimension)[0], 1)[0] for image in batches(test, resize, (side, side))]
    return [float(np.sqrt(image.max())) for image in squared]


def write_anomalib(folder, extractor, train, test, resize, crop, keep, in_graph):
    folder.mkdir(parents=True)
    model = Patchcore(extractor, 9).eval()
    with torch.no_grad():
        rows = torch.cat([model.embed(image)[0] for image in batches(train, resize, crop)])
        order = np.random.default_rng(0).permutation(len(rows))[:keep]
        model.memory_bank = rows[torch.from_numpy(order)].clone()
        scores = [float(model(image)[1]) for image in batches(test, resize, crop)]
    exported, size, opset = (Prepared(model, resize, crop).eval(), resize, 14) if in_graph else (model, crop, 11)
    torch.onnx.export(exported, torch.zeros(1, 3, *size), str(folder / "model.onnx"), opset_version=opset,
                      dynamic_axes={"input": {0: "batch_size"}, "output": {0: "batch_size"}},
                      input_names=["input"], output_names=["output"])
    steps = [
        {"__class_fullname__": "Resize", "always_apply": True, "p": 1, "height": resize[0], "width": resize[1], "interpolation": 1},
        {"__class_fullname__": "CenterCrop", "always_apply": True, "p": 1.0, "height": crop[0], "width": crop[1]},
        {"__class_fullname__": "Normalize", "always_apply": False, "p": 1.0, "mean": MEAN, "std": STD, "max_pixel_value": 255.0},
        {"__class_fullname__": "ToTensorV2", "always_apply": True, "p": 1.0, "transpose_mask": False},
    ]
    transform = {"transform": {"__version__": "1.3.1", "transform": {"__class_fullname__": "Compose", "p": 1.0, "transforms": steps}}}
    metadata = {"task": "segmentation", **({} if in_graph else transform), "image_threshold": 1.0, "min": 0.0, "max": 2.0}
    (folder / "metadata.json").write_text(json.dumps(metadata, indent=4))
    return scores


def draw_parts(folder, count):
    """Small pictures: a disc on cloth, whose place and brightness vary; the last has a bright scratch."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(1)
    y, x = np.mgrid[:80, :96]
    for i in range(count):
        cloth = 90 + 20 * np.sin(x / 3 + random.uniform(0, 6)) + random.normal(0, 6, (80, 96))
        inside = (y - 40 - random.uniform(-2, 2)) ** 2 + (x - 48 - random.uniform(-2, 2)) ** 2 < 24**2
        gray = np.where(inside, 180 + random.normal(0, 6, (80, 96)), cloth)
        if i == count - 1:
            gray[38:41, 30:66] = 20
        rgb = np.clip(np.stack([gray, 0.9 * gray, 0.8 * gray], -1), 0, 255).astype(np.uint8)
        Image.fromarray(rgb).save(folder / f"{i:02}.png")
    return sorted(folder.glob("*.png"))


def write_fixtures():
    import shutil

    shutil.rmtree(FIXTURES, ignore_errors=True)
    parts = draw_parts(FIXTURES / "parts", 10)
    net = backbones.thin_resnet(backbones.Basic)
    net.load_state_dict({k: v.float() for k, v in torch.load(ROOT / "test/fixtures/backbones/resnet18/weights.pth").items()})
    extractor = Extractor(net).eval()
    train, test = parts[:4], parts[4:]
    squeezed, crop = (70, 72), (64, 64)
    scores = {
        "original": write_original(FIXTURES / "original", extractor, 48, train, test, 64, 60),
        "anomalib-0.7": write_anomalib(FIXTURES / "anomalib-0.7", extractor, train, test, squeezed, crop, 60, False),
        "anomalib-1": write_anomalib(FIXTURES / "anomalib-1", extractor, train, test, squeezed, crop, 60, True),
    }
    (FIXTURES / "expected.json").write_text(json.dumps({"train": 4, "scores": scores}, indent=2) + "\n")


def nominal(*arguments):
    run = subprocess.run(["node", str(ROOT / "bin/nominal.js"), *arguments], stdout=subprocess.PIPE, text=True)
    if run.returncode > 1:
        sys.exit(run.returncode)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def check(data):
    """Imports both kinds with real images and compares every image score."""
    good = sorted(pathlib.Path(data, "mtd/MT_Free/Imgs").glob("*.jpg"))
    train, held_out = good[:12], good[12:32]
    test = good[32:36] + [p for kind in ("Blowhole", "Crack", "Fray") for p in sorted(pathlib.Path(data, f"mtd/MT_{kind}/Imgs").glob("*.jpg"))[:3]]
    net = backbones.randomize(models.wide_resnet50_2(weights=None), seed=3, gain=1.0)
    extractor = Extractor(net).eval()
    report = {}
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        os.environ["NOMINAL_HOME"] = str(folder / "home")
        torch.save(net.state_dict(), folder / "weights.pth")
        nominal("backbone", "add", str(folder / "weights.pth"), "--arch", "wide_resnet50_2", "--json")
        cases = {
            "original": write_original(folder / "original", extractor, 1024, train, test, 224, 2000),
            "anomalib-0.7": write_anomalib(folder / "anomalib-0.7", extractor, train, test, (256, 256), (224, 224), 2000, False),
            "anomalib-1": write_anomalib(folder / "anomalib-1", extractor, train, test, (256, 256), (224, 224), 2000, True),
        }
        for name, expected in cases.items():
            model = str(folder / f"{name}.nominal")
            imported = nominal("import", str(folder / name), *map(str, held_out), "--out", model, "--json")[-1]
            scores = [line["imageScore"] for line in nominal("inspect", model, *map(str, test), "--json")]
            worst = max(abs(a - b) / max(expected) for a, b in zip(scores, expected))
            report[name] = {"images": len(scores), "worst": worst, "likeness": imported["likeness"], "threshold": imported["threshold"]}
    print(json.dumps(report, indent=1))
    return 0 if all(case["worst"] < TOLERANCE and case["images"] == len(test) for case in report.values()) else 1


if __name__ == "__main__":
    torch.set_num_threads(2)
    if sys.argv[1:] == ["--fixtures"]:
        write_fixtures()
    else:
        sys.exit(check(sys.argv[1]))
