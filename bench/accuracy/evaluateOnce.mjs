import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The JSON of one "nominal evaluate", kept in a file and computed only where that is not there; null
 * if it may not be computed.
 */
export function evaluateOnce(file, args, mayCompute) {
  if (!existsSync(file)) {
    if (!mayCompute) return null;
    const bin = fileURLToPath(new URL('../../bin/nominal.js', import.meta.url));
    const command = ['evaluate', ...args, '--json', '--quiet'];
    console.log(`nominal ${command.join(' ')}`);
    writeFileSync(file, execFileSync(process.execPath, [bin, ...command], { encoding: 'utf8' }));
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
