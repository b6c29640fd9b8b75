import { setImmediate as nextTurn } from 'node:timers/promises';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { demoParts, generatePart, type PartOptions } from 'nominal-vision/internal/demo';
import { encodePng } from 'nominal-vision/internal/image';
import type { KeptImage } from '../../inspect/InspectionDesk.ts';
import type { Store, Tables } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import { productBodySchema, productSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { productView } from '../views.ts';
import { withErrors } from '../withErrors.ts';

/** Enough for a threshold, and few enough to be learned within a minute. */
const GOOD_IMAGES = 40;
const TEST_GOOD = 6;
const TEST_DEFECTS = ['scratch', 'dent', 'stain', 'scratch', 'dent', 'stain'] as const;

/** A product of generated parts, to try the station with. */
export function addSampleRoutes(app: StationApp, { store }: Station): void {
  app.post(
    '/products/sample',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['products'],
        summary: 'Create a product of generated parts: good images, and test images with defects',
        body: productBodySchema.pick({ name: true }),
        response: withErrors({ 201: productSchema }),
      },
    },
    async ({ body: { name }, actor }, reply) => {
      const good = await keepParts(store, 'good', 0, Array<null>(GOOD_IMAGES).fill(null));
      const testGood = await keepParts(store, 'test', 100, Array<null>(TEST_GOOD).fill(null));
      const defective = await keepParts(store, 'defect', 200, TEST_DEFECTS);
      void reply.code(201);
      return store.transaction(async (tables) => {
        const product = await createFree(tables, name);
        for (const image of good)
          await tables.products.addImage(product.id, { ...image, origin: 'upload' });
        for (const image of testGood)
          await tables.testImages.add(product.id, { ...image, label: 'good' });
        for (const image of defective)
          await tables.testImages.add(product.id, { ...image, label: 'defective' });
        await tables.audit.add(actor, 'product.sample', product.id, { name: product.name });
        return productView(product, tables);
      });
    },
  );
}

/** Renders parts, one for each entry, and keeps them. Other requests are answered between two. */
async function keepParts(
  store: Store,
  label: string,
  firstIndex: number,
  defects: readonly PartOptions['defect'][],
): Promise<KeptImage[]> {
  const kept: KeptImage[] = [];
  const { height, width } = demoParts;
  for (const [i, defect] of defects.entries()) {
    const index = firstIndex + i;
    const { image } = generatePart({ category: 'cap', seed: 1, index, height, width, defect });
    const { sha256 } = await store.images.put(await encodePng(image));
    kept.push({ sha256, name: `${label}-${i + 1}.png` });
    await nextTurn();
  }
  return kept;
}

/** A product with the name, or with the first number behind it that is free. */
async function createFree({ products }: Tables, name: string) {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name} ${number}`;
    const product = await products.create(tried, resolveFitConfig());
    if (product !== null) return product;
  }
}
