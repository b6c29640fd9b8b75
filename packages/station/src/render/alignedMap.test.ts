import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { rotationAbout } from 'nominal-vision/internal/core/image';
import { renderMap } from './renderMap.ts';

const size = { height: 1200, width: 1600 };
const details = {
  ...size,
  heldRate: 0.01,
  highestRejectShare: null,
  warnings: [],
  thresholdExtrapolated: false,
  pixelThreshold: 1,
  heatScale: [0.5, 1, 2, 3, 4, 5, 6, 7, 8],
  zones: [],
  whole: null,
  appearance: null,
  regions: [],
  timing: {},
  grid: { height: 12, width: 16 },
  scope: null,
  input: { height: 96, width: 128 },
  sourceBox: { y: 0, x: 0, ...size },
  toImage: null,
  sigmaPx: 2,
  nearest: null,
};

/** The middle of what is drawn, in shares of the picture. */
async function middleOf(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  let [count, y, x] = [0, 0, 0];
  for (let i = 0; i < info.width * info.height; i++) {
    if (data[4 * i + 3] === 0) continue;
    count++;
    y += Math.floor(i / info.width) + 0.5;
    x += (i % info.width) + 0.5;
  }
  return { y: y / count / info.height, x: x / count / info.width };
}

describe('the map of an aligned image', () => {
  it('draws a map where it lies in the image, however that was aligned', async () => {
    const scores = new Float32Array(12 * 16);
    // Around a quarter of the way down, three quarters across.
    for (const cell of [2 * 16 + 11, 2 * 16 + 12, 3 * 16 + 11, 3 * 16 + 12]) scores[cell] = 20;
    const straight = await middleOf(await renderMap(scores, details));
    expect(straight.y).toBeCloseTo(0.25, 1);
    expect(straight.x).toBeCloseTo(0.75, 1);
    // The image is the aligned one turned by a quarter, and shifted.
    const toImage = rotationAbout(size, 90, { y: 120, x: -80 });
    const turned = await middleOf(await renderMap(scores, { ...details, toImage }));
    expect(turned.y).toBeCloseTo((600 - 400 + 120) / 1200, 1);
    expect(turned.x).toBeCloseTo((800 - 300 - 80) / 1600, 1);
  });
});
