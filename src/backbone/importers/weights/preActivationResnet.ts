import type { Activation, TrunkBuilder } from './TrunkBuilder.ts';

/**
 * ResNet v2 (He et al., 2016): normalization and activation come before each convolution, and the
 * sum of a block stays as it is. Names: timm's `resnetv2_50`, with GluonCV's normalizations of the
 * input (`stem.input_norm`) and of the stem (`stem.norm`) if present. Taps: `layer1` … `layer4`.
 */
export function preActivationResnet(trunk: TrunkBuilder): void {
  const { weights } = trunk;
  const hasInputNorm = weights.has('stem.input_norm.weight');
  const input = hasInputNorm ? trunk.norm(trunk.input, 'stem.input_norm') : trunk.input;
  const hasStemNorm = weights.has('stem.norm.weight') || weights.has('stem.conv.bias');
  const norm = hasStemNorm ? { norm: 'stem.norm' } : {};
  const stem = trunk.convolution(input, 'stem.conv', { stride: 2, ...norm });
  let x = trunk.pool(hasStemNorm ? trunk.activate(stem, 'Relu') : stem, 'MaxPool', 3, 1);
  for (
    let stage = 0;
    stage === 0 || weights.has(`stages.${stage}.blocks.0.conv1.weight`);
    stage++
  ) {
    for (let block = 0; block === 0 || weights.has(nameOf(stage, block, 'conv1.weight')); block++) {
      x = preActivationBlock(trunk, x, nameOf(stage, block), stage > 0 && block === 0 ? 2 : 1);
    }
    x = trunk.tap(`layer${stage + 1}`, x);
  }
  // The last normalization comes after every tap, before the classifier.
  weights.ignore(/^norm\./);
}

function nameOf(stage: number, block: number, part?: string): string {
  return ['stages', stage, 'blocks', block, ...(part === undefined ? [] : [part])].join('.');
}

function preActivationBlock(
  trunk: TrunkBuilder,
  input: Activation,
  name: string,
  stride: number,
): Activation {
  const before = trunk.activate(trunk.norm(input, `${name}.norm1`), 'Relu');
  const projected = trunk.weights.has(`${name}.downsample.conv.weight`);
  const shortcut = projected
    ? trunk.convolution(before, `${name}.downsample.conv`, { stride })
    : input;
  let x = trunk.convolution(before, `${name}.conv1`, { norm: `${name}.norm2` });
  x = trunk.activate(x, 'Relu');
  x = trunk.convolution(x, `${name}.conv2`, { stride, norm: `${name}.norm3` });
  x = trunk.activate(x, 'Relu');
  return trunk.add(trunk.convolution(x, `${name}.conv3`), shortcut);
}
