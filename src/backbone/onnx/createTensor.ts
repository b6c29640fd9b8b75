import { create } from '@bufbuild/protobuf';
import { type TensorProto, TensorProto_DataType, TensorProtoSchema } from './generated/onnx_pb.ts';

/**
 * A constant tensor: float32 from a Float32Array, int64 from a BigInt64Array. The values are copied,
 * little-endian as ONNX stores raw data.
 * @throws RangeError if the dimensions do not multiply to the number of values.
 */
export function createTensor(
  name: string,
  dims: readonly number[],
  data: Float32Array | BigInt64Array,
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
    dataType:
      data instanceof Float32Array ? TensorProto_DataType.FLOAT : TensorProto_DataType.INT64,
    rawData: littleEndian(data),
  });
}

function littleEndian(data: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Float32Array) {
    for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i], true);
  } else {
    for (let i = 0; i < data.length; i++) view.setBigInt64(8 * i, data[i], true);
  }
  return bytes;
}
