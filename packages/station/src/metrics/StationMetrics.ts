import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DriftDirection } from 'nominal-vision/internal/core/calibration';
import type { NamedSource } from '../sources/kinds/index.ts';
import type { SourceState } from '../sources/SourceState.ts';
import type { Alarm, Product } from '../store/index.ts';
import type { ProcessReading } from './ProcessMonitors.ts';

/** Bounds of the latency histograms, in seconds. */
const BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10];

/**
 * Default metrics of prom-client that break Prometheus' rules for names, according to `promtool check
 * metrics`: gauges whose names end like those of counters. Each is the sum over a metric that stays.
 */
const NOT_CONFORMING = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** What the station can be asked for while it runs. */
export interface MetricReadings {
  readonly queueDepth: () => number;
  /** By the product's name. */
  readonly process: () => Promise<ReadonlyMap<string, ProcessReading>>;
  readonly deliveries: () => Promise<{ readonly waiting: number; readonly failed: number }>;
  readonly sources: () => readonly NamedSource[];
  /** Those that stand. */
  readonly alarms: () => readonly Alarm[];
  readonly products: () => Promise<readonly Product[]>;
}

/** What the station counts, for Prometheus. */
export class StationMetrics {
  readonly registry = new Registry();
  readonly inspections: Counter<'product' | 'model' | 'verdict'>;
  readonly stages: Histogram<'stage'>;
  /** Stages of parts in front of cameras. */
  readonly parts: Histogram<'source' | 'stage'>;
  readonly requests: Histogram<'route' | 'method' | 'status'>;
  readonly refusals: Counter<'reason'>;
  readonly jobs: Counter<'kind' | 'state'>;
  readonly restarts: Counter<'reason'>;
  readonly alarms: Counter<'kind' | 'product'>;

  constructor(readings: MetricReadings) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    for (const name of NOT_CONFORMING) this.registry.removeSingleMetric(name);
    this.inspections = new Counter({
      name: 'nominal_inspections_total',
      help: 'Images inspected',
      labelNames: ['product', 'model', 'verdict'],
      registers,
    });
    this.stages = new Histogram({
      name: 'nominal_inspection_stage_seconds',
      help: 'Time that each stage took for one image; total is from the request to the kept record',
      labelNames: ['stage'],
      buckets: BUCKETS,
      registers,
    });
    this.parts = new Histogram({
      name: 'nominal_source_part_seconds',
      help: 'Time that each stage of a part took: trigger to frame, decode, judge, tell, and total',
      labelNames: ['source', 'stage'],
      buckets: BUCKETS,
      registers,
    });
    this.requests = new Histogram({
      name: 'nominal_http_request_seconds',
      help: 'Time until a request was answered',
      labelNames: ['route', 'method', 'status'],
      buckets: BUCKETS,
      registers,
    });
    this.refusals = new Counter({
      name: 'nominal_refused_total',
      help: 'Requests refused by reason',
      labelNames: ['reason'],
      registers,
    });
    this.jobs = new Counter({
      name: 'nominal_jobs_total',
      help: 'Jobs that ended, by kind and state',
      labelNames: ['kind', 'state'],
      registers,
    });
    this.restarts = new Counter({
      name: 'nominal_inspector_restarts_total',
      help: 'Times that the process that inspects was restarted: it was stuck, or had ended',
      labelNames: ['reason'],
      registers,
    });
    this.alarms = new Counter({
      name: 'nominal_alarms_total',
      help: 'Alarms raised, by kind and product; those of the station itself have none',
      labelNames: ['kind', 'product'],
      registers,
    });
    addReadings(this.registry, readings);
  }
}

function addReadings(registry: Registry, readings: MetricReadings): void {
  const registers = [registry];
  new Gauge({
    name: 'nominal_queue_depth',
    help: 'Images that wait or are being inspected',
    registers,
    collect() {
      this.set(readings.queueDepth());
    },
  });
  addProcess(registry, readings);
  addSources(registry, readings);
  addAlarms(registry, readings);
  new Gauge({
    name: 'nominal_deliveries',
    help: 'Messages to sinks that wait, and that were given up',
    labelNames: ['state'],
    registers,
    async collect() {
      const { waiting, failed } = await readings.deliveries();
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'failed' }, failed);
    },
  });
}

