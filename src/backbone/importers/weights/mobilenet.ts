import { type InvertedResidualLayers, mobileBlocks } from './mobileBlocks.ts';
import type { Activation, ActivationName, TrunkBuilder } from './TrunkBuilder.ts';

/** Properties of a network of inverted residual blocks that do not follow from its weights. */
export interface MobileNetwork {
  /** Stride of each block, or of the first block of each stage. */
  readonly strides: readonly number[];
  readonly stages: 'flat' | 'staged';
  readonly stemActivation: ActivationName;
  /** Activation of the blocks, by the block's number from 1. */
  readonly activation: (block: number) => ActivationName;
  readonly squeezeExcite: InvertedResidualOptions['squeezeExcite'];
}

/**
 * MobileNetV2, MobileNetV3 and EfficientNet (Sandler et al., 2018; Howard et al., 2019; Tan and Le,
 * 2019). Names: torchvision's or timm's. Taps: `block_1` … in order, each block's output.
 */
export function mobilenet(trunk: TrunkBuilder, network: MobileNetwork): void {
  const isTimm = trunk.weights.has('conv_stem.weight');
  const [stem, norm] = isTimm ? ['conv_stem', 'bn1'] : ['features.0.0', 'features.0.1'];
  let x = trunk.convolution(trunk.input, stem, { stride: 2, norm });
  x = trunk.activate(x, network.stemActivation);
  const blocks = mobileBlocks(trunk.weights, network.stages).flatMap((stage) =>
    stage.map((layers, index) => ({ layers, isFirst: index === 0 })),
  );
  const stages = blocks.filter(({ isFirst }) => isFirst).length;
  if (network.strides.length !== (network.stages === 'staged' ? stages : blocks.length)) {
    throw trunk.weights.invalid(`${blocks.length} blocks in ${stages} stages`);
  }
  let stage = -1;
  for (const [index, { layers, isFirst }] of blocks.entries()) {
    if (isFirst) stage++;
    const staged = isFirst ? network.strides[stage] : 1;
    const stride = network.stages === 'staged' ? staged : network.strides[index];
    const { squeezeExcite } = network;
    const activation = network.activation(index + 1);
    x = invertedResidual(trunk, x, layers, { stride, activation, squeezeExcite });
    x = trunk.tap(`block_${index + 1}`, x);
  }
  // The last convolution comes after every tap, before the classifier.
  trunk.weights.ignore(
    isTimm ? /^(conv_head|bn2|blocks\.6\.0\.(conv|bn1))\./ : lastFeatures(blocks.length, network),
  );
}

function lastFeatures(blocks: number, { stages, strides }: MobileNetwork): RegExp {
  return new RegExp(`^features\\.${(stages === 'staged' ? strides.length : blocks) + 1}\\.`);
}

/** Properties of a block that do not follow from its weights. */
interface InvertedResidualOptions {
  readonly stride: number;
  readonly activation: ActivationName;
  /** Activation between the two layers of squeeze and excitation, and the gate after them. */
  readonly squeezeExcite: readonly [ActivationName, 'Sigmoid' | 'HardSigmoid'];
}

/** One block of MobileNetV2 and its successors: expansion, depthwise convolution, squeeze and excitation, projection, then the sum. */
function invertedResidual(
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
