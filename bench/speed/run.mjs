// The benchmark: nominal against the reference in PyTorch, alternating, on the same images, weights
// and threads, and the default backbone. Run by `npm run bench`; writes
// bench/output/speed/results.json and prints medians and ratios. Without PyTorch only nominal is measured.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { outputFolder } from '../shared/checkout.mjs';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const [only] = wordsOf('bench/speed/run.mjs [search|default]');
const output = outputFolder('speed');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const runs = Number(process.env.BENCH_RUNS ?? 3);
const images = Number(process.env.BENCH_IMAGES ?? 60);
const threads = process.env.OMP_NUM_THREADS ?? '2';
const python = ['/usr/bin/python3', 'python3'].find((name) => hasTorch(name));

const data = `${output}metal_plate-${images}`;
node('images.mjs', data, images, 1024);
const wide = `${output}wrn50`;
if (python && !existsSync(`${wide}/manifest.json`))
  call(python, here('reference.py'), 'export', wide);

// "node bench/speed/run.mjs search" or "… default" measures that part again and keeps the others.
const results =
  only !== undefined
    ? JSON.parse(readFileSync(`${output}results.json`, 'utf8'))
    : { machine: { threads: Number(threads), runs, images } };
if (only === undefined) {
  if (python) results.wideResNet = compare();
  if (python) results.coreset = [images, 300].map(compareCoreset);
}
if (only !== 'search') results.default = defaultBackbone();
if (only !== 'default')
  results.search = node('search.mjs', `${data}/train/good`, `${data}/test/good`);
writeFileSync(`${output}results.json`, `${JSON.stringify(results, null, 1)}\n`);
console.log(JSON.stringify(results, withoutScores, 1));

/** WideResNet-50 in both, A B A B …. */
function compare() {
  const ours = { fit: [], inspect: [], inspectInt8: [] };
  const theirs = { fit: [], inspect: [] };
  const model = `${output}wide.nominal`;
  const modelInt8 = `${output}wide-int8.nominal`;
  node('nominal.mjs', 'fit', wide, `${data}/train/good`, modelInt8, '{"precision":"int8"}');
  const bank = `${output}reference`;
  for (let run = 0; run < runs; run++) {
    theirs.fit.push(reference('fit', wide, `${data}/train/good`, bank));
    ours.fit.push(node('nominal.mjs', 'fit', wide, `${data}/train/good`, model));
    theirs.inspect.push(reference('inspect', wide, bank, `${data}/test/good`));
    ours.inspect.push(node('nominal.mjs', 'inspect', model, `${data}/test/good`));
    ours.inspectInt8.push(node('nominal.mjs', 'inspect', modelInt8, `${data}/test/good`));
  }
  const of = (side, mode, key) => median(side[mode].map((result) => result[key]));
  const ratio = (mode, key) => of(theirs, mode, key) / of(ours, mode, key);
  const withoutCalibration = (result) => result.fitSeconds - result.calibrateSeconds;
  return {
    reference: { fit: medians(theirs.fit), inspect: medians(theirs.inspect) },
    nominal: {
      fit: medians(ours.fit),
      inspect: medians(ours.inspect),
      inspectInt8: medians(ours.inspectInt8),
    },
    ratios: {
      fit: ratio('fit', 'fitSeconds'),
      fitWithoutCalibration:
        of(theirs, 'fit', 'fitSeconds') / median(ours.fit.map(withoutCalibration)),
      extract: ratio('fit', 'extractSeconds'),
      coreset: ratio('fit', 'coresetSeconds'),
      peakMemory: ratio('fit', 'peakMegabytes'),
      inspect: ratio('inspect', 'msPerImage'),
      inspectInt8: of(theirs, 'inspect', 'msPerImage') / of(ours, 'inspectInt8', 'msPerImage'),
    },
  };
}

function defaultBackbone() {
  const model = `${output}default.nominal`;
  const fits = [];
  const inspections = [];
  const options = JSON.stringify({
    bankRows: 7000,
    resize: { height: 224, width: 224 },
    crop: null,
  });
  for (let run = 0; run < runs; run++) {
    fits.push(
      node('nominal.mjs', 'fit', 'movenet-lightning', `${data}/train/good`, model, options),
    );
    inspections.push(node('nominal.mjs', 'inspect', model, `${data}/test/good`));
  }
  return { fit: medians(fits), inspect: medians(inspections) };
}

/** The whole selection in nominal; its first picks in the reference, where each passes over all rows. */
function compareCoreset(count) {
  const side = count === images ? 1024 : 512;
  const folder = `${output}metal_plate-${count}`;
  node('images.mjs', folder, count, side);
  const points = `${output}points.f32`;
  const ours = node('coreset.mjs', `${folder}/train/good`, count, points);
  const picks = ours.first.length;
  const theirs = reference('coreset', points, picks, JSON.stringify(ours.startingRows));
  const referenceSeconds = (theirs.seconds * ours.rows) / picks;
  return {
    images: count,
    rows: ours.rows,
    coresetSeconds: ours.coresetSeconds,
    referenceSeconds,
    ratio: referenceSeconds / ours.coresetSeconds,
    evaluationsShare: ours.evaluationsShare,
    comparedPicks: picks,
    samePicks: ours.first.filter((row, i) => row === theirs.selected[i]).length,
  };
}

function medians(results) {
  const keys = Object.keys(results[0]);
  return Object.fromEntries(
    keys.map((key) => {
      const values = results.map((result) => result[key]);
      if (typeof values[0] === 'number') return [key, median(values)];
      return [key, Array.isArray(values[0]) ? values[0] : medians(values)];
    }),
  );
}

function reference(...args) {
  return JSON.parse(call(python, here('reference.py'), ...args));
}

function node(script, ...args) {
  const printed = call(process.execPath, here(script), ...args).trim();
  return printed === '' || printed === 'null' ? null : JSON.parse(printed);
}

function call(command, ...args) {
  const env = { ...process.env, OMP_NUM_THREADS: threads };
  return execFileSync(command, args.map(String), { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
}

function hasTorch(name) {
  try {
    execFileSync(name, ['-c', 'import torch, torchvision, faiss, scipy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function withoutScores(key, value) {
  return key === 'imageScores' ? undefined : value;
}
