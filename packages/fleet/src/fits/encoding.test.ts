import { describe, expect, it } from 'vitest';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { Grid, Matrix } from 'nominal-vision/internal/core/tensor';
import type { ReducedImages } from 'nominal-vision/internal/detector';
import { decodeMeasured, encodeMeasured } from './encodeMeasured.ts';
import { decodeBank, decodeReduced, encodeBank, encodeReduced } from './encodeReduced.ts';
import { decodePlan, encodePlan } from './shardPlan.ts';

const sha256 = 'a'.repeat(64);

describe('what travels between the program of a fit and its workers', () => {
  it('is a plan with all that was settled, to the last value', () => {
    const zone = { name: 'rim', falseRejectRate: null, threshold: 2.5, runs: [3, 5, 4] };
    const plan = {
      config: resolveFitConfig({ coresetRatio: 0.3 }),
      framing: {
        depthRange: { low: 5, high: 4000 },
        roi: { height: 3, width: 4, zones: [zone] },
        reference: new Grid(1, 2, Float32Array.of(Math.fround(0.1), 255)),
        exposure: { low: [1, 2, 3], high: [100, 200.5, 255] },
        seen: null,
      },
      activationRanges: null,
      backboneSha256: sha256,
    };
    expect(decodePlan(encodePlan(plan))).toEqual(plan);
    expect(() => decodePlan(encodePlan({ ...plan, backboneSha256: 'x' }))).toThrow();
  });

  it('is a reduced shard, refused where its parts do not belong together', () => {
    const reduced: ReducedImages = {
      images: 2,
      rows: 6,
      features: new Matrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, Math.fround(0.1))),
      origins: [
        { image: 1, patch: 2 },
        { image: 0, patch: 5 },
      ],
      grid: { height: 2, width: 3 },
      coveringRadius: 1.25,
      heldOut: [0],
      firsts: [0, 1],
      hashes: [sha256, sha256],
      warnings: [{ warning: 'ALPHA_IGNORED', image: 1 }],
    };
    expect(decodeReduced(encodeReduced(reduced), 'shard')).toEqual(reduced);
    const short = encodeReduced({ ...reduced, origins: reduced.origins.slice(1) });
    expect(() => decodeReduced(short, 'shard')).toThrow();
    const beyond = encodeReduced({ ...reduced, heldOut: [2] });
    expect(() => decodeReduced(beyond, 'shard')).toThrow('belongs together');
    const unfounded = encodeReduced({ ...reduced, firsts: [0, 2] });
    expect(() => decodeReduced(unfounded, 'shard')).toThrow('belongs together');
    expect(() => decodeReduced(Uint8Array.of(1, 2, 3), 'shard')).toThrow('shard');
  });

  it('is a bank with the places of its rows, or without', () => {
    const rows = new Matrix(2, 1, Float32Array.of(1, 2));
    const placed = { rows, places: { grid: { height: 1, width: 4 }, cells: Uint32Array.of(3, 0) } };
    expect(decodeBank(encodeBank(placed), 'bank')).toEqual(placed);
    const anywhere = { rows, places: null };
    expect(decodeBank(encodeBank(anywhere), 'bank')).toEqual(anywhere);
  });

  it('is how far images lie from the bank, refused where scores do not fill their grid', () => {
    const measured = {
      patchScores: new Grid(1, 2, Float32Array.of(Math.fround(0.1), 3)),
      scope: Uint8Array.of(1, 0),
      zones: { count: 2, cells: Uint8Array.of(2, 0) },
      density: 0.75,
      input: { height: 8, width: 16 },
    };
    expect(decodeMeasured(encodeMeasured([measured]))).toEqual([measured]);
    const plain = { ...measured, scope: null, zones: null };
    expect(decodeMeasured(encodeMeasured([plain]))).toEqual([plain]);
    const text = encodeMeasured([measured]).replace('"scores":[', '"scores":[1,');
    expect(() => decodeMeasured(text)).toThrow('fit its grid');
  });
});
