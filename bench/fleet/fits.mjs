// Fits of the shared sets at once, in shards on one machine, and in shards by two workers of a fleet:
// radii, figures on the test images, and whether the models of the last two are the same bytes.
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { auroc } from '../../dist/core/index.js';
import { openDataset } from '../../dist/datasets/index.js';
import { Detector } from '../../dist/index.js';
import { bin } from '../shared/checkout.mjs';
import { setUp, startServers, startWorker } from './fleetBench.mjs';

/** At the default settings, except for the input size of `mtd`, which has many images. */
const sets = {
  plies: { shardImages: 20, options: [] },
  mtd: { shardImages: 200, options: ['--resize', '128x128'] },
};

export async function fits(folder, { data }) {
  if (data === undefined)
    throw new Error('the part fits needs --data FOLDER, with the shared sets');
  const [server] = await startServers(folder, 1);
  const fleet = await setUp([server.url], { replicas: 1 });
  const crew = await Promise.all(
    [1, 2].map(() => startWorker([server.url], folder, ['--fits', '--threads', '1'])),
  );
  const rows = [];
  for (const [name, { shardImages, options }] of Object.entries(sets)) {
    const [dataset] = await openDataset(join(data, name), { seed: 0 });
    const shards = ['--shard-images', `${shardImages}`];
    const ways = {
      'all images at once': [],
      'shards, one machine': shards,
      'shards, two workers': [...shards, '--nats', server.url],
    };
    for (const [way, more] of Object.entries(ways)) {
      const model = join(folder, `${name}.nominal`);
      const report = await fit(dataset, model, [...options, ...more]);
      const sha256 = createHash('sha256')
        .update(await readFile(model))
        .digest('hex');
      const { coveringRadius, shardRadii = [], fitSeconds, bankRows } = report;
      const imageAuroc = await measure(model, dataset);
      const row = { name, way, shardImages, options, coveringRadius, shardRadii, fitSeconds };
      rows.push({ ...row, bankRows, imageAuroc, sha256 });
      console.error(rows.at(-1));
    }
  }
  await Promise.all(crew.map((worker) => worker.stop()));
  await fleet.close();
  await server.stop('SIGKILL');
  return { rows };
}

/** The result that `nominal fit --json` prints. */
async function fit(dataset, model, options) {
  const images = dataset.train.map(({ path }) => path);
  const args = [bin, 'fit', ...images, '--out', model, '--json', ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function measure(model, { testGood, testDefective }) {
  const detector = await Detector.load(model);
  const scores = [];
  const paths = [...testGood, ...testDefective].map(({ path }) => path);
  for await (const result of detector.inspectAll(paths)) {
    if ('error' in result) throw result.error;
    scores.push(result.imageScore);
  }
  await detector.close();
  const labels = scores.map((_, i) => i >= testGood.length);
  return auroc(scores, labels);
}
