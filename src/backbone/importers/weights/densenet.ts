import type { Activation, TrunkBuilder } from './TrunkBuilder.ts';

/**
 * DenseNet (Huang et al., 2017). Names: torchvision's, which are timm's too. Taps: `denseblock1` …
 * `denseblock4`, before the normalization that follows.
 */
export function densenet(trunk: TrunkBuilder): void {
  const { weights } = trunk;
  const stem = trunk.convolution(trunk.input, 'features.conv0', {
    stride: 2,
    norm: 'features.norm0',
  });
  let x = trunk.pool(trunk.activate(stem, 'Relu'), 'MaxPool', 3, 1);
  for (let block = 1; block === 1 || weights.has(layer(block, 1, 'conv1.weight')); block++) {
    x = trunk.tap(`denseblock${block}`, denseBlock(trunk, x, block));
    if (weights.has(`features.transition${block}.conv.weight`)) x = transition(trunk, x, block);
  }
  weights.ignore(/^features\.norm5\./);
}

/** Files published in 2017 have a dot in `norm.1`, although the module is called `norm1`. */
export function renameDensenet(name: string): string {
  return name.replace(/(denselayer\d+\.(?:norm|conv))\.([12])\./, '$1$2.');
}

function layer(block: number, index: number, part: string): string {
  return `features.denseblock${block}.denselayer${index}.${part}`;
}

function denseBlock(trunk: TrunkBuilder, input: Activation, block: number): Activation {
  let joined = input;
  for (let i = 1; i === 1 || trunk.weights.has(layer(block, i, 'conv1.weight')); i++) {
    const before = trunk.activate(trunk.norm(joined, layer(block, i, 'norm1')), 'Relu');
    const squeezed = trunk.convolution(before, layer(block, i, 'conv1'), {
      norm: layer(block, i, 'norm2'),
    });
    const grown = trunk.convolution(trunk.activate(squeezed, 'Relu'), layer(block, i, 'conv2'));
    joined = trunk.concat([joined, grown]);
  }
  return joined;
}

function transition(trunk: TrunkBuilder, input: Activation, block: number): Activation {
  const name = `features.transition${block}`;
  const before = trunk.activate(trunk.norm(input, `${name}.norm`), 'Relu');
  return trunk.pool(trunk.convolution(before, `${name}.conv`), 'AveragePool', 2, 0);
}
