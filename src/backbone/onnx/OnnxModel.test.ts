import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { createModel, readModel, writeModel } from './OnnxModel.ts';
import { GraphBuilder } from './GraphBuilder.ts';
import { GraphProtoSchema } from './generated/onnx_pb.ts';

describe('readModel', () => {
  it('reads what writeModel wrote', () => {
    const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'g' }), 'p');
    const two = builder.float([2], Float32Array.of(1.5, -2));
    builder.node('Softmax', [two], { axis: 0 }, 'out');
    const model = readModel(writeModel(createModel(builder.graph, 'test')), 'x.onnx');
    expect(model.graph.node[0]).toMatchObject({ opType: 'Softmax', input: [two], output: ['out'] });
    expect(model.graph.node[0].attribute[0]).toMatchObject({ name: 'axis', i: 0n });
    expect([...model.graph.initializer[0].rawData]).toEqual([0, 0, 192, 63, 0, 0, 0, 192]);
    expect(model.opsetImport[0].version).toBe(13n);
  });

  it.each([
    ['an empty file', new Uint8Array()],
    ['text', new TextEncoder().encode('this is not a network')],
  ])('refuses %s', (_, bytes) => {
    expect(() => readModel(bytes, 'x.onnx')).toThrow(
      expect.objectContaining({
        code: 'BACKBONE_INVALID',
        message: expect.stringMatching('x.onnx'),
      }),
    );
  });
});
