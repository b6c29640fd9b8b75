// Measures a station. Each part can be run by itself; its figures are kept in bench/output/station,
// and docs/benchmarks-station.md is written from the parts that have been run:
//   npm run build && node bench/station/run.mjs [--parts throughput,latency,endurance]
//     [--clients 200] [--seconds 60] [--inspections 20000]
import { tmpdir } from 'node:os';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
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
  'bench/station/run.mjs [--parts throughput,latency,endurance] [--clients 200] [--seconds 60] [--inspections 20000]',
);
const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'throughput,latency,endurance' },
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

const measures = { throughput, latency: latencyDuringFit, endurance };
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
    height: 512,
    width: 512,
    trainGood: 60,
    testGood: 64,
    testDefective: 0,
  });
  const good = join(data, 'test/good');
  const paths = (await readdir(good)).sort().map((name) => join(good, name));
  const images = await readImages(good);
  const station = await startStation(join(folder, 'data'));
  try {
    const training = await readImages(join(data, 'train/good'));
    const product = await fitProduct(station.api, 'cap', training);
    for (const part of parts) {
      const section = await measures[part](station, product, images, paths);
      await writeFile(`${output}${part}.md`, section);
      console.log(section);
    }
    writePage('benchmarks-station.md', await page());
  } finally {
    await station.stop();
  }
} finally {
  await rm(folder, { recursive: true });
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

/** Many inspections in a row: memory and open files along the way, and the slope of memory over the second half. */
async function endurance({ api, pid }, product, images) {
  const samples = [];
  let done = 0;
  let errors = 0;
  const sampleEvery = Math.max(1, Math.floor(inspections / 40));
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (done < inspections) {
        const n = ++done;
        if (n % sampleEvery === 0) samples.push({ done: n, ...usageOf(pid) });
        const { status } = await inspect(api, product, images[n % images.length]);
        if (status !== 200) errors++;
      }
    }),
  );
  const half = samples.slice(Math.floor(samples.length / 2));
  const { slope, error } = regression(half);
  const shown = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => samples[Math.round(share * (samples.length - 1))],
  );
  return [
    `## ${done} inspections in a row`,
    '',
    '| inspections | memory of all processes, MiB | open files |',
    '| --: | --: | --: |',
    ...shown.map(({ done: n, mib, files }) => `| ${n} | ${mib.toFixed(0)} | ${files} |`),
    '',
    `${errors} answers were errors. Over the second half memory changes by ${(slope * 1000).toFixed(2)} MiB per 1000 inspections (standard error ${(error * 1000).toFixed(2)}).`,
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

Written by \`node bench/station/run.mjs\`; no figure is typed by hand. Generated caps of 512 × 512 as PNG, default settings, 60 training images, clients on the same machine (so the figures include their work): ${machine()}.

${sections.join('\n\n')}
`;
}
