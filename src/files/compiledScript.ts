import { fileURLToPath } from 'node:url';

/**
 * Path of the compiled script of another process or thread. Run from its sources, as tests do, the
 * program starts those that were built last: Node cannot run TypeScript.
 *
 * @param relative path of the script as seen from the caller: "./inspector/main.js".
 * @param from `import.meta.url` of the caller.
 */
export function compiledScript(relative: string, from: string): string {
  const path = fileURLToPath(new URL(relative, from));
  return from.endsWith('.ts') ? path.replace(/^(.*[\\/])src([\\/])/, '$1dist$2') : path;
}
