import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Makes a folder a project with the package installed as npm publishes it, including built files; its
 * dependencies are the checkout's.
 */
export async function installPackage(project: string): Promise<void> {
  const modules = join(project, 'node_modules');
  const own = join(modules, 'nominal-vision');
  await mkdir(own, { recursive: true });
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const { stdout } = await run('npm', packing, { cwd: checkout, maxBuffer: 2 ** 26 });
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  await run('tar', ['xzf', join(project, filename), '--strip-components=1', '-C', own]);
  const manifest = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(checkout, 'node_modules', name), join(modules, name), 'dir');
  }
}
