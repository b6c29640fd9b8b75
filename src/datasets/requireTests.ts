import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';

/**
 * Proves that a category can be measured: before it is fitted, and where there are several, before
 * the first of them is.
 *
 * @throws NominalError TOO_FEW_IMAGES if it has no good or no defective test image.
 */
export function requireTests({ name, category, testGood, testDefective }: Dataset): void {
  if (testGood.length > 0 && testDefective.length > 0) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: `${name}/${category} cannot be evaluated`,
    expected: 'good and defective test images',
    received: `${testGood.length} good and ${testDefective.length} defective ones`,
    remedy: 'Add test images of both kinds, or leave the category out',
    details: { category, good: testGood.length, defective: testDefective.length },
  });
}
