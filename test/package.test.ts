import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

it('the lock file lets no dependency run a script: onnxruntime-node would download', () => {
  const { packages } = read('package-lock.json') as {
    readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
  };
  const marked = Object.keys(packages).filter((name) => packages[name].hasInstallScript);
  expect(marked, 'take "hasInstallScript" out of package-lock.json (decision 080)').toEqual([]);
});

it('the package runs nothing where it is installed, and depends on no package that does', () => {
  const { scripts, dependencies } = read('package.json') as {
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  // npm also reports "prepare" as a script that it blocked.
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(scripts).not.toHaveProperty(name);
  expect(dependencies).not.toHaveProperty('onnxruntime-node');
});

it('the library imports its dependencies, at most eight, and otherwise only what the build bundles', () => {
  const { dependencies } = read('package.json') as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const folder = fileURLToPath(new URL('../src/', import.meta.url));
  const bundled = ['report/libraries.ts', 'browser/', 'core/kernels/assembly/'];
  const imported = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?<!\.test)\.tsx?$/.test(path))
    .filter((path) => !bundled.some((part) => path.startsWith(part)))
    .flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      const code = text.replaceAll(/^ *\*.*/gm, '');
      return [...code.matchAll(/\b(?:from|import)\(? ?'((?:@[^/']+\/)?[a-z][^/':]*)[^':]*'/g)];
    });
  const names = new Set(imported.map(([, name]) => name));
  expect([...names].sort()).toEqual(Object.keys(dependencies).sort());
  expect(names.size).toBeLessThanOrEqual(8);
});

it('no configuration of npm is needed: a key of its own is warned of at every call', () => {
  expect(existsSync(new URL('../.npmrc', import.meta.url))).toBe(false);
});

it('the packages have one version, and accept no other version of each other', () => {
  interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly peerDependencies?: Readonly<Record<string, string>>;
  }
  const { version } = read('package.json') as Manifest;
  const folders = readdirSync(new URL('../packages/', import.meta.url));
  expect(folders.sort()).toEqual(['fleet', 'station']);
  for (const folder of folders) {
    const manifest = read(`packages/${folder}/package.json`) as Manifest;
    expect(manifest.version).toBe(version);
    const peers = Object.entries(manifest.peerDependencies ?? {});
    expect(peers).toContainEqual(['nominal-vision', version]);
    const own = peers.filter(([peer]) => /^(@nominal-vision\/|nominal-vision$)/.test(peer));
    for (const [, accepted] of own) expect(accepted).toBe(version);
  }
});
