// How time and memory grow: one fit per process, of parts that are rendered on demand.
//
//   node bench/speed/growth.mjs                    all rows of the table, to bench/output/speed/growth.json;
//                                            rows that it has are not measured again
//   node bench/speed/growth.mjs fit IMAGES SIDE OPTIONS   one fit, printed as JSON
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fit } from 'nominal-vision';
import { generatePart } from '../../dist/demo/index.js';
import { outputFolder } from '../shared/checkout.mjs';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const [mode, ...args] = wordsOf('bench/speed/growth.mjs [fit IMAGES SIDE OPTIONS]');
if (mode === 'fit') console.log(JSON.stringify(await measureFit(...args)));
else measureAll();

function measureAll() {
  const rows = [
    [50, 224, {}],
    [100, 224, {}],
    [200, 224, {}],
    [100, 112, {}],
    [100, 448, {}],
    [300, 224, { maxBankRows: 5000 }],
    [300, 224, { maxBankRows: 5000, shardImages: 100 }],
    [1000, 224, { maxBankRows: 5000, shardImages: 500 }],
    [2000, 224, { maxBankRows: 5000, shardImages: 500 }],
    [5000, 224, { maxBankRows: 5000, shardImages: 500 }],
    [10_000, 224, { maxBankRows: 5000, shardImages: 500 }],
    ...[1000, 5000, 20_000, 100_000].map((bankRows) => [300, 224, { bankRows, maxBankRows: null }]),
  ];
  const file = `${outputFolder('speed')}growth.json`;
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const results = [];
  for (const [images, side, options] of rows) {
    const row = JSON.stringify([images, side, options]);
    const found = known.find((k) => JSON.stringify([k.images, k.side, k.options]) === row);
    results.push(found ?? measureRow(images, side, options));
    writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  }
}

function measureRow(images, side, options) {
  const self = fileURLToPath(import.meta.url);
  const text = execFileSync(
    process.execPath,
    [self, 'fit', String(images), String(side), JSON.stringify(options)],
    { encoding: 'utf8' },
  );
  console.error(text.trim());
  return JSON.parse(text);
}

async function measureFit(images, side, optionsText) {
  const options = JSON.parse(optionsText);
  const size = { height: Number(side), width: Number(side) };
  let renderMs = 0;
  /** @type {AsyncIterable<import('nominal-vision').ImageSource>} */
  const parts = (async function* () {
    for (let index = 0; index < Number(images); index++) {
      const start = performance.now();
      const { image } = generatePart({ category: 'tile', seed: 0, ...size, index, defect: null });
      renderMs += performance.now() - start;
      yield await Promise.resolve({ ...size, channels: 3, data: image.data });
    }
  })();
  const start = performance.now();
  const detector = await fit(parts, { resize: size, ...options }, { runtime: { threads: 2 } });
  const fitSeconds = (performance.now() - start - renderMs) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const file = join(tmpdir(), `nominal-growth-${process.pid}.nominal`);
  await detector.save(file);
  const modelMegabytes = readFileSync(file).length / 2 ** 20;
  await rm(file);
  const { image } = generatePart({ category: 'tile', seed: 1, ...size, index: 0, defect: null });
  const times = [];
  for (let round = 0; round < 20; round++) {
    const { timing } = await detector.inspect({ ...size, channels: 3, data: image.data });
    times.push(timing.totalMs);
  }
  const { bank, coveringRadius, calibration } = detector.model;
  const { threshold } = detector;
  await detector.close();
  return {
    images: Number(images),
    side: Number(side),
    options,
    fitSeconds,
    peakMegabytes,
    bankRows: bank.rows,
    modelMegabytes,
    inspectMs: median(times),
    coveringRadius,
    calibration: calibration.method,
    threshold,
  };
}
