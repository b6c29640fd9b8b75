import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ModbusServer, PartCycle, PlcHandshake } from '../../../packages/station/src/plc/index.ts';
import type { SourceState } from '../../../packages/station/src/sources/SourceState.ts';
import type { Inspection } from '../../../packages/station/src/web/types.ts';
import { call, createProduct, startTestStation, type TestStation } from './testStation.ts';

const run = promisify(execFile);
const master = fileURLToPath(new URL('modbusMaster.py', import.meta.url));
/** Debian's, which has Debian's packages. */
const python = '/usr/bin/python3';
const hasPymodbus =
  existsSync(python) && spawnSync(python, ['-c', 'import pymodbus.client']).status === 0;
const has = (program: string) => spawnSync(program, ['-h']).error === undefined;
const hasLibrary = (() => {
  try {
    return createRequire(import.meta.url).resolve('modbus-serial/package.json') !== '';
  } catch {
    return false;
  }
})();

const [HEIGHT, WIDTH] = [96, 112];
const PATIENCE = { timeout: 60_000, interval: 50 };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

interface Seen {
  readonly part: string;
  readonly before: number;
  readonly result: number;
  readonly fault: number;
  readonly decision: number;
  readonly score: number;
  readonly inputs: number;
  readonly discrete: readonly boolean[];
}

const missing = [
  ...(hasLibrary ? [] : ['modbus-serial']),
  ...(hasPymodbus ? [] : ['python3-pymodbus']),
  ...(has('ffmpeg') ? [] : ['ffmpeg']),
];

