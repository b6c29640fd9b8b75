import { globSync } from 'tinyglobby';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleProject, runExample, typeErrors, writeExampleFolder } from './exampleProject.ts';
import { readExamples } from './readExamples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = globSync(['src/**/*.ts', 'packages/*/src/**/*.ts'], {
  cwd: root,
  absolute: true,
  ignore: ['**/*.test.ts', '**/generated/**'],
}).sort();
const examples = readExamples(root, files).map((example, number) => ({ ...example, number }));

describe('the examples in docstrings', () => {
  let project = '';
  const folderOf = (number: number) => join(project, String(number));

  beforeAll(async () => {
    project = await exampleProject(root);
    await writeExampleFolder(join(project, 'given'));
    for (const { number, code } of examples) {
      await cp(join(project, 'given'), folderOf(number), { recursive: true });
      await writeFile(join(folderOf(number), 'example.ts'), code ?? '');
    }
    await mkdir(folderOf(-1));
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  it('each hold one block of TypeScript', () => {
    expect(examples.filter(({ code }) => code === null).map(({ name }) => name)).toEqual([]);
  });

  it('compile against the types that users get', () => {
    const sources = examples.map(({ number }) => join(folderOf(number), 'example.ts'));
    const errors = typeErrors(root, sources).map((error) =>
      error.replace(/^.*\/(\d+)\/example\.ts/, (_, number) => examples[Number(number)].name),
    );
    expect(errors).toEqual([]);
  });

  it.each(examples.map(({ name, number, code }) => [name, number, code ?? ''] as const))(
    '%s runs',
    (_name, number, code) => runExample(folderOf(number), code),
  );

  it('are refused if they do not compile, or end with an error', async () => {
    const wrong = `import { fit } from 'nominal-vision';\nconst verdict: number = fit;\nthrow verdict;\n`;
    const file = join(folderOf(-1), 'example.ts');
    await writeFile(file, wrong);
    expect(typeErrors(root, [file])).toEqual([
      expect.stringMatching(/example\.ts:2: Type .* is not/),
    ]);
    await expect(runExample(folderOf(-1), wrong)).rejects.toThrow('example.js');
  });
});

it('an example is found with the name of what it belongs to', async () => {
  const project = await exampleProject(root);
  const file = join(project, 'Part.ts');
  const fence = '```';
  await writeFile(
    file,
    `/**
 * A part.
 *
 * @example
 * ${fence}ts
 * if (true) {
 *   look();
 * }
 * ${fence}
 */
export class Part {
  /** @example none */
  static load() {}
}
/**
 * @example
 * ${fence}ts
 * 1;
 * ${fence}
 */
export const limit = 1;
`,
  );
  try {
    expect(readExamples(project, [file])).toEqual([
      { name: 'Part.ts: Part', code: 'if (true) {\n  look();\n}\n' },
      { name: 'Part.ts: Part.load', code: null },
      { name: 'Part.ts: limit', code: '1;\n' },
    ]);
  } finally {
    await rm(project, { recursive: true });
  }
});
