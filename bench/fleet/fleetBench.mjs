// Shared by the parts of this folder: NATS servers, workers, and a fitted product with its images.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeDataset } from '../../dist/demo/index.js';
import { publishModel } from '../../packages/fleet/dist/client/publishModel.js';
import { Fleet } from '../../packages/fleet/dist/connection/Fleet.js';
import { natsOptionsSchema } from '../../dist/config/index.js';
import { fleetSettingsSchema } from '../../packages/fleet/dist/protocol/fleetSettings.js';
import { fleetLimitsSchema } from '../../packages/fleet/dist/setup/fleetLimits.js';
import { setUpFleet } from '../../packages/fleet/dist/setup/setUpFleet.js';
import { collectImages, fit } from '../../dist/index.js';
import { bin } from '../shared/checkout.mjs';

/** Starts `count` NATS servers, a cluster if more than one; each can be stopped and started again. */
export async function startServers(folder, count) {
  const ports = await freePorts(2 * count);
  const routes = ports.slice(count).map((port) => `nats://127.0.0.1:${port}`);
  const servers = [];
  for (let i = 0; i < count; i++) {
    const store = join(folder, `nats-${i}`);
    await mkdir(store, { recursive: true });
    const config = join(store, 'nats.conf');
    const cluster = `server_name: n${i}\ncluster { name: bench, host: 127.0.0.1, port: ${ports[count + i]}, routes: [${routes.join(', ')}] }`;
    await writeFile(
      config,
      `host: 127.0.0.1\nport: ${ports[i]}\njetstream { store_dir: "${store}", max_file_store: 256G }\n${count > 1 ? cluster : ''}\n`,
    );
    servers.push(server(config, `nats://127.0.0.1:${ports[i]}`));
  }
  await Promise.all(servers.map((one) => one.start()));
  return servers;
}

function server(config, url) {
  let child;
  return {
    url,
    start: async () => {
      child = spawn('nats-server', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
      await printed(child, child.stderr, 'Listening for client connections');
    },
    stop: (signal = 'SIGTERM') => ended(child, signal),
  };
}

let workers = 0;

/** Starts a worker and waits until it takes requests. */
export async function startWorker(urls, folder, args = []) {
  const name = `w${workers++}`;
  const flags = [
    '--nats',
    urls.join(','),
    '--cache',
    join(folder, 'models'),
    '--name',
    name,
    ...args,
  ];
  const child = spawn(process.execPath, [bin, 'worker', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await printed(child, child.stdout, 'takes requests');
  return { name, kill: () => ended(child, 'SIGKILL'), stop: () => ended(child, 'SIGINT') };
}

/** Connects to a cluster that may still be choosing its leader, and sets a fleet up. */
export async function setUp(urls, { replicas, settings = {}, name = 'nominal' }) {
  const fleet = await Fleet.connect(
    natsOptionsSchema.parse({ servers: urls, fleet: name }),
    'bench',
  );
  const limits = fleetLimitsSchema.parse({ replicas });
  for (let tries = 0; ; tries++) {
    try {
      await setUpFleet(fleet, limits, fleetSettingsSchema.parse(settings));
      return fleet;
    } catch (error) {
      if (tries === 20) throw error;
      await delay(500);
    }
  }
}

/** Fits a model from generated parts, and returns more parts. */
export async function prepareProduct(folder, options) {
  const data = join(folder, 'parts');
  const size = { height: 256, width: 256 };
  const counts = { trainGood: 40, testGood: 30, testDefective: 30 };
  await writeDataset(data, { category: 'cap', seed: 1, ...size, ...counts });
  const detector = await fit(await collectImages([join(data, 'train', 'good')]), options);
  const modelPath = join(folder, 'cap.nominal');
  await detector.save(modelPath);
  await detector.close();
  const paths = await collectImages([join(data, 'test')]);
  const images = await Promise.all(paths.map((path) => readFile(path)));
  return { modelPath, paths, images };
}

export async function publish(fleet, modelPath) {
  await publishModel(fleet, 'cap', { bytes: await readFile(modelPath), falseRejectRate: null });
}

async function printed(child, stream, text) {
  let output = '';
  await new Promise((resolve, reject) => {
    stream.setEncoding('utf8').on('data', (piece) => {
      output = (output + piece).slice(-20_000);
      if (output.includes(text)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}: ${output}`)));
    child.once('error', reject);
  });
}

async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const one = createServer();
      one.listen(0, '127.0.0.1');
      await once(one, 'listening');
      return one;
    }),
  );
  const ports = servers.map(
    (one) => /** @type {import('node:net').AddressInfo} */ (one.address()).port,
  );
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}
