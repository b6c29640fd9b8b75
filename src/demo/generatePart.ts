import { RgbImage } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { categories } from './categories.ts';
import { checkPartOptions, type PartOptions } from './PartOptions.ts';
import type { DefectType } from './defectTypes.ts';
import { drawDefect } from './drawDefect.ts';
import { addSensorNoise } from './render/sensor.ts';
import { renderWindow } from './render/renderWindow.ts';
import { makeView } from './render/View.ts';
import type { PartCategory } from './scene/Scene.ts';
import { streamSeed } from './streamSeed.ts';

/** A generated image and the truth about it. */
export interface GeneratedPart {
  readonly image: RgbImage;
  /** Height × width, row-major: 1 where the defect visibly changed the pixel, 0 elsewhere; all 0 for a good part. */
  readonly mask: Uint8Array;
  /** The kind of defect, or null for a good part. */
  readonly defectType: DefectType | null;
}

/**
 * Draws one part as a camera would see it. The same options give the same bytes on every run. A defective part differs
 * from the good part of the same index only within its mask, apart from changes that are too faint to see.
 * Cost: about 0.5 microseconds per pixel.
 * @throws NominalError `CONFIG_INVALID` if an option is out of range or the category has no such defect.
 */
export function generatePart(options: PartOptions): GeneratedPart {
  checkPartOptions(options);
  const { category: name, seed, index, height, width, defect } = options;
  const category: PartCategory = categories[name];
  const view = makeView(
    new Random(streamSeed(name, seed, index, 'view')),
    category.variation,
    height,
    width,
  );
  const sceneSeed = streamSeed(name, seed, index, 'scene');
  const build = (missing: number | null) =>
    category.build(new Random(sceneSeed), {
      pixel: 1 / view.pixelsPerUnit,
      rotation: view.rotation,
      missing,
    });
  const levels = renderWindow(build(null), null, view, { top: 0, left: 0, height, width });
  const mask =
    defect === null
      ? new Uint8Array(height * width)
      : drawDefect(levels, { options, defect, category, view, build });
  const noiseSeed = streamSeed(name, seed, index, 'noise');
  const data = addSensorNoise(levels, noiseSeed, category.variation.noise);
  return { image: new RgbImage(height, width, data), mask, defectType: defect };
}
