// Images one at a time, in a stream, and by workers: time, processor time, collections of garbage and
// page faults of an image, each in a process of its own, in turns.
//
//   node bench/speed/streams.mjs MODEL IMAGES_FOLDER [FRAMES]
//
// Prints a table, and keeps the figures in bench/output/speed/streams.json.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { collectImages, Detector } from '../../dist/index.js';
import { decodeFrame } from '../../dist/image/index.js';
import { outputFolder } from '../shared/checkout.mjs';
import { median, quantile } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const threads = Number(process.env.OMP_NUM_THREADS ?? 2);
const ways = ['alone', 'stream', 'workers'];
const kinds = ['raw', 'file'];

const usage = 'bench/speed/streams.mjs MODEL IMAGES_FOLDER [FRAMES]';
const [model, images, frames = '300', way, kind] = wordsOf(usage);
if (way !== undefined) console.log(JSON.stringify(await measure(way, kind, Number(frames))));
else compare();

function compare() {
  const script = fileURLToPath(import.meta.url);
  const all = kinds.flatMap((kind) => ways.map((way) => ({ kind, way, runs: [] })));
  for (let run = 0; run < RUNS; run++) {
    for (const { kind, way, runs } of all) {
      const args = [script, model, images, frames, way, kind];
      runs.push(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })));
    }
  }
  const rows = all.map(({ kind, way, runs }) => {
    const keys = Object.keys(runs[0]);
    const medians = keys.map((key) => [key, median(runs.map((run) => run[key]))]);
    return { kind, way, ...Object.fromEntries(medians) };
  });
  writeFileSync(`${outputFolder('speed')}streams.json`, `${JSON.stringify(rows, null, 1)}\n`);
  console.table(rows);
}

async function measure(way, kind, count) {
  const paths = await collectImages([images]);
  const sources =
    kind === 'raw'
      ? await Promise.all(paths.map(async (path) => (await decodeFrame(path)).frame))
      : paths;
  const runtime = { threads, workers: way === 'workers' ? threads : 1 };
  const detector = await Detector.load(model, { runtime });
  const cycled = (length) => Array.from({ length }, (_, i) => sources[i % sources.length]);
  await run(detector, way, cycled(40));
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    /** @type {readonly unknown[]} */
    const entries = list.getEntries();
    collections += entries.filter(isMarking).length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const { cpu, faults } = used();
  const start = performance.now();
  const latencies = await run(detector, way, cycled(count));
  const ms = performance.now() - start;
  const now = used();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await detector.close();
  return {
    ms: ms / count,
    medianMs: median(latencies),
    p99Ms: quantile(latencies, 0.99),
    processorMs: (now.cpu - cpu) / count,
    collections: collections / count,
    pageFaults: (now.faults - faults) / count,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

/** @returns the milliseconds from one result to the next. */
async function run(detector, way, sources) {
  const intervals = [];
  let last = performance.now();
  const note = () => {
    intervals.push(performance.now() - last);
    last = performance.now();
  };
  if (way === 'alone') {
    for (const source of sources) {
      await detector.inspect(source);
      note();
    }
    return intervals;
  }
  for await (const result of detector.inspectAll(sources)) {
    if ('error' in result) throw result.error;
    note();
  }
  return intervals;
}

/** Processor time in ms and page faults of this process so far. */
function used() {
  const { userCPUTime, systemCPUTime, minorPageFault } = process.resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1000, faults: minorPageFault };
}

/** Whether the heap was marked, not only its young objects. */
function isMarking(entry) {
  return entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}
