import { z } from 'zod';
import { type DrainedBacklog, drainBacklog } from './drainBacklog.ts';
import { type QueueingDelays, simulateFleet } from './simulateFleet.ts';

const positive = z.number().gt(0);

/** What a plant wishes of a fleet, and what was measured of one machine. */
export const scalePlanSchema = z.strictObject({
  msPerImage: z
    .array(positive.max(60_000))
    .min(1)
    .describe(
      'Measured milliseconds an image of one machine with all its cores, as "fleet status" shows them; several to draw from',
    ),
  cameras: z.int().min(1).max(100_000).default(1000).describe('Cameras'),
  imagesPerSecond: positive.max(100_000).default(100).describe('Images a second of all cameras'),
  burst: z.number().min(1).max(100).default(2).describe('How many times as many come in a burst'),
  maxDelayMs: positive
    .default(1000)
    .describe('Longest wait of 99 of 100 images before one is taken in hand, in a burst too'),
  spare: z.int().min(0).max(100).default(1).describe('Machines that may be lost'),
  ackWaitMs: positive
    .default(10_000)
    .describe('Silence after which what a lost machine had in hand is given to another'),
  imageKb: positive.default(300).describe('Kilobytes of an image file'),
  resultKb: positive.default(10).describe('Kilobytes of a result'),
  outageHours: positive
    .max(720)
    .default(3)
    .describe('Hours that the request stream is to bridge while nothing inspects'),
  resultHours: positive.max(8760).default(24).describe('Hours that results are kept'),
  models: z.int().min(1).max(100_000).default(10).describe('Products that one machine serves'),
  modelMb: positive.default(30).describe('Megabytes of a model file'),
  high: z.number().min(0).max(1).default(0.1).describe('Share of images of high priority'),
  low: z.number().min(0).max(1).default(0.3).describe('Share of images of low priority'),
  seed: z.int().min(0).default(0).describe('Seed of the simulation'),
});

/** Complete: every default filled in. */
export type ScaleWishes = z.output<typeof scalePlanSchema>;

/** What a fleet needs, and what it then bears. */
export interface ScalePlan {
  readonly machines: number;
  readonly imagesPerSecondOfAll: number;
  /** Share of the machines' time that is taken outside bursts. */
  readonly utilization: number;
  readonly memoryMbPerMachine: number;
  readonly requestStreamGb: number;
  readonly resultStreamGb: number;
  readonly modelStoreGb: number;
  /** Simulated for three minutes, of which the second is a burst. */
  readonly whole: QueueingDelays;
  /** The same, with the spare machines lost as the burst begins. */
  readonly lost: QueueingDelays;
  /** After an outage of the hours that the request stream bridges. */
  readonly backlog: DrainedBacklog;
}

const SIMULATED_SECONDS = 180;
/** Node, ONNX Runtime and what is in hand; and of a loaded model, beside its bank (docs/performance.md). */
const PROCESS_MB = 400;
const LOADED_MODEL_MB = 64;
const BANK_SHARE = 1.5;

/**
 * The fewest machines with which the delays hold although the spare ones are lost, found by simulation.
 *
 * @throws RangeError where 10,000 machines do not suffice.
 */
export function scalePlan(wishes: ScaleWishes): ScalePlan {
  const { msPerImage, imagesPerSecond, burst, maxDelayMs, spare, ackWaitMs, cameras } = wishes;
  const load = { cameras, imagesPerSecond, burstFactor: burst, seconds: SIMULATED_SECONDS };
  const meanMs = msPerImage.reduce((sum, ms) => sum + ms, 0) / msPerImage.length;
  const simulate = (machines: number, lost: number) =>
    simulateFleet(load, { machines, lost, ackWaitMs, serviceMs: msPerImage }, wishes.seed);
  const holds = (machines: number) => simulate(machines, spare).p99 <= maxDelayMs;
  const least = Math.max(1, Math.ceil((imagesPerSecond * meanMs) / 1000)) + spare;
  const machines = fewest(least, holds);
  const capacity = (1000 * machines) / meanMs;
  const { imageKb, resultKb, outageHours, resultHours, models, modelMb, high, low } = wishes;
  const shares = { high, normal: Math.max(0, 1 - high - low), low };
  return {
    machines,
    imagesPerSecondOfAll: capacity,
    utilization: imagesPerSecond / capacity,
    memoryMbPerMachine: PROCESS_MB + models * (LOADED_MODEL_MB + BANK_SHARE * modelMb),
    requestStreamGb: (outageHours * 3600 * imagesPerSecond * imageKb) / 1e6,
    resultStreamGb: (resultHours * 3600 * imagesPerSecond * resultKb) / 1e6,
    modelStoreGb: (models * modelMb) / 1e3,
    whole: simulate(machines, 0),
    lost: simulate(machines, spare),
    backlog: drainBacklog(outageHours, imagesPerSecond, shares, capacity),
  };
}

/** The least number from `least` on that holds: doubling steps, then halving. */
function fewest(least: number, holds: (count: number) => boolean): number {
  let low = least - 1;
  let step = 1;
  let high = least;
  while (!holds(high)) {
    if (high > 10_000) throw new RangeError('10,000 machines do not suffice');
    low = high;
    high += step;
    step *= 2;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
