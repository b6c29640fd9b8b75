import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { generatePart } from '../../../src/demo/index.ts';
import { encodePng } from '../../../src/image/index.ts';
import {
  readStationConfig,
  type StationOptions,
} from '../../../packages/station/src/config/index.ts';
import type { LogStream } from '../../../packages/station/src/api/createServer.ts';
import { type RunningStation, startStation } from '../../../packages/station/src/startStation.ts';
import type { Job, Product } from '../../../packages/station/src/web/types.ts';
import { quickOptions } from '../parts.ts';

/** A test's station, in this process, with its own folder. */
export interface TestStation extends RunningStation {
  readonly folder: string;
  /** Sends a request to the station; the path is below /api/v1. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Stops it and removes its folder. */
  readonly end: () => Promise<void>;
}

/** Starts a station on a free port; its child processes run the last build. */
export async function startTestStation(
  options: StationOptions = {},
  log?: LogStream,
): Promise<TestStation> {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-station-'));
  const config = await readStationConfig(null, { port: 0, inspectThreads: 1, ...options });
  const running = await startStation(folder, config, log);
  return {
    ...running,
    folder,
    ask: (path, init) => fetch(`${running.url}/api/v1/${path}`, init),
    end: async () => {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** PNG bytes of one generated part. */
export async function partPng(index: number, defect: 'scratch' | null = null): Promise<Buffer> {
  const { image } = generatePart({
    category: 'tile',
    seed: 1,
    index,
    height: 96,
    width: 112,
    defect,
  });
  return Buffer.from(await encodePng(image));
}

type Ask = TestStation['ask'];

/** Sends JSON and reads JSON; throws the station's error if it refuses. */
export async function call<Answer>(
  ask: Ask,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await ask(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return (text === '' ? null : JSON.parse(text)) as Answer;
}

/** A form with image files. */
export function formOf(images: readonly Uint8Array[]): FormData {
  const form = new FormData();
  for (const [i, bytes] of images.entries())
    form.append(`image${i}`, new Blob([new Uint8Array(bytes)]), `part-${i}.png`);
  return form;
}

/** Waits until a job has ended. */
export async function ended(ask: Ask, id: string): Promise<Job> {
  for (;;) {
    const job = await call<Job>(ask, 'GET', `jobs/${id}`);
    if (job.finishedAt !== null) return job;
    await delay(50);
  }
}

/** Creates a product with good images and, by default, a model. */
export async function createProduct(
  ask: Ask,
  name: string,
  { images = 12, fitted = true }: { readonly images?: number; readonly fitted?: boolean } = {},
): Promise<Product> {
  const product = await call<Product>(ask, 'POST', 'products', { name, config: quickOptions });
  const good = await Promise.all(Array.from({ length: images }, (_, i) => partPng(i)));
  const response = await ask(`products/${product.id}/images`, {
    method: 'POST',
    body: formOf(good),
  });
  if (!response.ok) throw new Error(await response.text());
  if (!fitted) return product;
  const { id } = await call<Job>(ask, 'POST', `products/${product.id}/fit`);
  const job = await ended(ask, id);
  if (job.state !== 'done') throw new Error(`the fit ${job.state}: ${job.error?.message}`);
  return call<Product>(ask, 'GET', `products/${product.id}`);
}
