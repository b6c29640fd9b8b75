import { signal } from '@preact/signals';
import { sendFiles } from './api.ts';
import { tell } from './state.ts';
import { Transfer } from './Transfer.ts';
import type { AddedImages, TestImage } from './types.ts';

const BATCH = 20;

/** How often test images have arrived: who shows them looks again. */
export const testArrivals = signal(0);

const transfers = new Map<string, Transfer>();

/** Known defects or known good images on their way to a product. They go on while other pages are shown. */
export function testImagesTo(productId: string, label: TestImage['label']): Transfer {
  const key = `${productId} ${label}`;
  const known = transfers.get(key);
  if (known !== undefined) return known;
  const transfer = new Transfer({
    batch: BATCH,
    lanes: 1,
    send: async (files, aborted) => {
      const path = `products/${productId}/test-images?label=${label}`;
      const { refused } = await sendFiles<AddedImages>(path, files, aborted);
      testArrivals.value++;
      return refused;
    },
    onFailure: tell,
    onChange: () => undefined,
  });
  transfers.set(key, transfer);
  return transfer;
}
