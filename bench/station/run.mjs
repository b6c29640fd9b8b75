// Measures a station. Each part can be run by itself; its figures are kept in bench/output/station,
// and docs/benchmarks-station.md is written from the parts that have been run:
//   npm run build && node bench/station/run.mjs [--parts throughput,latency,endurance,frames]
//     [--clients 200] [--seconds 60] [--inspections 20000]
import { tmpdir } from 'node:os';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { writeDataset } from '../../dist/demo/index.js';
import { Detector } from '../../dist/index.js';
import { machine, outputFolder, writePage } from '../shared/checkout.mjs';
import { quantile } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import {
  fetchJson,
  fitProduct,
  inspect,
  jobEnded,
  readImages,
  startJob,
  startStation,
  usageOf,
} from './stationBench.mjs';

wordsOf(
  'bench/station/run.mjs [--parts throughput,latency,endurance,frames] [--clients 200] [--seconds 60] [--inspections 20000]',
);
const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'throughput,latency,endurance,frames' },
    clients: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    inspections: { type: 'string', default: '20000' },
  },
});
const clients = Number(values.clients);
const seconds = Number(values.seconds);
const inspections = Number(values.inspections);
/** Fits of the part `latency`: one gives too few inspections for a p99. */
const FITS = 5;
/** Inspections between two looks at the memory. */
const SAMPLE_EVERY = Math.max(1, Math.floor(inspections / 40));
/** Height and width of the images. */
const SIDE = 512;
const camera = fileURLToPath(new URL('../../test/e2e/station/fakeCamera.mjs', import.meta.url));

const measures = { throughput, latency: latencyDuringFit, endurance, frames };
const parts = values.parts.split(',');
const unknown = parts.filter((part) => !(part in measures));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}`);
const output = outputFolder('station');

const folder = await mkdtemp(join(tmpdir(), 'nominal-bench-station-'));
try {
  const data = join(folder, 'parts');
  await writeDataset(data, {
    category: 'cap',
    seed: 1,
    height: SIDE,
    width: SIDE,
    trainGood: 60,
    testGood: 64,
    testDefective: 0,
  });
  const good = join(data, 'test/good');
  const paths = (await readdir(good)).sort().map((name) => join(good, name));
  const images = await readImages(good);
  const training = await readImages(join(data, 'train/good'));
  const product = await withStation([], ({ api }) => fitProduct(api, 'cap', training));
  for (const part of parts) {
    const options = part === 'frames' ? ['--config', await cameraConfig(paths)] : [];
    const section = await withStation(options, (station) =>
      measures[part](station, product, images, paths),
    );
    await writeFile(`${output}${part}.md`, section);
    console.log(section);
  }
  writePage('benchmarks-station.md', await page());
} finally {
  await rm(folder, { recursive: true });
}

/** Works with a station on the folder's data. */
async function withStation(options, work) {
  const station = await startStation(join(folder, 'data'), options);
  try {
    return await work(station);
  } finally {
    await station.stop();
  }
}

/** Many clients at once, each sending its next image when the last is answered, compared with the library's rate. */
async function throughput({ api, pid }, product, images, paths) {
  const before = await libraryRate(api, product, paths);
  const statuses = new Map();
  const memory = [];
  let sent = 0;
  const end = performance.now() + seconds * 1000;
  const watch = setInterval(() => memory.push(usageOf(pid).mib), 500);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const { status, retryAfterS } = await inspect(api, product, images[sent++ % images.length]);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 429) await delay(retryAfterS * 1000);
      }
    }),
  );
  const elapsed = (performance.now() - start) / 1000;
  clearInterval(watch);
  const after = await libraryRate(api, product, paths);
  const library = (before + after) / 2;
  const rate = (statuses.get(200) ?? 0) / elapsed;
  const counts = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
  return [
    `## ${clients} clients for ${seconds} s`,
    '',
    '| | |',
    '| --- | --- |',
    `| Answers by status | ${counts} |`,
    `| Inspections per second | ${rate.toFixed(1)} |`,
    `| \`inspectAll\` of the library on the same model and images, before and after | ${before.toFixed(1)} and ${after.toFixed(1)} |`,
    `| Station to library | ${(rate / library).toFixed(2)} |`,
    `| Memory of all processes, highest | ${Math.max(...memory).toFixed(0)} MiB |`,
  ].join('\n');
}

/** Images per second of the library's `inspectAll`, with as many threads as the station has. */
async function libraryRate(api, product, paths) {
  const [{ id }] = await fetchJson(`${api}/models?product=${product}`);
  const bytes = Buffer.from(await (await fetch(`${api}/models/${id}/file`)).arrayBuffer());
  const model = join(folder, 'model.nominal');
  await writeFile(model, bytes);
  const detector = await Detector.load(model);
  try {
    const rounds = 3;
    await drain(detector.inspectAll(paths.slice(0, 8)));
    const start = performance.now();
    for (let round = 0; round < rounds; round++) await drain(detector.inspectAll(paths));
    return (rounds * paths.length * 1000) / (performance.now() - start);
  } finally {
    await detector.close();
  }
}

async function drain(inspections) {
  for await (const inspection of inspections) if ('error' in inspection) throw inspection.error;
}

