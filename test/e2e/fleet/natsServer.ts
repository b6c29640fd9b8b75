import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../freePorts.ts';

const binary = ['/usr/sbin/nats-server', '/usr/local/bin/nats-server', '/usr/bin/nats-server'].find(
  (path) => existsSync(path),
);

/** Whether there is a NATS server to test with. */
export const hasNats = binary !== undefined;

/** A real nats-server with JetStream, in its own folder. */
export interface NatsServer {
  readonly url: string;
  readonly process: () => ChildProcess;
  /** Kills it, as a power failure would. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port and data. */
  readonly start: () => Promise<void>;
  /** Stops it for good and removes its data. */
  readonly end: () => Promise<void>;
}

/** @param config lines of a configuration file, in addition to port and store. */
export async function startNats(
  config = '',
  { domain }: { readonly domain?: string } = {},
): Promise<NatsServer> {
  const [port] = await freePorts(1);
  return serverAt(port, config, domain);
}

/** A cluster of servers on loopback. */
export async function startCluster(size: number): Promise<NatsServer[]> {
  const ports = await freePorts(2 * size);
  const routes = ports.slice(size).map((port) => `nats://127.0.0.1:${port}`);
  return Promise.all(
    routes.map((_, i) =>
      serverAt(
        ports[i],
        `server_name: n${i}
cluster { name: test, host: 127.0.0.1, port: ${ports[size + i]}, routes: [${routes.join(', ')}] }`,
      ),
    ),
  );
}

/** A server with a configuration file, on a free port; paths are relative to the folder. */
export async function startNatsWith(
  folder: string,
  config: string,
  env: Readonly<Record<string, string>>,
): Promise<NatsServer> {
  const [port] = await freePorts(1);
  const file = join(folder, 'nats.conf');
  await writeFile(file, config.replace('port: 4222', `host: 127.0.0.1\nport: ${port}`));
  return running(port, folder, () => spawnServer(file, { cwd: folder, env }));
}

async function serverAt(port: number, config: string, domain?: string): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-nats-'));
  const file = join(folder, 'nats.conf');
  await writeFile(
    file,
    `host: 127.0.0.1
port: ${port}
jetstream { store_dir: "${folder}", max_file_store: 32G${domain === undefined ? '' : `, domain: ${domain}`} }
${config}
`,
  );
  return running(port, folder, () => spawnServer(file));
}

async function running(
  port: number,
  folder: string,
  spawnOne: () => Promise<ChildProcess>,
): Promise<NatsServer> {
  let child = await spawnOne();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    process: () => child,
    kill,
    start: async () => {
      child = await spawnOne();
    },
    end: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until it takes connections. */
async function spawnServer(
  file: string,
  {
    cwd,
    env = {},
  }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ChildProcess> {
  const child = spawn(binary ?? 'nats-server', ['-c', file], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
      if (output.includes('Listening for client connections')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}: ${output}`)));
    child.once('error', reject);
  });
  return child;
}
