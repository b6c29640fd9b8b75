import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  AttributeIds,
  type ClientSession,
  coerceNodeId,
  constructEventFilter,
  DataType,
  makeBrowsePath,
  MessageSecurityMode,
  NodeId,
  ofType,
  OPCUACertificateManager,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  UserTokenType,
  VariantArrayType,
} from 'node-opcua';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NominalError } from 'nominal-vision/internal/errors';
import { faultNumbers } from '../faultNumber.ts';
import { PartCycle } from '../PartCycle.ts';
import { results } from '../registerMap.ts';
import { OpcUaServer } from './OpcUaServer.ts';
import { freePorts } from '../../../../../test/freePorts.ts';

const user = { name: 'plc', password: 'a long password' };
/** The node of the camera; the namespaces before are those of OPC UA, the server and Machine Vision. */
const SYSTEM = 'ns=3;s=line';
/** Numbers of the structures in the nodes of Machine Vision. */
const dataTypes = { measurement: 3015, part: 3004, recipe: 3002, product: 3003 };
const names = { name: 'line', product: 'cap' };
const PATIENCE = { timeout: 20_000, interval: 50 };

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Version and sizes of a client that says hello, without its address. */
function helloBody(): Buffer {
  return Buffer.concat([0, 65_536, 65_536, 0, 0].map(uint32));
}

/** A cycle whose parts are decided when the test says so. */
function testCycle() {
  const state = { isAble: true, parts: [] as string[], refused: 0 };
  const cycle = new PartCycle({
    isAble: () => state.isAble,
    trigger: (part) => state.parts.push(part),
    refused: () => state.refused++,
  });
  return { cycle, state };
}

