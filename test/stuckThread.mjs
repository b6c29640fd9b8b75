// A thread that takes a request and never answers.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => {
  for (;;);
});
