import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inspection, Job, Token } from '../../../packages/station/src/web/types.ts';
import { type Operation, operationsOf, sampleOf, wrongTextOf, wrongValueOf } from './openApi.ts';
import { camera, writeFrames } from './testCamera.ts';
import {
  call,
  createProduct,
  ended,
  formOf,
  partPng,
  startTestStation,
  type TestStation,
} from './testStation.ts';

/** Valid ids that do not exist. */
const ABSENT: Readonly<Record<string, string>> = {
  sha256: '0'.repeat(64),
  inspection: '999999',
  alarm: '999999',
};

const NAME = 'part of the contract';
/** Nobody is there. */
const BROKER = { kind: 'mqtt', name: 'added', url: 'mqtt://127.0.0.1:1' };

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });

describe('the HTTP interface as its OpenAPI document says', () => {
  let station: TestStation;
  let folder = '';
  let operations: Operation[] = [];
  /** Values of address parameters. */
  let known: Record<string, string>;
  let image: Buffer;
  let roi: object;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-contract-'));
    const trigger = { on: 'http', frameTimeoutMs: 30_000 } as const;
    const line = camera('line', await writeFrames(folder), {}, { product: NAME, trigger });
    station = await startTestStation({ sources: [line] });
    operations = operationsOf(await (await station.ask('openapi.json')).json());
    image = await partPng(50, 'scratch');
    await prepare();
  });
  afterAll(async () => {
    await station.end();
    await rm(folder, { recursive: true });
  });

  /** Creates the resources that the addresses name. */
  async function prepare(): Promise<void> {
    const { ask } = station;
    const product = await createProduct(ask, NAME, { images: 10 });
    const inspected = async (bytes: Buffer) => {
      const response = await ask(`inspect?product=${product.id}`, imageRequest(bytes));
      return ((await response.json()) as { inspections: Inspection[] }).inspections[0];
    };
    // By the model before the update: it can be judged again.
    await inspected(await partPng(61));
    const extra = imageRequest(await partPng(55));
    expect((await ask(`products/${product.id}/images`, extra)).ok).toBe(true);
    const updated = await call<Job>(ask, 'POST', `products/${product.id}/update`);
    expect(await ended(ask, updated.id)).toMatchObject({ state: 'done', error: null });
    const [older] = (
      await call<{ id: string; inUse: boolean }[]>(ask, 'GET', `models?product=${product.id}`)
    ).filter(({ inUse }) => !inUse);
    const good = await inspected(await partPng(60));
    const bad = await inspected(image);
    const review = (id: number, said: string) =>
      call(ask, 'PUT', `inspections/${id}/review`, { review: said, addToTraining: false });
    await review(good.id, good.verdict === 'nominal' ? 'confirmed' : 'falseReject');
    await review(bad.id, bad.verdict === 'nominal' ? 'missedDefect' : 'confirmed');
    const report = await call<Job>(ask, 'POST', `products/${product.id}/report`);
    expect(await ended(ask, report.id)).toMatchObject({ state: 'done', error: null });
    // The region is the whole image, so that it changes nothing.
    const corners = [
      [0, 0],
      [112, 0],
      [112, 96],
      [0, 96],
    ];
    roi = { height: 96, width: 112, zones: [{ name: 'all', polygons: [corners] }] };
    await call(ask, 'PATCH', `products/${product.id}`, { config: { roi } });
    const images = await call<{ sha256: string }[]>(ask, 'GET', `products/${product.id}/images`);
    const token = await call<Token>(ask, 'POST', 'tokens', { name: 'line', scope: 'inspect' });
    const binned = await call<Token>(ask, 'POST', 'tokens', { name: 'old', scope: 'inspect' });
    await call(ask, 'DELETE', `tokens/${binned.id}`);
    const { alarms, testImages } = station.station.store;
    const { sha256 } = images[0];
    await testImages.add(product.id, { sha256, name: 'known.png', label: 'good' });
    const alarm = await alarms.raise({
      ...{ productId: product.id, measured: { rejects: 5 } },
      kind: 'rejectsInRow',
    });
    known = {
      alarm: String(alarm.id),
      binned: binned.id,
      product: product.id,
      model: older.id,
      inspection: String(bad.id),
      sha256,
      job: report.id,
      token: token.id,
      source: 'line',
      sink: 'added',
    };
    await call(ask, 'POST', 'sources', { ...BROKER, product: NAME, topic: 'a' });
    await call(ask, 'POST', 'sinks', BROKER);
  }

  function addressOf({ path }: Operation, values: Record<string, string> = known): string {
    // The camera is of the configuration, and not to be changed.
    const source = values === known && path.endsWith('{source}') ? 'added' : values.source;
    return path
      .replace(/^\/api\/v1\//, '')
      .replace(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent({ ...values, source }[name] ?? ''),
      );
  }

  function queryOf({ parameters }: Operation): URLSearchParams {
    const required = parameters.filter(({ in: place, required }) => place === 'query' && required);
    return new URLSearchParams(
      required.map(({ name, schema }): [string, string] => [
        name,
        known[name] ?? String(sampleOf(schema)),
      ]),
    );
  }

  /** A request that a route must accept. */
  function requestOf(operation: Operation): RequestInit {
    const { method, path, body } = operation;
    if (method === 'POST' && /\/(inspect|images|test-images|calibrate)$/.test(path))
      return imageRequest(image);
    if (method === 'POST' && path.endsWith('/models'))
      return {
        method,
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(modelFile),
      };
    if (body === null) return { method };
    const named = Object.entries({
      '/session': { token: secret },
      '{product}/settings': { modelId: known.model },
      '/sources': { ...BROKER, name: 'new', product: NAME, topic: 'a' },
      '/sinks': { ...BROKER, name: 'new' },
      '{source}': { topic: 'b' },
      '{sink}': { topic: 'b' },
      '/bin/restore': { kind: 'token', id: known.binned, productId: null },
    }).find(([end]) => path.endsWith(end));
    const value = named === undefined ? sampleOf(body) : named[1];
    return { method, headers: json, body: JSON.stringify(value) };
  }

  let modelFile = Buffer.alloc(0);
  let secret = '';

  it('describes every route once, each with its errors', () => {
    expect(operations.length).toBeGreaterThan(30);
    for (const { method, path, responses } of operations) {
      expect(responses, `${method} ${path}`).toHaveProperty('4XX');
    }
  });

  it('refuses a wrong value in each part of an address and each query with 400', async () => {
    const { ask } = station;
    let tried = 0;
    for (const operation of operations) {
      for (const { name, in: place, schema } of operation.parameters) {
        const wrong = wrongTextOf(schema);
        if (wrong === undefined) continue;
        const query = queryOf(operation);
        if (place === 'query') query.set(name, wrong);
        const address = addressOf(
          operation,
          place === 'path' ? { ...known, [name]: wrong } : known,
        );
        await expectError(
          await ask(`${address}?${query.toString()}`, requestOf(operation)),
          400,
          operation,
          name,
        );
        tried++;
      }
      const query = queryOf(operation);
      if (operation.parameters.some(({ in: place }) => place === 'query')) {
        query.set('noSuchThing', '1');
        const address = `${addressOf(operation)}?${query.toString()}`;
        await expectError(
          await ask(address, requestOf(operation)),
          400,
          operation,
          'unknown query',
        );
      }
    }
    expect(tried).toBeGreaterThan(30);
  });

  it('refuses a wrong, missing or unknown key of each body with 400', async () => {
    const { ask } = station;
    let tried = 0;
    for (const operation of operations) {
      const { body, method } = operation;
      if (body === null) continue;
      const valid = sampleOf(body) as Record<string, unknown>;
      const wrong = [
        { ...valid, noSuchKey: 1 },
        ...(body.required ?? []).map((key) =>
          Object.fromEntries(Object.entries(valid).filter(([own]) => own !== key)),
        ),
        ...Object.entries(body.properties ?? {}).flatMap(([key, schema]) => {
          const value = wrongValueOf(schema);
          return value === undefined ? [] : [{ ...valid, [key]: value }];
        }),
        [],
        'text',
      ];
      for (const value of wrong) {
        const init = { method, headers: json, body: JSON.stringify(value) };
        const address = `${addressOf(operation)}?${queryOf(operation).toString()}`;
        await expectError(await ask(address, init), 400, operation, JSON.stringify(value));
        tried++;
      }
      const broken = { method, headers: json, body: '{"half": ' };
      await expectError(await ask(addressOf(operation), broken), 400, operation, 'broken JSON');
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('answers 404 where a well-formed id names nothing', async () => {
    for (const operation of operations) {
      const names = operation.parameters.filter(({ in: place }) => place === 'path');
      for (const { name } of names) {
        const values = { ...known, [name]: ABSENT[name] ?? 'zzzzzzzzzzzzzzzz' };
        const address = `${addressOf(operation, values)}?${queryOf(operation).toString()}`;
        const response = await station.ask(address, requestOf(operation));
        await expectError(response, 404, operation, name);
      }
    }
  });

  it('refuses bodies that hold no image, and images that are none', async () => {
    const { ask } = station;
    const path = `inspect?product=${known.product}`;
    const json = { 'content-type': 'application/json' };
    const cases: [number, string, RequestInit][] = [
      [400, 'CONFIG_INVALID', { body: '{}', headers: json }],
      [400, 'CONFIG_INVALID', { body: '{"images": [{"base64": "%%%%"}]}', headers: json }],
      [422, 'IMAGE_UNREADABLE', { body: 'text', headers: { 'content-type': 'image/png' } }],
      [
        422,
        'IMAGE_UNREADABLE',
        {
          body: new Uint8Array(image.subarray(0, 300)),
          headers: { 'content-type': 'image/png' },
        },
      ],
      [400, 'INPUT_EMPTY', { body: new FormData() }],
      [400, 'CONFIG_INVALID', { body: 'x', headers: { 'content-type': 'text/csv' } }],
    ];
    for (const [status, code, init] of cases) {
      const response = await ask(path, { method: 'POST', ...init });
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      expect([response.status, error.code], JSON.stringify(init.headers)).toEqual([status, code]);
      expect(error.message).not.toContain(station.folder);
    }
  });

  it('inspects the same image alike by form, raw body and base64, and as a job', async () => {
    const { ask } = station;
    const path = `inspect?product=${known.product}`;
    const form = new FormData();
    form.append('a', new Blob([new Uint8Array(image)]), 'a.png');
    const bodies: RequestInit[] = [
      { method: 'POST', body: form },
      imageRequest(image),
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ images: [{ name: 'a.png', base64: image.toString('base64') }] }),
      },
    ];
    const scores: number[] = [];
    for (const init of bodies) {
      const response = await ask(path, init);
      const { inspections } = (await response.json()) as { inspections: Inspection[] };
      scores.push(inspections[0].imageScore);
    }
    const response = await ask(`${path}&wait=false`, imageRequest(image));
    expect(response.status).toBe(202);
    const job = await ended(ask, ((await response.json()) as Job).id);
    const { inspections } = job.result as { inspections: number[] };
    const { imageScore } = await call<Inspection>(ask, 'GET', `inspections/${inspections[0]}`);
    expect(new Set([...scores, imageScore]).size).toBe(1);
  });

  it('answers valid requests as each route declares, removals last', async () => {
    const { ask } = station;
    modelFile = Buffer.from(await (await ask(`models/${known.model}/file`)).arrayBuffer());
    secret = (
      await call<{ secret: string }>(ask, 'POST', 'tokens', { name: 'x', scope: 'inspect' })
    ).secret;
    const unseen = await Promise.all(Array.from({ length: 8 }, (_, i) => partPng(80 + i)));
    const worked: string[] = [];
    for (const operation of inOrder(operations)) {
      const { method, path } = operation;
      const what = `${method} ${path}`;
      const controller = new AbortController();
      const address = addressOf(operation, await readyFor(operation));
      const response = await ask(`${address}?${queryOf(operation).toString()}`, {
        ...(path.endsWith('/calibrate') ? { method, body: formOf(unseen) } : requestOf(operation)),
        signal: controller.signal,
      });
      const declared = Object.keys(operation.responses);
      expect(
        response.status,
        `${what}: ${response.ok ? '' : await response.clone().text()}`,
      ).toBeLessThan(300);
      expect(declared, what).toContain(String(response.status));
      const schema = operation.responses[String(response.status)];
      const type = response.headers.get('content-type') ?? '';
      if (type.includes('event-stream')) controller.abort();
      else if (schema === null || response.status === 204) await response.body?.cancel();
      else if (type.includes('json')) {
        const answer: unknown = await response.json();
        const valid = ajv.validate(schema, answer);
        expect(valid, `${what}: ${ajv.errorsText()}`).toBe(true);
        if (method === 'POST' && response.status === 202) {
          const { state, error } = await ended(ask, (answer as Job).id);
          expect([state, error], what).toEqual(['done', null]);
          worked.push(path.split('/').at(-1) ?? '');
        }
      } else await response.text();
    }
    expect(worked.toSorted()).toEqual([
      'again',
      'calibrate',
      'fit',
      'report',
      'screen',
      'sizes',
      'stress',
      'update',
    ]);
  });

  it('tells with the result of a fit what resizing loses of its images', async () => {
    const { ask } = station;
    const { id } = await createProduct(ask, `wide ${Math.random()}`, { images: 2 });
    const [job] = await call<Job[]>(ask, 'GET', `jobs?product=${id}`);
    expect(job).toMatchObject({
      kind: 'fit',
      result: { version: 1, resolution: { image: { height: 96, width: 112 }, suggestion: null } },
    });
  });

  /** Prepares everything that a route needs to succeed. @returns the values of its address. */
  async function readyFor({ method, path }: Operation): Promise<Record<string, string>> {
    const { ask } = station;
    if (method === 'POST' && path.endsWith('/update')) {
      const added = imageRequest(await partPng(70));
      expect((await ask(`products/${known.product}/images`, added)).ok).toBe(true);
    }
    if (method === 'POST' && path.endsWith('/stress')) {
      const good = `products/${known.product}/test-images?label=good`;
      expect((await ask(good, imageRequest(await partPng(90)))).ok).toBe(true);
    }
    if (path.endsWith('/models/{model}/region')) {
      await call(ask, 'PATCH', `products/${known.product}`, { config: { roi } });
      const fit = await call<Job>(ask, 'POST', `products/${known.product}/fit`);
      const { result } = await ended(ask, fit.id);
      return { ...known, model: (result as { modelId: string }).modelId };
    }
    if (method !== 'DELETE' || !path.endsWith('{job}')) return known;
    const { id } = await call<Job>(ask, 'POST', `products/${known.product}/fit`);
    return { ...known, job: id };
  }

  async function expectError(
    response: Response,
    status: number,
    { method, path }: Operation,
    what: string,
  ): Promise<void> {
    const text = await response.text();
    expect(response.status, `${method} ${path}, ${what}: ${text}`).toBe(status);
    expect(JSON.parse(text)).toMatchObject({
      error: { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.stringMatching(/\.$/) },
    });
  }
});

const json = { 'content-type': 'application/json' };

function imageRequest(bytes: Buffer): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'image/png' }, body: new Uint8Array(bytes) };
}

/** Routes that remove come last, the product at the very end. */
function inOrder(operations: readonly Operation[]): Operation[] {
  const rank = ({ method, path }: Operation) =>
    method !== 'DELETE' ? 0 : path.endsWith('{product}') ? 2 : 1;
  return operations.toSorted((a, b) => rank(a) - rank(b));
}
