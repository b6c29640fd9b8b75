import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DataType, OPCUAClient } from 'node-opcua';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  ModbusServer,
  OpcUaServer,
  PartCycle,
  PlcHandshake,
} from '../../../packages/station/src/plc/index.ts';
import type { SourceState } from '../../../packages/station/src/sources/SourceState.ts';
import type { Inspection } from '../../../packages/station/src/web/types.ts';
import { call, createProduct, startTestStation, type TestStation } from './testStation.ts';
import { freePorts } from '../../freePorts.ts';

const run = promisify(execFile);
const asyncuaClient = fileURLToPath(new URL('opcuaClient.py', import.meta.url));
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
    let [port, latePort, opcUaPort] = [0, 0, 0];

    beforeAll(async () => {
      [port, latePort, opcUaPort] = await freePorts(3);
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
            // Its faults are counted below; a busy machine is none.
            silenceMs: 600_000,
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
            name: 'opcua',
            command: ffmpeg('-f', 'rawvideo', '-pix_fmt', 'rgb24'),
            frames: { format: 'raw', ...size, pixelFormat: 'RGB8' },
            trigger: { on: 'opcua', port: opcUaPort, security: 'none' },
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

    it('are told in the list of sources of registers that the PLC cannot have', async () => {
      const sources = await call<{ name: string; state: SourceState }[]>(
        station.ask,
        'GET',
        'sources',
      );
      const { faults, lastError } = sources.find(({ name }) => name === 'line')?.state ?? {};
      // Three were asked for at the end of the shift: to read beyond, to write a result, to write a third coil.
      expect(faults).toEqual({ REQUEST_INVALID: 3 });
      expect(lastError?.message).toContain('writes bit 2');
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

    /** One part of an OPC UA client: what it reads once the part is done. */
    async function overOpcUa<Name extends string>(part: string, ...names: readonly Name[]) {
      const client = OPCUAClient.create({ endpointMustExist: false });
      return client.withSessionAsync(`opc.tcp://127.0.0.1:${opcUaPort}`, async (session) => {
        const objectId = 'ns=3;s=opcua.Inspection';
        const read = async (name: string) =>
          (await session.read({ nodeId: `${objectId}.${name}` })).value.value as unknown;
        const { outputArguments } = await session.call({
          ...{ objectId, methodId: `${objectId}.Start` },
          inputArguments: [{ dataType: DataType.String, value: part }],
        });
        await vi.waitFor(async () => expect(await read('Done')).toBe(true), PATIENCE);
        expect(await read('Job')).toBe(outputArguments?.[0].value);
        const values = await Promise.all(names.map(async (name) => [name, await read(name)]));
        await session.call({ objectId, methodId: `${objectId}.Acknowledge` });
        return Object.fromEntries(values) as Record<Name, unknown>;
      });
    }

    it('tells an OPC UA client the decision on its own part', async () => {
      const seen = await overOpcUa('SN 99', 'Decision', 'Result', 'Fault');
      const kept = await call<Inspection>(
        station.ask,
        'GET',
        `inspections/${String(seen.Decision)}`,
      );
      expect(kept).toMatchObject({ part: 'SN 99', source: 'opcua' });
      expect([seen.Result, seen.Fault]).toEqual([kept.verdict === 'nominal' ? 1 : 2, 0]);
    });

    it('read that a result cannot be kept, and no result, until it can be', async () => {
      const incoming = join(station.folder, 'images', 'incoming');
      await rm(incoming, { recursive: true });
      // As a full disk: no frame can be written.
      await writeFile(incoming, '');
      try {
        const { seen } = await cycles(port, ['unkept']);
        expect(seen).toMatchObject([{ part: 'unkept', result: 0, fault: 9, decision: 0 }]);
        expect(await overOpcUa('unkept', 'Result', 'Fault')).toEqual({ Result: 0, Fault: 9 });
      } finally {
        await rm(incoming);
      }
      const { seen } = await cycles(port, ['kept']);
      expect(seen).toMatchObject([{ part: 'kept', fault: 0 }]);
      expect(seen[0].result).toBeGreaterThan(0);
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

describe.skipIf(!hasLibrary)(
  'a PLC of a camera that is down (skipped without modbus-serial)',
  () => {
    let station: TestStation;
    let [port, opcUaPort] = [0, 0];

    beforeAll(async () => {
      [port, opcUaPort] = await freePorts(2);
      const command: [string] = ['no-such-program'];
      const away = {
        ...({ kind: 'camera', product: 'tile', command } as const),
        frames: { format: 'raw', height: HEIGHT, width: WIDTH, pixelFormat: 'RGB8' } as const,
      };
      const frameTimeoutMs = 600_000;
      const opcua = { on: 'opcua', port: opcUaPort, security: 'none', frameTimeoutMs } as const;
      station = await startTestStation({
        sources: [
          {
            ...away,
            name: 'modbus',
            trigger: { on: 'modbus', port, frameTimeoutMs },
          },
          { ...away, name: 'opcua', trigger: opcua },
        ],
      });
      await createProduct(station.ask, 'tile');
      await vi.waitFor(async () => {
        for (const name of ['modbus', 'opcua'])
          expect((await stateOf(name)).faults.CAMERA_ENDED).toBeGreaterThan(0);
      }, PATIENCE);
    }, 180_000);
    afterAll(() => station.end());

    const stateOf = async (name: string) => {
      const sources = await call<{ name: string; state: SourceState }[]>(
        station.ask,
        'GET',
        'sources',
      );
      const found = sources.find((one) => one.name === name);
      if (found === undefined) throw new Error(`there is no ${name}`);
      return found.state;
    };

    it('reads over Modbus at once that its part is not inspected, and that the camera is why', async () => {
      const request = (pdu: readonly number[]) =>
        new Promise<Buffer>((done, fail) => {
          const head = [0, 1, 0, 0, 0, pdu.length + 1, 1];
          const socket = connect(port, '127.0.0.1', () =>
            socket.write(Buffer.from([...head, ...pdu])),
          );
          socket.on('error', fail);
          socket.on('data', (bytes) => {
            done(bytes.subarray(head.length + 2));
            socket.destroy();
          });
        });
      const command = (bits: number) => request([6, 0, 120, 0, bits]);
      const registers = async () => {
        const bytes = await request([3, 0, 0, 0, 6]);
        return Array.from({ length: 6 }, (_, i) => bytes.readUInt16BE(2 * i));
      };
      await command(0);
      // Not ready.
      expect((await registers())[0]).toBe(0);
      await command(1);
      const [status, result, , fault, accepted, refused] = await registers();
      // Done, with a fault.
      expect([status, result, fault, accepted, refused]).toEqual([0b100_0100, 0, 4, 1, 0]);
      expect((await stateOf('modbus')).faults.CAMERA_DOWN).toBe(1);
      await command(2);
      await command(0);
      expect((await registers()).slice(0, 2)).toEqual([0, 0]);
    });

    it('is refused over OPC UA at once, and reads why; the part is counted', async () => {
      const client = OPCUAClient.create({ endpointMustExist: false });
      await client.withSessionAsync(`opc.tcp://127.0.0.1:${opcUaPort}`, async (session) => {
        const objectId = 'ns=3;s=opcua.Inspection';
        const { statusCode } = await session.call({
          ...{ objectId, methodId: `${objectId}.Start` },
          inputArguments: [{ dataType: DataType.String, value: 'SN 1' }],
        });
        expect(statusCode.name).toBe('BadInvalidState');
        const read = async (name: string) =>
          (await session.read({ nodeId: `${objectId}.${name}` })).value.value as unknown;
        expect(await Promise.all(['Ready', 'Fault', 'Refused', 'Result'].map(read))).toEqual([
          ...[false, 4, 1, 0],
        ]);
      });
      expect((await stateOf('opcua')).faults.CAMERA_DOWN).toBe(1);
    });
  },
);

const asyncua = process.env.NOMINAL_ASYNCUA;

describe.skipIf(asyncua === undefined)(
  'the OPC UA server and a client of asyncua (skipped without a Python that has it in NOMINAL_ASYNCUA)',
  () => {
    it('lets in whom it trusts, and answers each part with its own result or none', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'nominal-asyncua-'));
      const [port] = await freePorts(1);
      const cycle: PartCycle = new PartCycle({
        isAble: () => true,
        refused: () => undefined,
        trigger: (part) => {
          const verdict = part === 'bad' ? 'anomalous' : 'nominal';
          setTimeout(() => {
            if (part === 'late') cycle.fail(3);
            else cycle.settle({ verdict, id: 7, score: 1.5, threshold: 2, model: 'm', ms: 500 });
          }, 500);
        },
      });
      const user = { name: 'plc', password: 'a long password' };
      const failures: unknown[] = [];
      const server = await OpcUaServer.open(
        { host: '127.0.0.1', port, user, pki: join(folder, 'opcua') },
        { name: 'line', product: 'cap' },
        cycle,
        (error) => failures.push(error),
      );
      try {
        const parts = ['good', 'bad', 'late'];
        const { stdout } = await run(asyncua ?? '', [asyncuaClient, `${port}`, folder, ...parts]);
        const [access, ...seen] = stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
        expect(access).toEqual({
          untrusted: expect.not.stringMatching(/^in$/) as string,
          trusted: 'in',
          password: 'BadUserAccessDenied',
          encryption: 'BadSecurityModeRejected',
          anonymous: 'BadIdentityTokenInvalid',
          certificate: 'BadIdentityTokenRejected',
        });
        // The second part is refused, and that stays in the fault; being late comes after it.
        const ends = [
          { after: [1, 1.5, 7], event: ['good', 1, [1, 2, 1.5, 2, 7]] },
          { after: [2, 1.5, 7], event: ['bad', 1, [2, 2, 1.5, 2, 7]] },
          { after: [0, 'BadNoData', 'BadNoData'], event: ['late', 4, [0, 3]] },
        ];
        expect(seen).toEqual(
          ends.map((end, i) => ({
            ...{ part: parts[i], ready: ['Operational', 'Ready'] },
            ...{ busy: ['Operational', 'SingleExecution'], during: [0, 'BadNoData'] },
            ...{ second: 'BadInvalidState', jobs: 1, ...end },
          })),
        );
        for (const failure of failures) expect(failure).toMatchObject({ code: 'CLIENT_REFUSED' });
      } finally {
        await server.close();
        await rm(folder, { recursive: true });
      }
    }, 120_000);
  },
);

describe.skipIf(!hasLibrary)('the Modbus server (skipped without modbus-serial)', () => {
  it('lives on after bytes that are no requests, and requests of the wrong length', async () => {
    const [port] = await freePorts(1);
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
      expect(failures.length).toBeGreaterThan(0);
      for (const failure of failures) expect(failure).toMatchObject({ code: 'REQUEST_INVALID' });
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
