import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';

/**
 * Writes generated images once, in the layout of MVTec AD.
 *
 * @param samples an iterable of `{ name, image, mask }`: name as in `train/good/000`; the image's data is
 *   RGB; the mask is 1 where the part is defective, and null for a good image.
 */
export async function writeSamples(folder, samples) {
  if (existsSync(`${folder}/done`)) return;
  for (const { name, image, mask } of samples) {
    await writePng(`${folder}/${name}.png`, image, image.data, 3);
    if (mask === null) continue;
    const path = `${folder}/${name.replace(/^test/, 'ground_truth')}_mask.png`;
    await writePng(
      path,
      image,
      mask.map((value) => value * 255),
      1,
    );
  }
  writeFileSync(`${folder}/done`, '');
}

async function writePng(path, { height, width }, data, channels) {
  mkdirSync(dirname(path), { recursive: true });
  await sharp(data, { raw: { height, width, channels } }).png({ compressionLevel: 3 }).toFile(path);
}
