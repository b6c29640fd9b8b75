import { NominalError } from '../../../errors/index.ts';
import { elementTypes } from '../ElementType.ts';
import { invalidWeights } from '../invalidWeights.ts';
import type { RandomAccess } from '../openForReading.ts';
import type { TorchStorage } from './PickleValue.ts';
import { openPickle, readPickle } from './readPickle.ts';
import type { ZipEntry } from './readZipDirectory.ts';
import { type TorchFile, tensorsOf } from './TorchFile.ts';

/** Value of the first pickle of such a file. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** Pickles before the storages. */
const PARTS = 5;
/** First guess at the length of the pickles; more is read if they are longer. */
const FIRST_BYTES = 4 * 2 ** 20;

/**
 * Reads the layout of PyTorch before 1.6: pickles of a magic number, a protocol version, facts
 * about the system, the object, and the storages' keys; then each storage as an int64 count and
 * its elements.
 */
export async function readLegacyFile(file: RandomAccess, maxBytes: number): Promise<TorchFile> {
  const { path, bytes } = file;
  const limit = Math.min(bytes, maxBytes);
  for (let length = Math.min(limit, FIRST_BYTES); ; length = Math.min(limit, 4 * length)) {
    const head = await file.read(0, length);
    try {
      return await readParts(file, head);
    } catch (error) {
      if (length === limit || !couldBeCutShort(head, path)) throw error;
    }
  }
}

/** Whether the pickles may continue after the given bytes. */
function couldBeCutShort(head: Uint8Array, path: string): boolean {
  let end = 0;
  for (let part = 0; part < PARTS; part++) {
    const machine = openPickle(head, path, end);
    try {
      machine.run();
    } catch (error) {
      if (error instanceof NominalError) return machine.isCutShort;
      throw error;
    }
    end = machine.position;
  }
  return false;
}

async function readParts(file: RandomAccess, head: Uint8Array): Promise<TorchFile> {
  const { path } = file;
  const magic = readPickle(head, path);
  if (magic.value !== MAGIC) throw invalidWeights(path, 'a pickle that torch.save did not write');
  const protocol = readPickle(head, path, magic.end);
  if (protocol.value !== PROTOCOL) throw invalidWeights(path, `another protocol than ${PROTOCOL}`);
  const system = readPickle(head, path, protocol.end);
  const object = readPickle(head, path, system.end);
  const keys = readPickle(head, path, object.end);
  const tensors = tensorsOf(object.value);
  if (!Array.isArray(keys.value)) throw invalidWeights(path, 'no list of storages');
  const storages = new Map<string, ZipEntry>();
  let at = keys.end;
  for (const key of keys.value) {
    const storage = typeof key === 'string' ? object.storages.get(key) : undefined;
    if (storage === undefined) throw invalidWeights(path, 'a storage that was never named');
    const place = await placeOf(file, at, storage);
    storages.set(storage.key, place);
    at = place.offset + place.bytes;
  }
  return { tensors, storages };
}

async function placeOf(file: RandomAccess, at: number, storage: TorchStorage): Promise<ZipEntry> {
  const count = new DataView((await file.read(at, 8)).buffer).getBigInt64(0, true);
  if (count !== BigInt(storage.elements)) {
    throw invalidWeights(
      file.path,
      `storage ${storage.key} of ${count} elements instead of ${storage.elements}`,
    );
  }
  return { offset: at + 8, bytes: storage.elements * elementTypes[storage.type].bytes };
}
