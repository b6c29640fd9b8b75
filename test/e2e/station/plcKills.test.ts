import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ClientSession, DataType, OPCUAClient } from 'node-opcua';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Inspection } from '../../../packages/station/src/web/types.ts';
import { type SpawnedStation, spawnStation } from './spawnStation.ts';
import { camera, writeFrames } from './testCamera.ts';
import { call, createProduct } from './testStation.ts';
import { freePorts } from '../../freePorts.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
/** Kills of each kind; `NOMINAL_KILLS=20` for the full proof, which takes minutes. */
const TIMES = Number(process.env.NOMINAL_KILLS ?? 2);

const run = promisify(execFile);
const master = fileURLToPath(new URL('modbusMaster.py', import.meta.url));
const python = '/usr/bin/python3';
const missing = [
  ...(existsSync(python) && spawnSync(python, ['-c', 'import pymodbus.client']).status === 0
    ? []
    : ['python3-pymodbus']),
  ...(isInstalled('modbus-serial') ? [] : ['modbus-serial']),
];

function isInstalled(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`) !== '';
  } catch {
    return false;
  }
}

describe.skipIf(missing.length > 0)(
  `a PLC at a station that is killed (skipped without ${missing.join(', ') || 'pymodbus'})`,
  () => {
    let folder = '';
    let port = 0;
    let opcUaPort = 0;
    let starts = '';
    let station: SpawnedStation;
    const config = () => ['--config', join(folder, 'line.json')];
    /** Parts that the PLC has a result of, and the numbers of their decisions. */
    const answered = new Map<string, number>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-plc-kills-'));
      [port, opcUaPort] = await freePorts(2);
      starts = join(folder, 'starts');
      const frames = await writeFrames(folder);
      const trigger = { on: 'modbus', port, frameTimeoutMs: 10_000 } as const;
      const overOpcUa = { ...trigger, on: 'opcua', port: opcUaPort, security: 'none' } as const;
      const sources = [
        camera('line', frames, { startsFile: starts }, { trigger }),
        camera('plain', frames, {}, { trigger: overOpcUa }),
      ];
      await writeFile(join(folder, 'line.json'), JSON.stringify({ sources }));
      station = await spawnStation(join(folder, 'data'), config());
      await createProduct(station.ask, 'tile');
    }, 180_000);
    afterAll(async () => {
      await station.stop();
      await rm(folder, { recursive: true });
    });

    async function inspect(parts: readonly string[]): Promise<void> {
      const { stdout } = await run(python, [master, `${port}`, ...parts]);
      const lines = stdout.trim().split('\n').slice(0, -1);
      const seen = lines.map(
        (line) => JSON.parse(line) as { part: string; result: number; decision: number },
      );
      expect(seen.map(({ part }) => part)).toEqual(parts);
      for (const { part, result, decision } of seen) {
        expect(result).toBeGreaterThan(0);
        answered.set(part, decision);
      }
    }

    const withOpcUa = <Answer>(work: (session: ClientSession) => Promise<Answer>) =>
      OPCUAClient.create({
        endpointMustExist: false,
        connectionStrategy: { maxRetry: 1 },
      }).withSessionAsync(`opc.tcp://127.0.0.1:${opcUaPort}`, work);
    const objectId = 'ns=3;s=plain.Inspection';
    const readOpcUa = async (session: ClientSession, name: string) =>
      (await session.read({ nodeId: `${objectId}.${name}` })).value.value as unknown;

    /** Starts a part. @returns the id of its job. */
    async function startOverOpcUa(session: ClientSession, part: string): Promise<unknown> {
      await vi.waitFor(async () => expect(await readOpcUa(session, 'Ready')).toBe(true), PATIENCE);
      const { outputArguments } = await session.call({
        ...{ objectId, methodId: `${objectId}.Start` },
        inputArguments: [{ dataType: DataType.String, value: part }],
      });
      return outputArguments?.[0].value as unknown;
    }

    async function inspectOverOpcUa(part: string): Promise<void> {
      await withOpcUa(async (session) => {
        const job = await startOverOpcUa(session, part);
        await vi.waitFor(async () => expect(await readOpcUa(session, 'Done')).toBe(true), PATIENCE);
        expect(await readOpcUa(session, 'Job')).toBe(job);
        expect(await readOpcUa(session, 'Result')).toBeGreaterThan(0);
        answered.set(part, (await readOpcUa(session, 'Decision')) as number);
      });
    }

    async function expectKept(): Promise<void> {
      for (const [part, id] of answered)
        expect(await call<Inspection>(station.ask, 'GET', `inspections/${id}`)).toMatchObject({
          part,
        });
      expect(new Set(answered.values()).size).toBe(answered.size);
    }

    it('reads nothing of the time before, and every result that it has read is kept', async () => {
      for (let kill = 0; kill < TIMES; kill++) {
        await inspect([`a${kill}`, `b${kill}`]);
        await inspectOverOpcUa(`o${kill}`);
        await withOpcUa((session) => startOverOpcUa(session, 'held'));
        // Killed with a trigger that stands and a part that is inspected, or just was.
        const held = run(python, [master, `${port}`, '--held']).catch(() => null);
        await new Promise((resolve) => setTimeout(resolve, 100 + 150 * kill));
        await station.kill();
        await held;
        station = await spawnStation(join(folder, 'data'), config());
        const { stdout } = await run(python, [master, `${port}`, '--held']);
        expect(JSON.parse(stdout)).toMatchObject({ result: 0, accepted: 0, refused: 1 });
        const names = ['Result', 'Done', 'Job', 'Part'];
        expect(
          await withOpcUa((session) => Promise.all(names.map((name) => readOpcUa(session, name)))),
        ).toEqual([0, false, '', '']);
        await expectKept();
      }
      await inspect(['after']);
      await inspectOverOpcUa('afterwards');
    }, 300_000);

    // The wait before its next start doubles, up to half a minute.
    it(
      'goes on after the program of the camera was killed',
      async () => {
        for (let kill = 0; kill < TIMES; kill++) {
          const pids = (await readFile(starts, 'utf8')).trim().split('\n').map(Number);
          process.kill(pids[pids.length - 1], 'SIGKILL');
          await inspect([`c${kill}`, `d${kill}`]);
        }
        await expectKept();
      },
      Math.max(300_000, TIMES * 60_000),
    );
  },
);
