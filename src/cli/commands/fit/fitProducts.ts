import { basename, join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { FitConfig } from '../../../config/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { type FamilyProduct, fitFamily, unknownSupport } from '../../../family/index.ts';
import type { RateSupport } from '../../../core/calibration/index.ts';
import type { Resolution } from '../../../core/image/index.ts';
import type { CommandContext } from '../../context.ts';
import { describeResolution } from '../../output/describeResolution.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { formatCount, formatRate } from '../../../numberText.ts';

interface ProductFlags extends Record<string, unknown> {
  readonly out: string;
  readonly unknownRate?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal fit --products`: a folder of images for each product → the folder of a family. */
export async function fitProducts(
  folders: readonly string[],
  patterns: readonly string[],
  config: FitConfig,
  flags: ProductFlags,
  context: CommandContext,
): Promise<void> {
  if (patterns.length > 0) throw mixed(patterns);
  const products: (FamilyProduct & { readonly images: readonly string[] })[] = [];
  for (const folder of folders) products.push(await productOf(folder, context));
  const view = context.progress(flags);
  const { out } = context.terminal;
  const start = performance.now();
  const resolutions: Resolution[] = [];
  try {
    const family = await fitFamily(products, flags.out, config, {
      signal: context.signal,
      onProgress: view.onProgress,
      runtime: runtimeOf(flags),
      ...(flags.unknownRate === undefined ? {} : { unknownRate: flags.unknownRate }),
      // Products are fitted one after the other.
      onResolution: (own) => resolutions.push(own),
      onProduct: (name) => {
        if (flags.json === true) out(`${JSON.stringify({ event: 'product', name })}\n`);
      },
    });
    view.stop();
    const { names, unknownRate, router } = family;
    const support = unknownSupport(family);
    const fitSeconds = (performance.now() - start) / 1000;
    const described = names.map((name, i) => ({
      name,
      images: products[i].images.length,
      threshold: router.products[i].threshold,
      resolution: resolutions[i],
      unknown: support[i],
    }));
    if (flags.json === true) {
      const result = { family: flags.out, unknownRate, products: described, fitSeconds };
      out(`${JSON.stringify({ event: 'fitted', ...result })}\n`);
    } else if (flags.quiet !== true) {
      const lines = described.map(
        ({ name, images, resolution, unknown }) =>
          `  ${name}: ${formatCount(images, 'image')}${describeUnknown(unknown)}\n${indented(describeResolution(resolution))}`,
      );
      out(
        `${flags.out}: ${formatCount(names.length, 'product')}, fitted in ${fitSeconds.toFixed(1)} s\n${lines.join('')}` +
          `"nominal inspect ${flags.out} IMAGES" finds out which of them an image shows\n`,
      );
    }
  } finally {
    view.stop();
  }
}

/** A line below that of its product, if there is one. */
function indented(line: string): string {
  return line === '' ? '' : `    ${line}`;
}

/** The rate at which good parts of a product are taken for unknown, as far as its images can tell. */
function describeUnknown({ falseRejectRate, moreImages, interval }: RateSupport): string {
  const rejects =
    `with 95 % confidence ${formatRate(interval.low)} to ${formatRate(interval.high)} of good parts like ` +
    'these are taken for an unknown product';
  if (moreImages === 0) return `; ${rejects}`;
  return `, too few for a rate of ${formatRate(falseRejectRate)}: ${moreImages} more would do; ${rejects}`;
}

/** The product in a folder, named after the folder; in a data set, its good training images. */
async function productOf(
  folder: string,
  context: CommandContext,
): Promise<FamilyProduct & { readonly images: readonly string[] }> {
  const training = join(folder, 'train', 'good');
  const isDataset = await stat(training).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const { images } = await takeImages([isDataset ? training : folder], context);
  return { name: basename(folder), images };
}

function mixed(patterns: readonly string[]): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: 'a family is fitted only from the folders of its products',
    expected: 'images after --products only',
    received: patterns.join(', '),
    remedy: 'Name every product after --products',
  });
}
