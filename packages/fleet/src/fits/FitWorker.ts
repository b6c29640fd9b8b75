import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AckPolicy, type Consumer, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { requireAllowedBackbone } from 'nominal-vision/internal/backbone';
import type { RuntimeOptions } from 'nominal-vision/internal/config';
import {
  type ErrorCode,
  NominalError,
  nominalError,
  plainError,
} from 'nominal-vision/internal/errors';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import type { FleetSettings } from '../protocol/fleetSettings.ts';
import { type FitProgress, type FitTask, fitTaskSchema } from '../protocol/fitTask.ts';
import { requireProtocol } from '../setup/fleetState.ts';
import { FitObjects, fitObjects } from './FitObjects.ts';
import { clearDeadShardFolders, makeShardFolder } from './shardFolders.ts';
import { ShardProcess } from './ShardProcess.ts';
import type { ShardWork } from './shardWork.ts';
import { decodePlan, decodeShardImages } from './shardPlan.ts';

/** One consumer for the shards of all fits, which workers share. */
const CONSUMER = 'workers';
/** How long the server holds a question for work open. */
const ASK_MS = 2000;
/** Wait after an answer of the servers failed, and before a shard is tried again. */
const RETRY_MS = 1000;
/** Parts of a silence after which the server would give a shard to another worker. */
const SIGNS_OF_LIFE = 3;
/** Errors that another worker, or this one later, may not meet; any other would occur everywhere. */
const PASSING = new Set<ErrorCode>([
  'FLEET_UNREACHABLE',
  'FLEET_TIMEOUT',
  'FLEET_FULL',
  'WORKER_FAILED',
  'OUTPUT_FAILED',
]);

/** How a worker of fits is started. */
export interface FitWorkerOptions {
  readonly worker: string;
  readonly runtime: RuntimeOptions;
  /** Backbones allowed in addition to those that come with nominal. */
  readonly backbones: readonly string[];
}

/** How it is watched and stopped. */
export interface FitWorkerJob {
  /** Gives the shard in hand back to others. */
  readonly signal: AbortSignal;
  readonly onShard?: (task: FitTask) => void;
}

/** Works on shards of fits, one at a time, each in a process of its own. */
export class FitWorker {
  readonly #fleet: Fleet;
  readonly #options: FitWorkerOptions;
  readonly #settings: FleetSettings;
  readonly #job: FitWorkerJob;

  private constructor(
    fleet: Fleet,
    options: FitWorkerOptions,
    settings: FleetSettings,
    job: FitWorkerJob,
  ) {
    this.#fleet = fleet;
    this.#options = options;
    this.#settings = settings;
    this.#job = job;
  }

  /**
   * Works until the signal is aborted.
   *
   * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, `FLEET_DENIED`, or `FLEET_UNREACHABLE`
   *   where there was no connection at the start.
   */
  static async run(fleet: Fleet, options: FitWorkerOptions, job: FitWorkerJob): Promise<void> {
    const settings = await requireProtocol(fleet);
    const worker = new FitWorker(fleet, options, settings, job);
    const consumer = await worker.#consumer();
    await clearDeadShardFolders();
    while (!job.signal.aborted) await worker.#next(consumer);
  }

