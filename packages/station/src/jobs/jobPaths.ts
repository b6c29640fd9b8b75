import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NominalError } from 'nominal-vision/internal/errors';
import { isRegionName, type Store } from '../store/index.ts';
import type { JobPaths } from './kinds/JobKind.ts';

/** Where a store keeps what a process of jobs reads and writes. */
export function jobPaths(store: Store): JobPaths {
  return {
    image: (sha256) => store.images.path(sha256),
    model: (id) => store.modelPath(id),
    report: async (productId) => {
      const path = store.reportPath(productId);
      await mkdir(dirname(path), { recursive: true });
      return path;
    },
    config: (config) => {
      const { roi } = config;
      if (roi === null) return config;
      if (isRegionName(roi)) return { ...config, roi: store.regions.path(roi) };
      throw new NominalError('ROI_INVALID', {
        reason: 'regionNotKept',
        what: 'the region of the product is not one that the station keeps',
        remedy: 'Set it again, as polygons or a mask',
      });
    },
  };
}
