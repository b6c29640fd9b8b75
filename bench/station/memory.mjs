// Measures the memory of a station's processes under everything heavy at once: many clients, forms with
// many files, 80-megapixel images and their thumbnails.
//   npm run build && node bench/station/memory.mjs [--build FOLDER] [--clients 200] [--files 200]
//     [--forms 4] [--thumbnails 40] [--large 8] [--side 8900]
// Prints a row of docs/benchmarks-station-memory.md. FOLDER is a checkout with its own build.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { writeDataset } from '../../dist/demo/index.js';
import { wordsOf } from '../shared/wordsOf.mjs';
import {
  childrenOf,
  fetchJson,
  fitProduct,
  inspect,
  readImages,
  startStation,
} from './stationBench.mjs';

wordsOf(
  'bench/station/memory.mjs [--build FOLDER] [--clients 200] [--files 200] [--forms 4] [--thumbnails 40] [--large 8] [--side 8900]',
);
const { values } = parseArgs({
  options: {
    build: { type: 'string' },
    clients: { type: 'string', default: '200' },
    files: { type: 'string', default: '200' },
    forms: { type: 'string', default: '4' },
    thumbnails: { type: 'string', default: '40' },
    large: { type: 'string', default: '8' },
    side: { type: 'string', default: '8900' },
  },
});
const [clients, files, forms, thumbnails, large, side] = [
  values.clients,
  values.files,
  values.forms,
  values.thumbnails,
  values.large,
  values.side,
].map(Number);
const script = values.build === undefined ? undefined : resolve(values.build, 'bin/nominal.js');

/** A build that takes longer is measured up to this point. */
const LIMIT_S = 400;

const folder = await mkdtemp(join(tmpdir(), 'nominal-bench-memory-'));
try {
  const data = join(folder, 'parts');
  await writeDataset(data, {
    ...{ category: 'cap', seed: 1, height: 512, width: 512 },
    ...{ trainGood: 24, testGood: 16, testDefective: 0 },
  });
  const good = await readImages(join(data, 'test/good'));
  const largeImages = [];
  for (let i = 0; i < thumbnails; i++) largeImages.push(await flatPng(i));
  console.error(`images of ${side} x ${side} have ${largeImages[0].length} bytes`);

  const kept = await prepare(join(data, 'train/good'), largeImages);
  await measure(kept, good, largeImages);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();

/** An image of one shade, which compresses to few bytes. */
function flatPng(shade) {
  const background = { r: 100, g: 100 + shade, b: 90 };
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Makes a data folder with a fitted product and stored large images; its processes have ended by then. */
async function prepare(training, largeImages) {
  const station = await startStation(join(folder, 'data'), [], script);
  try {
    const product = await fitProduct(station.api, 'cap', await readImages(training));
    const { id: gallery } = await fetchJson(`${station.api}/products`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'gallery' }),
    });
    for (const bytes of largeImages) {
      const form = new FormData();
      form.append('image', new Blob([bytes]), 'large.png');
      await fetchJson(`${station.api}/products/${gallery}/images`, { method: 'POST', body: form });
    }
    const images = await fetchJson(`${station.api}/products/${gallery}/images`);
    return { product, hashes: images.map(({ sha256 }) => sha256) };
  } finally {
    await station.stop();
  }
}

async function measure({ product, hashes }, good, largeImages) {
  const station = await startStation(join(folder, 'data'), [], script);
  const { api, pid } = station;
  try {
    await inspect(api, product, good[0]);
    const idle = residentMib([pid, ...childrenOf(pid)]);
    let highest = 0;
    const each = new Map();
    const sampling = setInterval(() => {
      const own = [pid, ...childrenOf(pid)];
      highest = Math.max(highest, residentMib(own));
      for (const id of own) each.set(id, Math.max(each.get(id) ?? 0, residentMib([id])));
    }, 10);
    const statuses = new Map();
    const count = (what, status) => {
      const key = `${what} ${status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    };
    const start = performance.now();
    const load = Promise.all([
      ...Array.from({ length: clients }, async (_, i) => {
        const bytes = i < large ? largeImages[i % largeImages.length] : good[i % good.length];
        await persist('inspect', count, () => inspect(api, product, bytes));
      }),
      ...Array.from({ length: forms }, () =>
        persist('form', count, () => sendForm(api, product, good)),
      ),
      ...hashes.map((sha256) =>
        persist('thumbnail', count, () => fetchOne(`${api}/images/${sha256}?side=512`)),
      ),
    ]);
    const limit = delay(LIMIT_S * 1000);
    // A server that ends under the load breaks all connections; its memory until then counts.
    await Promise.race([
      load.catch((error) => count('failed', String(error.cause ?? error))),
      limit,
    ]);
    const seconds = (performance.now() - start) / 1000;
    clearInterval(sampling);
    const answers = [...statuses].map(([key, n]) => `${key}: ${n}`).join(', ');
    const peaks = [...each.values()].map((mib) => mib.toFixed(0)).join(' + ');
    console.log(
      `| ${idle.toFixed(0)} | ${highest.toFixed(0)} | ${peaks} | ${seconds.toFixed(0)} | ${answers} |`,
    );
  } finally {
    station.kill();
  }
}

/** Asks again for as long as the answer is to come back later. */
async function persist(what, count, ask) {
  for (;;) {
    const { status, retryAfterS } = await ask();
    count(what, status);
    if (status !== 429 && status !== 503) return;
    await delay(1000 * Math.max(1, retryAfterS));
  }
}

async function sendForm(api, product, good) {
  const form = new FormData();
  for (let i = 0; i < files; i++)
    form.append('image', new Blob([good[i % good.length]]), `${i}.png`);
  return fetchOne(`${api}/inspect?product=${product}`, { method: 'POST', body: form });
}

async function fetchOne(url, init) {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return {
    status: response.status,
    retryAfterS: Number(response.headers.get('retry-after') ?? 0),
  };
}

/** @returns 0 for a process that has just ended. */
function residentMib(pids) {
  return pids.reduce((sum, id) => {
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return sum;
    }
  }, 0);
}
