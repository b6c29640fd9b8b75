import { inOrder } from '../../../async/index.ts';
import { leastBusy, Thread } from '../../../async/threads/index.ts';
import { Grid } from '../../../core/tensor/index.ts';
import { nominalError } from '../../../errors/index.ts';
import { packageFile } from '../../../files/index.ts';
import type { MeasuredImage } from '../../scoring/Scorer.ts';
import type { MeasureAnswer, MeasureRequest, MeasuringThreadData } from './measuringMessages.ts';

/** Number of images given to each thread at a time: the next is ready when one is done. */
const IMAGES_PER_THREAD = 2;

/**
 * Measures training images on several threads, each with a search of its own, and yields them in order. A
 * search can use several cores only for its products; images can be divided.
 *
 * @param threads number of threads, at least 1.
 * @throws NominalError of the first image that cannot be measured, or `WORKER_FAILED` if a thread ends.
 */
export async function* measureOnThreads(
  data: MeasuringThreadData,
  requests: Iterable<MeasureRequest>,
  threads: number,
): AsyncGenerator<MeasuredImage> {
  const failure = {
    what: 'a thread that measures training images has ended',
    remedy: 'Memory may be short: use fewer threads, or keep fewer bank rows',
  };
  const script = packageFile('detector/fit/calibrate/measuringThread.js');
  const team = Array.from(
    { length: threads },
    () => new Thread<MeasureRequest, MeasureAnswer>(script, data, failure),
  );
  try {
    yield* inOrder(requests, IMAGES_PER_THREAD * threads, async (request) => {
      const answer = await leastBusy(team).call(request);
      if ('error' in answer) throw nominalError(answer.error);
      const { measured } = answer;
      const { height, width, data: scores } = measured.patchScores;
      return { ...measured, patchScores: new Grid(height, width, scores) };
    });
  } finally {
    await Promise.all(team.map((thread) => thread.close()));
  }
}
