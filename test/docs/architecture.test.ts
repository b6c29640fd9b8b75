import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { inlineCode } from './shellCommands.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** Folders of a tree that is drawn by indentation, two spaces a level: "src/core/image". */
function foldersOfTree(tree: string): string[] {
  const path: string[] = [];
  return tree
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, indent, name] = /^( *)(\S+)\//.exec(line) ?? ['', '', `not a folder: ${line}`];
      path.length = indent.length / 2;
      path.push(name);
      return path.join('/');
    });
}

/** Folders below one, itself included, that hold sources. */
function foldersBelow(folder: string): string[] {
  const inner = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ignored.has(entry.name))
    .flatMap(({ name }) => foldersBelow(`${folder}/${name}`));
  return [folder, ...inner];
}

const ignored = new Set(['node_modules', 'dist']);
/** Written by the build, so not in a checkout. */
const built = new Set(['src/core/kernels/generated']);

describe('docs/architecture.md', () => {
  it('has one line for each folder of src and packages, and none for a folder that is gone', () => {
    const drawn = foldersOfTree(/^```text\n(.*?)^```/ms.exec(page)?.[1] ?? '');
    const there = ['src', 'packages'].flatMap(foldersBelow).filter((path) => !built.has(path));
    expect(drawn.sort()).toEqual(there.sort());
  });

  it('draws each layer that the linter keeps', async () => {
    const { layers } = (await import(pathToFileURL(join(root, 'eslint.config.js')).href)) as {
      readonly layers: readonly (readonly string[])[];
    };
    const picture = /^```mermaid\n(.*?)^```/ms.exec(page)?.[1] ?? '';
    const nodes = [...picture.matchAll(/\["(.*?)"\]/g)].map(([, text]) => text.split(/<br\/>|, /));
    for (const layer of layers) {
      const rooms = layer.filter((name) => !name.endsWith('.ts')).sort();
      expect(nodes.map((node) => [...node].sort())).toContainEqual(rooms);
    }
  });
});

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md'),
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];
const sources = globSync(['{src,packages,test,bench,scripts,examples,docs}/**'], {
  cwd: root,
  ignore: ['**/node_modules/**', '**/dist/**'],
});
const fileNames = new Set(sources.map((path) => basename(path)));

/** The names by which headings of a page can be linked to. */
function headingsOf(text: string): ReadonlySet<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase());
  return new Set(titles.map((title) => title.replaceAll(/[^\w\s-]/g, '').replaceAll(' ', '-')));
}

describe.each(pages)('%s', (name) => {
  const text = readFileSync(join(root, name), 'utf8');

  it('names files and folders of the checkout that exist', () => {
    const named = inlineCode(text).filter(
      (code) =>
        // A folder of a data set, and one that `npm run docs:api` writes.
        !['test/good', 'docs/api/'].includes(code) &&
        (/^(src|packages|test|bench|scripts|examples|docs)\/[\w./@-]+$/.test(code) ||
          /^\w+\.(test\.)?(ts|tsx|mjs|py)$/.test(code)),
    );
    const absent = named.filter((code) =>
      code.includes('/') ? !existsSync(join(root, code)) : !fileNames.has(code),
    );
    expect(absent).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const absent = links
      .filter(([, path, heading]) => {
        const file = path === '' ? join(root, name) : join(root, name, '..', path);
        if (!existsSync(file)) return true;
        return heading !== undefined && !headingsOf(readFileSync(file, 'utf8')).has(heading);
      })
      .map(([link]) => link);
    expect(absent).toEqual([]);
  });
});
