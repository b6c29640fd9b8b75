import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { decodingArguments, decodingEnvironment } from './decodingEnvironment.ts';

/** Page faults for each of some frames of one megapixel in color, one after the other. */
const script = `
  const frames = [];
  const frame = async () => {
    frames.push(Buffer.allocUnsafeSlow(3 * 2 ** 20).fill(1));
    if (frames.length > 2) frames.shift();
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  (async () => {
    for (let i = 0; i < 20; i++) await frame();
    const faults = process.resourceUsage().minorPageFault;
    for (let i = 0; i < 60; i++) await frame();
    console.log((process.resourceUsage().minorPageFault - faults) / 60);
  })();`;

describe('a process that decodes images', () => {
  it.runIf(process.platform === 'linux')(
    'has most of the memory of a frame from the frames before (on Linux)',
    async () => {
      const args = [...decodingArguments, '-e', script];
      const { stdout } = await promisify(execFile)(process.execPath, args, {
        env: decodingEnvironment,
      });
      // A frame has 768 pages of 4 KiB.
      expect(Number(stdout)).toBeLessThan(500);
    },
  );
});
