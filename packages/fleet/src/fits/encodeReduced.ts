import { z } from 'zod';
import type { BankPlaces } from 'nominal-vision/internal/core/neighbors';
import { Matrix } from 'nominal-vision/internal/core/tensor';
import type { PlacedBank, ReducedImages } from 'nominal-vision/internal/detector';
import { imageWarningSchema } from 'nominal-vision/internal/decision';
import { decodeSafetensors, encodeSafetensors } from 'nominal-vision/internal/model';
import { sha256Schema } from '../protocol/tokens.ts';

const whole = z.int().min(0);
const side = z.int().min(1);
const gridSchema = z.strictObject({ height: side, width: side }).nullable();
const summarySchema = z.strictObject({
  images: whole,
  rows: whole,
  coveringRadius: z.number().min(0),
  heldOut: z.array(whole),
  hashes: z.array(sha256Schema),
  firsts: z.array(whole),
  grid: gridSchema,
  warnings: z.array(
    z.strictObject({
      warning: imageWarningSchema,
      image: whole,
    }),
  ),
});

/** A reduced shard as a safetensors file. */
export function encodeReduced({ features, origins, ...summary }: ReducedImages): Uint8Array {
  const { rows, columns, data } = features;
  const {
    images,
    rows: selectedAmong,
    coveringRadius,
    heldOut,
    hashes,
    firsts,
    grid,
    warnings,
  } = summary;
  return encodeSafetensors(
    {
      shard: JSON.stringify({
        images,
        rows: selectedAmong,
        coveringRadius,
        heldOut: [...heldOut],
        hashes: [...hashes],
        firsts: [...firsts],
        grid,
        warnings: [...warnings],
      } satisfies z.input<typeof summarySchema>),
    },
    {
      features: { shape: [rows, columns], data },
      images: { shape: [rows], data: Uint32Array.from(origins, ({ image }) => image) },
      patches: { shape: [rows], data: Uint32Array.from(origins, ({ patch }) => patch) },
    },
  );
}

/**
 * Reads what {@link encodeReduced} writes.
 *
 * @param name of the file in messages.
 * @throws NominalError `MODEL_DAMAGED`, or an error for contents that do not belong together.
 */
export function decodeReduced(file: Uint8Array, name: string): ReducedImages {
  const { metadata, tensors } = decodeSafetensors(file, name);
  const summary = summarySchema.parse(JSON.parse(metadata.shard));
  const features = decodeMatrix(tensors.get('features'), name);
  const images = tensors.get('images')?.data;
  const patches = tensors.get('patches')?.data;
  const belongs =
    images?.length === features.rows &&
    patches?.length === features.rows &&
    summary.hashes.length === summary.images &&
    summary.firsts.length === summary.images &&
    summary.firsts.every((first, image) => first <= image && summary.firsts[first] === first) &&
    images.every((image) => image < summary.images) &&
    summary.heldOut.every((image) => image < summary.images);
  if (!belongs) throw new RangeError(`${name} does not hold what belongs together`);
  return {
    ...summary,
    features,
    origins: Array.from(images, (image, row) => ({ image, patch: patches[row] })),
  };
}

/** A bank as a safetensors file. */
export function encodeBank({ rows: bank, places }: PlacedBank): Uint8Array {
  const { rows, columns, data } = bank;
  return encodeSafetensors(
    { grid: JSON.stringify(places?.grid ?? null) },
    {
      features: { shape: [rows, columns], data },
      ...(places === null ? {} : { cells: { shape: [rows], data: places.cells } }),
    },
  );
}

/** Reads what {@link encodeBank} writes. @throws as `decodeReduced` does. */
export function decodeBank(file: Uint8Array, name: string): PlacedBank {
  const { metadata, tensors } = decodeSafetensors(file, name);
  const rows = decodeMatrix(tensors.get('features'), name);
  const grid = gridSchema.parse(JSON.parse(metadata.grid));
  const cells = tensors.get('cells')?.data;
  const places: BankPlaces | null =
    grid === null || !(cells instanceof Uint32Array) ? null : { grid, cells };
  return { rows, places };
}

function decodeMatrix(
  tensor: { readonly shape: readonly number[]; readonly data: unknown } | undefined,
  name: string,
): Matrix {
  if (!(tensor?.data instanceof Float32Array)) throw new RangeError(`${name} holds no features`);
  const [rows, columns] = tensor.shape;
  return new Matrix(rows, columns, tensor.data);
}
