import { describe, expect, it } from 'vitest';
import { plainGreedyCoreset } from '../../../core/coreset/plainGreedyCoreset.ts';
import { Random } from '../../../core/random/index.ts';
import { Matrix } from '../../../core/tensor/index.ts';
import { SelectingWorkers } from './SelectingWorkers.ts';

const random = new Random(7);
const points = new Matrix(
  400,
  6,
  Float32Array.from({ length: 2400 }, () => random.uniform() - 0.5),
);
const request = (skipped: number) => ({
  rows: Uint32Array.from({ length: 300 }, (_, i) => i + skipped),
  count: 40,
  startingRows: [skipped, skipped + 9, skipped + 200],
});

describe('SelectingWorkers', () => {
  it('select what the plain greedy selects, more requests than threads at once', async () => {
    const workers = new SelectingWorkers(2, points);
    const skipped = [0, 10, 25, 70, 100];
    const selections = await Promise.all(
      skipped.map((skip) => workers.select(request(skip), () => undefined)),
    );
    await workers.close();
    for (const [i, skip] of skipped.entries()) {
      const { rows, count, startingRows } = request(skip);
      const own = points.gather(Array.from(rows));
      const start = {
        kind: 'approximate' as const,
        startingRows: startingRows.map((r) => r - skip),
      };
      const plain = plainGreedyCoreset(own, count, start);
      expect(Array.from(selections[i].indices, (row) => row - skip)).toEqual([...plain.indices]);
      expect(selections[i].coveringRadius).toBe(plain.coveringRadius);
    }
  });

  it('abandon all selections when one is cancelled, with the error that cancelled it', async () => {
    const workers = new SelectingWorkers(1, points);
    const reason = new Error('enough');
    const first = workers.select(request(0), () => {
      throw reason;
    });
    const second = workers.select(request(10), () => undefined);
    await expect(first).rejects.toBe(reason);
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    await workers.close();
  });

  it('reject their requests when their thread ends', async () => {
    const broken = { rows: 4, columns: 2, data: new Float32Array(2) } as unknown as Matrix;
    const workers = new SelectingWorkers(1, broken);
    await expect(workers.select(request(0), () => undefined)).rejects.toMatchObject({
      code: 'WORKER_FAILED',
    });
    await workers.close();
  });
});
