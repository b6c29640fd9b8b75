import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FitOptions } from '../../../config/index.ts';
import { maskOfRuns } from '../../../core/image/index.ts';
import { Random } from '../../../core/random/index.ts';
import type { RawFrame } from '../../../image/index.ts';
import { Detector } from '../../inspect/Detector.ts';
import { fit } from '../fit.ts';

const HEIGHT = 96;
const WIDTH = 128;

/** Noise on grey with a dark dot at each place. */
function surface(seed: number, ...dots: readonly (readonly [x: number, y: number])[]): RawFrame {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: HEIGHT * WIDTH }, () => 120 + random.integer(16));
  for (const [x, y] of dots) {
    for (let row = y - 5; row < y + 5; row++)
      data.fill(0, row * WIDTH + x - 5, row * WIDTH + x + 5);
  }
  return { height: HEIGHT, width: WIDTH, channels: 1, data };
}

const GROUND = 256;

/** A lighter, grained square part on a plain dark ground. */
function partOnGround(seed: number): RawFrame {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: GROUND * GROUND }, (_, i) =>
    onPart(i) ? 140 + random.integer(90) : 12 + random.integer(3),
  );
  return { height: GROUND, width: GROUND, channels: 1, data };
}

function onPart(i: number, marginPx = 0): boolean {
  return [Math.floor(i / GROUND), i % GROUND].every(
    (at) => at >= 80 - marginPx && at < 176 + marginPx,
  );
}

const box = (left: number, right: number) => [
  [left, 0],
  [right, 0],
  [right, HEIGHT],
  [left, HEIGHT],
];
const quick = {
  resize: { height: HEIGHT, width: WIDTH },
  dimension: 64,
  bankRows: 80,
  sigmaPx: 2,
} satisfies FitOptions;

describe('regions of interest', () => {
  let folder: string;
  const good = Array.from({ length: 8 }, (_, i) => surface(i));
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-roi-'));
    const mask = Uint8Array.from({ length: HEIGHT * WIDTH }, (_, i) => (i % WIDTH < 64 ? 255 : 0));
    await sharp(mask, { raw: { height: HEIGHT, width: WIDTH, channels: 1 } })
      .png()
      .toFile(at('left.png'));
    const zones = {
      height: HEIGHT,
      width: WIDTH,
      zones: [
        { name: 'left', polygons: [box(0, 64)], threshold: 1000 },
        { name: 'right', polygons: [box(64, 128)], falseRejectRate: 0.05 },
      ],
    };
    await writeFile(at('zones.json'), JSON.stringify(zones));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('nothing outside a mask enters the bank, is scored, or is found', async () => {
    const detector = await fit(good, { ...quick, roi: at('left.png') });
    try {
      for (const cell of detector.model.rowPatches) expect(cell % 16).toBeLessThan(8);
      const plain = await detector.inspect(surface(50));
      const beside = await detector.inspect(surface(50, [116, 48]));
      const within = await detector.inspect(surface(50, [12, 48]));
      // The network sees beyond a patch, so what lies outside shows a little, but is not scored itself.
      expect(beside.imageScore - plain.imageScore).toBeLessThan(
        0.25 * (within.imageScore - plain.imageScore),
      );
      const map = beside.anomalyMap();
      expect(map.data.every((value, i) => i % WIDTH < 64 || value === 0)).toBe(true);
      const inside = await detector.inspect(surface(50, [30, 48]));
      expect(inside.verdict).toBe('anomalous');
      expect(inside.regions[0].x + inside.regions[0].width).toBeLessThanOrEqual(64);
      // A flat neighborhood of the border is not raised or lowered by what lies beyond it.
      const own = plain.anomalyMap().data.filter((_, i) => i % WIDTH < 64);
      expect(Math.min(...own)).toBeGreaterThan(0);
    } finally {
      await detector.close();
    }
  });

  it('the region is part of the model file, and images of another size are refused', async () => {
    const detector = await fit(good, { ...quick, roi: at('left.png') });
    const before = await detector.inspect(surface(51));
    await detector.save(at('left.nominal'));
    await detector.close();
    const loaded = await Detector.load(at('left.nominal'));
    try {
      expect((await loaded.inspect(surface(51))).imageScore).toBe(before.imageScore);
      const small = {
        ...surface(0),
        height: HEIGHT - 8,
        data: new Uint8Array((HEIGHT - 8) * WIDTH),
      };
      await expect(loaded.inspect(small)).rejects.toMatchObject({ code: 'ROI_MISMATCH' });
    } finally {
      await loaded.close();
    }
    await expect(
      fit([{ ...surface(0), height: 48, width: 256 }], { ...quick, roi: at('left.png') }),
    ).rejects.toMatchObject({ code: 'ROI_MISMATCH' });
  });

  it('named zones have thresholds of their own, and the worst decides for the image', async () => {
    const detector = await fit(good, { ...quick, roi: at('zones.json') });
    await detector.save(at('zones.nominal'));
    await detector.close();
    const loaded = await Detector.load(at('zones.nominal'));
    try {
      const left = await loaded.inspect(surface(60, [30, 48]));
      expect(left.zones.map(({ name, verdict }) => [name, verdict])).toEqual([
        ['left', 'nominal'],
        ['right', 'nominal'],
      ]);
      expect(left.verdict).toBe('nominal');
      expect(left.zones[0]).toMatchObject({ threshold: 1000 });
      const right = await loaded.inspect(surface(60, [100, 48]));
      expect(right.zones.map(({ verdict }) => verdict)).toEqual(['nominal', 'anomalous']);
      expect(right.verdict).toBe('anomalous');
      expect(right.imageScore).toBe(right.zones[1].score);
      expect(right.threshold).toBe(right.zones[1].threshold);
    } finally {
      await loaded.close();
    }
  });

  it('LabelMe files give zones, and wrong ones are refused with a code', async () => {
    const shapes = [{ label: 'part', points: box(0, 64), shape_type: 'polygon' }];
    const drawing = { version: '5.5.0', imageHeight: HEIGHT, imageWidth: WIDTH, shapes };
    await writeFile(at('labelme.json'), JSON.stringify(drawing));
    const detector = await fit(good.slice(0, 2), { ...quick, roi: at('labelme.json') });
    expect(detector.model.framing.roi?.zones[0].name).toBe('part');
    await detector.close();
    const outside = { ...drawing, shapes: [{ label: 'part', points: box(500, 600) }] };
    await writeFile(at('outside.json'), JSON.stringify(outside));
    await writeFile(at('wrong.json'), '{"zones": []}');
    for (const name of ['outside.json', 'wrong.json', 'absent.json']) {
      await expect(fit(good, { ...quick, roi: at(name) })).rejects.toMatchObject({
        code: 'ROI_INVALID',
      });
    }
  });

  it('the foreground is where good images show the part, and a cell around it', async () => {
    const parts = Array.from({ length: 6 }, (_, i) => partOnGround(i));
    const resize = { height: GROUND, width: GROUND };
    const detector = await fit(parts, { ...quick, resize, foreground: true });
    try {
      const { roi } = detector.model.framing;
      const mask = maskOfRuns(roi?.zones[0].runs ?? [], GROUND * GROUND);
      let [missed, beyond] = [0, 0];
      for (const [i, inside] of mask.entries()) {
        if (onPart(i) && inside === 0) missed++;
        // The network sees up to some cells beyond a patch.
        if (!onPart(i, 48) && inside === 1) beyond++;
      }
      expect([missed, beyond]).toEqual([0, 0]);
    } finally {
      await detector.close();
    }
  });
});
