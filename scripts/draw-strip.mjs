// Draws docs/strip.svg, the picture at the head of the README: a good part and a defective one of those
// that `nominal demo` renders, each with its anomaly map and its verdict. Needs a build.
//
//   node scripts/draw-strip.mjs
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJpeg, fit } from 'nominal-vision';
import { renderOverlay } from 'nominal-vision/core';
import { writeDataset } from '../dist/demo/index.js';

const category = 'cap';
const counts = { trainGood: 40, testGood: 1, testDefective: 8 };
const shown = ['good/000.png', 'scratch/000.png'];
const [side, gap, textHeight] = [230, 10, 40];

const folder = await mkdtemp(join(tmpdir(), 'nominal-strip-'));
try {
  await writeDataset(folder, { category, seed: 0, ...counts, height: 320, width: 320 });
  const detector = await fit(join(folder, 'train/good'), { seed: 0 });
  const parts = [];
  for (const name of shown) parts.push(await detector.inspect(join(folder, 'test', name)));
  await detector.close();
  await writeFile(new URL('../docs/strip.svg', import.meta.url), await strip(parts));
} finally {
  await rm(folder, { recursive: true });
}

async function strip(parts) {
  const panels = await Promise.all(parts.map(panel));
  const [width, height] = [4 * side + 7 * gap, side + textHeight + 2 * gap];
  const says = 'A good part and a scratched one, each beside its anomaly map, with their verdicts';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" role="img" aria-label="${says}">
<rect width="${width}" height="${height}" rx="8" fill="#fff"/>
${panels.join('\n')}
</svg>
`;
}

/** An image, its map, and below them the verdict. */
async function panel(inspection, number) {
  const { image, imageScore, threshold, verdict, regions } = inspection;
  const scale = { zeroAt: 0.6 * threshold, fullAt: 1.6 * threshold };
  const map = renderOverlay(image, inspection.anomalyMap(), { ...scale, boxes: regions });
  const left = gap + number * (2 * side + 4 * gap);
  const pictures = await Promise.all(
    [image, map].map(async (picture, at) => {
      const data = Buffer.from(await encodeJpeg(picture)).toString('base64');
      const x = left + at * (side + gap);
      return `<image x="${x}" y="${gap}" width="${side}" height="${side}" href="data:image/jpeg;base64,${data}"/>`;
    }),
  );
  const color = verdict === 'nominal' ? '#17803d' : '#c81e1e';
  const where =
    regions.length === 0 ? '' : `, ${regions.length} region${regions.length > 1 ? 's' : ''}`;
  const figures = `score ${imageScore.toFixed(2)}, threshold ${threshold.toFixed(2)}${where}`;
  const baseline = gap + side + 33;
  return `${pictures.join('\n')}
<text x="${left}" y="${baseline}" font-size="24" font-weight="bold" fill="${color}">${verdict}</text>
<text x="${left + 2 * side + gap}" y="${baseline}" font-size="17" fill="#444" text-anchor="end">${figures}</text>`;
}
