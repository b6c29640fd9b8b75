import { NominalError } from '../../../errors/index.ts';

/** The error for a TensorFlow.js graph model that cannot become a trunk. */
export function invalidGraph(what: string, expected?: string, received?: string): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what,
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    remedy: 'Use another graph model, other taps, or convert the network to ONNX yourself',
  });
}
