// The process that does one long task and ends. It runs at the lowest priority, so that inspection
// does not wait for it.
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { plainError } from 'nominal-vision/internal/errors';
import { whenParentEnds } from 'nominal-vision/internal/files';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { giveParentSigns } from 'nominal-vision/internal/watchdog';
import { jobKinds } from './kinds/index.ts';
import type { Task, TaskInput, TaskOutput, TaskProcessOptions } from './tasks.ts';

const runtime = JSON.parse(process.argv[2]) as TaskProcessOptions;
const cancellation = new AbortController();
setPriority(constants.priority.PRIORITY_LOW);

const send = (message: TaskOutput) => process.send?.(message);
/** Ends once the last message is on its way. */
const end = (message: TaskOutput) =>
  process.send?.(message, undefined, undefined, () => process.exit(0));

async function perform({ kind: name, input }: Task, job: JobOptions): Promise<unknown> {
  const kind = jobKinds[name];
  if (kind.place !== 'process') throw new RangeError(`${name} needs no process`);
  return kind.run(input, runtime, job);
}

process.on('message', (message: TaskInput) => {
  if (message.type === 'cancel') {
    cancellation.abort();
    return;
  }
  const job = {
    signal: cancellation.signal,
    onProgress: (progress: Extract<TaskOutput, { type: 'progress' }>['progress']) =>
      send({ type: 'progress', progress }),
  };
  perform(message.task, job).then(
    (result) => end({ type: 'done', result }),
    (error: unknown) => end({ type: 'failed', error: plainError(error) }),
  );
});
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
whenParentEnds(() => process.exit(0));
giveParentSigns();
