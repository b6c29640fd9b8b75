import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../config/index.ts';
import { MAP_TAIL_LEVELS } from '../core/calibration/index.ts';
import { PICTURE_PX } from '../core/registration/index.ts';
import { Grid, Matrix } from '../core/tensor/index.ts';
import type { NominalError } from '../errors/index.ts';
import { decodeModel } from './decodeModel.ts';
import { CHECKSUM_PLACEHOLDER, checksumOffset, readChecksum, writeChecksum } from './checksum.ts';
import { encodeModel } from './encodeModel.ts';
import type { Model } from './Model.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';

const images = [
  { name: 'a.png', sha256: 'cd'.repeat(32) },
  { name: 'b "quoted" ü.png', sha256: 'ef'.repeat(32) },
];

const model: Model = {
  config: { ...resolveFitConfig(), taps: ['a', 'b'] },
  backbone: { name: 'tiny', sha256: 'ab'.repeat(32) },
  framing: {
    depthRange: { low: 10, high: 4000 },
    roi: {
      height: 2,
      width: 5,
      zones: [
        { name: 'left', falseRejectRate: 0.02, threshold: null, runs: [0, 2, 3, 2, 3] },
        { name: 'right', falseRejectRate: null, threshold: 4.5, runs: [3, 2, 5] },
      ],
    },
    reference: null,
    exposure: { low: [10, 20.5, 30], high: [200, 210, 255] },
    seen: {
      height: { low: 80, high: 90 },
      width: { low: 160, high: 160 },
      aspect: { low: 1.75, high: 2 },
      colors: ['faint', 'grey'],
      depths: [8, 16],
      usedBits: { low: 12, high: 16 },
      appearance: {
        cells: 180.5,
        images: 24,
        median: {
          ...{ brightness: 4.5, contrast: -0.75, grain: -1.5, red: 0.25, blue: -0.125 },
          ...{ middleY: 0.5, middleX: 0.75 },
        },
        spread: {
          ...{ brightness: 0.0625, contrast: 0.5, grain: 0.25, red: 0, blue: 0.03125 },
          ...{ middleY: 0.0078125, middleX: 0.5 },
        },
      },
    },
  },
  activationRanges: { input: [-1, 1], 'a b': [0, 6] },
  bank: new Matrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6)),
  rowImages: Uint32Array.of(1, 0),
  rowPatches: Uint32Array.of(7, 3),
  grid: { height: 2, width: 4 },
  images,
  copies: [{ name: 'again.png', sha256: '34'.repeat(32), of: 'cd'.repeat(32) }],
  calibration: {
    method: 'folds',
    images,
    imageScores: Float32Array.of(0.5, 0.25),
    zoneScores: Float32Array.of(0.5, 0.125, 0.25, 0.0625),
    mapTails: Float32Array.from({ length: 2 * MAP_TAIL_LEVELS }, (_, i) => i / 8),
    peaks: Float32Array.from({ length: 12 }, (_, i) => i),
  },
  threshold: 0.625,
  changes: [
    {
      kind: 'update',
      at: '2026-01-02T03:04:05.000Z',
      parent: '12'.repeat(32),
      summary: 'one image added',
      added: ['c.png'],
      removed: [],
    },
  ],
  coveringRadius: 0.75,
  places: {
    mean: new Grid(1, 2, Float32Array.of(1, 2)),
    deviation: new Grid(1, 2, Float32Array.of(0.5, 0.25)),
    level: 1.5,
    spread: 0.4,
  },
};

/** The same model as version 1 wrote it. */
function version1(): Uint8Array {
  const { metadata, tensors } = decodeSafetensors(encodeModel(model), 'x');
  const { calibration, threshold, changes, config, ...manifest } = JSON.parse(
    metadata.manifest,
  ) as Record<string, unknown>;
  expect([calibration, threshold, changes]).not.toContain(undefined);
  const { topShare, screen, ...oldConfig } = config as Record<string, unknown>;
  expect([topShare, screen]).not.toContain(undefined);
  const old = new Map<string, StoredTensor>(tensors);
  old.delete('calibration.mapTails');
  old.set('calibration.mapMaxima', { shape: [2], data: Float32Array.of(0.4, 0.2) });
  const file = encodeSafetensors(
    {
      ...metadata,
      manifest: JSON.stringify({ ...manifest, config: oldConfig, schemaVersion: 1 }),
      sha256: CHECKSUM_PLACEHOLDER,
    },
    Object.fromEntries(old),
  );
  file.set(Buffer.from(createHash('sha256').update(file).digest('hex')), checksumOffset(file));
  return file;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as NominalError).code;
  }
  return 'no error';
}

