import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The part of Node's hashes that is used. */
export interface Hash {
  update: (data: string | Uint8Array) => Hash;
  digest: (encoding: 'hex') => string;
}

/** Node's `createHash` for SHA-256; the browser's own hash is asynchronous and needs a secure page. */
export function createHash(algorithm: 'sha256'): Hash {
  if (algorithm !== 'sha256') throw new RangeError(`no hash ${String(algorithm)}`);
  const state = sha256.create();
  const hash: Hash = {
    update: (data) => {
      state.update(typeof data === 'string' ? utf8ToBytes(data) : data);
      return hash;
    },
    digest: () => bytesToHex(state.digest()),
  };
  return hash;
}
