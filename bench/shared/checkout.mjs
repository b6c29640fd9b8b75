// Places in this checkout, and the machine that it is measured on.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The command line of this checkout. */
export const bin = fileURLToPath(new URL('../../bin/nominal.js', import.meta.url));

/** A folder for results within bench/output/, which git ignores; ends with a slash. */
export function outputFolder(name) {
  const folder = fileURLToPath(new URL(`../output/${name}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Writes a file of docs/. */
export function writePage(name, text) {
  writeFileSync(new URL(`../../docs/${name}`, import.meta.url), text);
}

/**
 * The sections of a page as it is now, by their headings: those whose measurements are not kept here stay.
 *
 * @param {string} name
 * @returns {(heading: string) => string | null} a section with its heading, without empty lines at its end.
 */
export function keptSections(name) {
  const page = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
  const parts = page.split(/^(?=## )/m).slice(1);
  const sections = new Map(parts.map((part) => [part.split('\n')[0].slice(3), part.trimEnd()]));
  return (heading) => sections.get(heading) ?? null;
}

/**
 * Measured rows, for a page: a page without any must not replace the one that is there.
 *
 * @template Row
 * @param {readonly Row[]} rows
 */
export function requireRows(rows) {
  if (rows.length === 0) throw new Error('no result is kept here: run the script without "page"');
  return rows;
}

/** Processor, cores and Node version, as the pages print them. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${availableParallelism()} cores, Node ${process.version}`;
}
