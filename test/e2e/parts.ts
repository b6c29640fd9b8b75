import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FitOptions } from '../../src/config/index.ts';
import { writeDataset } from '../../src/demo/index.ts';

/** Size of the generated parts: not square, so that mixing up height and width fails. */
export const partHeight = 96;
export const partWidth = 112;

/** Small enough for a fit of about a second. */
export const quickOptions = {
  resize: { height: 96, width: 96 },
  dimension: 128,
  bankRows: 120,
} satisfies FitOptions;

/** These options on the command line. */
export const quickFit = ['--resize=96x96', '--dimension=128', '--bank-rows=120'] as const;

/** A new folder for one test file. */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'nominal-e2e-'));
}

/** Numbers of generated parts. */
export interface PartCounts {
  readonly trainGood?: number;
  readonly testGood?: number;
  readonly testDefective?: number;
}

/** Writes generated tiles with obvious defects, in the MVTec AD layout. */
export async function writeParts(folder: string, counts: PartCounts = {}): Promise<void> {
  await writeDataset(folder, {
    category: 'tile',
    seed: 1,
    height: partHeight,
    width: partWidth,
    trainGood: 16,
    testGood: 4,
    testDefective: 6,
    ...counts,
  });
}

/** Paths of the files in and below a folder, in order. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
