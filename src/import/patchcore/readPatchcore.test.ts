import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NominalError } from '../../errors/index.ts';
import { readFlatIndex } from './readFlatIndex.ts';
import { readParameters } from './readParameters.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../test/fixtures/imports/original/${name}`, import.meta.url));
const indexFile = fixture('nnscorer_search_index.faiss');
const parametersFile = fixture('patchcore_params.pkl');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-faiss-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}

/** Bytes with some of them changed or the end cut off. */
function damagedCopies(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  const changed = changes.map((list) => {
    const bytes = Uint8Array.from(good);
    for (const [at, value] of list) bytes[at] = value;
    return bytes;
  });
  return fc.oneof(
    changed,
    fc.nat(good.length - 1).map((end) => good.slice(0, end)),
  );
}

async function refusedBy(promise: Promise<unknown>): Promise<string | null> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return null;
  expect(error).toBeInstanceOf(NominalError);
  return (error as NominalError).code;
}

describe('readFlatIndex', () => {
  it('reads what faiss wrote', async () => {
    const { rows, sha256 } = await readFlatIndex(indexFile);
    expect(rows).toMatchObject({ rows: 60, columns: 48 });
    // faiss.read_index(...).reconstruct(59)[:2]
    const last = rows.data.subarray(59 * 48, 59 * 48 + 2);
    expect(Array.from(last)).toEqual([0.0, 0.1154870092868805].map(Math.fround));
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a file that is a byte too short or too long before allocating memory for it', async () => {
    const good = await readFile(indexFile);
    for (const length of [0, 3, 20, 44, good.length - 1]) {
      expect(
        await refusedBy(readFlatIndex(await written(good.subarray(0, length)))),
      ).not.toBeNull();
    }
    const long = await written(Buffer.concat([good, Buffer.of(0)]));
    expect(await refusedBy(readFlatIndex(long))).toBe('MODEL_DAMAGED');
    const huge = Uint8Array.from(good);
    new DataView(huge.buffer).setBigInt64(8, 9_000_000n, true);
    expect(await refusedBy(readFlatIndex(await written(huge)))).toBe('MODEL_DAMAGED');
  });

  it.each([
    ['IxFI', 'inner products'],
    ['IwPQ', 'product quantization'],
    ['\x80\x05\x95z', 'no letters'],
  ])('names another kind of file: %s', async (letters, name) => {
    const bytes = Uint8Array.from(await readFile(indexFile));
    bytes.set(Buffer.from(letters, 'latin1'));
    await expect(readFlatIndex(await written(bytes))).rejects.toThrow(name);
  });

  it('refuses rows that are not numbers, and another metric', async () => {
    const bytes = Uint8Array.from(await readFile(indexFile));
    const view = new DataView(bytes.buffer);
    view.setFloat32(bytes.length - 4, Number.NaN, true);
    expect(await refusedBy(readFlatIndex(await written(bytes)))).toBe('MODEL_DAMAGED');
    view.setInt32(33, 0, true);
    expect(await refusedBy(readFlatIndex(await written(bytes)))).toBe('IMPORT_UNSUPPORTED');
  });

  it('answers damage with a bank of the same size or a NominalError', async () => {
    const good = await readFile(indexFile);
    await fc.assert(
      fc.asyncProperty(damagedCopies(good), async (bytes) => {
        const code = await refusedBy(readFlatIndex(await written(bytes)));
        expect([null, 'MODEL_DAMAGED', 'IMPORT_UNSUPPORTED']).toContain(code);
        if (bytes.length < good.length) expect(code).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe('readParameters', () => {
  it('reads the parameters that pickle wrote', async () => {
    expect(await readParameters(parametersFile)).toEqual({
      'backbone.name': 'wideresnet50',
      layers_to_extract_from: ['layer2', 'layer3'],
      input_shape: [3, 64, 64],
      pretrain_embed_dimension: 1024,
      target_embed_dimension: 48,
      patchsize: 3,
      patchstride: 1,
      anomaly_scorer_num_nn: 1,
    });
  });

  it('refuses a pickle that would call something, by its name', async () => {
    const call = Buffer.from('cposix\nsystem\n(S"true"\ntR.');
    await expect(readParameters(await written(call))).rejects.toThrow('posix.system');
  });

  it('refuses a file that is too large for parameters without reading it', async () => {
    const large = await written(new Uint8Array(5000));
    expect(await refusedBy(readParameters(large))).toBe('IMPORT_UNSUPPORTED');
  });

  it('answers damage with parameters or IMPORT_UNSUPPORTED', async () => {
    const good = await readFile(parametersFile);
    await fc.assert(
      fc.asyncProperty(damagedCopies(good), async (bytes) => {
        const code = await refusedBy(readParameters(await written(bytes)));
        expect([null, 'IMPORT_UNSUPPORTED']).toContain(code);
      }),
      { numRuns: 500 },
    );
  });
});
