import { membersOf } from '../backbone/index.ts';
import type { FitConfig } from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { ExportConfig } from '../config/index.ts';

type Check = (config: FitConfig, options: ExportConfig) => string | null;

const always: Check = () => null;

/**
 * For every key of the configuration, why a graph cannot express its value, or null if it can. The
 * compiler requires an entry for every new key, so that no option is ignored silently.
 */
const checks = {
  backbone: ({ backbone }) =>
    membersOf(backbone).length === 1 ? null : 'an ensemble of backbones has several networks',
  taps: always,
  tapScales: always,
  resize: ({ resize }) =>
    resize === null ? 'without resizing, the size of the network input depends on the image' : null,
  fit: ({ resize, fit }) =>
    fit === undefined || fit === (typeof resize === 'number' ? 'keep' : 'stretch')
      ? null
      : `the way "${fit}" of bringing images to a size is not supported yet`,
  tile: ({ tile }) => (tile === null ? null : 'it inspects images in tiles'),
  // Concerns only tiles.
  overlap: always,
  roi: ({ roi }) => (roi === null ? null : 'regions of interest are not supported yet'),
  foreground: ({ foreground }) =>
    foreground ? 'the foreground is a region of interest, which is not supported yet' : null,
  align: ({ align }) => (align ? 'alignment is not supported yet' : null),
  normalizeExposure: ({ normalizeExposure }) =>
    normalizeExposure ? 'a normalized exposure is not supported yet' : null,
  scopeShare: always,
  // Concerns only training images.
  augment: always,
  crop: ({ resize, crop }, { imageSize }) =>
    typeof resize === 'number' && crop === null && imageSize === null
      ? 'without a crop, the size of the network input depends on the image: name the size of the images with --image-size'
      : null,
  pooling: always,
  precision: ({ precision }, options) =>
    precision === 'int8' && options.precision !== undefined && options.precision !== 'int8'
      ? `its thresholds were calibrated on a network of 8 bits, not of ${options.precision}`
      : null,
  dimension: always,
  coresetRatio: always,
  bankRows: always,
  maxBankRows: always,
  shardImages: always,
  projectionDimension: always,
  neighbors: always,
  positionRadius: ({ positionRadius }) =>
    positionRadius === null
      ? null
      : 'bank rows that match only near their own position are not supported yet',
  topShare: always,
  reweighting: always,
  reweightingNeighbors: always,
  standardization: always,
  sigmaPx: always,
  // A graph gives the map, not regions.
  hysteresis: always,
  minRegionArea: always,
  mergeDistance: always,
  falseRejectRate: always,
  extrapolate: always,
  screen: always,
  screenImages: always,
  seed: always,
} as const satisfies Record<keyof FitConfig, Check>;

/**
 * Refuses a model that an exported graph cannot express exactly.
 *
 * @throws NominalError `EXPORT_UNSUPPORTED` that names every reason.
 */
export function refuseInexpressible(config: FitConfig, options: ExportConfig): void {
  const reasons = Object.values(checks).flatMap((check) => check(config, options) ?? []);
  if (reasons.length === 0) return;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: `the model cannot be written as one graph: ${reasons.join('; ')}`,
    remedy: 'Fit it with other options, or inspect with nominal itself',
    details: { reasons },
  });
}
