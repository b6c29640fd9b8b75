import { create } from '@bufbuild/protobuf';
import { createTensor, type TensorValues } from './createTensor.ts';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  NodeProtoSchema,
} from './generated/onnx_pb.ts';

/**
 * Appends nodes and constants to an ONNX graph. Names that it generates start with `prefix`, so that
 * they do not collide with names of an existing graph.
 */
export class GraphBuilder {
  readonly graph: GraphProto;
  readonly #prefix: string;
  #count = 0;

  /** @param graph changed in place. */
  constructor(graph: GraphProto, prefix: string) {
    this.graph = graph;
    this.#prefix = prefix;
  }

  /** Adds a float32 constant and returns its tensor name. */
  float(dims: readonly number[], data: Float32Array, name = this.#nextName()): string {
    return this.constant(dims, data, name);
  }

  /** Adds a constant whose type is that of its values and returns its tensor name. */
  constant(dims: readonly number[], data: TensorValues, name = this.#nextName()): string {
    this.graph.initializer.push(createTensor(name, dims, data));
    return name;
  }

  /** Adds an int64 vector and returns its tensor name. */
  int64(values: ArrayLike<number>): string {
    const name = this.#nextName();
    const data = BigInt64Array.from(Array.from(values), BigInt);
    this.graph.initializer.push(createTensor(name, [values.length], data));
    return name;
  }

  /** Adds a node with one output and returns that tensor's name. */
  node(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = this.#nextName(),
  ): string {
    this.#add(opType, input, attributes, [output]);
    return output;
  }

  /** Adds a node with several outputs and returns their tensor names. */
  nodeOfMany(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: number,
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.#nextName());
    this.#add(opType, input, attributes, names);
    return names;
  }

  #add(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    output: string[],
  ): void {
    const attribute = Object.entries(attributes).map(([key, value]) => createAttribute(key, value));
    this.graph.node.push(
      create(NodeProtoSchema, {
        name: output[0],
        opType,
        input: [...input],
        output,
        attribute,
      }),
    );
  }

  #nextName(): string {
    return `${this.#prefix}/${this.#count++}`;
  }
}

/** Value of a node attribute: whole number, list of whole numbers, text, or a float or graph given as `{ float }` or `{ graph }`. */
export type AttributeValue =
  number | readonly number[] | string | { readonly float: number } | { readonly graph: GraphProto };

/**
 * One attribute of an ONNX node; a plain number is written as INT.
 * @throws RangeError (of BigInt) if a plain number is not whole.
 */
function createAttribute(name: string, value: AttributeValue): AttributeProto {
  const type = AttributeProto_AttributeType;
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: type.INT, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: type.STRING, s });
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, { name, type: type.FLOAT, f: value.float });
  }
  if ('graph' in value) {
    return create(AttributeProtoSchema, { name, type: type.GRAPH, g: value.graph });
  }
  return create(AttributeProtoSchema, { name, type: type.INTS, ints: value.map(BigInt) });
}
