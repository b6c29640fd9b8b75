import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Makes a folder a project with the library installed as npm publishes it, including built files; its
 * dependencies are the checkout's.
 */
export async function installPackage(project: string): Promise<void> {
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  await unpack(project, 'nominal-vision', checkout);
  await link(project, '@types/node');
}

/** Installs the station and the fleet next to the library. */
export async function installMorePackages(project: string): Promise<void> {
  for (const name of ['station', 'fleet'])
    await unpack(project, `@nominal-vision/${name}`, join(checkout, 'packages', name));
}

/** Installs a package of the checkout, and links its dependencies. */
async function unpack(project: string, name: string, source: string): Promise<void> {
  const own = join(project, 'node_modules', name);
  await mkdir(own, { recursive: true });
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const { stdout } = await run('npm', packing, { cwd: source, maxBuffer: 2 ** 26 });
  const [{ filename }] = Object.values(JSON.parse(stdout) as { readonly filename: string }[]);
  await run('tar', ['xzf', join(project, filename), '--strip-components=1', '-C', own]);
  const manifest = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const dependency of Object.keys(manifest.dependencies)) await link(project, dependency);
}

/** Links a package of the checkout into a project. */
async function link(project: string, name: string): Promise<void> {
  const path = join(project, 'node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await symlink(join(checkout, 'node_modules', name), path, 'dir');
}
