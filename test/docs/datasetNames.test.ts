import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = 'bench/results/accuracy';

/** Text files of a folder and of those within, as paths from the root. */
function filesIn(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|md|mjs|py|svg)$/.test(name) && !name.startsWith('output'))
    .map((name) => join(folder, name));
}

it('the carbon-fiber plies are nowhere taken for the toothbrush of MVTec AD', () => {
  const files = ['README.md', 'CHANGELOG.md', ...['docs', 'bench', 'examples'].flatMap(filesIn)];
  const naming = files.filter((file) =>
    /toothbrush/i.test(file + readFileSync(root + file, 'utf8')),
  );
  expect(naming).toEqual([]);
});

it.each(['plies', 'mtd'])('the kept results of %s carry the name of their category', (name) => {
  const folder = `${results}/${name}/results`;
  const category = name === 'mtd' ? 'magnetic-tile' : name;
  for (const file of readdirSync(root + folder)) {
    const { step, evaluation } = JSON.parse(readFileSync(`${root}${folder}/${file}`, 'utf8')) as {
      readonly step: { readonly key: string; readonly fingerprint: string };
      readonly evaluation: { readonly category: string };
    };
    expect(file).toBe(`${step.key}.json`);
    expect(step.key).toBe(
      `${step.key.replace(/_[\da-f]{8}$/, '')}_${step.fingerprint.slice(0, 8)}`,
    );
    expect(step.key.startsWith(`${category}_`)).toBe(true);
    expect(evaluation.category).toBe(category);
  }
});

it("only rows of MTD stand beside the paper's figures", () => {
  const page = readFileSync(`${root}docs/benchmarks-accuracy.md`, 'utf8');
  const sections = page.split(/^## /m).filter((section) => section.includes('Roth et al.'));
  expect(sections.map((section) => section.split('\n')[0])).toEqual(['mtd']);
});
