import type { Activation, TrunkBuilder } from './TrunkBuilder.ts';

/**
 * ResNet, Wide ResNet and ResNeXt (He et al., 2015; Zagoruyko and Komodakis, 2016; Xie et al.,
 * 2017), with the stride in the 3×3 convolution as in torchvision and timm. Names: torchvision's,
 * which timm shares. Taps: `layer1` … `layer4`.
 */
export function resnet(trunk: TrunkBuilder): void {
  const stem = trunk.convolution(trunk.input, 'conv1', { stride: 2, norm: 'bn1' });
  let x = trunk.pool(trunk.activate(stem, 'Relu'), 'MaxPool', 3, 1);
  for (let stage = 1; stage <= 4; stage++) {
    let block = 0;
    do {
      x = residualBlock(trunk, x, `layer${stage}.${block}`, stage > 1 && block === 0 ? 2 : 1);
      block++;
    } while (trunk.weights.has(`layer${stage}.${block}.conv1.weight`));
    x = trunk.tap(`layer${stage}`, x);
  }
}

function residualBlock(
  trunk: TrunkBuilder,
  input: Activation,
  name: string,
  stride: number,
): Activation {
  const isBottleneck = trunk.weights.has(`${name}.conv3.weight`);
  const strides = isBottleneck ? [1, stride, 1] : [stride, 1];
  let x = input;
  for (const [i, step] of strides.entries()) {
    if (i > 0) x = trunk.activate(x, 'Relu');
    x = trunk.convolution(x, `${name}.conv${i + 1}`, { stride: step, norm: `${name}.bn${i + 1}` });
  }
  const projected = trunk.weights.has(`${name}.downsample.0.weight`);
  const shortcut = projected
    ? trunk.convolution(input, `${name}.downsample.0`, { stride, norm: `${name}.downsample.1` })
    : input;
  return trunk.activate(trunk.add(x, shortcut), 'Relu');
}
