import { NominalError } from 'nominal-vision/internal/errors';
import { partSchema } from '../../store/index.ts';

/**
 * The number of a part that came with a trigger as text; null for none.
 *
 * @throws NominalError `REQUEST_INVALID` for one that is too long or cannot be printed.
 */
export function partOf(text: string): string | null {
  if (text === '') return null;
  const parsed = partSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new NominalError('REQUEST_INVALID', {
    reason: 'partNumberUnusable',
    what: 'a trigger came with a part number that cannot be used',
    expected: 'up to 64 printable characters',
    received: `${text.length} characters`,
  });
}
