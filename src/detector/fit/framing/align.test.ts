import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FitOptions } from '../../../config/index.ts';
import { Random } from '../../../core/random/index.ts';
import type { Grid } from '../../../core/tensor/index.ts';
import type { RawFrame } from '../../../image/index.ts';
import { Detector } from '../../inspect/Detector.ts';
import { fit } from '../fit.ts';

const HEIGHT = 144;
const WIDTH = 160;

interface Pose {
  readonly degrees: number;
  readonly y: number;
  readonly x: number;
}

type Dot = readonly [y: number, x: number];

const still: Pose = { degrees: 0, y: 0, x: 0 };

/** Where a place of the part is in an image of it in some pose. */
function posed([y, x]: Dot, pose: Pose) {
  const radians = (pose.degrees * Math.PI) / 180;
  const [dy, dx] = [y - HEIGHT / 2, x - WIDTH / 2];
  return {
    y: HEIGHT / 2 + Math.cos(radians) * dy - Math.sin(radians) * dx + pose.y,
    x: WIDTH / 2 + Math.sin(radians) * dy + Math.cos(radians) * dx + pose.x,
  };
}

/** Bars and a disk on grained grey, and a black dot where one is wanted. */
function part(seed: number, pose: Pose, dot?: Dot): RawFrame {
  const random = new Random(seed);
  const radians = (-pose.degrees * Math.PI) / 180;
  const data = Uint8Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
    const dy = Math.floor(i / WIDTH) + 0.5 - HEIGHT / 2 - pose.y;
    const dx = (i % WIDTH) + 0.5 - WIDTH / 2 - pose.x;
    const y = HEIGHT / 2 + Math.cos(radians) * dy - Math.sin(radians) * dx;
    const x = WIDTH / 2 + Math.sin(radians) * dy + Math.cos(radians) * dx;
    const noise = random.integer(12);
    if (dot !== undefined && Math.hypot(y - dot[0], x - dot[1]) < 5) return noise;
    if (Math.hypot(y - 45, x - 50) < 18) return 200 + noise;
    if (Math.abs(y - 100) < 9 && Math.abs(x - 80) < 42) return 60 + noise;
    return Math.abs(x - 118) < 6 && Math.abs(y - 52) < 30 ? 170 + noise : 115 + noise;
  });
  return { height: HEIGHT, width: WIDTH, channels: 1, data };
}

function poseOf(seed: number): Pose {
  const random = new Random(100 + seed);
  const within = (most: number) => most * (2 * random.uniform() - 1);
  return { degrees: within(5), y: within(6), x: within(6) };
}

const quick = {
  resize: { height: 144, width: 160 },
  dimension: 64,
  bankRows: 150,
  sigmaPx: 2,
  align: true,
} satisfies FitOptions;

describe('aligned images', () => {
  let detector: Detector;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-align-'));
    detector = await fit(
      Array.from({ length: 10 }, (_, i) => part(i, poseOf(i))),
      quick,
    );
    await detector.save(join(folder, 'model.nominal'));
  });
  afterAll(async () => {
    await detector.close();
    await rm(folder, { recursive: true });
  });

  it.each([still, { degrees: 5, y: 4, x: -5 }, { degrees: -4, y: -6, x: 6 }])(
    'a part turned by $degrees° and shifted by $y, $x: map, region and patch are where its dot is in the image',
    async (pose) => {
      const dots: readonly Dot[] = [
        [75, 52],
        [52, 90],
      ];
      for (const dot of dots) {
        const inspection = await detector.inspect(part(50, pose, dot));
        const at = posed(dot, pose);
        const found = highest(inspection.anomalyMap());
        expect(Math.hypot(found.y - at.y, found.x - at.x)).toBeLessThan(9);
        expect(inspection.verdict).toBe('anomalous');
        const [region] = [...inspection.regions].sort((a, b) => b.maxScore - a.maxScore);
        expect(at.y).toBeGreaterThan(region.y - 4);
        expect(at.y).toBeLessThan(region.y + region.height + 4);
        const [{ box }] = inspection.explain();
        expect(Math.abs(box.x + box.width / 2 - at.x)).toBeLessThan(14);
        expect(Math.abs(box.y + box.height / 2 - at.y)).toBeLessThan(14);
      }
    },
  );

  it('a good part scores about the same in any position', async () => {
    const scores: number[] = [];
    for (let i = 20; i < 26; i++) {
      scores.push((await detector.inspect(part(i, poseOf(i)))).imageScore);
    }
    expect(Math.max(...scores)).toBeLessThan(1.5 * Math.min(...scores));
  });

  it('a model keeps what it aligns to, also in worker threads', async () => {
    const loaded = await Detector.load(join(folder, 'model.nominal'), { runtime: { workers: 2 } });
    try {
      expect(loaded.model.framing).toEqual(detector.model.framing);
      const image = part(30, poseOf(30), [75, 52]);
      const expected = await detector.inspect(image);
      for await (const found of loaded.inspectAll([image])) {
        if ('error' in found) throw found.error;
        expect(found.imageScore).toBe(expected.imageScore);
        expect(found.anomalyMap().data).toEqual(expected.anomalyMap().data);
      }
    } finally {
      await loaded.close();
    }
  });

  it('a foreground is found in images of differently placed parts', async () => {
    const good = Array.from({ length: 4 }, (_, i) => part(i, poseOf(i)));
    const found = await fit(good, { ...quick, foreground: true });
    try {
      expect(found.model.framing.roi?.zones).toHaveLength(1);
      expect(found.model.framing.reference).not.toBeNull();
    } finally {
      await found.close();
    }
  });

  it('alignment works together with tiles, copies and places', async () => {
    const good = Array.from({ length: 5 }, (_, i) => part(i, poseOf(i)));
    const options: FitOptions = { ...quick, tile: 96, overlap: 32, augment: ['brightness'] };
    const placed = await fit(good, { ...options, positionRadius: 0.2 });
    try {
      const pose = { degrees: 4, y: 3, x: 5 };
      const at = posed([75, 52], pose);
      const found = highest((await placed.inspect(part(40, pose, [75, 52]))).anomalyMap());
      expect(Math.hypot(found.y - at.y, found.x - at.x)).toBeLessThan(9);
    } finally {
      await placed.close();
    }
  });
});

function highest({ width, data }: Grid) {
  const at = data.reduce((best, value, i) => (value > data[best] ? i : best), 0);
  return { y: Math.floor(at / width), x: at % width };
}
