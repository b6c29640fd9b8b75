import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapOnImage, mapRowsOnImage, rotationAbout } from '../image/index.ts';
import { Grid } from '../tensor/index.ts';
import { connectedComponents } from './connectedComponents.ts';
import { dilate } from './dilate.ts';
import { findRegions, type Region } from './findRegions.ts';
import { simplifyPolygon } from './simplifyPolygon.ts';

/** Maps of few different values, so that pieces touch at corners, hold holes and have equal scores. */
const maps = fc
  .record({ height: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 14 }) })
  .chain(({ height, width }) =>
    fc
      .array(fc.constantFrom(0, 0, 0.1, 1.3, 2.7), {
        minLength: height * width,
        maxLength: height * width,
      })
      .map((values) => new Grid(height, width, Float32Array.from(values))),
  );

describe('regions found by rows', () => {
  it('equal those found pixel by pixel, to the bit and in their order', () => {
    fc.assert(
      fc.property(
        maps,
        fc.constantFrom(0.05, 1, 2),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        (map, low, mergeDistance, minArea) => {
          const options = { low, mergeDistance, minArea };
          expect(findRegions(map, 2, options)).toEqual(regionsByPixel(map, 2, options));
        },
      ),
      { seed: 18, numRuns: 3000 },
    );
  });

  it('of a map that is never in memory as a whole equal those of the map, also where it lies turned', () => {
    const map = new Grid(
      9,
      8,
      Float32Array.from({ length: 72 }, (_, i) => Math.sin(i * 1.7) + Math.cos(i * 0.3)),
    );
    const image = { height: 61, width: 47 };
    const sourceBox = { y: 3.25, x: -2.5, height: 50, width: 55 };
    for (const toImage of [null, rotationAbout(image, 0.07), rotationAbout(image, -1.2)]) {
      const view = { image, sourceBox, toImage };
      const whole = mapOnImage(map, view);
      const rows = mapRowsOnImage(map, view);
      for (let y = 0; y < image.height; y++) expect(rows.row(y)).toEqual(whole.row(y));
      const found = findRegions(mapRowsOnImage(map, view), 0.8, { low: 0.5, mergeDistance: 3 });
      expect(found.length).toBeGreaterThan(1);
      expect(found).toEqual(findRegions(whole, 0.8, { low: 0.5, mergeDistance: 3 }));
    }
  });
});

/** The same by its definition, with a label for every pixel. */
function regionsByPixel(
  map: Grid,
  threshold: number,
  options: { low: number; mergeDistance: number; minArea: number },
): Region[] {
  const { height, width, data } = map;
  const weak = Uint8Array.from(data, (value) => (value > options.low ? 1 : 0));
  const connected = connectedComponents(weak, height, width, 8).labels;
  const seeds = new Set([...connected].filter((_, i) => data[i] > threshold));
  const mask = Uint8Array.from(connected, (label) => (label > 0 && seeds.has(label) ? 1 : 0));
  const reach = Math.max(0, options.mergeDistance - 1);
  const before = Math.floor(reach / 2);
  const grown = dilate(mask, height, width, before, reach - before);
  const { labels, count } = connectedComponents(grown, height, width, 8);
  const regions = Array.from({ length: count }, (_, i): Region => {
    const pixels = [...data.keys()].filter((at) => mask[at] === 1 && labels[at] === i + 1);
    const xs = pixels.map((at) => at % width);
    const ys = pixels.map((at) => Math.floor(at / width));
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const sum = pixels.reduce((total, at) => total + data[at], 0);
    return {
      ...{ x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 },
      area: pixels.length,
      maxScore: Math.max(...pixels.map((at) => data[at])),
      meanScore: sum / pixels.length,
      contours: outlines(new Set(pixels), height, width),
      belowPixelThreshold: false,
    };
  });
  return regions
    .filter(({ area }) => area >= options.minArea)
    .sort((a, b) => b.maxScore - a.maxScore);
}

/** The outline of each 4-connected piece, from its first pixel on, with the pixels on the right hand. */
function outlines(pixels: ReadonlySet<number>, height: number, width: number) {
  const inside = (x: number, y: number) => x >= 0 && x < width && pixels.has(y * width + x);
  const mask = Uint8Array.from({ length: height * width }, (_, at) => (pixels.has(at) ? 1 : 0));
  const { labels, count } = connectedComponents(mask, height, width, 4);
  return Array.from({ length: count }, (_, i) => {
    const first = labels.indexOf(i + 1);
    const start = [first % width, Math.floor(first / width)] as const;
    const corners: [number, number][] = [];
    let [x, y, dx, dy] = [...start, 1, 0];
    do {
      corners.push([x, y]);
      do [x, y] = [x + dx, y + dy];
      while (isEdge(x, y, dx, dy) && !(x === start[0] && y === start[1]));
      const [rightX, rightY] = [-dy, dx];
      [dx, dy] = isEdge(x, y, rightX, rightY) ? [rightX, rightY] : [dy, -dx];
    } while (x !== start[0] || y !== start[1]);
    return simplifyPolygon(corners, 1);

    function isEdge(atX: number, atY: number, stepX: number, stepY: number): boolean {
      const [aheadX, aheadY] = [atX + (stepX - 1) / 2, atY + (stepY - 1) / 2];
      const right = inside(aheadX - stepY / 2, aheadY + stepX / 2);
      const left = inside(aheadX + stepY / 2, aheadY - stepX / 2);
      return right && !left;
    }
  });
}