describe.skipIf(missing.length > 0)(
  `a camera of ffmpeg and a PLC of pymodbus (skipped without ${missing.join(', ') || 'them'})`,
  () => {
    let station: TestStation;
    let [port, latePort] = [0, 0];

    beforeAll(async () => {
      [port, latePort] = [await freePort(), await freePort()];
      const size = { height: HEIGHT, width: WIDTH };
      const source = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=10`;
      const ffmpeg = (...output: string[]) =>
        ['ffmpeg', '-v', 'error', '-re', '-f', 'lavfi', '-i', source, ...output, '-'] as [
          string,
          ...string[],
        ];
      const camera = { kind: 'camera', product: 'tile' } as const;
      station = await startTestStation({
        sources: [
          {
            ...camera,
            name: 'line',
            command: ffmpeg('-f', 'rawvideo', '-pix_fmt', 'rgb24'),
            frames: { format: 'raw', ...size, pixelFormat: 'RGB8' },
            trigger: { on: 'modbus', port },
          },
          {
            ...camera,
            name: 'late',
            command: ffmpeg('-f', 'image2pipe', '-c:v', 'mjpeg'),
            frames: { format: 'jpeg', ...size },
            trigger: { on: 'modbus', port: latePort },
            deadlineMs: 1,
          },
          {
            ...camera,
            name: 'y4m',
            command: ffmpeg('-f', 'yuv4mpegpipe', '-pix_fmt', 'yuv420p'),
            frames: { format: 'y4m', ...size },
            trigger: { on: 'http' },
          },
          {
            ...camera,
            name: 'png',
            command: ffmpeg('-f', 'image2pipe', '-c:v', 'png'),
            frames: { format: 'png', ...size },
            trigger: { on: 'http' },
          },
          {
            ...camera,
            name: 'pgm',
            command: ffmpeg('-f', 'image2pipe', '-c:v', 'pgm'),
            frames: { format: 'pnm', ...size },
            trigger: { on: 'http' },
          },
        ],
      });
      await createProduct(station.ask, 'tile');
      await vi.waitFor(async () => {
        const sources = await call<{ state: SourceState }[]>(station.ask, 'GET', 'sources');
        for (const { state } of sources) expect(state).toMatchObject({ running: true });
      }, PATIENCE);
    }, 180_000);
    afterAll(() => station.end());

    const cycles = async (at: number, parts: readonly string[]) => {
      const { stdout } = await run(python, [master, `${at}`, ...parts]);
      const lines = stdout.trim().split('\n');
      return {
        seen: lines.slice(0, -1).map((line) => JSON.parse(line) as Seen),
        last: JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>,
      };
    };

    it('go through the handshake: every trigger is answered once, with its own part', async () => {
      const parts = Array.from({ length: 12 }, (_, i) => `SN-${i}`);
      const { seen, last } = await cycles(port, parts);
      expect(seen.map(({ part }) => part)).toEqual(parts);
      for (const { before, result, fault, decision, score, inputs, discrete, part } of seen) {
        const kept = await call<Inspection>(station.ask, 'GET', `inspections/${decision}`);
        expect(kept).toMatchObject({ part, source: 'line' });
        expect(score).toBeCloseTo(kept.imageScore, 4);
        const good = kept.verdict === 'nominal';
        expect([before, result, fault, inputs]).toEqual([0, good ? 1 : 2, 0, good ? 1 : 2]);
        expect(discrete).toEqual([false, false, true, good, !good, false, false]);
      }
      expect(new Set(seen.map(({ decision }) => decision)).size).toBe(parts.length);
      expect(last).toEqual({
        beats: expect.any(Number) as number,
        beyond: true,
        foreign: true,
        coil: true,
      });
      expect(last.beats).toBeGreaterThanOrEqual(2);
      const { inspections } = await call<{ inspections: Inspection[] }>(
        station.ask,
        'GET',
        'inspections?source=line',
      );
      expect(inspections).toHaveLength(parts.length);
      // The verdict was told, and that is kept.
      await vi.waitFor(async () => {
        const one = await call<Inspection>(station.ask, 'GET', `inspections/${seen[0].decision}`);
        expect(one.stamps?.toldAt).not.toBeNull();
      }, PATIENCE);
    });

    it('read "not inspected" where the verdict is late, never the verdict', async () => {
      const { seen } = await cycles(latePort, ['a', 'b']);
      expect(seen.map(({ part, result, fault }) => [part, result, fault])).toEqual([
        ['a', 0, 3],
        ['b', 0, 3],
      ]);
      for (const { discrete } of seen)
        expect(discrete).toEqual([false, false, true, false, false, true, true]);
    });

    it.each(['y4m', 'png', 'pgm'])('are read in the format that ffmpeg calls %s', async (name) => {
      const response = await station.ask(`sources/${name}/trigger`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(200);
      expect(((await response.json()) as Inspection).details).toMatchObject({
        height: HEIGHT,
        width: WIDTH,
      });
    });

    it.skipIf(!has('mbpoll'))('can be read by mbpoll (skipped without it)', async () => {
      const { stdout } = await run('mbpoll', [
        ...['-m', 'tcp', '-p', `${port}`, '-t', '4', '-0', '-r', '0', '-c', '4', '-1', '127.0.0.1'],
      ]);
      expect(stdout).toMatch(/\[0\]:\s+1\n\[1\]:\s+0\n/);
    });
  },
);

describe.skipIf(!hasLibrary)('the Modbus server (skipped without modbus-serial)', () => {
  it('lives on after bytes that are no requests, and requests of the wrong length', async () => {
    const port = await freePort();
    const cycle = new PartCycle({
      isAble: () => true,
      trigger: () => undefined,
      refused: () => undefined,
    });
    const handshake = new PlcHandshake(cycle);
    const failures: unknown[] = [];
    const server = await ModbusServer.open({ host: '127.0.0.1', port }, handshake, (error) =>
      failures.push(error),
    );
    const uncaught: unknown[] = [];
    const listener = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', listener);
    try {
      const send = (bytes: Buffer) =>
        new Promise<void>((done) => {
          const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
          socket.on('error', () => undefined);
          socket.on('close', () => done());
          setTimeout(() => socket.destroy(), 60);
        });
      const request = (pdu: number[]) => Buffer.from([0, 1, 0, 0, 0, pdu.length + 1, 1, ...pdu]);
      for (const functionCode of [1, 2, 3, 4, 5, 6, 15, 16, 20, 43, 0, 255])
        for (let length = 0; length < 8; length++)
          await send(
            request([functionCode, ...Array.from({ length }, (_, i) => (i * 37 + length) & 255)]),
          );
      for (const bytes of [Buffer.alloc(0), Buffer.alloc(7), Buffer.alloc(300, 255)])
        await send(bytes);
      expect(uncaught).toEqual([]);
      const answer = await new Promise<Buffer>((done) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(request([3, 0, 0, 0, 1])));
        socket.on('data', (bytes) => {
          done(bytes);
          socket.destroy();
        });
      });
      expect(answer.subarray(7, 9)).toEqual(Buffer.from([3, 2]));
      expect(failures).toEqual([]);
    } finally {
      process.off('uncaughtException', listener);
      await server.close();
    }
  }, 60_000);

  it('refuses an address that is taken', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    const cycle = new PartCycle({
      isAble: () => true,
      trigger: () => undefined,
      refused: () => undefined,
    });
    const handshake = new PlcHandshake(cycle);
    await expect(
      ModbusServer.open({ host: '127.0.0.1', port }, handshake, () => undefined),
    ).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
    await new Promise((done) => taken.close(done));
  });
});
