import { describe, expect, it } from 'vitest';
import { AdmissionGate } from './AdmissionGate.ts';

describe('the admission gate', () => {
  const limits = { maxQueuedImages: 3, maxQueuedBytes: 1000 };

  it('refuses beyond its number of images, with the time to wait', () => {
    const gate = new AdmissionGate(limits);
    gate.enter(2, 10);
    gate.enter(1, 10);
    expect(() => gate.enter(1, 10)).toThrow(
      expect.objectContaining({
        code: 'QUEUE_FULL',
        httpStatus: 429,
        details: { retryAfterS: expect.any(Number) },
      }),
    );
  });

  it('refuses beyond its number of bytes', () => {
    const gate = new AdmissionGate(limits);
    gate.enter(1, 900);
    expect(() => gate.enter(1, 101)).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    expect(() => gate.enter(1, 100)).not.toThrow();
  });

  it('lets in again what has left, and counts a leaving once', () => {
    const gate = new AdmissionGate(limits);
    const leave = gate.enter(3, 10);
    leave();
    leave();
    gate.enter(3, 10);
    expect(() => gate.enter(1, 10)).toThrow();
  });

  it('lets one that is larger than everything allowed in alone', () => {
    const gate = new AdmissionGate(limits);
    const leave = gate.enter(9, 5000);
    expect(() => gate.enter(1, 1)).toThrow();
    leave();
    expect(() => gate.enter(1, 1)).not.toThrow();
  });
});
