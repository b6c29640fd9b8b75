import { NominalError } from '../errors/index.ts';
import { shippedBackbones } from './shippedBackbones.ts';

/**
 * Refuses a backbone that comes from outside and is neither shipped with nominal nor allowed by the
 * operator: its name may be a path.
 *
 * @param remedy how the operator can allow it.
 * @throws NominalError `FORBIDDEN`.
 */
export function requireAllowedBackbone(
  name: string,
  allowed: readonly string[],
  remedy: string,
): void {
  const names: readonly string[] = [...shippedBackbones, ...allowed];
  if (names.includes(name)) return;
  throw new NominalError('FORBIDDEN', {
    what: 'the backbone is not one of those allowed here',
    expected: names.join(', '),
    received: name.slice(0, 200),
    remedy,
  });
}
