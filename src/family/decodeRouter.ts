import { Matrix } from '../core/tensor/index.ts';
import { damaged, decodeSafetensors, verifyChecksum } from '../model/index.ts';
import type { FamilyRouter } from './FamilyRouter.ts';
import { type RouterManifest, routerManifestSchema } from './routerManifest.ts';

/**
 * Reads what `encodeRouter` writes.
 *
 * @param path for messages.
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
      throw damaged(path, `tensor "${name}" is missing or holds what is no number`);
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
