"""PatchCore as published, step by step in PyTorch: the baseline of the benchmark.

  python3 bench/speed/reference.py export DIR              random WideResNet-50 weights, as ONNX for nominal
  python3 bench/speed/reference.py fit DIR IMAGES OUT       fit, time the stages, keep the bank in OUT.npz
  python3 bench/speed/reference.py inspect DIR OUT IMAGES   inspect, time each image
  python3 bench/speed/reference.py coreset POINTS PICKS STARTS   time PICKS picks among projected rows

Needs Debian's python3-torch, python3-torchvision, python3-faiss and python3-sklearn (for SciPy).
Prints one JSON object. Threads: the environment's OMP_NUM_THREADS.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

# Before the slow imports, which are a part of the start.
PROCESS_STARTED = time.time()

import faiss
import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from PIL import Image
from scipy.ndimage import gaussian_filter
from torchvision import transforms

THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
torch.set_num_threads(THREADS)
faiss.omp_set_num_threads(THREADS)

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
PREPROCESS = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), transforms.Normalize(MEAN, STD),
])
RATIO, PROJECTION, STARTS, DIMENSION = 0.1, 128, 10, 1024


class Trunk(torch.nn.Module):
    """WideResNet-50-2 up to layer3, giving layer2 and layer3."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        net = torchvision.models.wide_resnet50_2(weights=None)
        self.stem = torch.nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool, net.layer1)
        self.layer2, self.layer3 = net.layer2, net.layer3
        # The original holds the whole network; a hook ends its forward pass after layer3.
        self.rest = torch.nn.Sequential(net.layer4, net.fc)
        self.eval()

    def forward(self, x):
        second = self.layer2(self.stem(x))
        return second, self.layer3(second)


def load_trunk(folder):
    trunk = Trunk()
    trunk.load_state_dict(torch.load(Path(folder) / "weights.pth"))
    return trunk


def export(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    trunk = Trunk()
    # Statistics of real activations, so that the random network neither dies nor explodes.
    trunk.train()
    with torch.no_grad():
        for _ in range(8):
            trunk(torch.randn(8, 3, 224, 224))
    trunk.eval()
    torch.save(trunk.state_dict(), folder / "weights.pth")
    axes = {"input": {0: "n", 2: "h", 3: "w"}}
    torch.onnx.export(trunk, torch.randn(1, 3, 224, 224), folder / "model.onnx", opset_version=13,
                      input_names=["input"], output_names=["layer2", "layer3"], dynamic_axes=axes)
    import hashlib
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    manifest = {
        "name": "wide_resnet50_2-random", "description": "WideResNet-50-2 with random weights, for benchmarks",
        "input": {"name": "input", "layout": "NCHW", "color": "RGB", "range": [0, 1], "mean": MEAN, "std": STD, "size": 224},
        "taps": [{"name": "layer2", "channels": 512, "stride": 8}, {"name": "layer3", "channels": 1024, "stride": 16}],
        "license": "none", "source": "bench/speed/reference.py", "sha256": digest,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))


def patchify(features):
    unfolded = F.unfold(features, kernel_size=3, stride=1, padding=1)
    n, c, h, w = features.shape
    return unfolded.reshape(n, c, 3, 3, h * w).permute(0, 4, 1, 2, 3), (h, w)


def embed(trunk, batch, dimension=DIMENSION):
    """Patch features as the original computes them: unfold, upsample every value, pool twice."""
    with torch.no_grad():
        taps = trunk(batch)
        patches = [patchify(tap) for tap in taps]
        (first, grid), (second, coarse) = patches
        n, _, c, _, _ = second.shape
        second = second.reshape(n, *coarse, c, 3, 3).permute(0, 3, 4, 5, 1, 2)
        shape = second.shape
        second = second.reshape(-1, *coarse)
        second = F.interpolate(second.unsqueeze(1), size=grid, mode="bilinear", align_corners=False).squeeze(1)
        second = second.reshape(*shape[:-2], *grid).permute(0, 4, 5, 1, 2, 3).reshape(n, -1, c, 3, 3)
        pooled = []
        for patch in (first, second):
            flat = patch.reshape(-1, 1, patch.shape[2] * 9)
            pooled.append(F.adaptive_avg_pool1d(flat, DIMENSION).squeeze(1))
        stacked = torch.stack(pooled, dim=1).reshape(len(pooled[0]), 1, -1)
        return F.adaptive_avg_pool1d(stacked, dimension).reshape(len(stacked), -1).numpy(), grid


