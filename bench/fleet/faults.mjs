// Requests handed in to a cluster of three servers while workers are killed every second and one of the
// servers is stopped and started again: each must have exactly one result.
import { DeliverPolicy } from '@nats-io/jetstream';
import { FleetClient } from '../../dist/fleet/client/FleetClient.js';
import { decodeResult } from '../../dist/fleet/protocol/resultMessage.js';
import { presets } from '../../dist/index.js';
import { prepareProduct, publish, setUp, startServers, startWorker } from './fleetBench.mjs';

/** Silence after which a request is given to another worker. */
const ACK_WAIT_MS = 2000;
/** So many workers may be killed with one request in hand before it is given up. */
const MAX_TRIES = 20;
/** For how long the server is away. */
const DOWN_MS = 5000;

export async function faults(folder, { requests, workers: count, killEveryMs }) {
  const product = await prepareProduct(folder, presets.fast);
  const servers = await startServers(folder, 3);
  const urls = servers.map(({ url }) => url);
  const fleet = await setUp(urls, {
    replicas: 3,
    settings: { ackWaitMs: ACK_WAIT_MS, maxTries: MAX_TRIES },
  });
  await publish(fleet, product.modelPath);
  const client = await FleetClient.open(fleet, 'bench');
  // A worker may meet the server that is away; whatever looks after workers starts them again.
  const start = () =>
    startWorker(urls, folder, ['--threads', '1']).catch((error) => {
      if (over) throw error;
      return start();
    });
  let over = false;
  const workers = await Promise.all(Array.from({ length: count }, start));
  const events = { kills: 0, serverStops: 0, refusals: 0 };

  const begin = performance.now();
  const starting = new Set();
  const killing = (async () => {
    for (let i = 0; !over; i = (i + 1) % count) {
      await new Promise((done) => setTimeout(done, killEveryMs));
      if (over) return;
      // On a machine that starts programs slowly, successors would pile up without end.
      if (workers[i] === null) continue;
      const killed = workers[i];
      workers[i] = null;
      await killed.kill();
      events.kills++;
      // The next kill does not wait for this one's successor.
      starting.add(
        start().then((worker) => {
          workers[i] = worker;
        }),
      );
    }
  })();
  const ids = Array.from({ length: requests }, (_, i) => `request-${i}`);
  const handingIn = handIn(client, product.images, ids, events);
  const answered = () => fleet.manager.streams.info(fleet.names.results).then(messagesOf, () => 0);
  const telling = setInterval(async () => {
    console.error(`${await answered()} of ${requests} answered, ${events.kills} workers killed`);
  }, 5000);
  await until(async () => (await answered()) > requests / 4);
  await servers[1].stop();
  events.serverStops++;
  await new Promise((done) => setTimeout(done, DOWN_MS));
  await servers[1].start();
  await handingIn;
  await until(async () => (await answered()) >= requests);
  const seconds = (performance.now() - begin) / 1000;
  over = true;
  clearInterval(telling);
  await killing;
  await until(async () => messagesOf(await fleet.manager.streams.info(fleet.names.requests)) === 0);

  const results = await readResults(fleet);
  const figures = { requests, ...events, seconds, ...countResults(results, ids) };
  await Promise.allSettled(starting);
  await Promise.all(workers.map((worker) => worker?.kill()));
  await client.close();
  await fleet.close();
  await Promise.all(servers.map((server) => server.stop('SIGKILL')));
  return figures;
}

/** Hands each request in until the servers have it; some at a time, as cameras would. */
async function handIn(client, images, ids, events) {
  const left = ids.entries();
  const camera = async () => {
    for (const [i, id] of left) {
      const request = { product: 'cap', image: images[i % images.length], id };
      while (!(await client.submit(request).then(() => true, refused))) continue;
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const refused = async () => {
    events.refusals++;
    await new Promise((done) => setTimeout(done, 200));
    return false;
  };
  await Promise.all(Array.from({ length: 4 }, camera));
}

async function readResults(fleet) {
  const { names, streams } = fleet;
  const messages = messagesOf(await fleet.manager.streams.info(names.results));
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

function countResults(results, ids) {
  const times = new Map();
  for (const { id } of results) times.set(id, (times.get(id) ?? 0) + 1);
  const tries = results.map((result) => result.tries);
  return {
    results: results.length,
    judged: results.filter(({ outcome }) => outcome.kind === 'judged').length,
    twice: [...times.values()].filter((n) => n > 1).length,
    missing: ids.filter((id) => !times.has(id)).length,
    triedAgain: tries.filter((n) => n > 1).length,
    mostTries: Math.max(...tries),
  };
}

const messagesOf = ({ state }) => state.messages;

async function until(holds) {
  for (;;) {
    const is = await holds().catch(() => false);
    if (is) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}
