import { NominalError } from '../../errors/index.ts';

/** The error for a weight file that cannot be read. */
export function invalidWeights(
  path: string,
  received: string,
  {
    expected = 'a .safetensors file, or a PyTorch file of tensors alone',
    remedy = 'Fetch the file again, or save the state dictionary of the network again',
    cause,
  }: { readonly expected?: string; readonly remedy?: string; readonly cause?: unknown } = {},
): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `${path} cannot be read as weights`,
    expected,
    received,
    remedy,
    details: { path },
    cause,
  });
}
