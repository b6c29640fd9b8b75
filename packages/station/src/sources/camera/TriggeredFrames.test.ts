import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NominalError } from 'nominal-vision/internal/errors';
import { frameOf } from '../../frames/index.ts';
import { TriggeredFrames } from './TriggeredFrames.ts';

const frame = (width: number) => frameOf({ height: 8, width }, () => []);
const never = new AbortController().signal;

describe('TriggeredFrames', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives a trigger the first frame after it and its delay, once', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 50, paired: false });
    frames.offer(frame(1));
    const next = frames.next(never);
    vi.advanceTimersByTime(49);
    frames.offer(frame(2));
    vi.advanceTimersByTime(1);
    frames.offer(frame(3));
    frames.offer(frame(4));
    expect((await next).width).toBe(3);
  });

  it('gives up after its time, and the next trigger has a frame of its own', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 0, paired: false });
    const late = expect(frames.next(never)).rejects.toMatchObject({
      code: 'TRIGGER_WITHOUT_FRAME',
    });
    vi.advanceTimersByTime(1000);
    await late;
    frames.offer(frame(1));
    const next = frames.next(never);
    frames.offer(frame(2));
    expect((await next).width).toBe(2);
  });

  it('refuses a second frame for one trigger where they are paired', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 0, paired: true });
    const next = frames.next(never);
    frames.offer(frame(1));
    expect(() => frames.offer(frame(2))).toThrow('no trigger had asked for');
    expect((await next).width).toBe(1);
  });

  it('refuses a trigger at once while the camera is down, and names what it has failed by', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 0, paired: false });
    frames.down(new NominalError('CAMERA_SILENT', { what: 'nothing came' }));
    await expect(frames.next(never)).rejects.toMatchObject({
      code: 'CAMERA_DOWN',
      message: expect.stringContaining('is down (CAMERA_SILENT)') as string,
    });
  });

  it('refuses a trigger that waits once the camera goes down', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 500, paired: true });
    const next = expect(frames.next(never)).rejects.toMatchObject({ code: 'CAMERA_DOWN' });
    frames.down(new NominalError('CAMERA_ENDED', { what: 'it has ended' }));
    await next;
  });

  it('gives a refused trigger no frame of a camera that is back in its time, but the next one its own', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 0, paired: false });
    frames.down(new NominalError('CAMERA_ENDED', { what: 'it has ended' }));
    const refused = expect(frames.next(never)).rejects.toMatchObject({ code: 'CAMERA_DOWN' });
    vi.advanceTimersByTime(500);
    frames.up();
    frames.offer(frame(1));
    await refused;
    const next = frames.next(never);
    frames.offer(frame(2));
    expect((await next).width).toBe(2);
  });

  it('gives a trigger the frame that came before the camera went down', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 0, paired: false });
    const next = frames.next(never);
    frames.offer(frame(1));
    frames.down(new NominalError('CAMERA_ENDED', { what: 'it has ended' }));
    expect((await next).width).toBe(1);
  });

  it('stops waiting when the source is closed', async () => {
    const frames = new TriggeredFrames({ frameTimeoutMs: 1000, delayMs: 0, paired: false });
    const closing = new AbortController();
    const next = expect(frames.next(closing.signal)).rejects.toMatchObject({ code: 'STOPPING' });
    closing.abort();
    await next;
    await expect(frames.next(closing.signal)).rejects.toMatchObject({ code: 'STOPPING' });
  });
});
