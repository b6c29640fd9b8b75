import { z } from 'zod';
import { type FitConfig, fitConfigSchema } from 'nominal-vision/internal/config';
import { goodImages } from './goodImages.ts';
import { processKind } from './JobKind.ts';

/** Some to fit from, and some to generate defects into. */
const LEAST_IMAGES = 10;

/** How one size of the network's input tells generated defects from good images. */
export interface TriedSize {
  readonly resize: FitConfig['resize'];
  /** 0..1 */
  readonly imageAuroc: number;
  /** p-value of the difference from the best size; 1 for the best itself. */
  readonly pValueToBest: number;
  readonly msPerImage: number;
}

/**
 * Tries sizes of the network's input: fits from some of the good images, and tells the others from the
 * defects generated into them. Changes nothing. Refused with `TOO_FEW_IMAGES`.
 */
export const sizesKind = processKind({
  parameters: z.object({ images: z.array(z.string()), config: fitConfigSchema }),
  route: { summary: 'Try sizes of the network input on generated defects', takesImages: false },
  start: async (start) => ({
    images: await goodImages(start, LEAST_IMAGES),
    config: start.product.config,
  }),
  inputOf: ({ images, config }, paths) => ({
    images: images.map(paths.image),
    config: paths.config(config),
  }),
  run: async ({ images, config }, runtime, job) => {
    const { sizesToTry, tune } = await import('nominal-vision/internal/tune');
    const axes = {
      taps: [config.taps],
      resize: await sizesToTry(images, config),
      coresetRatio: [config.coresetRatio],
      reweighting: [config.reweighting],
    };
    const { candidates, train, heldOut } = await tune(images, axes, config, { ...job, runtime });
    const sizes = candidates.map(
      ({ options, imageAuroc, pValueToBest, msPerImage }): TriedSize => ({
        resize: options.resize ?? null,
        ...{ imageAuroc, pValueToBest, msPerImage },
      }),
    );
    return { sizes, train, heldOut };
  },
  publish: (_parameters, tried) => Promise.resolve(tried),
});
