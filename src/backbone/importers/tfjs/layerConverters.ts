import { valueText } from '../../../errors/index.ts';
import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';

/** One layer of a layers model, with the names of the layers that feed it. */
export interface Layer {
  readonly type: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  /** Whether the weights file has a tensor of this name. */
  readonly hasWeight: (name: string) => boolean;
}

/** Returns the operations of a layer; the last one has the layer's name. */
type LayerConverter = (layer: Layer) => GraphNode[];

const text = (value: string) => ({ s: Buffer.from(value, 'latin1').toString('base64') });
const numbers = (values: readonly unknown[]) => ({ list: { i: values.map(Number) } });

const identity: LayerConverter = ({ name, inputs }) => [
  { name, op: 'Identity', input: [...inputs] },
];

/** The layers that a trunk may be made of, by their Keras names. */
export const layerConverters: ReadonlyMap<string, LayerConverter> = new Map<string, LayerConverter>(
  [
    ['InputLayer', ({ name }) => [{ name, op: 'Placeholder' }]],
    ['Conv2D', (layer) => chain(layer, [window(layer, 'Conv2D', 'kernel'), bias, activation])],
    [
      'DepthwiseConv2D',
      (layer) =>
        chain(layer, [
          window(layer, 'DepthwiseConv2dNative', 'depthwise_kernel'),
          bias,
          activation,
        ]),
    ],
    [
      'SeparableConv2D',
      (layer) =>
        chain(layer, [
          window(layer, 'DepthwiseConv2dNative', 'depthwise_kernel'),
          () => ({
            op: 'Conv2D',
            weights: ['pointwise_kernel'],
            attr: { strides: numbers([1, 1, 1, 1]), padding: text('VALID') },
          }),
          bias,
          activation,
        ]),
    ],
    ['BatchNormalization', (layer) => chain(layer, [batchNorm])],
    ['Activation', (layer) => chain(layer, [activation])],
    ['ReLU', (layer) => chain(layer, [relu])],
    ['Add', joined('AddV2')],
    ['Multiply', joined('Mul')],
    ['Concatenate', ({ name, inputs, config }) => concat(name, inputs, config)],
    ['MaxPooling2D', (layer) => chain(layer, [pool(layer, 'MaxPool')])],
    ['AveragePooling2D', (layer) => chain(layer, [pool(layer, 'AvgPool')])],
    ['ZeroPadding2D', (layer) => chain(layer, [padding])],
    ['Dropout', identity],
    ['SpatialDropout2D', identity],
    ['ActivityRegularization', identity],
  ],
);

/** An operation on the result of the previous one, without its name and inputs. */
interface Step {
  readonly op: string;
  /** Weights of the layer that the operation takes. */
  readonly weights?: readonly string[];
  readonly attr?: GraphNode['attr'];
}
type StepOf = (layer: Layer) => Step | undefined;

function chain(layer: Layer, steps: readonly StepOf[]): GraphNode[] {
  const made = steps.flatMap((step) => step(layer) ?? []);
  if (made.length === 0) return identity(layer);
  let [input] = layer.inputs;
  return made.map(({ op, weights = [], attr }, index) => {
    const name = index === made.length - 1 ? layer.name : `${layer.name}/${index}/${op}`;
    const node = {
      name,
      op,
      input: [input, ...weights.map((weight) => `${layer.name}/${weight}`)],
    };
    input = name;
    return attr === undefined ? node : { ...node, attr };
  });
}

function window(layer: Layer, op: string, weight: string): StepOf {
  const { strides = [1, 1], dilation_rate: dilations = [1, 1], padding } = layer.config;
  assertLayout(layer);
  const attr = {
    strides: numbers([1, ...pair(strides), 1]),
    dilations: numbers([1, ...pair(dilations), 1]),
    padding: text(String(padding).toUpperCase()),
  };
  return () => ({ op, weights: [weight], attr });
}

function pool(layer: Layer, op: string): StepOf {
  const { pool_size: size = [2, 2], strides, padding } = layer.config;
  assertLayout(layer);
  const attr = {
    ksize: numbers([1, ...pair(size), 1]),
    strides: numbers([1, ...pair(strides ?? size), 1]),
    padding: text(String(padding).toUpperCase()),
  };
  return () => ({ op, attr });
}

function pair(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value, value];
}

function assertLayout({ name, config }: Layer): void {
  const format = config.data_format ?? 'channels_last';
  if (format !== 'channels_last') {
    throw invalidGraph(`layer ${name} has another layout`, 'channels_last', valueText(format));
  }
}

function bias({ name, hasWeight }: Layer): Step | undefined {
  return hasWeight(`${name}/bias`) ? { op: 'BiasAdd', weights: ['bias'] } : undefined;
}

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  elu: 'Elu',
};

function activation({ name, config }: Layer): Step | undefined {
  const given = config.activation ?? 'linear';
  if (given === 'linear') return undefined;
  const op = typeof given === 'string' ? activations[given] : undefined;
  if (op !== undefined) return { op };
  throw invalidGraph(
    `layer ${name} has an activation that is not supported`,
    ['linear', ...Object.keys(activations)].join(', '),
    valueText(given),
  );
}

function relu({ name, config }: Layer): Step {
  const { max_value: highest = null, negative_slope: slope = 0, threshold = 0 } = config;
  const plain = Number(slope ?? 0) === 0 && Number(threshold ?? 0) === 0;
  if (plain && highest === null) return { op: 'Relu' };
  if (plain && highest === 6) return { op: 'Relu6' };
  throw invalidGraph(`layer ${name} is an uncommon ReLU`, 'a ReLU without limit or up to 6');
}

function batchNorm({ name, config, hasWeight }: Layer): Step {
  const parts = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  const missing = parts.find((part) => !hasWeight(`${name}/${part}`));
  if (missing !== undefined) throw invalidGraph(`layer ${name} has no ${missing}`);
  return {
    op: 'FusedBatchNormV3',
    weights: parts,
    attr: { epsilon: { f: Number(config.epsilon ?? 1e-3) } },
  };
}

function joined(op: string): LayerConverter {
  return ({ name, inputs }) => {
    let [left] = inputs;
    return inputs.slice(1).map((right, index) => {
      const own = index === inputs.length - 2 ? name : `${name}/${index}`;
      const node = { name: own, op, input: [left, right] };
      left = own;
      return node;
    });
  };
}

function concat(
  name: string,
  inputs: readonly string[],
  { axis = -1 }: Layer['config'],
): GraphNode[] {
  if (axis !== -1 && axis !== 3) {
    throw invalidGraph(`layer ${name} joins along axis ${String(axis)}`, 'channels, axis 3 or -1');
  }
  return [{ name, op: 'ConcatChannels', input: [...inputs] }];
}

function padding(layer: Layer): Step {
  assertLayout(layer);
  const { padding: given = 1 } = layer.config;
  const sides = pair(given).map(pair);
  const paddings = numbers([0, 0, ...sides.flat(), 0, 0]);
  return { op: 'Pad', attr: { paddings } };
}
