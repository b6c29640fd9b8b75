"""Writes metrics-sklearn.json: random cases with many ties and what scikit-learn and scikit-image say.

Run (needs numpy, scikit-learn, scikit-image):
  python3 test/oracle/metrics_sklearn.py && npx prettier --write test/oracle/metrics-sklearn.json
"""

import json
from pathlib import Path

import numpy as np
import sklearn
import skimage
from skimage.measure import label, regionprops
from sklearn import metrics

rng = np.random.default_rng(20240607)


def image_case(count, levels):
    labels = (rng.random(count) < 0.4).astype(int)
    labels[:2] = [0, 1]
    # Eighths are exact in float32 and in JSON.
    scores = np.round(rng.normal(size=count) * levels + labels * levels) / 8
    fpr, tpr, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
    precision, recall, thresholds = metrics.precision_recall_curve(labels, scores)
    f1 = [metrics.f1_score(labels, scores >= t) for t in thresholds]
    threshold = float(np.median(scores))
    verdicts = scores > threshold
    balanced = [metrics.balanced_accuracy_score(labels, scores >= t) for t in [np.inf, *thresholds]]
    accuracy = [metrics.accuracy_score(labels, scores >= t) for t in [np.inf, *thresholds]]
    tn, fp, fn, tp = metrics.confusion_matrix(labels, verdicts).ravel().tolist()
    return {
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "auroc": metrics.roc_auc_score(labels, scores),
        "averagePrecision": metrics.average_precision_score(labels, scores),
        "f1Max": float(np.max(f1)),
        "best": {"accuracy": max(accuracy), "balancedAccuracy": max(balanced)},
        "roc": np.stack([fpr, tpr], axis=1).tolist(),
        "precisionRecall": np.stack([precision, recall], axis=1)[::-1].tolist(),
        "threshold": threshold,
        "confusion": {
            "truePositives": tp,
            "falsePositives": fp,
            "trueNegatives": tn,
            "falseNegatives": fn,
            "accuracy": metrics.accuracy_score(labels, verdicts),
            "balancedAccuracy": metrics.balanced_accuracy_score(labels, verdicts),
            "f1": metrics.f1_score(labels, verdicts),
        },
    }


def aupro(maps, masks, limit):
    """Mean over regions of the area under overlap against false-positive rate, by sklearn's auc."""
    thresholds = np.unique(maps)[::-1]
    rates = [0.0] + [float(np.mean(maps[masks == 0] >= t)) for t in thresholds]
    overlaps = []
    for one_map, mask in zip(maps, masks):
        for region in regionprops(label(mask)):
            values = one_map[tuple(region.coords.T)]
            overlaps.append([0.0] + [float(np.mean(values >= t)) for t in thresholds])
    curve = np.mean(overlaps, axis=0)
    rates = np.array(rates)
    last = np.searchsorted(rates, limit, side="left")
    start, end = last - 1, last
    share = (limit - rates[start]) / (rates[end] - rates[start])
    at_limit = curve[start] + share * (curve[end] - curve[start])
    area = metrics.auc(np.append(rates[:last], limit), np.append(curve[:last], at_limit))
    return float(area / limit), len(overlaps)


def pixel_case(images, height, width, levels):
    masks = (rng.random((images, height, width)) < 0.18).astype(np.uint8)
    masks[0] = 0
    maps = np.round(rng.normal(size=masks.shape) * levels + masks * levels) / 8
    aupro30, regions = aupro(maps, masks, 0.3)
    aupro05, _ = aupro(maps, masks, 0.05)
    threshold = float(np.median(maps))
    return {
        "shape": list(masks.shape),
        "threshold": threshold,
        "segF1": metrics.f1_score(masks.ravel(), maps.ravel() > threshold),
        "maps": maps.ravel().tolist(),
        "masks": masks.ravel().tolist(),
        "pixelAuroc": metrics.roc_auc_score(masks.ravel(), maps.ravel()),
        "pixelAveragePrecision": metrics.average_precision_score(masks.ravel(), maps.ravel()),
        "aupro30": aupro30,
        "aupro05": aupro05,
        "regionsCount": regions,
    }


def label_case(height, width, density):
    mask = (rng.random((height, width)) < density).astype(np.uint8)
    return {
        "height": height,
        "width": width,
        "mask": mask.ravel().tolist(),
        "labels4": label(mask, connectivity=1).ravel().tolist(),
        "labels8": label(mask, connectivity=2).ravel().tolist(),
    }


cases = {
    "source": f"scikit-learn {sklearn.__version__}, scikit-image {skimage.__version__}",
    "image": [image_case(n, levels) for n, levels in [(5, 1), (20, 1), (60, 2), (150, 3), (200, 40)]],
    "pixel": [
        pixel_case(*sizes)
        for sizes in [(3, 7, 9, 1), (4, 12, 10, 2), (3, 20, 24, 6), (2, 30, 30, 200)]
    ],
    "labels": [label_case(8, 11, 0.4), label_case(25, 17, 0.5), label_case(20, 30, 0.6)],
}
path = Path(__file__).with_name("metrics-sklearn.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
