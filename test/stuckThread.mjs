// A thread that takes a request and is never heard of again.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => {
  for (;;);
});
