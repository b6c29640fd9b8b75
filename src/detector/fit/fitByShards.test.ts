import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FitOptions, resolveRuntimeConfig } from '../../config/index.ts';
import { generatePart } from '../../demo/index.ts';
import { encodePng } from '../../image/index.ts';
import { encodeModel } from '../../model/index.ts';
import { fit } from './fit.ts';
import { fitByShards } from './fitByShards.ts';
import { measureImages } from './shards/measureImages.ts';
import { type ReducedImages, reduceImages } from './shards/reduceImages.ts';
import type { ShardCrew } from './shards/ShardCrew.ts';
import type { ShardPlan } from './shards/ShardPlan.ts';

const runtime = resolveRuntimeConfig({});

/** Works through the shards from the last to the first. */
class BackwardCrew implements ShardCrew {
  #plan: ShardPlan | null = null;
  #shards: readonly (readonly string[])[] = [];

  begin: ShardCrew['begin'] = async (plan, shards) => {
    // What travels is text.
    this.#plan = JSON.parse(JSON.stringify(plan)) as ShardPlan;
    this.#shards = shards;
    await Promise.resolve();
  };

  reduced: ShardCrew['reduced'] = async function* (this: BackwardCrew) {
    const done: ReducedImages[] = [];
    for (let shard = this.#shards.length - 1; shard >= 0; shard--) {
      done.unshift(await reduceImages(this.plan, shard, this.#shards[shard], runtime, {}));
    }
    yield* done;
  };

  measured: ShardCrew['measured'] = async function* (this: BackwardCrew, bank, heldOut) {
    for (const [shard, images] of heldOut.entries()) {
      const paths = images.map((image) => this.#shards[shard][image]);
      yield* await measureImages(this.plan, bank, paths, runtime, {});
    }
  };

  get plan(): ShardPlan {
    if (this.#plan === null) throw new Error('not begun');
    return this.#plan;
  }
}

describe('a fit whose shards are reduced by a crew', () => {
  const options: FitOptions = {
    resize: { height: 80, width: 96 },
    dimension: 96,
    coresetRatio: 0.2,
    shardImages: 10,
  };
  let folder: string;
  const images: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-spread-'));
    for (let index = 0; index < 25; index++) {
      const part = {
        category: 'tile',
        seed: 4,
        height: 80,
        width: 96,
        index,
        defect: null,
      } as const;
      const path = join(folder, `${index}.png`);
      await writeFile(path, await encodePng(generatePart(part).image));
      images.push(path);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the same model as a local fit with shards of that size, in whatever order they end', async () => {
    const here = await fit(images, options);
    const { detector, shardRadii } = await fitByShards(images, options, new BackwardCrew());
    expect(encodeModel(detector.model)).toEqual(encodeModel(here.model));
    expect(shardRadii).toHaveLength(3);
    expect(detector.model.coveringRadius).toBeGreaterThanOrEqual(Math.max(...shardRadii));
    await here.close();
    await detector.close();
  });

  it('refuses a worker that has another network of the same name', async () => {
    const crew = new BackwardCrew();
    const { begin } = crew;
    crew.begin = (plan, shards) => begin({ ...plan, backboneSha256: '0'.repeat(64) }, shards);
    await expect(fitByShards(images, options, crew)).rejects.toMatchObject({
      code: 'BACKBONE_MISMATCH',
    });
  });

  it('fits images of a single shard locally', async () => {
    const { detector, shardRadii } = await fitByShards(
      images.slice(0, 10),
      options,
      new BackwardCrew(),
    );
    expect(shardRadii).toEqual([]);
    expect(detector.model.calibration.method).toBe('leave-one-out');
    await detector.close();
  });
});
