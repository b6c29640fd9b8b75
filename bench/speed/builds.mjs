// This build against another one, a second checkout that is built: fits at several sizes, and inspections
// in alternating processes. Times leave decoding out, as a raw frame from a camera does.
//
//   node bench/speed/builds.mjs CHECKOUT TRAIN_FOLDER TEST_FOLDER [SIDE:ROWS …]
//
// Prints a table, and keeps the figures in bench/output/speed/builds.json for page.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine, outputFolder } from '../shared/checkout.mjs';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 5);
const ROUNDS = 6;
const COUNTED_ROUNDS = 4;
const threads = Number(process.env.OMP_NUM_THREADS ?? 2);

const words = wordsOf('bench/speed/builds.mjs CHECKOUT TRAIN_FOLDER TEST_FOLDER [SIDE:ROWS …]');
if (words[0] === 'measure') {
  const [, mode, checkout, model, images, options] = words;
  const library = await import(join(checkout, 'dist/index.js'));
  const measured = await (mode === 'fit' ? measureFit : measureInspect)(library, {
    model,
    images,
    options,
  });
  console.log(JSON.stringify(measured));
} else {
  const [other, train, test, ...sizes] = words;
  compare(other, train, test, sizes);
}

function compare(other, train, test, sizes) {
  const output = outputFolder('speed');
  const file = `${output}builds.json`;
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { sizes: {} };
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: other,
    encoding: 'utf8',
  });
  Object.assign(kept, {
    other: `commit ${commit.trim()}`,
    images: process.env.BENCH_SET ?? 'given images',
    machine: machine(),
    date: new Date().toISOString().slice(0, 10),
  });
  const builds = { other: resolve(other), this: fileURLToPath(new URL('../..', import.meta.url)) };
  for (const size of sizes.length > 0 ? sizes : ['256:7000', '384:20000', '448:20000']) {
    const [side, bankRows] = size.split(':').map(Number);
    const options = JSON.stringify({ resize: { height: side, width: side }, bankRows });
    const row = { side, bankRows, fit: {}, inspect: { other: [], this: [] } };
    const model = (build) => `${output}builds-${build}-${side}.nominal`;
    for (const [build, checkout] of Object.entries(builds)) {
      row.fit[build] = run('fit', checkout, model(build), train, options);
    }
    for (let pair = 0; pair < PAIRS; pair++) {
      for (const [build, checkout] of Object.entries(builds)) {
        row.inspect[build].push(run('inspect', checkout, model(build), test));
      }
    }
    const of = (build, key) => median(row.inspect[build].map((measured) => measured[key]));
    row.ms = { other: of('other', 'ms'), this: of('this', 'ms') };
    row.searchMs = { other: of('other', 'searchMs'), this: of('this', 'searchMs') };
    row.ratio = row.ms.other / row.ms.this;
    row.fitRatio = row.fit.other.seconds / row.fit.this.seconds;
    kept.sizes[size] = row;
    writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`);
    console.log(
      `${side}², ${bankRows} rows: inspect ${row.ms.other.toFixed(0)} and ${row.ms.this.toFixed(0)} ms, ` +
        `${row.ratio.toFixed(2)} × (search ${row.searchMs.other.toFixed(0)} and ${row.searchMs.this.toFixed(0)} ms); ` +
        `fit ${row.fit.other.seconds.toFixed(1)} and ${row.fit.this.seconds.toFixed(1)} s, ${row.fitRatio.toFixed(2)} ×; ` +
        `peak ${row.fit.other.peakMegabytes.toFixed(0)} and ${row.fit.this.peakMegabytes.toFixed(0)} MB`,
    );
  }
}

function run(mode, checkout, model, images, options = '{}') {
  const script = fileURLToPath(import.meta.url);
  const args = [script, 'measure', mode, checkout, model, resolve(images), options];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

async function measureFit({ collectImages, fit }, { model, images, options }) {
  const paths = await collectImages([images]);
  const start = performance.now();
  const detector = await fit(paths, JSON.parse(options), { runtime: { threads } });
  const seconds = (performance.now() - start) / 1000;
  await detector.save(model);
  await detector.close();
  return { images: paths.length, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
}

async function measureInspect({ collectImages, Detector }, { model, images }) {
  const paths = await collectImages([images]);
  const detector = await Detector.load(model, { runtime: { threads } });
  const times = { ms: [], searchMs: [] };
  // Not counted: the first rounds, in which code is compiled.
  for (let round = 0; round < ROUNDS; round++) {
    for (const path of paths) {
      const { timing } = await detector.inspect(path);
      if (round < ROUNDS - COUNTED_ROUNDS) continue;
      times.ms.push(timing.totalMs - timing.decodeMs);
      times.searchMs.push(timing.searchMs);
    }
  }
  await detector.close();
  return { ms: median(times.ms), searchMs: median(times.searchMs) };
}
