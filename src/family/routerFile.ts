import { join } from 'node:path';
import { z } from 'zod';
import { Matrix } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';
import { readRegularFile } from '../files/index.ts';
import {
  CHECKSUM_PLACEHOLDER,
  damaged,
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
  verifyChecksum,
  writeChecksum,
} from '../model/index.ts';
import { type FamilyRouter, isProductName, ROUTER_FILE } from './FamilyRouter.ts';

/** Version of the file's format. */
const ROUTER_VERSION = 1;

/** The JSON part of the file. */
const routerManifestSchema = z.strictObject({
  version: z.literal(ROUTER_VERSION),
  unknownRate: z.number().gt(0).lt(1),
  backboneSha256: z.string().regex(/^[0-9a-f]{64}$/),
  products: z
    .array(z.strictObject({ name: z.string().refine(isProductName), threshold: z.number().min(0) }))
    .min(1)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has a name twice'),
});

type RouterManifest = z.output<typeof routerManifestSchema>;

/** Encodes a router in the layout of a model file: safetensors with a checksum. */
export function encodeRouter(family: FamilyRouter): Uint8Array {
  const { names, unknownRate, backboneSha256, router } = family;
  const manifest: RouterManifest = {
    version: ROUTER_VERSION,
    unknownRate,
    backboneSha256,
    products: names.map((name, i) => ({ name, threshold: router.products[i].threshold })),
  };
  const metadata = {
    format: 'nominal-family',
    manifest: JSON.stringify(manifest),
    sha256: CHECKSUM_PLACEHOLDER,
  };
  const tensors: Record<string, StoredTensor> = {
    scale: { shape: [router.scale.length], data: router.scale },
  };
  for (const [i, { descriptors, distances }] of router.products.entries()) {
    const { rows, columns, data } = descriptors;
    tensors[`products.${i}.descriptors`] = { shape: [rows, columns], data };
    tensors[`products.${i}.distances`] = { shape: [rows], data: distances };
  }
  const file = encodeSafetensors(metadata, tensors);
  writeChecksum(file);
  return file;
}

/**
 * Reads the router of the folder that a family was fitted to.
 *
 * @throws NominalError `INPUT_NOT_FOUND` or `MODEL_DAMAGED`.
 */
export async function readRouter(folder: string): Promise<FamilyRouter> {
  const path = join(folder, ROUTER_FILE);
  return decodeRouter(await readBytes(path, folder), path);
}

async function readBytes(path: string, folder: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${folder} holds no family of products`,
      expected: `its file ${ROUTER_FILE}`,
      remedy: 'Check the path, or write the family with "nominal fit --products"',
      cause,
    });
  }
}

/**
 * Decodes the bytes of {@link encodeRouter}.
 *
 * @param path path of the file, for messages.
 * @throws NominalError `MODEL_DAMAGED`.
 */
export function decodeRouter(file: Uint8Array, path: string): FamilyRouter {
  const { metadata, tensors } = decodeSafetensors(file, path);
  const { format, manifest: text, sha256 } = metadata;
  if (format !== 'nominal-family' || text === undefined || sha256 === undefined) {
    throw damaged(path, 'it is not the router of a family');
  }
  verifyChecksum(file, sha256, path);
  const { products, unknownRate, backboneSha256 } = parse(text, path);
  const floats = (name: string) => {
    const tensor = tensors.get(name);
    if (!(tensor?.data instanceof Float32Array) || !tensor.data.every(Number.isFinite)) {
      throw damaged(path, `tensor "${name}" is missing or holds values that are not numbers`);
    }
    return { shape: tensor.shape, data: tensor.data };
  };
  const { data: scale } = floats('scale');
  const routed = products.map(({ threshold }, i) => {
    const { shape, data } = floats(`products.${i}.descriptors`);
    const { data: distances } = floats(`products.${i}.distances`);
    const [rows, columns] = shape;
    const isGrid = shape.length === 2 && rows > 0 && rows === distances.length;
    if (!isGrid || columns !== scale.length) throw damaged(path, 'its parts do not fit together');
    return { descriptors: new Matrix(rows, columns, data), distances, threshold };
  });
  return {
    names: products.map(({ name }) => name),
    unknownRate,
    backboneSha256,
    router: { scale, products: routed },
  };
}

function parse(text: string, path: string): RouterManifest {
  try {
    return routerManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(path, 'its manifest is not valid', cause);
  }
}
