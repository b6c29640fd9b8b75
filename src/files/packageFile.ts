import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of a built file or folder of the package, which may not be there. It lies beside the
 * compiled code; where the sources run by themselves, as in tests, in the checkout's `dist`, for Node
 * cannot run TypeScript; and where a bundler has put the code into another file, in the package that is
 * installed where that file runs.
 *
 * @param name as seen from `dist`: "inspector/main.js".
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

/** `dist` of the package that this code finds as any other does; null if it finds none. */
function installed(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve('nominal-vision/package.json');
    return join(dirname(manifest), 'dist');
  } catch {
    return null;
  }
}
