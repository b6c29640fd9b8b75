// Images sent to a station that inspects through a fleet on three NATS servers and keeps its history in
// PostgreSQL: each must have exactly one result and one decision, whatever happens meanwhile.
import { DeliverPolicy } from '@nats-io/jetstream';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeDataset } from '../../dist/demo/index.js';
import { drainWorkers } from '../../packages/fleet/dist/operations/drainWorkers.js';
import { decodeResult } from '../../packages/fleet/dist/protocol/resultMessage.js';
import { presets } from '../../dist/index.js';
import { fitProduct, inspect, readImages, startStation } from '../station/stationBench.mjs';
import { setUp, startServers, startWorker } from './fleetBench.mjs';
import { startPostgres } from './postgres.mjs';

/** Silence after which a request is given to another worker. */
const ACK_WAIT_MS = 2000;
/** Workers that may be killed while holding one request before it is given up. */
const MAX_TRIES = 20;
/** How long the NATS server is down. */
const DOWN_MS = 5000;
/** Cameras: each sends its next image when the last is decided. */
const CAMERAS = 16;

/** Kills workers, stops one server for a while, and restarts PostgreSQL, once as after a crash. */
export function faults(folder, { requests, workers: count, killEveryMs }) {
  return inspectDuring(
    folder,
    requests,
    async ({ startOne, servers, postgres, reached, isOver }) => {
      const events = { kills: 0, serverStops: 0, databaseRestarts: 0 };
      const crew = await Promise.all(Array.from({ length: count }, startOne));
      const starting = new Set();
      const killing = async () => {
        for (let i = 0; ; i = (i + 1) % count) {
          await delay(killEveryMs);
          if (isOver()) return;
          // Without this, successors would pile up on a machine that starts programs slowly.
          if (crew[i] === null) continue;
          const killed = crew[i];
          crew[i] = null;
          await killed.kill();
          events.kills++;
          // The next kill does not wait for this one's successor.
          starting.add(startOne().then((worker) => (crew[i] = worker)));
        }
      };
      const disturbing = async () => {
        await reached(0.25);
        await servers[1].stop();
        events.serverStops++;
        await delay(DOWN_MS);
        await servers[1].start();
        for (const [share, mode] of [
          [0.5, 'immediate'],
          [0.75, 'fast'],
        ]) {
          await reached(share);
          await postgres.restart(mode);
          events.databaseRestarts++;
        }
      };
      return {
        events,
        run: () => Promise.all([killing(), disturbing()]),
        end: async () => {
          await Promise.allSettled(starting);
          await Promise.all(crew.map((worker) => worker?.kill()));
        },
      };
    },
  );
}

/** Drains and replaces each worker, and restarts each server and PostgreSQL, one after the other. */
export function upgrade(folder, { requests, workers: count }) {
  return inspectDuring(
    folder,
    requests,
    async ({ fleet, startOne, servers, postgres, reached }) => {
      const events = { drained: 0, serverStops: 0, databaseRestarts: 0 };
      const crew = await Promise.all(Array.from({ length: count }, startOne));
      const steps = [
        ...crew.map((old, i) => async () => {
          crew[i] = await startOne();
          await drainWorkers(fleet, [old.name], new AbortController().signal);
          events.drained++;
        }),
        ...servers.map((server) => async () => {
          await server.stop();
          await server.start();
          // The next server has to wait until all copies are complete again.
          while (!(await isComplete(fleet))) await delay(200);
          events.serverStops++;
        }),
        async () => {
          await postgres.restart('fast');
          events.databaseRestarts++;
        },
      ];
      return {
        events,
        run: async () => {
          for (const [i, step] of steps.entries()) {
            await reached((i + 1) / (steps.length + 2));
            await step();
          }
        },
        end: () => Promise.all(crew.map((worker) => worker.kill())),
      };
    },
  );
}

