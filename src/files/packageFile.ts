import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A package whose built files are looked for. */
export interface BuiltPackage {
  /** As it is installed: "nominal-vision". */
  readonly name: string;
  /** URL of the folder that holds the code that asks: the package's `dist`, or `src` where the sources run. */
  readonly code: URL;
}

/**
 * Absolute path of a built file or folder of a package, which may not be there. It lies beside the
 * compiled code; where the sources run by themselves, as in tests, in the checkout's `dist`, for Node
 * cannot run TypeScript; and where a bundler has put the code into another file, in the package that is
 * installed where that file runs.
 *
 * @param name as seen from `dist`: "inspector/main.js".
 */
export function builtFile(name: string, { name: packageName, code }: BuiltPackage): string {
  const folder = fileURLToPath(code);
  const path = join(sources ? join(dirname(folder), 'dist') : folder, name);
  if (existsSync(path)) return path;
  const installed = distOf(packageName);
  return installed === null ? path : join(installed, name);
}

/** As `builtFile`, of this package. */
export function packageFile(name: string): string {
  return builtFile(name, { name: 'nominal-vision', code: new URL('../', import.meta.url) });
}

/** Whether the sources run by themselves. */
const sources = import.meta.url.endsWith('.ts');

/** `dist` of a package that this code finds as any other does; null if it finds none. */
function distOf(packageName: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), 'dist');
  } catch {
    return null;
  }
}
