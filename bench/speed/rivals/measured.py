"""What the scripts of this folder share: paths, threads, and how a run is measured.

Every run is a process of its own. It prints one JSON object as its last line.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from statistics import median

# This module is imported first, before the slow ones, which are a part of the start.
PROCESS_STARTED = time.time()
THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
RATIO, RESIZE, CROP = 0.1, (256, 256), (224, 224)
LAYERS = ["layer2", "layer3"]
# The first round is not counted: code is compiled and caches are filled in it.
ROUNDS = 4


def images_in(folder):
    return sorted(Path(folder).glob("*.png"))


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_fit(fit):
    start, processor_start = time.perf_counter(), time.process_time()
    bank_rows = fit()
    return {
        "fitSeconds": time.perf_counter() - start, "processorSeconds": time.process_time() - processor_start,
        "bankRows": bank_rows, "peakMegabytes": peak_megabytes(),
    }


def measure_inspect(inspect, images):
    """`inspect` takes a path and returns the image score."""
    times, processor_times, scores, first_answer_ms = [], [], [], None
    for i in range(ROUNDS):
        for path in images_in(images):
            start, processor_start = time.perf_counter(), time.process_time()
            score = float(inspect(path))
            times.append(1000 * (time.perf_counter() - start))
            processor_times.append(1000 * (time.process_time() - processor_start))
            first_answer_ms = first_answer_ms or 1000 * (time.time() - PROCESS_STARTED)
            if i == 0:
                scores.append(score)
    counted = len(scores)
    return {
        "msPerImage": median(times[counted:]), "processorMsPerImage": median(processor_times[counted:]),
        "firstAnswerMs": first_answer_ms, "imageScores": scores, "peakMegabytes": peak_megabytes(),
    }


def run(**modes):
    mode, *args = sys.argv[1:]
    print(json.dumps(modes[mode](*args)))
