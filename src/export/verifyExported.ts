import { runForeignGraph } from '../backbone/foreign/index.ts';
import type { JobOptions } from '../progress.ts';
import { inputs, outputs } from './graph/names.ts';
import type { ExportManifest, SelfTest } from './metadata.ts';
import { damaged, readExported } from './readExported.ts';
import { type Difference, differences, receivedOf, tiled } from './selfTest.ts';

/** The result of a self-test. */
export interface Verification {
  readonly manifest: ExportManifest;
  /** Values that differ; none if the file behaves as it did when it was written. */
  readonly differences: readonly Difference[];
  /** Number of values that were compared. */
  readonly compared: number;
}

/**
 * Checks an exported file against its checksum and runs its self-test on this machine.
 *
 * @param path path of the file, for messages.
 * @throws NominalError `EXPORT_DAMAGED`, also if the graph cannot be run or needs more time or memory than
 *   a file of its size may need; or `CANCELLED`.
 */
export async function verifyExported(
  file: Uint8Array,
  path: string,
  { signal }: Pick<JobOptions, 'signal'> = {},
): Promise<Verification> {
  const { manifest, selfTest, input } = readExported(file, path);
  const pixels = imageOf(selfTest, path);
  const { height, width } = selfTest.image;
  const image = {
    type: input,
    dims: [1, height, width, 3],
    data: input === 'float32' ? Float32Array.from(pixels) : pixels,
  };
  const wanted = Object.values(outputs);
  const result = await runForeignGraph(
    { model: file, runs: [[[inputs.image, image]]], values: wanted },
    signal,
  );
  if (!result.ok)
    throw damaged(path, `its graph cannot be run on its self-test: ${result.message}`);
  const received = receivedOf((name) => result.outputs[0].get(name)?.data ?? null);
  if (received === null) throw damaged(path, 'its graph gives other outputs than it should');
  const { expected, tolerance } = selfTest;
  return {
    manifest,
    differences: differences(expected, received, tolerance),
    compared: expected.patchScores.length + Object.keys(expected).length - 1,
  };
}

function imageOf({ tile, pixels, image }: SelfTest, path: string): Uint8Array {
  const bytes = Buffer.from(pixels, 'base64');
  if (bytes.length === tile.height * tile.width * 3) return tiled(tile, bytes, image);
  throw damaged(path, `its self-test has ${bytes.length} bytes of pixels, which is not its size`);
}
