import type { GraphBuilder } from '../../onnx/index.ts';
import type { GraphNode, Weight } from './GraphModel.ts';

/** The state that converters of operations share. */
export interface TrunkContext {
  readonly builder: GraphBuilder;
  /** Constants by TensorFlow name. */
  readonly weights: ReadonlyMap<string, Weight>;
  /** Channels of the activations converted so far, by TensorFlow name. */
  readonly channels: Map<string, number>;
  /** Name of a TensorFlow tensor in the ONNX graph. */
  readonly rename: (tensor: string) => string;
}

/** Converts one operation: adds its ONNX nodes, the last of which writes `rename(node.name)`, and records its channels. */
export type OperatorConverter = (node: GraphNode, context: TrunkContext) => void;
