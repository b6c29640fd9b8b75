import { createOrtSession } from '../backbone/createOrtSession.ts';
import { NominalError } from '../errors/index.ts';
import type { ExportManifest, SelfTest } from './metadata.ts';
import { readExported } from './readExported.ts';
import { type Difference, differences, runExported, tiled } from './selfTest.ts';

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
    const received = await runExported(session, imageOf(selfTest, path), selfTest.image);
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
  throw new NominalError('EXPORT_DAMAGED', {
    what: `the self-test of ${path} has not the pixels that its size says`,
    expected: `${tile.height * tile.width * 3} bytes`,
    received: `${bytes.length}`,
  });
}
