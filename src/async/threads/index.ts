export { type SharedMatrix, sharedMatrix, shareMatrix } from './sharedMemory.ts';
export { leastBusy, Thread, type ThreadFailure, type ThreadMessage } from './Thread.ts';
