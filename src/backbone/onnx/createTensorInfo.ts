import { create } from '@bufbuild/protobuf';
import {
  type TensorProto_DataType,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.ts';

/**
 * Type and shape of a graph input or output. A text dimension is a dynamic one of that name.
 */
export function createTensorInfo(
  name: string,
  elementType: TensorProto_DataType,
  dims: readonly (number | string)[],
): ValueInfoProto {
  const dim = dims.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: elementType, shape: { dim } } } },
  });
}
