// Lists the controls of the console that no test of Chromium has used, after
//   NOMINAL_PRESSES=/tmp/presses npx vitest run test/e2e/station
// Run by hand: node scripts/list-unpressed.mjs /tmp/presses
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const lines = readdirSync(folder).flatMap((name) =>
  readFileSync(join(folder, name), 'utf8').trim().split('\n'),
);
const of = (what) =>
  new Set(
    lines
      .filter((line) => line.startsWith(`${what} | `))
      .map((line) => line.slice(what.length + 3)),
  );
const [shown, used] = [of('shown'), of('used')];
const unpressed = [...shown].filter((control) => !used.has(control)).sort();
console.log(unpressed.join('\n'));
console.log(`${shown.size} controls shown, ${unpressed.length} never used`);
