import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Before any test: builds what is not up to date, because many tests run what is built. */
export default function buildFirst(): void {
  const cwd = fileURLToPath(new URL('../', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd, stdio: 'inherit' });
}
