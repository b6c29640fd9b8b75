import { create } from '@bufbuild/protobuf';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createOrtSession } from '../../backbone/ort/index.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../../backbone/onnx/index.ts';
import { fitTail } from '../../core/calibration/index.ts';
import { addCalibration } from './addCalibration.ts';
import { inputs, outputs } from './names.ts';

describe('the verdict of an exported graph', () => {
  it('does not pass a score of NaN, like the library', async () => {
    const { FLOAT, BOOL } = TensorProto_DataType;
    const { imageScore, anomalous } = outputs;
    const graph = create(GraphProtoSchema, {
      name: 'verdict',
      input: [createTensorInfo('score', FLOAT, ['n'])],
      output: [createTensorInfo(anomalous, BOOL, ['images'])],
    });
    const builder = new GraphBuilder(graph, 'v');
    builder.node('Identity', ['score'], {}, imageScore);
    builder.constant([1], Float32Array.of(2), inputs.threshold);
    const good = Float32Array.from({ length: 20 }, (_, i) => i / 10);
    addCalibration(builder, good, fitTail(good));
    const session = await createOrtSession(writeModel(createModel(graph, 'test')), 'test', 1);
    const scores = Float32Array.of(1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY);
    const results = await session.run({ score: new Tensor('float32', scores, [5]) });
    await session.release();
    expect([...results[anomalous].data].map(Boolean)).toEqual([false, false, true, true, true]);
  });
});
