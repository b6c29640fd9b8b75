import { expect, it } from 'vitest';
import { generatePart } from '../../demo/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { screen } from '../fit/screening/screen.ts';
import { screenedOverlay } from './screenedOverlay.ts';

const size = { height: 64, width: 80 };

function frame(index: number, strokes: number): RawFrame {
  const { image } = generatePart({ category: 'tile', seed: 3, ...size, index, defect: null });
  const data = Uint8Array.from(image.data);
  for (let y = 20; y < 20 + strokes; y++) data.fill(255, 3 * (y * 80 + 20), 3 * (y * 80 + 45));
  return { ...size, channels: 3, data };
}

it('shows where each of the strangest images is strange, not the first alone', async () => {
  const strokes = [0, 0, 12, 0, 0, 6, 0, 0, 2, 0, 0, 0];
  const images = strokes.map((count, i) => frame(i, count));
  const ranked = await screen(images, { resize: size, dimension: 96, coresetRatio: 0.25 });
  const colored = await Promise.all(
    ranked.map(async (image) => {
      const at = Number(image.name.replace('image ', ''));
      const { data } = await screenedOverlay(images[at], image);
      return data.filter((value, i) => value !== images[at].data[i]).length;
    }),
  );
  // The three spoiled ones lead, and each has a color; those in the lower half have none.
  expect(ranked.slice(0, 3).map(({ name }) => name)).toEqual(['image 2', 'image 5', 'image 8']);
  expect(colored.slice(0, 3).every((count) => count > 30)).toBe(true);
  expect(colored.at(-1)).toBe(0);
});
