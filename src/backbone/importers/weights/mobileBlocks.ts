import type { Weights } from './Weights.ts';

/** The layers of one inverted residual block by their names in the file; layers that it does not have are omitted. */
export interface InvertedResidualLayers {
  /** [convolution, batch normalization] of the 1×1 expansion. */
  readonly expand?: readonly [string, string];
  readonly depthwise: readonly [string, string];
  /** The two 1×1 convolutions of squeeze and excitation. */
  readonly squeezeExcite?: readonly [string, string];
  readonly project: readonly [string, string];
}

/** Names of the layers of all inverted residual blocks in order, grouped by stage if the file has stages. */
export function mobileBlocks(
  weights: Weights,
  stages: 'flat' | 'staged',
): InvertedResidualLayers[][] {
  if (weights.has('conv_stem.weight')) return staged((s, b) => timmBlock(weights, s, b));
  return stages === 'staged'
    ? staged((s, b) => torchvisionBlock(weights, `features.${s + 1}.${b}.block`))
    : staged((s, b) => (b > 0 ? undefined : flatBlock(weights, s + 1)));
}

/** Collects blocks until there is no next one, and stages until one is empty. */
function staged(
  block: (stage: number, block: number) => InvertedResidualLayers | undefined,
): InvertedResidualLayers[][] {
  const stages: InvertedResidualLayers[][] = [];
  for (;;) {
    const blocks: InvertedResidualLayers[] = [];
    for (let next = block(stages.length, 0); next !== undefined;) {
      blocks.push(next);
      next = block(stages.length, blocks.length);
    }
    if (blocks.length === 0) return stages;
    stages.push(blocks);
  }
}

function timmBlock(
  weights: Weights,
  stage: number,
  index: number,
): InvertedResidualLayers | undefined {
  const name = `blocks.${stage}.${index}`;
  const pair = (convolution: string, norm: string): [string, string] => [
    `${name}.${convolution}`,
    `${name}.${norm}`,
  ];
  if (!weights.has(`${name}.conv_dw.weight`)) return undefined;
  const se = weights.has(`${name}.se.conv_reduce.weight`)
    ? { squeezeExcite: pair('se.conv_reduce', 'se.conv_expand') }
    : {};
  if (!weights.has(`${name}.conv_pwl.weight`)) {
    return { depthwise: pair('conv_dw', 'bn1'), ...se, project: pair('conv_pw', 'bn2') };
  }
  const expand = pair('conv_pw', 'bn1');
  return { expand, depthwise: pair('conv_dw', 'bn2'), ...se, project: pair('conv_pwl', 'bn3') };
}

/** MobileNetV2 of torchvision: `features.N.conv` with 3 or 4 parts. */
function flatBlock(weights: Weights, index: number): InvertedResidualLayers | undefined {
  const mobileNetV2 = `features.${index}.conv`;
  if (weights.has(`${mobileNetV2}.0.0.weight`)) {
    const layer = (i: number): [string, string] => [
      `${mobileNetV2}.${i}.0`,
      `${mobileNetV2}.${i}.1`,
    ];
    if (!weights.has(`${mobileNetV2}.3.weight`)) {
      return { depthwise: layer(0), project: [`${mobileNetV2}.1`, `${mobileNetV2}.2`] };
    }
    return {
      expand: layer(0),
      depthwise: layer(1),
      project: [`${mobileNetV2}.2`, `${mobileNetV2}.3`],
    };
  }
  return torchvisionBlock(weights, `features.${index}.block`);
}

/** MobileNetV3 and EfficientNet of torchvision: a list of layers whose meaning follows from their names. */
function torchvisionBlock(weights: Weights, name: string): InvertedResidualLayers | undefined {
  const layers: [string, string][] = [];
  let squeezeExcite: [string, string] | undefined;
  for (let i = 0; ; i++) {
    if (weights.has(`${name}.${i}.fc1.weight`))
      squeezeExcite = [`${name}.${i}.fc1`, `${name}.${i}.fc2`];
    else if (weights.has(`${name}.${i}.0.weight`))
      layers.push([`${name}.${i}.0`, `${name}.${i}.1`]);
    else break;
  }
  const se = squeezeExcite === undefined ? {} : { squeezeExcite };
  if (layers.length === 2) return { depthwise: layers[0], ...se, project: layers[1] };
  if (layers.length !== 3) return undefined;
  return { expand: layers[0], depthwise: layers[1], ...se, project: layers[2] };
}