/** Has images inspected during disturbances, and counts their results and decisions. */
async function inspectDuring(folder, requests, prepare) {
  const servers = await startServers(folder, 3);
  const urls = servers.map(({ url }) => url);
  const settings = { ackWaitMs: ACK_WAIT_MS, maxTries: MAX_TRIES };
  const fleet = await setUp(urls, { replicas: 3, settings });
  const postgres = await startPostgres(folder);
  let answered = 0;
  let over = false;
  // A worker may connect to the server that is down; a supervisor would start it again.
  const startOne = () =>
    startWorker(urls, folder, ['--threads', '1']).catch((error) => {
      if (over) throw error;
      return startOne();
    });
  const reached = async (share) => {
    while (answered < share * requests) await delay(100);
  };
  const isOver = () => over;
  const { events, run, end } = await prepare({
    fleet,
    servers,
    postgres,
    startOne,
    reached,
    isOver,
  });
  const args = ['--nats', urls.join(','), '--database', postgres.url];
  const station = await startStation(join(folder, 'station'), args);
  const { product, images } = await makeProduct(station.api, folder);

  const begin = performance.now();
  const names = Array.from({ length: requests }, (_, i) => `request-${i}.png`);
  const refusals = {};
  const cameras = handIn(names, async (name, i) => {
    const image = images[i % images.length];
    const { status, retryAfterS } = await inspect(station.api, product, image, name);
    if (status === 200) return void answered++;
    if (status !== 429 && status !== 503) throw new Error(`${name} was answered ${status}`);
    refusals[status] = (refusals[status] ?? 0) + 1;
    await delay(1000 * Math.max(retryAfterS, 0.2));
    return false;
  });
  const running = run();
  const telling = setInterval(() => {
    console.error(`${answered} of ${requests} answered`, events);
  }, 10_000);
  await cameras;
  const seconds = (performance.now() - begin) / 1000;
  clearInterval(telling);
  over = true;
  await running;
  while ((await messagesOf(fleet, fleet.names.requests)) !== 0) await delay(200);

  const kept = await (await fetch(`${station.api}/inspections/export?format=jsonl`)).text();
  const decisions = kept
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).name);
  const results = await readResults(fleet);
  const tries = results.map((result) => result.tries);
  const figures = {
    requests,
    ...events,
    refusals,
    seconds,
    results: results.length,
    judged: results.filter(({ outcome }) => outcome.kind === 'judged').length,
    resultsTwice: repeated(results.map(({ id }) => id)),
    decisions: decisions.length,
    decisionsTwice: repeated(decisions),
    missing: names.filter((name) => !decisions.includes(name)).length,
    triedAgain: tries.filter((n) => n > 1).length,
    mostTries: Math.max(...tries),
  };
  await station.stop();
  await end();
  await fleet.close();
  await postgres.stop();
  await Promise.all(servers.map((server) => server.stop('SIGKILL')));
  return figures;
}

/** Makes a fitted product of the station, and further parts. */
async function makeProduct(api, folder) {
  const data = join(folder, 'parts');
  const size = { height: 256, width: 256 };
  const counts = { trainGood: 40, testGood: 60, testDefective: 0 };
  await writeDataset(data, { category: 'cap', seed: 1, ...size, ...counts });
  const training = await readImages(join(data, 'train', 'good'));
  const product = await fitProduct(api, 'cap', training, presets.fast);
  return { product, images: await readImages(join(data, 'test', 'good')) };
}

/** Sends each image until it has a decision. */
async function handIn(names, send) {
  const left = names.entries();
  const camera = async () => {
    for (const [i, name] of left) while ((await send(name, i)) === false) continue;
  };
  await Promise.all(Array.from({ length: CAMERAS }, camera));
}

async function readResults(fleet) {
  const { names, streams } = fleet;
  const { messages } = (await fleet.manager.streams.info(names.results)).state;
  const consumer = await streams.consumers.get(names.results, {
    deliver_policy: DeliverPolicy.All,
  });
  const results = [];
  for await (const message of await consumer.consume()) {
    results.push(decodeResult(message.string()));
    if (results.length === messages) break;
  }
  return results;
}

/** Null while the servers choose a leader. */
async function messagesOf(fleet, stream) {
  return fleet.manager.streams.info(stream).then(
    ({ state }) => state.messages,
    () => null,
  );
}

/** Whether each server has a complete copy of each stream. */
async function isComplete({ manager, names }) {
  const streams = [names.requests, names.results, names.deadLetters];
  const infos = await Promise.all(
    streams.map((stream) => manager.streams.info(stream).catch(() => null)),
  );
  return infos.every(
    (info) =>
      info?.cluster?.replicas?.length === 2 &&
      info.cluster.replicas.every(({ current, offline }) => current && offline !== true),
  );
}

/** How many values occur more than once. */
function repeated(values) {
  const times = new Map();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times.values()].filter((n) => n > 1).length;
}
