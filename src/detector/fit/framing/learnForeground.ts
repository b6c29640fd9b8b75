import type { FitConfig, RuntimeConfig } from '../../../config/index.ts';
import { maskRuns, type Roi, type Size } from '../../../core/image/index.ts';
import { Random } from '../../../core/random/index.ts';
import { dilate } from '../../../core/regions/index.ts';
import { foregroundCells } from '../../../core/screening/index.ts';
import { Matrix } from '../../../core/tensor/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { ImageSource } from '../../../image/index.ts';
import type { Framing } from '../../../model/index.ts';
import { cellBox } from '../../features/cellOnImage.ts';
import { extractAll } from '../../features/extractAll.ts';
import { type ExtractedFeatures, joinParts } from '../../features/ExtractedImage.ts';
import { Pipeline } from '../../features/Pipeline.ts';

/**
 * Finds where good images show the part and not its plain background, from their features: the cells
 * where at least one image shows it, and one cell around them.
 *
 * @param images at least one good image, all of the same size.
 * @returns the resulting region of interest.
 * @throws NominalError `CONFIG_INVALID` for images of several sizes or for tiles, or that of an image.
 */
export async function learnForeground(
  images: readonly ImageSource[],
  config: FitConfig,
  framing: Framing,
  runtime: RuntimeConfig,
  signal: AbortSignal | undefined,
): Promise<Roi> {
  if (config.tile !== null) throw refused('tiles', 'Draw the region with --roi');
  // Aligned images lack different patches at their edges, but here all must have the same.
  const scopeShare = framing.reference === null ? 1e-9 : 0;
  const pipeline = await Pipeline.open({ ...config, scopeShare }, runtime, null, framing);
  try {
    const all: ExtractedFeatures[] = [];
    let found: { readonly image: Size; readonly box: Parameters<typeof cellBox>[2] } | null = null;
    for await (const { parts, view } of extractAll(images, pipeline, signal)) {
      const { image: size, sourceBox } = view;
      found ??= { image: size, box: sourceBox };
      if (size.height !== found.image.height || size.width !== found.image.width) {
        throw refused('images of several sizes', 'Resize them to one size');
      }
      all.push(await joinParts(parts));
    }
    if (found === null) throw refused('no image', 'Add images of good parts');
    const [{ grid }] = all;
    const features = stacked(all);
    const random = new Random(config.seed);
    const part = foregroundCells(features, grid, random);
    const cells = dilate(part, grid.height, grid.width, 1, 1);
    return roiOfCells(cells, grid, found.image, found.box);
  } finally {
    await pipeline.close();
  }
}

function stacked(images: readonly ExtractedFeatures[]): Matrix {
  const [{ features: first }] = images;
  const rows = images.reduce((sum, { features }) => sum + features.rows, 0);
  if (rows !== first.rows * images.length) throw new RangeError('patch grids differ');
  const all = Matrix.zeros(rows, first.columns);
  for (const [i, { features }] of images.entries())
    all.data.set(features.data, i * first.data.length);
  return all;
}

function roiOfCells(
  cells: Uint8Array,
  grid: Size,
  { height, width }: Size,
  box: Parameters<typeof cellBox>[2],
): Roi {
  const mask = new Uint8Array(height * width);
  for (const [cell, value] of cells.entries()) {
    if (value === 0) continue;
    const { y, x, height: down, width: across } = cellBox(cell, grid, box);
    const left = Math.max(0, Math.floor(x));
    const right = Math.min(width, Math.ceil(x + across));
    for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, Math.ceil(y + down)); row++) {
      if (right > left) mask.fill(1, row * width + left, row * width + right);
    }
  }
  const zone = { name: 'foreground', falseRejectRate: null, threshold: null, runs: maskRuns(mask) };
  return { height, width, zones: [zone] };
}

function refused(received: string, remedy: string): NominalError {
  return new NominalError('CONFIG_INVALID', {
    reason: 'foregroundNotFound',
    what: 'the foreground cannot be found',
    expected: 'good images of one size, without tiles',
    received,
    remedy,
  });
}
