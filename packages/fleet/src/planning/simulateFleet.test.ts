import { describe, expect, it } from 'vitest';
import { simulateFleet } from './simulateFleet.ts';

const machine = { machines: 1, lost: 0, ackWaitMs: 1000, serviceMs: [10] };
const load = { cameras: 1, imagesPerSecond: 10, burstFactor: 1, seconds: 30 };

describe('the simulation of a fleet', () => {
  it('lets nothing wait where a machine is free before the next image comes', () => {
    const { images, max } = simulateFleet(load, machine, 1);
    expect(images).toBeGreaterThanOrEqual(295);
    expect(images).toBeLessThanOrEqual(305);
    expect(max).toBe(0);
  });

  it('lets images wait for longer and longer where the machines are too slow', () => {
    // Of ten images a second one machine does five: the last waits for about half the time.
    const { max, p50 } = simulateFleet(load, { ...machine, serviceMs: [200] }, 1);
    expect(max / 1000).toBeCloseTo(30, -0.5);
    expect(p50 / 1000).toBeCloseTo(15, -0.5);
    expect(simulateFleet(load, { ...machine, machines: 3, serviceMs: [200] }, 1).max).toBe(0);
  });

  it('has the mean wait of an M/D/1 queue where many cameras send at random', () => {
    // Many unlike phases come near a Poisson process, whose mean wait at load rho is
    // rho / (2 (1 - rho)) service times: 5 ms of 10 at half load, 20 ms at 0.8.
    const many = { ...load, cameras: 2000, seconds: 600 };
    const half = simulateFleet({ ...many, imagesPerSecond: 50 }, machine, 2);
    expect(half.mean).toBeGreaterThan(4);
    expect(half.mean).toBeLessThan(6);
    const busy = simulateFleet({ ...many, imagesPerSecond: 80 }, machine, 2);
    expect(busy.mean).toBeGreaterThan(14);
    expect(busy.mean).toBeLessThan(26);
  });

  it('gives what a lost machine had in hand to another, after the silence that tells of it', () => {
    const two = { ...machine, machines: 2, lost: 1, serviceMs: [150] };
    const { images, max } = simulateFleet({ ...load, cameras: 5 }, two, 3);
    expect(images).toBe(simulateFleet({ ...load, cameras: 5 }, { ...two, lost: 0 }, 3).images);
    expect(max).toBeGreaterThan(1000);
    expect(() => simulateFleet(load, { ...machine, lost: 1 }, 1)).toThrow('no machine is left');
  });
});
