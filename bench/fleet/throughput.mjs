// Images per second of one and two workers, alternating with the library's own batch rate.
import { DeliverPolicy } from '@nats-io/jetstream';
import { FleetClient } from '../../packages/fleet/dist/client/FleetClient.js';
import { decodeResult } from '../../packages/fleet/dist/protocol/resultMessage.js';
import { Detector } from '../../dist/index.js';
import { median } from '../shared/figures.mjs';
import { prepareProduct, publish, setUp, startServers, startWorker } from './fleetBench.mjs';

/** Images not counted at the start of a run, while a model is loaded and code is compiled. */
const WARM_UP = 60;

export async function throughput(folder, { images: count, rounds }) {
  const product = await prepareProduct(folder, {});
  const [server] = await startServers(folder, 1);
  const stream = Array.from({ length: count }, (_, i) => product.paths[i % product.paths.length]);
  const rates = { library: [], workers1: [], sideBySide: [], workers2: [] };
  for (let round = 0; round < rounds; round++) {
    const fleet = (workers) =>
      fleetRate(folder, server.url, product, { count, workers, name: `r${round}-${workers}` });
    rates.library.push(await libraryRate(product.modelPath, stream, 1));
    rates.workers1.push(await fleet(1));
    rates.sideBySide.push(await libraryRate(product.modelPath, stream, 2));
    rates.workers2.push(await fleet(2));
  }
  await server.stop('SIGKILL');
  const medians = Object.fromEntries(
    Object.entries(rates).map(([name, all]) => [name, median(all)]),
  );
  const ratios = (a, b) => median(rates[a].map((rate, i) => rate / rates[b][i]));
  return {
    images: count,
    rounds,
    perSecond: medians,
    oneWorkerOfLibrary: ratios('workers1', 'library'),
    twoWorkersOfLibrary: ratios('workers2', 'sideBySide'),
  };
}

/** Images per second of the library with a number of workers, each on a thread of its own. */
async function libraryRate(modelPath, stream, workers) {
  const detector = await Detector.load(modelPath, { runtime: { threads: workers, workers } });
  const ends = [];
  for await (const result of detector.inspectAll(stream)) {
    if ('error' in result) throw result.error;
    ends.push(performance.now());
  }
  await detector.close();
  return rateOf(ends);
}

/** Images per second of a fleet's workers that find all images waiting. */
async function fleetRate(folder, url, product, { count, workers, name }) {
  const fleet = await setUp([url], { replicas: 1, name });
  await publish(fleet, product.modelPath);
  const client = await FleetClient.open(fleet, 'bench');
  for (let i = 0; i < count; i++) {
    const image = product.images[i % product.images.length];
    await client.submit({ product: 'cap', image });
  }
  const flags = ['--threads', '1', '--fleet', name];
  const running = await Promise.all(
    Array.from({ length: workers }, () => startWorker([url], folder, flags)),
  );
  const ends = await resultTimes(fleet, count);
  await Promise.all(running.map((worker) => worker.stop()));
  await client.close();
  for (const stream of [fleet.names.requests, fleet.names.results])
    await fleet.manager.streams.delete(stream);
  await fleet.close();
  return rateOf(ends);
}

async function resultTimes(fleet, count) {
  const consumer = await fleet.streams.consumers.get(fleet.names.results, {
    deliver_policy: DeliverPolicy.All,
  });
  const ends = [];
  for await (const message of await consumer.consume()) {
    ends.push(Date.parse(decodeResult(message.string()).finishedAt));
    if (ends.length === count) break;
  }
  return ends.sort((a, b) => a - b);
}

function rateOf(ends) {
  const counted = ends.slice(WARM_UP);
  return ((counted.length - 1) / (counted.at(-1) - counted[0])) * 1000;
}
