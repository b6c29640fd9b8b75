import type { GraphProto, NodeProto } from '../onnx/index.ts';

/** Activations that clip to a range from zero, as unsigned 8-bit values do by themselves. */
const RECTIFIERS = new Set(['Relu', 'Clip']);

/** The tensors of a graph that are computed in 8 bits. */
export interface QuantizableTensors {
  /** Tensors that are rounded to 8 bits, in the order of the graph. */
  readonly tensors: readonly string[];
  /**
   * Outputs of convolutions and sums that only a rectifier reads, with that rectifier's output: rounding
   * the latter replaces the rectifier.
   */
  readonly rectified: ReadonlyMap<string, string>;
}

/**
 * The tensors around convolutions, sums of two activations and max pooling. ONNX Runtime has 8-bit
 * kernels for these operations and uses them if inputs and output are in 8 bits.
 *
 * @param graph a graph whose weights are initializers.
 */
export function quantizableTensors(graph: GraphProto): QuantizableTensors {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const readers = readersOf(graph);
  const outputs = new Set(graph.output.map(({ name }) => name));
  const rectified = new Map<string, string>();
  const tensors = new Set<string>();
  for (const node of graph.node) {
    const inputs = quantizableInputs(node, constants);
    if (inputs.length === 0) continue;
    for (const input of inputs) tensors.add(rectified.get(input) ?? input);
    const [output] = node.output;
    const [reader, another] = readers.get(output) ?? [];
    const rectifier =
      reader !== undefined && another === undefined && !outputs.has(output) ? reader : undefined;
    if (rectifier !== undefined && RECTIFIERS.has(rectifier.opType)) {
      rectified.set(output, rectifier.output[0]);
      tensors.add(rectifier.output[0]);
    } else {
      tensors.add(output);
    }
  }
  return { tensors: [...tensors], rectified };
}

/** The activations that a node takes in 8 bits; none if it is not computed in 8 bits. */
function quantizableInputs(node: NodeProto, constants: ReadonlySet<string>): readonly string[] {
  const [first, second] = node.input;
  switch (node.opType) {
    case 'Conv':
      return constants.has(second) ? [first] : [];
    case 'Add':
      return constants.has(first) || constants.has(second) ? [] : [first, second];
    case 'MaxPool':
      return [first];
    default:
      return [];
  }
}

function readersOf(graph: GraphProto): ReadonlyMap<string, readonly NodeProto[]> {
  const readers = new Map<string, NodeProto[]>();
  for (const node of graph.node) {
    for (const input of node.input) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
  }
  return readers;
}
