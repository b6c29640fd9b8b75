import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../src/cli/reference/referencePages.ts';
import { errorCodes } from '../../src/errors/index.ts';

const pages = await referencePages();

describe('the generated documentation', () => {
  it.each([...pages.keys()])('docs/%s is what "npm run docs" writes', (name) => {
    const written = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    expect(written, 'run "npm run docs"').toBe(pages.get(name));
  });

  it('lists every command', () => {
    for (const command of [
      'screen',
      'fit',
      'inspect',
      'calibrate',
      'update',
      'show',
      'evaluate',
      'demo',
      'serve',
    ]) {
      expect(pages.get('cli.md')).toContain(`\n## nominal ${command}\n`);
    }
  });

  it('lists exactly the codes of the error table', () => {
    const listed = [...(pages.get('errors.md') ?? '').matchAll(/^\| `([A-Z_]+)` \|/gm)];
    expect(listed.map(([, code]) => code)).toEqual(Object.keys(errorCodes));
  });
});
