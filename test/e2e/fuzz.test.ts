import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bench/fuzz/run.mjs', import.meta.url));
const readers = ['images', 'model', 'model-forged', 'router', 'faiss', 'pickle', 'weights'];
const lists = ['coco', 'tables', 'regions', 'station', 'http', 'fleet'];

describe('readers of external data', () => {
  it('answer some hundred changed inputs with results or with errors of the table', async () => {
    const only = [...readers, ...lists].join(',');
    const { code, out } = await new Promise<{ code: unknown; out: string }>((resolve) => {
      execFile(process.execPath, [script, '--count', '300', '--only', only], (error, stdout) => {
        resolve({ code: error === null ? 0 : error.code, out: stdout });
      });
    });
    expect(code, out).toBe(0);
    for (const name of only.split(',')) expect(out).toContain(`| ${name} |`);
  });
});
