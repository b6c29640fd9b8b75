import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NominalError } from '../../errors/index.ts';
import { openWeights } from './openWeights.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/backbones/', import.meta.url));
const layouts = {
  'zip archive': 'resnet18/weights.pth',
  'sequence of pickles': 'resnext50_32x4d/weights.pth',
  safetensors: 'mobilenet_v2/weights.safetensors',
};

function safetensors(header: unknown, data: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

describe('openWeights', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-weights-'));
    path = join(folder, 'weights.bin');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.entries(layouts))('reads every tensor of a %s', async (_layout, name) => {
    const file = await openWeights(join(fixtures, name));
    expect(file.shapes.size).toBeGreaterThan(20);
    for (const [tensor, shape] of file.shapes) {
      const values = await file.read(tensor);
      expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
      expect(values.every(Number.isFinite)).toBe(true);
    }
    await expect(file.read('nothing')).rejects.toMatchObject({ code: 'BACKBONE_INVALID' });
    await file.close();
  });

  it('reads every element type of safetensors', async () => {
    const data = new Uint8Array(40);
    const view = new DataView(data.buffer);
    view.setFloat32(0, 1.5, true);
    view.setFloat64(8, -2.25, true);
    view.setUint16(16, 0x3e00, true);
    view.setUint16(18, 0xbf80, true);
    view.setBigInt64(24, -7n, true);
    view.setInt32(32, -9, true);
    const entry = (dtype: string, start: number, end: number) => ({
      dtype,
      shape: [1],
      data_offsets: [start, end],
    });
    const header = {
      f32: entry('F32', 0, 4),
      f64: entry('F64', 8, 16),
      f16: entry('F16', 16, 18),
      bf16: entry('BF16', 18, 20),
      i64: entry('I64', 24, 32),
      i32: entry('I32', 32, 36),
    };
    await writeFile(path, safetensors(header, data));
    const file = await openWeights(path);
    const values = await Promise.all(Object.keys(header).map((name) => file.read(name)));
    expect(values.map(([value]) => value)).toEqual([1.5, -2.25, 1.5, -1, -7, -9]);
    await file.close();
  });

  it.each([
    [{ w: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 'tensor w'],
    [{ w: { dtype: 'F32', shape: [2], data_offsets: [100, 108] } }, 'tensor w'],
    [{ w: { dtype: 'F32', shape: [-2], data_offsets: [0, 8] } }, 'tensor w'],
    [{ w: { dtype: 'C64', shape: [1], data_offsets: [0, 8] } }, 'C64'],
    [[], 'header'],
  ])('refuses the safetensors header %j', async (header, fault) => {
    await writeFile(path, safetensors(header, new Uint8Array(8)));
    await expect(openWeights(path)).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
      message: expect.stringContaining(fault),
    });
  });

  it('says that a file is not there', async () => {
    await expect(openWeights(join(folder, 'none'))).rejects.toMatchObject({
      code: 'BACKBONE_NOT_FOUND',
    });
    await expect(openWeights(folder)).rejects.toMatchObject({ code: 'BACKBONE_NOT_FOUND' });
  });

  it.each(Object.entries(layouts))(
    'answers a damaged %s with values or BACKBONE_INVALID, never otherwise',
    async (_layout, name) => {
      const good = await readFile(join(fixtures, name));
      const place = fc.oneof(fc.nat(4096), fc.nat(good.length - 1)).map((at) => at % good.length);
      const fromEnd = fc.nat(4096).map((back) => good.length - 1 - (back % good.length));
      const changes = fc.array(fc.tuple(fc.oneof(place, fromEnd), fc.nat(255)), { maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(changes, fc.option(fc.nat(good.length)), async (edits, length) => {
          const bytes = Uint8Array.from(good);
          for (const [at, value] of edits) bytes[at] = value;
          await writeFile(path, bytes.subarray(0, length ?? bytes.length));
          try {
            const file = await openWeights(path);
            try {
              for (const tensor of file.shapes.keys()) await file.read(tensor);
            } finally {
              await file.close();
            }
          } catch (error) {
            expect(error).toBeInstanceOf(NominalError);
            expect((error as NominalError).code).toBe('BACKBONE_INVALID');
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});
