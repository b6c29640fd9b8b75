export { AbortableStream } from './AbortableStream.ts';
export { inBatches } from './inBatches.ts';
export { inOrder } from './inOrder.ts';
export { inParallel } from './inParallel.ts';
export { type AnyIterable, iteratorOf } from './iteratorOf.ts';
export { Runs } from './Runs.ts';
export { settle, type Settled, unwrap } from './settle.ts';
