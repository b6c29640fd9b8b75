import { describe, expect, it } from 'vitest';
import { Grid } from '../tensor/index.ts';
import { highestPlace } from './highestPlace.ts';

const mapOf = (...rows: string[]) =>
  new Grid(rows.length, rows[0].length, Float32Array.from(rows.join(''), Number));

describe('the highest place of a map', () => {
  it('is the peak around its highest value, down to half its height, marked as below the threshold', () => {
    const place = highestPlace(mapOf('111111111', '111168611', '111169611', '171111111'));
    expect(place).toMatchObject({ x: 4, y: 1, width: 3, height: 2, area: 6, maxScore: 9 });
    expect(place?.belowPixelThreshold).toBe(true);
    expect(place?.contours).toHaveLength(1);
  });

  it('is found where a part was not inspected, and in a map without any difference', () => {
    expect(highestPlace(mapOf('0000', '0120'))).toMatchObject({ x: 2, y: 1, area: 1 });
    expect(highestPlace(mapOf('33', '33'))).not.toBeNull();
  });

  it('is none where nothing was inspected', () => {
    expect(highestPlace(mapOf('000'))).toBeNull();
  });
});
