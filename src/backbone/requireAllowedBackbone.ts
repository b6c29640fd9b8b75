import { NominalError } from '../errors/index.ts';
import { shippedBackbones } from './shippedBackbones.ts';

/**
 * A backbone may be a path; one that comes from outside must be among those that come with nominal or
 * that the operator allows.
 *
 * @param remedy what allows it.
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
    what: 'the backbone is not among those that may be used here',
    expected: names.join(', '),
    received: name.slice(0, 200),
    remedy,
  });
}
