import { invalidWeights } from '../invalidWeights.ts';
import type { RandomAccess } from '../openForReading.ts';
import type { WeightFile } from '../WeightFile.ts';
import { readLegacyFile } from './readLegacyFile.ts';
import { readPickle } from './readPickle.ts';
import { readTensor } from './readTensor.ts';
import { readZipDirectory } from './readZipDirectory.ts';
import { type TorchFile, tensorsOf } from './TorchFile.ts';

/** Limit of a pickle of names and shapes; a network of a million tensors stays below it. */
const MAX_PICKLE_BYTES = 256 * 2 ** 20;

/**
 * Opens a file that `torch.save` wrote: the zip archive of PyTorch 1.6 and later, or the plain
 * sequence of pickles of earlier versions, which many published weights still use. The returned file
 * closes `file`.
 * @throws NominalError BACKBONE_INVALID, naming the opcode or global that is not allowed.
 */
export async function openTorchWeights(file: RandomAccess, isZip: boolean): Promise<WeightFile> {
  const { path } = file;
  const { tensors, storages } = isZip
    ? await readArchive(file)
    : await readLegacyFile(file, MAX_PICKLE_BYTES);
  if (tensors.size === 0) throw invalidWeights(path, 'a pickle without a dictionary of tensors');
  return {
    path,
    shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
    read: async (name) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw invalidWeights(path, `no tensor ${name}`);
      const place = storages.get(tensor.storage.key);
      if (place === undefined) throw invalidWeights(path, `no storage ${tensor.storage.key}`);
      return readTensor(file, tensor, place);
    },
    close: () => file.close(),
  };
}

async function readArchive(file: RandomAccess): Promise<TorchFile> {
  const { path } = file;
  const entries = await readZipDirectory(file);
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) throw invalidWeights(path, 'a zip archive without one data.pkl');
  const folder = pickles[0].slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw invalidWeights(path, 'a TorchScript archive, which holds code', {
      remedy: 'Save the state dictionary alone, with torch.save(model.state_dict(), file)',
    });
  }
  const order = entries.get(`${folder}byteorder`);
  if (
    order !== undefined &&
    new TextDecoder().decode(await file.read(order.offset, Math.min(16, order.bytes))) !== 'little'
  ) {
    throw invalidWeights(path, 'tensors in big-endian order');
  }
  const place = entries.get(pickles[0]) ?? { offset: 0, bytes: 0 };
  if (place.bytes > MAX_PICKLE_BYTES)
    throw invalidWeights(path, `a pickle of ${place.bytes} bytes`);
  const { value } = readPickle(await file.read(place.offset, place.bytes), path);
  const data = `${folder}data/`;
  const storages = [...entries].filter(([name]) => name.startsWith(data));
  return {
    tensors: tensorsOf(value),
    storages: new Map(storages.map(([name, entry]) => [name.slice(data.length), entry])),
  };
}
