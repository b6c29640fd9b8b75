import { describe, expect, it } from 'vitest';
import { resolveFitConfig, resolveRuntimeConfig } from '../../config/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import { plainFraming } from '../../model/index.ts';
import { MeasuringWorkers } from './MeasuringWorkers.ts';

describe('MeasuringWorkers', () => {
  it('rejects the requests of a thread, and all later ones, when the thread ends', async () => {
    const workers = new MeasuringWorkers({
      config: { ...resolveFitConfig(), backbone: 'absent-backbone' },
      runtime: resolveRuntimeConfig({ threads: 1 }),
      activationRanges: null,
      framing: plainFraming,
      workers: 2,
      bank: Matrix.zeros(2, 4),
      axes: Matrix.zeros(1, 4),
    });
    const frame = { height: 1, width: 1, channels: 3 as const, data: new Uint8Array(3) };
    for (let attempt = 0; attempt < 2; attempt++) {
      const measured = workers.measureAll([frame, frame]);
      await expect(measured.next()).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    }
    await workers.close();
  });
});