/** Alarms that stand. */
function addAlarms(registry: Registry, { alarms, products }: MetricReadings): void {
  new Gauge({
    name: 'nominal_alarm_standing',
    help: 'Alarms that stand: 1 for each kind and product; those of the station itself have none',
    labelNames: ['kind', 'product'],
    registers: [registry],
    async collect() {
      const names = new Map((await products()).map(({ id, name }) => [id, name]));
      this.reset();
      for (const { kind, productId } of alarms())
        this.set({ kind, product: names.get(productId ?? '') ?? '' }, 1);
    },
  });
}

/** Drift and runs of rejects. */
function addProcess(registry: Registry, { process }: MetricReadings): void {
  const directions = ['up', 'down'] satisfies DriftDirection[];
  const add = (
    name: string,
    help: string,
    valuesOf: (reading: ProcessReading) => readonly { value: number; direction?: string }[],
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['product', 'direction'],
      registers: [registry],
      async collect() {
        const readings = await process();
        this.reset();
        for (const [product, reading] of readings) {
          for (const { value, ...labels } of valuesOf(reading))
            this.set({ product, ...labels }, value);
        }
      },
    });
  add(
    'nominal_drift_statistic',
    'Evidence that the scores of passed parts have shifted since calibration',
    ({ drift }) => (drift === null ? [] : [{ value: drift.statistic }]),
  );
  add(
    'nominal_drift_alarm',
    'Whether the scores of passed parts have shifted since calibration, 1 or 0, by direction',
    ({ drift }) =>
      drift === null
        ? []
        : directions.map((direction) => ({
            direction,
            value: drift.direction === direction ? 1 : 0,
          })),
  );
  add(
    'nominal_reject_statistic',
    'Evidence that more parts are rejected than the threshold rejects of good ones',
    ({ rejects }) => (rejects === null ? [] : [{ value: rejects.statistic }]),
  );
  add(
    'nominal_reject_alarm',
    'Whether more of the latest parts are rejected than the threshold rejects of good ones, 1 or 0',
    ({ rejects }) => (rejects === null ? [] : [{ value: rejects.alarm ? 1 : 0 }]),
  );
}

/** Images of sources. */
function addSources(registry: Registry, { sources }: MetricReadings): void {
  const registers = [registry];
  const states = () =>
    sources().map(({ config, source }) => ({ source: config.name, ...source.state() }));
  const count = (name: string, help: string, valueOf: (state: SourceState) => number) =>
    new Counter({
      name,
      help,
      labelNames: ['source'],
      registers,
      collect() {
        this.reset();
        for (const { source, ...state } of states()) this.inc({ source }, valueOf(state));
      },
    });
  count('nominal_source_frames_total', 'Images that came from a source', ({ frames }) => frames);
  count(
    'nominal_source_dropped_frames_total',
    'Frames that should have been inspected and could not be',
    ({ dropped }) => dropped,
  );
  count(
    'nominal_source_late_total',
    'Decisions that came after the deadline of their source',
    ({ late }) => late,
  );
  count(
    'nominal_source_restarts_total',
    'Times that the program of a camera was started again',
    ({ restarts }) => restarts,
  );
  new Counter({
    name: 'nominal_source_faults_total',
    help: 'Failures of a camera or of its parts, by code',
    labelNames: ['source', 'code'],
    registers,
    collect() {
      this.reset();
      for (const { source, faults } of states())
        for (const [code, times] of Object.entries(faults)) this.inc({ source, code }, times);
    },
  });
  new Gauge({
    name: 'nominal_source_running',
    help: 'Whether frames come from a camera, 1 or 0',
    labelNames: ['source'],
    registers,
    collect() {
      this.reset();
      for (const { source, running } of states()) this.set({ source }, running ? 1 : 0);
    },
  });
}