/** One client, an image 100 ms after each answer, without a fit and during one. */
async function latencyDuringFit({ api }, product, images) {
  const measure = async (going) => {
    const times = [];
    for (let i = 0; going(i); i++) {
      times.push((await inspect(api, product, images[i % images.length])).ms);
      await delay(100);
    }
    return times;
  };
  await measure((i) => i < 20);
  // In alternation, so that other work on the machine affects both equally.
  const idle = [];
  const during = [];
  for (let round = 0; round < FITS; round++) {
    idle.push(...(await measure((i) => i < 100)));
    const fit = await startJob(api, product, 'fit');
    let over = false;
    const ended = jobEnded(api, fit.id).then(() => {
      over = true;
    });
    during.push(...(await measure((i) => !over || i < 1)));
    await ended;
  }
  const row = (name, times) =>
    `| ${name} | ${times.length} | ${quantile(times, 0.5).toFixed(0)} | ${quantile(times, 0.99).toFixed(0)} |`;
  return [
    '## Latency while a model is fitted',
    '',
    '| | inspections | median, ms | p99, ms |',
    '| --- | --: | --: | --: |',
    row('idle', idle),
    row(`during ${FITS} fits of 60 images`, during),
    '',
    `p99 during the fit is ${(quantile(during, 0.99) / quantile(idle, 0.99)).toFixed(2)} times that of the idle station.`,
  ].join('\n');
}

/** Many inspections in a row, of images that clients send. */
async function endurance({ api, pid }, product, images) {
  const samples = [];
  let done = 0;
  let errors = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (done < inspections) {
        const n = ++done;
        if (n % SAMPLE_EVERY === 0) samples.push({ done: n, ...usageOf(pid) });
        const { status } = await inspect(api, product, images[n % images.length]);
        if (status !== 200) errors++;
      }
    }),
  );
  return enduranceSection(
    `${done} inspections in a row`,
    samples,
    `${errors} answers were errors.`,
  );
}

/** The configuration of a camera that shows the images as raw frames, none twice. @returns its path. */
async function cameraConfig(paths) {
  const raw = join(folder, 'frames.rgb');
  const frames = paths.map((path) => sharp(path).removeAlpha().toColourspace('srgb').raw());
  await writeFile(raw, Buffer.concat(await Promise.all(frames.map((frame) => frame.toBuffer()))));
  const told = { frames: raw, bytes: SIDE * SIDE * 3, intervalMs: 25, distinct: true };
  const source = {
    ...{ kind: 'camera', name: 'line', product: 'cap', trigger: { on: 'frame' } },
    command: [process.execPath, camera, JSON.stringify(told)],
    frames: { format: 'raw', height: SIDE, width: SIDE, pixelFormat: 'RGB8' },
  };
  const path = join(folder, 'camera.json');
  // Without a bound the disk would fill with frames of 768 KiB.
  await writeFile(path, JSON.stringify({ keepInspections: 1000, sources: [source] }));
  return path;
}

/** Many frames in a row, of a camera that delivers more than can be inspected. */
async function frames({ api, pid }) {
  const samples = [];
  for (;;) {
    const [{ state }] = await fetchJson(`${api}/sources`);
    const { inspected, frames: came, faults } = state;
    if (inspected >= (samples.length + 1) * SAMPLE_EVERY)
      samples.push({ done: inspected, ...usageOf(pid) });
    if (inspected >= inspections) {
      const others = Object.keys(faults).filter((code) => code !== 'CAMERA_TOO_FAST');
      return enduranceSection(
        `${inspected} frames of a camera in a row`,
        samples,
        `The camera delivered ${came} raw frames and ran all the time; faults other than dropped frames: ${others.join(', ') || 'none'}.`,
      );
    }
    await delay(200);
  }
}

/** Memory and open files along the way, and the slope of memory over the second half. */
function enduranceSection(title, samples, outcome) {
  const half = samples.slice(Math.floor(samples.length / 2));
  const { slope, error } = regression(half);
  const shown = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => samples[Math.round(share * (samples.length - 1))],
  );
  return [
    `## ${title}`,
    '',
    '| inspections | memory of all processes, MiB | open files |',
    '| --: | --: | --: |',
    ...shown.map(({ done: n, mib, files }) => `| ${n} | ${mib.toFixed(0)} | ${files} |`),
    '',
    `${outcome} Over the second half memory changes by ${(slope * 1000).toFixed(2)} MiB per 1000 inspections (standard error ${(error * 1000).toFixed(2)}).`,
  ].join('\n');
}

/** Least squares of memory over inspections: the slope and its standard error. */
function regression(samples) {
  const n = samples.length;
  const meanX = samples.reduce((sum, { done }) => sum + done, 0) / n;
  const meanY = samples.reduce((sum, { mib }) => sum + mib, 0) / n;
  const squares = samples.reduce((sum, { done }) => sum + (done - meanX) ** 2, 0);
  const slope =
    samples.reduce((sum, { done, mib }) => sum + (done - meanX) * (mib - meanY), 0) / squares;
  const residual = samples.reduce(
    (sum, { done, mib }) => sum + (mib - meanY - slope * (done - meanX)) ** 2,
    0,
  );
  return { slope, error: Math.sqrt(residual / (n - 2) / squares) };
}

/** The page of the parts that have been run, in this run or an earlier one. */
async function page() {
  const sections = [];
  for (const part of Object.keys(measures)) {
    const missing = `*The part \`${part}\` has not been run to its end.*`;
    sections.push(await readFile(`${output}${part}.md`, 'utf8').catch(() => missing));
  }
  return `# Station benchmarks

Written by \`node bench/station/run.mjs\`; no figure is typed by hand. Generated caps of ${SIDE} × ${SIDE} as PNG, default settings, 60 training images, clients on the same machine (so the figures include their work): ${machine()}.

${sections.join('\n\n')}
`;
}
