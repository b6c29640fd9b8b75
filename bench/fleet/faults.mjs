// Images handed in to a station whose work is done by a fleet and whose history is in PostgreSQL, while
// workers are killed, one of three NATS servers is stopped and started again, and PostgreSQL is
// restarted, once as after a crash: each image must have exactly one result and one decision.
import { DeliverPolicy } from '@nats-io/jetstream';
import { join } from 'node:path';
import { writeDataset } from '../../dist/demo/index.js';
import { decodeResult } from '../../dist/fleet/protocol/resultMessage.js';
import { presets } from '../../dist/index.js';
import { fitProduct, inspect, readImages, startStation } from '../station/stationBench.mjs';
import { setUp, startServers, startWorker } from './fleetBench.mjs';
import { startPostgres } from './postgres.mjs';

/** Silence after which a request is given to another worker. */
const ACK_WAIT_MS = 2000;
/** So many workers may be killed with one request in hand before it is given up. */
const MAX_TRIES = 20;
/** For how long the NATS server is away. */
const DOWN_MS = 5000;
/** Cameras: each sends its next image when the last is decided. */
const CAMERAS = 16;

export async function faults(folder, { requests, workers: count, killEveryMs }) {
  const servers = await startServers(folder, 3);
  const urls = servers.map(({ url }) => url);
  const settings = { ackWaitMs: ACK_WAIT_MS, maxTries: MAX_TRIES };
  const fleet = await setUp(urls, { replicas: 3, settings });
  const postgres = await startPostgres(folder);
  const crew = await startCrew(urls, folder, count);
  const args = ['--nats', urls.join(','), '--database', postgres.url];
  const station = await startStation(join(folder, 'station'), args);
  const { product, images } = await makeProduct(station.api, folder);

  const begin = performance.now();
  const events = { serverStops: 0, databaseRestarts: 0, refusals: 0 };
  const names = Array.from({ length: requests }, (_, i) => `request-${i}.png`);
  let answered = 0;
  const cameras = handIn(names, async (name, i) => {
    const { status, retryAfterS } = await inspect(
      station.api,
      product,
      images[i % images.length],
      name,
    );
    if (status === 200) return void answered++;
    if (status !== 429 && status !== 503) throw new Error(`${name} was answered ${status}`);
    events.refusals++;
    await delay(1000 * Math.max(retryAfterS, 0.2));
    return false;
  });
  const killing = crew.killEvery(killEveryMs);
  const telling = setInterval(() => {
    console.error(`${answered} of ${requests} answered, ${crew.kills} workers killed`);
  }, 10_000);
  const reached = async (share) => {
    while (answered < share * requests) await delay(100);
  };
  const disturbing = (async () => {
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
  })();
  await Promise.all([cameras, disturbing]);
  const seconds = (performance.now() - begin) / 1000;
  clearInterval(telling);
  crew.stopKilling();
  await killing;
  while ((await messagesOf(fleet, fleet.names.requests)) > 0) await delay(200);

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
    kills: crew.kills,
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
  await crew.end();
  await fleet.close();
  await postgres.stop();
  await Promise.all(servers.map((server) => server.stop('SIGKILL')));
  return figures;
}

/** Workers of which one after the other is killed and started anew. */
async function startCrew(urls, folder, count) {
  let over = false;
  // A worker may meet the server that is away; whatever looks after workers starts them again.
  const start = () =>
    startWorker(urls, folder, ['--threads', '1']).catch((error) => {
      if (over) throw error;
      return start();
    });
  const workers = await Promise.all(Array.from({ length: count }, start));
  const starting = new Set();
  const crew = {
    kills: 0,
    killEvery: async (ms) => {
      for (let i = 0; !over; i = (i + 1) % count) {
        await delay(ms);
        // On a machine that starts programs slowly, successors would pile up without end.
        if (over || workers[i] === null) continue;
        const killed = workers[i];
        workers[i] = null;
        await killed.kill();
        crew.kills++;
        // The next kill does not wait for this one's successor.
        starting.add(start().then((worker) => (workers[i] = worker)));
      }
    },
    stopKilling: () => (over = true),
    end: async () => {
      await Promise.allSettled(starting);
      await Promise.all(workers.map((worker) => worker?.kill()));
    },
  };
  return crew;
}

/** A fitted product of the station, and further parts. */
async function makeProduct(api, folder) {
  const data = join(folder, 'parts');
  const size = { height: 256, width: 256 };
  const counts = { trainGood: 40, testGood: 60, testDefective: 0 };
  await writeDataset(data, { category: 'cap', seed: 1, ...size, ...counts });
  const training = await readImages(join(data, 'train', 'good'));
  const product = await fitProduct(api, 'cap', training, presets.fast);
  return { product, images: await readImages(join(data, 'test', 'good')) };
}

/** Hands each image in until it is decided on. */
async function handIn(names, send) {
  const left = names.entries();
  const camera = async () => {
    for (const [i, name] of left) while ((await send(name, i)) === false) continue;
  };
  await Promise.all(Array.from({ length: CAMERAS }, camera));
}

async function readResults(fleet) {
  const { names, streams } = fleet;
  const messages = await messagesOf(fleet, names.results);
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

async function messagesOf(fleet, stream) {
  return (await fleet.manager.streams.info(stream)).state.messages;
}

/** How many come more than once. */
function repeated(values) {
  const times = new Map();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times.values()].filter((n) => n > 1).length;
}

function delay(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
