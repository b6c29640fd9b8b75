import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SourceState } from '../../../packages/station/src/sources/SourceState.ts';
import type { Inspection, SourceTimes } from '../../../packages/station/src/web/types.ts';
import { decodeImage } from '../../../src/image/index.ts';
import {
  camera as cameraOf,
  type CameraOptions,
  frameBytes,
  frameCount,
  frameHeight,
  frameWidth,
  writeFrames,
} from './testCamera.ts';
import { call, createProduct, startTestStation, type TestStation } from './testStation.ts';

/** Width of one of two regions. */
const half = frameWidth / 2;
/** The program starts again within this time, and a decision is made. */
const PATIENCE = { timeout: 60_000, interval: 50 };

let folder = '';
let frames = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-cameras-'));
  frames = await writeFrames(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const camera = (name: string, behavior: object = {}, options: Partial<CameraOptions> = {}) =>
  cameraOf(name, frames, behavior, options);

interface NamedState {
  readonly name: string;
  readonly kind: string;
  readonly state: SourceState | null;
}

async function stateOf({ ask }: TestStation, name: string): Promise<SourceState> {
  const found = (await call<NamedState[]>(ask, 'GET', 'sources')).find((one) => one.name === name);
  if (found?.state == null) throw new Error(`${name} has no state`);
  return found.state;
}

async function decisions({ ask }: TestStation, query: string): Promise<Inspection[]> {
  const { inspections } = await call<{ inspections: Inspection[] }>(
    ask,
    'GET',
    `inspections?${query}`,
  );
  return inspections;
}

const trigger = ({ ask }: TestStation, name: string, body: object = {}) =>
  ask(`sources/${name}/trigger`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('cameras that run by themselves', () => {
  let station: TestStation;
  const log: string[] = [];
  const startMs = performance.now();
  const argument = '$(touch injected); `touch injected` "quoted" & echo *';

  beforeAll(async () => {
    const broken = { intervalMs: 20 };
    const pnm = (width = frameWidth) =>
      Buffer.concat([
        Buffer.from(`P6 ${width} ${frameHeight} 255\n`),
        Buffer.alloc(width * frameHeight * 3, 99),
      ]);
    /** A camera that writes these bytes, says no more, and stays. */
    const written = (name: string, bytes: Uint8Array, size: { readonly width?: number } = {}) => {
      const file = join(folder, `${name}.pnm`);
      writeFileSync(file, bytes);
      const behavior = { ...broken, frames: file, bytes: bytes.length, count: 1 };
      return camera(name, behavior, { silenceMs: 300, frames: { format: 'pnm', ...size } });
    };
    const told = {
      intervalMs: 200,
      argumentsFile: join(folder, 'arguments'),
      startsFile: join(folder, 'starts'),
    };
    const every = camera('good', told, { trigger: { on: 'frame', every: 2 } });
    const [program, ...rest] = every.command;
    const good: CameraOptions = { ...every, command: [program, ...rest, argument] };
    station = await startTestStation(
      {
        // Several at a time, whichever camera they are of.
        inspectWorkers: 2,
        sources: [
          good,
          camera('half', { ...broken, count: 1, cutBytes: 100, exitCode: 0 }),
          camera('ends', { ...broken, count: 1, exitCode: 3, words: 'rtsp://bob:pass@lens cap\n' }),
          camera('silent', { ...broken, count: 0 }, { silenceMs: 300 }),
          camera('stops', { ...broken, count: 3 }, { silenceMs: 2000 }),
          camera('stalls', { ...broken, count: 2, cutBytes: 100 }, { silenceMs: 300 }),
          written('promises', Buffer.concat([pnm(), Buffer.from('P6 4000 4000 255\nabc')])),
          written('garbage', Buffer.concat([pnm(), Buffer.from('no frame'), pnm()])),
          written('resized', Buffer.concat([pnm(), pnm(frameWidth / 2)]), { width: frameWidth }),
          camera('fast', { intervalMs: 1 }),
          camera('wrong', broken, { frames: { format: 'pnm' } }),
          camera('absent', {}, { command: [join(folder, 'no-such-program')] }),
        ],
      },
      { write: (line) => log.push(line) },
    );
    await createProduct(station.ask, 'tile');
  }, 300_000);
  afterAll(() => station.end());

  it('have every second frame decided and kept as its pixels', async () => {
    await vi.waitFor(
      async () => expect((await stateOf(station, 'good')).inspected).toBeGreaterThan(3),
      PATIENCE,
    );
    const state = await stateOf(station, 'good');
    expect(state).toMatchObject({ running: true, restarts: 0 });
    expect(state.frames).toBeGreaterThanOrEqual(2 * state.inspected - 2);
    const [decision] = await decisions(station, 'source=good');
    const { sha256, stamps, part, details } = decision;
    expect(details).toMatchObject({ height: frameHeight, width: frameWidth, warnings: [] });
    expect([part, stamps?.triggeredAt, stamps?.toldAt]).toEqual([null, null, null]);
    const file = await readFile(station.station.store.images.path(sha256));
    expect(file.toString('latin1', 0, 2)).toBe('P6');
    const all = await readFile(frames);
    const { data } = await decodeImage(file);
    const same = Array.from({ length: frameCount }, (_, i) =>
      all.subarray(i * frameBytes, (i + 1) * frameBytes).equals(data),
    );
    expect(same).toContain(true);
    const picture = await station.ask(`images/${sha256}?side=64`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  it('hand arguments to their program as they are: no shell reads them', async () => {
    const told = JSON.parse(await readFile(join(folder, 'arguments'), 'utf8')) as string[];
    expect(told).toEqual([argument]);
    expect(existsSync('injected')).toBe(false);
  });

  it.each([
    ['half', 'CAMERA_FRAME_INVALID', 'ended within a frame'],
    ['ends', 'CAMERA_ENDED', 'exit code 3, after \\"rtsp://…@lens cap\\"'],
    // Three times as long before the first frame.
    ['silent', 'CAMERA_SILENT', 'no frame for 900 ms'],
    ['stops', 'CAMERA_SILENT', 'no frame for 2000 ms'],
    ['stalls', 'CAMERA_FRAME_INVALID', 'half a frame: 100 of 32256 bytes for 300 ms'],
    ['promises', 'CAMERA_FRAME_INVALID', 'half a frame: 20 of 48000017 bytes for 300 ms'],
    ['garbage', 'CAMERA_FRAME_INVALID', 'no PNM image'],
    ['resized', 'CAMERA_FRAME_INVALID', 'received 96 x 56'],
    ['wrong', 'CAMERA_FRAME_INVALID', 'no PNM image'],
    ['absent', 'CAMERA_ENDED', 'ENOENT'],
    ['fast', 'CAMERA_TOO_FAST', 'faster than'],
  ])('that go wrong have named faults in state, log and metrics: %s', async (name, code, words) => {
    await vi.waitFor(async () => {
      const { faults, lastError } = await stateOf(station, name);
      expect(faults[code]).toBeGreaterThan(0);
      expect(lastError?.code).toBe(code);
    }, PATIENCE);
    const lines = log.filter((line) => line.includes(`source ${name} `) && line.includes(code));
    // One that goes on is repeated once a minute, and not each time.
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(1 + (performance.now() - startMs) / 60_000);
    expect(lines[0]).toContain(words);
    const metrics = await (await station.ask('metrics')).text();
    expect(metrics).toMatch(
      new RegExp(`nominal_source_faults_total\\{source="${name}",code="${code}"\\} [1-9]`),
    );
  });

  it('start again after their program has ended, with waits', async () => {
    await vi.waitFor(
      async () => expect((await stateOf(station, 'ends')).restarts).toBeGreaterThan(2),
      PATIENCE,
    );
    expect((await stateOf(station, 'good')).restarts).toBe(0);
  });

  it('drop frames that come too fast, and go on with the latest', async () => {
    const { frames: came, dropped, inspected } = await stateOf(station, 'fast');
    expect(dropped).toBeGreaterThan(inspected);
    expect(came).toBeGreaterThanOrEqual(dropped + inspected);
  });

  it('end their program with the station', async () => {
    const [pid] = (await readFile(join(folder, 'starts'), 'utf8')).split('\n').map(Number);
    expect(() => process.kill(pid, 0)).not.toThrow();
    await Promise.all(station.station.sources.map(({ source }) => source.close()));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('cameras that are triggered', () => {
  let station: TestStation;
  let wired = '';

  beforeAll(async () => {
    const http = { on: 'http' } as const;
    wired = join(folder, 'wired');
    station = await startTestStation({
      sources: [
        camera('line', {}, { trigger: http }),
        camera('slow', { intervalMs: 700 }, { trigger: http }),
        camera(
          'dark',
          { count: 0 },
          { silenceMs: 600_000, trigger: { ...http, frameTimeoutMs: 200 } },
        ),
        camera('late', {}, { trigger: http, deadlineMs: 1 }),
        camera(
          'down',
          { intervalMs: 20, count: 3, exitCode: 3 },
          { trigger: { ...http, frameTimeoutMs: 600_000 } },
        ),
        camera(
          'paired',
          { framesOnSignal: true, startsFile: wired },
          { trigger: { ...http, paired: true, frameTimeoutMs: 30_000 } },
        ),
        camera('free'),
        camera(
          'eyeless',
          { count: 0 },
          {
            ...{ silenceMs: 600_000, trigger: { ...http, frameTimeoutMs: 200 } },
            regions: [
              { name: 'lid', product: 'lid', rectangle: { y: 0, x: 0, height: 8, width: 8 } },
              { name: 'base', product: 'base', rectangle: { y: 0, x: 8, height: 8, width: 8 } },
            ],
          },
        ),
        camera(
          'unfitted',
          {},
          {
            trigger: http,
            regions: [
              { name: 'lid', product: 'lid', rectangle: { y: 0, x: 0, height: 64, width: half } },
              { name: 'rest', rectangle: { y: 0, x: half, height: 64, width: half } },
            ],
          },
        ),
        camera(
          'two',
          {},
          {
            trigger: http,
            regions: [
              { name: 'left', rectangle: { y: 0, x: 0, height: frameHeight, width: half } },
              {
                ...{ name: 'right', rotation: 90 },
                rectangle: { y: 0, x: half, height: frameHeight, width: half },
              },
            ],
          },
        ),
      ],
    });
    await createProduct(station.ask, 'tile');
  }, 300_000);
  afterAll(() => station.end());

  it('answer with the decision; the part is kept, found by search, and stamped in order', async () => {
    const response = await trigger(station, 'line', { part: 'SN 17/ä' });
    expect(response.status).toBe(200);
    const decision = (await response.json()) as Inspection;
    expect(decision).toMatchObject({ part: 'SN 17/ä', source: 'line' });
    await trigger(station, 'line', { part: 'SN 18' });
    const found = await vi.waitFor(async () => {
      const found = await decisions(station, `part=${encodeURIComponent('SN 17/ä')}`);
      // It is kept after the answer.
      expect(found[0]?.stamps?.toldAt).toBeTypeOf('string');
      return found;
    }, PATIENCE);
    expect(found).toEqual([{ ...decision, stamps: found[0].stamps }]);
    const { triggeredAt, receivedAt, decodedAt, judgedAt, toldAt, late } = found[0].stamps ?? {};
    const times = [triggeredAt, receivedAt, decodedAt, judgedAt, toldAt];
    expect(times.map(String)).toEqual([...times].map(String).sort());
    expect(new Set(times).size).toBeGreaterThan(2);
    expect(late).toBe(false);
    const csv = await (await station.ask('inspections/export?format=csv&part=SN%2018')).text();
    const [header, ...rows] = csv
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(rows.map((row) => row[header.indexOf('part')])).toEqual(['SN 18']);
  });

  it('have each region of a frame decided, turned and kept, with the number of the trigger', async () => {
    const response = await trigger(station, 'two', { part: 'SN 20' });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Inspection;
    const found = await vi.waitFor(async () => {
      const found = await decisions(station, `part=${encodeURIComponent('SN 20')}`);
      expect(found.map(({ stamps }) => typeof stamps?.toldAt)).toEqual(['string', 'string']);
      return found;
    }, PATIENCE);
    expect(found.map(({ id }) => id)).toContain(answer.id);
    const named = new Map(found.map((one) => [one.source, one]));
    const [left, right] = [named.get('two/left'), named.get('two/right')];
    expect(left?.details).toMatchObject({ height: frameHeight, width: half });
    expect(right?.details).toMatchObject({ height: half, width: frameHeight });
    const sources = await call<{ name: string; last: { inspection: number } | null }[]>(
      station.ask,
      'GET',
      'sources',
    );
    const latest = Math.max(...found.map(({ id }) => id));
    expect(sources.find(({ name }) => name === 'two')?.last?.inspection).toBe(latest);
    const all = await readFile(frames);
    const { data } = await decodeImage(
      await readFile(station.station.store.images.path(right?.sha256 ?? '')),
    );
    // Its upper left pixel was the lower left one of the right half.
    const corners = Array.from({ length: frameCount }, (_, i) => {
      const at = i * frameBytes + 3 * ((frameHeight - 1) * frameWidth + half);
      return all.subarray(at, at + 3).equals(data.subarray(0, 3));
    });
    expect(corners).toContain(true);
  });

  it('tell how long each stage of their parts took, to the console and as histograms', async () => {
    expect((await trigger(station, 'line')).status).toBe(200);
    const { deadlineMs, parts } = await call<SourceTimes>(station.ask, 'GET', 'sources/line/times');
    expect(deadlineMs).toBeNull();
    expect(parts.length).toBeGreaterThan(0);
    for (const { frame, decode, judge, tell, total } of parts) {
      const stages = [frame ?? -1, decode, judge, tell];
      expect(Math.min(...stages)).toBeGreaterThanOrEqual(0);
      expect(stages.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(total, 6);
    }
    const late = await call<SourceTimes>(station.ask, 'GET', 'sources/late/times');
    expect(late.deadlineMs).toBe(1);
    const metrics = await (await station.ask('metrics')).text();
    for (const stage of ['frame', 'decode', 'judge', 'tell', 'total'])
      expect(metrics).toContain(
        `nominal_source_part_seconds_count{source="line",stage="${stage}"} ${parts.length}`,
      );
  });

  it('refuse a trigger while the part before is not decided, and count it', async () => {
    const [first, second] = await Promise.all([
      trigger(station, 'slow', { part: 'a' }),
      trigger(station, 'slow', { part: 'b' }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const refused = first.status === 409 ? first : second;
    expect(await codeOf(refused)).toBe('TRIGGER_WHILE_BUSY');
    expect((await stateOf(station, 'slow')).faults).toEqual({ TRIGGER_WHILE_BUSY: 1 });
    expect((await trigger(station, 'slow')).status).toBe(200);
  });

  it('say that no frame came after a trigger', async () => {
    const response = await trigger(station, 'dark');
    expect(response.status).toBe(504);
    expect(await codeOf(response)).toBe('TRIGGER_WITHOUT_FRAME');
  });

  it('refuse every product of their regions that has no decision, and no other', async () => {
    const { ask, station: running } = station;
    const [lid, base] = await Promise.all(
      ['lid', 'base'].map((name) => createProduct(ask, name, { images: 1, fitted: false })),
    );
    const { refusals } = running.store;
    expect((await trigger(station, 'eyeless', { part: 'unseen' })).status).toBe(504);
    await vi.waitFor(async () => {
      expect(await refusals.last(lid.id)).toMatchObject({
        ...{ code: 'TRIGGER_WITHOUT_FRAME', source: 'eyeless/lid', name: 'unseen' },
      });
      expect(await refusals.last(base.id)).toMatchObject({
        ...{ code: 'TRIGGER_WITHOUT_FRAME', source: 'eyeless/base', name: 'unseen' },
      });
    }, PATIENCE);
    const answer = await trigger(station, 'unfitted', { part: 'half seen' });
    expect(await codeOf(answer)).toBe('CONFLICT');
    await vi.waitFor(async () => {
      expect(await refusals.last(lid.id)).toMatchObject({
        ...{ code: 'CONFLICT', source: 'unfitted/lid', name: 'half seen' },
      });
      const [kept] = await decisions(station, 'part=half%20seen');
      expect(kept.source).toBe('unfitted/rest');
    }, PATIENCE);
    expect((await refusals.last(base.id))?.name).toBe('unseen');
  });

  it('say at once that a camera is down, and what it has failed by; the wait is not waited for', async () => {
    await vi.waitFor(async () => {
      // From its third failure on it is away for two seconds and more.
      expect((await stateOf(station, 'down')).faults.CAMERA_ENDED).toBeGreaterThan(2);
    }, PATIENCE);
    const before = (await stateOf(station, 'down')).faults.CAMERA_DOWN ?? 0;
    const response = await trigger(station, 'down', { part: 'missed' });
    expect(response.status).toBe(503);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe('CAMERA_DOWN');
    expect(error.message).toContain('CAMERA_ENDED');
    expect((await stateOf(station, 'down')).faults.CAMERA_DOWN).toBe(before + 1);
    expect(await decisions(station, 'part=missed')).toEqual([]);
    const metrics = await (await station.ask('metrics')).text();
    expect(metrics).toContain('nominal_source_faults_total{source="down",code="CAMERA_DOWN"}');
  });

  it('tell a verdict after the deadline as late; the decision is kept and marked', async () => {
    const response = await trigger(station, 'late', { part: 'slowpoke' });
    expect(response.status).toBe(504);
    expect(await codeOf(response)).toBe('DEADLINE_MISSED');
    const [decision] = await vi.waitFor(async () => {
      const found = await decisions(station, 'part=slowpoke');
      expect(found[0]?.stamps?.late).toBe(true);
      return found;
    }, PATIENCE);
    expect(decision.stamps?.toldAt).toBeNull();
    expect((await stateOf(station, 'late')).late).toBe(1);
  });

  it('give each trigger the frame of its own wire, and count a frame without a trigger', async () => {
    const pid = await vi.waitFor(async () => {
      const [line] = (await readFile(wired, 'utf8')).split('\n');
      return Number(line);
    }, PATIENCE);
    expect(await stateOf(station, 'paired')).toMatchObject({
      running: true,
      frames: 0,
      faults: {},
    });
    // The program has to be listening before a signal is anything but its end.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    process.kill(pid, 'SIGUSR2');
    await vi.waitFor(async () => {
      const { faults, dropped } = await stateOf(station, 'paired');
      expect([faults, dropped]).toEqual([{ FRAME_WITHOUT_TRIGGER: 1 }, 1]);
    }, PATIENCE);
    const answer = trigger(station, 'paired', { part: 'wired' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(pid, 'SIGUSR2');
    expect((await answer).status).toBe(200);
    expect(await decisions(station, 'part=wired')).toHaveLength(1);
  });

  it('are triggered only where they wait for it, with parts that can be printed', async () => {
    expect(await codeOf(await trigger(station, 'free'))).toBe('CONFLICT');
    expect(await codeOf(await trigger(station, 'nobody'))).toBe('NOT_FOUND');
    for (const part of ['', 'x'.repeat(65), 'a\nb', 'a\u202eb'])
      expect((await trigger(station, 'line', { part })).status).toBe(400);
  });
});
