import { describe, expect, it } from 'vitest';
import type { FitOptions } from '../../config/index.ts';
import { Random } from '../../core/random/index.ts';
import type { Grid } from '../../core/tensor/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { fit } from '../fit/fit.ts';

interface Place {
  readonly y: number;
  readonly x: number;
}

/** Fine noise on plain grey, and on it a black dot. */
function surface(height: number, width: number, seed: number, dot?: Place): RawFrame {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: height * width }, () => 120 + random.integer(16));
  if (dot !== undefined) {
    for (let y = dot.y - 5; y < dot.y + 5; y++) {
      data.fill(0, y * width + dot.x - 5, y * width + dot.x + 5);
    }
  }
  return { height, width, channels: 1, data };
}

const quick = { dimension: 64, bankRows: 60, sigmaPx: 2 } satisfies FitOptions;
const modes: readonly (readonly [string, FitOptions])[] = [
  ['stretched', { resize: { height: 96, width: 96 } }],
  ['with its aspect kept', { resize: 96 }],
  ['padded', { resize: { height: 96, width: 96 }, fit: 'pad' }],
  ['cropped', { resize: { height: 96, width: 96 }, fit: 'crop' }],
  ['at its own size', { resize: null }],
  ['in tiles', { resize: null, tile: 96, overlap: 32 }],
  [
    'in tiles and padded',
    { resize: { height: 160, width: 160 }, fit: 'pad', tile: 96, overlap: 32 },
  ],
];
const sizes = [
  { height: 96, width: 96 },
  { height: 90, width: 150 },
  { height: 170, width: 85 },
];

describe('any image', () => {
  describe.each(modes)('%s', (_, options) => {
    it.each(sizes)('of $height x $width: the map shows a dot where it is', async (size) => {
      const { height, width } = size;
      const good = Array.from({ length: 4 }, (_unused, i) => surface(height, width, i));
      const detector = await fit(good, { ...quick, ...options });
      try {
        for (const dot of [
          { y: height >> 1, x: width >> 1 },
          { y: (height >> 1) - 20, x: (width >> 1) + 18 },
        ]) {
          const inspection = await detector.inspect(surface(height, width, 100, dot));
          const map = inspection.anomalyMap();
          expect([map.height, map.width]).toEqual([height, width]);
          const found = highest(map);
          // Half a cell, as large as it is in the image, and the dot's own half; a dot that the edge of a
          // tile cuts is seen by it in part, and up to a cell farther in.
          const cell = options.tile === undefined ? 4 : 12;
          const { view } = inspection;
          const down = view.sourceBox.height / view.input.height;
          const across = view.sourceBox.width / view.input.width;
          expect(Math.abs(found.y - dot.y)).toBeLessThanOrEqual(5 + cell * down);
          expect(Math.abs(found.x - dot.x)).toBeLessThanOrEqual(5 + cell * across);
          const { x, y, width: wide, height: high } = inspection.regions[0];
          expect(dot.x >= x && dot.x < x + wide && dot.y >= y && dot.y < y + high).toBe(true);
        }
      } finally {
        await detector.close();
      }
    });
  });

  it('padding enters neither the bank nor the score', async () => {
    const good = Array.from({ length: 4 }, (_, i) => surface(48, 144, i));
    const options: FitOptions = { ...quick, resize: { height: 96, width: 96 }, fit: 'pad' };
    const detector = await fit(good, options);
    try {
      // The image fills rows 4..7 of 12.
      for (const cell of detector.model.rowPatches) {
        expect(Math.floor(cell / 12)).toBeGreaterThanOrEqual(4);
        expect(Math.floor(cell / 12)).toBeLessThan(8);
      }
      const { patchScores } = await detector.inspect(surface(48, 144, 9));
      for (const [cell, score] of patchScores.data.entries()) {
        const inside = Math.floor(cell / 12) >= 4 && Math.floor(cell / 12) < 8;
        expect(score > 0).toBe(inside);
      }
    } finally {
      await detector.close();
    }
  });

  it('16-bit images are mapped by the range of the training images, not by their own', async () => {
    const deep = ({ data, ...frame }: RawFrame, gain: number): RawFrame => ({
      ...frame,
      data: Uint16Array.from(data, (value) => value * gain),
    });
    const good = Array.from({ length: 6 }, (_, i) => surface(64, 64, i));
    const options: FitOptions = { ...quick, resize: { height: 64, width: 64 } };
    const detector = await fit(
      good.map((frame) => deep(frame, 16)),
      options,
    );
    try {
      const { depthRange } = detector.model.framing;
      expect(depthRange).toEqual({ low: 120 * 16 - 12, high: 135 * 16 + 12 });
      const usual = await detector.inspect(deep(surface(64, 64, 50), 16));
      const dark = await detector.inspect(deep(surface(64, 64, 50), 15));
      expect(dark.imageScore).toBeGreaterThan(1.2 * usual.imageScore);
    } finally {
      await detector.close();
    }
  });

  it('a frame with alpha is inspected like one without it, with a warning', async () => {
    const good = Array.from({ length: 4 }, (_, i) => surface(64, 64, i));
    const detector = await fit(good, { ...quick, resize: { height: 64, width: 64 } });
    try {
      const { data, ...size } = surface(64, 64, 30);
      const rgba = Uint8Array.from({ length: data.length * 4 }, (_, i) =>
        i % 4 === 3 ? i % 256 : data[i >> 2],
      );
      const plain = await detector.inspect({ ...size, data });
      const clear = await detector.inspect({ ...size, channels: 4, data: rgba });
      expect(clear.imageScore).toBe(plain.imageScore);
      expect([plain.warnings, clear.warnings]).toEqual([[], ['ALPHA_IGNORED']]);
    } finally {
      await detector.close();
    }
  });

  it('tiles that the network cannot take, or that overlap by more than half, are refused', async () => {
    const images = [surface(64, 64, 0)];
    for (const options of [{ tile: 60 }, { tile: 64, overlap: 40 }]) {
      await expect(fit(images, { ...quick, ...options })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      });
    }
  });

  it('no seam shows between tiles on a gradient', async () => {
    const gradient = (seed: number): RawFrame => {
      const frame = surface(128, 256, seed);
      const data = Uint8Array.from(frame.data, (value, i) => value - 60 + ((i % 256) >> 1));
      return { ...frame, data };
    };
    const good = Array.from({ length: 6 }, (_, i) => gradient(i));
    const options: FitOptions = { ...quick, bankRows: 300, sigmaPx: 4 };
    const detector = await fit(good, { ...options, resize: null, tile: 96, overlap: 32 });
    const whole = await fit(good, { ...options, resize: null });
    try {
      const tiled = steps((await detector.inspect(gradient(50))).anomalyMap());
      const plain = steps((await whole.inspect(gradient(50))).anomalyMap());
      // The largest step from one column to the next is no larger than without any tile.
      expect(Math.max(...tiled)).toBeLessThan(1.5 * Math.max(...plain));
    } finally {
      await detector.close();
      await whole.close();
    }
  });
});

/** Mean step from each column of a map to the next. */
function steps({ height, width, data }: Grid): number[] {
  return Array.from({ length: width - 1 }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += data[y * width + x + 1] - data[y * width + x];
    return Math.abs(sum / height);
  });
}

function highest({ width, data }: Grid): Place {
  const at = data.reduce((best, value, i) => (value > data[best] ? i : best), 0);
  return { y: Math.floor(at / width), x: at % width };
}
