// Measures a fleet on this machine. Each part can be run by itself; its figures are kept in
// bench/output/fleet, and docs/benchmarks-fleet.md is written from the parts that have been run:
//   npm run build && node bench/fleet/run.mjs [--parts faults,upgrade,throughput,fits] [--data FOLDER]
//     [--requests 2000] [--workers 4] [--kill-every-ms 1000] [--images 400] [--rounds 3]
import { tmpdir } from 'node:os';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, outputFolder, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { faults, upgrade } from './faults.mjs';
import { fits } from './fits.mjs';
import { fleetPage } from './page.mjs';
import { throughput } from './throughput.mjs';

const parts = { faults, upgrade, throughput, fits };
wordsOf(
  'bench/fleet/run.mjs [--parts faults,upgrade,throughput,fits] [--data FOLDER] [--requests 2000] [--workers 4] [--kill-every-ms 1000] [--images 400] [--rounds 3]',
);
const output = outputFolder('fleet');
const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: Object.keys(parts).join(',') },
    data: { type: 'string' },
    requests: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '4' },
    'kill-every-ms': { type: 'string', default: '1000' },
    images: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '3' },
  },
});
const settings = {
  data: values.data,
  requests: Number(values.requests),
  workers: Number(values.workers),
  killEveryMs: Number(values['kill-every-ms']),
  images: Number(values.images),
  rounds: Number(values.rounds),
};

for (const name of values.parts.split(',')) {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-fleet-'));
  try {
    const figures = { ...settings, ...(await parts[name](folder, settings)) };
    console.log(name, figures);
    await writeFile(`${output}${name}.json`, JSON.stringify(figures));
  } finally {
    // After a failure servers may still write here.
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}
/** @type {any} */
const measured = {};
for (const name of Object.keys(parts)) {
  const text = await readFile(`${output}${name}.json`, 'utf8').catch(() => 'null');
  measured[name] = JSON.parse(text);
}
writePage('benchmarks-fleet.md', fleetPage(measured, machine()));
