import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { StationOptions } from '../../../packages/station/src/config/index.ts';
import { generatePart } from '../../../src/demo/index.ts';

type SourceOptions = NonNullable<StationOptions['sources']>[number];

/** The configuration of a camera. */
export type CameraOptions = Extract<SourceOptions, { kind: 'camera' }>;

const fakeCamera = fileURLToPath(new URL('fakeCamera.mjs', import.meta.url));

/** Size of its frames, and how many different ones there are. */
export const frameHeight = 96;
export const frameWidth = 112;
export const frameBytes = frameHeight * frameWidth * 3;
export const frameCount = 4;

/** Writes the frames that fake cameras show. @returns the path. */
export async function writeFrames(folder: string): Promise<string> {
  const size = { height: frameHeight, width: frameWidth, defect: null };
  const images = Array.from({ length: frameCount }, (_, index) =>
    generatePart({ category: 'tile', seed: 1, index: 40 + index, ...size }),
  );
  const path = join(folder, 'frames.rgb');
  await writeFile(path, Buffer.concat(images.map(({ image }) => image.data)));
  return path;
}

/** A program that writes raw RGB frames. @param behavior see fakeCamera.mjs. */
export function camera(
  name: string,
  frames: string,
  behavior: object = {},
  options: Partial<CameraOptions> = {},
): CameraOptions {
  const told = JSON.stringify({ frames, bytes: frameBytes, ...behavior });
  return {
    kind: 'camera',
    name,
    product: 'tile',
    command: [process.execPath, fakeCamera, told],
    frames: { format: 'raw', height: frameHeight, width: frameWidth, pixelFormat: 'RGB8' },
    ...options,
  };
}
