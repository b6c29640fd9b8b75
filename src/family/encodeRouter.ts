import {
  CHECKSUM_PLACEHOLDER,
  encodeSafetensors,
  type StoredTensor,
  writeChecksum,
} from '../model/index.ts';
import type { FamilyRouter } from './FamilyRouter.ts';
import { type RouterManifest, ROUTER_VERSION } from './routerManifest.ts';

/** A router as the bytes of one file, of the layout of a model file: safetensors with a checksum. */
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