describe('the OPC UA server', () => {
  let folder: string;
  let port: number;
  let server: OpcUaServer;
  let certificates: OPCUACertificateManager;
  const failures: NominalError[] = [];
  const clients: OPCUAClient[] = [];
  const { cycle, state } = testCycle();

  const connect = async (
    securityMode = MessageSecurityMode.SignAndEncrypt,
    password = user.password,
  ): Promise<ClientSession> => {
    const client = OPCUAClient.create({
      securityMode,
      securityPolicy:
        securityMode === MessageSecurityMode.None
          ? SecurityPolicy.None
          : SecurityPolicy.Basic256Sha256,
      clientCertificateManager: certificates,
      endpointMustExist: false,
      connectionStrategy: { maxRetry: 0 },
    });
    clients.push(client);
    await client.connect(`opc.tcp://127.0.0.1:${port}`);
    return client.createSession({
      type: UserTokenType.UserName,
      userName: user.name,
      password,
    });
  };
  const trust = async () => {
    const [file] = await readdir(join(folder, 'station', 'rejected'));
    const places = ['rejected', join('trusted', 'certs')];
    const [from, to] = places.map((place) => join(folder, 'station', place, file));
    await rename(from, to);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-opcua-'));
    certificates = new OPCUACertificateManager({
      rootFolder: join(folder, 'client'),
      automaticallyAcceptUnknownCertificate: true,
    });
    await certificates.initialize();
    [port] = await freePorts(1);
    const options = { host: '127.0.0.1', port, user, pki: join(folder, 'station') };
    server = await OpcUaServer.open(options, names, cycle, (error) =>
      failures.push(error as NominalError),
    );
  }, 60_000);
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.disconnect();
  });
  afterAll(async () => {
    await server.close();
    await certificates.dispose();
    await rm(folder, { recursive: true });
  });

  it('lets in who has a trusted certificate and the password, and says who was refused', async () => {
    await expect(connect()).rejects.toThrow();
    expect(failures).toMatchObject([
      {
        code: 'CLIENT_REFUSED',
        message: expect.stringMatching(
          /BadCertificateUntrusted.*from station.rejected to station.trusted.certs/s,
        ) as string,
      },
    ]);
    await trust();
    await vi.waitFor(() => connect(), PATIENCE);
    failures.length = 0;
    await expect(connect(undefined, 'another')).rejects.toThrow(/BadUserAccessDenied/);
    await expect(connect(MessageSecurityMode.None)).rejects.toThrow();
    expect(failures).toMatchObject([
      { code: 'CLIENT_REFUSED', message: expect.stringMatching(/password/) as string },
    ]);
  }, 60_000);

  /** What a client does with the nodes of a vision system. */
  const open = async () => {
    const session = await connect();
    const find = async (from: string, path: string) => {
      const { targets } = await session.translateBrowsePath(makeBrowsePath(from, path));
      return targets?.[0].targetId ?? NodeId.nullNodeId;
    };
    const automatic = await find(SYSTEM, '/2:VisionStateMachine/2:AutomaticModeStateMachine');
    const read = async (name: string) => {
      const { value, statusCode } = await session.read({ nodeId: `${SYSTEM}.Inspection.${name}` });
      return statusCode.isGood() ? (value.value as unknown) : statusCode.name;
    };
    const structure = async (dataType: number, id: string) => {
      const value = await session.constructExtensionObject(coerceNodeId(`ns=2;i=${dataType}`), {
        id,
      });
      return { dataType: DataType.ExtensionObject, value };
    };
    return {
      session,
      read,
      states: async () =>
        Promise.all(
          ['', '/2:AutomaticModeStateMachine'].map(async (machine) => {
            const nodeId = await find(SYSTEM, `/2:VisionStateMachine${machine}/0:CurrentState`);
            const { value, statusCode } = await session.read({ nodeId });
            return statusCode.isGood() ? (value.value as { text: string }).text : statusCode.name;
          }),
        ),
      latest: async (name: string) => {
        const nodeId = await find(`${SYSTEM}.Latest`, `/2:${name}`);
        const { value, statusCode } = await session.read({ nodeId });
        return statusCode.isGood() ? (value.value as unknown) : statusCode.name;
      },
      startJob: async (part: string, product = '') => {
        const inputArguments = [
          await structure(dataTypes.measurement, 'm'),
          await structure(dataTypes.part, part),
          await structure(dataTypes.recipe, ''),
          await structure(dataTypes.product, product),
          { dataType: DataType.Variant, arrayType: VariantArrayType.Array, value: [] },
        ];
        const methodId = await find(`${automatic.toString()}`, '/2:StartSingleJob');
        const { statusCode, outputArguments } = await session.call({
          ...{ objectId: automatic, methodId, inputArguments },
        });
        const job = outputArguments?.[0]?.value as { id: string } | undefined;
        return statusCode.isGood() ? (job?.id ?? '') : statusCode.name;
      },
      plain: async (method: string, ...texts: string[]) => {
        const { statusCode, outputArguments } = await session.call({
          objectId: `${SYSTEM}.Inspection`,
          methodId: `${SYSTEM}.Inspection.${method}`,
          inputArguments: texts.map((value) => ({ dataType: DataType.String, value })),
        });
        return statusCode.isGood() ? (outputArguments?.[0]?.value as unknown) : statusCode.name;
      },
      results: async (take: (job: string, state: number) => void) => {
        const subscription = await session.createSubscription2({
          ...{ requestedPublishingInterval: 20, requestedMaxKeepAliveCount: 10 },
          ...{ requestedLifetimeCount: 100, publishingEnabled: true },
        });
        const filter = constructEventFilter(['2:JobId', '2:ResultState'], ofType('ns=2;i=1024'));
        const monitored = await subscription.monitor(
          { nodeId: SYSTEM, attributeId: AttributeIds.EventNotifier },
          { samplingInterval: 0, queueSize: 10, filter },
          TimestampsToReturn.Both,
        );
        monitored.on('changed', (fields: unknown) => {
          const [job, ended] = fields as { value: { id: string } & number }[];
          take(job.value.id, ended.value);
        });
      },
    };
  };

  it('takes a part by a method, and tells its result by variables and an event', async () => {
    const { read, states, latest, startJob, results: subscribe } = await open();
    const seen: (readonly [string, number])[] = [];
    await subscribe((...result) => seen.push(result));
    expect([await states(), await read('Ready')]).toEqual([['Operational', 'Ready'], true]);
    const job = await startJob('SN 1', 'cap');
    expect(state.parts.splice(0)).toEqual(['SN 1']);
    expect(await states()).toEqual(['Operational', 'SingleExecution']);
    expect(await Promise.all(['Busy', 'Result', 'Score', 'Job'].map(read))).toEqual([
      ...[true, results.notInspected, 'BadNoData', job],
    ]);
    cycle.settle({ verdict: 'anomalous', id: 7, score: 2.5, threshold: 2, model: 'm1', ms: 40 });
    expect(await Promise.all(['Busy', 'Result', 'Score', 'Decision', 'Part'].map(read))).toEqual([
      ...[false, results.reject, 2.5, 7, 'SN 1'],
    ]);
    expect(await latest('ResultState')).toBe(1);
    expect(await latest('InternalRecipeId')).toMatchObject({ id: 'm1' });
    expect(await states()).toEqual(['Operational', 'Ready']);
    await vi.waitFor(() => expect(seen).toEqual([[job, 1]]), PATIENCE);
  });

  it('shows no result of the part before once the next one is taken, or it is acknowledged', async () => {
    const { read, latest, startJob, plain } = await open();
    await plain('Start', 'SN 2');
    cycle.settle({ verdict: 'nominal', id: 8, score: 1, threshold: 2, model: 'm1', ms: 40 });
    expect([await read('Result'), await latest('ResultState')]).toEqual([results.good, 1]);
    const job = await startJob('SN 3');
    expect(await Promise.all(['Result', 'Score'].map(read))).toEqual([
      ...[results.notInspected, 'BadNoData'],
    ]);
    expect([await latest('ResultState'), await latest('JobId')]).toMatchObject([0, { id: job }]);
    cycle.settle({ verdict: 'nominal', id: 9, score: 1, threshold: 2, model: 'm1', ms: 40 });
    expect(await read('Result')).toBe(results.good);
    await plain('Acknowledge');
    expect(await Promise.all(['Result', 'Score', 'Part'].map(read))).toEqual([
      ...[results.notInspected, 'BadNoData', ''],
    ]);
  });

  it('refuses a part while another is busy, or of another product, and keeps to the first', async () => {
    const { read, startJob, plain } = await open();
    expect(await startJob('SN 4', 'another')).toBe('BadInvalidArgument');
    const job = await plain('Start', 'SN 4');
    expect([await startJob('SN 5'), state.refused]).toEqual(['BadInvalidState', 1]);
    expect(await Promise.all(['Job', 'Fault', 'Refused'].map(read))).toEqual([
      ...[job, faultNumbers.triggerWhileBusy, 1],
    ]);
    cycle.settle({ verdict: 'nominal', id: 10, score: 1, threshold: 2, model: 'm1', ms: 40 });
    expect(await Promise.all(['Job', 'Part', 'Result'].map(read))).toEqual([
      ...[job, 'SN 4', results.good],
    ]);
  });

  it('says of a part that was late that it was not inspected', async () => {
    const { read, latest, startJob, results: subscribe } = await open();
    const seen: (readonly [string, number])[] = [];
    await subscribe((...result) => seen.push(result));
    const job = await startJob('SN 6');
    cycle.fail(faultNumbers.late);
    cycle.settle({ verdict: 'nominal', id: 11, score: 1, threshold: 2, model: 'm1', ms: 900 });
    expect(await Promise.all(['Result', 'Fault', 'Score', 'Decision'].map(read))).toEqual([
      ...[results.notInspected, faultNumbers.late, 'BadNoData', 'BadNoData'],
    ]);
    expect(await latest('ResultState')).toBe(4);
    await vi.waitFor(() => expect(seen).toEqual([[job, 4]]), PATIENCE);
  });

  it('is in error while the camera is away, and takes no part', async () => {
    const { read, states, startJob } = await open();
    const beats = (await read('Heartbeat')) as number;
    state.isAble = false;
    await vi.waitFor(
      async () => expect(await states()).toEqual(['Error', 'BadStateNotActive']),
      PATIENCE,
    );
    expect([await read('Ready'), await startJob('SN 7')]).toEqual([false, 'BadInvalidState']);
    state.isAble = true;
    await vi.waitFor(
      async () => expect(await states()).toEqual(['Operational', 'Ready']),
      PATIENCE,
    );
    expect(await read('Heartbeat')).toBeGreaterThan(beats);
  });

  it('lives on after bytes that are no requests', async () => {
    const uncaught: unknown[] = [];
    const listener = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', listener);
    process.on('unhandledRejection', listener);
    const send = (bytes: Buffer) =>
      new Promise<void>((done) => {
        const socket = createConnection(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('error', () => undefined);
        socket.on('close', () => done());
        setTimeout(() => socket.destroy(), 100);
      });
    const message = (type: string, body: Buffer) => {
      const head = Buffer.alloc(8);
      head.write(`${type}F`, 'latin1');
      head.writeUInt32LE(8 + body.length, 4);
      return Buffer.concat([head, body]);
    };
    const hello = message('HEL', Buffer.concat([helloBody(), Buffer.from([255, 255, 255, 255])]));
    const noise = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 137 + 11) & 255));
    const policy = 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256';
    const opening = (certificate: Buffer) =>
      Buffer.concat([
        ...[uint32(0), uint32(policy.length), Buffer.from(policy)],
        ...[uint32(certificate.length), certificate, uint32(20), noise.subarray(0, 20), noise],
      ]);
    for (const bytes of [
      ...[Buffer.alloc(0), noise, Buffer.alloc(300, 255), hello.subarray(0, 20)],
      ...['HEL', 'OPN', 'MSG', 'CLO', 'ERR', 'XYZ'].map((type) => message(type, noise)),
      ...['MSG', 'CLO', 'OPN'].map((type) => Buffer.concat([hello, message(type, noise)])),
      Buffer.concat([hello, message('OPN', opening(noise))]),
      Buffer.concat([hello, message('OPN', opening(Buffer.alloc(0)))]),
    ])
      await send(bytes);
    const { read } = await open();
    expect(await read('Ready')).toBe(true);
    expect(uncaught).toEqual([]);
    process.off('uncaughtException', listener);
    process.off('unhandledRejection', listener);
  });

  it('refuses an address that is taken', async () => {
    const options = { host: '127.0.0.1', port, user: null, pki: join(folder, 'other') };
    await expect(
      OpcUaServer.open(options, names, testCycle().cycle, () => undefined),
    ).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  }, 60_000);

  it('says what to install where node-opcua is missing', async () => {
    vi.resetModules();
    vi.doMock('node-opcua', () => {
      throw new Error('not found');
    });
    const { loadOpcUa } = await import('./loadOpcUa.ts');
    await expect(loadOpcUa()).rejects.toMatchObject({ code: 'PACKAGE_MISSING' });
    vi.doUnmock('node-opcua');
  });
});
