import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../../docs/decisions/', import.meta.url);
const rows = readFileSync(new URL('README.md', folder), 'utf8')
  .split('\n')
  .map((line) => /^\| \[(\d{3})\]\((.+?)\) \| (.+?) \| (.+?) \| (.+?) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, number, file, summary, date, status]) => ({ number, file, summary, date, status }));

it('the index has every decision once, under its own number', () => {
  const files = readdirSync(folder).filter((name) => name !== 'README.md');
  expect(rows.map(({ file }) => file).sort()).toEqual(files.sort());
  expect(rows.filter(({ number, file }) => !file.startsWith(`${number}-`))).toEqual([]);
});

it('the index dates every decision, and names only those that there are', () => {
  expect(rows.filter(({ date }) => !/^\d{4}-\d\d-\d\d$/.test(date))).toEqual([]);
  const numbers = new Set(rows.map(({ number }) => number));
  const named = rows.flatMap(({ status }) => status.match(/\d{3}/g) ?? []);
  expect(named.filter((number) => !numbers.has(number))).toEqual([]);
});
