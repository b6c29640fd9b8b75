import { createOrtSession } from '../backbone/createOrtSession.ts';
import type { ExportManifest, SelfTest } from './metadata.ts';
import { damaged, readExported } from './readExported.ts';
import { runExported } from './runExported.ts';
import { type Difference, differences, tiled } from './selfTest.ts';

/** What a self-test said. */
export interface Verification {
  readonly manifest: ExportManifest;
  /** Values that differ, none if the file does what it did when it was written. */
  readonly differences: readonly Difference[];
  /** Values that were compared. */
  readonly compared: number;
}

/**
 * Checks an exported file against its checksum and runs its self-test on this machine.
 *
 * @param path for messages.
 * @throws NominalError `EXPORT_DAMAGED`, or `BACKBONE_INVALID` if ONNX Runtime cannot load it.
 */
export async function verifyExported(file: Uint8Array, path: string): Promise<Verification> {
  const { manifest, selfTest } = readExported(file, path);
  const session = await createOrtSession(file, path, 1);
  try {
    const pixels = imageOf(selfTest, path);
    const received = await runExported(session, pixels, selfTest.image).catch((cause: unknown) => {
      throw damaged(path, 'its graph cannot be run on its self-test', cause);
    });
    const { expected, tolerance } = selfTest;
    return {
      manifest,
      differences: differences(expected, received, tolerance),
      compared: expected.patchScores.length + Object.keys(expected).length - 1,
    };
  } finally {
    await session.release();
  }
}

function imageOf({ tile, pixels, image }: SelfTest, path: string): Uint8Array {
  const bytes = Buffer.from(pixels, 'base64');
  if (bytes.length === tile.height * tile.width * 3) return tiled(tile, bytes, image);
  throw damaged(path, `its self-test has ${bytes.length} bytes of pixels, which is not its size`);
}
