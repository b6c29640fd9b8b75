import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FleetClient } from '../../../packages/fleet/src/client/FleetClient.ts';
import { publishModel } from '../../../packages/fleet/src/client/publishModel.ts';
import type {
  Inspection,
  Job,
  ModelJobResult,
  Product,
} from '../../../packages/station/src/web/types.ts';
import type { Decision } from '../../../src/decision/index.ts';
import type { InspectionJson } from '../../../src/index.ts';
import { hangMs } from '../../hangMs.ts';
import { hasNats, startNats } from '../fleet/natsServer.ts';
import { spawnWorker } from '../fleet/spawnWorker.ts';
import { setUpTestFleet } from '../fleet/testFleet.ts';
import { runNominal } from '../runNominal.ts';
import { call, createProduct, ended, partPng, startTestStation } from './testStation.ts';
import type { TestStation } from './testStation.ts';

describe('one decision in every output', () => {
  let hooks: Server;
  let station: TestStation;
  let product: Product;
  let image: Buffer;
  let model: Buffer;
  /** The decision as `POST /inspect` answers it. */
  let answered: Inspection;
  const messages: unknown[] = [];
  let event: unknown;

  beforeAll(async () => {
    hooks = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        messages.push(JSON.parse(body));
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(hooks, 'listening');
    const { port } = hooks.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const sink = { kind: 'webhook', name: 'mes', url, secret: 'a secret of the tests' } as const;
    station = await startTestStation({ sinks: [{ ...sink, verdicts: ['anomalous'] }] });
    const { ask } = station;
    product = await createProduct(ask, 'tile', { images: 8 });
    model = Buffer.from(await (await ask(`models/${product.modelId}/file`)).arrayBuffer());
    // Twice as large as the images that the model was fitted from.
    const part = sharp(await partPng(50, 'scratch'));
    const { width = 0 } = await part.metadata();
    image = await part
      .resize({ width: 2 * width, kernel: 'nearest' })
      .png()
      .toBuffer();
    const events = await ask('events');
    answered = await inspected();
    event = await firstEvent(events);
  });
  afterAll(async () => {
    await station.end();
    hooks.close();
  });

  function inspect(query = ''): Promise<Response> {
    return station.ask(`inspect?product=${product.id}&name=a.png${query}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(image),
    });
  }

  async function inspected(): Promise<Inspection> {
    const answer = (await (await inspect()).json()) as { inspections: Inspection[] };
    return answer.inspections[0];
  }

  it('of the station is the same, with whole regions', async () => {
    const { ask } = station;
    const { id, details } = answered;
    expect(answered.verdict).toBe('anomalous');
    expect(details.regions.length).toBeGreaterThan(0);
    for (const region of details.regions) {
      expect(Object.keys(region).sort()).toEqual(
        [
          ...['area', 'belowPixelThreshold', 'contours', 'height', 'maxScore', 'meanScore'],
          ...['width', 'x', 'y'],
        ].sort(),
      );
      expect(region.contours[0].length).toBeGreaterThan(2);
    }
    expect(await call(ask, 'GET', `inspections/${id}`)).toEqual(answered);
    const { inspections } = await call<{ inspections: unknown[] }>(ask, 'GET', 'inspections');
    expect(inspections).toEqual([answered]);
    expect(event).toEqual(answered);
    const exported = await (await ask('inspections/export?format=jsonl')).text();
    expect(exported.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(exported)).toEqual(answered);
  });

  it('is what a webhook is sent', async () => {
    await expect.poll(() => messages).toHaveLength(1);
    const { id, modelId, name, sha256, source, createdAt, details, part, stamps } = answered;
    expect(messages).toEqual([
      {
        ...{ id, modelId, source, createdAt, part, stamps },
        ...decisionOf(answered),
        product: { id: product.id, name: product.name },
        image: { name, sha256 },
        regions: details.regions,
        warnings: ['OTHER_SIZE'],
      },
    ]);
  });

  it('is what the command line prints', async () => {
    const paths = {
      model: join(station.folder, 'a.nominal'),
      image: join(station.folder, 'a.png'),
    };
    await Promise.all([writeFile(paths.model, model), writeFile(paths.image, image)]);
    const rate = `--false-reject-rate=${product.falseRejectRate}`;
    const { out } = await runNominal('inspect', paths.model, paths.image, '--json', rate);
    const printed = JSON.parse(out) as InspectionJson;
    expect(decisionOf(printed)).toEqual(decisionOf(answered));
    const { regions, thresholdExtrapolated, timing, warnings } = printed;
    expect({ regions, thresholdExtrapolated, warnings }).toEqual({
      regions: answered.details.regions,
      thresholdExtrapolated: answered.details.thresholdExtrapolated,
      warnings: answered.details.warnings,
    });
    expect(Object.keys(timing)).toEqual(Object.keys(answered.details.timing));
  });

  it.skipIf(!hasNats)(
    'is what a worker of a fleet answers (skipped without nats-server)',
    async () => {
      const server = await startNats();
      const fleet = await setUpTestFleet(server.url);
      const { falseRejectRate } = product;
      await publishModel(fleet, 'tile', { bytes: model, falseRejectRate });
      const client = await FleetClient.open(fleet);
      const worker = await spawnWorker(server.url, ['--cache', station.folder]);
      try {
        const { outcome } = await client.inspect({ product: 'tile', image }, hangMs);
        const { judgement } = outcome;
        expect(decisionOf(judgement)).toEqual(decisionOf(answered));
        expect(lastingOf(judgement.details)).toEqual(lastingOf(answered.details));
      } finally {
        await worker.kill();
        await client.close();
        await fleet.close();
        await server.end();
      }
    },
  );

  it('is what jobs come to', async () => {
    const { ask } = station;
    const later = (await (await inspect('&wait=false')).json()) as Job;
    const { inspections } = (await ended(ask, later.id)).result as { inspections: number[] };
    const again = await call<Inspection>(ask, 'GET', `inspections/${inspections[0]}`);
    expect(decisionOf(again)).toEqual(decisionOf(answered));
    expect(lastingOf(again.details)).toEqual(lastingOf(answered.details));

    const { id, imageScore, threshold, verdict } = answered;
    const review = { review: 'confirmed', comment: 'a scratch' };
    const reviewed = await call<Inspection>(ask, 'PUT', `inspections/${id}/review`, review);
    const { reviewedBy, reviewedAt } = reviewed;
    expect(reviewed).toEqual({ ...answered, ...review, reviewedBy, reviewedAt });
    await ask(`products/${product.id}/images`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(await partPng(55)),
    });
    const update = await call<Job>(ask, 'POST', `products/${product.id}/update`);
    const { result } = await ended(ask, update.id);
    expect((result as ModelJobResult).reviewed).toMatchObject([
      { inspectionId: id, before: { imageScore, threshold, verdict } },
    ]);
  });
});

function decisionOf({ imageScore, pValue, threshold, verdict }: Decision): Decision {
  return { imageScore, pValue, threshold, verdict };
}

/** Details without the times that stages took, which differ by run. */
function lastingOf({ timing, ...details }: Inspection['details']) {
  return { ...details, stages: Object.keys(timing) };
}

async function firstEvent(response: Response): Promise<unknown> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const data = /^event: inspection\ndata: (.*)\n\n/m.exec(text);
    if (data !== null) {
      await reader?.cancel();
      return JSON.parse(data[1]);
    }
    const chunk = await reader?.read();
    if (chunk?.value === undefined) throw new Error(`the stream ended: ${text}`);
    text += chunk.value;
  }
}
