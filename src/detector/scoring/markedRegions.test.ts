import { describe, expect, it } from 'vitest';
import { Grid } from '../../core/tensor/index.ts';
import { resolveFitConfig } from '../../config/index.ts';
import { markedRegions } from './markedRegions.ts';
import type { ZoneVerdict } from './zoneVerdicts.ts';

const gridOf = (...rows: string[]) =>
  new Grid(rows.length, rows[0].length, Float32Array.from(rows.join(''), Number));
const sourceBox = { y: 0, x: 0, height: 3, width: 6 };
const view = { image: { height: 3, width: 6 }, sourceBox, toImage: null };
const config = resolveFitConfig({});
const zone = (verdict: 'nominal' | 'anomalous') => ({ verdict }) as ZoneVerdict;
const map = gridOf('111111', '151141', '111111');

/** Its marks, as what is highest in them and whether they stay below the threshold. */
function marks(
  pixelThreshold: number,
  verdict: 'nominal' | 'anomalous',
  zones: readonly ZoneVerdict[] = [],
) {
  const cells = Uint8Array.of(1, 2);
  const regions = markedRegions(
    {
      map,
      view,
      decision: { verdict, zones },
      zones: zones.length === 0 ? null : { count: 2, cells },
      patchScores: new Grid(1, 2, new Float32Array(2)),
    },
    pixelThreshold,
    config,
  );
  return regions.map(({ maxScore, belowPixelThreshold }) => [maxScore, belowPixelThreshold]);
}

describe('the marks on an image', () => {
  it('are its regions above the pixel threshold, whatever the verdict', () => {
    expect(marks(4.5, 'nominal')).toEqual([[5, false]]);
    expect(marks(3.5, 'anomalous')).toEqual([
      [5, false],
      [4, false],
    ]);
  });

  it('hold the highest place of a rejected image that has no region', () => {
    expect(marks(6, 'anomalous')).toEqual([[5, true]]);
    expect(marks(6, 'nominal')).toEqual([]);
  });

  it('hold the highest place of a rejected zone, also where another zone has a region', () => {
    expect(marks(6, 'anomalous', [zone('nominal'), zone('anomalous')])).toEqual([[4, true]]);
    expect(marks(4.5, 'anomalous', [zone('nominal'), zone('anomalous')])).toEqual([
      [5, false],
      [4, true],
    ]);
    expect(marks(4.5, 'anomalous', [zone('anomalous'), zone('nominal')])).toEqual([[5, false]]);
  });
});
