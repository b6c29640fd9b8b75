// Measures a fleet on this machine. Each part can be run by itself; what it finds is kept in
// bench/output/fleet, and docs/benchmarks-fleet.md is written from the parts that have been run:
//   npm run build && node bench/fleet/run.mjs [--parts faults,upgrade,throughput,fits] [--data FOLDER]
//     [--requests 2000] [--workers 4] [--kill-every-ms 1000] [--images 400] [--rounds 3]
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faults, upgrade } from './faults.mjs';
import { fits } from './fits.mjs';
import { fleetPage } from './page.mjs';
import { throughput } from './throughput.mjs';

const parts = { faults, upgrade, throughput, fits };
const output = new URL('../output/fleet/', import.meta.url);
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

await mkdir(output, { recursive: true });
for (const name of values.parts.split(',')) {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-fleet-'));
  try {
    const figures = { ...settings, ...(await parts[name](folder, settings)) };
    console.log(name, figures);
    await writeFile(new URL(`${name}.json`, output), JSON.stringify(figures));
  } finally {
    // After a failure servers may still write here.
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}
/** @type {any} */
const measured = {};
for (const name of Object.keys(parts)) {
  const text = await readFile(new URL(`${name}.json`, output), 'utf8').catch(() => 'null');
  measured[name] = JSON.parse(text);
}
const [{ model }] = cpus();
const machine = `${model.trim()}, ${availableParallelism()} cores, Node ${process.version}`;
await writeFile(
  new URL('../../docs/benchmarks-fleet.md', import.meta.url),
  fleetPage(measured, machine),
);
