// Disturbs a station ten times in each of several ways, with test/e2e/station/disturbances.test.ts, and
// writes docs/benchmarks-kills.md: `node bench/station/kills.mjs [TIMES]`, after a build, as root on Linux.
// Two times take three minutes on two cores.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const [times = '10'] = wordsOf('bench/station/kills.mjs [TIMES]');
const folder = await mkdtemp(join(tmpdir(), 'nominal-kills-'));
const figures = join(folder, 'figures.jsonl');
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', 'test/e2e/station/disturbances.test.ts', '--reporter=verbose'],
  {
    stdio: 'inherit',
    env: { ...process.env, NOMINAL_KILLS: times, NOMINAL_KILLS_FIGURES: figures },
  },
);
const lines = (await readFile(figures, 'utf8').catch(() => '')).split('\n').filter(Boolean);
const rows = lines
  .map((line) => JSON.parse(line))
  .map(
    ({ name, kills, images, lost, twice, told }) =>
      `| ${name} | ${kills} | ${images} | ${lost} | ${twice} | ${told} |`,
  );
await rm(folder, { recursive: true });
// Only a run that passed makes a page; the output above explains a failed one.
if (status !== 0) process.exit(status ?? 1);
writePage(
  'benchmarks-kills.md',
  `# Disturbances of a station

Written by \`node bench/station/kills.mjs\`; no figure is typed by hand. Images come from a watched folder, over MQTT and over HTTP. Each accepted image must have exactly one decision, and each decision must reach a webhook and an MQTT topic. Every other time the station is also killed during the disturbance (except in the runs with a second station or without the fleet). ${machine()}.

| disturbance | times | images taken | lost | decided twice | decisions told to both receivers |
| --- | --: | --: | --: | --: | --: |
${rows.join('\n')}
`,
);
