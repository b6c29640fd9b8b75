import type { FitConfig } from '../../config/index.ts';
import { type ImageView, mapRowsOnImage } from '../../core/image/index.ts';
import { findRegions, highestPlace, type Region } from '../../core/regions/index.ts';
import { highestValue, type PatchZones, zoneMap } from '../../core/scoring/index.ts';
import type { Grid } from '../../core/tensor/index.ts';
import type { CalibratedDecision } from './Verdicts.ts';

/** A decision and the map that it is to be shown on. */
export interface DecidedMap {
  /** Anomaly map of the network's input. */
  readonly map: Grid;
  readonly view: ImageView;
  readonly decision: Pick<CalibratedDecision, 'verdict' | 'zones'>;
  /** Zones that are judged separately; null if there are none. */
  readonly zones: PatchZones | null;
  readonly patchScores: Grid;
}

/**
 * What is marked on an image: its regions above the pixel threshold, and the highest place of an image,
 * or of a zone, that is rejected although nothing in it is above that.
 *
 * @param pixelThreshold value of the map above which a pixel belongs to a region.
 */
export function markedRegions(
  { map, view, decision, zones, patchScores }: DecidedMap,
  pixelThreshold: number,
  { hysteresis, minRegionArea, mergeDistance }: FitConfig,
): readonly Region[] {
  const isQuiet = (part: Grid) => highestValue(part) <= pixelThreshold;
  const regions = isQuiet(map)
    ? []
    : findRegions(mapRowsOnImage(map, view), pixelThreshold, {
        low: hysteresis * pixelThreshold,
        minArea: minRegionArea,
        mergeDistance,
      });
  if (decision.verdict === 'nominal') return regions;
  const rejected =
    zones === null
      ? [map]
      : decision.zones.flatMap(({ verdict }, zone) =>
          verdict === 'nominal' ? [] : [zoneMap(map, zones, zone, patchScores)],
        );
  const places = rejected
    .filter((part) => regions.length === 0 || isQuiet(part))
    .flatMap((part) => highestPlace(mapRowsOnImage(part, view)) ?? []);
  return [...regions, ...places];
}