/** A model file whose tensors or manifest were changed, with a checksum that is right. */
function forged(
  of: Model,
  change: (tensors: Map<string, StoredTensor>, manifest: string) => string | undefined,
): Uint8Array {
  const { metadata, tensors } = decodeSafetensors(encodeModel(of), 'x');
  const changed = new Map(tensors);
  const manifest = change(changed, metadata.manifest) ?? metadata.manifest;
  const file = encodeSafetensors(
    { ...metadata, manifest, sha256: CHECKSUM_PLACEHOLDER },
    Object.fromEntries(changed),
  );
  writeChecksum(file);
  return file;
}

describe('the model file', () => {
  it('is not encoded if it could not be read again', () => {
    const broken = { ...model, config: { ...model.config, falseRejectRate: 0 } };
    expect(() => encodeModel(broken)).toThrow(/falseRejectRate.*received 0/s);
  });

  it('gives back exactly what was put in', () => {
    expect(decodeModel(encodeModel(model), 'x')).toEqual(model);
    const side = PICTURE_PX;
    const reference = new Grid(
      side,
      side,
      Float32Array.from({ length: side * side }, (_, i) => Math.sqrt(i)),
    );
    const aligned = { ...model, framing: { ...model.framing, reference } };
    expect(decodeModel(encodeModel(aligned), 'x')).toEqual(aligned);
    const plain = { ...model, places: null };
    expect(decodeModel(encodeModel(plain), 'x')).toEqual(plain);
  });

  it('of a bank for each network is refused, and says to fit again', () => {
    const file = forged(model, (_tensors, manifest) =>
      manifest.replace('"ensemble":"concatenate"', '"ensemble":"pvalues"'),
    );
    expect(() => decodeModel(file, 'x')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('Fit the model again'),
      }),
    );
  });

  it('is read whether or not it names the one way of ensembles that is left', () => {
    const file = forged(model, (_tensors, manifest) => {
      expect(manifest).toContain('"ensemble":"concatenate",');
      expect(manifest).toContain(',"members":null}');
      return manifest.replace('"ensemble":"concatenate",', '').replace(',"members":null', '');
    });
    expect(decodeModel(file, 'x')).toEqual(model);
  });

  it('of an earlier build is read: it knows neither how its images look nor an exposure', () => {
    const file = forged(model, (_tensors, text) => {
      const manifest = JSON.parse(text) as { framing: Record<string, object>; config: object };
      const { exposure, seen, ...framing } = manifest.framing;
      expect([exposure, seen]).not.toContain(undefined);
      const { appearance, ...older } = seen as { appearance: object };
      expect(appearance).toBeDefined();
      return JSON.stringify({ ...manifest, framing: { ...framing, seen: older } });
    });
    const read = decodeModel(file, 'x').framing;
    expect(read.exposure).toBeNull();
    expect(read.seen).toEqual({ ...model.framing.seen, appearance: null });
  });

  it('of an earlier build is read: it knows no place that images could be shifted from', () => {
    const file = forged(model, (_tensors, text) => text.replace(/,"middle[YX]":[\d.]+/g, ''));
    const { median, spread } = decodeModel(file, 'x').framing.seen?.appearance ?? {};
    expect([median?.middleY, median?.middleX, spread?.middleY, spread?.middleX]).toEqual([
      ...[0, 0, 1, 1],
    ]);
  });

  it('is read from a Buffer, whose slices are views, as from any other bytes', () => {
    const padded = Buffer.concat([Buffer.alloc(3), encodeModel(model)]).subarray(3);
    expect(decodeModel(padded, 'x')).toEqual(model);
  });

  it('is left as it is by being read: who has read an upload writes what came', () => {
    const file = encodeModel(model);
    const before = Uint8Array.from(file);
    decodeModel(file, 'model');
    expect(file).toEqual(before);
  });

  it('has the same bytes for the same model', () => {
    expect(encodeModel(model)).toEqual(encodeModel(model));
  });

  it('is refused as damaged wherever one byte is changed', () => {
    const whole = encodeModel(model);
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at] ^= 1;
      expect(['MODEL_DAMAGED', 'MODEL_TOO_NEW'], `byte ${at}`).toContain(
        codeOf(() => decodeModel(changed, 'x')),
      );
    }
  });

  it('is refused as damaged wherever it is cut short', () => {
    const whole = encodeModel(model);
    for (let length = 0; length < whole.length; length++) {
      expect(
        codeOf(() => decodeModel(whole.slice(0, length), 'x')),
        `length ${length}`,
      ).toBe('MODEL_DAMAGED');
    }
  });

  it('of a newer version is refused as such, whatever else it holds', () => {
    const metadata = {
      format: 'nominal',
      manifest: JSON.stringify({ schemaVersion: 3, novelty: true }),
      sha256: CHECKSUM_PLACEHOLDER,
    };
    const newer = encodeSafetensors(metadata, {});
    newer.set(Buffer.from(createHash('sha256').update(newer).digest('hex')), checksumOffset(newer));
    expect(codeOf(() => decodeModel(newer, 'x'))).toBe('MODEL_TOO_NEW');
  });

  it('keeps images of the calibration that are not the training images', () => {
    const calibration = {
      method: 'held-out' as const,
      images: [{ name: 'z.png', sha256: '34'.repeat(32) }],
      imageScores: Float32Array.of(1),
      zoneScores: Float32Array.of(1, 0.5),
      mapTails: new Float32Array(MAP_TAIL_LEVELS),
      // As in a file of an earlier build.
      peaks: null,
    };
    const recalibrated = { ...model, calibration, threshold: null };
    expect(decodeModel(encodeModel(recalibrated), 'x')).toEqual(recalibrated);
  });

  it('of version 1 is read: its maps were known by their largest value alone', () => {
    const read = decodeModel(version1(), 'x');
    expect(read.calibration.method).toBe('folds');
    expect(read.calibration.images).toEqual(images);
    expect(read.threshold).toBeNull();
    expect(read.config).toMatchObject({ topShare: 0, screen: 0 });
    expect(read.changes).toEqual([]);
    const { mapTails } = read.calibration;
    expect(mapTails[MAP_TAIL_LEVELS - 1]).toBeCloseTo(0.4, 6);
    expect(mapTails[2 * MAP_TAIL_LEVELS - 1]).toBeCloseTo(0.2, 6);
    expect(mapTails[0]).toBeCloseTo(0.4 / MAP_TAIL_LEVELS, 6);
  });

  it('states the checksum by which a change names the file that it was made from', () => {
    const file = encodeModel(model);
    expect(readChecksum(file)).toMatch(/^[0-9a-f]{64}$/);
    expect(readChecksum(file)).not.toBe(readChecksum(encodeModel({ ...model, threshold: null })));
    expect(readChecksum(new Uint8Array(20))).toBeNull();
  });

  it('is refused where a header claims more than the file holds', () => {
    const claim = new Uint8Array(64);
    new DataView(claim.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(codeOf(() => decodeModel(claim, 'x'))).toBe('MODEL_DAMAGED');
  });

  it('is refused as damaged wherever a number of a tensor is none, though its checksum is right', () => {
    const side = PICTURE_PX;
    const reference = new Grid(side, side, new Float32Array(side * side));
    const whole = { ...model, framing: { ...model.framing, reference } };
    const { tensors } = decodeSafetensors(encodeModel(whole), 'x');
    expect(tensors.size).toBeGreaterThan(6);
    for (const [name, { shape, data }] of tensors) {
      if (!(data instanceof Float32Array)) continue;
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const file = forged(whole, (changed) => {
          changed.set(name, { shape, data: data.with(data.length - 1, value) });
          return undefined;
        });
        expect(
          codeOf(() => decodeModel(file, 'x')),
          `${name} ${value}`,
        ).toBe('MODEL_DAMAGED');
      }
    }
  });

  it.each([
    ['"threshold":0.625', '"threshold":1e999'],
    ['"coveringRadius":0.75', '"coveringRadius":-1e999'],
    ['"level":1.5', '"level":1e999'],
    ['"spread":0.4', '"spread":0'],
    ['"threshold":4.5', '"threshold":1e999'],
    ['[-1,1]', '[-1e999,1]'],
    ['"grid":{"height":2', '"grid":{"height":100000'],
  ])('is refused as damaged where its manifest has %s as %s', (text, other) => {
    const file = forged(model, (_tensors, manifest) => {
      expect(manifest).toContain(text);
      return manifest.replace(text, other);
    });
    expect(codeOf(() => decodeModel(file, 'x'))).toBe('MODEL_DAMAGED');
  });

  it('is refused as damaged where a deviation is not above 0, or lies on another grid than the mean', () => {
    for (const value of [0, -0.25]) {
      const deviation = { shape: [1, 2], data: Float32Array.of(0.5, value) };
      const file = forged(model, (tensors) => {
        tensors.set('places.deviation', deviation);
        return undefined;
      });
      expect(codeOf(() => decodeModel(file, 'x'))).toBe('MODEL_DAMAGED');
    }
    const turned = forged(model, (tensors) => {
      tensors.set('places.deviation', { shape: [2, 1], data: Float32Array.of(0.5, 0.5) });
      return undefined;
    });
    expect(codeOf(() => decodeModel(turned, 'x'))).toBe('MODEL_DAMAGED');
  });

  it('is refused as damaged where the rows of its bank have no values', () => {
    const file = forged(model, (tensors) => {
      tensors.set('bank.rows', { shape: [2, 0], data: new Float32Array(0) });
      return undefined;
    });
    expect(codeOf(() => decodeModel(file, 'x'))).toBe('MODEL_DAMAGED');
  });
});
