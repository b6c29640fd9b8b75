import { z } from 'zod';
import { fitConfigSchema } from 'nominal-vision/internal/config';
import { fileHashOf } from 'nominal-vision/internal/inspector';
import { goodImages } from './goodImages.ts';
import { processKind } from './JobKind.ts';

/** How strange a training image is among the others. */
interface ScreenedImage {
  readonly sha256: string;
  /** Image score by a bank of the other images. */
  readonly score: number;
}

/** Ranks the good images by how strange they are among themselves, the strangest first. */
export const screenKind = processKind({
  parameters: z.object({ images: z.array(z.string()), config: fitConfigSchema }),
  route: {
    summary: 'Rank the good images by how strange they are among themselves',
    takesImages: false,
  },
  start: async (start) => ({ images: await goodImages(start), config: start.product.config }),
  inputOf: ({ images, config }, paths) => ({
    images: images.map(paths.image),
    config: paths.config(config),
  }),
  run: async ({ images, config }, runtime, job): Promise<ScreenedImage[]> => {
    const { screen } = await import('nominal-vision/internal/detector');
    const screened = await screen(images, config, { ...job, runtime });
    return screened.flatMap((image) => {
      const sha256 = fileHashOf(image);
      return sha256 === null ? [] : [{ sha256, score: image.imageScore }];
    });
  },
  publish: (_parameters, screened) => Promise.resolve({ screened }),
});
