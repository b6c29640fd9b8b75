import { create } from '@bufbuild/protobuf';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  type LazyModel,
  type LazyTensor,
  pruneGraph,
  TensorProto_DataType,
} from '../../onnx/index.ts';
import type { BackboneTap } from '../../manifest.ts';
import { foldNorm } from './foldNorm.ts';
import type { Weights } from './Weights.ts';

/** A feature map of the graph that is being built: N × channels × H ÷ stride × W ÷ stride. */
export interface Activation {
  readonly tensor: string;
  readonly channels: number;
  /** Input pixels per cell. */
  readonly stride: number;
}

/** Activation functions that the importers know. */
export type ActivationName = 'Relu' | 'Relu6' | 'HardSwish' | 'Silu';

/** Options of a convolution; the padding is half the kernel, as in PyTorch networks. */
export interface ConvolutionOptions {
  readonly stride?: number;
  /** Name of the batch normalization that follows and is folded into the convolution. */
  readonly norm?: string;
}

/** Operator set with LayerNormalization and an antialiased Resize. */
const OPSET = 18;

/**
 * Builds the graph of a trunk from weights whose values are read only when the file is written.
 * Sizes follow from the weights' shapes, so one importer serves all widths and depths of a family.
 */
export class TrunkBuilder {
  readonly graph = new GraphBuilder(create(GraphProtoSchema, { name: 'trunk' }), 'trunk');
  readonly weights: Weights;
  readonly #epsilon: number;
  readonly #lazy: LazyTensor[] = [];
  readonly #taps: BackboneTap[] = [];
  #input: Activation | undefined;

  /** @param epsilon of all batch normalizations. */
  constructor(weights: Weights, epsilon = 1e-5) {
    this.weights = weights;
    this.#epsilon = epsilon;
  }

  /** The graph's input, N × 3 × H × W. */
  get input(): Activation {
    if (this.#input === undefined) {
      const dims = ['batch', 3, 'height', 'width'];
      this.graph.graph.input = [createTensorInfo('input', TensorProto_DataType.FLOAT, dims)];
      this.#input = { tensor: 'input', channels: 3, stride: 1 };
    }
    return this.#input;
  }

  /** Adds a constant whose values are read when the file is written, and returns its tensor name. */
  lazy(name: string, dims: readonly number[], load: () => Promise<Float32Array>): string {
    this.#lazy.push({ name, dims, load });
    return name;
  }

  /** Adds a weight as it is, and returns its tensor name. */
  constant(name: string): string {
    return this.lazy(name, this.weights.shape(name), () => this.weights.read(name));
  }

  /** Whether a constant of this name was added. */
  hasConstant(name: string): boolean {
    return this.#lazy.some((tensor) => tensor.name === name);
  }

