import { writeFile } from 'node:fs/promises';
import { nkeys } from '@nats-io/transport-node';
import { NominalError } from 'nominal-vision/internal/errors';

/**
 * Makes a new NKey and writes its seed to a file that only its owner may read, and that did not exist.
 *
 * @returns the public key, for the configuration of the NATS server.
 * @throws NominalError `OUTPUT_FAILED`.
 */
export async function createKey(path: string): Promise<string> {
  const key = nkeys.createUser();
  const seed = new TextDecoder().decode(key.getSeed());
  try {
    await writeFile(path, `${seed}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new NominalError('OUTPUT_FAILED', {
      what: `the key file ${path} cannot be written`,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Name a file that does not exist, in a folder that you may write to',
      cause,
    });
  }
  return key.getPublicKey();
}
