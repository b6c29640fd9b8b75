import { openForReading } from './openForReading.ts';
import { openSafetensors } from './openSafetensors.ts';
import { openTorchWeights } from './torch/openTorchWeights.ts';
import type { WeightFile } from './WeightFile.ts';

/**
 * Opens a file of weights, safetensors or PyTorch, which are distinguished by their first bytes, not
 * their names.
 * @returns a file that the caller closes.
 * @throws NominalError BACKBONE_NOT_FOUND if there is none, BACKBONE_INVALID for any other kind of file.
 */
export async function openWeights(path: string): Promise<WeightFile> {
  const file = await openForReading(path);
  try {
    const head = await file.read(0, Math.min(4, file.bytes));
    const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
    if (starts(0x50, 0x4b)) return await openTorchWeights(file, true);
    // A pickle of protocol 2 that begins with a LONG1. Only a safetensors header of 9,044,608 bytes, or of that plus
    // a multiple of 16 MiB, starts like this.
    if (starts(0x80, 0x02, 0x8a)) return await openTorchWeights(file, false);
    return await openSafetensors(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}