def coreset(features):
    """The approximate greedy sampler: one pass over all rows for every row that is kept."""
    with torch.no_grad():
        torch.manual_seed(0)
        mapper = torch.nn.Linear(features.shape[1], PROJECTION, bias=False)
        reduced = mapper(torch.from_numpy(features))
        starts = np.random.default_rng(0).choice(len(reduced), STARTS, replace=False).tolist()
        return pick(reduced, starts, int(len(reduced) * RATIO))


def pick(reduced, starts, count):
    def distances(a, b):
        square = (a * a).sum(1, keepdim=True) + (b * b).sum(1) - 2 * a @ b.T
        return square.clamp(min=0).sqrt()

    nearest = distances(reduced, reduced[starts]).mean(dim=1, keepdim=True)
    selected = []
    for _ in range(count):
        index = int(nearest.argmax())
        selected.append(index)
        nearest = torch.minimum(nearest, distances(reduced, reduced[index:index + 1]))
    return np.array(selected)


def time_picks(points, picks, starts):
    """Every pick passes over all rows, so the time of a whole selection is that of a part, scaled."""
    with torch.no_grad():
        reduced = torch.from_numpy(np.fromfile(points, dtype=np.float32).reshape(-1, PROJECTION))
        start = time.perf_counter()
        selected = pick(reduced, json.loads(starts), int(picks))
        return {"seconds": time.perf_counter() - start, "selected": selected.tolist()}


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def images_in(folder):
    return sorted(Path(folder).glob("*.png"))


def read(path):
    return PREPROCESS(Image.open(path).convert("RGB"))


def fit(folder, images, out):
    trunk = load_trunk(folder)
    paths = images_in(images)
    start, processor_start = time.perf_counter(), time.process_time()
    rows = []
    for i in range(0, len(paths), 2):
        rows.append(embed(trunk, torch.stack([read(path) for path in paths[i:i + 2]]))[0])
    features = np.concatenate(rows)
    extracted = time.perf_counter()
    selected = coreset(features)
    sampled = time.perf_counter()
    bank = features[selected]
    index = faiss.IndexFlatL2(bank.shape[1])
    index.add(bank)
    done, processor_seconds = time.perf_counter(), time.process_time() - processor_start
    np.savez(f"{out}.npz", bank=bank, selected=selected)
    return {
        "fitSeconds": done - start, "extractSeconds": extracted - start, "coresetSeconds": sampled - extracted,
        "processorSeconds": processor_seconds, "bankRows": len(bank), "peakMegabytes": peak_megabytes(),
    }


def inspect(folder, out, images):
    trunk = load_trunk(folder)
    bank = np.load(f"{out}.npz")["bank"]
    index = faiss.IndexFlatL2(bank.shape[1])
    index.add(bank)
    times, processor_times, scores = [], [], []
    for path in images_in(images):
        start, processor_start = time.perf_counter(), time.process_time()
        features, grid = embed(trunk, read(path).unsqueeze(0))
        squared, _ = index.search(features, 1)
        patch_scores = np.sqrt(np.maximum(0, squared[:, 0]))
        upsampled = F.interpolate(torch.from_numpy(patch_scores).reshape(1, 1, *grid), size=(224, 224),
                                  mode="bilinear", align_corners=False)
        gaussian_filter(upsampled[0, 0].numpy(), sigma=4)
        times.append(1000 * (time.perf_counter() - start))
        processor_times.append(1000 * (time.process_time() - processor_start))
        scores.append(float(patch_scores.max()))
        if len(scores) == 1:
            first_answer_ms = 1000 * (time.time() - PROCESS_STARTED)
    return {
        "msPerImage": float(np.median(times[1:])), "processorMsPerImage": float(np.median(processor_times[1:])),
        "firstAnswerMs": first_answer_ms, "peakMegabytes": peak_megabytes(), "imageScores": scores,
    }


if __name__ == "__main__":
    print(json.dumps({"export": export, "fit": fit, "inspect": inspect, "coreset": time_picks}[sys.argv[1]](*sys.argv[2:])))
