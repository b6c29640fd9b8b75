import type { GraphBuilder } from '../../backbone/onnx/index.ts';
import type { Size } from '../../core/image/index.ts';
import { anomalyMap } from '../../core/scoring/index.ts';
import { Grid } from '../../core/tensor/index.ts';
import { outputs } from './names.ts';

/**
 * Adds the anomaly map in the size of the network's input. Upsampling and smoothing are linear and
 * separable, so each axis is one matrix.
 */
export function addAnomalyMap(
  builder: GraphBuilder,
  grid: Size,
  input: Size,
  sigmaPx: number,
): void {
  const down = axisMatrix(grid.height, input.height, sigmaPx);
  const across = transposed(axisMatrix(grid.width, input.width, sigmaPx));
  const tall = builder.node('MatMul', [
    builder.float([down.height, down.width], down.data),
    outputs.patchScores,
  ]);
  const turned = builder.float([across.height, across.width], across.data);
  builder.node('MatMul', [tall, turned], {}, outputs.anomalyMap);
}

/** The contribution of each cell to each pixel of an axis, pixels × cells: one map per cell. */
function axisMatrix(cells: number, pixels: number, sigmaPx: number): Grid {
  const matrix = new Float32Array(pixels * cells);
  for (let cell = 0; cell < cells; cell++) {
    const one = new Float32Array(cells);
    one[cell] = 1;
    const { data } = anomalyMap(new Grid(cells, 1, one), pixels, 1, sigmaPx);
    for (let pixel = 0; pixel < pixels; pixel++) matrix[pixel * cells + cell] = data[pixel];
  }
  return new Grid(pixels, cells, matrix);
}

function transposed({ height, width, data }: Grid): Grid {
  const turned = Float32Array.from(
    data,
    (_, i) => data[(i % height) * width + Math.floor(i / height)],
  );
  return new Grid(width, height, turned);
}
