import { requireAllowedBackbone } from 'nominal-vision/internal/backbone';
import { NominalError } from 'nominal-vision/internal/errors';
import { type FitConfig, resolveFitConfig } from 'nominal-vision/internal/config';

/**
 * A product's fit configuration with some of it changed.
 *
 * @throws NominalError `CONFIG_INVALID`, or as {@link requireStationBackbone}.
 */
export function changedConfig(
  current: Partial<FitConfig>,
  changes: Partial<FitConfig>,
  allowedBackbones: readonly string[],
): FitConfig {
  const config = resolveFitConfig({ ...current, ...changes });
  requireStationBackbone(config.backbone, allowedBackbones);
  return config;
}

/** A backbone that comes by a request must be among those that the operator allows. @throws NominalError `FORBIDDEN`. */
export function requireStationBackbone(name: string, allowed: readonly string[]): void {
  const remedy = 'Have it added to "backbones" in the station\'s configuration';
  requireAllowedBackbone(name, allowed, remedy);
}

/** Whether a request may name a backbone. */
export function isAllowed(name: string, allowed: readonly string[]): boolean {
  try {
    requireStationBackbone(name, allowed);
    return true;
  } catch (error) {
    if (error instanceof NominalError && error.code === 'FORBIDDEN') return false;
    throw error;
  }
}
