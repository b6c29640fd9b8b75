import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../config/index.ts';
import { Grid, Matrix } from '../core/tensor/index.ts';
import type { NominalError } from '../errors/index.ts';
import { decodeModel } from './decodeModel.ts';
import { CHECKSUM_PLACEHOLDER, checksumOffset, encodeModel } from './encodeModel.ts';
import type { Model } from './Model.ts';
import { encodeSafetensors } from './safetensors.ts';

const model: Model = {
  config: { ...resolveFitConfig(), taps: ['a', 'b'] },
  backbone: { name: 'tiny', sha256: 'ab'.repeat(32) },
  activationRanges: { input: [-1, 1], 'a b': [0, 6] },
  bank: new Matrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6)),
  rowImages: Uint32Array.of(1, 0),
  rowPatches: Uint32Array.of(7, 3),
  images: [
    { name: 'a.png', sha256: 'cd'.repeat(32) },
    { name: 'b "quoted" ü.png', sha256: 'ef'.repeat(32) },
  ],
  calibration: { imageScores: Float32Array.of(0.5, 0.25), mapMaxima: Float32Array.of(0.4, 0.2) },
  coveringRadius: 0.75,
  places: {
    mean: new Grid(1, 2, Float32Array.of(1, 2)),
    deviation: new Grid(1, 2, Float32Array.of(0.5, 0.25)),
    level: 1.5,
    spread: 0.4,
  },
};

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as NominalError).code;
  }
  return 'no error';
}

describe('the model file', () => {
  it('gives back exactly what was put in', () => {
    expect(decodeModel(encodeModel(model), 'x')).toEqual(model);
    const plain = { ...model, places: null };
    expect(decodeModel(encodeModel(plain), 'x')).toEqual(plain);
  });

  it('is read from a Buffer, whose slices are views, as from any other bytes', () => {
    const padded = Buffer.concat([Buffer.alloc(3), encodeModel(model)]).subarray(3);
    expect(decodeModel(padded, 'x')).toEqual(model);
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
      manifest: JSON.stringify({ schemaVersion: 2, novelty: true }),
      sha256: CHECKSUM_PLACEHOLDER,
    };
    const newer = encodeSafetensors(metadata, {});
    newer.set(Buffer.from(createHash('sha256').update(newer).digest('hex')), checksumOffset(newer));
    expect(codeOf(() => decodeModel(newer, 'x'))).toBe('MODEL_TOO_NEW');
  });

  it('is refused where a header claims more than the file holds', () => {
    const claim = new Uint8Array(64);
    new DataView(claim.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(codeOf(() => decodeModel(claim, 'x'))).toBe('MODEL_DAMAGED');
  });
});
