import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stationConfigSchema } from '../../packages/station/src/config/stationConfig.ts';
import { fitConfigSchema } from '../../src/config/index.ts';
import { imageEndings } from '../../src/core/image/index.ts';
import { layoutNames } from '../../src/datasets/index.ts';
import { errorCodes } from '../../src/errors/index.ts';
import { imageWarnings } from '../../src/image/index.ts';
import * as library from '../../src/index.ts';
import { textsOfFact } from './facts.ts';
import { inlineCode } from './shellCommands.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'cli.md')
    .map((name) => `docs/${name}`),
];

/** What is wrong with the facts that a page marks, "VALUE<!-- fact: NAME -->". */
function wrongFacts(text: string): string[] {
  return [...text.matchAll(/<!-- fact: (.+?) -->/g)].flatMap((marker) => {
    const before = text.slice(0, marker.index);
    const texts = textsOfFact(marker[1], root);
    if (texts.length === 0) return [`there is no fact ${marker[1]}`];
    const lower = before.toLowerCase();
    const states = texts.some((form) => {
      const start = before.length - form.length;
      return lower.endsWith(form.toLowerCase()) && !/[\w.,]/.test(before[start - 1] ?? ' ');
    });
    return states ? [] : [`${marker[1]} is ${texts[0]}, not "…${before.slice(-30)}"`];
  });
}

describe.each(pages)('%s', (name) => {
  const text = read(name);

  it('states the facts that it marks as the program has them', () => {
    expect(wrongFacts(text)).toEqual([]);
  });

  it('marks every "(default: …)" as such a fact', () => {
    const unmarked = [...text.matchAll(/\(default: (?:[^)<]|<(?!!--))*\)/g)].map(
      ([found]) => found,
    );
    expect(unmarked).toEqual([]);
  });

  it('names error codes that there are', () => {
    const others = /^(NOMINAL|PG|NODE|HTTPS?|NO|MT|IMAGE_?SIZE|MAX|MIN|README|HEAD)(_|$)/;
    const codes = inlineCode(text).filter((code) => /^[A-Z]+(_[A-Z]+)+$/.test(code));
    const known = { ...errorCodes, ...imageWarnings };
    const unknown = codes.filter((code) => !(code in known) && !others.test(code));
    expect(unknown).toEqual([]);
  });

  it('imports from the library what it exports', () => {
    const imports = [...text.matchAll(/^import \{([^}]+)\} from 'nominal-vision';/gm)];
    const names = imports.flatMap(([, list]) => list.split(',').map((word) => word.trim()));
    const values = names.filter((word) => word !== '' && !word.startsWith('type '));
    expect(values.filter((word) => !(word in library))).toEqual([]);
  });
});

it('a wrong fact, one that there is not, and a default that is not marked are found', () => {
  expect(wrongFacts('a sigma of 4<!-- fact: fit.sigmaPx --> pixels')).toEqual([]);
  expect(wrongFacts('5<!-- fact: fit.sigmaPx -->')).toEqual([expect.stringContaining('is 4')]);
  expect(wrongFacts('14<!-- fact: fit.sigmaPx -->')).toHaveLength(1);
  expect(wrongFacts('4<!-- fact: fit.sigma -->')).toEqual(['there is no fact fit.sigma']);
  expect(wrongFacts('a minute<!-- fact: station.stuckAfterMs -->')).toEqual([]);
  expect(wrongFacts('64 MiB<!-- fact: station.maxImageBytes -->')).toEqual([]);
});

it('docs/evaluation.md has a row for every layout', () => {
  const [, section] = read('docs/evaluation.md').split(/^## /m);
  const rows = [...section.matchAll(/^\| `([a-z0-9][a-z0-9-]*)` \|/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual([...layoutNames].sort());
});

it('docs/images.md lists the endings by which folders are searched', () => {
  const listed = /files ending in (.+?)\.\n/.exec(read('docs/images.md'))?.[1] ?? '';
  expect(listed.split(/, | and /).sort()).toEqual([...imageEndings].sort());
});

it('docs/model-file.md lists every key of the configuration', () => {
  const row = /^\| `config` \|.*$/m.exec(read('docs/model-file.md'))?.[0] ?? '';
  const listed = inlineCode(/camel case: (.+?)\. /.exec(row)?.[1] ?? '');
  expect(listed.sort()).toEqual(Object.keys(fitConfigSchema.shape).sort());
});

it('docs/cameras.md shows settings that a camera takes', () => {
  const blocks = [...read('docs/cameras.md').matchAll(/^```json\n(.*?)^```/gms)];
  const camera = { kind: 'camera', name: 'a', product: 'a' };
  const program = { command: ['a'], frames: { format: 'pnm' } };
  expect(blocks.length).toBeGreaterThan(5);
  for (const [, block] of blocks) {
    // A recipe is what a camera has in addition to its name; a trigger is one of its keys.
    const value = JSON.parse(block.startsWith('{') ? block : `{${block}}`) as object;
    const config =
      'sources' in value
        ? value
        : 'on' in value
          ? { sources: [{ ...camera, ...program, trigger: value }] }
          : { sources: [{ ...camera, ...program, ...value }] };
    expect(stationConfigSchema.safeParse(config).error).toBeUndefined();
  }
});

it.each(['docs/station.md', 'docs/access.md'])('%s shows settings that a station takes', (name) => {
  const blocks = [...read(name).matchAll(/^```json\n(.*?)^```/gms)].map(([, block]) => block);
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    expect(stationConfigSchema.safeParse(JSON.parse(block)).error).toBeUndefined();
  }
});
