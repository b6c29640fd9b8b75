import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of a built file or folder of the package, which may not exist. It is next to the compiled
 * code. If the sources run directly, as in tests, it is in the checkout's `dist`, because worker threads
 * and child processes need compiled code. If a bundler has put the code into another file, it is in the
 * package that is installed where that file runs.
 *
 * @param name path relative to `dist`: "inspector/main.js".
 */
export function packageFile(name: string): string {
  const path = join(besideCode, name);
  if (existsSync(path)) return path;
  const folder = installed();
  return folder === null ? path : join(folder, name);
}

const code = fileURLToPath(import.meta.url);
const parent = dirname(dirname(code));
const besideCode = code.endsWith('.ts') ? join(dirname(parent), 'dist') : parent;

/** `dist` of the package that Node resolves from this code; null if it finds none. */
function installed(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve('nominal-vision/package.json');
    return join(dirname(manifest), 'dist');
  } catch {
    return null;
  }
}
