import { HEADER_START, headerLength, parseHeader } from '../../safetensorsHeader.ts';
import { decodeElements, type ElementType, elementTypes } from './ElementType.ts';
import { invalidWeights } from './invalidWeights.ts';
import type { RandomAccess } from './openForReading.ts';
import type { WeightFile } from './WeightFile.ts';

const elementBytes = Object.fromEntries(
  Object.entries(elementTypes).map(([type, { bytes }]) => [type, bytes]),
) as Record<ElementType, number>;

/**
 * Opens a safetensors file: an unsigned 64-bit header length, a JSON header, then the tensors.
 * Every offset and shape is checked before it is used. The returned file closes `file`.
 * @throws NominalError BACKBONE_INVALID if the header cannot be read.
 */
export async function openSafetensors(file: RandomAccess): Promise<WeightFile> {
  const { path } = file;
  const refuse = (received: string, cause?: unknown) => invalidWeights(path, received, { cause });
  const length = headerLength(await file.read(0, HEADER_START), file.bytes, refuse);
  const bodyStart = HEADER_START + length;
  const json = await file.read(HEADER_START, length);
  const { tensors } = parseHeader(json, file.bytes - bodyStart, elementBytes, refuse);
  return {
    path,
    shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
    read: async (name) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw invalidWeights(path, `no tensor ${name}`);
      const { type, start, end } = tensor;
      return decodeElements(await file.read(bodyStart + start, end - start), type);
    },
    close: () => file.close(),
  };
}
