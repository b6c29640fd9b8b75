// The process that works on one shard of a fit and ends. It runs at the lowest priority, so that
// inspection does not wait for it, and lets all memory go at its end.
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { resolveRuntimeConfig } from 'nominal-vision/internal/config';
import { measureImages, reduceImages } from 'nominal-vision/internal/detector';
import { plainError } from 'nominal-vision/internal/errors';
import { whenParentEnds, writeFileAtomic } from 'nominal-vision/internal/files';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { giveParentSigns } from 'nominal-vision/internal/watchdog';
import { encodeMeasured } from './encodeMeasured.ts';
import { decodeBank, encodeReduced } from './encodeReduced.ts';
import type { ShardAnswer, ShardWork } from './shardWork.ts';

setPriority(constants.priority.PRIORITY_LOW);

const folder = process.argv[2];

/** Ends once the last message is on its way. */
const end = (answer: ShardAnswer) =>
  process.send?.(answer, undefined, undefined, () => process.exit(0));

process.once('message', (work: ShardWork) => {
  const job: JobOptions = {
    onProgress: (progress) => {
      if (progress.phase !== 'extract' && progress.phase !== 'calibrate') return;
      const answer: ShardAnswer = { type: 'progress', doneImages: progress.doneImages };
      process.send?.(answer);
    },
  };
  workOn(work, job).then(
    () => end({ type: 'done' }),
    (error: unknown) => end({ type: 'failed', error: plainError(error) }),
  );
});
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Without the worker the result has no receiver, and no other process would remove its folder.
whenParentEnds(() => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
giveParentSigns();

async function workOn(
  { plan, shard, images, bank, out, runtime: options }: ShardWork,
  job: JobOptions,
): Promise<void> {
  const runtime = resolveRuntimeConfig(options);
  if (bank === null) {
    const reduced = await reduceImages(plan, shard, images, runtime, job);
    await writeFileAtomic(out, encodeReduced(reduced));
  } else {
    const placed = decodeBank(await readFile(bank), bank);
    const measured = await measureImages(plan, placed, images, runtime, job);
    await writeFileAtomic(out, new TextEncoder().encode(encodeMeasured(measured)));
  }
}
