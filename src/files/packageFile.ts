import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A package whose built files are wanted. */
export interface BuiltPackage {
  /** Name under which it is installed: "nominal-vision". */
  readonly name: string;
  /** URL of the folder of the calling code: the package's `dist`, or `src` if the sources run directly. */
  readonly code: URL;
}

/**
 * Absolute path of a built file or folder of a package, which may not exist. It is next to the compiled
 * code. If the sources run directly, as in tests, it is in the checkout's `dist`, because worker threads
 * and child processes need compiled code. If a bundler has put the code into another file, it is in the
 * package that is installed where that file runs.
 *
 * @param name path relative to `dist`: "inspector/main.js".
 */
export function builtFile(name: string, { name: packageName, code }: BuiltPackage): string {
  const folder = fileURLToPath(code);
  const path = join(sources ? join(dirname(folder), 'dist') : folder, name);
  if (existsSync(path)) return path;
  const installed = distOf(packageName);
  return installed === null ? path : join(installed, name);
}

/** The path of a built file of this package, see {@link builtFile}. */
export function packageFile(name: string): string {
  return builtFile(name, { name: 'nominal-vision', code: new URL('../', import.meta.url) });
}

/** Whether the sources run directly. */
const sources = import.meta.url.endsWith('.ts');

/** `dist` of a package that Node resolves from this code; null if it finds none. */
function distOf(packageName: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), 'dist');
  } catch {
    return null;
  }
}
