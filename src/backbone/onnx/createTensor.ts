import { create } from '@bufbuild/protobuf';
import {
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.ts';

/** Values of a constant tensor; the array's type determines the tensor's. A Uint16Array holds the bits of half-precision numbers. */
export type TensorValues =
  Float32Array | Float64Array | BigInt64Array | Int32Array | Int8Array | Uint8Array | Uint16Array;

/**
 * Creates a constant tensor whose type is that of `data`. The values are copied, little-endian as ONNX
 * stores raw data.
 * @throws RangeError if the dimensions do not multiply to the number of values.
 */
export function createTensor(
  name: string,
  dims: readonly number[],
  data: TensorValues,
): TensorProto {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length) {
    throw new RangeError(
      `tensor ${name} [${dims.join(', ')}] needs ${size} values, got ${data.length}`,
    );
  }
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: dataTypeOf(data),
    rawData: littleEndian(data),
  });
}

function dataTypeOf(data: TensorValues): TensorProto_DataType {
  const { FLOAT, FLOAT16, DOUBLE, INT64, INT32, INT8, UINT8 } = TensorProto_DataType;
  if (data instanceof Float32Array) return FLOAT;
  if (data instanceof Float64Array) return DOUBLE;
  if (data instanceof Uint16Array) return FLOAT16;
  if (data instanceof BigInt64Array) return INT64;
  if (data instanceof Int32Array) return INT32;
  return data instanceof Int8Array ? INT8 : UINT8;
}

function littleEndian(data: TensorValues): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Float32Array) {
    for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i], true);
  } else if (data instanceof Float64Array) {
    for (let i = 0; i < data.length; i++) view.setFloat64(8 * i, data[i], true);
  } else if (data instanceof Uint16Array) {
    for (let i = 0; i < data.length; i++) view.setUint16(2 * i, data[i], true);
  } else if (data instanceof BigInt64Array) {
    for (let i = 0; i < data.length; i++) view.setBigInt64(8 * i, data[i], true);
  } else if (data instanceof Int32Array) {
    for (let i = 0; i < data.length; i++) view.setInt32(4 * i, data[i], true);
  } else {
    bytes.set(data);
  }
  return bytes;
}

/**
 * Type and shape of a graph input or output. A string stands for a dynamic dimension of that name.
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
