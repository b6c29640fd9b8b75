import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RgbImage } from '../../../src/core/image/index.ts';
import { encodePng } from '../../../src/image/index.ts';
import { readModelFile } from '../../../src/detector/index.ts';
import type { Job, Product } from '../../../packages/station/src/web/types.ts';
import { call, createProduct, ended, startTestStation, type TestStation } from './testStation.ts';

// A busy machine must not fail these tests.

const zone = {
  name: 'middle',
  polygons: [
    [
      [20, 20],
      [90, 20],
      [90, 80],
      [20, 80],
    ],
  ],
};
const drawing = { height: 96, width: 112, zones: [zone] };

describe('a region of interest over HTTP', () => {
  let station: TestStation;
  let product: Product;
  beforeAll(async () => {
    station = await startTestStation();
    product = await createProduct(station.ask, 'tile', { fitted: false });
  });
  afterAll(() => station.end());

  const set = (roi: unknown) =>
    call<Product>(station.ask, 'PATCH', `products/${product.id}`, { config: { roi } });
  const fitted = async () => {
    const { id } = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
    const job = await ended(station.ask, id);
    expect(job).toMatchObject({ state: 'done' });
    const { modelId } = job.result as { modelId: string };
    return (await readModelFile(station.station.store.modelPath(modelId))).model;
  };

  it('is polygons, kept by their content and part of the model', async () => {
    const { config } = await set(drawing);
    const shown = await station.ask(`products/${product.id}/region`);
    const text = await shown.text();
    expect(JSON.parse(text)).toMatchObject(drawing);
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(config.roi).toEqual({ sha256 });
    const model = await fitted();
    expect(model.framing.roi?.zones.map(({ name }) => name)).toEqual(['middle']);
    // A model reveals no path of the machine.
    expect(model.config.roi).toBe(`${sha256}.json`);
  });

  it('is a mask image, or one that the station has', async () => {
    const before = await call<Product>(station.ask, 'GET', `products/${product.id}`);
    const pixels = new Uint8Array(96 * 112 * 3);
    pixels.fill(255, 0, pixels.length / 2);
    const mask = Buffer.from(await encodePng(new RgbImage(96, 112, pixels)));
    const { config } = await set({ mask: mask.toString('base64') });
    expect(config.roi).toEqual({ sha256: createHash('sha256').update(mask).digest('hex') });
    expect((await fitted()).framing.roi?.zones).toHaveLength(1);
    expect((await set(before.config.roi)).config.roi).toEqual(before.config.roi);
    expect((await set(null)).config.roi).toBeNull();
    expect((await station.ask(`products/${product.id}/region`)).status).toBe(404);
  });

  it('is refused where it is none, or would take too much', async () => {
    await expect(set({ sha256: '0'.repeat(64) })).rejects.toThrow('404');
    await expect(set({ mask: Buffer.from('no image').toString('base64') })).rejects.toThrow('422');
    await expect(set({ ...drawing, height: 100_000, width: 100_000 })).rejects.toThrow('400');
    await expect(set({ ...drawing, zones: [zone, zone] })).rejects.toThrow('two zones');
  });

  it('leaves the other settings as they are, as does any setting', async () => {
    await set(drawing);
    const { config } = await call<Product>(station.ask, 'PATCH', `products/${product.id}`, {
      config: { seed: 7 },
    });
    expect(config).toMatchObject({
      seed: 7,
      bankRows: 120,
      resize: { height: 96, width: 96 },
      roi: { sha256: expect.any(String) },
    });
  });

  it('outlives a clean start as long as a product or a job uses it', async () => {
    const { config } = await set(drawing);
    await call<Product>(station.ask, 'POST', 'products', {
      name: 'other',
      config: { roi: drawing },
    });
    await set(null);
    await station.station.store.clean();
    await set(config.roi);
    const { config: other } = await set({ ...drawing, zones: [{ ...zone, name: 'unused' }] });
    await set(null);
    await station.station.store.clean();
    await expect(set(other.roi)).rejects.toThrow('404');
  });
});
