import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../errors/index.ts';
import { openRegularFile } from './regularFile.ts';

/** SHA-256 of a file, lower-case hexadecimal, read in pieces. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const file = await openRegularFile(path);
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ highWaterMark: 2 ** 20 })) {
    throwIfCancelled(signal);
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
