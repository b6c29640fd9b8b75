// Measures a camera of raw frames on a station: the time from a frame's last byte to its verdict, as the
// caller has it, against the library alone, and frames a second against a watched folder that gets such
// frames as PNG. No frame comes twice, as with a real camera:
//   npm run build && node bench/station/line.mjs [--side 1024] [--rows 7000] [--triggers 200] [--seconds 20]
//     [--workers 2] [--before FOLDER]
// Rates are also measured with so many workers, and with the build of another checkout.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { writeDataset } from '../../dist/demo/index.js';
import { Detector } from '../../dist/index.js';
import { bin } from '../shared/checkout.mjs';
import { median, quantile } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { fetchJson, fitProduct, readImages, startStation } from './stationBench.mjs';

wordsOf(
  'bench/station/line.mjs [--side 1024] [--rows 7000] [--triggers 200] [--seconds 20] [--workers 2] [--before FOLDER]',
);
const { values } = parseArgs({
  options: {
    side: { type: 'string', default: '1024' },
    rows: { type: 'string', default: '7000' },
    triggers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '2' },
    before: { type: 'string' },
  },
});
const [side, bankRows] = [Number(values.side), Number(values.rows)];
const [triggers, seconds] = [Number(values.triggers), Number(values.seconds)];
const workers = Number(values.workers);
const before = values.before === undefined ? null : join(resolve(values.before), 'bin/nominal.js');
const FRAMES = 16;
const PNGS = 96;
const camera = fileURLToPath(new URL('../../test/e2e/station/fakeCamera.mjs', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'nominal-bench-line-'));
try {
  const parts = join(folder, 'parts');
  const size = { height: side, width: side };
  await writeDataset(parts, {
    ...{ category: 'cap', seed: 1, ...size },
    ...{ trainGood: 40, testGood: FRAMES, testDefective: 0 },
  });
  const good = join(parts, 'test/good');
  const paths = (await readdir(good)).sort().map((name) => join(good, name));
  const frames = await Promise.all(
    paths.map((path) => sharp(path).removeAlpha().toColourspace('srgb').raw().toBuffer()),
  );
  const raw = join(folder, 'frames.rgb');
  await writeFile(raw, Buffer.concat(frames));
  const data = join(folder, 'data');
  // What an older build has kept, this one reads; the reverse is refused.
  const first = await startStation(data, [], before ?? bin);
  const training = await readImages(join(parts, 'train/good'));
  const product = await fitProduct(first.api, 'cap', training, { bankRows });
  const [{ id, bankRows: rows }] = await fetchJson(`${first.api}/models?product=${product}`);
  const model = join(folder, 'model.nominal');
  const file = await fetch(`${first.api}/models/${id}/file`);
  await writeFile(model, Buffer.from(await file.arrayBuffer()));
  await first.stop();
  const ofFolder = await folderRate(data, frames, before ?? bin);
  const latency = await latencies(data, raw, frames, model);
  console.log(`one frame of ${side} x ${side} in color, ${rows} bank rows, ms:`);
  const alone = median(latency.library);
  for (const [name, times] of Object.entries(latency)) {
    const [middle, high] = [median(times), quantile(times, 0.99)];
    const share = (ms) => `${ms.toFixed(1).padStart(6)} (${(ms / alone).toFixed(2)} x)`;
    console.log(`${name.padEnd(20)} median ${share(middle)}, p99 ${share(high)}`);
  }
  console.log('frames a second:');
  const told = (what, rate, share = '') =>
    console.log(`${what.padEnd(40)} ${rate.toFixed(1).padStart(5)}${share}`);
  told(`watched folder of PNG${before === null ? '' : ', the build before'}`, ofFolder);
  if (before !== null) told('watched folder of PNG', await folderRate(data, frames, bin));
  for (const inspectWorkers of new Set([1, workers])) {
    const rate = await cameraRate(data, raw, { inspectWorkers });
    const what = `camera, inspectWorkers ${inspectWorkers}`;
    told(what, rate, ` (${(rate / ofFolder).toFixed(2)} x the first)`);
  }
} finally {
  await rm(folder, { recursive: true });
}

function cameraOf(raw, intervalMs, trigger) {
  const told = JSON.stringify({
    ...{ frames: raw, bytes: side * side * 3 },
    ...{ intervalMs, distinct: true },
  });
  return {
    ...{ kind: 'camera', name: 'line', product: 'cap', trigger },
    command: [process.execPath, camera, told],
    frames: { format: 'raw', height: side, width: side, pixelFormat: 'RGB8' },
  };
}

async function stationWith(data, source, { options = {}, script = bin } = {}) {
  const path = join(folder, `${source.kind}.json`);
  await writeFile(path, JSON.stringify({ ...options, sources: [source] }));
  return startStation(data, ['--config', path], script);
}

/** Frame to verdict on the station and in the library, in turns, so that both have the same machine. */
async function latencies(data, raw, frames, model) {
  const station = await stationWith(data, cameraOf(raw, 100, { on: 'http', frameTimeoutMs: 5000 }));
  const detector = await Detector.load(model);
  const found = { library: [], told: [], ...{ decode: [], judge: [], tell: [] } };
  try {
    await delay(2000);
    for (let i = -5; i < triggers; i++) {
      const start = performance.now();
      const frame = {
        height: side,
        width: side,
        channels: /** @type {const} */ (3),
        data: frames[(i + 5) % FRAMES],
      };
      await detector.inspect(frame);
      const alone = performance.now() - start;
      const decision = await fetchJson(`${station.api}/sources/line/trigger`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      // Of one machine: both clocks are the same.
      const told = Date.now();
      const { receivedAt, decodedAt, judgedAt } = decision.stamps;
      // The first ones load the model.
      if (i < 0) continue;
      const [received, decoded, judged] = [receivedAt, decodedAt, judgedAt].map(Date.parse);
      found.library.push(alone);
      found.told.push(told - received);
      found.decode.push(decoded - received);
      found.judge.push(judged - decoded);
      found.tell.push(told - judged);
    }
  } finally {
    await detector.close();
    await station.stop();
  }
  return found;
}

async function cameraRate(data, raw, options) {
  const station = await stationWith(data, cameraOf(raw, 25, { on: 'frame' }), { options });
  try {
    const inspected = async () => (await fetchJson(`${station.api}/sources`))[0].state.inspected;
    while ((await inspected()) < 5) await delay(100);
    const first = await inspected();
    const start = performance.now();
    await delay(seconds * 1000);
    return ((await inspected()) - first) / ((performance.now() - start) / 1000);
  } finally {
    await station.stop();
  }
}

async function folderRate(data, frames, script) {
  const watched = await mkdtemp(join(folder, 'watched-'));
  for (let i = 0; i < PNGS; i++) {
    const pixels = Buffer.from(frames[i % FRAMES]);
    pixels.writeUInt32BE(i);
    const image = sharp(pixels, { raw: { height: side, width: side, channels: 3 } });
    await image.png().toFile(join(watched, `${i}.png`));
  }
  const source = {
    ...{ kind: 'folder', name: 'line', product: 'cap', folder: watched },
    ...{ intervalMs: 50, settleMs: 0 },
  };
  const station = await stationWith(data, source, { script });
  try {
    const done = async () => (await readdir(join(watched, 'done')).catch(() => [])).length;
    while ((await done()) < 5) await delay(20);
    const first = await done();
    const start = performance.now();
    while ((await done()) < PNGS) await delay(10);
    return (PNGS - first) / ((performance.now() - start) / 1000);
  } finally {
    await station.stop();
  }
}
