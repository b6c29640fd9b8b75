import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}bench/README.md`, 'utf8');
/** Each script with the words that the page gives for it. */
const commands = [...readme.matchAll(/^\| `node (bench\/\S+\.mjs)([^`]*)`/gm)].map(
  ([, script, words]) => ({ script, words: words.trim().replaceAll('\\|', '|') }),
);

describe('bench/README.md', () => {
  it('lists every script that writes a page of docs, with that page in its row', () => {
    const scripts = readdirSync(`${root}bench`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mjs') && !name.startsWith('shared'))
      .map((name) => join('bench', name));
    expect(commands.map(({ script }) => script).filter((one) => !scripts.includes(one))).toEqual(
      [],
    );
    for (const script of scripts) {
      const text = readFileSync(root + script, 'utf8');
      for (const [, page] of text.matchAll(/writePage\(\s*'([\w-]+\.md)'/g)) {
        const row = script.endsWith('/page.mjs') ? '' : `\`node ${script}`;
        const lines = readme.split('\n').filter((line) => line.includes(`(../docs/${page})`));
        expect(
          lines.some((line) => line.includes(row)),
          `${script} writes ${page}`,
        ).toBe(true);
      }
    }
  });
});

describe('the scripts of bench/', () => {
  const helped = commands.filter(({ script }) => script !== 'bench/speed/nominal.mjs');

  it.concurrent.each(helped)(
    '$script starts, and prints its words for --help',
    async ({ script, words }) => {
      const { stdout } = await promisify(execFile)(process.execPath, [root + script, '--help']);
      const usage = stdout.trim();
      expect(usage.startsWith(`node ${script}`)).toBe(true);
      if (words !== '') expect(usage).toBe(`node ${script} ${words}`);
    },
  );

  it('the page of the accuracy grid is what its kept results give', async () => {
    const module = `${root}bench/accuracy/gridTables.mjs`;
    const { gridAtAGlance, gridSections } = (await import(module)) as {
      readonly gridAtAGlance: () => string;
      readonly gridSections: () => string[];
    };
    // A later release did not compute these results, so the version does not count.
    const page = (text: string): string => text.replace(/^nominal [\d.]+: /gm, '');
    const written = page(readFileSync(`${root}docs/benchmarks-accuracy.md`, 'utf8'));
    for (const section of gridSections()) expect(written).toContain(page(section));
    expect(readFileSync(`${root}docs/benchmarks.md`, 'utf8')).toContain(gridAtAGlance());
  });
});
