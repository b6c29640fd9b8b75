import { existsSync, readFileSync } from 'node:fs';
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

it('no configuration of npm is needed: a key of its own is warned of at every call', () => {
  expect(existsSync(new URL('../.npmrc', import.meta.url))).toBe(false);
});
