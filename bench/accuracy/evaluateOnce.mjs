import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bin } from '../shared/checkout.mjs';

/**
 * The JSON of one "nominal evaluate", kept in a file and computed only if the file is missing; null if
 * it is missing and may not be computed.
 */
export function evaluateOnce(file, args, mayCompute) {
  if (!existsSync(file)) {
    if (!mayCompute) return null;
    const command = ['evaluate', ...args, '--json', '--quiet'];
    console.log(`nominal ${command.join(' ')}`);
    const printed = execFileSync(process.execPath, [bin, ...command], { maxBuffer: 2 ** 28 });
    writeFileSync(file, printed);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
