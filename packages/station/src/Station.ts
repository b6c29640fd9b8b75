import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { plainError } from 'nominal-vision/internal/errors';
import { requirePackage } from 'nominal-vision/internal/files';
import type { InspectionRecord } from './store/index.ts';
import { Store } from './store/index.ts';
import { AlarmWatch } from './alarms/AlarmWatch.ts';
import type { EventStream } from './answers/eventStream.ts';
import type { StationConfig } from './config/index.ts';
import { createPathHider, type PathHider } from './answers/hidePaths.ts';
import { AdmissionGate } from './inspect/AdmissionGate.ts';
import { InspectionDesk } from './inspect/InspectionDesk.ts';
import { isJudgedAgain } from './inspect/judgedAgain.ts';
import { Recorder } from './inspect/Recorder.ts';
import { InspectionQueue, type ProcessEnd } from 'nominal-vision/internal/inspector';
import type { Inspector } from 'nominal-vision/internal/inspector';
import { MemoryBudget } from './memory/MemoryBudget.ts';
import { PictureProcess } from './pictures/PictureProcess.ts';
import { ThumbnailCache } from './pictures/ThumbnailCache.ts';
import { JobRunner } from './jobs/JobRunner.ts';
import { ProcessMonitors } from './metrics/ProcessMonitors.ts';
import { StationMetrics } from './metrics/StationMetrics.ts';
import type { Report } from './Report.ts';
import { Endpoints } from './endpoints/Endpoints.ts';
import { Shifts } from './shifts/Shifts.ts';
import { Sinks } from './sinks/Sinks.ts';
import {
  type NamedSource,
  openSource,
  type Source,
  type SourceConfig,
  sourceSchema,
} from './sources/kinds/index.ts';
import { SuspectImages } from './sources/SuspectImages.ts';
import { CleanUps } from './storage/CleanUps.ts';
import { DiskUse } from './storage/DiskUse.ts';

/** More pictures asked for at a time are refused with the time to wait. */
const MAX_WAITING_PICTURES = 512;

/**
 * After an image of a source has ended the process that inspects, no such image is tried for this time.
 */
const SUSPECT_PAUSE_MS = 600_000;
/**
 * If the process got stuck, the pause is this multiple of the time limit: the other images have that
 * time.
 */
const SUSPECT_PAUSE_TIMEOUTS = 10;

/** Tells those who listen of each decision. */
export type InspectionListener = (record: InspectionRecord) => void;

/** The log for failures that no caller hears of. */
export interface StationLog {
  readonly warn: (details: object, message: string) => void;
}

/** Receiver of failures: the inspector exists before the station does. */
interface Faults {
  onRestart: (end: ProcessEnd, reason: string) => void;
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
  /** Drift and runs of rejects. */
  readonly monitors: ProcessMonitors;
  readonly alarms: AlarmWatch;
  /** What images, their pictures and bodies may take in the server and the process that inspects. */
  readonly memory: MemoryBudget;
  /** The part of it that pictures may take: who looks does not keep parts waiting. */
  readonly pictureMemory: MemoryBudget;
  readonly thumbnails: ThumbnailCache;
  readonly pictures: PictureProcess;
  /** Images of sources that may end the process that inspects. */
  readonly suspects: SuspectImages;
  /** Takes places on this machine out of what leaves over HTTP. */
  readonly hidePaths: PathHider;
  /** Event streams to clients, which would hold up a server that stops. */
  readonly streams = new Set<EventStream>();
  /** Counters of the shift, and what was not inspected. */
  readonly shifts: Shifts;
  /** What the disk is used for. */
  readonly diskUse: DiskUse;
  /** Removes decisions for which there is no room or time any more. */
  readonly cleanUps: CleanUps;
  /** Where images come from. */
  readonly sourceEndpoints: Endpoints<SourceConfig, Source>;
  /** Where decisions are sent. */
  readonly sinks: Sinks;
  readonly #events = new EventEmitter();
  #log: StationLog | null = null;
  #isStarted = false;
  /** Passes on the start, for those that wait for it. */
  #begin: (start: Promise<void>) => void = () => undefined;
  readonly #started = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });

  private constructor(config: StationConfig, store: Store, queue: Inspector) {
    this.config = config;
    this.store = store;
    this.#events.setMaxListeners(0);
    const { memoryBytes } = config;
    this.memory = new MemoryBudget({ maxBytes: memoryBytes });
    this.pictureMemory = new MemoryBudget({
      maxBytes: memoryBytes / 4,
      maxWaiting: MAX_WAITING_PICTURES,
    });
    this.pictures = new PictureProcess(config);
    this.hidePaths = createPathHider(store.folder);
    this.thumbnails = new ThumbnailCache(join(store.folder, 'thumbnails'));
    this.queue = queue;
    this.suspects = new SuspectImages({
      endedMs: SUSPECT_PAUSE_MS,
      stuckMs: SUSPECT_PAUSE_TIMEOUTS * config.imageTimeoutMs,
    });
    this.gate = new AdmissionGate(config);
    this.shifts = new Shifts(store, (refusal, productId, tables) =>
      this.sinks.addRefusal(refusal, productId, tables),
    );
    this.monitors = new ProcessMonitors(store, this.report);
    this.metrics = new StationMetrics({
      queueDepth: () => this.desk.depth,
      process: () => this.monitors.readings(),
      deliveries: () => store.outbox.counts(),
      sources: () => this.sources,
      alarms: () => this.alarms.standing,
      products: () => store.products.list(),
    });
    const { consoleMayAdd } = config;
    const kept = { consoleMayAdd, store, report: this.report };
    this.sinks = new Sinks({ ...kept, fromFile: config.sinks, gate: this });
    this.sourceEndpoints = new Endpoints<SourceConfig, Source>({
      ...kept,
      direction: 'source',
      schema: sourceSchema,
      fromFile: config.sources,
      open: (source) => openSource(source, this),
    });
    this.alarms = new AlarmWatch({
      store,
      monitors: this.monitors,
      defaults: config.alarms,
      queueLength: () => this.desk.depth,
      send: (message, tables) => this.sinks.addAlarm(message, tables),
      onRaised: (kind, product) => this.metrics.alarms.inc({ kind, product }),
      report: this.report,
    });
    this.cleanUps = new CleanUps({
      store,
      configured: {
        keepInspections: config.keepInspections ?? null,
        keepDays: config.keepDays ?? null,
      },
      onEnd: () => this.diskUse.forget(),
      report: this.report,
    });
    this.diskUse = new DiskUse({
      store,
      thumbnails: this.thumbnails,
      databaseElsewhere: config.database !== undefined,
    });
    const recorder = new Recorder(store, {
      withinCommit: async (record, tables) => {
        if (isJudgedAgain(record)) return;
        await this.shifts.count(record.productId, record.verdict, tables);
        await this.sinks.add(record, tables);
      },
      afterCommit: (record) => {
        try {
          this.cleanUps.note();
          if (!isJudgedAgain(record)) this.monitors.add(record);
          this.alarms.add(record);
          this.#events.emit('inspection', record);
        } catch (error) {
          // The decision is kept: the client must not send the image again.
          this.report('a decision cannot be shown live', error);
        }
      },
    });
    const { metrics } = this;
    // A fleet decodes on its own machines.
    const memory = config.nats === undefined ? this.memory : null;
    const { shifts } = this;
    this.desk = new InspectionDesk({ store, queue, recorder, metrics, memory, shifts });
    this.jobs = new JobRunner({
      store,
      metrics,
      runtime: {
        threads: config.jobThreads,
        maxMegapixels: config.maxMegapixels,
        lenientJpeg: config.lenientJpeg,
      },
      report: this.report,
      stallMs: config.jobStallMs,
      desk: this.desk,
    });
  }

  /** Opens the data folder, and changes nothing there. */
  static async open(folder: string, config: StationConfig): Promise<Station> {
    const store = await Store.open(folder, config.database);
    try {
      const faults: Faults = { onRestart: () => undefined };
      const station = new Station(config, store, await openInspector(config, faults));
      faults.onRestart = (end, reason) => station.#restarted(end, reason);
      return station;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Clears up after an unclean end, and starts the work: the station has its address by now. */
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
    await this.shifts.open();
    // Jobs make decisions, which the sinks are told.
    await this.sinks.endpoints.open();
    await this.jobs.start();
    await this.alarms.start();
    await this.cleanUps.open();
    await this.sourceEndpoints.open();
    this.#isStarted = true;
  }

  /** Logs a failure that no caller hears of. */
  readonly report: Report = (what, error) => {
    const { code, message } = plainError(error);
    this.#log?.warn({ code, reason: message }, what);
  };

  /** The sources that are open. */
  get sources(): readonly NamedSource[] {
    return this.sourceEndpoints.list.flatMap(({ config, opened: source }) =>
      source === null ? [] : [{ config, source }],
    );
  }

  /** Why it cannot inspect now; null if it can. */
  get problem(): string | null {
    return this.#isStarted
      ? this.queue.problem
      : 'the station is starting: it clears up what its last end has left';
  }

  #restarted(end: ProcessEnd, reason: string): void {
    this.metrics.restarts.inc({ reason: end });
    this.#log?.warn({ end }, `${reason}; it is restarted`);
  }

  /** Calls back with each decision once it is kept. @returns how to stop that. */
  watch(listener: InspectionListener): () => void {
    this.#events.on('inspection', listener);
    return () => this.#events.off('inspection', listener);
  }

  /** Ends the work under way: images are still inspected, jobs wait for the next start. */
  async close(): Promise<void> {
    await this.sourceEndpoints.close();
    await this.jobs.stop();
    await this.cleanUps.close();
    await this.queue.close();
    await this.alarms.close();
    this.pictures.close();
    await this.sinks.endpoints.close();
    await this.store.close();
  }
}

/** A process of this machine, or the fleet that the configuration names. */
async function openInspector(config: StationConfig, faults: Faults): Promise<Inspector> {
  const { nats, fleetTimeoutMs, inspectThreads, inspectWorkers, modelMemoryBytes } = config;
  const { stuckAfterMs, imageTimeoutMs, maxMegapixels, lenientJpeg } = config;
  const decoding = { maxMegapixels, lenientJpeg };
  if (nats === undefined)
    return new InspectionQueue(
      { threads: inspectThreads, workers: inspectWorkers, modelMemoryBytes, decoding },
      {
        stuckAfterMs,
        imageTimeoutMs,
        onRestart: (end, reason) => faults.onRestart(end, reason),
      },
    );
  // Only a station in front of a fleet needs the package.
  requirePackage('@nominal-vision/fleet', 'a station in front of a fleet', import.meta.url);
  const { FleetInspector } = await import('@nominal-vision/fleet');
  return FleetInspector.open(nats, fleetTimeoutMs);
}
