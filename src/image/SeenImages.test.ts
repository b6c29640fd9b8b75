import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../../test/oracle/sharedFolder.ts';
import { openDataset } from '../datasets/index.ts';
import type { RawFrame } from './ImageSource.ts';
import { traitsOf } from './ImageTraits.ts';
import { learnSeen } from './learnSeen.ts';
import { loadImage } from './loadImage.ts';
import { joinSeen, seenImages, unlikeSeen } from './SeenImages.ts';

type Value = (pixel: number, channel: number) => number;

/** A frame of 40 x 60 pixels unless stated otherwise. */
function frame(value: Value, given: Partial<RawFrame> & { readonly deep?: boolean } = {}) {
  const { height = 40, width = 60, channels = 1, deep = false } = given;
  const values = { length: height * width * channels };
  const at = (_: unknown, i: number) => value(Math.floor(i / channels), i % channels);
  const data = deep ? Uint16Array.from(values, at) : Uint8Array.from(values, at);
  return { height, width, channels, data };
}

const ramp =
  (highest: number): Value =>
  (pixel) =>
    (pixel * 37) % (highest + 1);
const grey = frame(ramp(255));
const color = frame((pixel, channel) => (pixel * 37 + channel * 50) % 200, { channels: 3 });
const seenOf = (...frames: RawFrame[]) => seenImages(frames.map(traitsOf));

function warningsOf(image: RawFrame, ...frames: RawFrame[]): readonly string[] {
  const seen = seenOf(...frames);
  if (seen === null) throw new Error('nothing was seen');
  return unlikeSeen(traitsOf(image), seen);
}

describe('warnings about images of other kinds than were learned from', () => {
  it('are none for an image of the same kind', () => {
    for (const image of [grey, color]) expect(warningsOf(image, image)).toEqual([]);
  });

  it('name a 16-bit image that uses only its lowest bits, whatever its camera has', () => {
    for (const bits of [10, 12, 14]) {
      const low = frame(ramp(2 ** bits - 1), { deep: true });
      expect(warningsOf(low, grey)).toEqual(['LOW_BITS']);
      expect(warningsOf(low, low)).toEqual([]);
    }
    const full = frame(ramp(65_535), { deep: true });
    expect(warningsOf(full, grey)).toEqual(['OTHER_DEPTH']);
    expect(warningsOf(frame(ramp(4095), { deep: true }), full)).toEqual(['LOW_BITS']);
  });

  it('name images of 8 bits, or of more, before a model that learned 12 bits', () => {
    const low = frame(ramp(4095), { deep: true });
    expect(warningsOf(grey, low)).toEqual(['OTHER_DEPTH']);
    expect(warningsOf(frame(ramp(65_535), { deep: true }), low)).toEqual(['OTHER_DEPTH']);
  });

  it('are none for a dark scene of either depth', () => {
    const dark = frame(ramp(50));
    expect(warningsOf(frame(ramp(40), {}), dark)).toEqual([]);
    expect(warningsOf(frame(ramp(50 * 257), { deep: true }), dark)).toEqual(['OTHER_DEPTH']);
  });

  it('name color where all was grey, and grey where all was color, but no noise of a camera', () => {
    const stored = frame((pixel) => (pixel * 37) % 256, { channels: 3 });
    const noisy = frame((pixel, channel) => ((pixel * 37) % 250) + ((pixel + channel) % 4), {
      channels: 3,
    });
    expect(warningsOf(color, grey)).toEqual(['OTHER_COLOR']);
    expect(warningsOf(stored, color)).toEqual(['OTHER_COLOR']);
    expect(warningsOf(color, grey, color)).toEqual([]);
    for (const image of [grey, stored, color]) expect(warningsOf(image, noisy)).toEqual([]);
    expect(warningsOf(noisy, grey)).toEqual([]);
    expect(warningsOf(stored, grey)).toEqual([]);
  });

  it('name another size or another aspect, and leave sizes that vary as much room again', () => {
    const sized = (height: number, width: number) => frame(ramp(255), { height, width });
    expect(warningsOf(sized(80, 120), grey)).toEqual(['OTHER_SIZE']);
    expect(warningsOf(sized(40, 30), grey)).toEqual(['OTHER_ASPECT']);
    const varied = [sized(40, 60), sized(40, 30), sized(20, 40)];
    expect(warningsOf(sized(50, 20), ...varied)).toEqual([]);
    expect(warningsOf(sized(400, 600), ...varied)).toEqual(['OTHER_SIZE']);
    expect(warningsOf(sized(10, 160), ...varied)).toEqual(['OTHER_ASPECT']);
  });

  it('are fewer once more images were seen', () => {
    const joined = joinSeen(seenOf(grey), seenOf(color));
    if (joined === null) throw new Error('nothing was seen');
    expect(unlikeSeen(traitsOf(color), joined)).toEqual([]);
    expect(joinSeen(seenOf(grey), null)).toBeNull();
    expect(seenOf()).toBeNull();
  });

  const data = sharedPath('data/');
  it.skipIf(!existsSync(data)).each(['plies', 'ball-screws', 'mtd'])(
    'are none for any test image of %s (skipped without ../shared)',
    async (set) => {
      const [{ train, testGood, testDefective }] = await openDataset(`${data}${set}`, { seed: 0 });
      const paths = (samples: typeof train) => samples.map(({ path }) => path);
      // A few training images, too, show enough of sizes that vary.
      for (const learned of [paths(train).slice(0, 80), paths(train).slice(0, 20)]) {
        const seen = await learnSeen(learned, { resize: 256, fit: 'stretch', depthRange: null });
        if (seen === null) throw new Error('nothing was seen');
        const warnings: string[] = [];
        for (const path of paths([...testGood, ...testDefective])) {
          const { traits } = await loadImage(path);
          warnings.push(...unlikeSeen(traits, seen).map((warning) => `${path}: ${warning}`));
        }
        expect(warnings).toEqual([]);
      }
    },
    60_000,
  );
});
