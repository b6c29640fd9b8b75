import { NominalError } from '../../../errors/index.ts';
import { assertTensors, castToFloat } from '../../graph/index.ts';
import {
  createTensorInfo,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
} from '../../onnx/index.ts';

/** A graph whose only outputs are the taps. */
export interface CutTrunk {
  readonly model: OnnxModel;
  /** Name of the image input. */
  readonly input: string;
  readonly taps: readonly string[];
  /** Side of the input if the original graph had a fixed size. */
  readonly size: number | undefined;
}

/**
 * Rewrites a graph so that the named tensors, which may lie anywhere in it, are its outputs, and removes
 * what they do not need. Batch and sides of the input become dynamic.
 * @param model changed in place.
 * @param taps the graph's own outputs if omitted.
 * @throws NominalError BACKBONE_INVALID if a tensor is not in the graph, or if the graph does not have
 * exactly one image input.
 */
export function cutTrunk(
  model: OnnxModel,
  taps: readonly string[] | undefined,
  path: string,
): CutTrunk {
  const { graph } = model;
  const wanted = taps ?? graph.output.map(({ name }) => name);
  assertTensors(graph, wanted);
  pruneGraph(graph, wanted);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const needed = new Set(graph.node.flatMap(({ input }) => input));
  const inputs = graph.input.filter(({ name }) => needed.has(name) && !constants.has(name));
  const dims = inputs.length === 1 ? fixedDims(inputs[0]) : undefined;
  if (dims?.length !== 4 || (dims[1] !== 3 && dims[1] !== undefined)) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `${path} does not read images`,
      expected: 'one input of batch x 3 x height x width',
      received: inputs.map(({ name }) => name).join(', ') || 'no input at all',
      remedy: 'Choose taps that depend only on the image, or export the network with that layout',
      details: { path },
    });
  }
  castToFloat(graph, wanted);
  const { FLOAT } = TensorProto_DataType;
  graph.input = [createTensorInfo(inputs[0].name, FLOAT, ['batch', 3, 'height', 'width'])];
  graph.output = wanted.map((tap, index) =>
    createTensorInfo(
      tap,
      FLOAT,
      ['batch', 'channels', 'height', 'width'].map((dim) => `${dim}_${index}`),
    ),
  );
  // Shapes recorded for one size would contradict those of another.
  graph.valueInfo = [];
  return { model, input: inputs[0].name, taps: wanted, size: dims[2] };
}

/** Sizes of an input; undefined where they are dynamic. */
function fixedDims(input: OnnxModel['graph']['input'][number]): (number | undefined)[] | undefined {
  const type = input.type?.value;
  if (type?.case !== 'tensorType') return undefined;
  return type.value.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' && value.value > 0n ? Number(value.value) : undefined,
  );
}
