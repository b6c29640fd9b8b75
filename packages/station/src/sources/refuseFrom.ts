import type { NotInspected } from '../shifts/Shifts.ts';
import type { SourceGate } from './SourceGate.ts';

/** Keeps and counts that something of a source was not inspected, if there is its product. */
export async function refuseFrom(
  { desk, store }: SourceGate,
  source: { readonly name: string; readonly product: string },
  { name, error }: Pick<NotInspected, 'name' | 'error'>,
): Promise<void> {
  const product = await store.products.getByName(source.product);
  if (product !== null) await desk.refuse(product, { source: source.name, name, error });
}
