import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../../config/index.ts';
import { MAP_TAIL_LEVELS } from '../../core/calibration/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import { type Model, plainFraming } from '../../model/index.ts';
import { changeThreshold } from '../revise/changeThreshold.ts';
import { readModelFile } from './readModelFile.ts';
import { previousStates, replaceModelFile, rollBack } from './replaceModelFile.ts';
import { writeModel } from './writeModel.ts';

const images = [{ name: 'a.png', sha256: 'cd'.repeat(32) }];

const fitted: Model = {
  config: { ...resolveFitConfig(), taps: ['a'] },
  backbone: { name: 'tiny', sha256: 'ab'.repeat(32) },
  framing: plainFraming,
  activationRanges: null,
  bank: new Matrix(1, 2, Float32Array.of(1, 2)),
  rowImages: Uint32Array.of(0),
  rowPatches: Uint32Array.of(0),
  grid: null,
  images,
  calibration: {
    method: 'folds',
    images,
    imageScores: Float32Array.of(0.5),
    zoneScores: null,
    mapTails: new Float32Array(MAP_TAIL_LEVELS),
    peaks: null,
  },
  threshold: null,
  copies: [],
  changes: [],
  coveringRadius: 0.75,
  places: null,
};

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-replace-'));
  path = join(folder, 'm.nominal');
  await writeModel(path, fitted);
});
afterEach(() => rm(folder, { recursive: true }));

/** Begins a change: what is read now is what the change is made from. */
async function begin(threshold: number): Promise<() => Promise<string>> {
  const { model, checksum } = await readModelFile(path);
  const changed = changeThreshold(model, checksum, { falseRejectRate: 0.1, threshold });
  return () => replaceModelFile(path, changed, checksum ?? '');
}

const change = async (threshold: number) => (await begin(threshold))();
const thresholdNow = async () => (await readModelFile(path)).model.threshold;

describe('replaceModelFile', () => {
  it('accepts one of two changes that started from the same file, and refuses the other: CONFLICT', async () => {
    const [first, second] = [await begin(1), await begin(2)];
    await first();
    const before = (await readdir(folder)).sort();
    await expect(second()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await thresholdNow()).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(before);
  });

  it('loses none of several changes at once: each is in the file, or refused', async () => {
    const changes = await Promise.all([1, 2, 3, 4, 5].map(begin));
    const done = await Promise.allSettled(changes.map((make) => make()));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of done) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT' });
    }
    expect(await thresholdNow()).toBe(done.findIndex(({ status }) => status === 'fulfilled') + 1);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the state before a change as unreadable to others as the model is',
    async () => {
      await chmod(path, 0o600);
      const previous = await change(1);
      expect((await stat(previous)).mode & 0o777).toBe(0o600);
      await rollBack(path);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    },
  );

  it('refuses a file that a running program changes, and takes over from one that has ended', async () => {
    const lock = `${path}.lock`;
    await writeFile(lock, `${process.pid} ${hostname()}`);
    await expect(change(1)).rejects.toMatchObject({ code: 'CONFLICT', details: { lock } });
    await expect(rollBack(path)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await thresholdNow()).toBeNull();
    // No process has so high a number.
    await writeFile(lock, `${2 ** 30} ${hostname()}`);
    await change(2);
    expect(await thresholdNow()).toBe(2);
    expect(await readdir(folder)).not.toContain('m.nominal.lock');
  });

  it('keeps the states before the last three changes, which rolling back uses up', async () => {
    const states: Buffer[] = [];
    for (const threshold of [1, 2, 3, 4, 5]) {
      states.push(await readFile(path));
      await change(threshold);
    }
    const { model } = await readModelFile(path);
    const kept = await previousStates(path, model);
    expect(await Promise.all(kept.map((file) => readFile(file)))).toEqual(states.slice(2));
    expect((await readdir(folder)).sort()).toEqual(
      ['m.nominal', ...kept.map((file) => basename(file))].sort(),
    );
    for (const state of states.slice(2).reverse()) {
      await rollBack(path);
      expect(await readFile(path)).toEqual(state);
    }
    expect(await readdir(folder)).toEqual(['m.nominal']);
    await expect(rollBack(path)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
  });

  it('changes the target of a link, and keeps the previous state next to the target', async () => {
    await mkdir(join(folder, 'links'));
    const link = join(folder, 'links/current');
    await symlink('../m.nominal', link);
    const { model, checksum } = await readModelFile(link);
    const changed = changeThreshold(model, checksum, { falseRejectRate: 0.1, threshold: 7 });
    await replaceModelFile(link, changed, checksum ?? '');
    expect(await readlink(link)).toBe('../m.nominal');
    expect(await thresholdNow()).toBe(7);
    await rollBack(link);
    expect(await thresholdNow()).toBeNull();
    expect(await readdir(join(folder, 'links'))).toEqual(['current']);
  });
});
