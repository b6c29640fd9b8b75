// Processor time of command lines up to their first line, in this build and another one, a second
// checkout that is built: whole processes, alternating, medians.
//
//   node bench/speed/starts.mjs CHECKOUT
//
// Prints a table, and keeps the figures in bench/output/speed/starts.json for page.mjs.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine, outputFolder } from '../shared/checkout.mjs';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 11);
const commandLines = [
  '--help',
  'verify --help',
  'show --help',
  'fit --help',
  'inspect --help',
  'inspect',
  'show no-such-file',
];
/** Loaded before the program; its last words are the processor time of the whole process. */
const meter =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process._rawDebug(user+system)})';

const [other] = wordsOf('bench/speed/starts.mjs CHECKOUT');
const here = fileURLToPath(new URL('../..', import.meta.url));
const rows = commandLines.map((line) => ({ line, other: [], this: [] }));
const empty = [];
for (let run = 0; run < RUNS; run++) {
  empty.push(cpuSeconds(['--eval', '0']));
  for (const row of rows) {
    row.other.push(cpuSeconds([join(other, 'bin/nominal.js'), ...row.line.split(' ')]));
    row.this.push(cpuSeconds([join(here, 'bin/nominal.js'), ...row.line.split(' ')]));
  }
}
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
  cwd: other,
  encoding: 'utf8',
});
const results = {
  other: `commit ${commit.trim()}`,
  machine: machine(),
  date: new Date().toISOString().slice(0, 10),
  runs: RUNS,
  emptySeconds: median(empty),
  rows: rows.map((row) => ({ line: row.line, other: median(row.other), this: median(row.this) })),
};
console.table(results.rows);
writeFileSync(`${outputFolder('speed')}starts.json`, `${JSON.stringify(results, null, 1)}\n`);

function cpuSeconds(args) {
  const { stderr } = spawnSync(process.execPath, ['--import', meter, ...args], {
    encoding: 'utf8',
  });
  return Number(stderr.trim().split('\n').at(-1)) / 1e6;
}
