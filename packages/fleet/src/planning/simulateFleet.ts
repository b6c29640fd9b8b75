import { Random } from 'nominal-vision/internal/core/random';

/** What a fleet is to bear. */
export interface FleetLoad {
  /** Each sends an image at its own steady pace. */
  readonly cameras: number;
  /** Of all cameras together. */
  readonly imagesPerSecond: number;
  /** In the middle third of the time cameras are so many times as fast. */
  readonly burstFactor: number;
  readonly seconds: number;
}

/** What bears it. */
export interface FleetMachines {
  readonly machines: number;
  /** Machines that fail as the burst begins, and do not come back. */
  readonly lost: number;
  /** Silence after which what a lost machine had in hand is given to another. */
  readonly ackWaitMs: number;
  /** Measured milliseconds of an image on one machine, at least one; each image takes one of them at random. */
  readonly serviceMs: readonly number[];
}

/** Milliseconds that images wait before they are taken in hand, over all images. */
export interface QueueingDelays {
  readonly images: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

interface Arrival {
  /** When it is to be had, in ms. */
  readonly at: number;
  /** When its camera sent it. */
  readonly sentAt: number;
}

/** A camera's pace varies by this share of it: no two keep step for long. */
const JITTER = 0.1;

/**
 * Simulates a queue that all machines take images from, first come first served, each one image at a
 * time (the time of an image is the machine's, whatever its threads do).
 *
 * @param seed of the cameras' phases and the service times.
 */
export function simulateFleet(
  load: FleetLoad,
  { machines, lost, ackWaitMs, serviceMs }: FleetMachines,
  seed: number,
): QueueingDelays {
  const random = new Random(seed);
  const failsAt = (load.seconds * 1000) / 3;
  const freeAt = new Float64Array(machines);
  const isGone = (machine: number, at: number) => machine < lost && at >= failsAt;
  const arrivals = arrivalsOf(load, random);
  /** Given out again, in the order of time: all were in hand at one moment. */
  const again: Arrival[] = [];
  const delays: number[] = [];
  for (let next = 0; next < arrivals.length || again.length > 0;) {
    const repeated = again.at(0);
    const isAgain =
      repeated !== undefined && (next === arrivals.length || repeated.at <= arrivals[next].at);
    const { at, sentAt } = isAgain ? repeated : arrivals[next++];
    if (isAgain) again.shift();
    let chosen = -1;
    for (let machine = 0; machine < machines; machine++) {
      if (isGone(machine, Math.max(at, freeAt[machine]))) continue;
      if (chosen < 0 || freeAt[machine] < freeAt[chosen]) chosen = machine;
    }
    if (chosen < 0) throw new RangeError('no machine is left');
    const start = Math.max(at, freeAt[chosen]);
    const end = start + serviceMs[random.integer(serviceMs.length)];
    freeAt[chosen] = end;
    if (chosen < lost && end > failsAt) again.push({ at: failsAt + ackWaitMs, sentAt });
    else delays.push(start - sentAt);
  }
  return percentiles(delays);
}

function arrivalsOf(
  { cameras, imagesPerSecond, burstFactor, seconds }: FleetLoad,
  random: Random,
): Arrival[] {
  const endMs = seconds * 1000;
  const periodMs = (1000 * cameras) / imagesPerSecond;
  const arrivals: Arrival[] = [];
  for (let camera = 0; camera < cameras; camera++) {
    for (let at = random.uniform() * periodMs; at < endMs;) {
      arrivals.push({ at, sentAt: at });
      const isBurst = at >= endMs / 3 && at < (2 * endMs) / 3;
      const pace = isBurst ? periodMs / burstFactor : periodMs;
      at += pace * (1 + JITTER * (2 * random.uniform() - 1));
    }
  }
  return arrivals.sort((a, b) => a.at - b.at);
}

function percentiles(delays: readonly number[]): QueueingDelays {
  const sorted = Float64Array.from(delays).sort();
  const at = (share: number) =>
    sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const mean = sorted.reduce((sum, delay) => sum + delay, 0) / Math.max(1, sorted.length);
  return { images: sorted.length, mean, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
