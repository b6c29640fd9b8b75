import type { Activation, ActivationName, TrunkBuilder } from './TrunkBuilder.ts';

/** The layers of one inverted residual block by their names in the file; a layer that it has not is left out. */
export interface InvertedResidualLayers {
  /** [convolution, batch normalization] of the 1×1 expansion. */
  readonly expand?: readonly [string, string];
  readonly depthwise: readonly [string, string];
  /** The two 1×1 convolutions of squeeze and excitation. */
  readonly squeezeExcite?: readonly [string, string];
  readonly project: readonly [string, string];
}

/** What does not follow from the weights. */
export interface InvertedResidualOptions {
  readonly stride: number;
  readonly activation: ActivationName;
  /** Activation between the two layers of squeeze and excitation, and the gate after them. */
  readonly squeezeExcite: readonly [ActivationName, 'Sigmoid' | 'HardSigmoid'];
}

/** One block of MobileNetV2 and its successors: expand, filter by depth, weigh, project; then the sum. */
export function invertedResidual(
  trunk: TrunkBuilder,
  input: Activation,
  layers: InvertedResidualLayers,
  { stride, activation, squeezeExcite }: InvertedResidualOptions,
): Activation {
  const layer = (x: Activation, [name, norm]: readonly [string, string], step = 1) =>
    trunk.convolution(x, name, { stride: step, norm });
  let x = input;
  if (layers.expand !== undefined) x = trunk.activate(layer(x, layers.expand), activation);
  x = trunk.activate(layer(x, layers.depthwise, stride), activation);
  if (layers.squeezeExcite !== undefined) {
    x = trunk.squeezeExcite(x, layers.squeezeExcite, ...squeezeExcite);
  }
  x = layer(x, layers.project);
  return stride === 1 && x.channels === input.channels ? trunk.add(x, input) : x;
}
