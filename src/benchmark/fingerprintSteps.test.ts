import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FitOptions } from '../config/index.ts';
import type { Dataset, MaskSource, Sample } from '../datasets/index.ts';
import { resolveBackbone } from '../backbone/index.ts';
import type { Evaluation } from '../detector/index.ts';
import { ResultStore } from './ResultStore.ts';
import { fingerprintSteps } from './fingerprintSteps.ts';
import { planBenchmark } from './planBenchmark.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nominal-fingerprint-'));
  await mkdir(join(root, 'set'));
  for (const name of ['train', 'good', 'bad', 'mask', 'roi'])
    await writeFile(join(root, 'set', name), name);
});
afterEach(() => rm(root, { recursive: true }));

const maskOf = (folder: string): MaskSource => ({
  kind: 'files',
  paths: [join(folder, 'mask')],
  defective: 'bright',
});

function dataset(folder: string, bad: Partial<Sample> = {}): Dataset {
  const sample = (name: string): Sample => ({
    path: join(folder, name),
    label: name === 'bad' ? 'defective' : 'good',
    defectType: null,
    mask: name === 'bad' ? maskOf(folder) : null,
    split: name === 'train' ? 'train' : 'test',
  });
  return {
    name: 'mvtec',
    category: 'lid',
    train: [sample('train')],
    testGood: [sample('good')],
    testDefective: [{ ...sample('bad'), ...bad }],
  };
}

async function fingerprintOf(
  options: FitOptions = {},
  bad: Partial<Sample> = {},
  folder = join(root, 'set'),
): Promise<string> {
  const axes = { presets: ['balanced'], backbones: null, shots: ['all'], ratios: null } as const;
  const steps = planBenchmark(
    new Map([[0, [dataset(folder, bad)]]]),
    { ...axes, seeds: [0] },
    options,
  );
  const [{ fingerprint }] = await fingerprintSteps(steps);
  return fingerprint;
}

describe('the fingerprint of a step', () => {
  it('changes with a setting, a type of defect or the reading of a mask', async () => {
    const mask = maskOf(join(root, 'set'));
    const all = await Promise.all([
      fingerprintOf(),
      fingerprintOf({ sigmaPx: 3 }),
      fingerprintOf({ roi: join(root, 'set', 'roi') }),
      fingerprintOf({}, { defectType: 'scratch' }),
      fingerprintOf({}, { mask: null }),
      fingerprintOf({}, { mask: { ...mask, defective: 'nonzero' } as MaskSource }),
      fingerprintOf({}, { mask: { kind: 'shapes', shapes: [], size: null } }),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(['train', 'good', 'bad', 'mask', 'roi'])(
    'changes once the file %s has other content under the same name',
    async (name) => {
      const options = { roi: join(root, 'set', 'roi') };
      const before = await fingerprintOf(options);
      expect(await fingerprintOf(options)).toBe(before);
      await writeFile(join(root, 'set', name), 'changed');
      expect(await fingerprintOf(options)).not.toBe(before);
    },
  );

  it('is the same for the same files elsewhere', async () => {
    await cp(join(root, 'set'), join(root, 'copy'), { recursive: true });
    expect(await fingerprintOf({}, { mask: maskOf(join(root, 'copy')) }, join(root, 'copy'))).toBe(
      await fingerprintOf(),
    );
  });

  it("is part of the result's file name, so that other settings have another file", async () => {
    const axes = { presets: ['balanced'], backbones: null, shots: ['all'], ratios: null } as const;
    const sets = new Map([[0, [{ ...dataset(join(root, 'set')), category: '瓶/盖' }]]]);
    const [{ key, fingerprint }] = await fingerprintSteps(
      planBenchmark(sets, { ...axes, seeds: [0] }),
    );
    expect(key).toBe(`瓶-盖_balanced_movenet-lightning_all_0.1_0_${fingerprint.slice(0, 8)}`);
  });

  it('uses the result on disk for the same network under another name', async () => {
    const axes = { presets: ['balanced'], shots: ['all'], ratios: null, seeds: [0] } as const;
    const sets = new Map([[0, [dataset(join(root, 'set'))]]]);
    const shipped = (await resolveBackbone('movenet-lightning')).directory;
    const planned = ['movenet-lightning', shipped].map((name) =>
      planBenchmark(sets, { ...axes, backbones: [name] }),
    );
    const [one] = await fingerprintSteps(planned[0]);
    const [other] = await fingerprintSteps(planned[1]);
    expect(other.fingerprint).toBe(one.fingerprint);
    const store = new ResultStore(root);
    await store.write(one, { config: one.config } as Evaluation);
    const found = await store.read(other);
    expect(found?.evaluation.config.backbone).toBe(shipped);
  });

  it('names a missing file', async () => {
    await rm(join(root, 'set', 'mask'));
    await expect(fingerprintOf()).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      message: expect.stringContaining(join(root, 'set', 'mask')) as string,
    });
  });
});
