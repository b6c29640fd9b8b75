import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Thread } from './Thread.ts';

const stuck = fileURLToPath(new URL('../../../test/stuckThread.mjs', import.meta.url));
const words = { what: 'a thread of a test has ended', remedy: 'Write another test' };

describe('a thread', () => {
  it('that is stuck in a request is terminated, and fails this request and all later ones', async () => {
    const thread = new Thread(stuck, null, words, 1000);
    const failure = { code: 'WORKER_FAILED', message: expect.stringContaining('no sign of life') };
    await expect(thread.call('anything')).rejects.toMatchObject(failure);
    await expect(thread.call('anything else')).rejects.toMatchObject(failure);
    await thread.close();
  }, 60_000);
});
