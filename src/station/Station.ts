import { EventEmitter } from 'node:events';
import type { InspectionRecord } from '../store/index.ts';
import { Store } from '../store/index.ts';
import type { EventStream } from './api/eventStream.ts';
import type { StationConfig } from './config/index.ts';
import { AdmissionGate } from './inspect/AdmissionGate.ts';
import { InspectionDesk } from './inspect/InspectionDesk.ts';
import { inspectInJob } from './inspect/inspectInJob.ts';
import { Recorder } from './inspect/Recorder.ts';
import { FleetInspector } from '../fleet/client/FleetInspector.ts';
import { InspectionQueue } from '../inspector/InspectionQueue.ts';
import type { Inspector } from '../inspector/Inspector.ts';
import { JobRunner } from './jobs/JobRunner.ts';
import { DriftMonitors } from './metrics/DriftMonitors.ts';
import { StationMetrics } from './metrics/StationMetrics.ts';
import { openSinks, type Sinks } from './sinks/openSinks.ts';
import { openSources, type Source } from './sources/openSources.ts';

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
  /** Event streams to clients, which would hold up a server that stops. */
  readonly streams = new Set<EventStream>();
  readonly #events = new EventEmitter();
  readonly #sinks: Sinks;
  #sources: readonly Source[] = [];

  private constructor(config: StationConfig, store: Store, queue: Inspector) {
    this.config = config;
    this.store = store;
    this.#events.setMaxListeners(0);
    const { keepInspections } = config;
    this.queue = queue;
    this.gate = new AdmissionGate(config);
    this.drift = new DriftMonitors(store);
    this.metrics = new StationMetrics({
      queueDepth: () => this.queue.depth,
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
    this.desk = new InspectionDesk({ store, queue, recorder, metrics });
    this.jobs = new JobRunner({
      store,
      metrics,
      runtime: {
        threads: config.jobThreads,
        maxMegapixels: config.maxMegapixels,
        lenientJpeg: config.lenientJpeg,
      },
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
    await this.#sinks.close();
    await this.store.close();
  }
}

/** A process of this machine, or the fleet that the configuration names. */
async function openInspector(config: StationConfig): Promise<Inspector> {
  const { nats, fleetTimeoutMs, inspectThreads, modelMemoryBytes } = config;
  const { maxMegapixels, lenientJpeg } = config;
  const decoding = { maxMegapixels, lenientJpeg };
  return nats === undefined
    ? new InspectionQueue({ threads: inspectThreads, modelMemoryBytes, decoding })
    : FleetInspector.open(nats, fleetTimeoutMs);
}
