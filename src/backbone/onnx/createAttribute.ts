import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
} from './generated/onnx_pb.ts';

/** Value of a node attribute: whole number, list of whole numbers, text, or a float given as `{ float }`. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };

/**
 * One attribute of an ONNX node; a plain number is written as INT.
 * @throws RangeError (of BigInt) if a plain number is not whole.
 */
export function createAttribute(name: string, value: AttributeValue): AttributeProto {
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
  return create(AttributeProtoSchema, { name, type: type.INTS, ints: value.map(BigInt) });
}
