import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Folder of an installed npm package, or undefined. Looks as Node does, but past the package's
 * `exports` map, because weights are no module.
 */
export function findDependency(name: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}
