import { EventEmitter } from 'node:events';
import { plainError } from '../errors/index.ts';
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
import type { Report } from './Report.ts';
import { openSinks, type Sinks } from './sinks/openSinks.ts';
import { openSources, type Source } from './sources/openSources.ts';

/** Tells those who listen of each decision. */
export type InspectionListener = (record: InspectionRecord) => void;

/** Where a station says what has failed that no caller hears of. */
export interface StationLog {
  readonly warn: (details: object, message: string) => void;
}

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
  #log: StationLog | null = null;
  /** Given its start; what waits for that goes on with it. */
  #begin: (start: Promise<void>) => void = () => undefined;
  readonly #started = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });

  private constructor(config: StationConfig, store: Store, queue: Inspector) {
    this.config = config;
    this.store = store;
    this.#events.setMaxListeners(0);
    const { keepInspections } = config;
    this.queue = queue;
    this.gate = new AdmissionGate(config);
    this.drift = new DriftMonitors(store, this.report);
    this.metrics = new StationMetrics({
      queueDepth: () => this.queue.depth,
      driftStatistics: () => this.drift.statistics(),
      deliveries: () => store.deliveries.counts(),
    });
    this.#sinks = openSinks(config.sinks, store, this.report);
    const recorder = new Recorder(store, {
      keepInspections,
      withinCommit: (record, tables) => this.#sinks.add(record, tables),
      afterCommit: (record) => {
        try {
          this.drift.add(record);
          this.#events.emit('inspection', record);
        } catch (error) {
          // The decision is kept: whoever asked for it must not ask again.
          this.report('a decision cannot be shown as it comes', error);
        }
      },
    });
    const { metrics } = this;
    this.desk = new InspectionDesk({ store, queue, recorder, metrics });
    this.jobs = new JobRunner({
      store,
      metrics,
      threads: config.jobThreads,
      report: this.report,
      inspectImages: (job, signal, onProgress) =>
        inspectInJob(job, store, this.desk, signal, onProgress),
    });
  }

  /** Opens the data folder, and changes nothing there. */
  static async open(folder: string, config: StationConfig): Promise<Station> {
    const store = await Store.open(folder, config.database);
    try {
      return new Station(config, store, await openInspector(config));
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Clears what an unclean end has left, and takes up the work: the station has its address by now. */
  start(log: StationLog): Promise<void> {
    this.#log = log;
    this.#begin(this.#start());
    return this.#started;
  }

  /** Until its work is taken up. @throws NominalError for which that has failed. */
  untilStarted(): Promise<void> {
    return this.#started;
  }

  async #start(): Promise<void> {
    await this.store.clean();
    await this.jobs.start();
    this.#sinks.start();
    this.#sources = await openSources(this.config.sources, this);
  }

  /** Tells whoever runs the station of a failure that no caller hears of. */
  readonly report: Report = (what, error) => {
    const { code, message } = plainError(error);
    this.#log?.warn({ code, reason: message }, what);
  };

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
  return nats === undefined
    ? new InspectionQueue({ threads: inspectThreads, modelMemoryBytes })
    : FleetInspector.open(nats, fleetTimeoutMs);
}
