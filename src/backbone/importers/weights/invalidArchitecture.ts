import { NominalError } from '../../../errors/index.ts';

/** The error for weights that are not those of the architecture that they are read as. */
export function invalidArchitecture(
  path: string,
  architecture: string,
  received: string,
): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `The weights in ${path} are not those of the architecture ${architecture}`,
    expected: `the tensors of ${architecture}, named as torchvision, timm or the authors name them`,
    received,
    remedy: 'Name the architecture with --arch, or export the network to ONNX and add that',
    details: { path, architecture },
  });
}
