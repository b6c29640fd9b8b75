import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
} from '../../backbone/onnx/index.ts';
import { unsupported } from '../foreignFile.ts';

/** The parts of a graph that anomalib exported. */
export interface GraphParts {
  /** The memory bank, M×D. */
  readonly bank: TensorProto;
  /** Tensors whose 3×3 averages are the patch features, the largest grid first. */
  readonly taps: readonly string[];
  /** Bank rows around the nearest one that re-weight the image score; 1 for no re-weighting. */
  readonly neighbors: number;
  /** The graph's own input. */
  readonly input: string;
  /** The tensor that the network's first convolution reads: the input itself, or the output of preprocessing in the graph. */
  readonly networkInput: string;
}

/**
 * Finds the parts of PatchCore in a graph of any version of anomalib: the bank keeps its name, the
 * averages are its only 3×3 poolings with stride 1, and re-weighting is its only search for several rows.
 *
 * @throws NominalError `IMPORT_UNSUPPORTED` that names the missing part.
 */
export function dissectGraph(graph: GraphProto, path: string): GraphParts {
  const bank = graph.initializer.find(
    ({ name, dims, dataType }) =>
      /(^|\.)memory_bank$/.test(name) &&
      dims.length === 2 &&
      dataType === TensorProto_DataType.FLOAT,
  );
  if (bank === undefined) throw missing(path, 'a float32 initializer "memory_bank" of two axes');
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const [input, second] = graph.input.filter(({ name }) => !constants.has(name));
  if (input === undefined || second !== undefined) throw missing(path, 'one input of images');
  const convolution = graph.node.find(({ opType }) => opType === 'Conv');
  if (convolution === undefined) throw missing(path, 'a convolutional network');
  const taps = graph.node.flatMap((node) => averagedTensor(graph, node) ?? []);
  if (taps.length === 0) throw missing(path, 'averages of 3 x 3 patches (AveragePool)');
  return {
    bank,
    taps,
    neighbors: neighborsOf(graph, Number(bank.dims[0]), path),
    input: input.name,
    networkInput: convolution.input[0],
  };
}

/** The tensor that a node averages over 3×3 patches, counting zeros beyond the border; undefined for any other node. */
function averagedTensor(graph: GraphProto, node: NodeProto): string | undefined {
  const sides = (name: string) => attribute(node, name)?.ints.join() ?? '1,1';
  if (node.opType !== 'AveragePool' || sides('kernel_shape') !== '3,3') return undefined;
  if (sides('strides') !== '1,1') return undefined;
  const [input] = node.input;
  // Some exporters pad in a separate node.
  const producer = graph.node.find(({ output }) => output.includes(input));
  if (producer?.opType === 'Pad') return producer.input[0];
  const counted = sides('pads') === '1,1,1,1' && attribute(node, 'count_include_pad')?.i === 1n;
  return counted ? input : undefined;
}

function neighborsOf(graph: GraphProto, rows: number, path: string): number {
  const searches = graph.node.filter(
    (node) => node.opType === 'TopK' && attribute(node, 'largest')?.i === 0n,
  );
  if (searches.length === 0) return 1;
  const count = wholeNumber(graph, searches[0].input[1]);
  if (searches.length > 1 || count === undefined || count < 1 || count > rows) {
    throw missing(path, 'one search of a fixed number of neighbors (TopK)');
  }
  return count;
}

/** The value of a constant with one integer. */
function wholeNumber(graph: GraphProto, name: string): number | undefined {
  const producer = graph.node.find(({ output }) => output.includes(name));
  const tensor =
    producer === undefined
      ? graph.initializer.find((initializer) => initializer.name === name)
      : attribute(producer, 'value')?.t;
  if (tensor?.dataType !== TensorProto_DataType.INT64) return undefined;
  if (tensor.int64Data.length > 0) return Number(tensor.int64Data[0]);
  const { buffer, byteOffset, byteLength } = tensor.rawData;
  return byteLength === 8
    ? Number(new DataView(buffer, byteOffset, byteLength).getBigInt64(0, true))
    : undefined;
}

function attribute(node: NodeProto, name: string) {
  return node.attribute.find((one) => one.name === name);
}

function missing(path: string, expected: string) {
  return unsupported({
    what: `${path} is not a PatchCore model that anomalib exported to ONNX`,
    expected,
    received: 'a graph without it',
    remedy: 'Export the PatchCore model again, with export type ONNX',
  });
}
