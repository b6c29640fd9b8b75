import { nuid, type Subscription } from '@nats-io/transport-node';
import { extname } from 'node:path';
import type {
  PlacedBank,
  MeasuredImage,
  ReducedImages,
  ShardCrew,
  ShardPlan,
} from 'nominal-vision/internal/detector';
import { splitPage } from 'nominal-vision/internal/image';
import type { JobOptions } from 'nominal-vision/internal/progress';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import { fitProgressSchema, type FitTask, type FitTaskKind } from '../protocol/fitTask.ts';
import { PROTOCOL_VERSION } from '../protocol/protocolVersion.ts';
import { decodeMeasured } from './encodeMeasured.ts';
import { decodeReduced, encodeBank } from './encodeReduced.ts';
import { FitObjects, fitObjects } from './FitObjects.ts';
import { ResultBoard } from './ResultBoard.ts';
import { encodePlan, encodeShardImages } from './shardPlan.ts';

/** Workers report every few seconds; a silence of this length means that there are none. */
const SILENCE_MS = 60_000;

/** How a fit in a fleet is watched and stopped. */
export interface FleetFitJob extends JobOptions {
  /** Silence after which no worker is assumed to be working. */
  readonly silenceMs?: number;
}

/** Has the shards of a fit worked on by the workers of a fleet. */
export class FleetCrew implements ShardCrew {
  readonly #fleet: Fleet;
  readonly #fit: string;
  readonly #objects: FitObjects;
  readonly #board: ResultBoard;
  readonly #job: FleetFitJob;
  readonly #progress: Subscription;
  readonly #doneImages = { reduce: new Map<number, number>(), measure: new Map<number, number>() };
  readonly #totalImages = { reduce: 0, measure: 0 };
  #shards: readonly (readonly string[])[] = [];

  private constructor(fleet: Fleet, fit: string, objects: FitObjects, job: FleetFitJob) {
    this.#fleet = fleet;
    this.#fit = fit;
    this.#objects = objects;
    this.#job = job;
    this.#board = new ResultBoard(objects, job.silenceMs ?? SILENCE_MS, job.signal, (message) =>
      message.replace(
        /\bimages\/(\d+)\/(\d+)(\.\w+)?/g,
        (name, shard: number, image: number) => this.#shards[shard]?.[image] ?? name,
      ),
    );
    this.#progress = fleet.connection.subscribe(fleet.names.fitProgressSubject(fit), {
      callback: (_, message) => this.#onProgress(message.json()),
    });
  }

  /**
   * @returns a crew for one fit, which the caller ends.
   * @throws NominalError of the fleet.
   */
  static async create(fleet: Fleet, job: FleetFitJob = {}): Promise<FleetCrew> {
    const { names, manager } = fleet;
    const replicas = await manager.streams.info(names.fits).then(
      ({ config }) => config.num_replicas,
      (cause: unknown) => {
        throw fleetError(cause, 'the fit cannot be spread over workers');
      },
    );
    const fit = nuid.next();
    return new FleetCrew(fleet, fit, await FitObjects.create(fleet, fit, replicas), job);
  }

  async begin(plan: ShardPlan, shards: readonly (readonly string[])[]): Promise<void> {
    this.#shards = shards;
    await this.#objects.put(fitObjects.plan, encodePlan(plan));
  }

  async *reduced(): AsyncGenerator<ReducedImages> {
    this.#totalImages.reduce = this.#shards.reduce((sum, { length }) => sum + length, 0);
    const handedIn = this.#handInShards();
    for (const shard of this.#shards.keys()) {
      const part = { kind: 'reduce', shard } as const;
      await this.#board.wait(part, handedIn);
      this.#setDone('reduce', shard, this.#shards[shard].length);
      const name = fitObjects.result(part);
      yield decodeReduced(await this.#objects.get(name), name);
    }
  }

  async *measured(
    bank: PlacedBank,
    heldOut: readonly (readonly number[])[],
  ): AsyncGenerator<MeasuredImage> {
    this.#totalImages.measure = heldOut.reduce((sum, { length }) => sum + length, 0);
    await this.#objects.put(fitObjects.bank, encodeBank(bank));
    for (const [shard, images] of heldOut.entries()) {
      await this.#publish('measure', shard, [...images]);
    }
    for (const [shard, images] of heldOut.entries()) {
      const part = { kind: 'measure', shard } as const;
      await this.#board.wait(part, Promise.resolve());
      this.#setDone('measure', shard, images.length);
      yield* decodeMeasured(await this.#objects.getText(fitObjects.result(part)));
    }
  }

  /** Tells the workers that the fit is over, and leaves nothing of it on the servers. */
  async end(): Promise<void> {
    const { connection, manager, names } = this.#fleet;
    this.#board.close();
    this.#progress.unsubscribe();
    connection.publish(names.fitEndSubject(this.#fit));
    const filter = names.fitSubject(this.#fit, '*', '*');
    try {
      await manager.streams.purge(names.fits, { filter });
    } catch (cause) {
      throw fleetError(cause, 'what is left of the fit cannot be removed');
    } finally {
      await this.#objects.destroy();
    }
  }

  /** Shard by shard, so that work begins with the first. */
  async #handInShards(): Promise<void> {
    for (const [shard, paths] of this.#shards.entries()) {
      const images: string[] = [];
      for (const [image, path] of paths.entries()) {
        const { file, page } = splitPage(path);
        await this.#objects.putFile(fitObjects.image(shard, image), file);
        images.push(`${extname(file)}${page === null ? '' : `#${page}`}`);
        this.#board.heard();
      }
      await this.#objects.put(fitObjects.shard(shard), encodeShardImages({ images }));
      await this.#publish('reduce', shard, null);
    }
  }

  async #publish(kind: FitTaskKind, shard: number, images: number[] | null): Promise<void> {
    const { streams, names } = this.#fleet;
    const task: FitTask = { protocol: PROTOCOL_VERSION, fit: this.#fit, kind, shard, images };
    const subject = names.fitSubject(this.#fit, kind, shard);
    try {
      await streams.publish(subject, JSON.stringify(task), {
        msgID: `${this.#fit}-${kind}-${shard}`,
      });
    } catch (cause) {
      throw fleetError(cause, `shard ${shard} of the fit cannot be handed in`);
    }
    this.#board.heard();
  }

  #onProgress(message: unknown): void {
    const progress = fitProgressSchema.safeParse(message);
    if (!progress.success) return;
    const { kind, shard, doneImages } = progress.data;
    this.#board.heard();
    this.#setDone(kind, shard, doneImages);
  }

  #setDone(kind: FitTaskKind, shard: number, count: number): void {
    const known = this.#doneImages[kind];
    // A shard whose worker died starts again; progress already reported is not taken back.
    if (count <= (known.get(shard) ?? 0)) return;
    known.set(shard, count);
    const doneImages = [...known.values()].reduce((sum, done) => sum + done, 0);
    const phase = kind === 'reduce' ? 'extract' : 'calibrate';
    this.#job.onProgress?.({ phase, doneImages, totalImages: this.#totalImages[kind] });
  }
}
