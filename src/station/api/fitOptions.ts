import { shippedBackbones } from '../../backbone/index.ts';
import { type FitConfig, resolveFitConfig } from '../../config/index.ts';
import { NominalError } from '../../errors/index.ts';

/**
 * A product's fit configuration with some of it changed.
 *
 * @throws NominalError `CONFIG_INVALID`, or as {@link requireAllowedBackbone}.
 */
export function changedConfig(
  current: Partial<FitConfig>,
  changes: Partial<FitConfig>,
  allowedBackbones: readonly string[],
): FitConfig {
  const config = resolveFitConfig({ ...current, ...changes });
  requireAllowedBackbone(config.backbone, allowedBackbones);
  return config;
}

/**
 * A backbone may be a path; one that comes by a request must be among those that the operator allows.
 *
 * @throws NominalError `FORBIDDEN`.
 */
export function requireAllowedBackbone(name: string, allowed: readonly string[]): void {
  const names: readonly string[] = [...shippedBackbones, ...allowed];
  if (names.includes(name)) return;
  throw new NominalError('FORBIDDEN', {
    what: 'the backbone is not among those that the station may use',
    expected: names.join(', '),
    received: name.slice(0, 200),
    remedy: 'Have it added to "backbones" in the station\'s configuration',
  });
}
