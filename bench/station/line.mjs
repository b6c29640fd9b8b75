// Measures a camera of raw frames on a station: the time from a frame's last byte to its verdict against
// the library alone, and frames a second against a watched folder that gets the same frames as PNG:
//   npm run build && node bench/station/line.mjs [--side 1024] [--rows 7000] [--triggers 200] [--seconds 20]
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { writeDataset } from '../../dist/demo/index.js';
import { Detector } from '../../dist/index.js';
import { median, quantile } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { fetchJson, fitProduct, readImages, startStation } from './stationBench.mjs';

wordsOf('bench/station/line.mjs [--side 1024] [--rows 7000] [--triggers 200] [--seconds 20]');
const { values } = parseArgs({
  options: {
    side: { type: 'string', default: '1024' },
    rows: { type: 'string', default: '7000' },
    triggers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
  },
});
const [side, bankRows] = [Number(values.side), Number(values.rows)];
const [triggers, seconds] = [Number(values.triggers), Number(values.seconds)];
const FRAMES = 16;
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
  const first = await startStation(data);
  const training = await readImages(join(parts, 'train/good'));
  const product = await fitProduct(first.api, 'cap', training, { bankRows });
  const [{ id, bankRows: rows }] = await fetchJson(`${first.api}/models?product=${product}`);
  const model = join(folder, 'model.nominal');
  const file = await fetch(`${first.api}/models/${id}/file`);
  await writeFile(model, Buffer.from(await file.arrayBuffer()));
  await first.stop();
  const latency = await latencies(data, raw, frames, model);
  console.log(`one frame of ${side} x ${side} in color, ${rows} bank rows, ms:`);
  console.log(`library   median ${median(latency.library).toFixed(1)}`);
  console.log(
    `station   median ${median(latency.station).toFixed(1)}, p99 ${quantile(latency.station, 0.99).toFixed(1)}`,
  );
  console.log(`frames a second from a camera: ${(await cameraRate(data, raw)).toFixed(1)}`);
  console.log(`from a watched folder of PNG:  ${(await folderRate(data, paths)).toFixed(1)}`);
} finally {
  await rm(folder, { recursive: true });
}

function cameraOf(raw, intervalMs, trigger) {
  const told = JSON.stringify({ frames: raw, bytes: side * side * 3, intervalMs });
  return {
    ...{ kind: 'camera', name: 'line', product: 'cap', trigger },
    command: [process.execPath, camera, told],
    frames: { format: 'raw', height: side, width: side, pixelFormat: 'RGB8' },
  };
}

async function stationWith(data, source) {
  const path = join(folder, `${source.kind}.json`);
  await writeFile(path, JSON.stringify({ sources: [source] }));
  return startStation(data, ['--config', path]);
}

/** Frame to verdict on the station and in the library, in turns, so that both have the same machine. */
async function latencies(data, raw, frames, model) {
  const station = await stationWith(data, cameraOf(raw, 100, { on: 'http', frameTimeoutMs: 5000 }));
  const detector = await Detector.load(model);
  const found = { library: [], station: [] };
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
      const { stamps } = await toldDecision(station.api, decision.id);
      // The first ones load the model.
      if (i < 0) continue;
      found.library.push(alone);
      found.station.push(Date.parse(stamps.toldAt) - Date.parse(stamps.receivedAt));
    }
  } finally {
    await detector.close();
    await station.stop();
  }
  return found;
}

async function toldDecision(api, id) {
  for (;;) {
    const decision = await fetchJson(`${api}/inspections/${id}`);
    if (decision.stamps.toldAt !== null) return decision;
    await delay(2);
  }
}

async function cameraRate(data, raw) {
  const station = await stationWith(data, cameraOf(raw, 40, { on: 'frame' }));
  try {
    const inspected = async () => (await fetchJson(`${station.api}/sources`))[0].state.inspected;
    while ((await inspected()) < 5) await delay(100);
    const before = await inspected();
    const start = performance.now();
    await delay(seconds * 1000);
    return ((await inspected()) - before) / ((performance.now() - start) / 1000);
  } finally {
    await station.stop();
  }
}

async function folderRate(data, paths) {
  const watched = join(folder, 'watched');
  await mkdir(watched);
  const count = FRAMES * 8;
  for (let i = 0; i < count; i++) await cp(paths[i % FRAMES], join(watched, `${i}.png`));
  const station = await stationWith(data, {
    ...{ kind: 'folder', name: 'line', product: 'cap', folder: watched },
    ...{ intervalMs: 50, settleMs: 0 },
  });
  try {
    const done = async () => (await readdir(join(watched, 'done')).catch(() => [])).length;
    while ((await done()) < 5) await delay(20);
    const before = await done();
    const start = performance.now();
    while ((await done()) < count) await delay(10);
    return (count - before) / ((performance.now() - start) / 1000);
  } finally {
    await station.stop();
  }
}
