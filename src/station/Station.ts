import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { InspectionRecord } from '../store/index.ts';
import { Store } from '../store/index.ts';
import type { EventStream } from './api/eventStream.ts';
import type { StationConfig } from './config/index.ts';
import { createPathHider, type PathHider } from './api/hidePaths.ts';
import { AdmissionGate } from './inspect/AdmissionGate.ts';
import { InspectionDesk } from './inspect/InspectionDesk.ts';
import { inspectInJob } from './inspect/inspectInJob.ts';
import { Recorder } from './inspect/Recorder.ts';
import { FleetInspector } from '../fleet/client/FleetInspector.ts';
import { InspectionQueue } from '../inspector/InspectionQueue.ts';
import type { Inspector } from '../inspector/Inspector.ts';
import { MemoryBudget } from './memory/MemoryBudget.ts';
import { PictureProcess } from './pictures/PictureProcess.ts';
import { ThumbnailCache } from './pictures/ThumbnailCache.ts';
import { JobRunner } from './jobs/JobRunner.ts';
import { DriftMonitors } from './metrics/DriftMonitors.ts';
import { StationMetrics } from './metrics/StationMetrics.ts';
import { openSinks, type Sinks } from './sinks/openSinks.ts';
import { openSources, type Source } from './sources/openSources.ts';

/** More pictures asked for at a time are refused with the time to wait. */
const MAX_WAITING_PICTURES = 512;

/** Tells those who listen of each decision. */
export type InspectionListener = (record: InspectionRecord) => void;

/** Everything that a station is made of, wired together; the server is put before it. */
export class Station {
  readonly config: StationConfig;
  readonly store: Store;
  readonly queue: Inspector;
  readonly desk: InspectionDesk;
  readonly gate: AdmissionGate;
  readonly jobs: JobRunner;
  readonly metrics: StationMetrics;
  readonly drift: DriftMonitors;
  /** What images, their pictures and bodies may take in the server and the process that inspects. */
  readonly memory: MemoryBudget;
  /** The part of it that pictures may take: who looks does not keep parts waiting. */
  readonly pictureMemory: MemoryBudget;
  readonly thumbnails: ThumbnailCache;
  readonly pictures = new PictureProcess();
  /** What leaves over HTTP names no place on this machine. */
  readonly hidePaths: PathHider;
  /** Event streams to clients, which would hold up a server that stops. */
  readonly streams = new Set<EventStream>();
  readonly #events = new EventEmitter();
  readonly #sinks: Sinks;
  #sources: readonly Source[] = [];

  private constructor(config: StationConfig, store: Store, queue: Inspector) {
    this.config = config;
    this.store = store;
    this.#events.setMaxListeners(0);
    const { keepInspections, memoryBytes } = config;
    this.memory = new MemoryBudget({ maxBytes: memoryBytes });
    this.pictureMemory = new MemoryBudget({
      maxBytes: memoryBytes / 4,
      maxWaiting: MAX_WAITING_PICTURES,
    });
    this.hidePaths = createPathHider(store.folder);
    this.thumbnails = new ThumbnailCache(join(store.folder, 'thumbnails'));
    this.queue = queue;
    this.gate = new AdmissionGate(config);
    this.drift = new DriftMonitors(store);
    this.metrics = new StationMetrics({
      queueDepth: () => this.desk.depth,
      driftStatistics: () => this.drift.statistics(),
      deliveries: () => store.deliveries.counts(),
    });
    this.#sinks = openSinks(config.sinks, store);
    const recorder = new Recorder(store, {
      keepInspections,
      withinCommit: (record, tables) => this.#sinks.add(record, tables),
      afterCommit: (record) => {
        this.drift.add(record);
        this.#events.emit('inspection', record);
      },
    });
    const { metrics } = this;
    // A fleet decodes on its own machines.
    const memory = config.nats === undefined ? this.memory : null;
    this.desk = new InspectionDesk({ store, queue, recorder, metrics, memory });
    this.jobs = new JobRunner({
      store,
      metrics,
      threads: config.jobThreads,
      inspectImages: (job, signal, onProgress) =>
        inspectInJob(job, store, this.desk, signal, onProgress),
    });
  }

  /** Opens the data folder, clears what an unclean end has left, and takes up its work. */
  static async open(folder: string, config: StationConfig): Promise<Station> {
    const store = await Store.open(folder, config.database);
    try {
      await store.clean();
      const station = new Station(config, store, await openInspector(config));
      await station.jobs.start();
      station.#sinks.start();
      station.#sources = await openSources(config.sources, station);
      return station;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Whether it can inspect. */
  get ready(): boolean {
    return this.queue.ready;
  }

  /** Calls back with each decision once it is kept. @returns how to stop that. */
  watch(listener: InspectionListener): () => void {
    this.#events.on('inspection', listener);
    return () => this.#events.off('inspection', listener);
  }

  /** Ends what is under way: images are inspected, jobs wait for the next start. */
  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
    await this.jobs.stop();
    await this.queue.close();
    this.pictures.close();
    await this.#sinks.close();
    await this.store.close();
  }
}

/** A process of this machine, or the fleet that the configuration names. */
async function openInspector(config: StationConfig): Promise<Inspector> {
  const { nats, fleetTimeoutMs, inspectThreads, modelMemoryBytes } = config;
  return nats === undefined
    ? new InspectionQueue({ threads: inspectThreads, modelMemoryBytes })
    : FleetInspector.open(nats, fleetTimeoutMs);
}
