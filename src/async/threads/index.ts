export { type SharedMatrix, sharedMatrix, sharedValues, shareMatrix } from './sharedMemory.ts';
export { leastBusy, Thread, type ThreadFailure, type ThreadMessage } from './Thread.ts';
