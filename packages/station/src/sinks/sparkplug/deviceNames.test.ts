import { expect, it } from 'vitest';
import { deviceNames } from './deviceNames.ts';

it('names a device after its product, and no two alike, whatever the order', () => {
  const products = [
    { id: 'new', name: 'CAP_1', createdAt: '2026-02-01T00:00:00.000Z' },
    { id: 'old', name: 'cap/1', createdAt: '2026-01-01T00:00:00.000Z' },
    { id: 'nut', name: 'Mutter Größe 4', createdAt: '2026-03-01T00:00:00.000Z' },
  ];
  const names = { old: 'cap_1', new: 'CAP_1_new', nut: 'Mutter Größe 4' };
  expect(Object.fromEntries(deviceNames(products))).toEqual(names);
  expect(Object.fromEntries(deviceNames(products.toReversed()))).toEqual(names);
});
