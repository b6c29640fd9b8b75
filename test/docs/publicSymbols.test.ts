import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { undocumentedSymbols } from './undocumentedSymbols.ts';

const example = `
/** Told. */
export class Told {
  readonly plain = 1;
  told() {}
  /** Told. */
  fine() {}
  #own() {}
  private mine() {}
  get size() { return 1; }
  static make() {}
}
export class Untold {}
export interface Shape { readonly height: number }
export type Name = string;
export const limit = 1;
export function run() {}
/** Told. */ export function walk() {}
function inner() {}
`;

describe('the public symbols', () => {
  it('all have a docstring', () => {
    const entries = ['../../src/index.ts', '../../src/core/index.ts'].map((path) =>
      fileURLToPath(new URL(path, import.meta.url)),
    );
    expect(undocumentedSymbols(entries), 'symbols without a docstring').toEqual([]);
  });

  it('are found where they have none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nominal-symbols-'));
    try {
      const entry = join(folder, 'entry.ts');
      await writeFile(entry, example);
      const names = undocumentedSymbols([entry]).map((line) => line.replace(/^.*: /, ''));
      expect(names).toEqual([
        'Name',
        'Shape',
        'Told.make',
        'Told.size',
        'Told.told',
        'Untold',
        'limit',
        'run',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
