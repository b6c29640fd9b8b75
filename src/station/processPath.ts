import { fileURLToPath } from 'node:url';

/**
 * The compiled script of a child process. Run from its sources, as tests do, the station starts the
 * children that were built last: Node cannot run TypeScript.
 *
 * @param relative path from src/station without an ending: "inspector/main".
 */
export function processPath(relative: string): string {
  const own = fileURLToPath(new URL(`./${relative}.js`, import.meta.url));
  return import.meta.url.endsWith('.ts')
    ? own.replace(/([\\/])src([\\/]station[\\/])/, '$1dist$2')
    : own;
}
