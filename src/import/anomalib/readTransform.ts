import { z } from 'zod';
import type { Size } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import { readSmallFile, unsupported } from '../foreignFile.ts';

/** How anomalib prepares an image for the network. */
export interface Preprocessing {
  /** Size that the image is squeezed to, whatever its aspect. */
  readonly resize: Size;
  /** Center crop after that; null for none. */
  readonly crop: Size | null;
  /** Per channel, for values 0..1. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** With the transform of a few steps it has a few kilobytes. */
const MAX_BYTES = 2 ** 20;

const side = z.int().positive().max(16_384);
const three = z.tuple([z.number(), z.number(), z.number()]);
const steps = {
  Resize: z.object({ height: side, width: side }),
  CenterCrop: z.object({ height: side, width: side }),
  Normalize: z.object({
    mean: three,
    std: three.refine((values) => values.every((value) => value > 0)),
    max_pixel_value: z.number().default(255),
  }),
  ToTensorV2: z.object({}),
} as const;

const metadataSchema = z.object({
  transform: z.object({
    transform: z.object({
      transforms: z.array(z.looseObject({ __class_fullname__: z.string() })).max(32),
    }),
  }),
});

/**
 * Reads the transform in a `metadata.json`, which anomalib below 1.0 writes next to the graph: a chain of
 * albumentations' Resize, CenterCrop and Normalize.
 *
 * @throws NominalError `INPUT_NOT_FOUND`, or `IMPORT_UNSUPPORTED` for a step that cannot be expressed.
 */
export async function readTransform(path: string): Promise<Preprocessing> {
  const metadata = metadataSchema.safeParse(parse(await readSmallFile(path, MAX_BYTES), path));
  if (!metadata.success) throw noTransform(path, metadata.error);
  let resize: Preprocessing['resize'] | null = null;
  let crop: Preprocessing['crop'] = null;
  let normalize: z.output<typeof steps.Normalize> | null = null;
  for (const step of metadata.data.transform.transform.transforms) {
    const name = step.__class_fullname__.split('.').pop() ?? '';
    const parsed = name in steps ? steps[name as keyof typeof steps].safeParse(step) : null;
    if (parsed?.success !== true) throw otherStep(path, name);
    const inOrder = crop === null && normalize === null;
    if (name === 'Resize' && inOrder) resize = steps.Resize.parse(step);
    else if (name === 'CenterCrop' && inOrder) crop = steps.CenterCrop.parse(step);
    else if (name === 'Normalize' && normalize === null) normalize = steps.Normalize.parse(step);
    else if (name !== 'ToTensorV2') throw otherStep(path, name);
  }
  if (resize === null || normalize?.max_pixel_value !== 255) throw noTransform(path);
  return { resize, crop, mean: normalize.mean, std: normalize.std };
}

function parse(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new NominalError('MODEL_DAMAGED', { what: `${path} is not JSON`, cause });
  }
}

function otherStep(path: string, name: string): NominalError {
  return unsupported({
    what: `the transform in ${path} has a step that cannot be expressed`,
    expected: 'Resize, then CenterCrop, then Normalize',
    received: name,
    remedy: 'Train and export with that transform, or fit again with "nominal fit"',
  });
}

function noTransform(path: string, cause?: unknown): NominalError {
  return unsupported({
    what: `${path} does not state how images are prepared`,
    expected: 'a transform with Resize and Normalize of values 0..255',
    remedy: 'Name the metadata.json that was exported with the graph with --metadata',
    cause,
  });
}
