// Feeds mutated inputs to every reader, each made from a seed, so that every finding can be reproduced:
//
//   node bench/fuzz/run.mjs [--count 100000] [--from 0] [--only coco,router] [--batch 400] [--folder KEPT]
//
// The count is divided among the readers. Each reader's seeds start at --from, so the next run takes a
// higher one, and --only NAME --from SEED --count 1 repeats one input. A process reads each batch of
// inputs, and is ended when one input takes 10 s or the process takes 1 GB; on Linux these are seconds of
// processor time, so that nothing looks slow on a busy machine. No input is kept.
// The exit code is 1 if a reader broke its promise: an error of the table for every damaged input.
import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { wordsOf } from '../shared/wordsOf.mjs';
import { writeSamples } from './samples.mjs';
import { targetsOf } from './targets.mjs';

const LIMIT_MS = 10_000;
/** Clock time after which an input hangs, on systems where processor time is known. */
const PATIENCE_MS = process.platform === 'linux' ? 180_000 : LIMIT_MS;
const SLOW_MS = 3_000;
const LIMIT_BYTES = 1e9;
const WATCH_MS = 100;

wordsOf(
  'bench/fuzz/run.mjs [--count 100000] [--from 0] [--only coco,router] [--batch 400] [--folder KEPT]',
);
const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    batch: { type: 'string', default: '400' },
    only: { type: 'string' },
    folder: { type: 'string' },
  },
});
const folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'nominal-fuzz-')));
if (!(await readdir(folder)).includes('part.onnx')) await writeSamples(folder);
const all = targetsOf(folder, folder);
const named = flags.only?.split(',') ?? Object.keys(all);
const unknown = named.find((name) => !(name in all));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(all).join(', ')}`);
const shares = named.reduce((sum, name) => sum + all[name].share, 0);
const results = [];
for (const name of named) {
  const count = Math.max(1, Math.round((Number(flags.count) * all[name].share) / shares));
  const result = await fuzz(name, Number(flags.from), Number(flags.from) + count);
  results.push(result);
  console.log(lineOf(result));
  for (const { seed, what } of result.broken.slice(0, 20)) console.log(`  seed ${seed}: ${what}`);
}
if (flags.folder === undefined) await rm(folder, { recursive: true, force: true });

console.log(`
| reader | inputs | accepted | other errors than those of the table | over 3 s | over 10 s or 1 GB | peak MB | codes |
| --- | --: | --: | --: | --: | --: | --: | --- |
${results.map(lineOf).join('\n')}`);
const isBroken = results.some(({ broken }) => broken.length > 0);
process.exitCode = isBroken ? 1 : 0;

function lineOf({ name, inputs, codes, broken, slow, peak }) {
  const { accepted = 0, ...errors } = codes;
  const limits = broken.filter(({ isLimit }) => isLimit).length;
  const counted = Object.entries(errors).map(([code, times]) => `${code} ${times}`);
  const megabytes = Math.round(peak / 1e6);
  return `| ${name} | ${inputs} | ${accepted} | ${broken.length - limits} | ${slow} | ${limits} | ${megabytes} | ${counted.join(', ')} |`;
}

/** Reads the inputs of seeds `from` to `to` − 1. */
async function fuzz(name, from, to) {
  const result = { name, inputs: 0, codes: {}, broken: [], slow: 0, peak: 0 };
  let next = from;
  while (next < to) {
    const end = Math.min(to, next + Number(flags.batch));
    next = await batch(result, name, next, end);
  }
  if (result.inputs >= 100 && result.codes.accepted === undefined) {
    result.broken.push({ seed: from, what: 'not one input was accepted', isLimit: false });
  }
  return result;
}

/** @returns the seed to go on with. */
function batch(result, target, from, to) {
  const script = fileURLToPath(new URL('./child.mjs', import.meta.url));
  const child = fork(script, [JSON.stringify({ folder, target, from, to })], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr.on('data', (data) => {
    words = `${words}${data}`.slice(-500);
  });
  const last = { seed: -1 };
  let seed = from;
  let isReading = false;
  let timer;
  return new Promise((resolve) => {
    const watch = setInterval(() => void look(), WATCH_MS);
    const stop = (what, isLimit) => {
      result.broken.push({ seed, what, isLimit });
      result.inputs++;
      isReading = false;
      child.kill('SIGKILL');
    };
    let busyBefore = 0;
    const busyMs = async () => {
      const [, after = ''] = (await text('stat')).split(') ');
      const times = after.split(' ').slice(11, 15).map(Number);
      return 10 * times.reduce((sum, ticks) => sum + ticks, 0);
    };
    const text = (name) => readFile(`/proc/${child.pid}/${name}`, 'utf8').catch(() => '');
    const look = async () => {
      const reading = seed;
      const ms = await busyMs();
      if (isReading && reading === seed && busyBefore > 0 && ms - busyBefore > LIMIT_MS) {
        stop(`over ${LIMIT_MS} ms`, true);
      }
      if (!isReading || last.seed !== seed) [last.seed, busyBefore] = [seed, ms];
      const status = await text('status');
      const bytes = 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
      result.peak = Math.max(result.peak, bytes);
      if (bytes > LIMIT_BYTES && isReading) stop(`${Math.round(bytes / 1e6)} MB`, true);
    };
    child.on('message', (/** @type {any} */ message) => {
      clearTimeout(timer);
      seed = message.seed;
      isReading = message.type === 'begin';
      if (isReading) {
        timer = setTimeout(() => stop(`over ${PATIENCE_MS} ms`, true), PATIENCE_MS);
        return;
      }
      const { code, failure, ms } = message;
      result.inputs++;
      if (ms > SLOW_MS) result.slow++;
      if (code === null) result.broken.push({ seed, what: failure, isLimit: false });
      else result.codes[code] = (result.codes[code] ?? 0) + 1;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      clearInterval(watch);
      if (isReading) {
        result.broken.push({
          seed,
          what: `ended with ${signal ?? code}: ${words}`,
          isLimit: false,
        });
        result.inputs++;
      } else if (code !== 0 && signal === null && seed === from) {
        result.broken.push({ seed, what: `did not start: ${words}`, isLimit: false });
        return resolve(to);
      }
      resolve(seed + 1 >= to ? to : seed + 1);
    });
  });
}
