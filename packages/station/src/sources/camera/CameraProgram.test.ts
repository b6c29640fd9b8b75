import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import type { NominalError } from 'nominal-vision/internal/errors';
import { CameraProgram, type ProgramOptions } from './CameraProgram.ts';

const PATIENCE = { timeout: 30_000, interval: 10 };
/** A frame of the raw format that these programs should write. */
const FRAME_BYTES = 64;

/** Runs a program of Node. @returns what was told of it until something had happened. */
async function runUntil(
  script: string,
  options: Pick<ProgramOptions, 'silenceMs'>,
  happened: (told: readonly string[]) => void,
) {
  const told: string[] = [];
  const faults: NominalError[] = [];
  const program = new CameraProgram(
    {
      command: [process.execPath, '-e', script],
      frames: { format: 'raw', height: 8, width: 8, pixelFormat: 'Mono8' },
      ...{ maxBytes: 1000, halfMs: 200, ...options },
    },
    {
      frame: () => told.push('frame'),
      up: () => told.push('up'),
      down: (error) => {
        told.push('down');
        faults.push(error as NominalError);
      },
      restarted: () => told.push('restarted'),
    },
  );
  await vi.waitFor(() => happened(told), PATIENCE);
  await program.close();
  return { told, faults };
}

const write = (bytes: number) => `process.stdout.write(Buffer.alloc(${bytes}));`;
const stay = 'setInterval(() => {}, 60_000);';

describe('the program of a camera', () => {
  it('that is triggered by wire may stand still, but not within a frame: the next would be its rest', async () => {
    const { told, faults } = await runUntil(
      `${write(FRAME_BYTES + 10)}${stay}`,
      { silenceMs: null },
      (so) => expect(so).toContain('restarted'),
    );
    expect(told.slice(0, 5)).toEqual(['up', 'up', 'frame', 'down', 'restarted']);
    expect(faults[0]).toMatchObject({
      code: 'CAMERA_FRAME_INVALID',
      message: expect.stringContaining('half a frame: 10 of 64 bytes for 200 ms') as string,
    });
  });

  it('that is triggered by wire runs on between frames', async () => {
    // Ten times as long as half a frame may stay, its first frame is there.
    const { told } = await runUntil(
      `${write(FRAME_BYTES)}setTimeout(() => {${write(FRAME_BYTES)}}, 2000);${stay}`,
      { silenceMs: null },
      (so) => expect(so.filter((one) => one === 'frame')).toHaveLength(2),
    );
    expect(told).toEqual(['up', 'up', 'frame', 'up', 'frame']);
  });

  it('that dribbles bytes and ends no frame in time is not silent, but has half a frame', async () => {
    const { faults } = await runUntil(
      `setInterval(() => {${write(1)}}, 20);`,
      { silenceMs: 200 },
      (so) => expect(so).toContain('down'),
    );
    expect(faults[0]).toMatchObject({
      code: 'CAMERA_FRAME_INVALID',
      message: expect.stringMatching(/half a frame: \d+ of 64 bytes for 600 ms/) as string,
    });
  });

  it('is down from its end until its next frame', async () => {
    const { told } = await runUntil(
      `${write(FRAME_BYTES)}setTimeout(() => {}, 50);`,
      { silenceMs: 10_000 },
      (so) => expect(so.filter((one) => one === 'frame')).toHaveLength(2),
    );
    expect(told.slice(0, 6)).toEqual(['up', 'frame', 'down', 'restarted', 'up', 'frame']);
  });
});
