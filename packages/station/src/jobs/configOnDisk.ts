import type { FitConfig } from 'nominal-vision/internal/config';
import { NominalError } from 'nominal-vision/internal/errors';
import { isRegionName, type Store } from '../store/index.ts';

/**
 * A product's configuration as a process reads it: with the path of its region in place of the name.
 *
 * @throws NominalError `ROI_INVALID` for a region that the station does not keep.
 */
export function configOnDisk(config: FitConfig, { regions }: Store): FitConfig {
  const { roi } = config;
  if (roi === null) return config;
  if (isRegionName(roi)) return { ...config, roi: regions.path(roi) };
  throw new NominalError('ROI_INVALID', {
    what: 'the region of the product is not one that the station keeps',
    remedy: 'Set it anew, as polygons or a mask',
  });
}