  /** Adds the convolution `name.weight` (and `name.bias`) with the following batch normalization folded in. */
  convolution(input: Activation, name: string, options: ConvolutionOptions = {}): Activation {
    const { stride = 1, norm } = options;
    const dims = this.weights.shape(`${name}.weight`);
    const [outputs, perGroup, height, width] = dims;
    if (dims.length !== 4 || input.channels % perGroup !== 0) {
      throw this.weights.invalid(
        `${name}.weight of shape [${dims.join(', ')}] on ${input.channels} channels`,
      );
    }
    const { kernel, bias } = foldNorm(this.weights, name, norm, this.#epsilon);
    const inputs = [input.tensor, this.lazy(`${name}.weight`, dims, kernel)];
    if (bias !== undefined) inputs.push(this.lazy(`${name}.bias`, [outputs], bias));
    const [top, left] = [(height - 1) >> 1, (width - 1) >> 1];
    const tensor = this.graph.node('Conv', inputs, {
      kernel_shape: [height, width],
      strides: [stride, stride],
      pads: [top, left, top, left],
      group: input.channels / perGroup,
    });
    return { tensor, channels: outputs, stride: input.stride * stride };
  }

  /** Adds a batch normalization that does not follow a convolution. */
  norm(input: Activation, name: string): Activation {
    const parts = ['weight', 'bias', 'running_mean', 'running_var'];
    const constants = parts.map((part) => this.constant(`${name}.${part}`));
    const attributes = { epsilon: { float: this.#epsilon } };
    return this.#same(
      input,
      this.graph.node('BatchNormalization', [input.tensor, ...constants], attributes),
    );
  }

  activate(input: Activation, name: ActivationName): Activation {
    const { tensor } = input;
    if (name === 'Silu') {
      const gate = this.graph.node('Sigmoid', [tensor]);
      return this.#same(input, this.graph.node('Mul', [tensor, gate]));
    }
    if (name !== 'Relu6') return this.#same(input, this.graph.node(name, [tensor]));
    const [low, high] = [0, 6].map((value) => this.graph.float([], Float32Array.of(value)));
    return this.#same(input, this.graph.node('Clip', [tensor, low, high]));
  }

  add(a: Activation, b: Activation): Activation {
    return this.#same(a, this.graph.node('Add', [a.tensor, b.tensor]));
  }

  concat(parts: readonly Activation[]): Activation {
    const tensors = parts.map(({ tensor }) => tensor);
    const channels = parts.reduce((sum, part) => sum + part.channels, 0);
    const { stride } = parts[0];
    return { tensor: this.graph.node('Concat', tensors, { axis: 1 }), channels, stride };
  }

  pool(
    input: Activation,
    type: 'MaxPool' | 'AveragePool',
    side: number,
    padding: number,
  ): Activation {
    const tensor = this.graph.node(type, [input.tensor], {
      kernel_shape: [side, side],
      strides: [2, 2],
      pads: [padding, padding, padding, padding],
    });
    return { ...input, tensor, stride: input.stride * 2 };
  }

  /** Squeeze and excitation: two small layers turn the map's means into factors per channel. */
  squeezeExcite(
    input: Activation,
    [reduce, expand]: readonly [string, string],
    inner: ActivationName,
    gate: 'Sigmoid' | 'HardSigmoid',
  ): Activation {
    const means = this.#same(input, this.graph.node('GlobalAveragePool', [input.tensor]));
    const squeezed = this.activate(this.convolution(means, reduce), inner);
    const factors = this.convolution(squeezed, expand);
    const attributes = gate === 'HardSigmoid' ? { alpha: { float: 1 / 6 } } : {};
    const gates = this.graph.node(gate, [factors.tensor], attributes);
    return this.#same(input, this.graph.node('Mul', [input.tensor, gates]));
  }

  /** Makes the activation that was added last a tap of this name. */
  tap(name: string, { tensor, channels, stride }: Activation): Activation {
    const node = this.graph.graph.node.at(-1);
    if (node?.output[0] !== tensor) throw new RangeError(`${tensor} was not added last`);
    node.output[0] = name;
    this.#taps.push({ name, channels, stride });
    return { tensor: name, channels, stride };
  }

  /** All taps, shallowest first. */
  get taps(): readonly BackboneTap[] {
    return this.#taps;
  }

  /** The trunk with `taps` as its outputs, without the nodes that they do not need. */
  finish(taps: readonly BackboneTap[]): LazyModel {
    const { graph } = this.graph;
    graph.output = taps.map(({ name, channels }) =>
      createTensorInfo(name, TensorProto_DataType.FLOAT, [
        'batch',
        channels,
        `${name}_height`,
        `${name}_width`,
      ]),
    );
    pruneGraph(
      graph,
      taps.map(({ name }) => name),
    );
    const needed = new Set(graph.node.flatMap((node) => node.input));
    return {
      model: createModel(graph, 'nominal', OPSET),
      tensors: this.#lazy.filter(({ name }) => needed.has(name)),
    };
  }

  #same(input: Activation, tensor: string): Activation {
    return { ...input, tensor };
  }
}