  async #consumer(): Promise<Consumer> {
    const { manager, names, streams } = this.#fleet;
    const { ackWaitMs } = this.#settings;
    try {
      await manager.consumers.add(names.fits, {
        durable_name: CONSUMER,
        ack_policy: AckPolicy.Explicit,
        ack_wait: nanos(ackWaitMs),
        max_deliver: -1,
      });
      return await streams.consumers.get(names.fits, CONSUMER);
    } catch (cause) {
      throw fleetError(cause, 'the worker cannot take fits');
    }
  }

  async #next(consumer: Consumer): Promise<void> {
    const { signal } = this.#job;
    // Servers that restart are waited for: the connection is sought again without end.
    const message = await consumer.next({ expires: ASK_MS }).catch(() => null);
    if (message === null) {
      if (this.#fleet.connection.isClosed()) throw closed();
      return;
    }
    if (signal.aborted) {
      message.nak();
      return;
    }
    const task = fitTaskSchema.safeParse(message.json());
    if (!task.success) {
      message.term('not a task of this protocol');
      return;
    }
    const working = setInterval(() => message.working(), this.#settings.ackWaitMs / SIGNS_OF_LIFE);
    try {
      await this.#do(task.data, message);
    } finally {
      clearInterval(working);
    }
  }

  /** Does a task and answers for it, whatever happens. */
  async #do(task: FitTask, message: JsMsg): Promise<void> {
    const { signal } = this.#job;
    let objects: FitObjects;
    try {
      objects = await FitObjects.open(this.#fleet, task.fit);
    } catch (error) {
      if (codeOf(error) === 'FLEET_NOT_SET_UP') message.term('the fit has ended');
      else message.nak(RETRY_MS);
      return;
    }
    try {
      if (message.info.deliveryCount > this.#settings.maxTries) throw tooManyTries(task, message);
      if (!(await objects.has(fitObjects.result(task)))) {
        await this.#work(task, objects);
      }
      await message.ackAck();
    } catch (error) {
      if (signal.aborted) message.nak();
      else if (
        PASSING.has(codeOf(error)) &&
        message.info.deliveryCount <= this.#settings.maxTries
      ) {
        message.nak(RETRY_MS);
      } else await this.#fail(task, objects, message, error);
    }
  }

  /** A shard that no worker can do ends the fit. */
  async #fail(task: FitTask, objects: FitObjects, message: JsMsg, error: unknown): Promise<void> {
    const reported = objects.put(fitObjects.failure(task), JSON.stringify(plainError(error)));
    await reported.then(
      () => message.ack(),
      // A fit that is given up has no store to report to.
      () => message.nak(RETRY_MS),
    );
  }

  async #work(task: FitTask, objects: FitObjects): Promise<void> {
    const folder = await makeShardFolder();
    try {
      await mkdir(join(folder, 'images', String(task.shard)), { recursive: true });
      const { shard, kind } = task;
      const plan = decodePlan(await objects.getText(fitObjects.plan));
      const { runtime, backbones } = this.#options;
      requireAllowedBackbone(plan.config.backbone, backbones, 'Start the workers with --backbones');
      const all = decodeShardImages(await objects.getText(fitObjects.shard(shard))).images;
      const images: string[] = [];
      for (const image of task.images ?? all.keys()) {
        const [, extension, page] = /^([^#]*)(.*)$/.exec(all[image]) ?? [];
        const file = join(folder, `${fitObjects.image(shard, image)}${extension}`);
        await objects.getFile(fitObjects.image(shard, image), file);
        images.push(`${file}${page}`);
      }
      const bank = kind === 'measure' ? join(folder, 'bank') : null;
      if (bank !== null) await objects.getFile(fitObjects.bank, bank);
      const out = join(folder, 'result');
      await this.#run(task, folder, { plan, shard, images, bank, out, runtime });
      await objects.putFile(fitObjects.result(task), out);
    } catch (error) {
      const { message, ...rest } = plainError(error);
      // The program that fits knows the images by their numbers, and not this folder.
      throw nominalError({ ...rest, message: message.replaceAll(join(folder, '/'), '') });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** In a process of its own, which ends with this program, with the fit, or with its work. */
  async #run(task: FitTask, folder: string, work: ShardWork): Promise<void> {
    const { connection, names } = this.#fleet;
    let doneImages = 0;
    const report = () => {
      const { fit, kind, shard } = task;
      const { worker } = this.#options;
      const progress: FitProgress = { kind, shard, worker, doneImages };
      connection.publish(names.fitProgressSubject(fit), JSON.stringify(progress));
    };
    const shardProcess = new ShardProcess(folder, work, (done) => {
      doneImages = done;
    });
    const kill = () => shardProcess.kill();
    const ended = connection.subscribe(names.fitEndSubject(task.fit), { callback: kill });
    const reporting = setInterval(report, RETRY_MS);
    this.#job.signal.addEventListener('abort', kill, { once: true });
    try {
      report();
      this.#job.onShard?.(task);
      await shardProcess.done;
    } finally {
      clearInterval(reporting);
      ended.unsubscribe();
      this.#job.signal.removeEventListener('abort', kill);
    }
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof NominalError ? error.code : 'INTERNAL';
}

function tooManyTries({ shard }: FitTask, { info }: JsMsg): NominalError {
  return new NominalError('INTERNAL', {
    what: `shard ${shard} of the fit was given to workers ${info.deliveryCount - 1} times, and none has ended it`,
    remedy: 'Memory may be short: fit with smaller shards (--shard-images)',
  });
}

function closed(): NominalError {
  return new NominalError('FLEET_UNREACHABLE', {
    what: 'the connection to NATS was closed',
    remedy: 'Check the address, and that the NATS servers run',
  });
}
